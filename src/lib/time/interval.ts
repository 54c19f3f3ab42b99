/**
 * Half-open stretches of time: the start belongs to them, the end does not, so that 16–20 and 20–08
 * touch without overlapping. Week minutes run from 0 (Monday 00:00) to 10,080.
 */
import { minutesOf } from './zone.ts';

export const DAY_MINUTES = 24 * 60;
export const WEEK_MINUTES = 7 * DAY_MINUTES;

/** From `start` up to but without `end`; numbers, or ISO strings, which sort alike. */
export interface Interval<T extends number | string = number> {
	readonly start: T;
	readonly end: T;
}

/** Whether an instant or minute lies within. */
export function contains<T extends number | string>(interval: Interval<T>, at: T): boolean {
	return interval.start <= at && at < interval.end;
}

/** Whether two stretches share any time; touching is not sharing. */
export function overlaps<T extends number | string>(a: Interval<T>, b: Interval<T>): boolean {
	return a.start < b.end && b.start < a.end;
}

/** Sorts, and joins what overlaps or touches. */
export function joined(intervals: readonly Interval[]): Interval[] {
	const result: { start: number; end: number }[] = [];
	for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) {
		const last = result.at(-1);
		if (last && start <= last.end) last.end = Math.max(last.end, end);
		else result.push({ start, end });
	}
	return result;
}

/** Whether a period of a day goes on into the next: 20–08 does, 16–24 ends with the day. */
export function crossesMidnight(from: string, to: string): boolean {
	return minutesOf(to) <= minutesOf(from);
}

/** How long a period of a day lasts, in minutes; 20–08 lasts 720, and 08–08 a whole day. */
export function lengthOf(from: string, to: string): number {
	const minutes = minutesOf(to) - minutesOf(from);
	return minutes > 0 ? minutes : minutes + DAY_MINUTES;
}

/**
 * A weekly period as stretches of the week. 20–08 on Sunday runs into Monday: it comes back as two,
 * one at the end of the week and one at its beginning.
 * @param days weekdays 1-7 on which the period begins
 * @param from `HH:MM`
 * @param to `HH:MM` or `24:00`; at or before `from` it is the next day's
 */
export function weekIntervals(days: readonly number[], from: string, to: string): Interval[] {
	const stretches = days.flatMap((day) => {
		const start = (day - 1) * DAY_MINUTES + minutesOf(from);
		const end = start + lengthOf(from, to);
		if (end <= WEEK_MINUTES) return [{ start, end }];
		return [
			{ start, end: WEEK_MINUTES },
			{ start: 0, end: end - WEEK_MINUTES }
		];
	});
	return joined(stretches);
}

/**
 * The minute of the week.
 * @param weekday 1-7
 * @param time `HH:MM`
 */
export function weekMinute(weekday: number, time: string): number {
	return (weekday - 1) * DAY_MINUTES + minutesOf(time);
}
