// Reads a document from the log: snapshot and tail in one transaction, so that no compaction comes between.
import type { ISql, Sql } from 'postgres';
import * as Y from 'yjs';
import { newId } from '#lib/room/ids.ts';
import type { DocumentName, Space } from '#lib/room/spaces.ts';

export interface LoadedDocument {
	readonly id: string;
	readonly epoch: number;
	readonly schema: number;
	/** Number of the last update that is in `doc`. */
	readonly seq: number;
	readonly doc: Y.Doc;
	/** Whose the Yjs client ids are; null: the server's. */
	readonly clients: Map<number, string | null>;
	/** An update did not decode; it stands in quarantine, and those that waited for it are not shown. */
	readonly damaged: boolean;
}

/**
 * Finds a document by its name.
 * @returns its id, or null: opening never creates
 */
export async function findDocument(
	sql: ISql,
	{ room, space, participant }: DocumentName
): Promise<string | null> {
	const [row] = await sql<{ id: string }[]>`
		select id from documents
		where room_id = ${room} and space = ${space} and participant_id is not distinct from ${participant}`;
	return row?.id ?? null;
}

/** Which document this is, for those who know its id only. */
export async function documentById(sql: ISql, id: string): Promise<DocumentName | null> {
	const [row] = await sql<{ room: string; space: Space; participant: string | null }[]>`
		select room_id as room, space, participant_id as participant from documents where id = ${id}`;
	return row ?? null;
}

/**
 * Loads a document as committed.
 * @param sql the pool; inside a transaction use `readDocument`
 * @returns null where there is no such document
 */
export function loadDocument(sql: Sql, id: string): Promise<LoadedDocument | null> {
	return sql.begin('isolation level repeatable read', (tx) => readDocument(tx, id));
}

/** The same within a transaction that sees one state of the tables. */
export async function readDocument(tx: ISql, id: string): Promise<LoadedDocument | null> {
	const [row] = await tx<{ epoch: number; schema: number; head: number }[]>`
		select epoch, schema, head_seq as head from documents where id = ${id}`;
	if (!row) return null;
	const [snapshot] = await tx<{ seq: number; data: Uint8Array }[]>`
		select seq, data from snapshots where document_id = ${id}`;
	const updates = await tx<{ seq: number; data: Uint8Array }[]>`
		select seq, data from updates where document_id = ${id} and seq > ${snapshot?.seq ?? 0} order by seq`;
	const owners = await tx<{ client: number; participant: string | null }[]>`
		select client_id as client, participant_id as participant from clients where document_id = ${id}`;

	const doc = new Y.Doc();
	const undecodable: { seq: number; reason: string }[] = [];
	const all = snapshot ? [snapshot, ...updates] : updates;
	doc.transact(() => {
		for (const { seq, data } of all) {
			try {
				Y.applyUpdate(doc, data);
			} catch (error) {
				undecodable.push({ seq, reason: error instanceof Error ? error.message : 'does not decode' });
			}
		}
	});
	for (const { seq, reason } of undecodable)
		await tx`
			insert into quarantine (id, document_id, seq, reason, data)
			select ${newId()}, ${id}, ${seq}, ${reason}, (select data from updates where document_id = ${id} and seq = ${seq})
			where not exists (
				select from quarantine where document_id = ${id} and seq = ${seq} and mended_at is null)`;
	return {
		id,
		epoch: row.epoch,
		schema: row.schema,
		seq: row.head,
		doc,
		clients: new Map(owners.map(({ client, participant }) => [client, participant])),
		damaged: undecodable.length > 0 || doc.store.pendingStructs !== null || doc.store.pendingDs !== null
	};
}
