/** How long a visit lasts, as people say it: from, to, and how many nights lie between. */
import { addDays, instantOf, minutesOf, timeOfMinutes } from '#lib/time/zone.ts';
import { minutesMax } from './visits.ts';

const minutesOfDay = 24 * 60;

/** Clock on the wall. `to` null: no end was agreed; `from` null: whole days. */
export interface Span {
	readonly from: string | null;
	readonly to: string | null;
	/** 0: it ends on the day it began. */
	readonly nights: number;
}

/** What a rule or a changed day says about its hours. */
export interface Hours {
	readonly time?: string;
	readonly minutes?: number;
}

export type HoursProblem = 'startMissing' | 'endMissing' | 'endsBeforeStart' | 'tooLong';

/**
 * [V7] The length is counted on the wall: “lørdag kl. 16 til søndag kl. 16” is that also in the night when
 * the clocks change.
 */
export function spanOf({ time, minutes }: Hours): Span {
	if (time === undefined) {
		const days = minutes === undefined ? 1 : Math.ceil(minutes / minutesOfDay);
		return { from: null, to: null, nights: days - 1 };
	}
	if (minutes === undefined) return { from: time, to: null, nights: 0 };
	const end = minutesOf(time) + minutes;
	return { from: time, to: timeOfMinutes(end % minutesOfDay), nights: Math.floor(end / minutesOfDay) };
}

/**
 * The hours of a rule from what somebody chose.
 * @returns the hours, or what is wrong with the choice
 */
export function hoursOf({ from, to, nights }: Span): Hours | HoursProblem {
	if (from === null) {
		if (to !== null) return 'startMissing';
		if (nights === 0) return {};
		const minutes = (nights + 1) * minutesOfDay;
		return minutes > minutesMax ? 'tooLong' : { minutes };
	}
	if (to === null) return nights === 0 ? { time: from } : 'endMissing';
	const minutes = nights * minutesOfDay + minutesOf(to) - minutesOf(from);
	if (minutes <= 0) return 'endsBeforeStart';
	return minutes > minutesMax ? 'tooLong' : { time: from, minutes };
}

/**
 * When a visit begins and ends. In the night when the clocks change it is an hour longer or shorter by the
 * stopwatch, and as agreed by the clock on the wall.
 * @param day `YYYY-MM-DD`
 * @param zone IANA name of the room's time zone
 * @returns instants; `end` null where no end was agreed; whole days run from midnight to midnight
 */
export function instantsOf(day: string, hours: Hours, zone: string): { start: string; end: string | null } {
	const { from, to, nights } = spanOf(hours);
	const lastDay = addDays(day, nights);
	const start = instantOf(day, from ?? '00:00', zone);
	if (from === null) return { start, end: instantOf(lastDay, '24:00', zone) };
	return { start, end: to === null ? null : instantOf(lastDay, to, zone) };
}
