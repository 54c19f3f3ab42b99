import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { addDays, daysBetween, isoWeek, weekdayOf } from '#lib/time/zone.ts';
import { daysOf, fallsOn, firstDayOf, nextDaysOf, occurrencesMax } from './recurrence.ts';
import { Rule } from './visits.ts';

const saturdaysInEvenWeeks: Rule = {
	every: 'week',
	start: '2026-12-12',
	time: '11:00',
	minutes: 240,
	n: 1,
	weekdays: [6],
	weekParity: 'even'
};

describe('days of a rule', () => {
	test('[V1] a single visit happens once, on its day', () => {
		const rule: Rule = { every: 'once', start: '2027-01-16', time: '11:00' };
		expect(nextDaysOf(rule, '2026-11-24', 5)).toEqual(['2027-01-16']);
		expect(nextDaysOf(rule, '2027-01-17', 5)).toEqual([]);
	});

	test('[V1] nothing before the start, and the last day still counts', () => {
		const rule: Rule = { every: 'week', start: '2026-12-09', until: '2026-12-20', n: 1, weekdays: [1, 7] };
		expect(daysOf(rule, '2026-01-01', '2027-12-31')).toEqual(['2026-12-13', '2026-12-14', '2026-12-20']);
	});

	test('[V2] every third week counts from the week of the start, whatever day one asks from', () => {
		const rule: Rule = { every: 'week', start: '2026-11-25', n: 3, weekdays: [2, 6] };
		const days = ['2026-11-28', '2026-12-15', '2026-12-19', '2027-01-05', '2027-01-09'];
		expect(daysOf(rule, '2026-11-25', '2027-01-20')).toEqual(days);
		expect(daysOf(rule, '2026-12-16', '2027-01-20')).toEqual(days.slice(2));
	});

	test('[V3] Isak comes in even weeks: week 52, and then week 2, because 2026 has a week 53', () => {
		const days = nextDaysOf(saturdaysInEvenWeeks, '2026-12-01', 5);
		expect(days).toEqual(['2026-12-12', '2026-12-26', '2027-01-16', '2027-01-30', '2027-02-13']);
		expect(days.map((day) => isoWeek(day).week)).toEqual([50, 52, 2, 4, 6]);
	});

	test('[V3] whoever comes in odd weeks comes two weeks in a row: week 53 and week 1', () => {
		const rule: Rule = { ...saturdaysInEvenWeeks, weekParity: 'odd' };
		expect(daysOf(rule, '2026-12-15', '2027-01-24')).toEqual([
			'2026-12-19',
			'2027-01-02',
			'2027-01-09',
			'2027-01-23'
		]);
	});

	test('[V3] the week of a day in January may belong to the year before', () => {
		// Friday 1 January 2027 lies in week 53 of 2026, which is odd.
		const fridays: Rule = { every: 'week', start: '2026-12-28', n: 1, weekdays: [5], weekParity: 'odd' };
		expect(firstDayOf(fridays)).toBe('2027-01-01');
	});

	test('[V4] the second Saturday, the first Tuesday and the last Sunday of each month', () => {
		const month = { every: 'month' as const, start: '2026-12-01', n: 1 };
		const next = (nth: 1 | 2 | -1, weekday: number) =>
			nextDaysOf({ ...month, nth, weekdays: [weekday] }, '2026-12-01', 4);
		expect(next(2, 6)).toEqual(['2026-12-12', '2027-01-09', '2027-02-13', '2027-03-13']);
		expect(next(1, 2)).toEqual(['2026-12-01', '2027-01-05', '2027-02-02', '2027-03-02']);
		expect(next(-1, 7)).toEqual(['2026-12-27', '2027-01-31', '2027-02-28', '2027-03-28']);
	});

	test('[V4] every second month counts from the month of the start, also when its day has passed', () => {
		const rule: Rule = { every: 'month', start: '2026-11-24', n: 2, nth: 1, weekdays: [6] };
		expect(nextDaysOf(rule, '2026-11-24', 3)).toEqual(['2027-01-02', '2027-03-06', '2027-05-01']);
		expect(nextDaysOf(rule, '2027-02-10', 2)).toEqual(['2027-03-06', '2027-05-01']);
	});

	test('[V5] the same days every year, in the order of the calendar', () => {
		const rule: Rule = { every: 'yearDates', start: '2026-11-24', dates: ['12-26', '03-14'] };
		expect(nextDaysOf(rule, '2026-11-24', 3)).toEqual(['2026-12-26', '2027-03-14', '2027-12-26']);
	});

	test('[V5] who was born on 29 February is met on the 28th in other years, once', () => {
		const rule: Rule = { every: 'yearDates', start: '2027-01-01', dates: ['02-28', '02-29'] };
		expect(nextDaysOf(rule, '2027-01-01', 3)).toEqual(['2027-02-28', '2028-02-28', '2028-02-29']);
	});

	test('a daily rule is bounded, however long one asks', () => {
		const rule: Rule = { every: 'week', start: '2026-01-01', n: 1, weekdays: [1, 2, 3, 4, 5, 6, 7] };
		expect(daysOf(rule, '2026-01-01', '2199-12-31')).toHaveLength(occurrencesMax);
	});

	test('the end of the calendar ends a rule instead of turning round', () => {
		const rule: Rule = { every: 'week', start: '2199-12-01', n: 1, weekdays: [1] };
		expect(nextDaysOf(rule, '2026-01-01', 100)).toEqual([
			'2199-12-02',
			'2199-12-09',
			'2199-12-16',
			'2199-12-23',
			'2199-12-30'
		]);
	});
});

