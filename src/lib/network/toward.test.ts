import { expect, test } from 'vitest';
import { nearestToward } from './toward.ts';

const solveig = { name: 'Solveig', x: -95, y: -98 };
const maren = { name: 'Maren', x: 29, y: -122 };
const berit = { name: 'Berit', x: 150, y: 26 };
const silje = { name: 'Silje', x: 242, y: 67 };
const all = [solveig, maren, berit, silje];
const child = { x: 0, y: 0 };

test('an arrow means the nearest person in that direction', () => {
	expect(nearestToward(child, all, 'right')).toBe(berit);
	expect(nearestToward(child, all, 'up')).toBe(maren);
	expect(nearestToward(child, all, 'left')).toBe(solveig);
	expect(nearestToward(berit, all, 'right')).toBe(silje);
});

test('somebody straight ahead is nearer than somebody as far away to the side', () => {
	const ahead = { x: 0, y: -150 };
	const aside = { x: 90, y: -110 };
	expect(nearestToward(child, [aside, ahead], 'up')).toBe(ahead);
});

test('where nobody stands in that direction there is no answer', () => {
	expect(nearestToward(child, all, 'down')).toBeNull();
	expect(nearestToward(silje, all, 'right')).toBeNull();
});
