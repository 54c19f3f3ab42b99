import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hoursOf, instantsOf, spanOf } from './span.ts';
import { minutesMax } from './visits.ts';

describe('hours as people say them', () => {
	test.each([
		['11 to 15', { time: '11:00', minutes: 240 }, { from: '11:00', to: '15:00', nights: 0 }],
		['a call at 18 with no end', { time: '18:00' }, { from: '18:00', to: null, nights: 0 }],
		['Friday 16 to Sunday 18', { time: '16:00', minutes: 3000 }, { from: '16:00', to: '18:00', nights: 2 }],
		[
			'[V7] 16 to 16 the next day',
			{ time: '16:00', minutes: 1440 },
			{ from: '16:00', to: '16:00', nights: 1 }
		],
		['20 to midnight', { time: '20:00', minutes: 240 }, { from: '20:00', to: '00:00', nights: 1 }],
		['a whole day', {}, { from: null, to: null, nights: 0 }],
		['two whole weeks', { minutes: 14 * 1440 }, { from: null, to: null, nights: 13 }]
	])('%s', (_, hours, span) => {
		expect(spanOf(hours)).toEqual(span);
		expect(hoursOf(span)).toEqual(hours);
	});

	test('what is chosen wrongly is told, and nothing is guessed', () => {
		expect(hoursOf({ from: '15:00', to: '11:00', nights: 0 })).toBe('endsBeforeStart');
		expect(hoursOf({ from: '11:00', to: '11:00', nights: 0 })).toBe('endsBeforeStart');
		expect(hoursOf({ from: '11:00', to: null, nights: 1 })).toBe('endMissing');
		expect(hoursOf({ from: null, to: '11:00', nights: 0 })).toBe('startMissing');
		expect(hoursOf({ from: '11:00', to: '12:00', nights: 62 })).toBe('tooLong');
		expect(hoursOf({ from: null, to: null, nights: 62 })).toBe('tooLong');
	});

	test('there and back again gives the same hours', () => {
		const time = fc
			.integer({ min: 0, max: 1439 })
			.map((n) => `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`);
		fc.assert(
			fc.property(time, fc.integer({ min: 1, max: minutesMax }), (time, minutes) => {
				expect(hoursOf(spanOf({ time, minutes }))).toEqual({ time, minutes });
			})
		);
	});
});

describe('[V7] the nights when the clocks change', () => {
	const oslo = 'Europe/Oslo';

	test('Saturday 16 to Sunday 16 is 23 hours in spring and 25 in autumn, and 16 on the wall both times', () => {
		const stay = { time: '16:00', minutes: 1440 };
		expect(instantsOf('2027-03-27', stay, oslo)).toEqual({
			start: '2027-03-27T15:00:00.000Z',
			end: '2027-03-28T14:00:00.000Z'
		});
		expect(instantsOf('2027-10-30', stay, oslo)).toEqual({
			start: '2027-10-30T14:00:00.000Z',
			end: '2027-10-31T15:00:00.000Z'
		});
	});

	test('Easter Sunday at 11, the day summer time begins, is 11 on the wall', () => {
		expect(instantsOf('2027-03-28', { time: '11:00', minutes: 120 }, oslo)).toEqual({
			start: '2027-03-28T09:00:00.000Z',
			end: '2027-03-28T11:00:00.000Z'
		});
	});

	test('a call in the hour that does not exist comes at the moment it would have been', () => {
		expect(instantsOf('2027-03-28', { time: '02:30' }, oslo)).toEqual({
			start: '2027-03-28T01:30:00.000Z',
			end: null
		});
	});

	test('a whole day runs from midnight to midnight', () => {
		expect(instantsOf('2027-03-28', {}, oslo)).toEqual({
			start: '2027-03-27T23:00:00.000Z',
			end: '2027-03-28T22:00:00.000Z'
		});
	});
});
