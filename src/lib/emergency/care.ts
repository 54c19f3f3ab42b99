/**
 * What only those who care for the child and the caseworkers may read: numbers, how far away, health,
 * places, and whom never to call. Stands in a document of its own. Schema and types only.
 */
import * as v from 'valibot';
import { lineMax } from '#lib/room/lengths.ts';
import { entityEntries } from '#lib/room/document.ts';
import { Id } from '#lib/room/ids.ts';
import { maybe, ticks } from './emergency.ts';
import { E164 } from './phone.ts';

export const NUMBER_TYPES = ['mobile', 'landline', 'work'] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];

/** What helps one to be of use on arrival. */
export const EQUIPMENT = ['key', 'car', 'childSeat'] as const;
export type Equipment = (typeof EQUIPMENT)[number];

/** In the order somebody at two in the night needs them. */
export const HEALTH_TYPES = ['allergy', 'medicine', 'diagnosis', 'equipment', 'doctor'] as const;
export type HealthType = (typeof HEALTH_TYPES)[number];

export const WARNING_TYPES = ['neverCall', 'mustNotBeAsked', 'mustNotFetch', 'mustNotKnow'] as const;
export type WarningType = (typeof WARNING_TYPES)[number];

/** Farther away than this nobody comes tonight. */
export const minutesMax = 24 * 60;

const Line = v.pipe(v.string(), v.minLength(1), v.maxLength(lineMax));

export const PhoneNumber = v.object({
	...entityEntries,
	kind: v.literal('number'),
	person: Id,
	type: v.picklist(NUMBER_TYPES),
	value: E164,
	/** When to use it. */
	words: maybe(v.pipe(v.string(), v.maxLength(lineMax)))
});
export type PhoneNumber = v.InferOutput<typeof PhoneNumber>;

export const Arrival = v.object({
	...entityEntries,
	kind: v.literal('arrival'),
	person: Id,
	minutes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(minutesMax)),
	has: v.fallback(ticks(EQUIPMENT), [])
});
export type Arrival = v.InferOutput<typeof Arrival>;

export const Health = v.object({
	...entityEntries,
	kind: v.literal('health'),
	type: v.picklist(HEALTH_TYPES),
	text: v.string()
});
export type Health = v.InferOutput<typeof Health>;

export const Place = v.object({
	...entityEntries,
	kind: v.literal('place'),
	name: Line,
	text: v.string()
});
export type Place = v.InferOutput<typeof Place>;

/** Somebody on the map, or a name where they do not stand on it. */
export const Warning = v.pipe(
	v.object({
		...entityEntries,
		kind: v.literal('warning'),
		type: v.picklist(WARNING_TYPES),
		person: maybe(Id),
		name: maybe(Line),
		text: v.string()
	}),
	v.check(({ person, name }) => person !== undefined || name !== undefined, 'warns of nobody')
);
export type Warning = v.InferOutput<typeof Warning>;
