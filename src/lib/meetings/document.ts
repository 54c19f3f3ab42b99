/**
 * Step 2 of the road: where meetings lie in the room's shared document, and the only edits there are of them.
 */
import * as v from 'valibot';
import * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import {
	createEntity,
	EDIT,
	fragmentAt,
	readSection,
	removeEntity,
	restoreEntity,
	setFields,
	textAt,
	MAKE,
	type Author,
	type Malformed,
	type Plain,
	type SectionOf
} from '#lib/room/document.ts';
import { byOrder, orderAfterStep, orderAtEnd, orderBetween } from '#lib/room/order.ts';
import { tidy } from './form.ts';
import {
	agendaFields,
	itemMax,
	MeetingEntity,
	meetingFields,
	taskFields,
	type ItemKind,
	type Meeting,
	type MeetingItem
} from './meetings.ts';
import { cleanNotes, depthMax, everyWord, type Dropped, type NoteNode, type RawNode } from './notes.ts';

const root = 'meetings';

const MeetingChanges = v.strictObject(v.partial(v.object(meetingFields)).entries);
/** Plain fields of a meeting; `undefined` takes an optional one away. */
export type MeetingChanges = v.InferInput<typeof MeetingChanges>;

const AgendaChanges = v.strictObject(v.partial(v.object(agendaFields)).entries);
/** Who has the floor and for how long; `undefined` takes it away. */
export type AgendaChanges = v.InferInput<typeof AgendaChanges>;

const TaskChanges = v.strictObject(v.partial(v.object(taskFields)).entries);
/** Who does it, by which day; `undefined` takes it away. */
export type TaskChanges = v.InferInput<typeof TaskChanges>;

/** What a new meeting is made of; the agenda in its order, as texts or with who and minutes. */
export interface NewMeeting {
	readonly type: Meeting['type'];
	readonly title: string;
	/** Instants, ISO 8601 UTC. */
	readonly starts: string;
	readonly ends?: string | undefined;
	readonly place?: string | undefined;
	readonly purpose?: string;
	readonly agenda?: readonly (string | ({ readonly text: string } & AgendaChanges))[];
}

/**
 * Meetings and what belongs to them, removed ones too. A meeting whose notes are no notes is reported: an editor
 * on it would lose what is typed.
 */
export function readMeetings(doc: Y.Doc): SectionOf<Meeting | MeetingItem> {
	const { entities, malformed } = readSection(doc, root, MeetingEntity);
	const torn = entities.filter(({ kind, id }) => kind === 'meeting' && notesOf(doc, id) === null);
	return {
		entities: torn.length === 0 ? entities : entities.filter((entity) => !torn.includes(entity)),
		malformed: [...malformed, ...torn.map(({ id }) => ({ root, id, reason: 'notes are missing' }))]
	};
}

/**
 * Makes a meeting with its notes and agenda.
 * @returns the meeting's id
 * @throws AppError `invalid`, with the field's name; `ends` where it ends before it begins
 */
export function createMeeting(doc: Y.Doc, author: Author, meeting: NewMeeting): string {
	const { purpose = '', agenda = [], ...rest } = meeting;
	const fields = checked(MeetingChanges, tidied(rest));
	checkOrder(rest.starts, rest.ends);
	const id = createEntity(doc, root, 'meeting', author, {
		fields,
		texts: { purpose },
		fragments: ['notes']
	});
	for (const item of agenda) {
		const { text, ...more } = typeof item === 'string' ? { text: item } : item;
		createAgendaItem(doc, author, id, text, more);
	}
	return id;
}

/** Writes plain fields of a meeting. @throws AppError `invalid`, with the field's name */
export function setMeeting(doc: Y.Doc, id: string, changes: MeetingChanges): void {
	const fields = checked(MeetingChanges, tidied(changes));
	const now = readMeetings(doc).entities.find((entity) => entity.id === id);
	if (now?.kind === 'meeting')
		checkOrder(changes.starts ?? now.starts, 'ends' in changes ? changes.ends : now.ends);
	setFields(doc, root, id, fields);
}

/** Puts an item at the end of a meeting's agenda. @returns its id */
export function createAgendaItem(
	doc: Y.Doc,
	author: Author,
	meeting: string,
	text: string,
	more: AgendaChanges = {}
): string {
	return createItem(doc, author, 'agendaItem', meeting, text, checked(AgendaChanges, more));
}

