/**
 * Step 2 of the road: where the network map lies in the room's shared document, and the only edits
 * there are of it.
 */
import * as v from 'valibot';
import type * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import {
	createEntities,
	createEntity,
	isPresent,
	readSection,
	readValues,
	removeEntities,
	removeEntity,
	restoreEntity,
	setFields,
	setFlag,
	setSetting,
	signChange,
	textAt,
	TYPE,
	type Author,
	type Plain,
	type SectionOf
} from '#lib/room/document.ts';
import { Agreement } from './agreement.ts';
import { Captions, ordinaryCaptions } from './captions.ts';
import {
	DIRECTIONS,
	KINSHIPS,
	nameProblem,
	personFields,
	PersonOrChild,
	QUALITIES,
	SaidBy,
	tidyName,
	Tie,
	TIE_TYPES,
	type Child,
	type HelpTag,
	type Person,
	type PersonKind,
	type Placement,
	type Sector
} from './network.ts';
import { kindFor } from './relations.ts';

/** Where what was agreed about the map stands: beside the document's name, as only the server writes there. */
const agreement = 'mapAgreement';
const captions = 'mapCaptions';
const people = 'people';
const ties = 'ties';

const PersonChanges = v.strictObject({ name: v.optional(v.string()), ...optionalAll(personFields) });
/** Plain fields of a person; `undefined` takes a field away. */
export type PersonChanges = v.InferInput<typeof PersonChanges>;

const TieChanges = v.strictObject({
	type: v.optional(v.picklist(TIE_TYPES)),
	quality: v.optional(v.picklist(QUALITIES)),
	direction: v.optional(v.picklist(DIRECTIONS)),
	saidBy: v.optional(SaidBy),
	kin: v.optional(v.picklist(KINSHIPS))
});
/** Plain fields of a tie; only `kin` can be taken away, by `undefined`. */
export type TieChanges = v.InferInput<typeof TieChanges>;

/** What a new person is made of; all but the name may come later. Without a `kind` the relation says it. */
export interface NewPerson extends Omit<PersonChanges, 'name'> {
	readonly name: string;
	readonly kind?: PersonKind;
	readonly helps?: readonly HelpTag[] | undefined;
	/** Of a group: ids of those who belong to it. */
	readonly members?: readonly string[] | undefined;
	/** What the child says about them. */
	readonly note?: string;
}

/** What a new tie is made of. */
export type NewTie = Pick<Tie, 'from' | 'to' | 'type' | 'quality' | 'direction' | 'saidBy'> & {
	readonly kin?: Tie['kin'];
	readonly note?: string;
};

/**
 * The child in the middle, in the first update of a room's document. Made by the server alone, under the
 * child's own id, so that no two clients ever make it.
 * @throws AppError `invalid`, field `name`
 */
export function seedNetwork(
	doc: Y.Doc,
	author: Author,
	{ childId, childName }: { childId: string; childName: string }
): void {
	createEntity(doc, people, 'child', author, { fields: { name: checkedName(childName) } }, childId);
}

/**
 * Everybody on the map, the child too, removed people too.
 * What cannot be read is reported in `malformed` (law L5).
 */
export function readPeople(doc: Y.Doc): SectionOf<Person | Child> {
	return byId(readSection(doc, people, PersonOrChild));
}

/** Whether this person is on the map, and not taken off it. */
export function isOnMap(doc: Y.Doc, id: string): boolean {
	return isPresent(doc, people, id);
}

/** Every tie, removed ones too; an end may be removed or unknown (shown as “someone”). */
export function readTies(doc: Y.Doc): SectionOf<Tie> {
	return byId(readSection(doc, ties, Tie));
}

/**
 * Puts somebody on the map.
 * @param id a fresh one unless the server chose it before, so that a form sent twice makes one person
 * @returns the person's id
 * @throws AppError `invalid`, with the field's name
 */
export function createPerson(doc: Y.Doc, author: Author, fields: NewPerson, id?: string): string {
	const { kind, content } = personContent(fields, author);
	return createEntity(doc, people, kind, author, content, id);
}

