/** The visitation plan's codes in words. Rules speak in codes; this is where they learn the reader's language. */
import { capital, inAList, localeTag } from '#lib/network/words.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { lineMax } from '#lib/room/lengths.ts';
import { addDays, daysBetween } from '#lib/time/zone.ts';
import type { ChangeProblem } from './dayChange.ts';
import type { Gap } from './gaps.ts';
import type { Occurrence } from './occurrences.ts';
import type { DraftPattern, DraftProblem, Rhythm } from './ruleDraft.ts';
import { sentenceOf, type Pattern } from './sentence.ts';
import { spanOf, type Span } from './span.ts';
import {
	type Change,
	type Nth,
	type Rule,
	type Supervision,
	type VisitType,
	type NewException
} from './visits.ts';

const types: Record<VisitType, () => string> = {
	visit: m.visits_type_visit,
	phone: m.visits_type_phone,
	video: m.visits_type_video,
	letter: m.visits_type_letter,
	overnight: m.visits_type_overnight,
	holidayStay: m.visits_type_holiday,
	event: m.visits_type_event
};
export const typeWord = (type: VisitType): string => types[type]();

const titles: Record<VisitType, (parts: { names: string }) => string> = {
	visit: ({ names }) => names,
	phone: m.visits_with_phone,
	video: m.visits_with_video,
	letter: m.visits_with_letter,
	overnight: m.visits_with_overnight,
	holidayStay: m.visits_with_holiday,
	event: m.visits_with_event
};
/** “Isak”, “Tor-Even på video”. */
export function visitTitle(type: VisitType, names: readonly string[]): string {
	return titles[type]({ names: names.length === 0 ? m.visits_nobody_yet() : inAList(names) });
}

const supervisions: Record<Supervision, () => string> = {
	none: m.visits_supervision_none,
	support: m.visits_supervision_support,
	supervised: m.visits_supervision_supervised
};
export const supervisionWord = (kind: Supervision | undefined): string =>
	kind === undefined ? m.visits_not_said() : supervisions[kind]();

const patterns: Record<DraftPattern, () => string> = {
	once: m.visits_pattern_once,
	weekly: m.visits_pattern_weekly,
	everyOther: m.visits_pattern_every_other,
	everyNth: m.visits_pattern_every_nth,
	monthly: m.visits_pattern_monthly,
	yearDates: m.visits_pattern_year_dates
};
export const patternWord = (pattern: DraftPattern): string => patterns[pattern]();

const rhythms: Record<Rhythm, () => string> = {
	even: m.visits_rhythm_even,
	odd: m.visits_rhythm_odd,
	fromStart: m.visits_rhythm_from_start
};
export const rhythmWord = (rhythm: Rhythm): string => rhythms[rhythm]();

const nths: Record<Nth, () => string> = {
	1: m.visits_nth_1,
	2: m.visits_nth_2,
	3: m.visits_nth_3,
	4: m.visits_nth_4,
	[-1]: m.visits_nth_last
};
export const nthWord = (nth: Nth): string => nths[nth]();

const changes: Record<Change, () => string> = {
	cancelled: m.visits_change_cancelled,
	moved: m.visits_change_moved,
	replaced: m.visits_change_replaced,
	extra: m.visits_change_extra
};
export const changeWord = (change: Change): string => changes[change]();

/** “mangler en som bringer og henter”; several gaps, several lines. */
export function gapWords(gaps: readonly Gap[]): string[] {
	const words: string[] = [];
	if (gaps.includes('with')) words.push(m.visits_gap_with());
	const [brings, fetches] = [gaps.includes('brings'), gaps.includes('fetches')];
	if (brings && fetches) words.push(m.visits_gap_handover());
	else if (brings) words.push(m.visits_gap_brings());
	else if (fetches) words.push(m.visits_gap_fetches());
	if (gaps.includes('supervisor')) words.push(m.visits_gap_supervisor());
	return words;
}

/** What a change did to this visit, as a sentence; null where nothing was changed. */
export function changeSentence(occurrence: Occurrence, today: string): string | null {
	const { change, original, day, to, takesPlace } = occurrence;
	const there = to && dayInWords(to.day, today);
	const from = dayInWords(original, today);
	switch (change) {
		case 'moved':
			if (there !== null) return m.visits_moved_to({ day: there });
			return day === original ? m.visits_moved_hours() : m.visits_moved_from({ day: from });
		case 'replaced':
			if (there !== null) return m.visits_replaced_to({ day: there });
			return day === original ? m.visits_replaced_same() : m.visits_replaced_from({ day: from });
		case 'cancelled':
			return takesPlace ? null : `${m.visits_change_cancelled()}.`;
		case 'extra':
			return `${m.visits_change_extra()}.`;
		case null:
			return null;
	}
}

