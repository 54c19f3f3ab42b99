// Entities that do not fit their schema: kept on record, shown as such, and never in the way of anything (L5).
import type { ISql } from 'postgres';
import type { Malformed } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { counter } from '../metrics.ts';

const setAside = counter('landsby_entities_set_aside_total', 'Entities that did not fit their schema.');

/** Records what cannot be read now, and that what could not be read before is mended. */
export async function quarantine(tx: ISql, document: string, malformed: readonly Malformed[]): Promise<void> {
	const paths = malformed.map(({ root, id }) => `${root}/${id}`.slice(0, 200).replaceAll('\0', ''));
	await tx`
		update quarantine set mended_at = now()
		where document_id = ${document} and path is not null and mended_at is null and not (path = any(${paths}))`;
	for (const [index, { reason }] of malformed.entries()) {
		const path = paths[index] ?? '';
		const { count } = await tx`
			insert into quarantine (id, document_id, path, reason)
			select ${newId()}, ${document}, ${path}, ${reason.slice(0, 500).replaceAll('\0', '')}
			where not exists (
				select from quarantine where document_id = ${document} and path = ${path} and mended_at is null)`;
		setAside.add(count);
	}
}
