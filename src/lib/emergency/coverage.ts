/**
 * Which hours of the week have somebody who can be with the child, and which have nobody. The rules are
 * numbered; docs/rules.md tells them in the users' words.
 */
import { DAY_MINUTES, joined, overlaps, WEEK_MINUTES, type Interval } from '#lib/time/interval.ts';
import { minutesOf, timeOfMinutes } from '#lib/time/zone.ts';
import { isNight, night } from './answer.ts';
import { stretchesOf, without, type Line, type Stretch } from './stretches.ts';

const cellMinutes = 30;

/** Who can come in a half hour of the week; ids in calling order. */
export interface Cell {
	/** Said yes, and can be with the child through all of it. */
	readonly sure: readonly string[];
	/** Asked, not yet asked, or asked too long ago. */
	readonly uncertain: readonly string[];
}

/** A period of one or more weekdays; where `to` is not after `from` it ends the next day. */
export interface Period {
	/** 1-7 from Monday, the days on which it begins. */
	readonly days: readonly number[];
	readonly from: string;
	readonly to: string;
}

/** A period in which nobody has said yes to coming. */
export interface Gap extends Period {
	/** Who can come as soon as it is over. */
	readonly then: readonly string[];
	/** Who might come all through it, but has not said yes for sure. */
	readonly uncertain: readonly string[];
	/** Who can at least fetch the child in some of it. */
	readonly fetches: readonly string[];
}

export interface Coverage {
	/** Seven days of 48 half hours. */
	readonly cells: readonly (readonly Cell[])[];
	readonly gaps: readonly Gap[];
	/** [C10] Nights and weekends that hang on one person. */
	readonly thin: readonly (Period & { readonly only: readonly string[] })[];
}

/**
 * The week as the contacts cover it.
 * [C1] A period holds its start and not its end. [C2] 20–08 is one block; Sunday night goes into Monday.
 * [C3] A gap of one minute is a gap. [C7] Only who can be with the child counts.
 * @param contacts in calling order, without those who were taken away or whose person is gone
 * @param day the day it is asked for, `YYYY-MM-DD`
 */
export function coverageOf(contacts: readonly Line[], day: string): Coverage {
	const all = contacts.flatMap((contact) => stretchesOf(contact, day));
	const coming = all.filter(({ way }) => way === 'come');
	const sure = coming.filter(({ doubt }) => doubt === null);
	const uncertain = coming.filter(({ doubt }) => doubt !== null);
	const fetching = all.filter(({ way, doubt }) => way === 'fetch' && doubt === null);

	const gaps = periodsOf(without([week], joined(sure))).map(({ days, from, to }) => {
		const holes = days.map((weekday) => intervalOf(weekday, from, to));
		return {
			days,
			from,
			to,
			then: contactsIn(sure, contacts, (own) =>
				holes.every(({ end }) => own.some(({ start }) => start === end % WEEK_MINUTES))
			),
			uncertain: contactsIn(uncertain, contacts, (own) => holes.every((hole) => covers(own, hole))),
			fetches: contactsIn(fetching, contacts, (own) =>
				own.some((stretch) => holes.some((hole) => pieces(hole).some((piece) => overlaps(stretch, piece))))
			)
		};
	});
	return { cells: cellsOf(contacts, sure, uncertain), gaps, thin: thinOf(contacts, sure) };
}

/**
 * [C9] Stretches of the week as people say them: a stretch over midnight is one, one of more than a day is
 * told day by day, and the same hours on several days are told together.
 */
export function periodsOf(intervals: readonly Interval[]): Period[] {
	const blocks = aroundTheWeek(joined(intervals)).flatMap((interval) =>
		interval.end - interval.start > DAY_MINUTES ? byDay(interval) : [interval]
	);
	const periods = new Map<string, { days: number[]; from: string; to: string }>();
	for (const { start, end } of blocks) {
		const weekday = Math.floor((start % WEEK_MINUTES) / DAY_MINUTES) + 1;
		const from = timeOfMinutes(start % DAY_MINUTES);
		const to = end % DAY_MINUTES === 0 ? '24:00' : timeOfMinutes(end % DAY_MINUTES);
		const known = periods.get(`${from} ${to}`);
		if (known) known.days.push(weekday);
		else periods.set(`${from} ${to}`, { days: [weekday], from, to });
	}
	return [...periods.values()]
		.map((period) => ({ ...period, days: period.days.sort((a, b) => a - b) }))
		.sort((a, b) => (a.days[0] ?? 0) - (b.days[0] ?? 0) || minutesOf(a.from) - minutesOf(b.from));
}

