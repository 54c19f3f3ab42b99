import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ordinaryCaptions, ringsOf } from './captions.ts';
import { SECTORS } from './network.ts';
import {
	reach,
	childTallGround,
	childWideGround,
	besides,
	fittedView,
	groundFor,
	markScale,
	nearestRing,
	rimOf,
	loosePlacementAt,
	nearestPlacement,
	pointOf,
	sectorAt,
	sectorRange,
	squareGround,
	stepAround,
	stepRing,
	tallGround,
	wideGround,
	widestGround
} from './placement.ts';

const ordinary = ringsOf(ordinaryCaptions);

const grounds = [wideGround, widestGround, squareGround, tallGround, childWideGround, childTallGround];

describe('rings and angles', () => {
	test('0 degrees is up, and the angle grows clockwise', () => {
		expect(pointOf(wideGround, { ring: 1, angle: 0 })).toEqual({ x: 0, y: -146 });
		expect(pointOf(wideGround, { ring: 1, angle: 90 }).x).toBeCloseTo(146 * 1.24);
		expect(pointOf(wideGround, { ring: 4, angle: 180 }).y).toBeCloseTo(377);
	});

	test('on every ground a drop where somebody stands means the place they have', () => {
		const ring = fc.constantFrom(...ordinary);
		const angle = fc.integer({ min: 0, max: 3599 }).map((tenths) => tenths / 10);
		fc.assert(
			fc.property(fc.constantFrom(...grounds), ring, angle, (ground, r, a) => {
				const placement = { ring: r, angle: a };
				expect(nearestPlacement(ground, pointOf(ground, placement))).toEqual(placement);
			})
		);
	});

	test('somebody who is held between two rings is between them on every screen', () => {
		for (const ground of grounds) {
			const point = pointOf(ground, { ring: 2.5, angle: 77 });
			expect(loosePlacementAt(ground, point).ring).toBeCloseTo(2.5);
			expect(loosePlacementAt(ground, point).angle).toBeCloseTo(77);
		}
	});

	test('nobody can be dropped on the child or outside the map', () => {
		expect(nearestPlacement(wideGround, { x: 1, y: 1 }).ring).toBe(1);
		expect(nearestPlacement(wideGround, { x: 5000, y: 0 })).toEqual({ ring: 4, angle: 90 });
		expect(pointOf(wideGround, loosePlacementAt(wideGround, { x: 0, y: -1 })).y).toBeLessThan(-70);
		expect(pointOf(wideGround, { ring: 5, angle: 180 }).y).toBeLessThan(414);
	});

	test('keys move around the map past the top, and stop at the nearest and the farthest ring', () => {
		expect(stepAround({ ring: 2, angle: 358 }, 5)).toEqual({ ring: 2, angle: 3 });
		expect(stepAround({ ring: 2, angle: 3 }, -5)).toEqual({ ring: 2, angle: 358 });
		expect(stepRing({ ring: 1, angle: 0 }, -1).ring).toBe(1);
		expect(stepRing({ ring: 4, angle: 0 }, 1).ring).toBe(4);
		expect(stepRing({ ring: 2, angle: 0 }, 1).ring).toBe(3);
	});
});

