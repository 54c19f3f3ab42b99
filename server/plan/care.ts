// The care document as rows: numbers, health, warnings. Whoever asks for them must be a reader of that document.
import type { Doc } from 'yjs';
import { readCare } from '#lib/emergency/care/document.ts';
import { stamps, type Projection } from './rows.ts';

/** Everything in the care document but its secrets, which are never projected. */
export function projectCare(doc: Doc): Projection {
	const { numbers, arrivals, health, places, warnings } = readCare(doc);
	return {
		tables: {
			care_numbers: numbers.entities.map((number) => ({
				entity_id: number.id,
				person: number.person,
				type: number.type,
				value: number.value,
				words: number.words ?? null,
				...stamps(number)
			})),
			care_arrivals: arrivals.entities.map((arrival) => ({
				entity_id: arrival.id,
				person: arrival.person,
				minutes: arrival.minutes,
				has: [...arrival.has],
				...stamps(arrival)
			})),
			care_health: health.entities.map((entry) => ({
				entity_id: entry.id,
				type: entry.type,
				text: entry.text,
				...stamps(entry)
			})),
			care_places: places.entities.map((place) => ({
				entity_id: place.id,
				name: place.name,
				text: place.text,
				...stamps(place)
			})),
			care_warnings: warnings.entities.map((warning) => ({
				entity_id: warning.id,
				type: warning.type,
				person: warning.person ?? null,
				name: warning.name ?? null,
				text: warning.text,
				...stamps(warning)
			}))
		},
		malformed: [numbers, arrivals, health, places, warnings].flatMap((section) => section.malformed)
	};
}
