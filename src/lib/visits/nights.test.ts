import { describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { nextMeeting, nightsUntil } from './nights.ts';
import type { Exception, Rule, Series, VisitType } from './visits.ts';

const made = { by: newId(), at: '2026-11-24T12:00:00.000Z' };
const oslo = 'Europe/Oslo';
const saturdays: Rule = {
	every: 'week',
	start: '2026-12-12',
	time: '11:00',
	minutes: 240,
	n: 1,
	weekdays: [6],
	weekParity: 'even'
};

describe('[V12] nights to sleep', () => {
	test('three from Wednesday to Saturday, none on the day itself', () => {
		expect(nightsUntil('2026-12-09', '2026-12-12')).toBe(3);
		expect(nightsUntil('2026-12-12', '2026-12-12')).toBe(0);
	});

	test('over the night when the clocks change a night is a night', () => {
		expect(nightsUntil('2027-03-27', '2027-03-29')).toBe(2);
		expect(nightsUntil('2027-10-30', '2027-11-01')).toBe(2);
	});
});

describe('[V12] the next meeting', () => {
	test('sleep three times, then Isak comes', () => {
		expect(nextMeeting([seriesOf(saturdays)], '2026-12-09T14:00:00.000Z', oslo)).toMatchObject({
			nights: 3,
			visit: { day: '2026-12-12' }
		});
	});

	test('the night is counted on the clock of the room: 23:30 UTC in Oslo is already the next day', () => {
		const isak = seriesOf(saturdays);
		expect(nextMeeting([isak], '2026-12-09T22:30:00.000Z', oslo)?.nights).toBe(3);
		expect(nextMeeting([isak], '2026-12-09T23:30:00.000Z', oslo)?.nights).toBe(2);
	});

	test('on the day it is today until it is over, and then the next one counts', () => {
		const isak = seriesOf(saturdays);
		expect(nextMeeting([isak], '2026-12-12T13:59:00.000Z', oslo)).toMatchObject({ nights: 0 });
		expect(nextMeeting([isak], '2026-12-12T14:00:00.000Z', oslo)).toMatchObject({
			nights: 14,
			visit: { day: '2026-12-26' }
		});
	});

	test('many short calls that are over today do not hide tomorrow', () => {
		const calls = ['07:00', '08:00', '09:00', '10:00', '11:00'].map((time) =>
			seriesOf({ every: 'week', start: '2026-12-01', n: 1, weekdays: [1, 2, 3, 4, 5, 6, 7], time }, 'phone')
		);
		expect(nextMeeting(calls, '2026-12-09T20:00:00.000Z', oslo)).toMatchObject({
			nights: 1,
			visit: { hours: { time: '07:00' } }
		});
	});

	test('a cancelled visit, a letter and a visit with nobody yet are passed over', () => {
		const isak = seriesOf(saturdays);
		const cancelled: Exception = {
			id: newId(),
			made,
			kind: 'exception',
			series: isak.id,
			date: '2026-12-12',
			change: 'cancelled'
		};
		const letter = seriesOf({ every: 'once', start: '2026-12-10' }, 'letter');
		const nobody = { ...seriesOf({ every: 'once', start: '2026-12-11' }), with: [] };
		const next = nextMeeting([isak, cancelled, letter, nobody], '2026-12-09T14:00:00.000Z', oslo);
		expect(next).toMatchObject({ visit: { series: isak.id, day: '2026-12-26' } });
	});

	test('a stay that is under way is now', () => {
		const summer = seriesOf({ every: 'once', start: '2027-07-05', time: '16:00', minutes: 13 * 1440 });
		expect(nextMeeting([summer], '2027-07-10T12:00:00.000Z', oslo)).toMatchObject({ nights: 0 });
	});

	test('no arrangement, no meeting', () => {
		expect(nextMeeting([], '2026-12-09T14:00:00.000Z', oslo)).toBeNull();
	});
});

function seriesOf(rule: Rule, type: VisitType = 'visit'): Series {
	return { id: newId(), made, kind: 'series', with: [newId()], type, rule, purpose: '', words: '' };
}
