import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ordinaryCaptions, ringsOf } from './captions.ts';
import { SECTORS, type Placement } from './network.ts';
import {
	childReach,
	childTallGround,
	childWideGround,
	besides,
	emptyPlace,
	emptyPlaces,
	fittedView,
	freePlace,
	groundFor,
	markScale,
	nearestRing,
	rimOf,
	loosePlacementAt,
	nearestPlacement,
	placeInRing,
	pointOf,
	sectorAt,
	sectorRange,
	squareGround,
	stepAround,
	stepRing,
	tallGround,
	wideGround,
	widestGround,
	type Ground
} from './placement.ts';

const ordinary = ringsOf(ordinaryCaptions);

const grounds = [wideGround, widestGround, squareGround, tallGround, childWideGround, childTallGround];

describe('rings and angles', () => {
	test('0 degrees is up, and the angle grows clockwise', () => {
		expect(pointOf(wideGround, { ring: 1, angle: 0 })).toEqual({ x: 0, y: -124 });
		expect(pointOf(wideGround, { ring: 1, angle: 90 }).x).toBeCloseTo(124 * 1.24);
		expect(pointOf(wideGround, { ring: 4, angle: 180 }).y).toBeCloseTo(376);
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
		expect(groundFor(1240, 860, false)).toBe(wideGround);
		expect(groundFor(1040, 440, false)).toBe(widestGround);
		expect(groundFor(680, 640, false)).toBe(squareGround);
		expect(groundFor(358, 500, false)).toBe(tallGround);
		expect(groundFor(1120, 700, true)).toBe(childWideGround);
		expect(groundFor(358, 500, true)).toBe(childTallGround);
		expect(groundFor(0, 0, false)).toBe(wideGround);
	});

	test('people are never too small to hit, and what a child touches is never under 64 pixels', () => {
		expect(markScale(tallGround, 0.4) * tallGround.person).toBeGreaterThanOrEqual(28);
		expect(2 * childReach).toBeGreaterThanOrEqual(64);
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

describe('a free place', () => {
	test('is in the ring and sector asked for', () => {
		for (const ring of ordinary)
			for (const sector of SECTORS) {
				const place = freePlace([], ring, sector);
				expect(place.ring).toBe(ring);
				expect(sectorAt(place.angle)).toBe(sector);
			}
	});

	test('covers nobody while there is room', () => {
		const placed: Placement[] = [];
		for (let count = 0; count < 6; count += 1) placed.push(freePlace(placed, 3, 'kin'));
		for (const [index, one] of placed.entries())
			for (const other of placed.slice(index + 1)) {
				const [a, b] = [pointOf(wideGround, one), pointOf(wideGround, other)];
				expect(Math.abs(a.x - b.x) >= 78 || Math.abs(a.y - b.y) >= 66).toBe(true);
			}
	});

	test('keeps clear of somebody who stands in the next ring', () => {
		const kari = { ring: 3, angle: 180 };
		const place = freePlace([kari], 4, 'professional');
		const [a, b] = [pointOf(wideGround, kari), pointOf(wideGround, place)];
		expect(Math.abs(a.x - b.x) >= 78 || Math.abs(a.y - b.y) >= 66).toBe(true);
	});

	test('where the sector is full it is beside it on the same ring, as near as may be', () => {
		const placed: Placement[] = [];
		for (let count = 0; count < 6; count += 1) placed.push(freePlace(placed, 1, 'leisure'));
		expect(placed.every(({ ring }) => ring === 1)).toBe(true);
		expect(placed.slice(0, 2).map(({ angle }) => sectorAt(angle))).toEqual(['leisure', 'friends']);
		expect(overlaps(placed)).toEqual([]);
	});

	test('where the whole ring is full there is none for who is added, and the roomiest for who is moved', () => {
		const placed: Placement[] = [];
		for (let place = emptyPlace(placed, 1, 'kin'); place; place = emptyPlace(placed, 1, 'kin'))
			placed.push(place);
		expect(placed.length).toBeGreaterThanOrEqual(8);
		const moved = freePlace(placed, 1, 'kin');
		expect(sectorAt(moved.angle)).toBe('kin');
		expect(placed).not.toContainEqual(moved);
	});

	test('who belongs to no sector stands on a border between two, and covers nobody', () => {
		const placed: Placement[] = [];
		for (let count = 0; count < 4; count += 1) placed.push(freePlace(placed, 3, undefined));
		const borders = SECTORS.map((sector) => sectorRange(sector).from);
		for (const { angle } of placed) expect(borders).toContain(angle);
		expect(new Set(placed.map(({ angle }) => angle)).size).toBe(4);
	});

	test('where the borders are full there is room elsewhere, and never a place on top of another', () => {
		const placed: Placement[] = [];
		for (let count = 0; count < 12; count += 1) placed.push(freePlace(placed, 4, undefined));
		expect(new Set(placed.map(({ angle }) => angle)).size).toBe(12);
	});

	test('in another ring it is on the same angle when nobody is there, else beside', () => {
		expect(placeInRing({ ring: 1, angle: 100 }, [], 3, 'kin')).toEqual({ ring: 3, angle: 100 });
		const beside = placeInRing({ ring: 1, angle: 100 }, [{ ring: 3, angle: 101 }], 3, 'kin');
		expect(beside.angle).not.toBe(100);
		expect(sectorAt(beside.angle)).toBe('kin');
		expect(sectorAt(placeInRing(undefined, [], 2, 'school').angle)).toBe('school');
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

	test('steps and free places stay within it', () => {
		expect(stepRing({ ring: 3, angle: 0 }, 1, 3).ring).toBe(3);
		expect(stepRing({ ring: 4, angle: 0 }, 1, 5).ring).toBe(5);
		expect(nearestRing(5.4, 3)).toBe(3);
		expect(sectorAt(freePlace([], 5, 'school', 5).angle)).toBe('school');
	});
});
const ordinaryRings = [1, 2, 3, 4] as const;

describe('places for many', () => {
	const wanted = fc.record({
		ring: fc.constantFrom(null, ...ordinaryRings),
		sector: fc.constantFrom(undefined, ...SECTORS)
	});
	const crowd = fc.array(wanted, { maxLength: 150 });
	/** People who were put where they stand by hand, maybe on top of each other. */
	const byHand = fc.array(
		fc.record({
			ring: fc.constantFrom(...ordinaryRings),
			angle: fc.integer({ min: 0, max: 3599 }).map((tenths) => tenths / 10)
		}),
		{ maxLength: 20 }
	);

	test('however many are added, nobody covers anybody; a few do not on the child’s screens either', () => {
		fc.assert(
			fc.property(crowd, (all) => {
				const placed = emptyPlaces([], all).filter((place) => place !== null);
				expect(overlaps(placed)).toEqual([]);
			}),
			{ numRuns: 60 }
		);
		fc.assert(
			fc.property(fc.array(wanted, { maxLength: 6 }), (all) => {
				const placed = emptyPlaces([], all).filter((place) => place !== null);
				expect(placed).toHaveLength(all.length);
				expect(overlaps(placed, [...adultScreens, ...childScreens])).toEqual([]);
			})
		);
	});

	test('who stands already stays there, and is covered by nobody who comes later', () => {
		fc.assert(
			fc.property(byHand, crowd, (standing, all) => {
				const before = structuredClone(standing);
				const added = emptyPlaces(standing, all).filter((place) => place !== null);
				expect(standing).toEqual(before);
				const covered = overlaps([...standing, ...added]).filter(([, later]) => later >= standing.length);
				expect(covered).toEqual([]);
			}),
			{ numRuns: 60 }
		);
	});

	test('nor where the map has three rings, or five', () => {
		for (const rings of [3, 5]) {
			const onMap = fc.array(fc.record({ ring: fc.constant(null), sector: fc.constantFrom(...SECTORS) }), {
				maxLength: 100
			});
			const screens = [[groundFor(1300, 912, false, rings), 1300, 912] as const];
			fc.assert(
				fc.property(onMap, (all) => {
					const placed = emptyPlaces([], all, rings).filter((place) => place !== null);
					expect(Math.max(0, ...placed.map(({ ring }) => ring))).toBeLessThanOrEqual(rings);
					expect(overlaps(placed, screens)).toEqual([]);
				}),
				{ numRuns: 30 }
			);
		}
	});

	test('each is placed as if those after it did not come', () => {
		fc.assert(
			fc.property(crowd, fc.nat(150), (all, some) => {
				expect(emptyPlaces([], all).slice(0, some)).toEqual(emptyPlaces([], all.slice(0, some)));
			}),
			{ numRuns: 30 }
		);
	});

	test('is in the ring that was said; where none was, in the sector, or beside the map when that is full', () => {
		fc.assert(
			fc.property(crowd, (all) => {
				for (const [index, place] of emptyPlaces([], all).entries()) {
					const { ring = null, sector } = all[index] ?? {};
					if (place === null) continue;
					if (ring !== null) expect(place.ring).toBe(ring);
					else if (sector !== undefined) expect(sectorAt(place.angle)).toBe(sector);
				}
			}),
			{ numRuns: 30 }
		);
		const friends = Array.from({ length: 60 }, () => ({ ring: null, sector: 'friends' as const }));
		const placed = emptyPlaces([], friends);
		expect(placed.filter((place) => place !== null).length).toBeGreaterThan(12);
		expect(placed).toContain(null);
	});

	test('eighty people find a place, and it does not take long to find', () => {
		const everywhere = Array.from({ length: 80 }, (_, index) => ({
			ring: ordinaryRings[index % 8 < 1 ? 0 : index % 8 < 3 ? 1 : index % 8 < 5 ? 2 : 3],
			sector: SECTORS[index % SECTORS.length]
		}));
		const placed = emptyPlaces([], everywhere);
		expect(placed.filter((place) => place === null).length).toBeLessThan(8);
	});
});

/** A ground, and a window in which it is used. */
const adultScreens = [
	[wideGround, 1300, 912],
	[widestGround, 1640, 800],
	[squareGround, 680, 640],
	[tallGround, 358, 560]
] as const;
const childScreens = [
	[childWideGround, 1120, 700],
	[childTallGround, 358, 560]
] as const;

/** Pairs, by their numbers, whose discs touch on some screen on which the whole map is shown. */
function overlaps(
	placed: readonly Placement[],
	screens: readonly (readonly [Ground, number, number])[] = adultScreens
): [number, number][] {
	const pairs = placed.flatMap((one, index) =>
		placed.slice(index + 1).map((other, later) => ({ one, other, index, later: index + 1 + later }))
	);
	return pairs
		.filter(({ one, other }) =>
			screens.some(([ground, width, height]) => {
				const { zoom } = fittedView(ground, width, height);
				const [a, b] = [pointOf(ground, one), pointOf(ground, other)];
				return Math.hypot(a.x - b.x, a.y - b.y) * zoom < markScale(ground, zoom) * ground.person;
			})
		)
		.map(({ index, later }) => [index, later]);
}
