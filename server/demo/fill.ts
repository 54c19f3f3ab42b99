// Writes a stage of a demo room into its documents, through the functions of the parts.
import type { Doc } from 'yjs';
import { createHealth, createNumber, createWarning, setArrival } from '#lib/emergency/care/document.ts';
import { aboutText, createContact, setReviewBy } from '#lib/emergency/document.ts';
import {
	createAgreement,
	createMeeting,
	createTask,
	readMeetings,
	seedNotes,
	tickDone
} from '#lib/meetings/document.ts';
import type { NoteNode } from '#lib/meetings/notes.ts';
import {
	createPerson,
	createTie,
	movePerson,
	readPeople,
	setAgreement,
	setPerson,
	tickMember
} from '#lib/network/document.ts';
import { present, writeText, type Author } from '#lib/room/document.ts';
import { createCandidate, createStep } from '#lib/staff/search/document.ts';
import { createException, createSeries } from '#lib/visits/document.ts';
import { createStatement } from '#lib/voice/document.ts';
import type { MapOfChild } from '#lib/voice/map/childMap.ts';
import { drawTie, putPeople, putPerson, readOwnMap } from '#lib/voice/map/document.ts';
import type { DemoStage } from './case.ts';

/** Ids of people by their short key; `child` is the child. */
export type People = Map<string, string>;

/**
 * Fills the shared document.
 * @param people known so far; those of this stage are added
 * @returns the meeting's id, where the stage has one
 */
export function fillRoom(
	doc: Doc,
	stage: DemoStage,
	people: People,
	author: Author,
	child: Author
): string | null {
	const id = (key: string): string => {
		const found = people.get(key);
		if (found === undefined) throw new Error(`nobody is called ${key}`);
		return found;
	};
	for (const [key, person] of Object.entries(stage.people ?? {}))
		people.set(key, createPerson(doc, author, person));
	for (const [group, members] of Object.entries(stage.groups ?? {}))
		for (const member of members) tickMember(doc, id(group), id(member), true);
	for (const [key, through] of Object.entries(stage.through ?? {}))
		setPerson(doc, id(key), { through: id(through) });
	for (const [key, placement] of Object.entries(stage.moved ?? {})) movePerson(doc, id(key), placement);
	for (const [from, to, type, quality, direction = 'both', kin] of stage.ties ?? [])
		createTie(doc, author, {
			from: id(from),
			to: id(to),
			type,
			quality,
			direction,
			saidBy: 'meeting',
			kin
		});
	for (const [from, to, type, quality] of stage.childTies ?? [])
		createTie(doc, child, { from: id(from), to: id(to), type, quality, direction: 'both', saidBy: 'child' });
	for (const contact of stage.contacts ?? [])
		createContact(doc, author, {
			person: id(contact.person),
			can: contact.can,
			words: contact.words,
			availability: contact.hours,
			consent: contact.consent
		});
	if (stage.agreement) setAgreement(doc, stage.agreement);
	if (stage.about) {
		for (const field of ['calms', 'fears', 'brings'] as const) {
			const text = aboutText(doc, field);
			if (text) writeText(text, stage.about[field]);
		}
		setReviewBy(doc, stage.about.reviewBy);
	}
	for (const series of stage.series ?? []) {
		const made = createSeries(doc, author, {
			with: series.with.map(id),
			type: series.type,
			rule: series.rule,
			purpose: series.purpose,
			words: series.words ?? '',
			...(series.place === undefined ? {} : { place: series.place }),
			...(series.brings || series.fetches
				? {
						handover: {
							...(series.brings ? { brings: id(series.brings) } : {}),
							...(series.fetches ? { fetches: id(series.fetches) } : {})
						}
					}
				: {}),
			...(series.supervision ? { supervision: series.supervision } : {}),
			...(series.supervisor ? { supervisor: id(series.supervisor) } : {})
		});
		for (const { date, reason } of series.cancelled ?? [])
			createException(doc, author, { series: made, date, change: 'cancelled', reason });
	}
	for (const statement of stage.statements ?? []) createStatement(doc, child, statement);
	if (!stage.meeting) return null;
	const { agreements = [], tasks = [], type, title, starts, ends, place, purpose, agenda } = stage.meeting;
	const meeting = createMeeting(doc, author, { type, title, starts, ends, place, purpose, agenda });
	const lines = stage.meeting.notes ?? [];
	seedNotes(doc, meeting, { type: 'doc', content: lines.map((line) => noteOf(line, id)) });
	for (const text of agreements) createAgreement(doc, author, meeting, text, true);
	for (const { text, who, deadline } of tasks)
		createTask(doc, author, meeting, text, { who: who === undefined ? undefined : id(who), deadline });
	const { closed } = stage.meeting;
	if (closed)
		for (const item of readMeetings(doc).entities)
			if (item.kind === 'agendaItem' && item.meeting === meeting)
				tickDone(doc, item.id, { by: author.by, at: closed.at }, true);
	return meeting;
}

