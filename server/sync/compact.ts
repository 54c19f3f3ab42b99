// Shortens the log: what a document's rows come to is written as one update, and the rows go. Built from the rows
// themselves, in the transaction that deletes them; never from a live document, which may lack what another process
// has written, and may hold what the log will not take.
import { setImmediate as turn } from 'node:timers/promises';
import type { Sql } from 'postgres';
import * as Y from 'yjs';
import { newId } from '#lib/room/ids.ts';
import type { Space } from '#lib/room/spaces.ts';
import { counter } from '../metrics.ts';
import { emptyDocument, isWhole, readDocument } from './load.ts';

/** Where a compaction stands; a test ends the process at each of them. */
export const COMPACT_STEPS = ['locked', 'built', 'snapshotWritten', 'rowsDeleted', 'numbered'] as const;
export type CompactStep = (typeof COMPACT_STEPS)[number];

const compactions = counter('landsby_compactions_total', 'Documents whose log was shortened to a snapshot.');

/**
 * Compacts one document. Client ids stay bound to their people. Between its steps everybody else has their turn: each
 * takes as long as the document is large.
 * @param reached hears each step within the transaction; for tests of what happens when it ends there
 * @returns the number up to which the snapshot stands now; null where there is nothing to compact, no document, or one
 *   that cannot be read in full: what might still be mended is never thrown away
 */
export async function compact(
	sql: Sql,
	id: string,
	reached: (step: CompactStep) => void | Promise<void> = () => undefined
): Promise<number | null> {
	const seq = await sql.begin(async (tx) => {
		// Every append locks this row first: until the end of this transaction the log stands still.
		const [row] = await tx<{ space: Space; head: number; snapshot: number }[]>`
			select space, head_seq as head, snapshot_seq as snapshot from documents where id = ${id} for update`;
		if (!row || row.head <= row.snapshot) return null;
		await reached('locked');
		const loaded = await readDocument(tx, id);
		if (!loaded || loaded.damaged) return null;
		await turn();
		const data = Y.encodeStateAsUpdate(loaded.doc);
		await turn();
		if (!(await saysTheSame(data, loaded.doc, row.space)))
			throw new Error('a snapshot is not what the log says');
		loaded.doc.destroy();
		await reached('built');
		await tx`
			insert into snapshots (document_id, seq, id, data) values (${id}, ${loaded.seq}, ${newId()}, ${data})
			on conflict (document_id) do update
			set seq = excluded.seq, id = excluded.id, data = excluded.data, at = now()`;
		await reached('snapshotWritten');
		await tx`delete from updates where document_id = ${id} and seq <= ${loaded.seq}`;
		await reached('rowsDeleted');
		await tx`update documents set snapshot_seq = ${loaded.seq} where id = ${id}`;
		await reached('numbered');
		return loaded.seq;
	});
	if (seq !== null) compactions.add(1);
	return seq;
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
