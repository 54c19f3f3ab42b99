/**
 * Step 2 of the road: where the visitation plan lies in the room's shared document, and the only edits
 * there are of it.
 */
import * as v from 'valibot';
import type * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import {
	createEntity,
	readSection,
	removeEntity,
	restoreEntity,
	setFields,
	setFlag,
	textAt,
	type Author,
	type SectionOf
} from '#lib/room/document.ts';
import { Id } from '#lib/room/ids.ts';
import {
	exceptionFields,
	Handover,
	Rule,
	seriesFields,
	Visit,
	type Exception,
	type NewException,
	type Series,
	type Supervision,
	type VisitType
} from './visits.ts';

const visits = 'visits';

/** What a new series may hold. */
export const SeriesContent = v.strictObject({
	with: v.array(Id),
	type: seriesFields.type,
	rule: Rule,
	place: v.optional(seriesFields.place),
	handover: v.optional(Handover),
	supervision: v.optional(seriesFields.supervision),
	supervisor: v.optional(Id),
	purpose: v.optional(v.string(), ''),
	words: v.optional(v.string(), '')
});
/** What a new series is made of. How often is never guessed: `rule` has no default. */
export type NewSeries = v.InferInput<typeof SeriesContent>;

/** What a new exception may hold. */
export const ExceptionContent = v.pipe(
	v.strictObject(exceptionFields),
	v.check(
		({ change, to }) => to !== undefined || change === 'cancelled' || change === 'extra',
		'to is missing'
	)
);
/**
 * Every series and every exception, removed ones too, in the order they were made.
 * What cannot be read is reported in `malformed` (law L5).
 */
export function readVisits(doc: Y.Doc): SectionOf<Series | Exception> {
	const section = readSection(doc, visits, Visit);
	// A Y.Map's own order differs from screen to screen.
	return { ...section, entities: [...section.entities].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/**
 * Makes an arrangement.
 * @returns its id
 * @throws AppError `invalid`, with the field's name
 */
export function createSeries(doc: Y.Doc, author: Author, content: NewSeries): string {
	const { with: people, purpose, words, ...fields } = checked(SeriesContent, content);
	return createEntity(doc, visits, 'series', author, {
		fields,
		maps: { with: people },
		texts: { purpose, words }
	});
}

/** Adds or takes away somebody the child meets. Two people who tick two names both stand. */
export function setWith(doc: Y.Doc, series: string, person: string, on: boolean): void {
	setFlag(doc, visits, series, 'with', person, on);
}

/** Changes what kind of visit or contact it is. */
export function setType(doc: Y.Doc, series: string, type: VisitType): void {
	setFields(doc, visits, series, { type: checked(seriesFields.type, type, 'type') });
}

/**
 * Changes when it is, as one value.
 * @throws AppError `invalid`, with the field of the rule
 */
export function setRule(doc: Y.Doc, series: string, rule: Rule): void {
	setFields(doc, visits, series, { rule: checked(Rule, rule, 'rule') });
}

/**
 * Changes where it is; an empty line takes the place away.
 * @throws AppError `invalid`, field `place`, when it is longer than a line
 */
export function setPlace(doc: Y.Doc, series: string, place: string): void {
	const line = checked(seriesFields.place, place.replace(/\s+/gu, ' ').trim(), 'place');
	setFields(doc, visits, series, { place: line === '' ? undefined : line });
}

/** Changes who brings and who fetches, as one value. */
export function setHandover(doc: Y.Doc, series: string, handover: Handover): void {
	const { brings, fetches } = checked(Handover, handover);
	const value = {
		...(brings === undefined ? {} : { brings }),
		...(fetches === undefined ? {} : { fetches })
	};
	setFields(doc, visits, series, { handover: Object.keys(value).length === 0 ? undefined : value });
}

/**
 * Changes supervision and who supervises; `undefined` means that it was not said.
 * Without supervision or support there is no supervisor.
 */
export function setSupervision(
	doc: Y.Doc,
	series: string,
	supervision: Supervision | undefined,
	supervisor: string | undefined
): void {
	const kind = checked(v.optional(seriesFields.supervision), supervision, 'supervision');
	const needed = kind === 'support' || kind === 'supervised';
	setFields(doc, visits, series, {
		supervision: kind,
		supervisor: needed ? checked(v.optional(Id), supervisor, 'supervisor') : undefined
	});
}

/** The shared text that says why, in the child's terms; null where it is missing. */
export function purposeText(doc: Y.Doc, series: string): Y.Text | null {
	return textAt(doc, visits, series, 'purpose');
}

/** The shared text with what else there is to know; null where it is missing. */
export function wordsText(doc: Y.Doc, series: string): Y.Text | null {
	return textAt(doc, visits, series, 'words');
}

/** Takes an arrangement away. Its exceptions stay, and count again when it comes back. */
export function removeSeries(doc: Y.Doc, id: string, author: Author): void {
	removeEntity(doc, visits, id, author);
}

/** Puts a removed arrangement back. */
export function restoreSeries(doc: Y.Doc, id: string): void {
	restoreEntity(doc, visits, id);
}

/**
 * Changes one day of a series: moved, cancelled, replaced or an extra one. A later one for the same day
 * takes the earlier one's place; the earlier one is kept.
 * @returns the exception's id
 * @throws AppError `invalid`, with the field's name
 */
export function createException(doc: Y.Doc, author: Author, content: NewException): string {
	const fields = checked(ExceptionContent, content);
	return createEntity(doc, visits, 'exception', author, { fields });
}

/** Lets the day be as the rule says again. */
export function removeException(doc: Y.Doc, id: string, author: Author): void {
	removeEntity(doc, visits, id, author);
}

/** Puts a removed exception back. */
export function restoreException(doc: Y.Doc, id: string): void {
	restoreEntity(doc, visits, id);
}

function checked<const TSchema extends v.GenericSchema>(
	schema: TSchema,
	value: unknown,
	name?: string
): v.InferOutput<TSchema> {
	const parsed = v.safeParse(schema, value);
	if (parsed.success) return parsed.output;
	const field = parsed.issues[0].path?.at(-1)?.key ?? name;
	throw new AppError('invalid', v.summarize(parsed.issues), typeof field === 'string' ? { field } : {});
}
