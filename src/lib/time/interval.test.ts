import { describe, expect, it } from 'vitest';
import {
	contains,
	crossesMidnight,
	joined,
	lengthOf,
	overlaps,
	weekIntervals,
	weekMinute
} from './interval.ts';

describe('half-open stretches', () => {
	it('hold their start and not their end', () => {
		expect(contains({ start: 10, end: 20 }, 10)).toBe(true);
		expect(contains({ start: 10, end: 20 }, 20)).toBe(false);
	});

	it('touch without overlapping', () => {
		expect(overlaps({ start: 0, end: 10 }, { start: 10, end: 20 })).toBe(false);
		expect(
			overlaps(
				{ start: '2026-01-01T00:00Z', end: '2026-01-01T02:00Z' },
				{ start: '2026-01-01T01:00Z', end: '2026-01-01T03:00Z' }
			)
		).toBe(true);
	});

	it('join where they touch or overlap', () => {
		expect(
			joined([
				{ start: 20, end: 30 },
				{ start: 0, end: 10 },
				{ start: 10, end: 15 }
			])
		).toEqual([
			{ start: 0, end: 15 },
			{ start: 20, end: 30 }
		]);
		expect(
			joined([
				{ start: 0, end: 30 },
				{ start: 5, end: 10 }
			])
		).toEqual([{ start: 0, end: 30 }]);
	});
});

describe('periods of the week', () => {
	it('know when they cross midnight, and how long they last', () => {
		expect(crossesMidnight('20:00', '08:00')).toBe(true);
		expect(crossesMidnight('16:00', '24:00')).toBe(false);
		expect(crossesMidnight('16:00', '00:00')).toBe(true);
		expect(lengthOf('20:00', '08:00')).toBe(720);
		expect(lengthOf('00:00', '24:00')).toBe(1440);
	});

	it('run from Wednesday night into Thursday morning', () => {
		const [night] = weekIntervals([3], '20:00', '08:00');
		expect(night).toEqual({ start: weekMinute(3, '20:00'), end: weekMinute(4, '08:00') });
	});

	it('run from Sunday night into the Monday that begins the week', () => {
		expect(weekIntervals([7], '20:00', '08:00')).toEqual([
			{ start: 0, end: 480 },
			{ start: weekMinute(7, '20:00'), end: 10080 }
		]);
	});

	it('become one stretch where days follow each other all day', () => {
		expect(weekIntervals([5, 6, 7], '00:00', '24:00')).toEqual([
			{ start: weekMinute(5, '00:00'), end: 10080 }
		]);
	});
});
