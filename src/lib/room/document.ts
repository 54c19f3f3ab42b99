/**
 * Step 2 of the road: entities in a Y.Doc. Parts build on these few functions, so that no container is
 * ever lost: every entity is made once, whole, under a fresh id, and is never set again.
 */
import * as v from 'valibot';
import * as Y from 'yjs';
import { Id, newId } from './ids.ts';
import { isLine, lineMax } from './lengths.ts';
import { ROOTS, type Space } from './spaces.ts';
import { Instant } from '#lib/time/zone.ts';

/** Who edits, and when (ISO 8601, UTC). Display only: the evidence is the client id, bound by the server. */
export interface Author {
	readonly by: string;
	readonly at: string;
}

/** Origin of edits that undo takes back, one step each. */
export const EDIT = 'edit';
/** Origin of typing in a shared text: undo takes back a run of it as one step. */
export const TYPE = 'type';
/** Origin of the making of an entity, which undo must not take back: it would delete others' words. */
export const MAKE = 'make';
/** Origin of a signature, which undo does not take back: else another's signature would keep it from taking back the change. */
const SIGN = 'sign';

/** A value that is replaced as a whole: the last writer wins. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

const Stamp = v.object({ at: v.string(), by: v.string() });

/** What every entity carries; spread it into the schema of a part. */
export const entityEntries = { id: Id, made: Stamp, removed: v.optional(Stamp) };

/** Who last changed an entity, and when: what a part whose changes are signed spreads into its schema. Nonsense counts as none. */
export const signedEntries = {
	changed: v.optional(v.fallback(v.optional(v.object({ at: Instant, by: Id })), undefined))
};

/** Whoever goes on changing an entity signs again after so long, not each time. */
const signAgainMs = 60_000;

/** A section as it was read: whole entities (removed ones too), and what could not be read (law L5). */
export interface SectionOf<T> {
	readonly entities: readonly T[];
	readonly malformed: readonly Malformed[];
}

export interface Malformed {
	readonly root: string;
	readonly id: string;
	readonly reason: string;
}

/** What an entity is made of; nested containers are made with it, even when empty. */
export interface EntityContent {
	readonly fields: Readonly<Record<string, Plain | undefined>>;
	/** Set-like things: key → true. */
	readonly maps?: Readonly<Record<string, readonly string[]>>;
	readonly texts?: Readonly<Record<string, string>>;
	readonly fragments?: readonly string[];
	/**
	 * Fields and letters of texts that undoing the addition takes out of the document, instead of only out of sight. For
	 * entities in which nobody but their author writes.
	 */
	readonly takenByUndo?: {
		readonly fields: Readonly<Record<string, Plain | undefined>>;
		readonly texts: Readonly<Record<string, string>>;
	};
}

/**
 * Makes an entity in two transactions: first whole but with `removed` set, untracked; then `removed` is
 * taken away, tracked. So undoing the addition puts `removed` back instead of deleting what others have
 * written in it since.
 * @param id a fresh one unless the server seeds an entity with a known key (the child, `emergency/about`); of two steps,
 * `<participant>/<fresh id>`, in `proposals`
 * @returns the entity's id
 * @throws Error where there is no place for it: a participant whom the server has given none for proposals
 */
export function createEntity(
	doc: Y.Doc,
	root: string,
	kind: string,
	author: Author,
	content: EntityContent,
	id: string = newId()
): string {
	const place = placeOf(doc, root, id);
	if (!place) throw new Error(`there is no place for ${id} in ${root}`);
	makeUnseen(doc, place, kind, author, content);
	doc.transact(() => bringIntoSight(doc, root, id, content), EDIT);
	return id;
}

/** How many entities are made in one update: judging it must not take long, however many there are. */
const madeAtOnce = 40;

/**
 * Makes many entities directly under a root, so that all come into sight in one step that undo takes back as one. They
 * are made out of sight in several updates, so nobody ever sees a part of them.
 * @param along more edits of the same document that belong to that step
 * @returns the entities' ids, in order
 */
