// Reads a document from the log: snapshot and tail in one transaction, so that no compaction comes between. What is read
// becomes a Y.Doc only when one is needed.
import { setImmediate as turn } from 'node:timers/promises';
import type { ISql, Sql, TransactionSql } from 'postgres';
import * as Y from 'yjs';
import { defineRoots } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import type { DocumentName, Space } from '#lib/room/spaces.ts';
import { together } from './broadcast.ts';
import { judge } from './judge.ts';
import { MalformedUpdate, readUpdate, type ReaderLimits } from './updateReader.ts';

/** A document as it lies in the log. */
export interface StoredDocument {
	readonly id: string;
	readonly space: Space;
	readonly epoch: number;
	readonly schema: number;
	/** Number of the last update. */
	readonly seq: number;
	readonly snapshot: StoredUpdate | null;
	/** What came after the snapshot. */
	readonly rows: readonly StoredUpdate[];
	/** Whose the Yjs client ids are; null: the server's. */
	readonly clients: Map<number, string | null>;
	/** Size of what was read. */
	readonly bytes: number;
	/** How much of it is behind the snapshot. */
	readonly tail: { readonly rows: number; readonly bytes: number };
}

export interface LoadedDocument extends Omit<StoredDocument, 'snapshot' | 'rows'> {
	readonly doc: Y.Doc;
	/**
	 * Something in the log cannot be read: an update does not decode (it stands in quarantine, and so do those
	 * that wait for it), or a number is missing. What could be read is shown, and nothing is written on top.
	 */
	readonly damaged: boolean;
	/** Updates that were left out, for the quarantine. */
	readonly unreadable: readonly UnreadableUpdate[];
}

/** What the log holds behind a number: where rows were compacted, the snapshot that took them in, and then the rest. */
export interface News {
	readonly epoch: number;
	readonly snapshot: StoredUpdate | null;
	readonly tail: readonly StoredUpdate[];
}

export interface StoredUpdate {
	readonly seq: number;
	readonly data: Uint8Array;
}

