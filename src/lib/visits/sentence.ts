/**
 * V13: a rule as the parts of a sentence, so that everybody reads the same: codes and values; the words are
 * the component's. “Annenhver lørdag i partallsuker, kl. 11–15, fra 16. januar.”
 */
import { addDays, isoWeek, weekdayOf } from '#lib/time/zone.ts';
import { daysOf, firstDayOf } from './recurrence.ts';
import { spanOf, type Span } from './span.ts';
import type { Nth, Rule, Series, WeekParity } from './visits.ts';

export type Pattern =
	| { readonly code: 'once'; readonly day: string }
	| {
			readonly code: 'weekly';
			readonly n: number;
			/** 1-7 from Monday, in order. */
			readonly weekdays: readonly number[];
			readonly parity: WeekParity | null;
	  }
	| { readonly code: 'monthly'; readonly n: number; readonly nth: Nth; readonly weekday: number }
	/** `MM-DD` */
	| { readonly code: 'yearDates'; readonly dates: readonly string[] };

export interface RuleSentence {
	readonly pattern: Pattern;
	readonly hours: Span;
	/** The first day the rule in fact gives, which is not always the day it starts to count; null for `once`. */
	readonly first: string | null;
	readonly until: string | null;
}

/** The parts of the sentence of a rule. */
export function sentenceOf(rule: Rule): RuleSentence {
	const hours = spanOf(rule);
	if (rule.every === 'once')
		return { pattern: { code: 'once', day: rule.start }, hours, first: null, until: null };
	return { pattern: patternOf(rule), hours, first: firstDayOf(rule), until: rule.until ?? null };
}

function patternOf(rule: Exclude<Rule, { every: 'once' }>): Pattern {
	switch (rule.every) {
		case 'week':
			return { code: 'weekly', n: rule.n, weekdays: rule.weekdays, parity: rule.weekParity ?? null };
		case 'month':
			return { code: 'monthly', n: rule.n, nth: rule.nth, weekday: rule.weekdays[0] ?? 1 };
		case 'yearDates':
			return { code: 'yearDates', dates: rule.dates };
	}
}

/** Where an odd/even rule passes a week 53: the weeks of the last visit before and the first one after. */
export interface TurnOfYear {
	readonly series: string;
	readonly before: number;
	readonly after: number;
}

/**
 * [V6] Series by odd or even weeks whose rhythm breaks at a week 53 between two days: an odd one meets two
 * weeks in a row, an even one waits three.
 */
export function turnsOfYear(series: readonly Series[], from: string, to: string): TurnOfYear[] {
	return weeks53(from, to).flatMap((monday) =>
		series.flatMap(({ id, rule }) => {
			if (rule.every !== 'week' || rule.weekParity === undefined) return [];
			const before = daysOf(rule, addDays(monday, -7), addDays(monday, 6)).at(-1);
			const [after] = daysOf(rule, addDays(monday, 7), addDays(monday, 20));
			if (before === undefined || after === undefined) return [];
			return [{ series: id, before: isoWeek(before).week, after: isoWeek(after).week }];
		})
	);
}

/** The Mondays of the weeks 53 that lie between two days, whole or in part. */
function weeks53(from: string, to: string): string[] {
	const mondays: string[] = [];
	for (let year = Number(from.slice(0, 4)) - 1; year <= Number(to.slice(0, 4)); year += 1) {
		// 28 December always lies in the last week of its year.
		const day = `${String(year)}-12-28`;
		const monday = addDays(day, 1 - weekdayOf(day));
		if (isoWeek(day).week === 53 && monday <= to && addDays(monday, 6) >= from) mondays.push(monday);
	}
	return mondays;
}
