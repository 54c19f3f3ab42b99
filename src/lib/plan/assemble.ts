/** From the live parts to the plan's own format: what stands in a version when it is published. */
import type { Care } from '#lib/emergency/care/document.ts';
import type { About, EmergencyContact } from '#lib/emergency/emergency.ts';
import type { AgendaItem, Agreement, Meeting, Task } from '#lib/meetings/meetings.ts';
import type { NoteNode } from '#lib/meetings/notes.ts';
import type { Agreement as MapAgreement } from '#lib/network/agreement.ts';
import { areRingsOrdinary, ringWithin, standing, type Captions } from '#lib/network/captions.ts';
import type { Child, Person, Tie } from '#lib/network/network.ts';
import { byOrder } from '#lib/room/order.ts';
import type { Exception, Series } from '#lib/visits/visits.ts';
import type { Shown } from '#lib/voice/map/childMap.ts';
import type { Statement } from '#lib/voice/voice.ts';
import { gapsOf } from './gaps.ts';
import { PLAN_SCHEMA, type CarePart, type PlanChildMap, type PlanPerson, type RoomPart } from './plan.ts';

/** The sections of the shared document as they were read, removed entities too. */
export interface Sections {
	readonly people: readonly (Person | Child)[];
	readonly ties: readonly Tie[];
	/** How the map is divided. */
	readonly captions: Captions;
	/** What was agreed about the map. */
	readonly agreement: MapAgreement | null;
	readonly contacts: readonly EmergencyContact[];
	readonly about: About | null;
	readonly visits: readonly (Series | Exception)[];
	readonly meetings: readonly (Meeting | AgendaItem | Agreement | Task)[];
	readonly statements: readonly Statement[];
	/** The child's own map as the child shows it; null where the child does not. */
	readonly childMap: Shown | null;
	/** Notes of the meeting that publishes. */
	readonly notes: { readonly meeting: string; readonly content: NoteNode } | null;
	/** How many entities could not be read. */
	readonly unreadable: number;
}

/** What everybody in the room reads of this version. */
export function roomPart(sections: Sections): RoomPart {
	const here = <T extends { removed?: unknown }>(entities: readonly T[]) =>
		entities.filter((entity) => entity.removed === undefined);
	const contacts = [...here(sections.contacts)].sort(byOrder);
	const series = here(sections.visits.filter((visit) => visit.kind === 'series'));
	const kept = new Set(series.map(({ id }) => id));
	const meetings = here(sections.meetings.filter((entity) => entity.kind === 'meeting'));
	const held = new Set(meetings.map(({ id }) => id));
	const items = <T extends { meeting: string; order: string; id: string; removed?: unknown }>(
		all: readonly T[]
	) => [...here(all)].filter(({ meeting }) => held.has(meeting)).sort(byOrder);

	const part: Omit<RoomPart, 'people' | 'gaps'> = {
		schema: PLAN_SCHEMA,
		...(areRingsOrdinary(sections.captions) ? {} : { rings: [...sections.captions.rings] }),
		...(sections.agreement
			? {
					agreement: {
						mayBeSeenBy: sections.agreement.mayBeSeenBy,
						keptUntil: sections.agreement.keptUntil
					}
				}
			: {}),
		ties: here(sections.ties).map(({ id, from, to, type, quality, direction, saidBy, kin }) => ({
			id,
			from,
			to,
			type,
			quality,
			direction,
			saidBy,
			...given('kin', kin)
		})),
		...(sections.childMap ? { childMap: planChildMap(sections.childMap, sections.people) } : {}),
		contacts: contacts.map((contact) => ({
			id: contact.id,
			person: contact.person,
			can: [...contact.can],
			words: contact.words,
			availability: contact.availability.map(({ days, from, to, can }) => ({
				days: [...days],
				from,
				to,
				...given('can', can)
			})),
			...(contact.consent
				? { consent: { status: contact.consent.status, ...given('at', contact.consent.at) } }
				: {})
		})),
		about: {
			calms: sections.about?.calms ?? '',
			fears: sections.about?.fears ?? '',
			brings: sections.about?.brings ?? '',
			...given('reviewBy', sections.about?.reviewBy)
		},
		series: series.map((one) => ({
			id: one.id,
			with: [...one.with],
			type: one.type,
			rule: one.rule,
			purpose: one.purpose,
			words: one.words,
			...given('place', one.place),
			...given('handover', one.handover),
			...given('supervision', one.supervision),
			...given('supervisor', one.supervisor)
		})),
		exceptions: here(sections.visits.filter((visit) => visit.kind === 'exception'))
			.filter((exception) => kept.has(exception.series))
			.map((exception) => ({
				id: exception.id,
				series: exception.series,
				date: exception.date,
				change: exception.change,
				...given('to', exception.to),
				...given('reason', exception.reason)
			})),
		meetings: meetings.map((meeting) => ({
			id: meeting.id,
			type: meeting.type,
			title: meeting.title,
			starts: meeting.starts,
			purpose: meeting.purpose,
			...given('ends', meeting.ends),
			...given('place', meeting.place),
			...(sections.notes?.meeting === meeting.id ? { notes: sections.notes.content } : {})
		})),
		agreements: items(sections.meetings.filter((entity) => entity.kind === 'agreement')).map((agreement) => ({
			id: agreement.id,
			meeting: agreement.meeting,
			text: agreement.text,
			...given('standing', agreement.standing)
		})),
		tasks: items(sections.meetings.filter((entity) => entity.kind === 'task')).map((task) => ({
			id: task.id,
			meeting: task.meeting,
			text: task.text,
			...given('who', task.who),
			...given('deadline', task.deadline),
			...given('doneAt', task.done?.at)
		})),
		statements: here(sections.statements).map((statement) => ({
			id: statement.id,
			text: statement.text,
			at: statement.made.at,
			...given('face', statement.face)
		}))
	};
	const people = sections.people.flatMap((person) => {
		const takenAway = person.kind !== 'child' && person.removed !== undefined;
		return takenAway && !names(part, person.id) && !isOnChildMap(part, person.id)
			? []
			: [planPerson(person, takenAway, sections.captions.rings.length)];
	});
	// Whom only the child's own map names is missed by nobody: it is another map.
	const named = people.filter(({ id, takenAway }) => takenAway !== true || names(part, id));
	return { ...part, people, gaps: gapsOf({ ...part, people: named }, contacts, sections.unreadable) };
}