export function createEntities(
	doc: Y.Doc,
	root: string,
	author: Author,
	all: readonly { readonly kind: string; readonly content: EntityContent }[],
	along?: () => void
): string[] {
	const ids = all.map(() => newId());
	for (let first = 0; first < all.length; first += madeAtOnce)
		doc.transact(() => {
			for (const [index, { kind, content }] of all.slice(first, first + madeAtOnce).entries())
				makeUnseen(
					doc,
					{ within: doc.getMap(root), key: ids[first + index] ?? newId() },
					kind,
					author,
					content
				);
		}, MAKE);
	doc.transact(() => {
		for (const [index, { content }] of all.entries()) bringIntoSight(doc, root, ids[index] ?? '', content);
		along?.();
	}, EDIT);
	return ids;
}

/** The first of the two steps: the whole entity, out of sight. */
function makeUnseen(
	doc: Y.Doc,
	place: { readonly within: Y.Map<unknown>; readonly key: string },
	kind: string,
	author: Author,
	content: EntityContent
): void {
	doc.transact(() => {
		const entity = new Y.Map<unknown>();
		entity.set('kind', kind);
		entity.set('made', { at: author.at, by: author.by });
		for (const [name, value] of Object.entries(content.fields))
			if (value !== undefined) entity.set(name, value);
		for (const [name, keys] of Object.entries(content.maps ?? {}))
			entity.set(name, new Y.Map(keys.map((key) => [key, true])));
		for (const [name, text] of Object.entries(content.texts ?? {})) entity.set(name, new Y.Text(text));
		for (const name of content.fragments ?? []) entity.set(name, new Y.XmlFragment());
		entity.set('removed', { at: author.at, by: author.by });
		place.within.set(place.key, entity);
	}, MAKE);
}

/** The second of the two steps: what undo takes back. */
function bringIntoSight(doc: Y.Doc, root: string, id: string, { takenByUndo }: EntityContent): void {
	const entity = entityAt(doc, root, id);
	entity?.delete('removed');
	for (const [name, value] of Object.entries(takenByUndo?.fields ?? {}))
		if (value !== undefined) entity?.set(name, value);
	for (const [name, text] of Object.entries(takenByUndo?.texts ?? {}))
		textAt(doc, root, id, name)?.insert(0, text);
}

/**
 * Takes entities out of sight, in one step.
 * @param along more edits of the same document that belong to that step
 */
export function removeEntities(
	doc: Y.Doc,
	root: string,
	ids: readonly string[],
	author: Author,
	along?: () => void
): void {
	doc.transact(() => {
		for (const id of ids) entityAt(doc, root, id)?.set('removed', { at: author.at, by: author.by });
		along?.();
	}, EDIT);
}

/** Writes what only the server writes: the schema version and the document's own name. */
export function seedMeta(doc: Y.Doc, meta: { schema: number; document: string }): void {
	doc.transact(() => {
		doc.getMap('meta').set('schema', meta.schema);
		doc.getMap('meta').set('document', meta.document);
	}, MAKE);
}

/**
 * Writes a setting of a document beside its name, as one plain value; `undefined` takes it away. The server alone does
 * this, for whoever it has asked about: the judge lets nobody write in `meta`.
 */
export function setSetting(doc: Y.Doc, key: string, value: Plain | undefined): void {
	const meta = doc.getMap('meta');
	doc.transact(() => {
		if (value === undefined) meta.delete(key);
		else meta.set(key, value);
	}, MAKE);
}

/** Defines every root of a space, so that no update can bring one in as another type. */
export function defineRoots(doc: Y.Doc, space: Space): void {
	for (const root of ROOTS[space]) doc.getMap(root);
}

/**
 * Makes the place where one participant's proposals stand. The server alone does this, when a participant is let in;
 * never for a hidden one: any trace in the shared document would tell that they exist.
 */
export function seedProposals(doc: Y.Doc, participantId: string): void {
	const proposals = doc.getMap('proposals');
	doc.transact(() => {
		if (!proposals.has(participantId)) proposals.set(participantId, new Y.Map());
	}, MAKE);
}

