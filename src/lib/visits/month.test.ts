import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, weekdayOf } from '#lib/time/zone.ts';
import { dayByKey, monthAfter, onDays, weeksOf } from './month.ts';

describe('a month in the calendar', () => {
	test('January 2027 begins in week 53, and its last week is 4', () => {
		const weeks = weeksOf('2027-01');
		expect(weeks.map(({ number }) => number)).toEqual([53, 1, 2, 3, 4]);
		expect(weeks[0]?.days).toEqual([
			'2026-12-28',
			'2026-12-29',
			'2026-12-30',
			'2026-12-31',
			'2027-01-01',
			'2027-01-02',
			'2027-01-03'
		]);
	});

	test('every month holds each of its days once, in whole weeks from Monday', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1990 * 12, max: 2150 * 12 }), (number) => {
				const month = monthAfter('0000-01', number);
				const days = weeksOf(month).flatMap((week) => week.days);
				expect(days.length % 7).toBe(0);
				expect(weekdayOf(days[0]!)).toBe(1);
				const own = days.filter((day) => day.startsWith(month));
				expect(own[0]).toBe(`${month}-01`);
				expect(own).toHaveLength(new Set(own).size);
				expect(addDays(own.at(-1)!, 1)).toBe(`${monthAfter(month)}-01`);
			})
		);
	});

	test('months go over the turn of the year, both ways', () => {
		expect(monthAfter('2026-12')).toBe('2027-01');
		expect(monthAfter('2027-01', -1)).toBe('2026-12');
	});
});

describe('what stands on the days', () => {
	test('a stay stands on every day it lasts, but not outside of what is shown', () => {
		const stay = { day: '2026-12-30', lastDay: '2027-01-02' };
		const call = { day: '2027-01-02', lastDay: '2027-01-02' };
		const days = onDays([stay, call], '2026-12-31', '2027-01-31');
		expect([...days]).toEqual([
			['2026-12-31', [stay]],
			['2027-01-01', [stay]],
			['2027-01-02', [stay, call]]
		]);
		expect([...onDays([stay], '2026-12-01', '2026-12-31').keys()]).toEqual(['2026-12-30', '2026-12-31']);
	});
});

describe('keys in the calendar', () => {
	const from = (key: string, day = '2027-01-31') => dayByKey(key, day, '2026-11-24');

	test.each([
		['ArrowLeft', '2027-01-30'],
		['ArrowRight', '2027-02-01'],
		['ArrowUp', '2027-01-24'],
		['ArrowDown', '2027-02-07'],
		['Home', '2027-01-25'],
		['End', '2027-01-31'],
		['PageUp', '2026-12-31'],
		['PageDown', '2027-02-28'],
		['t', '2026-11-24']
	])('%s leads from 31 January 2027 to %s', (key, day) => {
		expect(from(key)).toBe(day);
	});

	test('other keys lead nowhere', () => {
		expect(from('Enter')).toBeNull();
		expect(from('a')).toBeNull();
	});
});
