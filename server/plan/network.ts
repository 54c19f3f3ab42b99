// The network map as rows.
import type { Doc } from 'yjs';
import { lastChanged, type Touch } from '#lib/network/lastChanged.ts';
import { readAgreement, readCaptions, readPeople, readTies } from '#lib/network/document.ts';
import type { Shown } from '#lib/voice/map/childMap.ts';
import { readShownMap } from '#lib/voice/map/document.ts';
import { inUtc, stamps, type Projection, type Row } from './rows.ts';

/** The map that has no entity of its own: its row stands under the nil id. */
const roomsMap = '00000000-0000-0000-0000-000000000000';

/** The child's map has the child's own words, and no agreement of its own: it is in the room as the room's is. */
function childsLayer({ id, at, captions: { rings, sectors } }: Shown): Row {
	return { entity_id: id, layer: 'child', rings: [...rings], sectors: { ...sectors }, shown_at: at };
}

/** Who last changed something, and when, as columns. */
function signature(touch: Touch | null | undefined) {
	return { changed_at: touch ? inUtc(touch.at) : null, changed_by: touch?.by ?? null };
}

function placesOn({ id, placed }: Shown): Row[] {
	return [...placed].map(([person, { ring, angle }]) => ({ entity_id: id, person_id: person, ring, angle }));
}

function tiesOn({ id, ties }: Shown): Row[] {
	return ties.map(({ from, to, type, quality, direction }, place) => ({
		entity_id: id,
		place,
		from_id: from,
		to_id: to,
		type,
		quality,
		direction
	}));
}

/** People, what they can help with, who belongs to which group, ties, what was agreed about the map, and the map that the child has shown. */
export function projectNetwork(doc: Doc): Projection {
	const people = readPeople(doc);
	const ties = readTies(doc);
	const agreement = readAgreement(doc);
	const { rings, sectors } = readCaptions(doc);
	const shown = readShownMap(doc);
	const child = people.entities.find((person) => person.kind === 'child');
	return {
		tables: {
			people: people.entities.map((person): Row => {
				const known = person.kind === 'child' ? null : person;
				return {
					entity_id: person.id,
					kind: person.kind,
					name: person.name,
					relation: known?.relation ?? null,
					relation_text: known?.relationText ?? null,
					through: known?.through ?? null,
					side: known?.side ?? null,
					sector: known?.sector ?? null,
					symbol: known?.symbol ?? null,
					status: known?.status ?? null,
					since: known?.since ?? null,
					ring: known?.placement?.ring ?? null,
					angle: known?.placement?.angle ?? null,
					helps: [...(known?.helps ?? [])],
					note: known?.note ?? '',
					note_by: known?.noteBy?.by ?? null,
					note_at: known?.noteBy ? inUtc(known.noteBy.at) : null,
					...signature(known?.changed),
					language: known?.language ?? null,
					interpreter: known?.interpreter ?? null,
					distance: known?.distance ?? null,
					knows: known?.knows ?? null,
					willing: known?.willing ?? null,
					important_since: known?.importantSince ?? null,
					last_contact: known?.lastContact ?? null,
					avatar: known?.avatar ?? null,
					picture: known?.picture ?? null,
					numbers_for_all: known?.numbersForAll ? [...known.numbersForAll] : null,
					consent: known?.consent?.status ?? null,
					consent_at: known?.consent?.at ?? null,
					...stamps({ made: person.made, removed: known?.removed })
				};
			}),
			ties: ties.entities.map((tie) => ({
				entity_id: tie.id,
				from_id: tie.from,
				to_id: tie.to,
				type: tie.type,
				quality: tie.quality,
				direction: tie.direction,
				said_by: tie.saidBy,
				kin: tie.kin ?? null,
				note: tie.note,
				...signature(tie.changed),
				...stamps(tie)
			})),
			person_helps: people.entities.flatMap((person) =>
				person.kind === 'child' || person.removed
					? []
					: person.helps.map((tag) => ({ entity_id: person.id, tag }))
			),
			group_members: people.entities.flatMap((person) =>
				person.kind !== 'group' || person.removed
					? []
					: (person.members ?? []).map((member) => ({ entity_id: person.id, member }))
			),
			network_layers: [
				{
					entity_id: roomsMap,
					layer: 'room',
					may_be_seen_by: agreement?.mayBeSeenBy ?? null,
					kept_until: agreement?.keptUntil ?? null,
					rings: [...rings],
					sectors: { ...sectors },
					...signature(lastChanged([...people.entities, ...ties.entities], Date.now()))
				},
				...(shown ? [childsLayer(shown)] : [])
			],
			child_placements: shown ? placesOn(shown) : [],
			child_ties: shown ? tiesOn(shown) : []
		},
		malformed: [...people.malformed, ...ties.malformed],
		...(child ? { childName: child.name } : {})
	};
}