/** Takes an entity out of sight. What others type in it meanwhile is kept; restoring shows it again. */
export function removeEntity(doc: Y.Doc, root: string, id: string, author: Author): void {
	doc.transact(() => entityAt(doc, root, id)?.set('removed', { at: author.at, by: author.by }), EDIT);
}

/** Brings a removed entity back. */
export function restoreEntity(doc: Y.Doc, root: string, id: string): void {
	doc.transact(() => entityAt(doc, root, id)?.delete('removed'), EDIT);
}

/**
 * Writes plain fields of an entity; `undefined` takes a field away. Fields that already hold the value
 * are left alone, so that leaving a form writes nothing.
 * @returns whether anything was written
 */
export function setFields(
	doc: Y.Doc,
	root: string,
	id: string,
	fields: Readonly<Record<string, Plain | undefined>>
): boolean {
	const entity = entityAt(doc, root, id);
	const others = Object.entries(fields).filter(
		([name, value]) => entity && JSON.stringify(entity.get(name)) !== JSON.stringify(value)
	);
	if (!entity || others.length === 0) return false;
	doc.transact(() => {
		for (const [name, value] of others) {
			if (value === undefined) entity.delete(name);
			else entity.set(name, value);
		}
	}, EDIT);
	return true;
}

/**
 * Ticks or unticks a key of a set-like field (help tags, what a contact can do).
 * @returns whether that is a change
 */
export function setFlag(
	doc: Y.Doc,
	root: string,
	id: string,
	field: string,
	key: string,
	on: boolean
): boolean {
	const flags = entityAt(doc, root, id)?.get(field);
	if (!(flags instanceof Y.Map)) return false;
	const changes = flags.has(key) !== on;
	doc.transact(() => {
		if (on) flags.set(key, true);
		else flags.delete(key);
	}, EDIT);
	return changes;
}

/**
 * Says who last changed an entity, and when; once in a while where somebody goes on, so that many small changes write
 * little more than they are. It is no part of their step: undo leaves it.
 */
export function signChange(doc: Y.Doc, root: string, id: string, { at, by }: Author): void {
	const entity = entityAt(doc, root, id);
	const last = ['changed', 'made']
		.map((name) => v.safeParse(Stamp, entity?.get(name)))
		.find(({ success }) => success)?.output as v.InferOutput<typeof Stamp> | undefined;
	const since = last?.by === by ? Date.parse(at) - Date.parse(last.at) : NaN;
	const isTheirs = since >= 0 && since < signAgainMs;
	if (entity && !isTheirs) doc.transact(() => entity.set('changed', { at, by }), SIGN);
}

/** Whose page has written what stands in a field, by its client id; null where nothing does. */
export function writerAt(doc: Y.Doc, root: string, id: string, field: string): number | null {
	const item = entityAt(doc, root, id)?._map.get(field);
	return item && !item.deleted ? item.id.client : null;
}

/** The shared text of a field, for a component that binds to it; null where it is missing or torn. */
export function textAt(doc: Y.Doc, root: string, id: string, field: string): Y.Text | null {
	const text = entityAt(doc, root, id)?.get(field);
	return text instanceof Y.Text ? text : null;
}

/** The shared rich text of a field, for the editor; null where it is missing or torn. */
export function fragmentAt(doc: Y.Doc, root: string, id: string, field: string): Y.XmlFragment | null {
	const fragment = entityAt(doc, root, id)?.get(field);
	return fragment instanceof Y.XmlFragment ? fragment : null;
}

/**
 * Makes a shared text say what a person typed, by the smallest change: only what lies between the common
 * beginning and end is replaced, so that words others are typing elsewhere in it stay.
 */
