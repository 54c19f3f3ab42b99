import { describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { sentenceOf, turnsOfYear } from './sentence.ts';
import type { Rule, Series } from './visits.ts';

const even: Rule = {
	every: 'week',
	start: '2027-01-04',
	time: '11:00',
	minutes: 240,
	n: 1,
	weekdays: [6],
	weekParity: 'even'
};

describe('the sentence of a rule', () => {
	test('[V13] every other Saturday in even weeks, 11 to 15, from the day it first happens', () => {
		expect(sentenceOf(even)).toEqual({
			pattern: { code: 'weekly', n: 1, weekdays: [6], parity: 'even' },
			hours: { from: '11:00', to: '15:00', nights: 0 },
			first: '2027-01-16',
			until: null
		});
	});

	test('[V13] the second Saturday of every month, until a day', () => {
		const rule: Rule = {
			every: 'month',
			start: '2026-12-01',
			until: '2027-06-30',
			n: 1,
			nth: 2,
			weekdays: [6]
		};
		expect(sentenceOf(rule)).toEqual({
			pattern: { code: 'monthly', n: 1, nth: 2, weekday: 6 },
			hours: { from: null, to: null, nights: 0 },
			first: '2026-12-12',
			until: '2027-06-30'
		});
	});

	test('[V13] days of the year, and a single day that needs no “from”', () => {
		expect(sentenceOf({ every: 'yearDates', start: '2026-11-24', dates: ['12-26'] })).toMatchObject({
			pattern: { code: 'yearDates', dates: ['12-26'] },
			first: '2026-12-26'
		});
		expect(sentenceOf({ every: 'once', start: '2027-05-17' })).toMatchObject({
			pattern: { code: 'once', day: '2027-05-17' },
			first: null
		});
	});

	test('[V13] a rule that never happens has no first day', () => {
		expect(sentenceOf({ ...even, start: '2027-01-04', until: '2027-01-10' }).first).toBeNull();
	});
});

describe('the turn of a year with 53 weeks', () => {
	const rule = { ...even, start: '2026-12-01' };

	test('[V6] even weeks wait from week 52 to week 2, odd ones meet in 53 and 1', () => {
		const isak = seriesOf(rule);
		const nora = seriesOf({ ...rule, weekParity: 'odd' });
		expect(turnsOfYear([isak, nora], '2026-12-01', '2027-01-31')).toEqual([
			{ series: isak.id, before: 52, after: 2 },
			{ series: nora.id, before: 53, after: 1 }
		]);
	});

	test('[V6] a year with 52 weeks, and a rule that counts weeks by itself, need no word', () => {
		expect(turnsOfYear([seriesOf(rule)], '2027-12-01', '2028-01-31')).toEqual([]);
		const everySecond: Rule = { every: 'week', start: '2026-12-01', n: 2, weekdays: [6] };
		expect(turnsOfYear([seriesOf(everySecond)], '2026-12-01', '2027-01-31')).toEqual([]);
	});

	test('[V6] it is said while week 53 lies in what is shown, not before it begins to', () => {
		const isak = seriesOf(rule);
		expect(turnsOfYear([isak], '2026-12-01', '2026-12-27')).toEqual([]);
		expect(turnsOfYear([isak], '2027-01-03', '2027-01-31')).toHaveLength(1);
		expect(turnsOfYear([isak], '2027-01-04', '2027-01-31')).toEqual([]);
	});

	test('[V6] an arrangement that begins after the turn of the year is not concerned', () => {
		expect(turnsOfYear([seriesOf({ ...rule, start: '2027-01-10' })], '2026-12-01', '2027-01-31')).toEqual([]);
	});
});

function seriesOf(rule: Rule): Series {
	return {
		id: newId(),
		made: { by: newId(), at: '2026-11-24T12:00:00.000Z' },
		kind: 'series',
		with: [],
		type: 'visit',
		rule,
		purpose: '',
		words: ''
	};
}