/** A change of one day that is not made yet: “lørdag 9. januar flyttes til søndag 10. januar, kl. 12–14”. */
export function changeInWords({ change, date, to }: NewException, today: string): string {
	const day = dayInWords(date, today);
	const hours = to && hoursInWords(spanOf(to));
	const there = to ? [dayInWords(to.day, today), hours].filter(Boolean).join(', ') : '';
	switch (change) {
		case 'moved':
			return m.visits_propose_moved({ day, there });
		case 'cancelled':
			return m.visits_propose_cancelled({ day });
		case 'replaced':
			return m.visits_propose_replaced({ day, there });
		case 'extra':
			return m.visits_propose_extra({ there: there || day });
	}
}

/** “Annenhver lørdag i partallsuker, kl. 11–15, fra 16. januar.” */
export function ruleInWords(rule: Rule, today: string): string {
	const { pattern, hours, first, until } = sentenceOf(rule);
	const parts = [patternInWords(pattern, today), hoursInWords(hours)];
	if (first !== null) parts.push(m.visits_says_from({ day: dateInWords(first, today) }));
	if (until !== null) parts.push(m.visits_says_until({ day: dateInWords(until, today) }));
	return unbroken(m.visits_says({ parts: capital(parts.filter(Boolean).join(', ')) }));
}

function patternInWords(pattern: Pattern, today: string): string {
	switch (pattern.code) {
		case 'once':
			return dayInWords(pattern.day, today);
		case 'weekly':
			return weeklyInWords(pattern);
		case 'monthly': {
			const { n } = pattern;
			const parts = { nth: nthWord(pattern.nth), day: weekdayWord(pattern.weekday), n };
			if (n === 1) return m.visits_says_monthly(parts);
			return n === 2 ? m.visits_says_every_other_month(parts) : m.visits_says_every_nth_month(parts);
		}
		case 'yearDates':
			return m.visits_says_year_dates({ dates: inAList(pattern.dates.map(yearDateInWords)) });
	}
}

function weeklyInWords({ n, weekdays, parity }: Extract<Pattern, { code: 'weekly' }>): string {
	const days = inAList(weekdays.map((weekday) => weekdayWord(weekday)));
	const one = weekdays.length === 1;
	if (parity === 'even')
		return one ? m.visits_says_parity_even({ days }) : m.visits_says_parity_even_days({ days });
	if (parity === 'odd')
		return one ? m.visits_says_parity_odd({ days }) : m.visits_says_parity_odd_days({ days });
	if (n === 2) return one ? m.visits_says_every_other({ days }) : m.visits_says_every_other_days({ days });
	if (n > 2) return m.visits_says_every_nth({ n, days });
	return weekdays.length === 7 ? m.visits_says_daily() : m.visits_says_weekly({ days });
}

/** “kl. 11–15”, “kl. 18”, “fra kl. 16 til kl. 18 dagen etter”; empty for a whole day. */
export function hoursInWords({ from, to, nights }: Span): string {
	if (from === null) return nights === 0 ? '' : m.visits_says_days({ days: nights + 1 });
	if (to === null) return m.visits_says_at({ from: clockWords(from) });
	const parts = { from: clockWords(from), to: clockWords(to) };
	if (nights === 0) return m.visits_says_hours(parts);
	return nights === 1 ? m.visits_says_next_day(parts) : m.visits_says_days_later({ ...parts, nights });
}

/** The hours as they stand in a column: “11–15”, “18.00”, “16”; empty for a whole day. */
export function hoursInColumn(occurrence: Pick<Occurrence, 'hours'>): string {
	const { from, to, nights } = spanOf(occurrence.hours);
	if (from === null) return '';
	if (to === null || nights > 0) return from.replace(':', getLocale() === 'en' ? ':' : '.');
	return `${clockWords(from)}–${clockWords(to)}`;
}

/** A clock as people write it: “11”, “11.30”; in English “11:00”. */
export function clockWords(time: string): string {
	if (getLocale() === 'en') return time;
	return time.endsWith(':00') ? time.slice(0, 2) : time.replace(':', '.');
}

/** “lørdag 16. januar”, with the year where it could be taken for another. */
export function dayInWords(day: string, today: string): string {
	return format(day, { weekday: 'long', ...longDate(day, today) });
}

