// The visitation plan as rows.
import type { Doc } from 'yjs';
import { readVisits } from '#lib/visits/document.ts';
import { stamps, type Projection } from './rows.ts';

/** Series with their rule, and the single days that differ. */
export function projectVisits(doc: Doc): Projection {
	const { entities, malformed } = readVisits(doc);
	return {
		tables: {
			visit_series: entities
				.filter((entity) => entity.kind === 'series')
				.map((series) => ({
					entity_id: series.id,
					with_ids: [...series.with],
					type: series.type,
					rule: { ...series.rule } as never, // plain JSON by its schema
					purpose: series.purpose,
					words: series.words,
					place: series.place ?? null,
					brings: series.handover?.brings ?? null,
					fetches: series.handover?.fetches ?? null,
					supervision: series.supervision ?? null,
					supervisor: series.supervisor ?? null,
					...stamps(series)
				})),
			visit_exceptions: entities
				.filter((entity) => entity.kind === 'exception')
				.map((exception) => ({
					entity_id: exception.id,
					series: exception.series,
					date: exception.date,
					change: exception.change,
					to_value: exception.to ? { ...exception.to } : null,
					reason: exception.reason ?? null,
					...stamps(exception)
				}))
		},
		malformed
	};
}
