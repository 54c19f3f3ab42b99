import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { SECTORS, type Person, type Ring, type Sector } from '../network.ts';
import { pointOf, wideGround } from '../placement.ts';
import { changesSince, told, type Earlier } from './compare.ts';

const made = { at: '2026-11-24T12:00:00.000Z', by: newId() };
const person = (id: string, ring: Ring | undefined, sector?: Sector, angle = 40): Person => ({
	id,
	kind: 'person',
	made,
	name: id,
	helps: [],
	note: '',
	sector,
	placement: ring === undefined ? undefined : { ring, angle }
});
const earlier = (id: string, ring?: number, sector?: string): Earlier => ({
	id,
	name: id,
	kind: 'person',
	ring,
	sector
});
const four = { before: 4, now: 4 };
const became = (before: Earlier[], now: Person[], rings = four) =>
	changesSince(before, now, rings).map(({ id, became }) => `${id} ${became}`);

describe('since an earlier plan', () => {
	test('people are new, came closer, moved away, stayed, or are gone', () => {
		expect(
			became(
				[earlier('berit', 1), earlier('silje', 3), earlier('tor', 1), earlier('kjetil', 4)],
				[person('berit', 1), person('silje', 2), person('tor', 3), person('nora', 1)]
			)
		).toEqual(['berit same', 'silje closer', 'tor away', 'nora new', 'kjetil gone']);
	});

	test('nothing is told of those who had no ring, or have none', () => {
		const changes = changesSince(
			[earlier('a'), earlier('b', 2)],
			[person('a', 2), person('b', undefined)],
			four
		);
		expect(changes.map(({ became }) => became)).toEqual(['unplaced', 'unplaced']);
		expect([...told(changes).values()].flat()).toEqual([]);
	});

	test('a ring that was taken away has moved nobody', () => {
		expect(
			became([earlier('a', 5), earlier('b', 4)], [person('a', 4), person('b', 4)], { before: 5, now: 4 })
		).toEqual(['a same', 'b same']);
	});

	test('they stood in the same direction as now, or in the sector they were in', () => {
		const [silje, tor] = changesSince(
			[earlier('silje', 3, 'kin'), earlier('tor', 1, 'household')],
			[person('silje', 2, 'kin', 100), person('tor', 3, 'family', 40)],
			four
		);
		expect(silje?.before).toEqual({ ring: 3, angle: 100 });
		expect(tor?.before?.ring).toBe(1);
		expect(tor?.before?.angle).not.toBe(40);
	});

	test('on a map of which the plan knows the places they stood just there', () => {
		const then = (id: string, ring: number, angle: number): Earlier => ({ ...earlier(id, ring), angle });
		const [silje, gone] = changesSince(
			[then('silje', 3, 250.5), then('gone', 1, 310)],
			[person('silje', 1, 'kin', 40)],
			four
		);
		expect(silje).toMatchObject({ became: 'closer', before: { ring: 3, angle: 250.5 } });
		expect(gone).toMatchObject({ became: 'gone', before: { ring: 1, angle: 310 } });
	});

	test('nobody of before lies on anybody else of before, nor on anybody of now', () => {
		// All stand in one direction now, near each other, and stood in one ring.
		const moved = ['a', 'b', 'c', 'd'];
		const now = [
			...moved.map((id, index) => person(id, 1, 'kin', 90 + index * 24)),
			person('still', 3, 'kin', 92),
			person('away', 4, 'kin', 100)
		];
		const before = [...moved, 'still', 'away', 'gone'].map((id) => earlier(id, 3, 'kin'));
		const changes = changesSince(before, now, four);
		const places = changes.flatMap(({ before }) => before ?? []);
		expect(places).toHaveLength(before.length);
		const nowAlso = [
			...places,
			...changes.flatMap(({ after, became }) => (after && became !== 'same' ? [after] : []))
		];
		const points = nowAlso.map((place) => pointOf(wideGround, place));
		for (const [index, one] of points.entries())
			for (const other of points.slice(0, index))
				expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(wideGround.person);
	});

	test('words of another time are no sector', () => {
		expect(changesSince([earlier('a', 2, 'theMoon')], [], four)[0]?.before?.ring).toBe(2);
	});
});

test('whatever stood and stands: each is told of once, and turned round the same is told the other way', () => {
	const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'), {
		maxLength: 10
	});
	const ring = fc.constantFrom<(Ring | undefined)[]>(1, 2, 3, 4, undefined);
	const map = ids.chain((all) =>
		fc.tuple(
			...all.map((id) => fc.record({ id: fc.constant(id), ring, sector: fc.constantFrom(...SECTORS) }))
		)
	);
	const back = {
		new: 'gone',
		gone: 'new',
		closer: 'away',
		away: 'closer',
		same: 'same',
		unplaced: 'unplaced'
	};
	fc.assert(
		fc.property(map, map, (one, other) => {
			const people = (some: typeof one) =>
				some.map(({ id, ring, sector }, index) => person(id, ring, sector, index * 33));
			const plan = (some: typeof one) => some.map(({ id, ring, sector }) => earlier(id, ring, sector));
			const there = changesSince(plan(one), people(other), four);
			expect(new Set(there.map(({ id }) => id))).toEqual(new Set([...one, ...other].map(({ id }) => id)));
			expect(there).toHaveLength(new Set(there.map(({ id }) => id)).size);
			const home = new Map(
				changesSince(plan(other), people(one), four).map(({ id, became }) => [id, became])
			);
			for (const { id, became, before, after, from, to } of there) {
				expect(home.get(id)).toBe(back[became]);
				if (became === 'closer' || became === 'away') {
					expect(before?.ring).toBe(from);
					expect(after?.ring).toBe(to);
				}
				if (became === 'gone') expect(after).toBeNull();
				if (became === 'new') expect(before).toBeNull();
			}
			// The same map twice has nothing to tell.
			expect([...told(changesSince(plan(one), people(one), four)).values()].flat()).toEqual([]);
		})
	);
});
