import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discOn, overlap, type Box } from './boxes.ts';
import { emptyPlaces, roomiestPlace } from './freePlaces.ts';
import { groundNames, type GroundNames } from './groundNames.ts';
import { placedLabels, labelOffset } from './labels.ts';
import { SECTORS, type Placement, type Ring } from './network.ts';
import { fittedView, groundFor, markScale, pointOf, rimOf } from './placement.ts';
import { textWidth } from './textWidth.ts';

const words = {
	rings: ['Helt nær', 'Nær', 'Litt lenger unna', 'Langt unna'],
	sectors: {
		household: 'Hjemmet',
		family: 'Familien',
		kin: 'Slekta',
		professional: 'Fagfolk',
		school: 'Skole',
		leisure: 'Fritid',
		friends: 'Venner',
		neighbours: 'Naboer'
	}
};
/** Windows as people have them: a desk, a tablet, two maps side by side, beside a list, a phone. */
const windows = [
	[1640, 760],
	[1240, 860],
	[1060, 480],
	[810, 700],
	[612, 690],
	[358, 551],
	[288, 457]
] as const;

/** A map in a window: the names of its ground, and where people are drawn. */
function shown(
	[width, height]: readonly [number, number],
	placed: readonly Placement[],
	childsWay = false,
	own: readonly string[] = []
) {
	const ground = groundFor(width, height, childsWay);
	const { zoom } = fittedView(ground, width, height);
	const people = placed.map((place) => pointOf(ground, place));
	const names = groundNames({
		ground,
		zoom,
		half: { x: width / 2, y: height / 2 },
		sectors: !childsWay,
		people,
		ringWord: (ring) => own[ring - 1] ?? words.rings[ring - 1] ?? '',
		isOwn: (ring) => own[ring - 1] !== undefined,
		sectorWord: (sector) => words.sectors[sector]
	});
	const discs = people.map(({ x, y }) => ({ x: x * zoom, y: y * zoom }));
	return { ground, zoom, names, discs, radius: (ground.person / 2) * markScale(ground, zoom) };
}
const allOf = ({ rings, sectors }: GroundNames): readonly Box[] => [...rings, ...sectors];
const pairs = (boxes: readonly Box[]) =>
	boxes.flatMap((one, index) => boxes.slice(index + 1).map((other) => [one, other] as const));

describe('the names on the ground', () => {
	test.each(windows)(
		'in %d x %d no sector lies on the rim, no name on another, and each inside',
		(width, height) => {
			const { ground, zoom, names } = shown([width, height], []);
			expect(names.sectors).toHaveLength(SECTORS.length);
			const rim = rimOf(ground) * zoom;
			for (const { sector, left, right, top, bottom } of names.sectors) {
				const nearest = (from: number, to: number) => Math.max(from, Math.min(0, to));
				const [x, y] = [nearest(left, right) / (rim * ground.aspect), nearest(top, bottom) / rim];
				expect([sector, Math.hypot(x, y) >= 1]).toEqual([sector, true]);
				expect([sector, left >= -width / 2, right <= width / 2]).toEqual([sector, true, true]);
				expect([sector, top >= -height / 2, bottom <= height / 2]).toEqual([sector, true, true]);
			}
			for (const [one, other] of pairs(allOf(names))) expect(overlap(one, other) && [one, other]).toBe(false);
		}
	);

	test('of the rings goes beside whoever stands where it is mostly', () => {
		const above = { ring: 3, angle: 0 } as const;
		const { names, discs, radius } = shown(
			[1240, 860],
			[above, { ring: 4, angle: 0 }, { ring: 1, angle: 180 }]
		);
		for (const name of names.rings)
			expect(discs.some((disc) => discOn(name, disc, radius)) && name.word).toBe(false);
	});

	test.each([
		[700, 423, words.rings.slice(2)],
		// A phone keeps the room for people's names.
		[288, 488, words.rings.slice(3)]
	])('of the rings that a child gave are read on a map of %d x %d too', (width, height, ordinary) => {
		const placed = emptyPlaces(
			[],
			[1, 1, 2, 2, 3, 4, 4].map((ring) => ({ ring: ring as Ring, sector: undefined }))
		).filter((place) => place !== null);
		const { zoom, names } = shown([width, height], placed, true, ['Hjertet', 'Gjengen']);
		expect(zoom).toBeLessThan(0.5);
		expect(names.rings.map(({ word }) => word)).toEqual(['Hjertet', 'Gjengen', ...ordinary]);
		for (const [one, other] of pairs(names.rings)) expect(overlap(one, other) && [one, other]).toBe(false);
	});

	test('that a child gave are left out later than ordinary ones where many stand', () => {
		const around = (ring: Ring, many: number, turned = 0) =>
			Array.from({ length: many }, (_, index) => ({ ring, angle: ((index + turned) * 360) / many }));
		const placed = [...around(1, 9), ...around(2, 10, 0.5)];
		const first = (own: readonly string[]) =>
			shown([700, 423], placed, true, own).names.rings.find(({ ring }) => ring === 1)?.word;
		expect(first(['Hjertet'])).toBe('Hjertet');
		expect(first([])).toBeUndefined();
	});
});

