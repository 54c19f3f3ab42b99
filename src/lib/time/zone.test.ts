import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
	addDays,
	Day,
	daysBetween,
	EndTime,
	Instant,
	instantOf,
	isoWeek,
	timeOfMinutes,
	minutesOf,
	wallTime,
	WallTime,
	weekdayOf
} from './zone.ts';

const oslo = 'Europe/Oslo';

describe('days', () => {
	it('knows the weekday from Monday 1 to Sunday 7', () => {
		expect(weekdayOf('2026-12-10')).toBe(4);
		expect(weekdayOf('2027-03-28')).toBe(7);
		expect(weekdayOf('2026-12-07')).toBe(1);
	});

	it('steps over months, years and the night the clocks are moved', () => {
		expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
		expect(addDays('2027-03-27', 1)).toBe('2027-03-28');
		expect(addDays('2027-03-28', 1)).toBe('2027-03-29');
		expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
	});

	it('counts back what it added', () => {
		fc.assert(
			fc.property(fc.integer({ min: -20000, max: 20000 }), (n) => {
				expect(daysBetween('2026-11-24', addDays('2026-11-24', n))).toBe(n);
			})
		);
	});

	it('gives week 53 of 2026 and then week 1 of 2027', () => {
		expect(isoWeek('2026-12-28')).toEqual({ year: 2026, week: 53 });
		expect(isoWeek('2027-01-03')).toEqual({ year: 2026, week: 53 });
		expect(isoWeek('2027-01-04')).toEqual({ year: 2027, week: 1 });
		expect(isoWeek('2024-12-30')).toEqual({ year: 2025, week: 1 });
	});

	it('refuses days that do not exist and times that no clock shows', () => {
		for (const day of ['2027-02-30', '2027-13-01', '2027-2-3', '0050-01-01', 'torsdag', ''])
			expect(v.is(Day, day), day).toBe(false);
		expect(v.is(Day, '2028-02-29')).toBe(true);
		for (const time of ['23:70', '24:00', '8:00', '08:00:00', '-1:00', ''])
			expect(v.is(WallTime, time), time).toBe(false);
		expect(v.is(WallTime, '23:59')).toBe(true);
		expect(v.is(EndTime, '24:00')).toBe(true);
		expect(v.is(EndTime, '24:01')).toBe(false);
	});

	it('turns minutes into a time and back', () => {
		expect(timeOfMinutes(0)).toBe('00:00');
		expect(timeOfMinutes(1440)).toBe('24:00');
		expect(minutesOf('20:30')).toBe(1230);
	});
});

describe('instants', () => {
	it.each(['2026-03-10T16:00:00.000Z', '2028-02-29T00:00:00Z', '2026-03-10T16:00:00+01:00'])(
		'takes %s',
		(text) => expect(v.is(Instant, text)).toBe(true)
	);

	it.each([
		'2026-02-31T16:00:00Z',
		'2026-04-31T16:00:00.000+02:00',
		'2026-03-10',
		'2026-03-10T16:00:00+99:00'
	])('takes no %s', (text) => expect(v.is(Instant, text)).toBe(false));
});

describe('the wall in Oslo', () => {
	it('is one hour ahead in winter and two in summer', () => {
		expect(wallTime('2026-12-10T01:04:00Z', oslo)).toEqual({ day: '2026-12-10', time: '02:04', weekday: 4 });
		expect(wallTime('2027-07-05T22:30:00Z', oslo)).toEqual({ day: '2027-07-06', time: '00:30', weekday: 2 });
	});

	it('leaves an hour out in spring: 02:30 is told as 03:30', () => {
		expect(wallTime('2027-03-28T00:59:00Z', oslo).time).toBe('01:59');
		expect(wallTime('2027-03-28T01:00:00Z', oslo).time).toBe('03:00');
		const instant = instantOf('2027-03-28', '02:30', oslo);
		expect(instant).toBe('2027-03-28T01:30:00.000Z');
		expect(wallTime(instant, oslo).time).toBe('03:30');
	});

	it('shows an hour twice in autumn: the first is meant', () => {
		expect(wallTime('2027-10-31T00:30:00Z', oslo).time).toBe('02:30');
		expect(wallTime('2027-10-31T01:30:00Z', oslo).time).toBe('02:30');
		expect(instantOf('2027-10-31', '02:30', oslo)).toBe('2027-10-31T00:30:00.000Z');
		expect(instantOf('2027-10-31', '03:00', oslo)).toBe('2027-10-31T02:00:00.000Z');
	});

	it('ends a day at 24:00, also the short and the long one', () => {
		expect(instantOf('2027-03-28', '24:00', oslo)).toBe('2027-03-28T22:00:00.000Z');
		expect(instantOf('2027-10-31', '24:00', oslo)).toBe('2027-10-31T23:00:00.000Z');
	});

	it('finds back to every wall time that exists', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 3 * 366 * 24 * 60 }),
				fc.constantFrom(oslo, 'Asia/Kolkata', 'America/New_York'),
				(minute, zone) => {
					const instant = new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();
					const wall = wallTime(instant, zone);
					const back = instantOf(wall.day, wall.time, zone);
					expect(wallTime(back, zone)).toEqual(wall);
					expect(back <= instant).toBe(true);
				}
			),
			{ numRuns: 500 }
		);
	});

	it('refuses what is no instant', () => {
		expect(() => wallTime('soon', oslo)).toThrow(RangeError);
		expect(() => wallTime('2026-12-10T01:04:00Z', 'Europe/Landsby')).toThrow(RangeError);
	});
});
