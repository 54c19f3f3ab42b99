import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bridgesBetween } from './bridges.ts';
import type { Quality } from './network.ts';

const people = (count: number) => Array.from({ length: count }, (_, index) => ({ id: String(index) }));
const tie = ([from, to]: readonly [number, number], quality: Quality = 'close') => ({
	from: String(from),
	to: String(to),
	quality
});

test('who alone joins two groups is found, and who has one friend beside a group is none', () => {
	// Two families of three, and 3 who knows somebody of each.
	const ties = [
		[0, 1],
		[1, 2],
		[0, 2],
		[4, 5],
		[5, 6],
		[4, 6],
		[2, 3],
		[3, 4]
	] as const;
	expect(
		bridgesBetween(
			people(7),
			ties.map((each) => tie(each))
		)
	).toEqual(['2', '3', '4']);
	expect(bridgesBetween(people(3), [tie([0, 1]), tie([1, 2])])).toEqual([]);
});

test('with a second way between the groups nobody is one, and a broken tie is no way', () => {
	const ties = [
		[0, 1],
		[2, 3],
		[1, 2]
	] as const;
	expect(
		bridgesBetween(
			people(4),
			ties.map((each) => tie(each))
		)
	).toEqual([]);
	const five = [
		[0, 1],
		[1, 2],
		[2, 3],
		[3, 4]
	] as const;
	expect(
		bridgesBetween(
			people(5),
			five.map((each) => tie(each))
		)
	).toEqual(['2']);
	expect(bridgesBetween(people(5), [...five.map((each) => tie(each)), tie([0, 4])])).toEqual([]);
	expect(bridgesBetween(people(5), [...five.map((each) => tie(each)), tie([0, 4], 'broken')])).toEqual(['2']);
});

test('it is the same as taking each away and looking what falls apart', () => {
	const pair = fc.tuple(fc.nat(9), fc.nat(9)).filter(([from, to]) => from !== to);
	fc.assert(
		fc.property(fc.array(pair, { maxLength: 16 }), (pairs) => {
			const all = people(10);
			const slow = all.filter(({ id }) => {
				const beside = new Set(pairs.filter((each) => each.includes(Number(id))).flat());
				const groups = new Map<number, Set<number>>();
				for (const one of beside)
					if (String(one) !== id) groups.set(one, reachedFrom(one, Number(id), pairs));
				const sizes = [...new Set([...groups.values()].map((group) => [...group].sort().join()))];
				return sizes.filter((group) => group.split(',').length >= 2).length >= 2;
			});
			expect(
				bridgesBetween(
					all,
					pairs.map((each) => tie(each))
				)
			).toEqual(slow.map(({ id }) => id));
		}),
		{ numRuns: 2_000 }
	);
});

function reachedFrom(
	start: number,
	without: number,
	pairs: readonly (readonly [number, number])[]
): Set<number> {
	const seen = new Set([start]);
	for (const one of seen)
		for (const [from, to] of pairs)
			for (const [here, there] of [
				[from, to],
				[to, from]
			] as const)
				if (here === one && there !== without) seen.add(there);
	return seen;
}
