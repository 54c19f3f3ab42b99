/**
 * V1-V5: the days a rule gives. Weeks are ISO weeks, so an odd/even rule follows the calendar on the wall:
 * after week 53 comes week 1, and two odd weeks stand in a row (domain: say so, never hide it).
 */
import { addDays, daysBetween, isoWeek, weekdayOf } from '#lib/time/zone.ts';
import type { Nth, Rule } from './visits.ts';

/** Most days that are given at once: more than ten years of a daily visit. */
export const occurrencesMax = 4000;
/** Where every rule stops, however it was written: the last day that is a day here. */
const calendarEnd = '2199-12-31';

/**
 * The days on which a rule gives a visit, in order, none twice.
 * @param from first day that counts, `YYYY-MM-DD`
 * @param to last day that counts
 */
export function daysOf(rule: Rule, from: string, to: string): string[] {
	const days: string[] = [];
	for (const day of walk(rule, from)) {
		if (day > to || days.length >= occurrencesMax) break;
		days.push(day);
	}
	return days;
}

/**
 * The next days a rule gives, however far away.
 * @param from first day that counts
 * @param count how many are wanted; fewer come back where the rule ends
 */
export function nextDaysOf(rule: Rule, from: string, count: number): string[] {
	const days: string[] = [];
	if (count < 1) return days;
	for (const day of walk(rule, from)) {
		days.push(day);
		if (days.length >= count) break;
	}
	return days;
}

/** Does the rule give a visit on this day? */
export function fallsOn(rule: Rule, day: string): boolean {
	return daysOf(rule, day, day).length === 1;
}

/** The first day the rule gives at all, which need not be its `start`; null where it gives none. */
export function firstDayOf(rule: Rule): string | null {
	return nextDaysOf(rule, rule.start, 1)[0] ?? null;
}

/** [V1] Nothing before `start`, nothing after `until`. */
function* walk(rule: Rule, from: string): Generator<string> {
	const first = from > rule.start ? from : rule.start;
	const last = 'until' in rule ? rule.until : undefined;
	for (const day of candidates(rule, first)) {
		if (day > (last ?? calendarEnd)) return;
		if (day >= first) yield day;
	}
}

/** Days of the pattern in order, from some day at or before `first` to the end of the calendar. */
function candidates(rule: Rule, first: string): Iterable<string> {
	switch (rule.every) {
		case 'once':
			return [rule.start];
		case 'week':
			return weekly(rule, first);
		case 'month':
			return monthly(rule, first);
		case 'yearDates':
			return yearly(rule, first);
	}
}

/** [V2] every n weeks from the week of `start`; [V3] or the weeks with even or odd numbers. */
function* weekly(rule: Extract<Rule, { every: 'week' }>, first: string): Generator<string> {
	const firstWeek = mondayOf(rule.start);
	const passed = Math.floor(daysBetween(firstWeek, first) / 7);
	let monday = addDays(firstWeek, (passed - (passed % rule.n)) * 7);
	while (monday <= calendarEnd) {
		if (rule.weekParity === undefined || parityOf(monday) === rule.weekParity)
			for (const weekday of rule.weekdays) yield addDays(monday, weekday - 1);
		monday = addDays(monday, rule.n * 7);
	}
}

/** [V4] the nth or last weekday of every n months, counted from the month of `start`. */
function* monthly(rule: Extract<Rule, { every: 'month' }>, first: string): Generator<string> {
	const [weekday] = rule.weekdays;
	if (weekday === undefined) return;
	const passed = monthNumber(first) - monthNumber(rule.start);
	for (let month = monthNumber(first) - (passed % rule.n); month <= monthNumber(calendarEnd); month += rule.n)
		yield nthWeekday(month, rule.nth, weekday);
}

/** [V5] the same days every year; 29 February is the 28th in years without it. */
function* yearly(rule: Extract<Rule, { every: 'yearDates' }>, first: string): Generator<string> {
	for (let year = Number(first.slice(0, 4)); year <= Number(calendarEnd.slice(0, 4)); year += 1) {
		const days = rule.dates.map((date) => dateIn(year, date));
		// The 28th and the 29th of February are one day where there is no 29th.
		yield* [...new Set(days)].sort();
	}
}

function mondayOf(day: string): string {
	return addDays(day, 1 - weekdayOf(day));
}

function parityOf(day: string): 'even' | 'odd' {
	return isoWeek(day).week % 2 === 0 ? 'even' : 'odd';
}

/** Months since year 0, so that they can be counted across years. */
function monthNumber(day: string): number {
	return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function nthWeekday(month: number, nth: Nth, weekday: number): string {
	if (nth === -1) {
		const end = addDays(firstOf(month + 1), -1);
		return addDays(end, -((weekdayOf(end) - weekday + 7) % 7));
	}
	const start = firstOf(month);
	return addDays(start, ((weekday - weekdayOf(start) + 7) % 7) + (nth - 1) * 7);
}

function firstOf(month: number): string {
	const year = String(Math.floor(month / 12)).padStart(4, '0');
	return `${year}-${String((month % 12) + 1).padStart(2, '0')}-01`;
}

function dateIn(year: number, date: string): string {
	const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
	return `${String(year).padStart(4, '0')}-${date === '02-29' && !leap ? '02-28' : date}`;
}