export function writeText(text: Y.Text, next: string): void {
	const now = text.toString();
	if (now === next) return;
	let start = 0;
	while (start < now.length && start < next.length && now[start] === next[start]) start += 1;
	let end = 0;
	while (end < now.length - start && end < next.length - start && now.at(-1 - end) === next.at(-1 - end))
		end += 1;
	const change = () => {
		text.delete(start, now.length - start - end);
		text.insert(start, next.slice(start, next.length - end));
	};
	if (text.doc) text.doc.transact(change, TYPE);
	else change();
}

/**
 * Reads a section. What does not fit the schema is reported, never thrown and never silently dropped:
 * one malformed entity must not stop a room or a plan (law L5).
 * @param schema of one entity, with `entityEntries`; the entity's key is given to it as `id`
 */
export function readSection<const TSchema extends v.GenericSchema>(
	doc: Y.Doc,
	root: string,
	schema: TSchema
): SectionOf<v.InferOutput<TSchema>> {
	return readEntries(doc.getMap(root), root, schema);
}

/** Reads the entities in one map; @param path of that map, for what is reported. */
function readEntries<const TSchema extends v.GenericSchema>(
	map: Y.Map<unknown>,
	path: string,
	schema: TSchema
): SectionOf<v.InferOutput<TSchema>> {
	const entities: v.InferOutput<TSchema>[] = [];
	const malformed: Malformed[] = [];
	// By id, that is by when it was made: copies of a document keep their maps in different orders.
	const entries = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
	for (const [id, value] of entries) {
		const parsed = v.safeParse(schema, value instanceof Y.Map ? { ...plainOf(value), id } : value);
		if (parsed.success) entities.push(parsed.output);
		else malformed.push({ root: path, id, reason: v.summarize(parsed.issues) });
	}
	return { entities, malformed };
}

/**
 * Reads a root whose entities stand one step further in, under whose they are (`proposals`).
 * @returns each entity with the key under which it was found; malformed ones under `root/<that key>`
 */
export function readNested<const TSchema extends v.GenericSchema>(
	doc: Y.Doc,
	root: string,
	schema: TSchema
): SectionOf<{ readonly under: string; readonly entity: v.InferOutput<TSchema> }> {
	const outer = [...doc.getMap(root)].sort(([a], [b]) => (a < b ? -1 : 1));
	const read = outer.map(([under, map]) =>
		map instanceof Y.Map
			? { under, ...readEntries(map as Y.Map<unknown>, `${root}/${under}`, schema) }
			: { under, entities: [], malformed: [{ root, id: under, reason: 'not a map' }] }
	);
	return {
		entities: read.flatMap(({ under, entities }) => entities.map((entity) => ({ under, entity }))),
		malformed: read.flatMap(({ malformed }) => malformed)
	};
}

/**
 * Reads a root of plain values, each under a known key (`answers`).
 * @returns what fits the schema, by key
 */
export function readValues<const TSchema extends v.GenericSchema>(
	doc: Y.Doc,
	root: string,
	schema: TSchema
): ReadonlyMap<string, v.InferOutput<TSchema>> {
	const values = new Map<string, v.InferOutput<TSchema>>();
	for (const [key, value] of doc.getMap(root)) {
		const parsed = v.safeParse(schema, value);
		if (parsed.success) values.set(key, parsed.output);
	}
	return values;
}

/** Sets a plain value directly under a root, where none stands yet. @returns whether it was set */
export function setValueOnce(doc: Y.Doc, root: string, key: string, value: Plain): boolean {
	const values = doc.getMap(root);
	if (values.has(key)) return false;
	doc.transact(() => values.set(key, value), EDIT);
	return true;
}

/**
 * Under which Yjs client ids an entity was set and this plain field of it last written. That is the evidence of who
 * did it, as the server has bound each id to one participant; `made` is only what a page says.
 * @returns null where there is no such entity or field
 */
export function writersOf(
	doc: Y.Doc,
	root: string,
	id: string,
	field: string
): { readonly entity: number; readonly field: number } | null {
	const entity = doc.getMap(root)._map.get(id);
	const value = entityAt(doc, root, id)?._map.get(field);
	return entity && value ? { entity: entity.id.client, field: value.id.client } : null;
}

