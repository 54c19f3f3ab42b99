import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boxAround, discOn, overlap } from './boxes.ts';
import { labelOffset, placedLabels } from './labels.ts';
import type { Placement, Ring, Sector } from './network.ts';
import {
	fittedView,
	groundFor,
	loosePlacementAt,
	markScale,
	sectorAt,
	sectorRange,
	type Ground,
	type Point
} from './placement.ts';
import { standApart, type Shown } from './standApart.ts';
import { textWidth } from './textWidth.ts';

/** The map in windows of 1366 x 768, 1180 x 820 and 1920 x 1080, by itself and beside the list or a card. */
const windows = [
	{ width: 1086, height: 456 },
	{ width: 666, height: 456 },
	{ width: 1040, height: 508 },
	{ width: 620, height: 508 },
	{ width: 1640, height: 699 },
	{ width: 1220, height: 699 }
].map(({ width, height }) => {
	const ground = groundFor(width, height, false);
	const edges = boxAround({ x: 0, y: 0 }, width, height);
	return { ground, zoom: fittedView(ground, width, height).zoom, edges, name: `${width} x ${height}` };
});

/** How people of a child's network are spread, in hundredths: kin is most, and who is at home is near. */
const usual: readonly (readonly [sector: Sector, weight: number, rings: readonly Ring[]])[] = [
	['kin', 24, [1, 2, 2, 3, 3, 4]],
	['friends', 17, [1, 2, 2, 3, 3, 4]],
	['household', 13, [1, 1, 1, 2]],
	['professional', 14, [2, 3, 3, 4, 4]],
	['family', 8, [1, 2, 3, 4]],
	['school', 8, [2, 3, 3, 4]],
	['leisure', 8, [2, 3, 4]],
	['neighbours', 8, [2, 3, 4]]
];
const somebody: fc.Arbitrary<Placement> = fc
	.oneof(
		...usual.map(([sector, weight, rings]) => ({
			weight,
			arbitrary: fc.record({
				sector: fc.constant(sector),
				ring: fc.constantFrom(...rings),
				part: fc.integer({ min: 0, max: 99 })
			})
		}))
	)
	.map(({ sector, ring, part }) => {
		const { from, to } = sectorRange(sector);
		return { ring, angle: (Math.round((from + ((to - from) * part) / 100) * 10) / 10) % 360 };
	});
/** No more of them in one ring of a sector than sit at a table. */
const table = 8;
const network = fc.array(somebody, { minLength: 20, maxLength: 60 }).map((placements) => {
	const beside = new Map<string, number>();
	return placements.filter(({ ring, angle }) => {
		const cell = `${ring} ${sectorAt(angle)}`;
		beside.set(cell, (beside.get(cell) ?? 0) + 1);
		return (beside.get(cell) ?? 0) <= table;
	});
});

const idOf = (index: number) => `person-${String(index).padStart(3, '0')}`;
const all = (placements: readonly Placement[]) =>
	placements.map((placement, index) => ({ id: idOf(index), placement, tall: 1 }));
const discOf = ({ ground }: Shown, zoom: number) => ((ground.person / 2) * markScale(ground, zoom)) / zoom;

/** What of a disc lies outside the ring and sector where somebody belongs, looked at all round its edge. */
function outside(point: Point, radius: number, { ring, angle }: Placement, ground: Ground): string[] {
	const [inner = 0, outer = 0] = [ground.borders[ring - 2], ground.borders[ring - 1]];
	return Array.from({ length: 32 }, (_, step) => {
		const at = (step * Math.PI) / 16;
		const x = point.x + Math.cos(at) * radius;
		const y = point.y + Math.sin(at) * radius;
		const far = Math.hypot(x / ground.aspect, y);
		if (far < inner || far > outer) return 'ring';
		return sectorAt(loosePlacementAt(ground, { x, y }).angle) === sectorAt(angle) ? '' : 'sector';
	}).filter((word) => word !== '');
}

