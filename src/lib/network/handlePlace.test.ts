import { describe, expect, test } from 'vitest';
import { handlePlace, handleReach } from './handlePlace.ts';

const half = { x: 400, y: 300 };
const disc = (x: number, y: number) => ({ at: { x, y }, radius: 16 });
const mine = disc(0, 0);

describe('the handle of a tie', () => {
	test('stands above at the right where nobody is', () => {
		const { offset, taken } = handlePlace(mine, [disc(200, 0)], half);
		expect(offset.x).toBeGreaterThan(0);
		expect(offset.y).toBeLessThan(0);
		expect(taken).toEqual(['right', 'aboveRight']);
	});

	test.each([
		['somebody stands close at the right', mine, [disc(38, 0)], { x: -1, y: -1 }],
		['somebody stands above at both sides', mine, [disc(40, -30), disc(-40, -30)], { x: 1, y: 1 }],
		['the map ends at the right', disc(380, 0), [], { x: -1, y: -1 }],
		[
			'somebody stands at each corner',
			mine,
			[disc(40, -12), disc(-40, -12), disc(40, 12), disc(-40, 12)],
			{ x: 0, y: -1 }
		],
		['the map ends above', disc(0, -280), [disc(-38, -270)], { x: 1, y: 1 }]
	])('stands elsewhere where %s', (_when, whose, others, side) => {
		const { offset, taken } = handlePlace(whose, others, half);
		expect({ x: Math.sign(offset.x), y: Math.sign(offset.y) }).toEqual(side);
		expect(taken).toContain(side.x === 0 ? 'above' : side.x > 0 ? 'right' : 'left');
		for (const other of others)
			expect(
				Math.hypot(whose.at.x + offset.x - other.at.x, whose.at.y + offset.y - other.at.y)
			).toBeGreaterThanOrEqual(other.radius + handleReach);
	});

	test('in a crowd lies on whom it covers least', () => {
		const crowd = [disc(40, -12), disc(-40, -12), disc(40, 12), disc(-46, 20), disc(0, -40), disc(0, 40)];
		expect(handlePlace(mine, crowd, half).taken).toEqual(['left', 'belowLeft']);
	});
});