/** “16. januar”, with the year where it could be taken for another. */
export function dateInWords(day: string, today: string): string {
	return format(day, longDate(day, today));
}

/** “16.1.”, with the year where it could be taken for another. */
export function dateInShort(day: string, today: string): string {
	const month = getLocale() === 'en' ? ('short' as const) : ('numeric' as const);
	return format(day, { day: 'numeric', month, ...yearOf(day, today) });
}

/** “januar 2027” */
export function monthInWords(month: string): string {
	return format(`${month}-01`, { month: 'long', year: 'numeric' });
}

/** “lørdag”; short: “lø”. */
export function weekdayWord(weekday: number, length: 'long' | 'short' = 'long'): string {
	// 4 January 2027 is a Monday.
	const word = format(addDays('2027-01-04', weekday - 1), { weekday: length });
	return length === 'long' ? word : word.replace('.', '');
}

/** “24. desember” of every year, from `12-24`. */
export function yearDateInWords(date: string): string {
	return format(`2028-${date}`, { day: 'numeric', month: 'long' });
}

const drafts: Record<Exclude<DraftProblem['code'], 'missing' | 'notANumber'>, () => string> = {
	notADay: m.visits_wrong_day,
	endsTooEarly: m.visits_wrong_until,
	never: m.visits_wrong_never,
	startMissing: m.visits_wrong_from,
	endMissing: m.visits_wrong_to,
	endsBeforeStart: m.visits_wrong_order,
	tooLong: m.visits_wrong_long
};
const missing: Partial<Record<DraftProblem['field'], () => string>> = {
	pattern: m.visits_wrong_pattern,
	rhythm: m.visits_wrong_rhythm,
	nth: m.visits_wrong_nth,
	weekdays: m.visits_wrong_weekdays,
	dates: m.visits_wrong_dates,
	start: m.visits_wrong_start
};
const counts: Partial<Record<DraftProblem['field'], readonly [number, number]>> = {
	weeks: [3, 52],
	months: [1, 12],
	nights: [0, 62]
};

/** What keeps a rule from being one, and what to do about it. */
export function problemInWords({ field, code }: DraftProblem): string {
	if (code === 'notANumber') {
		const [least, most] = counts[field] ?? [0, 0];
		return m.visits_wrong_number({ least, most });
	}
	return code === 'missing' ? (missing[field] ?? m.visits_wrong_start)() : drafts[code]();
}

/** What is wrong with a rule, by field. */
export function wordsByField(
	problems: readonly DraftProblem[]
): Partial<Record<DraftProblem['field'], string>> {
	return Object.fromEntries(problems.map((problem) => [problem.field, problemInWords(problem)]));
}

/** What keeps a change of one day from being one, and what to do about it. */
export function changeProblemInWords({ field, code }: ChangeProblem): string {
	switch (code) {
		case 'tooLongLine':
			return m.visits_wrong_line({ max: lineMax });
		case 'nothingChanged':
			return field === 'type' ? m.visits_wrong_replacement() : m.visits_wrong_same();
		case 'notANumber':
			return m.visits_wrong_number({ least: 0, most: 62 });
		case 'missing':
			return field === 'reason' ? m.visits_wrong_reason() : m.visits_wrong_start();
		default:
			return drafts[code]();
	}
}

/** What is wrong with a single line as it was typed, or null. */
export function lineProblem(text: string): string | null {
	return text.trim().length > lineMax ? m.visits_wrong_line({ max: lineMax }) : null;
}

function longDate(day: string, today: string): Intl.DateTimeFormatOptions {
	return { day: 'numeric', month: 'long', ...yearOf(day, today) };
}

/** The year is said of a day of another year, unless it comes within the next ten months. */
function yearOf(day: string, today: string): { year?: 'numeric' } {
	const ahead = daysBetween(today, day);
	return day.slice(0, 4) === today.slice(0, 4) || (ahead >= 0 && ahead <= 300) ? {} : { year: 'numeric' };
}

/** “12. desember” and “kl. 11” never break over two lines. */
function unbroken(text: string): string {
	return text.replace(/(\d\.?|kl\.) (?=[\p{L}\d])/gu, '$1\u00a0');
}

function format(day: string, options: Intl.DateTimeFormatOptions): string {
	// A language the browser has no dates for is shown in bokmål rather than in the device's own language.
	return new Intl.DateTimeFormat([localeTag(), 'nb'], { timeZone: 'UTC', ...options }).format(
		new Date(`${day}T12:00:00Z`)
	);
}
