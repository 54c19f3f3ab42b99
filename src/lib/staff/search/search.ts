/**
 * The search for a foster home among family and network: who was considered, and what came of it. Schema and types only.
 * It stands in the professionals' document alone: who is thought of, and who said no, is nobody else's to read.
 */
import * as v from 'valibot';
import { entityEntries } from '#lib/room/document.ts';
import { Id } from '#lib/room/ids.ts';
import { lineMax } from '#lib/room/lengths.ts';
import { Day } from '#lib/time/zone.ts';

/** How far it has come with somebody, in the order in which it usually goes. */
export const SEARCH_STATUSES = [
	'toAsk',
	'asked',
	'willing',
	'notNow',
	'declined',
	'notSuitable',
	/** Goes on to the assessment that an approval needs; the approval itself is no matter of this room. */
	'toAssess'
] as const;
export type SearchStatus = (typeof SEARCH_STATUSES)[number];

/** Somebody who is considered. */
export const Candidate = v.object({
	...entityEntries,
	kind: v.literal('candidate'),
	/** On the map; absent where somebody was written by name only. */
	person: v.fallback(v.optional(Id), undefined),
	/** As it was when they were added: the record still says who it was when the map does not any more. */
	name: v.pipe(v.string(), v.minLength(1), v.maxLength(lineMax))
});
export type Candidate = v.InferOutput<typeof Candidate>;

/** One step with a candidate. None is changed into another: each stands beside those before it. */
export const Step = v.object({
	...entityEntries,
	kind: v.literal('step'),
	candidate: Id,
	status: v.picklist(SEARCH_STATUSES),
	day: Day,
	/** The participant who asked. */
	askedBy: v.fallback(v.optional(Id), undefined),
	/** The reason. */
	text: v.fallback(v.string(), '')
});
export type Step = v.InferOutput<typeof Step>;

/** What the root `search` holds. */
export const CandidateOrStep = v.variant('kind', [Candidate, Step]);
