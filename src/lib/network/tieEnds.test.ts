import { expect, test } from 'vitest';
import { tieEnds } from './tieEnds.ts';

const line = { from: { x: 0, y: 0 }, to: { x: 100, y: 0 }, fromGap: 24, toGap: 38 };

test('both ends are round, beside the discs and on the line, in whatever lane it lies', () => {
	expect(tieEnds('both', line)).toEqual([
		{ x: 28, y: 0 },
		{ x: 58, y: 0 }
	]);
	expect(tieEnds('both', { ...line, lane: 1 }).map(({ y }) => y)).toEqual([11, 11]);
});

test('of a tie that goes one way only the end without a head is, and of one too short to be seen none', () => {
	expect(tieEnds('fromTo', line)).toEqual([{ x: 28, y: 0 }]);
	expect(tieEnds('both', { ...line, to: { x: 70, y: 0 } })).toEqual([]);
});