describe('what every rule keeps', () => {
	const day = fc.integer({ min: 0, max: 4000 }).map((n) => addDays('2024-01-01', n));
	const weekday = fc.integer({ min: 1, max: 7 });
	const weekdays = fc.uniqueArray(weekday, { minLength: 1 });
	const until = fc.option(fc.integer({ min: 0, max: 2000 }), { nil: undefined });
	const yearDate = day.map((text) => text.slice(5));
	const rule = fc
		.record({ start: day, end: until })
		.chain(({ start, end }) => {
			const repeated = end === undefined ? { start } : { start, until: addDays(start, end) };
			return fc.oneof(
				fc.constant({ every: 'once', start }),
				fc
					.record({ weekdays, n: fc.integer({ min: 1, max: 6 }) })
					.map((r) => ({ every: 'week', ...repeated, ...r })),
				fc
					.record({ weekdays, weekParity: fc.constantFrom('odd', 'even') })
					.map((r) => ({ every: 'week', ...repeated, n: 1, ...r })),
				fc
					.record({
						weekdays: weekday.map((w) => [w]),
						n: fc.integer({ min: 1, max: 12 }),
						nth: fc.constantFrom(1, 2, 3, 4, -1)
					})
					.map((r) => ({ every: 'month', ...repeated, ...r })),
				fc
					.record({ dates: fc.uniqueArray(yearDate, { minLength: 1, maxLength: 6 }) })
					.map((r) => ({ every: 'yearDates', ...repeated, ...r }))
			);
		})
		.map((value) => v.parse(Rule, value));

	test('[V1] every day lies within the rule and what was asked, in order, none twice', () => {
		fc.assert(
			fc.property(rule, day, fc.integer({ min: 0, max: 900 }), (rule, from, length) => {
				const to = addDays(from, length);
				const days = daysOf(rule, from, to);
				expect(days).toEqual([...new Set(days)].sort());
				for (const one of days) {
					expect(one >= from && one <= to && one >= rule.start).toBe(true);
					if ('until' in rule) expect(one <= rule.until).toBe(true);
				}
			})
		);
	});

	test('[V2-V5] every day satisfies its rule, and every day that satisfies it is given', () => {
		fc.assert(
			fc.property(rule, day, (rule, from) => {
				const to = addDays(from, 400);
				const given = new Set(daysOf(rule, from, to));
				for (let one = from; one <= to; one = addDays(one, 1))
					expect([one, given.has(one)]).toEqual([one, satisfies(rule, one)]);
			}),
			{ numRuns: 60 }
		);
	});

	test('asking for the next ones gives the same days as asking between two days', () => {
		fc.assert(
			fc.property(rule, day, (rule, from) => {
				const next = nextDaysOf(rule, from, 10);
				const last = next.at(-1);
				if (last === undefined) return;
				expect(daysOf(rule, from, last)).toEqual(next);
				expect(next.every((one) => fallsOn(rule, one))).toBe(true);
			})
		);
	});

	/** The rule said again, day by day, in another way than the code says it. */
	function satisfies(rule: Rule, one: string): boolean {
		if (one < rule.start || ('until' in rule && one > rule.until)) return false;
		switch (rule.every) {
			case 'once':
				return one === rule.start;
			case 'week': {
				if (!rule.weekdays.includes(weekdayOf(one))) return false;
				if (rule.weekParity) return isoWeek(one).week % 2 === (rule.weekParity === 'odd' ? 1 : 0);
				const monday = (text: string) => addDays(text, 1 - weekdayOf(text));
				return (daysBetween(monday(rule.start), monday(one)) / 7) % rule.n === 0;
			}
			case 'month': {
				const months = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
				if ((months(one) - months(rule.start)) % rule.n !== 0) return false;
				if (weekdayOf(one) !== rule.weekdays[0]) return false;
				if (rule.nth === -1) return addDays(one, 7).slice(5, 7) !== one.slice(5, 7);
				return Math.ceil(Number(one.slice(8)) / 7) === rule.nth;
			}
			case 'yearDates': {
				const leap = addDays(`${one.slice(0, 4)}-02-28`, 1).endsWith('02-29');
				return rule.dates.some(
					(date) => date === one.slice(5) || (date === '02-29' && !leap && one.endsWith('02-28'))
				);
			}
		}
	}
});

describe('what is no rule', () => {
	const week = { every: 'week', start: '2026-12-12', n: 1, weekdays: [6] };
	test.each([
		['a day that is not in the calendar', { every: 'once', start: '2027-02-29' }],
		['no weekday', { ...week, weekdays: [] }],
		['an eighth weekday', { ...week, weekdays: [8] }],
		['every zero weeks', { ...week, n: 0 }],
		['odd weeks, but every second of them', { ...week, n: 2, weekParity: 'odd' }],
		['an end before the start', { ...week, until: '2026-12-11' }],
		['a fifth Saturday', { every: 'month', start: '2026-12-12', n: 1, nth: 5, weekdays: [6] }],
		['31 April', { every: 'yearDates', start: '2026-12-12', dates: ['04-31'] }],
		['an hour that does not exist', { ...week, time: '24:30' }],
		['a visit of a year', { ...week, time: '11:00', minutes: 525_600 }]
	])('%s', (_, value) => {
		expect(v.is(Rule, value)).toBe(false);
	});

	test('weekdays and days of the year come in order and once, however they were picked', () => {
		expect(v.parse(Rule, { ...week, weekdays: [7, 6, 7] })).toMatchObject({ weekdays: [6, 7] });
	});
});
