import { describe, expect, it } from 'vitest';
import { ageOn } from './age.ts';

describe('the age of a child', () => {
	it('goes up on the birthday', () => {
		expect(ageOn('2017-03-14', '2026-03-13')).toEqual({ years: 8, about: false });
		expect(ageOn('2017-03-14', '2026-03-14')).toEqual({ years: 9, about: false });
	});

	it('is about the age they turn this year, where only the year is known', () => {
		expect(ageOn('2017', '2026-01-01')).toEqual({ years: 9, about: true });
		expect(ageOn('2017', '2026-12-31')).toEqual({ years: 9, about: true });
	});

	it('is uncertain for one month, where the month is known', () => {
		expect(ageOn('2017-03', '2026-02-28')).toEqual({ years: 8, about: false });
		expect(ageOn('2017-03', '2026-03-01')).toEqual({ years: 9, about: true });
		expect(ageOn('2017-03', '2026-04-01')).toEqual({ years: 9, about: false });
	});

	it('is nothing where it is not known or lies ahead', () => {
		expect(ageOn(null, '2026-11-24')).toBe(null);
		expect(ageOn('2027-02-01', '2026-11-24')).toBe(null);
		expect(ageOn('2027', '2026-11-24')).toBe(null);
	});
});
