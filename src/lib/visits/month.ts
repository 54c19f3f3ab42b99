/** A month as the calendar shows it: whole weeks from Monday, and where the keys lead. */
import { addDays, isoWeek, weekdayOf } from '#lib/time/zone.ts';

export interface CalendarWeek {
	/** ISO number. */
	readonly number: number;
	/** Seven days from Monday, those of the months beside included. */
	readonly days: readonly string[];
}

/**
 * The weeks that hold a day of the month, four to six.
 * @param month `YYYY-MM`
 */
export function weeksOf(month: string): CalendarWeek[] {
	const weeks: CalendarWeek[] = [];
	const first = `${month}-01`;
	const after = `${monthAfter(month)}-01`;
	for (let monday = addDays(first, 1 - weekdayOf(first)); monday < after; monday = addDays(monday, 7))
		weeks.push({
			number: isoWeek(monday).week,
			days: [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(monday, n))
		});
	return weeks;
}

/** The month after, or `step` months away. */
export function monthAfter(month: string, step = 1): string {
	const number = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + step;
	return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;
}

/**
 * What stands on each day of the calendar; a stay stands on every day it lasts.
 * @param first and `last`: the days that are shown
 */
export function onDays<T extends { readonly day: string; readonly lastDay: string }>(
	visits: readonly T[],
	first: string,
	last: string
): ReadonlyMap<string, readonly T[]> {
	const days = new Map<string, T[]>();
	for (const one of visits)
		for (let on = one.day < first ? first : one.day; on <= one.lastDay && on <= last; on = addDays(on, 1))
			days.set(on, [...(days.get(on) ?? []), one]);
	return days;
}

/**
 * Where a key leads from a day: arrows by day and week, Home and End in the week, Page Up and Page Down by
 * month (the same day of it, or its last), T to today.
 * @returns the day, or null where the key leads nowhere
 */
export function dayByKey(key: string, day: string, today: string): string | null {
	switch (key) {
		case 'ArrowLeft':
			return addDays(day, -1);
		case 'ArrowRight':
			return addDays(day, 1);
		case 'ArrowUp':
			return addDays(day, -7);
		case 'ArrowDown':
			return addDays(day, 7);
		case 'Home':
			return addDays(day, 1 - weekdayOf(day));
		case 'End':
			return addDays(day, 7 - weekdayOf(day));
		case 'PageUp':
			return sameDayIn(monthAfter(day.slice(0, 7), -1), day);
		case 'PageDown':
			return sameDayIn(monthAfter(day.slice(0, 7)), day);
		case 't':
		case 'T':
			return today;
		default:
			return null;
	}
}

function sameDayIn(month: string, day: string): string {
	const last = addDays(`${monthAfter(month)}-01`, -1);
	const same = `${month}-${day.slice(8)}`;
	return same > last ? last : same;
}