/** A change of somebody who stands on the map already. */
export interface PersonChange {
	readonly id: string;
	readonly changes: PersonChanges;
}

/**
 * Puts many on the map and changes others in one step, which undo takes back as one. All of them or, where one cannot
 * be, none.
 * @returns the ids of those who are new, in order
 * @throws AppError `invalid`, with the field's name
 */
export function createPeople(
	doc: Y.Doc,
	author: Author,
	added: readonly NewPerson[],
	changed: readonly PersonChange[] = []
): string[] {
	const all = added.map((fields) => personContent(fields, author));
	const changes = changed.map(({ id, changes }) => ({ id, fields: checkedPerson(changes) }));
	let others: typeof changes = [];
	const ids = createEntities(doc, people, author, all, () => {
		others = changes.filter(({ id, fields }) => setFields(doc, people, id, fields));
	});
	for (const { id } of others) signChange(doc, people, id, author);
	return ids;
}

/** Takes many off the map and changes others, in one step. */
export function removePeople(
	doc: Y.Doc,
	author: Author,
	ids: readonly string[],
	changed: readonly PersonChange[] = []
): void {
	const changes = changed.map(({ id, changes }) => ({ id, fields: checkedPerson(changes) }));
	let others: typeof changes = [];
	removeEntities(doc, people, ids, author, () => {
		others = changes.filter(({ id, fields }) => setFields(doc, people, id, fields));
	});
	for (const { id } of others) signChange(doc, people, id, author);
}

/**
 * Writes plain fields of a person, or the name of the child.
 * @param author who signs it as theirs, where it is a change; null: nobody, as the server does
 * @throws AppError `invalid`, with the field's name
 */
export function setPerson(
	doc: Y.Doc,
	id: string,
	changes: PersonChanges,
	author: Author | null = null
): void {
	signIf(setFields(doc, people, id, checkedPerson(changes)), doc, people, id, author);
}

/**
 * Moves a person to a ring and an angle, as one step.
 * @param sector where the drop also says which sector they belong to; else the sector stays
 * @param author as of `setPerson`
 */
export function movePerson(
	doc: Y.Doc,
	id: string,
	placement: Placement,
	sector?: Sector,
	author: Author | null = null
): void {
	setPerson(doc, id, sector === undefined ? { placement } : { placement, sector }, author);
}

/** Ticks or unticks what somebody can help with. Two people who tick two tags both stand. @param author as of `setPerson` */
export function tickHelp(
	doc: Y.Doc,
	id: string,
	tag: HelpTag,
	on: boolean,
	author: Author | null = null
): void {
	signIf(setFlag(doc, people, id, 'helps', tag, on), doc, people, id, author);
}

/**
 * Says that somebody on the map belongs to a group, or not. Of what is no group nothing is written.
 * @param author as of `setPerson`
 */
export function tickMember(
	doc: Y.Doc,
	group: string,
	person: string,
	on: boolean,
	author: Author | null = null
): void {
	signIf(setFlag(doc, people, group, 'members', person, on), doc, people, group, author);
}

/** Takes a person off the map. Their ties stay, and come back with them. */
export function removePerson(doc: Y.Doc, id: string, author: Author): void {
	removeEntity(doc, people, id, author);
}

/** Puts a removed person back. @param author as of `setPerson` */
export function restorePerson(doc: Y.Doc, id: string, author: Author | null = null): void {
	restoreEntity(doc, people, id);
	signIf(true, doc, people, id, author);
}

/** What the child says about a person, as a text that several can write at once; null where it is missing. */
export function personNote(doc: Y.Doc, id: string): Y.Text | null {
	return textAt(doc, people, id, 'note');
}

/** Says who writes the child's words about a person; undo takes it back with the letters. */
export function signNote(doc: Y.Doc, id: string, author: Author): void {
	doc.transact(() => setFields(doc, people, id, { noteBy: { at: author.at, by: author.by } }), TYPE);
}

/**
 * Draws a tie between two on the map.
 * @returns the tie's id
 * @throws AppError `invalid`, field `to`, when both ends are the same
 */
