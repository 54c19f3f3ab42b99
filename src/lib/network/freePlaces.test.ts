import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ordinaryCaptions, ringsOf } from './captions.ts';
import {
	emptyPlace,
	emptyPlaceFrom,
	emptyPlaces,
	freePlace,
	placeInRing,
	roomiestPlace
} from './freePlaces.ts';
import { SECTORS, type Placement } from './network.ts';
import {
	childTallGround,
	childWideGround,
	fittedView,
	groundFor,
	markScale,
	pointOf,
	sectorAt,
	sectorRange,
	squareGround,
	tallGround,
	wideGround,
	widestGround,
	type Ground
} from './placement.ts';

const ordinary = ringsOf(ordinaryCaptions);

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

	test('of a full sector is in the next ring of the same, and never in another sector', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...SECTORS),
				fc.constantFrom(...ordinary),
				fc.integer({ min: 1, max: 40 }),
				(sector, ring, count) => {
					const placed: Placement[] = [];
					for (let one = 0; one < count; one += 1) {
						const place = emptyPlaceFrom(placed, ring, sector);
						if (!place) {
							// They wait only where there is no room in any ring from theirs outwards.
							for (const each of ordinary.filter((other) => other >= ring))
								expect(emptyPlace(placed, each, sector)).toBe(null);
							break;
						}
						expect(sectorAt(place.angle)).toBe(sector);
						expect(place.ring).toBeGreaterThanOrEqual(ring);
						// Each ring is filled before the next is.
						expect(place.ring).toBeGreaterThanOrEqual(placed.at(-1)?.ring ?? ring);
						placed.push(place);
					}
					expect(overlaps(placed)).toEqual([]);
				}
			),
			{ numRuns: 60 }
		);
		const cousins: Placement[] = [];
		for (let place = emptyPlaceFrom([], 2, 'kin'); place; place = emptyPlaceFrom(cousins, 2, 'kin'))
			cousins.push(place);
		expect(new Set(cousins.map(({ ring }) => ring))).toEqual(new Set([2, 3, 4]));
	});

	test('of three who come to an empty sector is apart from the others on a common screen', () => {
		for (const sector of SECTORS) {
			const placed: Placement[] = [];
			for (let count = 0; count < 3; count += 1) {
				const place = emptyPlaceFrom(placed, 2, sector);
				if (place) placed.push(place);
			}
			// A map of a window of 1366 by 768 with a list beside it. Family has a sector that is half as wide as kin.
			for (const [one, other] of [
				[0, 1],
				[0, 2],
				[1, 2]
			] as const)
				expect(gapOn(wideGround, 760, 480, placed[one], placed[other])).toBeGreaterThanOrEqual(
					sector === 'kin' ? 6 : 2
				);
		}
	});

	test('where the whole ring is full there is none for who is added, and the roomiest for who is moved', () => {
		const placed: Placement[] = [];
		for (let place = emptyPlace(placed, 1, 'kin'); place; place = emptyPlace(placed, 1, 'kin'))
			placed.push(place);
		expect(placed.length).toBeGreaterThanOrEqual(1);
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

	test('is on a ring that only some maps have, where it is asked for', () => {
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
			// Of whom it was said how near they are, that comes first.
			fc.property(fc.array(wanted, { maxLength: 6 }), (some) => {
				const all = some.map((one) => ({ ...one, ring: null }));
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

	test('is in the sector, in the ring that was said or farther out, or beside the map when those are full', () => {
		fc.assert(
			fc.property(crowd, (all) => {
				for (const [index, place] of emptyPlaces([], all).entries()) {
					const { ring = null, sector } = all[index] ?? {};
					if (place === null) continue;
					if (ring !== null) expect(place.ring).toBeGreaterThanOrEqual(ring);
					if (sector !== undefined) expect(sectorAt(place.angle)).toBe(sector);
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
			ring: ordinaryRings[index % 10 < 1 ? 0 : index % 10 < 3 ? 1 : index % 10 < 5 ? 2 : 3],
			sector: SECTORS[index % SECTORS.length]
		}));
		const placed = emptyPlaces([], everywhere);
		// Of ten in each sector: the narrow ones hold eight, and nobody stands where they do not belong.
		expect(placed.filter((place) => place === null).length).toBeLessThanOrEqual(20);
	});
});

describe('a place on the child’s own map', () => {
	test('covers nobody while there is room on the child’s screens, whatever an adult’s would show', () => {
		fc.assert(
			fc.property(fc.constantFrom(...ordinary), fc.integer({ min: 1, max: 14 }), (ring, count) => {
				const placed: Placement[] = [];
				for (let one = 0; one < count; one += 1) {
					const place = roomiestPlace(placed, ring);
					if (!place) break;
					const covered = overlaps([...placed, place], childScreens);
					const isRoom = Array.from({ length: 360 }, (_, angle) => ({ ring, angle })).some(
						(other) => overlaps([...placed, other], childScreens).length === 0
					);
					if (isRoom) expect(covered).toEqual([]);
					for (const [ground, width, height] of childScreens)
						for (const other of placed)
							expect(gapOn(ground, width, height, place, other)).toBeGreaterThan(-0.4 * ground.person);
					placed.push(place);
				}
			}),
			{ numRuns: 40 }
		);
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

/** What lies between two discs in a window, in pixels. */
function gapOn(
	ground: Ground,
	width: number,
	height: number,
	one: Placement | undefined,
	other: Placement | undefined
): number {
	if (!one || !other) return -Infinity;
	const { zoom } = fittedView(ground, width, height);
	const [a, b] = [pointOf(ground, one), pointOf(ground, other)];
	return Math.hypot(a.x - b.x, a.y - b.y) * zoom - markScale(ground, zoom) * ground.person;
}

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