function noteOf(line: string, id: (key: string) => string): NoteNode {
	const [, mark, words = ''] = /^(# |> )?(.*)$/.exec(line) ?? [];
	// Every other piece is a key: the expression keeps what it splits at.
	const content = words
		.split(/@(\w+)/)
		.map((piece, at): NoteNode =>
			at % 2 === 1 ? { type: 'mention', person: id(piece) } : { type: 'text', text: piece }
		)
		.filter(({ type, text }) => type !== 'text' || text !== '');
	if (mark === '# ') return { type: 'heading', level: 2, content };
	const paragraph: NoteNode = { type: 'paragraph', content };
	return mark === '> ' ? { type: 'blockquote', content: [paragraph] } : paragraph;
}

/** Who stands where on the room's map, for a child who begins with that. */
export function whereRoomHas(shared: Doc): Parameters<typeof putPeople>[2] {
	return present(readPeople(shared).entities).flatMap((person) =>
		person.kind !== 'child' && person.placement ? [{ person: person.id, placement: person.placement }] : []
	);
}

/** Fills the map in the child's corner. @returns what stands there */
export function fillOwnMap(
	corner: Doc,
	{ moved, ties }: NonNullable<DemoStage['own']>,
	begun: Parameters<typeof putPeople>[2],
	people: ReadonlyMap<string, string>,
	child: Author
): MapOfChild {
	const id = (key: string): string => {
		const found = people.get(key);
		if (found === undefined) throw new Error(`nobody is called ${key}`);
		return found;
	};
	putPeople(corner, child, begun);
	for (const [key, placement] of Object.entries(moved)) putPerson(corner, child, id(key), placement);
	for (const [from, to, type, quality] of ties)
		drawTie(corner, child, { from: id(from), to: id(to), type, quality, direction: 'both' });
	return readOwnMap(corner);
}

/** Fills the care document: numbers, how far away people are, health, and who must not be called. */
export function fillCare(
	doc: Doc,
	stage: DemoStage,
	people: ReadonlyMap<string, string>,
	author: Author
): void {
	for (const { person: key, number, minutes } of stage.contacts ?? []) {
		const person = people.get(key);
		if (person === undefined) continue;
		if (number !== undefined) createNumber(doc, author, { person, type: 'mobile', value: number });
		if (minutes !== undefined) setArrival(doc, author, person, { minutes });
	}
	for (const [type, text] of stage.health ?? []) createHealth(doc, author, { type, text });
	for (const { type, person: key, text } of stage.warnings ?? []) {
		const person = people.get(key);
		if (person !== undefined) createWarning(doc, author, { type, person, text });
	}
}

/** Fills the professionals' document: who was considered as a foster home. Its author has asked them. */
export function fillStaff(
	doc: Doc,
	stage: DemoStage,
	people: ReadonlyMap<string, string>,
	author: Author
): void {
	for (const { person, name, steps } of stage.search ?? []) {
		const candidate = createCandidate(doc, author, { name, person: people.get(person) });
		for (const step of steps) createStep(doc, author, candidate, { ...step, askedBy: author.by });
	}
}
