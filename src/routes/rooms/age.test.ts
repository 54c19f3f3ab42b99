import { describe, expect, it } from 'vitest';
import { ageOn } from './age.ts';

describe('the age of a child', () => {
	it('goes up on the birthday', () => {
		expect(ageOn('2017-03-14', '2026-03-13')).toBe(8);
		expect(ageOn('2017-03-14', '2026-03-14')).toBe(9);
	});

	it('is the age they turn this year, where only the year is known', () => {
		expect(ageOn('2017-01-01', '2026-01-01')).toBe(9);
		expect(ageOn('2017-01-01', '2026-12-31')).toBe(9);
	});

	it('is nothing where it is not known or lies ahead', () => {
		expect(ageOn(null, '2026-11-24')).toBe(null);
		expect(ageOn('2027-02-01', '2026-11-24')).toBe(null);
	});
});
