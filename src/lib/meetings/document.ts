/**
 * Step 2 of the road: where meetings lie in the room's shared document, and the only edits there are of them.
 */
import * as v from 'valibot';
import * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import {
	createEntity,
	fragmentAt,
	readSection,
	removeEntity,
	restoreEntity,
	setFields,
	textAt,
	type Author,
	type Plain,
	type SectionOf
} from '#lib/room/document.ts';
import { orderAfterStep, orderAtEnd } from '#lib/room/order.ts';
import {
	itemMax,
	MeetingEntity,
	meetingFields,
	type AgendaItem,
	type Agreement,
	type Meeting,
	type Task
} from './meetings.ts';
import { cleanNotes, type NoteNode, type RawNode } from './notes.ts';

const root = 'meetings';

const MeetingChanges = v.strictObject(v.partial(v.object(meetingFields)).entries);
/** Plain fields of a meeting; `undefined` takes an optional one away. */
export type MeetingChanges = v.InferInput<typeof MeetingChanges>;

/** What a new meeting is made of; agenda texts in their order. */
export interface NewMeeting {
	readonly type: Meeting['type'];
	readonly title: string;
	/** Instants, ISO 8601 UTC. */
	readonly starts: string;
	readonly ends?: string | undefined;
	readonly place?: string | undefined;
	readonly purpose?: string;
	readonly agenda?: readonly string[];
}

/** Meetings and what belongs to them, removed ones too. */
export function readMeetings(doc: Y.Doc): SectionOf<Meeting | AgendaItem | Agreement | Task> {
	return readSection(doc, root, MeetingEntity);
}

/**
 * Makes a meeting with its notes and agenda.
 * @returns the meeting's id
 * @throws AppError `invalid`, with the field's name; `ends` where it ends before it begins
 */
export function createMeeting(doc: Y.Doc, author: Author, meeting: NewMeeting): string {
	const { purpose = '', agenda = [], ...rest } = meeting;
	const fields = checked(rest);
	checkOrder(rest.starts, rest.ends);
	const id = createEntity(doc, root, 'meeting', author, {
		fields,
		texts: { purpose },
		fragments: ['notes']
	});
	for (const text of agenda) createAgendaItem(doc, author, id, text);
	return id;
}

/** Writes plain fields of a meeting. @throws AppError `invalid`, with the field's name */
export function setMeeting(doc: Y.Doc, id: string, changes: MeetingChanges): void {
	const fields = checked(changes);
	const now = readMeetings(doc).entities.find((entity) => entity.id === id);
	if (now?.kind === 'meeting')
		checkOrder(changes.starts ?? now.starts, 'ends' in changes ? changes.ends : now.ends);
	setFields(doc, root, id, fields);
}

/** Puts an item at the end of a meeting's agenda. @returns its id */
export function createAgendaItem(doc: Y.Doc, author: Author, meeting: string, text: string): string {
	return createItem(doc, author, 'agendaItem', meeting, text, {});
}

/** Records what was agreed. @returns its id */
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
	more: { readonly who?: string | undefined; readonly deadline?: string | undefined } = {}
): string {
	return createItem(doc, author, 'task', meeting, text, { who: more.who, deadline: more.deadline });
}

/** Says who does a task, and by when; `undefined` takes it away. */
export function setTask(
	doc: Y.Doc,
	id: string,
	changes: { readonly who?: string | undefined; readonly deadline?: string | undefined }
): void {
	setFields(doc, root, id, changes);
}

/** Ticks or unticks an agenda item or a task. */
export function tickDone(doc: Y.Doc, id: string, author: Author, done: boolean): void {
	setFields(doc, root, id, { done: done ? { at: author.at, by: author.by } : undefined });
}

/** Moves an item a step up (-1) or down (1) among those of its kind and meeting. */
export function moveItem(doc: Y.Doc, id: string, step: -1 | 1): void {
	const all = readMeetings(doc).entities;
	const item = all.find((entity) => entity.id === id);
	if (!item || item.kind === 'meeting') return;
	const order = orderAfterStep(siblings(all, item.kind, item.meeting), id, step);
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
	const fragment = notesOf(doc, meeting);
	return cleanNotes({ type: 'doc', content: fragment ? fragment.toArray().flatMap(rawNodes) : [] }).notes;
}

function rawNodes(node: unknown): RawNode[] {
	if (node instanceof Y.XmlText)
		return (node.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]).map((run) => ({
			type: typeof run.insert === 'string' ? 'text' : 'unknown',
			text: typeof run.insert === 'string' ? run.insert : '',
			marks: run.attributes ?? {}
		}));
	if (node instanceof Y.XmlElement)
		return [
			{
				type: node.nodeName,
				attributes: node.getAttributes() as Record<string, unknown>,
				content: node.toArray().flatMap(rawNodes)
			}
		];
	return [];
}

function createItem(
	doc: Y.Doc,
	author: Author,
	kind: 'agendaItem' | 'agreement' | 'task',
	meeting: string,
	text: string,
	fields: Record<string, Plain | undefined>
): string {
	const words = text.trim();
	if (words === '' || words.length > itemMax)
		throw new AppError('invalid', `text is ${words === '' ? 'empty' : 'tooLong'}`, { field: 'text' });
	const order = orderAtEnd(siblings(readMeetings(doc).entities, kind, meeting));
	return createEntity(doc, root, kind, author, {
		fields: { meeting, order, ...fields },
		texts: { text: words }
	});
}

function siblings(
	all: readonly (Meeting | AgendaItem | Agreement | Task)[],
	kind: 'agendaItem' | 'agreement' | 'task',
	meeting: string
): { order: string; id: string }[] {
	return all.flatMap((entity) => (entity.kind === kind && entity.meeting === meeting ? [entity] : []));
}

function checkOrder(starts: string, ends: string | undefined): void {
	if (ends !== undefined && Date.parse(ends) <= Date.parse(starts))
		throw new AppError('invalid', 'ends before it begins', { field: 'ends' });
}

function checked(changes: object): Record<string, Plain | undefined> {
	const parsed = v.safeParse(MeetingChanges, changes);
	if (parsed.success) return { ...parsed.output };
	const field = parsed.issues[0].path?.[0]?.key;
	throw new AppError('invalid', v.summarize(parsed.issues), typeof field === 'string' ? { field } : {});
}