const week: Interval = { start: 0, end: WEEK_MINUTES };

/** What ends with the week and goes on at its beginning is one. */
function aroundTheWeek(intervals: readonly Interval[]): Interval[] {
	const first = intervals[0];
	const last = intervals.at(-1);
	if (!first || !last || first === last || first.start !== 0 || last.end !== WEEK_MINUTES)
		return [...intervals];
	return [...intervals.slice(1, -1), { start: last.start, end: WEEK_MINUTES + first.end }];
}

function byDay({ start, end }: Interval): Interval[] {
	const days: Interval[] = [];
	for (let from = start; from < end;) {
		const to = Math.min(end, (Math.floor(from / DAY_MINUTES) + 1) * DAY_MINUTES);
		days.push({ start: from, end: to });
		from = to;
	}
	return days;
}

/** A period on one weekday; its end may lie past the end of the week. */
function intervalOf(weekday: number, from: string, to: string): Interval {
	const start = (weekday - 1) * DAY_MINUTES + minutesOf(from);
	const minutes = minutesOf(to) - minutesOf(from);
	return { start, end: start + (minutes > 0 ? minutes : minutes + DAY_MINUTES) };
}

/** An interval that runs past the end of the week, as what lies in the week. */
function pieces({ start, end }: Interval): Interval[] {
	if (end <= WEEK_MINUTES) return [{ start, end }];
	return [
		{ start, end: WEEK_MINUTES },
		{ start: 0, end: end - WEEK_MINUTES }
	];
}

function covers(stretches: readonly Interval[], interval: Interval): boolean {
	return without(pieces(interval), joined(stretches)).length === 0;
}

/** The contacts, in calling order, whose own stretches fit. */
function contactsIn(
	stretches: readonly Stretch[],
	contacts: readonly Line[],
	fit: (own: readonly Stretch[]) => boolean
): string[] {
	return contacts
		.map(({ id }) => id)
		.filter((id) => {
			const own = stretches.filter(({ contact }) => contact === id);
			return own.length > 0 && fit(own);
		});
}

function cellsOf(
	contacts: readonly Line[],
	sure: readonly Stretch[],
	uncertain: readonly Stretch[]
): Cell[][] {
	return Array.from({ length: 7 }, (_day, day) =>
		Array.from({ length: DAY_MINUTES / cellMinutes }, (_half, half) => {
			const start = day * DAY_MINUTES + half * cellMinutes;
			const cell = { start, end: start + cellMinutes };
			const within = (own: readonly Stretch[]) => covers(own, cell);
			const certain = contactsIn(sure, contacts, within);
			return {
				sure: certain,
				uncertain: contactsIn(uncertain, contacts, within).filter((id) => !certain.includes(id))
			};
		})
	);
}

/**
 * [C10] Nights (22–07) and weekends want two who have said yes: one may be ill or away.
 */
function thinOf(contacts: readonly Line[], sure: readonly Stretch[]) {
	const marks = new Set([0, WEEK_MINUTES]);
	for (let day = 0; day < 7; day += 1)
		for (const time of ['00:00', night.from, night.to]) marks.add(day * DAY_MINUTES + minutesOf(time));
	for (const { start, end } of sure) marks.add(start).add(end);
	const edges = [...marks].sort((a, b) => a - b);
	const alone = new Map<string, Interval[]>();
	for (const [index, start] of edges.entries()) {
		const end = edges[index + 1];
		if (end === undefined || !wantsTwo(start)) continue;
		const there = contactsIn(sure, contacts, (own) => covers(own, { start, end }));
		const only = there.length === 1 ? there[0] : undefined;
		if (only !== undefined) alone.set(only, [...(alone.get(only) ?? []), { start, end }]);
	}
	return [...alone].flatMap(([only, intervals]) =>
		periodsOf(intervals).map((period) => ({ ...period, only: [only] }))
	);
}

function wantsTwo(minute: number): boolean {
	return minute >= 5 * DAY_MINUTES || isNight(timeOfMinutes(minute % DAY_MINUTES));
}