export function createTie(doc: Y.Doc, author: Author, fields: NewTie): string {
	const { from, to, note = '', ...rest } = fields;
	if (from === to) throw new AppError('invalid', 'a tie needs two ends', { field: 'to' });
	return createEntity(doc, ties, 'tie', author, {
		fields: { from, to, ...checked(TieChanges, rest) },
		texts: { note }
	});
}

/** Writes plain fields of a tie. @param author as of `setPerson` */
export function setTie(doc: Y.Doc, id: string, changes: TieChanges, author: Author | null = null): void {
	signIf(setFields(doc, ties, id, checked(TieChanges, changes)), doc, ties, id, author);
}

/** Says who wrote last in what is noted about a tie. */
export function signTie(doc: Y.Doc, id: string, author: Author): void {
	signChange(doc, ties, id, author);
}

/** Takes a tie away. */
export function removeTie(doc: Y.Doc, id: string, author: Author): void {
	removeEntity(doc, ties, id, author);
}

/** Puts a removed tie back. @param author as of `setPerson` */
export function restoreTie(doc: Y.Doc, id: string, author: Author | null = null): void {
	restoreEntity(doc, ties, id);
	signIf(true, doc, ties, id, author);
}

/** The shared text about a tie; null where it is missing. */
export function tieNote(doc: Y.Doc, id: string): Y.Text | null {
	return textAt(doc, ties, id, 'note');
}

/** What was agreed about the map; null until it is written down, or where it cannot be read. */
export function readAgreement(doc: Y.Doc): Agreement | null {
	return readValues(doc, 'meta', Agreement).get(agreement) ?? null;
}

/** Writes what was agreed about the map, as the server: it has asked who may. */
export function setAgreement(doc: Y.Doc, agreed: Agreement): void {
	setSetting(doc, agreement, v.parse(Agreement, agreed));
}

/** How the map is divided; as every map is, where nobody has said otherwise or it cannot be read. */
export function readCaptions(doc: Y.Doc): Captions {
	return readValues(doc, 'meta', Captions).get(captions) ?? ordinaryCaptions;
}

/** Divides the map otherwise, as the server: it has asked who may. */
export function setCaptions(doc: Y.Doc, divided: Captions): void {
	const { rings, sectors } = v.parse(Captions, divided);
	setSetting(doc, captions, { rings, sectors: { ...sectors } });
}

function signIf(isChange: boolean, doc: Y.Doc, root: string, id: string, author: Author | null): void {
	if (isChange && author) signChange(doc, root, id, author);
}

function personContent(fields: NewPerson, { at, by }: Author) {
	const { kind = kindFor(fields.relation), helps = [], members = [], note = '', name, ...rest } = fields;
	return {
		kind,
		content: {
			fields: {
				...checked(PersonChanges, rest),
				name: checkedName(name),
				...(note === '' ? {} : { noteBy: { at, by } })
			},
			maps: kind === 'group' ? { helps, members } : { helps },
			texts: { note }
		}
	};
}

function checkedPerson(changes: PersonChanges): Record<string, Plain | undefined> {
	const fields = checked(PersonChanges, changes);
	if (changes.name !== undefined) fields['name'] = checkedName(changes.name);
	return fields;
}

/** In the order of making: a Y.Map's own order differs from screen to screen. */
function byId<T extends { id: string }>(section: SectionOf<T>): SectionOf<T> {
	return { ...section, entities: [...section.entities].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

function checkedName(text: string): string {
	const problem = nameProblem(text);
	if (problem) throw new AppError('invalid', `name is ${problem}`, { field: 'name' });
	return tidyName(text);
}

/** The changes as plain values, with `undefined` kept: it takes a field away. */
function checked(
	schema: typeof PersonChanges | typeof TieChanges,
	changes: object
): Record<string, Plain | undefined> {
	const parsed = v.safeParse(schema, changes);
	if (parsed.success) return { ...parsed.output };
	const field = parsed.issues[0].path?.[0]?.key;
	throw new AppError('invalid', v.summarize(parsed.issues), typeof field === 'string' ? { field } : {});
}

function optionalAll<const TEntries extends Record<string, v.GenericSchema>>(entries: TEntries) {
	return v.partial(v.object(entries)).entries;
}
