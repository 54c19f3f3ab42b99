// What an operator does about a document that cannot be read in full: finds it, and, where the missing part will not
// come back from a backup, lets people write on in what can be read. What is left out stays in `quarantine`.
import type { Sql } from 'postgres';
import * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/room/ids.ts';
import type { Space } from '#lib/room/spaces.ts';
import * as audit from '../access/audit.ts';
import { raiseEpoch } from './epoch.ts';
import { isEmptied, readDocument } from './load.ts';

/** A document that cannot be read in full. */
export interface Damage {
	readonly document: string;
	readonly room: string;
	readonly space: Space;
	/** Updates that do not decode, or wait for one that does not. */
	readonly unreadable: readonly { readonly seq: number; readonly reason: string; readonly bytes: number }[];
	/** Nothing can be read at all: only a backup helps. */
	readonly isEmptied: boolean;
}

/**
 * Reads every document, and names those that cannot be read in full. What is unreadable is set aside, as by any reader.
 * @returns the damaged ones, none where all is well
 */
export async function findDamage(sql: Sql): Promise<Damage[]> {
	const ids = await sql<{ id: string }[]>`select id from documents order by id`;
	const found: Damage[] = [];
	for (const { id } of ids) {
		const damage = await sql.begin('isolation level repeatable read', (tx) => damageOf(tx, id));
		if (damage) found.push(damage);
	}
	return found;
}

/**
 * Leaves out what cannot be read: what can is written as the document's snapshot, its numbers go on, and pages that
 * hold more are kept from merging it (decision 17). The rows that are left out stay in `quarantine`, marked as dealt with.
 * @returns what was left out
 * @throws AppError `notFound`; `conflict` where the document is whole, or nothing of it can be read
 */
export async function mend(sql: Sql, id: string, now: Date): Promise<Damage> {
	return sql.begin(async (tx) => {
		// Every append locks this row first: until the end of this transaction the log stands still.
		const [row] = await tx`select 1 from documents where id = ${id} for update`;
		if (!row) throw new AppError('notFound', 'no such document');
		const loaded = await readDocument(tx, id);
		const damage = await damageOf(tx, id);
		if (!loaded || !damage) throw new AppError('conflict', 'the document can be read in full');
		if (damage.isEmptied)
			throw new AppError('conflict', 'nothing of it can be read: restore it from a backup');
		const data = Y.encodeStateAsUpdate(loaded.doc);
		await tx`
			insert into snapshots (document_id, seq, id, data) values (${id}, ${loaded.seq}, ${newId()}, ${data})
			on conflict (document_id) do update
			set seq = excluded.seq, id = excluded.id, data = excluded.data, at = now()`;
		await tx`delete from updates where document_id = ${id} and seq <= ${loaded.seq}`;
		await tx`update documents set snapshot_seq = ${loaded.seq} where id = ${id}`;
		await tx`
			update quarantine set mended_at = ${now}
			where document_id = ${id} and seq is not null and mended_at is null`;
		await raiseEpoch(tx, [id]);
		await audit.write(tx, {
			chain: damage.room,
			at: now,
			action: 'documentMended',
			subject: { document: id, leftOut: damage.unreadable.length },
			familySees: damage.space === 'room'
		});
		return damage;
	});
}

async function damageOf(tx: Parameters<typeof readDocument>[0], id: string): Promise<Damage | null> {
	const loaded = await readDocument(tx, id);
	if (!loaded?.damaged) return null;
	const [name] = await tx<{ room: string; space: Space }[]>`
		select room_id as room, space from documents where id = ${id}`;
	if (!name) return null;
	const unreadable = await tx<{ seq: number; reason: string; bytes: number }[]>`
		select seq, reason, octet_length(data) as bytes from quarantine
		where document_id = ${id} and seq is not null and mended_at is null order by seq`;
	return { document: id, ...name, unreadable, isEmptied: isEmptied(loaded.doc, loaded.seq) };
}
