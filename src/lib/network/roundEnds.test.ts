import { expect, test } from 'vitest';
import { roundEnds } from './roundEnds.ts';

const line = { from: { x: 0, y: 0 }, to: { x: 100, y: 0 }, fromGap: 24, toGap: 38 };

test('both ends are round, beside the discs and on the line, in whatever lane it lies', () => {
	expect(roundEnds('both', line)).toEqual([
		{ x: 28, y: 0 },
		{ x: 58, y: 0 }
	]);
	expect(roundEnds('both', { ...line, lane: 1 }).map(({ y }) => y)).toEqual([11, 11]);
});

test('of a tie that goes one way only the end without a head is, and of one too short to be seen none', () => {
	expect(roundEnds('fromTo', line)).toEqual([{ x: 28, y: 0 }]);
	expect(roundEnds('both', { ...line, to: { x: 70, y: 0 } })).toEqual([]);
});
