import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWithin } from './boxes.ts';
import { paintedPart } from './paintedPart.ts';

const size = { width: 1000, height: 500 };
const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });

test('a canvas covers what is painted, and little more', () => {
	expect(paintedPart(box(100, 70, 300, 190), size, null)).toEqual(box(64, 64, 320, 192));
});

test('it stays what it is while a hand moves a little, and is smaller again where much of it is bare', () => {
	const now = paintedPart(box(100, 70, 300, 190), size, null);
	expect(paintedPart(box(90, 80, 280, 180), size, now)).toBe(now);
	expect(paintedPart(box(100, 70, 400, 190), size, now)).toEqual(box(64, 64, 448, 192));
	const wide = paintedPart(box(0, 0, 1000, 500), size, null);
	expect(paintedPart(box(100, 70, 300, 190), size, wide)).toEqual(now);
});

test('a window that became smaller has a smaller canvas', () => {
	const wide = paintedPart(box(100, 70, 990, 490), size, null);
	expect(paintedPart(box(100, 70, 990, 490), { width: 600, height: 300 }, wide)).toEqual(
		box(64, 64, 600, 300)
	);
});

test('whatever is painted of the map lies on the canvas, and the canvas on the map', () => {
	const at = fc.integer({ min: -300, max: 1_300 });
	const any = fc
		.tuple(at, at, at, at)
		.map(([a, b, c, d]) => box(Math.min(a, c), Math.min(b, d), Math.max(a, c) + 1, Math.max(b, d) + 1));
	fc.assert(
		fc.property(any, any, (before, needed) => {
			const part = paintedPart(needed, size, paintedPart(before, size, null));
			const seen = box(
				Math.min(1000, Math.max(0, needed.left)),
				Math.min(500, Math.max(0, needed.top)),
				Math.min(1000, Math.max(0, needed.right)),
				Math.min(500, Math.max(0, needed.bottom))
			);
			expect(isWithin(part, box(0, 0, 1000, 500))).toBe(true);
			expect(isWithin(seen, part)).toBe(true);
		})
	);
});
