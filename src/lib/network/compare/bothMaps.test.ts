import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Placement } from '../network.ts';
import { fittedView, groundFor, loosePlacementAt, markScale, sectorAt } from '../placement.ts';
import { standApart } from '../standApart.ts';
import { onBothMaps } from './bothMaps.ts';
import type { Change } from './compare.ts';

const [width, height] = [1086, 476];
const ground = groundFor(width, height, false);
const { zoom } = fittedView(ground, width, height);
const anywhere = fc.record({
	ring: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const),
	angle: fc.integer({ min: 0, max: 3599 }).map((tenths) => tenths / 10)
});
const somebody = fc.oneof(
	{ weight: 3, arbitrary: anywhere.map((place) => ({ before: place, after: place })) },
	fc.record({ before: anywhere, after: anywhere }),
	anywhere.map((after) => ({ before: null, after })),
	anywhere.map((before) => ({ before, after: null }))
);
const changed = (places: readonly { before: Placement | null; after: Placement | null }[]): Change[] =>
	places.map((place, index) => ({
		id: `person-${String(index).padStart(2, '0')}`,
		name: 'Berit',
		kind: 'person',
		became: 'same',
		from: place.before?.ring ?? null,
		to: place.after?.ring ?? null,
		...place
	}));

test('before and now: nobody lies on anybody, wherever they stand or stood, and each is in their sector', () => {
	fc.assert(
		fc.property(fc.array(somebody, { minLength: 20, maxLength: 34 }), (places) => {
			const changes = changed(places);
			const shown = onBothMaps(changes, ground, zoom, true);
			const radius = ((ground.person / 2) * markScale(shown.ground, zoom)) / zoom;
			expect(shown.drawn).toHaveLength(changes.length);
			const spots = shown.drawn.flatMap(({ from, to }) => (from === to ? [from] : [from, to]));
			spots.forEach((one, index) => {
				for (const other of spots.slice(index + 1))
					expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(2 * radius);
			});
			for (const { change, from, to } of shown.drawn) {
				const sectorOf = (point: typeof from) => sectorAt(loosePlacementAt(ground, point).angle);
				if (change.after) expect(sectorOf(to)).toBe(sectorAt(change.after.angle));
				if (change.before) expect(sectorOf(from)).toBe(sectorAt(change.before.angle));
			}
		}),
		{ numRuns: 40 }
	);
});

test('now everybody stands as on the map, wherever others stood before', () => {
	const places = [10, 12, 14].map((angle) => ({
		before: { ring: 2 as const, angle },
		after: { ring: 3 as const, angle }
	}));
	const changes = changed(places);
	const map = standApart(
		changes.flatMap(({ id, after }) => (after ? [{ id, placement: after, tall: 1 }] : [])),
		ground,
		zoom
	);
	for (const { change, to } of onBothMaps(changes, ground, zoom, true).drawn)
		expect(to).toEqual(map.points.get(change.id));
});