/** Records what was agreed. @param standing whether it holds beyond this meeting @returns its id */
export function createAgreement(
	doc: Y.Doc,
	author: Author,
	meeting: string,
	text: string,
	standing?: boolean
): string {
	return createItem(doc, author, 'agreement', meeting, text, { standing });
}

/** Records who does what by when (`deadline` a day). @returns its id */
export function createTask(
	doc: Y.Doc,
	author: Author,
	meeting: string,
	text: string,
	more: TaskChanges = {}
): string {
	return createItem(doc, author, 'task', meeting, text, checked(TaskChanges, more));
}

/** Says who has the floor and for how long. @throws AppError `invalid`, with the field's name */
export function setAgendaItem(doc: Y.Doc, id: string, changes: AgendaChanges): void {
	setFields(doc, root, id, checked(AgendaChanges, changes));
}

/** Says who does a task, and by when. @throws AppError `invalid`, with the field's name */
export function setTask(doc: Y.Doc, id: string, changes: TaskChanges): void {
	setFields(doc, root, id, checked(TaskChanges, changes));
}

/** Ticks or unticks an agenda item or a task. */
export function tickDone(doc: Y.Doc, id: string, author: Author, done: boolean): void {
	setFields(doc, root, id, { done: done ? { at: author.at, by: author.by } : undefined });
}

/** Moves an item a step up (-1) or down (1) among those of its kind and meeting that stand. */
export function moveItem(doc: Y.Doc, id: string, step: -1 | 1): void {
	const all = readMeetings(doc).entities;
	const item = all.find((entity) => entity.id === id);
	if (!item || item.kind === 'meeting') return;
	const list = siblings(all, item.kind, item.meeting).filter(({ removed }) => removed === undefined);
	const order = usable(doc, list, (sound) => orderAfterStep(sound, id, step));
	if (order !== null) setFields(doc, root, id, { order });
}

/** Takes a meeting or an item away. */
export function removeFromMeetings(doc: Y.Doc, id: string, author: Author): void {
	removeEntity(doc, root, id, author);
}

/** Puts a meeting or an item back. */
export function restoreInMeetings(doc: Y.Doc, id: string): void {
	restoreEntity(doc, root, id);
}

/** The shared text of an item, or of what a meeting is for; null where it is missing. */
export function itemText(doc: Y.Doc, id: string, field: 'text' | 'purpose' = 'text'): Y.Text | null {
	return textAt(doc, root, id, field);
}

/** The notes of a meeting, for the editor; null where they are missing. Made with the meeting, never set again. */
export function notesOf(doc: Y.Doc, meeting: string): Y.XmlFragment | null {
	return fragmentAt(doc, root, meeting, 'notes');
}

/** The notes of a meeting as plain nodes; what is not allowed in them is left out. */
export function readNotes(doc: Y.Doc, meeting: string): NoteNode {
	return notesIn(notesOf(doc, meeting));
}

/** The same of the notes themselves. */
export function notesIn(fragment: Y.XmlFragment | null): NoteNode {
	return rawNotes(fragment).notes;
}

/** What was left out of a meeting's notes, for whoever looks after the room (law L5). */
export function malformedNotes(doc: Y.Doc, meeting: string): Malformed[] {
	return droppedFrom(notesOf(doc, meeting)).map(({ what, name }) => ({
		root,
		id: meeting,
		reason: `notes: ${what} ${name}`
	}));
}

/** What an editor must know before it opens notes: see `wouldBeDeleted`. */
export function droppedFrom(fragment: Y.XmlFragment | null): readonly Dropped[] {
	return rawNotes(fragment).dropped;
}

/**
 * Writes the first words of a meeting's notes. For those who make whole rooms (the demo, tests); the editor writes
 * by itself. Notes that hold something already are left alone.
 */
export function seedNotes(doc: Y.Doc, meeting: string, notes: NoteNode): void {
	const fragment = notesOf(doc, meeting);
	if (fragment?.length === 0)
		doc.transact(() => fragment.insert(0, (notes.content ?? []).map(elementOf)), MAKE);
}

/** All words of notes that no page can show as they are. @param nameOf who is mentioned */
export function wordsOfNotes(fragment: Y.XmlFragment, nameOf: (person: string) => string): string {
	return everyWord(rawOf(fragment), nameOf);
}

function rawNotes(fragment: Y.XmlFragment | null): { notes: NoteNode; dropped: readonly Dropped[] } {
	return cleanNotes(rawOf(fragment));
}

function rawOf(fragment: Y.XmlFragment | null): RawNode {
	return { type: 'doc', content: fragment ? fragment.toArray().flatMap(rawNodes(1)) : [] };
}