describe('who is added', () => {
	const newcomer = fc.record({
		ring: fc.constantFrom(null, 1, 2, 3, 4),
		sector: fc.constantFrom(undefined, ...SECTORS)
	});

	test('stands on no name of a ring or a sector, on any screen', () => {
		fc.assert(
			fc.property(fc.array(newcomer, { maxLength: 30 }), fc.constantFrom(...windows), (all, window) => {
				const placed = emptyPlaces([], all).filter((place) => place !== null);
				const { names, discs, radius } = shown(window, placed);
				for (const name of allOf(names))
					expect(discs.some((disc) => discOn(name, disc, radius)) && name).toBe(false);
			}),
			{ numRuns: 200 }
		);
	});

	/** One in each part of a ring; the innermost has no room for as many names. */
	const apart = fc.record({
		ring: fc.constantFrom(2 as const, 3 as const, 4 as const),
		sector: fc.constantFrom(...SECTORS)
	});
	const selector = ({ ring, sector }: { ring: number; sector: string }) => `${ring} ${sector}`;

	test('nor on somebody’s name; and their own is read, on a screen with room, clear of every other', () => {
		fc.assert(
			fc.property(fc.uniqueArray(apart, { minLength: 1, maxLength: 10, selector }), (all) => {
				const placed = emptyPlaces([], all).filter((place) => place !== null);
				const { names, discs, radius } = shown([1240, 860], placed);
				const labels = discs.map((at, index) => ({
					id: String(index),
					at,
					radius,
					width: textWidth('Fatima', 16),
					rank: placed[index]?.ring ?? 0
				}));
				const sides = placedLabels(labels, [], 20, allOf(names));
				expect(sides.size).toBe(placed.length);
				for (const { id, at, width } of labels) {
					const off = labelOffset({ radius, width }, sides.get(id) ?? 'below', 20);
					const [x, y] = [at.x + off.x, at.y + off.y];
					const box = { left: x - width / 2, right: x + width / 2, top: y - 8, bottom: y + 8 };
					expect(discs.some((disc) => discOn(box, disc, radius * 0.5))).toBe(false);
				}
			}),
			{ numRuns: 200 }
		);
	});

	test('to the child’s own map stands clear of the pills, of others and of their names', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const), { maxLength: 10 }),
				fc.constantFrom([890, 690] as const, [358, 591] as const, [288, 488] as const),
				(rings, window) => {
					const placed: Placement[] = [];
					for (const ring of rings) {
						const place = roomiestPlace(placed, ring);
						if (place) placed.push(place);
					}
					expect(placed).toHaveLength(rings.length);
					const { names, discs, radius } = shown(window, placed, true);
					for (const name of names.rings)
						expect(discs.some((disc) => discOn(name, disc, radius)) && name).toBe(false);
					for (const [index, one] of discs.entries())
						for (const other of discs.slice(index + 1))
							expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThanOrEqual(2 * radius);
				}
			),
			{ numRuns: 200 }
		);
	});
});

test('on a child’s phone the name of the outermost ring leaves the corner of the way out free', () => {
	const [width, height] = [358, 560];
	const ground = groundFor(width, height, true);
	const { zoom } = fittedView(ground, width, height);
	const { rings } = groundNames({
		ground,
		zoom,
		half: { x: width / 2, y: height / 2 },
		sectors: false,
		people: [],
		ringWord: (ring) => ['Helt nær', 'Nær', 'Litt lenger unna', 'Langt unna'][ring - 1] ?? '',
		sectorWord: () => ''
	});
	// It is 148 wide, at the right edge of a window of 390.
	expect(rings.at(-1)?.right).toBeLessThan(width / 2 + 16 - 16 - 148);
});
