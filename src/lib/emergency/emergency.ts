/**
 * The emergency plan: who can come, in which order, when, and what to know about the child that night.
 * Schema and types only. Numbers, health and warnings are not here: they have fewer readers (care.ts).
 */
import * as v from 'valibot';
import { StoredConsent } from '#lib/network/network.ts';
import { entityEntries } from '#lib/room/document.ts';
import { Id } from '#lib/room/ids.ts';
import { Day, EndTime, WallTime, Weekday } from '#lib/time/zone.ts';

/** What somebody can do when it is urgent. Ticks, in the order they are asked. */
export const TASKS = ['comeHere', 'takeChild', 'stayOvernight', 'fetch', 'drive', 'advice'] as const;
export type Task = (typeof TASKS)[number];

/** Most periods one contact may have; a week of half hours could not fill them sensibly. */
export const hoursMax = 50;

/** A weekly period in wall times of the room. At or before `from`, `to` is the next day's: 20–08 is one block. */
export const Hours = v.pipe(
	v.object({
		/** Weekdays on which it begins, 1-7 from Monday. */
		days: v.pipe(v.array(Weekday), v.minLength(1), v.maxLength(7)),
		from: WallTime,
		to: EndTime,
		/** What they can do in this period, where it is less than all they can. */
		can: v.exactOptional(v.picklist(TASKS))
	}),
	v.check(({ from, to }) => from !== to, 'begins when it ends')
);
export type Hours = v.InferOutput<typeof Hours>;

/** Somebody who can come, as a line of the calling order. */
export const EmergencyContact = v.object({
	...entityEntries,
	kind: v.literal('emergencyContact'),
	/** Person on the map; may be removed or unknown (shown as “someone”). */
	person: Id,
	/** Fractional index: the calling order. */
	order: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
	can: v.fallback(ticks(TASKS), []),
	words: v.string(),
	/** Each period is read by itself: one that is nonsense must not take the others with it. */
	availability: v.pipe(
		v.fallback(v.array(v.unknown()), () => []),
		v.transform((periods): readonly Hours[] =>
			periods.slice(0, hoursMax).flatMap((period) => {
				const parsed = v.safeParse(Hours, period);
				return parsed.success ? [parsed.output] : [];
			})
		)
	),
	consent: maybe(StoredConsent)
});
export type EmergencyContact = v.InferOutput<typeof EmergencyContact>;

/** What calms and frightens the child, and what to bring. Made with the room, cannot be taken away. */
export const About = v.object({
	id: v.literal('about'),
	made: entityEntries.made,
	kind: v.literal('about'),
	calms: v.string(),
	fears: v.string(),
	brings: v.string(),
	/** The day by which the plan is to be looked at again. */
	reviewBy: maybe(Day)
});
export type About = v.InferOutput<typeof About>;

/** The texts of `about`, in the order they are read aloud at night. */
export const ABOUT_TEXTS = ['calms', 'fears', 'brings'] as const;
export type AboutText = (typeof ABOUT_TEXTS)[number];

/**
 * An optional field. A bad value counts as absent: only required fields put an entity in quarantine, so
 * that nobody takes a contact out of the plan by writing nonsense into one field.
 */
export function maybe<const TSchema extends v.GenericSchema>(schema: TSchema) {
	return v.fallback(v.optional(schema), undefined);
}

/** A set-like field as the list of its known keys, in the order of the list. */
export function ticks<const TKey extends string>(keys: readonly TKey[]) {
	return v.pipe(
		v.record(v.string(), v.unknown()),
		v.transform((set): readonly TKey[] => keys.filter((key) => set[key] === true))
	);
}
