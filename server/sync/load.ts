// Reads a document from the log: snapshot and tail in one transaction, so that no compaction comes between.
import type { ISql, Sql } from 'postgres';
import * as Y from 'yjs';
import { defineRoots } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import type { DocumentName, Space } from '#lib/room/spaces.ts';
import { judge } from './judge.ts';
import { MalformedUpdate, readUpdate, type ReaderLimits } from './updateReader.ts';

export interface LoadedDocument {
	readonly id: string;
	readonly epoch: number;
	readonly schema: number;
	/** Number of the last update that is in `doc`. */
	readonly seq: number;
	readonly doc: Y.Doc;
	/** Whose the Yjs client ids are; null: the server's. */
	readonly clients: Map<number, string | null>;
	/**
	 * Something in the log cannot be read: an update does not decode (it stands in quarantine, and so do those
	 * that wait for it), or a number is missing. What could be read is shown, and nothing is written on top.
	 */
	readonly damaged: boolean;
	/** Size of what was read. */
	readonly bytes: number;
	/** How much of it is behind the snapshot. */
	readonly tail: { readonly rows: number; readonly bytes: number };
}

/** What the log holds behind a number: where rows were compacted, the snapshot that took them in, and then the rest. */
export interface News {
	readonly epoch: number;
	readonly snapshot: StoredUpdate | null;
	readonly tail: readonly StoredUpdate[];
}

interface StoredUpdate {
	readonly seq: number;
	readonly data: Uint8Array;
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
	const [row] = await tx<{ space: Space; epoch: number; schema: number; head: number }[]>`
		select space, epoch, schema, head_seq as head from documents where id = ${id}`;
	if (!row) return null;
	const [snapshot] = await tx<StoredUpdate[]>`select seq, data from snapshots where document_id = ${id}`;
	const from = snapshot?.seq ?? 0;
	const tail = await tx<StoredUpdate[]>`
		select seq, data from updates where document_id = ${id} and seq > ${from} order by seq`;
	const owners = await tx<{ client: number; participant: string | null }[]>`
		select client_id as client, participant_id as participant from clients where document_id = ${id}`;

	const stored = snapshot ? [snapshot, ...tail] : tail;
	const whole = applyAll(row.space, stored);
	const { doc, unreadable } = whole ? { doc: whole, unreadable: [] } : applyReadable(row.space, stored);
	for (const { seq, data, reason } of unreadable)
		await tx`
			insert into quarantine (id, document_id, seq, reason, data)
			select ${newId()}, ${id}, ${seq}, ${reason}, ${data}
			where not exists (
				select from quarantine where document_id = ${id} and seq = ${seq} and mended_at is null)`;
	return {
		id,
		epoch: row.epoch,
		schema: row.schema,
		seq: row.head,
		doc,
		clients: new Map(owners.map(({ client, participant }) => [client, participant])),
		damaged: unreadable.length > 0 || !followsOn(tail, from, row.head) || isEmptied(doc, row.head),
		bytes: bytesOf(stored),
		tail: { rows: tail.length, bytes: bytesOf(tail) }
	};
}

/**
 * What the log holds of a document behind a number, seen in one moment: no compaction comes between.
 * @returns null where there is no such document any more
 */
export async function readNews(sql: ISql, id: string, after: number): Promise<News | null> {
	const rows = await sql<{ epoch: number; seq: number | null; data: Uint8Array; compacted: boolean }[]>`
		select d.epoch, n.seq, n.data, n.compacted from documents d left join lateral (
			select seq, data, true as compacted from snapshots where document_id = d.id and seq > ${after}
			union all
			select seq, data, false from updates where document_id = d.id and seq > ${after}
		) n on true
		where d.id = ${id} order by n.seq`;
	const [first] = rows;
	if (!first) return null;
	const stored = rows.flatMap(({ seq, data, compacted }) => (seq === null ? [] : [{ seq, data, compacted }]));
	return {
		epoch: first.epoch,
		snapshot: stored.find(({ compacted }) => compacted) ?? null,
		tail: stored.filter(({ compacted }) => !compacted)
	};
}

/** Whether the numbers go from `after` to `head` without a hole. */
export function followsOn(tail: readonly StoredUpdate[], after: number, head: number): boolean {
	return after + tail.length === head && tail.every(({ seq }, index) => seq === after + index + 1);
}

/** All at once, the ordinary way. @returns null where anything is wrong with any of them */
function applyAll(space: Space, stored: readonly StoredUpdate[]): Y.Doc | null {
	const doc = emptyDocument(space);
	try {
		doc.transact(() => {
			for (const { data } of stored) Y.applyUpdate(doc, data);
		});
	} catch {
		return null;
	}
	return isWhole(doc) ? doc : null;
}

/** One by one, leaving out what does not decode and what waits for it: one bad row must not close a room (L5). */
function applyReadable(
	space: Space,
	stored: readonly StoredUpdate[]
): { doc: Y.Doc; unreadable: (StoredUpdate & { reason: string })[] } {
	const doc = emptyDocument(space);
	const unreadable: (StoredUpdate & { reason: string })[] = [];
	const boundless: ReaderLimits = {
		structsPerUpdate: Infinity,
		deleteRangesPerUpdate: Infinity,
		valueBytes: Infinity,
		keyBytes: Infinity,
		// Yjs itself would not come back out of what is nested by the thousand.
		valueDepth: 100
	};
	for (const { seq, data } of stored) {
		try {
			// Asked before Yjs is: it may throw half-way, or keep what waits and bring it in with something else.
			const verdict = judge(doc, readUpdate(data, boundless), null);
			if (verdict.kind === 'good') Y.applyUpdate(doc, data);
			else unreadable.push({ seq, data, reason: verdict.kind === 'waits' ? 'waits' : verdict.why });
		} catch (error) {
			const known = error instanceof MalformedUpdate || error instanceof RangeError;
			unreadable.push({ seq, data, reason: known ? error.message : 'does not decode' });
		}
	}
	return { doc, unreadable };
}

/** A document with its roots and nothing in them. */
export function emptyDocument(space: Space): Y.Doc {
	const doc = new Y.Doc();
	defineRoots(doc, space);
	return doc;
}

/** Nothing in it waits for something that has not come. */
export function isWhole(doc: Y.Doc): boolean {
	return doc.store.pendingStructs === null && doc.store.pendingDs === null;
}

/** Every document begins with its name. One that has a log and no name has lost what it held: it is no empty room. */
export function isEmptied(doc: Y.Doc, head: number): boolean {
	return head > 0 && doc.getMap('meta').size === 0;
}

function bytesOf(stored: readonly StoredUpdate[]): number {
	return stored.reduce((sum, { data }) => sum + data.length, 0);
}
