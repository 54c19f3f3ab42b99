/**
 * Step 2 of the road: where numbers, health and warnings lie in the room's care document, and the only
 * edits there are of them.
 */
import * as v from 'valibot';
import type * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import { nameProblem, tidyName } from '#lib/network/network.ts';
import { lineMax } from '#lib/room/lengths.ts';
import {
	createEntities,
	createEntity,
	present,
	readSection,
	removeEntities,
	removeEntity,
	restoreEntity,
	setFields,
	setFlag,
	textAt,
	type Author,
	type Plain,
	type SectionOf
} from '#lib/room/document.ts';
import {
	Arrival,
	Health,
	PhoneNumber,
	Place,
	Warning,
	type Equipment,
	type HealthType,
	type NumberType,
	type WarningType
} from '../care.ts';

/** The roots of the care document that people write. */
export const CARE_ROOTS = ['numbers', 'arrivals', 'health', 'places', 'warnings'] as const;
export type CareRoot = (typeof CARE_ROOTS)[number];

/** The care document as it was read, each root by itself. */
export interface Care {
	readonly numbers: SectionOf<PhoneNumber>;
	readonly arrivals: SectionOf<Arrival>;
	readonly health: SectionOf<Health>;
	readonly places: SectionOf<Place>;
	readonly warnings: SectionOf<Warning>;
}

/**
 * The child's code word, still empty, in the first update of a care document. Made by the server alone,
 * under a known key, so that no two clients ever make it.
 */
export function seedCare(doc: Y.Doc, author: Author): void {
	createEntity(doc, 'secrets', 'codeWord', author, { fields: {} }, 'codeWord');
}

/** Everything in the care document, in the order it was added, removed entries too. */
export function readCare(doc: Y.Doc): Care {
	return {
		numbers: byId(readSection(doc, 'numbers', PhoneNumber)),
		arrivals: byId(readSection(doc, 'arrivals', Arrival)),
		health: byId(readSection(doc, 'health', Health)),
		places: byId(readSection(doc, 'places', Place)),
		warnings: byId(readSection(doc, 'warnings', Warning))
	};
}

/**
 * Adds a telephone number of somebody on the map.
 * @param fields `value` in E.164 (phone.ts reads what people type)
 * @returns the entry's id
 * @throws AppError `invalid`, with the field's name
 */
export function createNumber(
	doc: Y.Doc,
	author: Author,
	fields: { person: string; type: NumberType; value: string; words?: string }
): string {
	const { person, type, value, words } = fields;
	return createEntity(doc, 'numbers', 'number', author, {
		fields: checked(NumberFields, { person, type, value, ...(words === undefined ? {} : { words }) })
	});
}

/**
 * Adds many numbers in one step, which undo takes back as one. All of them or, where one cannot be, none.
 * @returns the entries' ids, in order
 * @throws AppError `invalid`, with the field's name
 */
export function createNumbers(
	doc: Y.Doc,
	author: Author,
	all: readonly { readonly person: string; readonly type: NumberType; readonly value: string }[]
): string[] {
	const entries = all.map(({ person, type, value }) => ({
		kind: 'number',
		content: { fields: checked(NumberFields, { person, type, value }) }
	}));
	return createEntities(doc, 'numbers', author, entries);
}

/**
 * Writes plain fields of a number; `words: undefined` takes the words away.
 * @throws AppError `invalid`, with the field's name
 */
export function setNumber(
	doc: Y.Doc,
	id: string,
	changes: { type?: NumberType; value?: string; words?: string | undefined }
): void {
	setFields(doc, 'numbers', id, checked(v.partial(NumberFields), changes));
}

/**
 * Writes how many minutes away somebody is. Makes the entry where there is none yet; of two that were made
 * at once, readers take the first.
 * @throws AppError `invalid`, field `minutes`
 */
export function setArrival(
	doc: Y.Doc,
	author: Author,
	person: string,
	{ minutes, has = [] }: { minutes: number; has?: readonly Equipment[] }
): string {
	const fields = checked(ArrivalFields, { person, minutes });
	const entry = arrivalOf(readCare(doc).arrivals.entities, person);
	if (!entry) return createEntity(doc, 'arrivals', 'arrival', author, { fields, maps: { has } });
	setFields(doc, 'arrivals', entry.id, fields);
	return entry.id;
}

