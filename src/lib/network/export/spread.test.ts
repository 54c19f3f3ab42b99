import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freePlace } from '../freePlaces.ts';
import { SECTORS, type Placement } from '../network.ts';
import { groundFor, loosePlacementAt, pointOf, rimOf, sectorAt, type Point } from '../placement.ts';
import { spread } from './spread.ts';

const ground = groundFor(1000, 700, false);
const zoom = 0.75;
const sizes = { most: 18, least: 13, child: 26 };
const standing = (placed: readonly Placement[]) =>
	placed.map((place) => {
		const { x, y } = pointOf(ground, place);
		return { ...place, point: { x: x * zoom, y: y * zoom } };
	});
const nearest = (points: readonly Point[]) =>
	Math.min(
		Infinity,
		...points.flatMap((one, index) =>
			points.slice(index + 1).map((other) => Math.hypot(one.x - other.x, one.y - other.y))
		)
	);
const anywhere = fc.record({
	ring: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const),
	angle: fc.integer({ min: 0, max: 3599 }).map((tenths) => tenths / 10)
});

describe('people on paper', () => {
	test('a hundred and fifty lie on nobody, however full the map was made', () => {
		const rings = [3, 4, 2, 4, 3, 1, 4, 3, 2, 4] as const;
		const placed: Placement[] = [];
		for (let index = 0; index < 150; index += 1)
			placed.push(freePlace(placed, rings[index % rings.length] ?? 4, SECTORS[index % SECTORS.length]));
		const { radius, points } = spread(standing(placed), ground, zoom, sizes);
		expect(nearest(points)).toBeGreaterThanOrEqual(2 * radius);
		expect(radius).toBeGreaterThanOrEqual(sizes.least);
	});

	test('up to forty, put anywhere by hand, lie on nobody; each is in their ring and sector', () => {
		fc.assert(
			fc.property(fc.array(anywhere, { maxLength: 40 }), (placed) => {
				// Ten at once in the innermost ring of one sector have no room in it.
				const crowded = SECTORS.some((sector) =>
					[1, 2, 3, 4].some(
						(ring) =>
							placed.filter((place) => place.ring === ring && sectorAt(place.angle) === sector).length >
							(ring < 3 ? 1 : 3)
					)
				);
				fc.pre(!crowded);
				const { radius, points } = spread(standing(placed), ground, zoom, sizes);
				expect(nearest(points)).toBeGreaterThanOrEqual(2 * radius);
				for (const [index, { x, y }] of points.entries()) {
					const { ring, angle } = placed[index] ?? { ring: 0, angle: 0 };
					const far = Math.hypot(x / ground.aspect, y) / zoom;
					expect(far).toBeLessThan(ground.borders[ring - 1] ?? 0);
					expect(far).toBeGreaterThan(ground.borders[ring - 2] ?? 0);
					const at = loosePlacementAt(ground, { x: x / zoom, y: y / zoom });
					const off = Math.abs(((at.angle - angle + 540) % 360) - 180);
					// On the very border a tenth of a degree belongs to the next.
					if (sectorAt(at.angle) !== sectorAt(angle)) expect(off).toBeLessThan(45);
				}
			}),
			{ numRuns: 60 }
		);
	});

	test('who has room stays where the screen has them, as large as there', () => {
		const placed = [
			{ ring: 1, angle: 80 },
			{ ring: 2, angle: 200 },
			{ ring: 4, angle: 200 }
		] as const;
		const { radius, points } = spread(standing(placed), ground, zoom, sizes);
		expect(radius).toBe(sizes.most);
		expect(points).toEqual(standing(placed).map(({ point }) => point));
		for (const { x, y } of points)
			expect(Math.hypot(x / ground.aspect, y)).toBeLessThan(rimOf(ground) * zoom);
	});

	test('two on the very same spot part', () => {
		const { points, radius } = spread(
			standing([
				{ ring: 2, angle: 100 },
				{ ring: 2, angle: 100 }
			]),
			ground,
			zoom,
			sizes
		);
		expect(nearest(points)).toBeGreaterThanOrEqual(2 * radius - 0.5);
	});
});