const lineHeight = 20;
const words = [
	'Ida',
	'Mamma',
	'Silje M.',
	'Berit',
	'Nils Petter',
	'Ola',
	'Wenche',
	'Fotballaget',
	'Åse',
	'Trygve'
];
/** The names of people as they are shown, and what they stand among. */
function namesOf(shown: Shown, zoom: number, within: Parameters<typeof placedLabels>[4]) {
	const scale = markScale(shown.ground, zoom);
	const people = [...shown.points].map(([id, { x, y }], index) => ({
		id,
		at: { x: x * zoom, y: y * zoom },
		radius: (shown.ground.person / 2) * scale,
		width: textWidth(words[index % words.length] ?? '', 16) + 6,
		rank: 1
	}));
	const child = {
		id: 'child',
		at: { x: 0, y: 0 },
		radius: (shown.ground.child / 2) * scale,
		whole: true,
		width: 0,
		rank: 9
	};
	const labels = [...people, child];
	const sides = placedLabels(labels, [], lineHeight, [], within);
	const names = people.flatMap((label) => {
		const side = sides.get(label.id);
		if (!side) return [];
		const { x, y } = labelOffset(label, side, lineHeight);
		return [{ label, box: boxAround({ x: label.at.x + x, y: label.at.y + y }, label.width, lineHeight) }];
	});
	return { labels, names };
}

describe.each(windows)('a full network on a map of $name', ({ ground, zoom, edges }) => {
	test('everybody’s disc lies with all of it in the ring and the sector where they belong', () => {
		fc.assert(
			fc.property(network, (placements) => {
				const shown = standApart(all(placements), ground, zoom);
				placements.forEach((placement, index) => {
					const point = shown.points.get(idOf(index)) ?? { x: 0, y: 0 };
					expect([idOf(index), outside(point, discOf(shown, zoom) - 0.1, placement, ground)]).toEqual([
						idOf(index),
						[]
					]);
				});
			}),
			{ numRuns: 20 }
		);
	});

	test('nobody lies on anybody, nor on the child', () => {
		fc.assert(
			fc.property(network, (placements) => {
				const shown = standApart(all(placements), ground, zoom);
				const radius = discOf(shown, zoom);
				const points = [...shown.points.values()];
				const child = ((ground.child / 2) * markScale(shown.ground, zoom)) / zoom;
				points.forEach((one, index) => {
					expect(Math.hypot(one.x, one.y)).toBeGreaterThan(radius + child);
					for (const other of points.slice(index + 1))
						expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(2 * radius);
				});
			}),
			{ numRuns: 20 }
		);
	});

	test('discs stay so large that they are seen', () => {
		fc.assert(
			fc.property(network, (placements) => {
				const shown = standApart(all(placements), ground, zoom);
				expect(2 * discOf(shown, zoom) * zoom).toBeGreaterThanOrEqual(11);
			}),
			{ numRuns: 20 }
		);
	});

	test('whoever comes to another ring or sector moves nobody', () => {
		fc.assert(
			fc.property(network, somebody, (placements, newcomer) => {
				const before = standApart(all(placements), ground, zoom);
				const after = standApart(all([...placements, newcomer]), ground, zoom);
				placements.forEach(({ ring, angle }, index) => {
					if (ring === newcomer.ring && sectorAt(angle) === sectorAt(newcomer.angle)) return;
					expect(after.points.get(idOf(index))).toEqual(before.points.get(idOf(index)));
				});
			}),
			{ numRuns: 20 }
		);
	});

	test('whoever comes to where there is room moves nobody, though they would stand where somebody was pushed to', () => {
		const one = { ring: 3 as const, angle: 100 };
		const two = standApart(all([one, one]), ground, zoom);
		const pushed = two.points.get(idOf(1)) ?? { x: 0, y: 0 };
		const { angle } = loosePlacementAt(ground, pushed);
		const three = standApart(all([one, one, { ring: 3, angle }]), ground, zoom);
		for (const index of [0, 1]) expect(three.points.get(idOf(index))).toEqual(two.points.get(idOf(index)));
	});

	test('no name lies on a disc or on another name, and nearly all are read', () => {
		fc.assert(
			fc.property(network, (placements) => {
				const { labels, names } = namesOf(standApart(all(placements), ground, zoom), zoom, edges);
				names.forEach(({ label, box }, index) => {
					for (const other of labels)
						if (other !== label) expect(discOn(box, other.at, other.radius)).toBe(false);
					for (const other of names.slice(index + 1)) expect(overlap(box, other.box)).toBe(false);
				});
				if (placements.length <= 36) expect(names.length).toBeGreaterThanOrEqual(placements.length * 0.7);
			}),
			{ numRuns: 20 }
		);
	});
});
