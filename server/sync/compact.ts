// Shortens the log: what a document's rows come to is written as one update, and the rows go. Built from the rows
// themselves, which never change once they are there; never from a live document, which may lack what another process
// has written, and may hold what the log will not take.
import { setImmediate as turn } from 'node:timers/promises';
import type { Sql } from 'postgres';
import * as Y from 'yjs';
import { newId } from '#lib/room/ids.ts';
import type { Space } from '#lib/room/spaces.ts';
import { counter } from '../metrics.ts';
import { buildInTurns, emptyDocument, isWhole, readStored, setAside } from './load.ts';

/** Where a compaction stands before its one statement; a test ends the process at each of them. */
export const COMPACT_STEPS = ['read', 'built'] as const;
export type CompactStep = (typeof COMPACT_STEPS)[number];

const compactions = counter('landsby_compactions_total', 'Documents whose log was shortened to a snapshot.');

/** What is to stand for the rows up to a number, and what it was made of. */
interface Shortened {
	readonly epoch: number;
	/** Of the snapshot that it was made from; 0 where there was none. */
	readonly from: number;
	readonly seq: number;
	readonly data: Uint8Array;
}

/**
 * Compacts one document. Client ids stay bound to their people. It is read and put together while everybody writes on,
 * and between its steps everybody else has their turn: each takes as long as the document is large. Its row is locked for
 * one statement only: an append to it would wait, and all that shares its commit.
 * @param reached hears each step; for tests of what happens when it ends there
 * @returns the number up to which the snapshot stands now; null where there is nothing to compact, no document, one that
 *   cannot be read in full (what might still be mended is never thrown away), or somebody else was quicker
 */
export async function compact(
	sql: Sql,
	id: string,
	reached: (step: CompactStep) => void | Promise<void> = () => undefined
): Promise<number | null> {
	const stored = await readStored(sql, id);
	if (!stored || stored.rows.length === 0) return null;
	await reached('read');
	const { doc, damaged, unreadable } = await buildInTurns(stored);
	await setAside(sql, id, unreadable);
	if (damaged) return null;
	await turn();
	const data = Y.encodeStateAsUpdate(doc);
	await turn();
	if (!(await saysTheSame(data, doc, stored.space))) throw new Error('a snapshot is not what the log says');
	doc.destroy();
	await reached('built');
	const { epoch, seq } = stored;
	if (!(await write(sql, id, { epoch, from: stored.snapshot?.seq ?? 0, seq, data }))) return null;
	compactions.add(1);
	return seq;
}

/**
 * One statement, its own transaction. What has come behind the number stays where it is.
 * @returns false where the snapshot is another one by now, or the document was restored: then nothing was done
 */
async function write(sql: Sql, id: string, { epoch, from, seq, data }: Shortened): Promise<boolean> {
	const written = await sql`
		with head as (
			select id from documents
			where id = ${id} and epoch = ${epoch} and snapshot_seq = ${from} and head_seq >= ${seq} for no key update),
		rows as (delete from updates where document_id in (select id from head) and seq <= ${seq}),
		snapshot as (
			insert into snapshots (document_id, seq, id, data)
			select id, ${seq}, ${newId()}, ${data} from head
			on conflict (document_id) do update
			set seq = excluded.seq, id = excluded.id, data = excluded.data, at = now())
		update documents set snapshot_seq = ${seq} where id in (select id from head) returning id`;
	return written.length > 0;
}

/** The rows are gone afterwards, so the snapshot is read back first: same content, same deletions, nothing missing. */
async function saysTheSame(data: Uint8Array, doc: Y.Doc, space: Space): Promise<boolean> {
	const copy = emptyDocument(space);
	try {
		Y.applyUpdate(copy, data);
		await turn();
		return isWhole(copy) && Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(doc));
	} finally {
		copy.destroy();
	}
}
