import { describe, expect, it } from 'vitest';
import { readPhone, showPhone } from './phone.ts';

describe('a number as people type it', () => {
	it.each([
		['00 00 01 20', '+4700000120'],
		['+47 00 00 01 20', '+4700000120'],
		['+47 00.00-01 (20)', '+4700000120'],
		['004700000120', '+4700000120'],
		['4700000120', '+4700000120'],
		['116 117', '+47116117'],
		['02800', '+4702800'],
		['+46 8 123 456 78', '+46812345678'],
		['0046812345678', '+46812345678']
	])('%s is %s', (typed, value) => {
		expect(readPhone(typed)).toEqual({ value });
	});

	it.each([
		['', 'empty'],
		['   ', 'empty'],
		['ring mamma', 'letters'],
		['0000 012O', 'letters'],
		['00+00', 'letters'],
		['00 00 01 2', 'tooShort'],
		['+47 1234', 'tooShort'],
		['00 00 01 200', 'tooLong'],
		['1'.repeat(10_000), 'tooLong']
	])('%# says what is wrong', (typed, problem) => {
		expect(readPhone(typed)).toEqual({ problem });
	});

	it('is shown in groups, without the country where it is Norwegian', () => {
		expect(showPhone('+4700000120')).toBe('00 00 01 20');
		expect(showPhone('+47116117')).toBe('116 117');
		expect(showPhone('+46812345678')).toBe('+46812345678');
	});
});
