/**
 * A rule while somebody is choosing it: loose values as fields hold them, and what still keeps them from
 * being a rule. What is typed is never lost, and how often is never suggested.
 */
import * as v from 'valibot';
import { Day } from '#lib/time/zone.ts';
import { firstDayOf } from './recurrence.ts';
import { hoursOf, spanOf, type HoursProblem } from './span.ts';
import { Rule, type Nth, type WeekParity } from './visits.ts';

/** How often, as people choose it. */
export const PATTERNS = ['once', 'weekly', 'everyOther', 'everyNth', 'monthly', 'yearDates'] as const;
export type DraftPattern = (typeof PATTERNS)[number];

/** Which weeks “every other” means. */
export const RHYTHMS = ['even', 'odd', 'fromStart'] as const;
export type Rhythm = (typeof RHYTHMS)[number];

export interface RuleDraft {
	readonly pattern: DraftPattern | null;
	/** `YYYY-MM-DD`, or whatever stands in the field. */
	readonly start: string;
	readonly until: string;
	/** 1-7; a monthly rule has one. */
	readonly weekdays: readonly number[];
	readonly rhythm: Rhythm | null;
	/** Every so many weeks. */
	readonly weeks: string;
	readonly nth: Nth | null;
	/** Every so many months. */
	readonly months: string;
	/** `MM-DD` */
	readonly dates: readonly string[];
	/** `HH:MM`, or empty. */
	readonly from: string;
	readonly to: string;
	readonly nights: string;
}

export type DraftField = keyof RuleDraft;
export interface DraftProblem {
	readonly field: DraftField;
	readonly code: 'missing' | 'notADay' | 'notANumber' | 'endsTooEarly' | 'never' | HoursProblem;
}

/** Nothing chosen. */
export const emptyDraft: RuleDraft = {
	pattern: null,
	start: '',
	until: '',
	weekdays: [],
	rhythm: null,
	weeks: '3',
	nth: null,
	months: '1',
	dates: [],
	from: '',
	to: '',
	nights: '0'
};

/** A rule as the fields show it. */
export function draftOf(rule: Rule): RuleDraft {
	const { from, to, nights } = spanOf(rule);
	const common = {
		...emptyDraft,
		start: rule.start,
		until: 'until' in rule ? rule.until : '',
		from: from ?? '',
		to: to ?? '',
		nights: String(nights)
	};
	switch (rule.every) {
		case 'once':
			return { ...common, pattern: 'once' };
		case 'week':
			return { ...common, weekdays: rule.weekdays, ...patternOfWeeks(rule.n, rule.weekParity) };
		case 'month':
			return {
				...common,
				pattern: 'monthly',
				weekdays: rule.weekdays,
				nth: rule.nth,
				months: String(rule.n)
			};
		case 'yearDates':
			return { ...common, pattern: 'yearDates', dates: rule.dates };
	}
}

/** The rule that was chosen, or everything that keeps it from being one, in the order of the fields. */
export function ruleOf(draft: RuleDraft): { rule: Rule } | { problems: readonly DraftProblem[] } {
	const problems = problemsOf(draft);
	if (problems.length > 0) return { problems };
	const hours = hoursOf({ from: draft.from || null, to: draft.to || null, nights: Number(draft.nights) });
	if (typeof hours === 'string') return { problems: [{ field: fieldOf(hours), code: hours }] };
	const parsed = v.safeParse(Rule, { ...patternIn(draft), start: draft.start, ...hours });
	if (!parsed.success) return { problems: [{ field: 'start', code: 'notADay' }] };
	if (firstDayOf(parsed.output) === null) return { problems: [{ field: 'until', code: 'never' }] };
	return { rule: parsed.output };
}

function problemsOf(draft: RuleDraft): DraftProblem[] {
	const { pattern } = draft;
	if (pattern === null) return [{ field: 'pattern', code: 'missing' }];
	const problems: DraftProblem[] = [];
	const lacks = (field: DraftField, lacking: boolean, code: DraftProblem['code'] = 'missing') => {
		if (lacking) problems.push({ field, code });
	};
	lacks('rhythm', pattern === 'everyOther' && draft.rhythm === null);
	lacks('weeks', pattern === 'everyNth' && !isCount(draft.weeks, 3, 52), 'notANumber');
	lacks('nth', pattern === 'monthly' && draft.nth === null);
	lacks('weekdays', pattern !== 'once' && pattern !== 'yearDates' && draft.weekdays.length === 0);
	lacks('months', pattern === 'monthly' && !isCount(draft.months, 1, 12), 'notANumber');
	lacks('dates', pattern === 'yearDates' && draft.dates.length === 0);
	if (draft.start === '') lacks('start', true);
	else lacks('start', !v.is(Day, draft.start), 'notADay');
	lacks('nights', !isCount(draft.nights, 0, 62), 'notANumber');
	if (pattern !== 'once' && draft.until !== '') {
		if (!v.is(Day, draft.until)) lacks('until', true, 'notADay');
		else lacks('until', draft.until < draft.start, 'endsTooEarly');
	}
	return problems;
}

function patternIn(draft: RuleDraft): object {
	const { pattern, weekdays, rhythm } = draft;
	const until = draft.until === '' ? {} : { until: draft.until };
	switch (pattern) {
		case 'weekly':
			return { every: 'week', n: 1, weekdays, ...until };
		case 'everyOther':
			if (rhythm === 'even' || rhythm === 'odd')
				return { every: 'week', n: 1, weekdays, weekParity: rhythm, ...until };
			return { every: 'week', n: 2, weekdays, ...until };
		case 'everyNth':
			return { every: 'week', n: Number(draft.weeks), weekdays, ...until };
		case 'monthly':
			return {
				every: 'month',
				n: Number(draft.months),
				nth: draft.nth,
				weekdays: weekdays.slice(0, 1),
				...until
			};
		case 'yearDates':
			return { every: 'yearDates', dates: draft.dates, ...until };
		default:
			return { every: 'once' };
	}
}

function patternOfWeeks(n: number, parity: WeekParity | undefined): Partial<RuleDraft> {
	if (parity !== undefined) return { pattern: 'everyOther', rhythm: parity };
	if (n === 1) return { pattern: 'weekly' };
	if (n === 2) return { pattern: 'everyOther', rhythm: 'fromStart' };
	return { pattern: 'everyNth', weeks: String(n) };
}

function fieldOf(problem: HoursProblem): DraftField {
	if (problem === 'startMissing') return 'from';
	return problem === 'tooLong' ? 'nights' : 'to';
}

function isCount(text: string, least: number, most: number): boolean {
	const number = Number(text);
	return text.trim() !== '' && Number.isInteger(number) && number >= least && number <= most;
}
