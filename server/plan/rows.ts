// From values to rows: every projection table has the document, the entity and the update it stands for.
import { createHash } from 'node:crypto';
import type { ISql, JSONValue } from 'postgres';
import type { Malformed } from '#lib/room/document.ts';
import { storableJson } from './storable.ts';

/** A row as its columns; `entity_id` is always among them. */
export type Row = { readonly entity_id: string } & { readonly [column: string]: JSONValue | undefined };

/** What one part of a document becomes. */
export interface Projection {
	readonly tables: Readonly<Record<string, readonly Row[]>>;
	readonly malformed: readonly Malformed[];
	/** The child's name, from the part that holds it. */
	readonly childName?: string;
}

/** What every entity carries, as columns. */
export function stamps(entity: {
	made: { at: string; by: string };
	removed?: { at: string; by: string } | undefined;
}) {
	return {
		made_at: entity.made.at,
		made_by: entity.made.by,
		removed_at: entity.removed?.at ?? null,
		removed_by: entity.removed?.by ?? null
	};
}

/** PostgreSQL takes fewer offsets than ISO 8601 has (none beyond 16 hours), and one it refuses would stop the room. */
export function inUtc(instant: string): string {
	return new Date(instant).toISOString();
}

/** What tells whether rows are other than those that were written last. */
export function digestOf(rows: readonly (Row | Malformed)[]): string {
	return createHash('sha256').update(JSON.stringify(rows)).digest('base64');
}

/** Replaces the rows of a document in one table. */
export async function writeRows(
	tx: ISql,
	table: string,
	document: string,
	seq: number,
	rows: readonly Row[]
): Promise<void> {
	const gone = tx`delete from ${tx(table)} where document_id = ${document}`;
	if (rows.length === 0) {
		await gone;
		return;
	}
	const json = storableJson(rows.map((row) => ({ ...row, document_id: document, seq })));
	const there = tx`
		insert into ${tx(table)} select * from jsonb_populate_recordset(null::${tx(table)}, ${json}::text::jsonb)`;
	await Promise.all([gone, there]);
}