/** Deeper than what is kept is not read: a client may have nested thousands of elements. */
const rawNodes =
	(depth: number) =>
	(node: unknown): RawNode[] => {
		if (node instanceof Y.XmlText)
			return (node.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]).map((run) =>
				typeof run.insert === 'string'
					? { type: 'text', text: run.insert, marks: run.attributes ?? {} }
					: { type: 'embed' }
			);
		if (!(node instanceof Y.XmlElement)) return [{ type: 'hook' }];
		return [
			{
				type: node.nodeName,
				attributes: node.getAttributes(),
				content: depth > depthMax ? [] : node.toArray().flatMap(rawNodes(depth + 1))
			}
		];
	};

/** The same names and attributes as the editor writes. */
function elementOf({ type, level, start, checked: ticked, person, content = [] }: NoteNode): Y.XmlElement {
	const element = new Y.XmlElement<Record<string, string | number | boolean>>(type);
	for (const [name, value] of Object.entries({ level, start, checked: ticked, person }))
		if (value !== undefined) element.setAttribute(name, value);
	element.insert(
		0,
		content.flatMap((child, index) => childOf(child, content[index - 1], content.slice(index)))
	);
	return element as Y.XmlElement;
}

/** Neighbouring runs of text are one shared text, as the editor has them: the first of them makes it. */
function childOf(
	node: NoteNode,
	before: NoteNode | undefined,
	rest: readonly NoteNode[]
): (Y.XmlElement | Y.XmlText)[] {
	if (node.type !== 'text') return [elementOf(node)];
	if (before?.type === 'text') return [];
	const end = rest.findIndex(({ type }) => type !== 'text');
	const text = new Y.XmlText();
	text.applyDelta(
		rest.slice(0, end < 0 ? undefined : end).map((run) => ({
			insert: run.text ?? '',
			attributes: Object.fromEntries(
				(run.marks ?? []).map(({ type, href }) => [type, href === undefined ? {} : { href }])
			)
		}))
	);
	return [text];
}

function createItem(
	doc: Y.Doc,
	author: Author,
	kind: ItemKind,
	meeting: string,
	text: string,
	fields: Record<string, Plain | undefined>
): string {
	const words = text.trim();
	if (words === '' || words.length > itemMax)
		throw new AppError('invalid', `text is ${words === '' ? 'empty' : 'tooLong'}`, { field: 'text' });
	const order = usable(doc, siblings(readMeetings(doc).entities, kind, meeting), orderAtEnd);
	return createEntity(doc, root, kind, author, {
		fields: { meeting, order, ...fields },
		texts: { text: words }
	});
}

type Sibling = Pick<MeetingItem, 'id' | 'order' | 'removed'>;

function siblings(all: readonly (Meeting | MeetingItem)[], kind: ItemKind, meeting: string): Sibling[] {
	return all.flatMap((entity) => (entity.kind === kind && entity.meeting === meeting ? [entity] : []));
}

/**
 * A place in a list. Orders are what somebody's client wrote: where two are alike, or one is no order at all, the
 * whole list is put in order anew first, as it stands.
 */
function usable<T>(doc: Y.Doc, list: readonly Sibling[], place: (list: readonly Sibling[]) => T): T {
	try {
		return place(list);
	} catch {
		let last: string | null = null;
		const sound = [...list].sort(byOrder).map((item) => {
			last = orderBetween(last, null);
			return { ...item, order: last };
		});
		doc.transact(() => {
			for (const { id, order } of sound) setFields(doc, root, id, { order });
		}, EDIT);
		return place(sound);
	}
}

/** Single lines come from typing and pasting. */
function tidied<T extends MeetingChanges>(changes: T): T {
	const { title, place } = changes;
	return {
		...changes,
		...(title === undefined ? {} : { title: tidy(title) }),
		...(place === undefined ? {} : { place: tidy(place) })
	};
}

function checkOrder(starts: string, ends: string | undefined): void {
	if (ends !== undefined && Date.parse(ends) <= Date.parse(starts))
		throw new AppError('invalid', 'ends before it begins', { field: 'ends' });
}

function checked(
	schema: typeof MeetingChanges | typeof AgendaChanges | typeof TaskChanges,
	changes: object
): Record<string, Plain | undefined> {
	const parsed = v.safeParse(schema, changes);
	if (parsed.success) return { ...parsed.output };
	const field = parsed.issues[0].path?.[0]?.key;
	throw new AppError('invalid', v.summarize(parsed.issues), typeof field === 'string' ? { field } : {});
}
