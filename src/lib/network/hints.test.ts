import { expect, test } from 'vitest';
import { hintAt } from './hints.ts';

const words = { width: 280, height: 60 };
const phone = { width: 288, height: 480 };

test('words stand above whoever they are about, in the middle where there is room', () => {
	expect(hintAt({ x: 400, y: 200, radius: 34 }, words, { width: 800, height: 480 })).toEqual({
		x: 260,
		y: 106
	});
});

test.each([
	['at the left', { x: 20, y: 200 }],
	['at the right', { x: 270, y: 200 }],
	['at the top', { x: 144, y: 30 }],
	['at the foot', { x: 144, y: 470 }],
	['in a corner', { x: 10, y: 20 }]
])('words about somebody %s of a narrow map are all inside it', (_, at) => {
	const { x, y } = hintAt({ ...at, radius: 34 }, words, phone);
	expect(x).toBeGreaterThanOrEqual(0);
	expect(y).toBeGreaterThanOrEqual(0);
	expect(x + words.width).toBeLessThanOrEqual(phone.width);
	expect(y + words.height).toBeLessThanOrEqual(phone.height);
});

test('where there is no room above they stand below, and not on whoever they are about', () => {
	expect(hintAt({ x: 144, y: 40, radius: 34 }, words, phone).y).toBe(74);
});
