/**
 * Days, wall times and instants. A wall time belongs to the room's time zone (Europe/Oslo unless the room
 * says otherwise); what the clocks do in spring and autumn is decided here and nowhere else.
 */
import * as v from 'valibot';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** A day as `YYYY-MM-DD`; it must exist in the calendar (no 30 February), 1900 to 2199. */
export const Day = v.pipe(
	v.string(),
	v.regex(/^(19|20|21)\d{2}-\d{2}-\d{2}$/),
	v.check((day) => {
		const ms = Date.parse(`${day}T00:00:00Z`);
		return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
	}, 'no such day')
);

/** An instant as ISO 8601 with `Z` or an offset; its day must exist in the calendar. */
export const Instant = v.pipe(
	v.string(),
	v.isoTimestamp(),
	v.check(
		(instant) => v.is(Day, instant.slice(0, 10)) && !Number.isNaN(Date.parse(instant)),
		'no such instant'
	)
);

/** A wall time as `HH:MM`, 00:00 to 23:59. */
export const WallTime = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/));

/** The end of a period within a day: a wall time, or `24:00` for the midnight that ends the day. */
export const EndTime = v.pipe(v.string(), v.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/));

/** Monday is 1, Sunday is 7 (ISO 8601). */
export const Weekday = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7));

/** What clock and calendar on the wall say in a place at some instant. */
export interface Wall {
	/** `YYYY-MM-DD` */
	readonly day: string;
	/** `HH:MM` */
	readonly time: string;
	/** 1-7 from Monday */
	readonly weekday: number;
}

/**
 * @param day `YYYY-MM-DD`
 * @returns 1 for Monday to 7 for Sunday
 */
export function weekdayOf(day: string): number {
	return new Date(midnight(day)).getUTCDay() || 7;
}

/**
 * The day `n` days later (earlier where `n` is negative). Counts calendar days: the day on which the
 * clocks are moved is one day like any other.
 */
export function addDays(day: string, n: number): string {
	return new Date(midnight(day) + n * dayMs).toISOString().slice(0, 10);
}

/** How many days from `from` to `to`; negative where `to` comes first. */
export function daysBetween(from: string, to: string): number {
	return Math.round((midnight(to) - midnight(from)) / dayMs);
}

/**
 * The ISO 8601 week of a day. The year is the week's own: 1 January 2027 lies in week 53 of 2026.
 */
export function isoWeek(day: string): { year: number; week: number } {
	// A week belongs to the year that holds its Thursday.
	const thursday = addDays(day, 4 - weekdayOf(day));
	const year = thursday.slice(0, 4);
	return { year: Number(year), week: 1 + Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) };
}

/**
 * What the wall says at an instant.
 * @param instant ISO 8601
 * @param zone IANA name, such as `Europe/Oslo`
 * @throws RangeError when the instant is none or the zone is unknown
 */
export function wallTime(instant: string, zone: string): Wall {
	const ms = Date.parse(instant);
	if (Number.isNaN(ms)) throw new RangeError(`not an instant: ${instant}`);
	const wall = new Date(ms + offsetMs(ms, zone)).toISOString();
	const day = wall.slice(0, 10);
	return { day, time: wall.slice(11, 16), weekday: weekdayOf(day) };
}

/**
 * The instant at which the wall shows this day and time, as ISO 8601 in UTC.
 *
 * In spring an hour is left out: 02:30 on that night means 03:30, the moment a clock that nobody moved
 * would show 02:30. In autumn an hour comes twice: the first is meant. (The same choice as RFC 5545.)
 * @param day `YYYY-MM-DD`
 * @param time `HH:MM`; `24:00` is the midnight that ends the day
 * @param zone IANA name
 */
export function instantOf(day: string, time: string, zone: string): string {
	const wall = midnight(day) + minutesOf(time) * minuteMs;
	// The clocks are moved at most once within two days, so one of these two offsets is in force.
	const before = offsetMs(wall - dayMs, zone);
	const after = offsetMs(wall + dayMs, zone);
	const fitting = [wall - before, wall - after].filter((ms) => ms + offsetMs(ms, zone) === wall);
	return new Date(fitting.length > 0 ? Math.min(...fitting) : wall - before).toISOString();
}

/**
 * Minutes since midnight.
 * @param time `HH:MM`, `24:00` included
 */
export function minutesOf(time: string): number {
	return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** `HH:MM` of so many minutes since midnight, 0 to 1440. */
export function timeOfMinutes(minutes: number): string {
	const two = (n: number) => String(n).padStart(2, '0');
	return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** A day's midnight as if it were UTC: for counting days, which no clock change disturbs. */
function midnight(day: string): number {
	return Date.parse(`${day}T00:00:00Z`);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the wall is ahead of UTC at an instant, in milliseconds. */
function offsetMs(ms: number, zone: string): number {
	let format = formats.get(zone);
	if (!format) {
		// Making one costs a hundred times more than using it.
		format = new Intl.DateTimeFormat('en-GB', {
			timeZone: zone,
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric'
		});
		formats.set(zone, format);
	}
	const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
	const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
	const wall = Date.UTC(
		part('year'),
		part('month') - 1,
		part('day'),
		part('hour'),
		part('minute'),
		part('second')
	);
	return wall - Math.floor(ms / 1000) * 1000;
}
