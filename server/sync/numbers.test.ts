import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Numbers } from './numbers.ts';

test('runs in any order, overlapping and repeated, come to the same: all up to the first number that is missing', () => {
	const run = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 6 }));
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 10 }), fc.array(run, { maxLength: 30 }), (start, runs) => {
			const numbers = new Numbers(start);
			const held = new Set(Array.from({ length: start }, (_, index) => index + 1));
			for (const [first, more] of runs) {
				numbers.add(first, first + more);
				for (let number = first; number <= first + more; number += 1) held.add(number);
				let upTo = 0;
				while (held.has(upTo + 1)) upTo += 1;
				expect(numbers.upTo).toBe(upTo);
				expect(numbers.isMissing).toBe([...held].some((number) => number > upTo));
			}
		})
	);
});

test('what was read again counts from there', () => {
	const numbers = new Numbers(3);
	numbers.add(6, 7);
	expect(numbers.isMissing).toBe(true);
	expect(numbers.reaches(5)).toBe(false);
	numbers.reset(9);
	expect(numbers.isMissing).toBe(false);
	expect(numbers.has(9)).toBe(true);
	expect(numbers.reaches(10)).toBe(true);
});
