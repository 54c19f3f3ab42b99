import { expect, test } from 'vitest';
import { isDiscUnder, isNameUnder } from './underHand.ts';

const hand = (x: number, y: number) => [{ at: { x, y }, radius: 20 }];
/** Their name stands 32 to 48 below the middle, 40 to each side. */
const berit = { at: { x: 0, y: 0 }, radius: 28.8, width: 80 };

test('a name is under a hand that touches it, below or above whom it names', () => {
	expect(isNameUnder(hand(0, 60), berit, 'below', 16)).toBe(true);
	expect(isNameUnder(hand(55, 40), berit, 'below', 16)).toBe(true);
	expect(isNameUnder(hand(61, 40), berit, 'below', 16)).toBe(false);
	expect(isNameUnder(hand(0, 69), berit, 'below', 16)).toBe(false);
	expect(isNameUnder(hand(0, -60), berit, 'above', 16)).toBe(true);
	expect(isNameUnder([], berit, 'below', 16)).toBe(false);
});

test('a face is under a hand whose disc touches it', () => {
	expect(isDiscUnder(hand(39, 0), berit.at, 20)).toBe(true);
	expect(isDiscUnder(hand(40, 0), berit.at, 20)).toBe(false);
});