/** What those who care for the child read beside it. */
export function carePart(care: Care): CarePart {
	const here = <T extends { removed?: unknown }>(section: { readonly entities: readonly T[] }) =>
		section.entities.filter((entity) => entity.removed === undefined);
	return {
		schema: PLAN_SCHEMA,
		numbers: here(care.numbers).map(({ id, person, type, value, words }) => ({
			id,
			person,
			type,
			value,
			...given('words', words)
		})),
		arrivals: here(care.arrivals).map(({ id, person, minutes, has }) => ({
			id,
			person,
			minutes,
			has: [...has]
		})),
		health: here(care.health).map(({ id, type, text }) => ({ id, type, text })),
		places: here(care.places).map(({ id, name, text }) => ({ id, name, text })),
		warnings: here(care.warnings).map(({ id, type, person, name, text }) => ({
			id,
			type,
			text,
			...given('person', person),
			...given('name', name)
		})),
		unreadable: [care.numbers, care.arrivals, care.health, care.places, care.warnings].reduce(
			(sum, { malformed }) => sum + malformed.length,
			0
		)
	};
}

function planPerson(person: Person | Child, takenAway: boolean, rings: number): PlanPerson {
	if (person.kind === 'child') return { id: person.id, kind: 'child', name: person.name, helps: [] };
	return {
		id: person.id,
		kind: person.kind,
		name: person.name,
		helps: [...person.helps],
		...given('relation', person.relation),
		...given('relationText', person.relationText),
		...given('side', person.side),
		...given('sector', person.sector),
		...given('ring', standing(person, rings).placement?.ring),
		...given('status', person.status),
		...given('consent', person.consent?.status),
		...given('language', person.language),
		...given('interpreter', person.interpreter),
		...(takenAway ? { takenAway: true } : {})
	};
}

/** What is drawn of the child's own map: those whom the room knows, and the ties between them. */
function planChildMap({ at, placed, ties, captions }: Shown, people: Sections['people']): PlanChildMap {
	const child = people.find(({ kind }) => kind === 'child');
	const known = people.filter(({ id, kind }) => kind !== 'child' && placed.has(id)).map(({ id }) => id);
	const rings = captions.rings.length;
	const there = new Set(child ? [...known, child.id] : known);
	return {
		shownAt: at,
		...(areRingsOrdinary(captions) ? {} : { rings: [...captions.rings] }),
		placed: known.flatMap((person) => {
			const placement = placed.get(person);
			return placement ? [{ person, ring: ringWithin(placement.ring, rings), angle: placement.angle }] : [];
		}),
		ties: ties
			.filter(({ from, to }) => there.has(from) && there.has(to))
			.map(({ from, to, quality, direction }) => ({ from, to, quality, direction }))
	};
}

/** Whether the child has put somebody on the map that the plan holds. */
function isOnChildMap({ childMap }: Pick<RoomPart, 'childMap'>, person: string): boolean {
	return childMap?.placed.some((one) => one.person === person) ?? false;
}

/** Whether something in the plan points at this person, so that their name must be readable. */
function names(part: Omit<RoomPart, 'people' | 'gaps'>, person: string): boolean {
	return (
		part.ties.some(({ from, to }) => from === person || to === person) ||
		part.contacts.some((contact) => contact.person === person) ||
		part.tasks.some(({ who }) => who === person) ||
		part.series.some(
			(series) =>
				series.with.includes(person) ||
				series.supervisor === person ||
				series.handover?.brings === person ||
				series.handover?.fetches === person
		)
	);
}

/** A field that is there only when it has a value: absent and undefined are not the same in canonical JSON. */
function given<TName extends string, TValue>(
	name: TName,
	value: TValue | undefined
): { [name in TName]?: TValue } {
	return value === undefined ? {} : ({ [name]: value } as { [name in TName]: TValue });
}