/** The entry that says how far away somebody is. */
export function arrivalOf(arrivals: readonly Arrival[], person: string): Arrival | undefined {
	return present(arrivals).find((arrival) => arrival.person === person);
}

/** Ticks or unticks what somebody has: key, car, child seat. */
export function tickEquipment(doc: Y.Doc, id: string, equipment: Equipment, on: boolean): void {
	setFlag(doc, 'arrivals', id, 'has', equipment, on);
}

/** Adds something about the child's health. */
export function createHealth(
	doc: Y.Doc,
	author: Author,
	{ type, text = '' }: { type: HealthType; text?: string }
): string {
	return createEntity(doc, 'health', 'health', author, { fields: { type }, texts: { text } });
}

/** Says what kind of thing a health entry is. */
export function setHealthType(doc: Y.Doc, id: string, type: HealthType): void {
	setFields(doc, 'health', id, { type });
}

/**
 * Adds a place: where the key or the medicine is.
 * @throws AppError `invalid`, field `name`
 */
export function createPlace(
	doc: Y.Doc,
	author: Author,
	{ name, text = '' }: { name: string; text?: string }
): string {
	return createEntity(doc, 'places', 'place', author, {
		fields: { name: checkedName(name) },
		texts: { text }
	});
}

/**
 * Renames a place.
 * @throws AppError `invalid`, field `name`
 */
export function setPlaceName(doc: Y.Doc, id: string, name: string): void {
	setFields(doc, 'places', id, { name: checkedName(name) });
}

/**
 * Warns of somebody on the map, or of a name where they do not stand on it.
 * @throws AppError `invalid`, with the field's name
 */
export function createWarning(
	doc: Y.Doc,
	author: Author,
	fields: { type: WarningType; text?: string } & ({ person: string } | { name: string })
): string {
	const { type, text = '' } = fields;
	const who = 'person' in fields ? { person: fields.person } : { name: checkedName(fields.name) };
	return createEntity(doc, 'warnings', 'warning', author, {
		fields: checked(WarningFields, { type, ...who }),
		texts: { text }
	});
}

/** Says what a warning is about. */
export function setWarningType(doc: Y.Doc, id: string, type: WarningType): void {
	setFields(doc, 'warnings', id, { type });
}

/** Takes an entry of the care document away. */
export function removeCare(doc: Y.Doc, root: CareRoot, id: string, author: Author): void {
	removeEntity(doc, root, id, author);
}

/** Takes many numbers away, in one step. */
export function removeNumbers(doc: Y.Doc, author: Author, ids: readonly string[]): void {
	removeEntities(doc, 'numbers', ids, author);
}

/** Puts a removed entry back. */
export function restoreCare(doc: Y.Doc, root: CareRoot, id: string): void {
	restoreEntity(doc, root, id);
}

/** The shared text of a health entry, a place or a warning; null where it is missing. */
export function careText(doc: Y.Doc, root: 'health' | 'places' | 'warnings', id: string): Y.Text | null {
	return textAt(doc, root, id, 'text');
}

const NumberFields = v.object({
	person: PhoneNumber.entries.person,
	type: PhoneNumber.entries.type,
	value: PhoneNumber.entries.value,
	words: v.optional(v.pipe(v.string(), v.maxLength(lineMax)))
});
const ArrivalFields = v.pick(Arrival, ['person', 'minutes']);
const WarningFields = v.object({
	type: Warning.entries.type,
	person: v.optional(PhoneNumber.entries.person),
	name: v.optional(v.string())
});

function checkedName(text: string): string {
	const problem = nameProblem(text);
	if (problem) throw new AppError('invalid', `name is ${problem}`, { field: 'name' });
	return tidyName(text);
}

function checked(schema: v.GenericSchema<unknown, object>, value: object): Record<string, Plain | undefined> {
	const parsed = v.safeParse(schema, value);
	if (parsed.success) return { ...parsed.output };
	const field = parsed.issues[0].path?.[0]?.key;
	throw new AppError('invalid', v.summarize(parsed.issues), typeof field === 'string' ? { field } : {});
}

/** In the order of making: a Y.Map's own order differs from screen to screen. */
function byId<T extends { id: string }>(section: SectionOf<T>): SectionOf<T> {
	return { ...section, entities: [...section.entities].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}
