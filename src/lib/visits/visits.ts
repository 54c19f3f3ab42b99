/**
 * The visitation plan: who the child meets, how often, and what was changed on single days. A plan or an
 * agreement, never a formal decision (§ 7-6). Schema and types only; what stands in a document is parsed.
 */
import * as v from 'valibot';
import { entityEntries } from '#lib/room/document.ts';
import { Id, isId } from '#lib/room/ids.ts';
import { lineMax } from '#lib/room/lengths.ts';
import { Day, Weekday, WallTime } from '#lib/time/zone.ts';

/** Kinds of being together or in touch. Only the first is “samvær”; phone, video and letters are contact. */
export const VISIT_TYPES = [
	'visit',
	'phone',
	'video',
	'letter',
	'overnight',
	'holidayStay',
	'event'
] as const;
export type VisitType = (typeof VISIT_TYPES)[number];

export const EVERY = ['once', 'week', 'month', 'yearDates'] as const;
export type Every = (typeof EVERY)[number];

/** Which of the month's such weekdays; -1 is the last one. */
export const NTH = [1, 2, 3, 4, -1] as const;
export type Nth = (typeof NTH)[number];

export const WEEK_PARITIES = ['even', 'odd'] as const;
export type WeekParity = (typeof WEEK_PARITIES)[number];

export const SUPERVISION = ['none', 'support', 'supervised'] as const;
export type Supervision = (typeof SUPERVISION)[number];

/** What can happen to a single day. `replaced`: it falls out and something else comes instead. */
export const CHANGES = ['moved', 'cancelled', 'replaced', 'extra'] as const;
export type Change = (typeof CHANGES)[number];

/** Longest visit: a summer of 62 days. */
export const minutesMax = 62 * 24 * 60;
/** Most days of the year one series can name. */
export const datesMax = 40;

const Weekdays = v.pipe(
	v.array(Weekday),
	v.minLength(1),
	v.maxLength(7),
	v.transform((days) => [...new Set(days)].sort())
);

/** `MM-DD`, in any year; 29 February stands for the 28th where there is none. */
const YearDate = v.pipe(
	v.string(),
	v.regex(/^\d{2}-\d{2}$/),
	v.check((date) => v.is(Day, `2028-${date}`), 'not a day of the year')
);

/** When it begins on its day, and how long it lasts by the clock on the wall. */
const times = {
	/** Absent: the whole day, or a letter that has no hour. */
	time: v.exactOptional(WallTime),
	/** Absent: no end was agreed. Without `time`: counted from midnight, so whole days. */
	minutes: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(minutesMax)))
};
/** `start` is the first day the rule may give; `until` the last one. */
const repeated = { start: Day, until: v.exactOptional(Day), ...times };
const Count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));

/** How a series repeats: one value, so that two people who change it never tear it apart. */
export const Rule = v.pipe(
	v.variant('every', [
		v.object({ every: v.literal('once'), start: Day, ...times }),
		v.object({
			every: v.literal('week'),
			...repeated,
			/** Every n weeks, counted from the ISO week of `start`. */
			n: Count(52),
			weekdays: Weekdays,
			/** Weeks by their number in the calendar; `n` is 1 then. */
			weekParity: v.exactOptional(v.picklist(WEEK_PARITIES))
		}),
		v.object({
			every: v.literal('month'),
			...repeated,
			/** Every n months, counted from the month of `start`. */
			n: Count(12),
			nth: v.picklist(NTH),
			weekdays: v.pipe(Weekdays, v.maxLength(1))
		}),
		v.object({
			every: v.literal('yearDates'),
			...repeated,
			dates: v.pipe(
				v.array(YearDate),
				v.minLength(1),
				v.maxLength(datesMax),
				v.transform((dates) => [...new Set(dates)].sort())
			)
		})
	]),
	v.check((rule) => !('until' in rule) || rule.until >= rule.start, 'ends before it begins'),
	v.check(
		(rule) => rule.every !== 'week' || rule.weekParity === undefined || rule.n === 1,
		'parity goes week by week'
	)
);
export type Rule = v.InferOutput<typeof Rule>;

/** Who brings and who fetches, as ids of people on the map. */
export const Handover = v.object({ brings: v.exactOptional(Id), fetches: v.exactOptional(Id) });
export type Handover = v.InferOutput<typeof Handover>;

/** The fields of a series that are one plain value each. */
export const seriesFields = {
	type: v.picklist(VISIT_TYPES),
	rule: Rule,
	/** Never for somebody at a protected address. */
	place: v.pipe(v.string(), v.maxLength(lineMax)),
	handover: Handover,
	supervision: v.picklist(SUPERVISION),
	supervisor: Id
};

/** An arrangement that repeats, or a single one. */
export const Series = v.object({
	...entityEntries,
	kind: v.literal('series'),
	/** People on the map; empty while nobody has been chosen. */
	with: v.pipe(
		v.record(v.string(), v.unknown()),
		v.transform((set): readonly string[] =>
			Object.keys(set)
				.filter((id) => isId(id) && set[id] === true)
				.sort()
		)
	),
	type: seriesFields.type,
	rule: seriesFields.rule,
	/** Why, in the child's terms. */
	purpose: v.string(),
	/** What else there is to know, in own words. */
	words: v.string(),
	place: maybe(seriesFields.place),
	handover: maybe(seriesFields.handover),
	/** Absent: not said. A value that cannot be read is never taken for “none”. */
	supervision: maybe(seriesFields.supervision),
	supervisor: maybe(seriesFields.supervisor)
});
export type Series = v.InferOutput<typeof Series>;

/** Where a changed visit went: its new day and, where they differ from the series, hour, length and kind. */
export const NewTime = v.object({ day: Day, ...times, type: v.exactOptional(v.picklist(VISIT_TYPES)) });
export type NewTime = v.InferOutput<typeof NewTime>;

export const exceptionFields = {
	series: Id,
	/** The day the rule gave; for an extra one its own day. */
	date: Day,
	change: v.picklist(CHANGES),
	to: v.exactOptional(NewTime),
	reason: v.exactOptional(v.pipe(v.string(), v.maxLength(lineMax)))
};

/** One day of a series that is otherwise than the rule says. */
export const Exception = v.pipe(
	v.object({ ...entityEntries, kind: v.literal('exception'), ...exceptionFields }),
	v.check(
		({ change, to }) => to !== undefined || change === 'cancelled' || change === 'extra',
		'says not where it went'
	)
);
export type Exception = v.InferOutput<typeof Exception>;

/** What a new exception is made of. */
export type NewException = Pick<Exception, keyof typeof exceptionFields>;

/** What the section `visits` holds. */
export const Visit = v.union([Series, Exception]);

/** An optional field; a bad value counts as absent and does not put the whole entity in quarantine. */
function maybe<const TSchema extends v.GenericSchema>(schema: TSchema) {
	return v.fallback(v.optional(schema), undefined);
}