/**
 * What people have written in an entity, in one text of it, or in a plain value directly under a root, to give it back
 * to whoever wrote what was not taken: its texts and lines, in the order of its fields, none of them empty.
 */
export function wordsIn(doc: Y.Doc, root: string, id: string): string[] {
	const place = placeOf(doc, root, id);
	const found = place?.within.get(place.key);
	if (found instanceof Y.Text) return [lettersOf(found).trim()].filter((words) => words !== '');
	const fields = found instanceof Y.Map ? [...found] : isRecord(found) ? Object.entries(found) : [];
	return fields
		.flatMap(([key, value]) => writtenIn(key, value))
		.map((words) => words.trim())
		.filter((words) => words !== '');
}

/** The words in a field. What is longer than a line was not chosen, but written, whatever it is called. */
function writtenIn(key: string, value: unknown): string[] {
	const inKey = isWritten(key) ? [key] : [];
	if (value instanceof Y.Text || value instanceof Y.XmlFragment) return [...inKey, lettersOf(value)];
	if (value instanceof Y.Map) return [...inKey, ...[...value.keys()].filter(isWritten)];
	if (typeof value === 'string' && (isLine(key) || isWritten(value))) return [...inKey, value];
	return inKey;
}

function isWritten(text: string): boolean {
	return text.length > lineMax;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !(value instanceof Y.AbstractType);
}

/** What stands in an entity, as plain values: texts as strings, sets as records. Whoever reads it parses it. */
export type EntityAsPlain = Readonly<Record<string, unknown>>;

/** What stands in an entity now; null where there is none. */
export function plainAt(doc: Y.Doc, root: string, id: string): EntityAsPlain | null {
	return entityAt(doc, root, id)?.toJSON() ?? null;
}

/** Whether an entity is there and not taken out of sight. */
export function isPresent(doc: Y.Doc, root: string, id: string): boolean {
	return entityAt(doc, root, id)?.has('removed') === false;
}

/** The letters of a text, or of rich text with a line for each block. */
function lettersOf(node: unknown): string {
	if (node instanceof Y.Text)
		return (node.toDelta() as { insert: unknown }[])
			.map(({ insert }) => (typeof insert === 'string' ? insert : ''))
			.join('');
	if (!(node instanceof Y.XmlFragment)) return '';
	const inside = node.toArray().map(lettersOf);
	return inside.join(node.toArray().some((child) => child instanceof Y.XmlElement) ? '\n' : '');
}

/** The entities that were not taken away. */
export function present<T extends { removed?: unknown }>(entities: readonly T[]): T[] {
	return entities.filter((entity) => entity.removed === undefined);
}

function entityAt(doc: Y.Doc, root: string, id: string): Y.Map<unknown> | null {
	const place = placeOf(doc, root, id);
	const entity = place?.within.get(place.key);
	return entity instanceof Y.Map ? entity : null;
}

/** The map in which an entity stands, and its key there: the root itself, or one step further in (`proposals`). */
function placeOf(doc: Y.Doc, root: string, id: string): { within: Y.Map<unknown>; key: string } | null {
	const [first = '', second] = id.split('/');
	if (second === undefined) return { within: doc.getMap(root), key: first };
	const within = doc.getMap(root).get(first);
	return within instanceof Y.Map ? { within, key: second } : null;
}

/** A map's plain content; keys come from clients, so the object has no prototype to reach. */
function plainOf(map: Y.Map<unknown>): Record<string, unknown> {
	const plain: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
	for (const [key, value] of map) plain[key] = valueOf(value);
	return plain;
}

function valueOf(value: unknown): unknown {
	if (value instanceof Y.Text) return value.toString();
	if (value instanceof Y.Map) {
		// Deeper nesting than an entity and its set-like fields is not ours; depth is bounded by that.
		const plain: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
		for (const [key, inner] of value) plain[key] = inner instanceof Y.AbstractType ? null : inner;
		return plain;
	}
	// Rich text is read by the part that owns it.
	if (value instanceof Y.AbstractType) return undefined;
	return value;
}