export interface UnreadableUpdate extends StoredUpdate {
	readonly reason: string;
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
export async function loadDocument(sql: Sql, id: string): Promise<LoadedDocument | null> {
	const stored = await readStored(sql, id);
	const loaded = stored && (await buildInTurns(stored));
	if (loaded) await setAside(sql, id, loaded.unreadable);
	return loaded;
}

/** The same within a transaction that sees one state of the tables. */
export async function readDocument(tx: TransactionSql, id: string): Promise<LoadedDocument | null> {
	const stored = await readStored(tx, id);
	const loaded = stored && (await buildInTurns(stored));
	if (loaded && loaded.unreadable.length > 0)
		await tx
			.savepoint((within) => setAside(within, id, loaded.unreadable))
			.catch((error: unknown) => {
				// Somebody else has put it on record just now, which this transaction does not see.
				if (!(error instanceof Error && 'code' in error && error.code === unseen)) throw error;
			});
	return loaded;
}

/**
 * A document as it lies in the log, without making anything of it. One statement, so that it sees one moment wherever it
 * is asked, and is answered in one turn.
 * @returns null where there is none
 */
export async function readStored(sql: ISql, id: string): Promise<StoredDocument | null> {
	const found = await sql<(StoredHead & (StoredPiece | { piece: null }))[]>`
		select d.space, d.epoch, d.schema, d.head_seq as head, n.* from documents d
		left join snapshots s on s.document_id = d.id
		left join lateral (
			select 'snapshot' as piece, s.seq, s.data, null::bigint as client, null::uuid as participant
			where s.seq is not null
			union all
			select 'row', u.seq, u.data, null, null from updates u
			where u.document_id = d.id and u.seq > coalesce(s.seq, 0)
			union all
			select 'client', null, null, c.client_id, c.participant_id from clients c where c.document_id = d.id
		) n on true
		where d.id = ${id} order by n.seq`;
	const [head] = found;
	if (!head) return null;
	let snapshot: StoredUpdate | null = null;
	const rows: StoredUpdate[] = [];
	const clients = new Map<number, string | null>();
	for (const one of found) {
		if (one.piece === 'snapshot') snapshot = { seq: one.seq, data: one.data };
		else if (one.piece === 'row') rows.push({ seq: one.seq, data: one.data });
		else if (one.piece === 'client') clients.set(one.client, one.participant);
	}
	const tail = { rows: rows.length, bytes: bytesOf(rows) };
	return {
		id,
		space: head.space,
		epoch: head.epoch,
		schema: head.schema,
		seq: head.head,
		snapshot,
		rows,
		clients,
		bytes: tail.bytes + (snapshot === null ? 0 : bytesOf([snapshot])),
		tail
	};
}

interface StoredHead {
	readonly space: Space;
	readonly epoch: number;
	readonly schema: number;
	readonly head: number;
}

/** The snapshot and what came after it, and whose the client ids are. */
type StoredPiece =
	| { readonly piece: 'snapshot' | 'row'; readonly seq: number; readonly data: Uint8Array }
	| { readonly piece: 'client'; readonly client: number; readonly participant: string | null };

/** Makes the Y.Doc of what was read, as far as it can be read. */
export function build(stored: StoredDocument): LoadedDocument {
	const pieces = building(stored);
	for (;;) {
		const piece = pieces.next();
		if (piece.done) return piece.value;
	}
}

/** The same where nobody waits for it: a long log takes its time, and between its pieces everybody else has their turn. */
export async function buildInTurns(stored: StoredDocument): Promise<LoadedDocument> {
	const pieces = building(stored);
	for (;;) {
		const piece = pieces.next();
		if (piece.done) return piece.value;
		await turn();
	}
}

function* building(stored: StoredDocument): Generator<undefined, LoadedDocument> {
	const { snapshot, rows, ...rest } = stored;
	const { space, seq } = rest;
	const all = snapshot ? [snapshot, ...rows] : rows;
	const whole = yield* applyAll(space, all);
	const { doc, unreadable } = whole ? { doc: whole, unreadable: [] } : applyReadable(space, all);
	const isWhole = unreadable.length === 0 && followsOn(rows, snapshot?.seq ?? 0, seq);
	return { ...rest, doc, unreadable, damaged: !isWhole || isEmptied(doc, seq) };
}

/**
 * What somebody who holds nothing is sent, without making a Y.Doc: the snapshot and the rows behind it, in order.
 * @returns null where only a Y.Doc can say: a row does not read, a number is missing, or something was deleted since the
 *   snapshot; its words still lie in the rows, and whoever comes later is never sent them
 */
export function plainUpdates({ snapshot, rows, seq }: StoredDocument): Uint8Array[] | null {
	if (!snapshot || !followsOn(rows, snapshot.seq, seq)) return null;
	try {
		for (const { data } of rows) if (readUpdate(data, boundless).deletes.size > 0) return null;
	} catch (error) {
		if (error instanceof MalformedUpdate || error instanceof RangeError) return null;
		throw error;
	}
	return [snapshot.data, ...together(rows.map(({ data }) => data))];
}

/** Puts updates that cannot be read on record, once each. */
export async function setAside(
	sql: ISql,
	id: string,
	unreadable: readonly UnreadableUpdate[]
): Promise<void> {
	for (const { seq, data, reason } of unreadable)
		await sql`
			insert into quarantine (id, document_id, seq, reason, data)
			values (${newId()}, ${id}, ${seq}, ${reason}, ${data})
			on conflict (document_id, seq) where seq is not null and mended_at is null do nothing`;
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

/** SQLSTATE of what collides with something that is not seen. */
const unseen = '40001';

/** What stands in the log was let in by the bounds of its day. */
const boundless: ReaderLimits = {
	structsPerUpdate: Infinity,
	deleteRangesPerUpdate: Infinity,
	valueBytes: Infinity,
	keyBytes: Infinity,
	valueDepth: Infinity
};

/** Integrated before others have their turn; some milliseconds, whatever Yjs makes of them. */
const pieceBytes = 64 * 1024;

/** The ordinary way, a piece after the other. @returns null where anything is wrong with any of them */
function* applyAll(space: Space, stored: readonly StoredUpdate[]): Generator<undefined, Y.Doc | null> {
	const doc = emptyDocument(space);
	let at = 0;
	try {
		while (at < stored.length) {
			doc.transact(() => {
				for (let bytes = 0; at < stored.length && bytes < pieceBytes; at += 1) {
					const { data } = stored[at] as StoredUpdate; // within its length
					Y.applyUpdate(doc, data);
					bytes += data.length;
				}
			});
			yield;
		}
	} catch {
		return null;
	}
	return isWhole(doc) ? doc : null;
}

/** One by one, leaving out what does not decode and what waits for it: one bad row must not close a room (L5). */
function applyReadable(
	space: Space,
	stored: readonly StoredUpdate[]
): { doc: Y.Doc; unreadable: UnreadableUpdate[] } {
	const doc = emptyDocument(space);
	const unreadable: UnreadableUpdate[] = [];
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