describe('words and sizes', () => {
	const [arne, silje, mats] = [
		{ name: 'Arne', placement: { ring: 2, angle: 350 } },
		{ name: 'Silje', placement: { ring: 2, angle: 20 } },
		{ name: 'Mats', placement: { ring: 3, angle: 10 } }
	];

	test('the two who stand next to a place in its ring are found across the top', () => {
		expect(besides([silje, mats, arne], { ring: 2, angle: 5 })).toEqual([arne, silje]);
		expect(besides([silje, mats, arne], { ring: 2, angle: 40 })).toEqual([silje]);
		expect(besides([silje, mats, arne], { ring: 2, angle: 200 })).toEqual([]);
		expect(besides([silje, mats, arne], { ring: 3, angle: 0 })).toEqual([mats]);
		expect(besides([silje, mats, arne], { ring: 1, angle: 0 })).toEqual([]);
	});

	test('the whole map is shown in the middle, however small the window', () => {
		const { zoom, x, y } = fittedView(wideGround, 1300, 912);
		expect([zoom, x, y]).toEqual([1, 650, 456]);
		const phone = fittedView(tallGround, 358, 560);
		expect(414 * tallGround.aspect * phone.zoom).toBeLessThanOrEqual(179);
		expect(fittedView(wideGround, 10, 10).zoom).toBe(0.2);
	});

	test('the ground follows the shape of the window', () => {
		const aspects = [[1240, 860] as const, [1040, 440] as const, [680, 640] as const].map(
			([width, height]) => groundFor(width, height, false).aspect
		);
		expect(aspects.map((aspect) => Math.round(aspect * 100) / 100)).toEqual([1.5, 2, 1.1]);
		expect(groundFor(358, 500, false)).toMatchObject({ ...tallGround, aspect: expect.closeTo(0.8) });
		expect(groundFor(1120, 700, true)).toBe(childWideGround);
		expect(groundFor(358, 500, true)).toBe(childTallGround);
		expect(groundFor(0, 0, false)).toBe(wideGround);
		// A few pixels more or less are the same ground: nobody is moved for them.
		expect(groundFor(1241, 860, false)).toBe(groundFor(1240, 860, false));
	});

	test('a child’s map on a tablet that stands keeps its ground when a card takes of its height', () => {
		const ground = (width: number, height: number, standing: boolean) =>
			groundFor(width, height, true, undefined, standing);
		expect(ground(764, 870, true)).toBe(childTallGround);
		expect(ground(764, 816, true)).toBe(childTallGround);
		expect(ground(712, 660, true)).toBe(childTallGround);
		// One that lies is flat, with the card beside it too; and so is a flat map in whatever window.
		expect(ground(750, 690, false)).toBe(childWideGround);
		expect(ground(712, 480, true)).toBe(childWideGround);
	});

	test('people are never too small to hit, and what a child touches is never under 64 pixels', () => {
		expect(markScale(tallGround, 0.4) * tallGround.person).toBeGreaterThanOrEqual(28);
		expect(2 * reach.child).toBeGreaterThanOrEqual(64);
		// The graph finds whoever is within 8 pixels of a finger.
		for (const ground of [childTallGround, childWideGround])
			expect(markScale(ground, 0.3) * ground.person + 2 * 8).toBeGreaterThanOrEqual(44);
		expect(markScale(wideGround, 0.3) * wideGround.person + 2 * 8).toBeGreaterThanOrEqual(44);
		expect(markScale(wideGround, 1)).toBe(1);
	});
});

describe('sectors', () => {
	test('together they are the whole turn, without a gap', () => {
		const width = SECTORS.map(sectorRange).reduce((sum, { from, to }) => sum + (to - from), 0);
		expect(width).toBe(360);
		for (let angle = 0; angle < 360; angle += 0.5) {
			const { from, to } = sectorRange(sectorAt(angle));
			expect((angle >= from && angle < to) || (angle + 360 >= from && angle + 360 < to)).toBe(true);
		}
	});

	test('home is at the top, on both sides of 0 degrees', () => {
		expect([341, 359.9, 0, 18.9].map(sectorAt)).toEqual(['household', 'household', 'household', 'household']);
		expect(sectorAt(19)).toBe('family');
		expect(sectorAt(340.9)).toBe('neighbours');
	});
});

describe('a map with another number of rings', () => {
	const grounds = [3, 4, 5].flatMap((rings) =>
		[
			[1600, 900],
			[900, 850],
			[390, 700]
		].flatMap(([width = 0, height = 0]) =>
			[true, false].map((childsWay) => ({ rings, ground: groundFor(width, height, childsWay, rings) }))
		)
	);

	test('is as large as before, its rings lie in order, and people stand inside theirs', () => {
		for (const { rings, ground } of grounds) {
			expect(ground.radii).toHaveLength(rings);
			expect(ground.borders).toHaveLength(rings);
			ground.radii.forEach((radius, index) => {
				expect(radius).toBeLessThan(ground.borders[index] ?? 0);
				expect(radius).toBeGreaterThan(ground.borders[index - 1] ?? 0);
			});
			expect(ground.radii[0]).toBeGreaterThan((ground.child + ground.person) / 2);
		}
		expect(groundFor(1600, 900, false, 5)).toBe(groundFor(1600, 900, false, 5));
		expect(rimOf(groundFor(1600, 900, false, 3))).toBe(rimOf(groundFor(1600, 900, false)));
	});

	test('reads every placement back from where it is drawn', () => {
		for (const { rings, ground } of grounds)
			for (const placement of ringsOf({ rings: Array<string>(rings).fill(''), sectors: {} }).map((ring) => ({
				ring,
				angle: 40
			})))
				expect(nearestPlacement(ground, pointOf(ground, placement))).toEqual(placement);
	});

	test('steps stay within it', () => {
		expect(stepRing({ ring: 3, angle: 0 }, 1, 3).ring).toBe(3);
		expect(stepRing({ ring: 4, angle: 0 }, 1, 5).ring).toBe(5);
		expect(nearestRing(5.4, 3)).toBe(3);
	});
});
