import { expect, test } from 'vitest';
import { boxAround, type Box } from './boxes.ts';
import { placedLabels, type Label } from './labels.ts';

const label = (id: string, x: number, y: number, rank: number): Label => ({
	id,
	at: { x, y },
	radius: 20,
	width: 60,
	rank
});
const placed = (
	labels: Label[],
	lines: Parameters<typeof placedLabels>[1] = [],
	words: readonly Box[] = [],
	within?: Box,
	overEdges = true
) => Object.fromEntries(placedLabels(labels, lines, 20, words, within, overEdges));
/** What stands in the way of names. */
const wall = (x: number, y: number, width = 100, height = 20) => boxAround({ x, y }, width, height);

test('names that do not cover each other stand below', () => {
	expect(placed([label('a', 0, 0, 1), label('b', 61, 0, 2), label('c', 0, 90, 3)])).toEqual({
		a: 'below',
		b: 'below',
		c: 'below'
	});
});

test('a name that would cover another person or name stands above', () => {
	expect(placed([label('above', 0, 0, 1), label('under', 0, 42, 2)])).toEqual({
		above: 'above',
		under: 'below'
	});
	expect(placed([label('near', 0, 0, 1), label('beside', 40, 0, 2)])).toEqual({
		near: 'below',
		beside: 'above'
	});
});

test('a name keeps off a tie where the other side is free', () => {
	const tie = { from: { x: 0, y: 0 }, to: { x: 0, y: 200 } };
	expect(placed([label('a', 0, 0, 1)], [tie])).toEqual({ a: 'above' });
	const both = { from: { x: 0, y: -200 }, to: { x: 0, y: 200 } };
	expect(placed([label('a', 0, 0, 1)], [both])).toEqual({ a: 'below' });
	const passing = { from: { x: -200, y: 31 }, to: { x: 200, y: 31 } };
	expect(placed([label('a', 0, 0, 1)], [passing])).toEqual({ a: 'above' });
});

test('a name that has no room above or below stands at a side, and as its last choice at a corner', () => {
	const walls = [wall(0, 31), wall(0, -31)];
	expect(placed([label('a', 0, 0, 1)], [], walls)).toEqual({ a: 'right' });
	expect(placed([label('a', 0, 0, 1)], [], [...walls, wall(60, 0, 60, 8)])).toEqual({ a: 'left' });
	const beside = [wall(60, 0, 60, 8), wall(-60, 0, 60, 8)];
	expect(placed([label('a', 0, 0, 1)], [], [wall(-20, 34, 20, 30), wall(0, -31), ...beside])).toEqual({
		a: 'belowRight'
	});
});

test('no name reaches over the edge of the map', () => {
	const edge = { left: -300, right: 25, top: -300, bottom: 25 };
	expect(placed([label('a', 0, 0, 1)], [], [], edge)).toEqual({ a: 'left' });
});

test('where there is no room on any side, the one nearer the child is named', () => {
	const crowd = Array.from({ length: 9 }, (_, index) => label(String(index), index, 0, 4));
	const shown = placed([...crowd, label('near', 4, 2, 1)]);
	expect(shown['near']).toBeDefined();
	expect(Object.keys(shown).length).toBeLessThan(10);
});

test('whoever somebody is looking at is always named', () => {
	const crowd = ['a', 'b', 'c', 'd'].map((id) => label(id, 0, 0, -1));
	expect(Object.keys(placed(crowd))).toEqual(['a', 'b', 'c', 'd']);
});

test('a name keeps off a face where it may lie on the edge of a disc', () => {
	const [name, beside] = [label('name', 0, 0, 2), label('beside', 0, 56, 1)];
	const walls = [
		wall(0, -31, 200),
		wall(60, 4, 60, 8),
		wall(-60, 4, 60, 8),
		wall(48, 40, 8, 20),
		wall(-48, 40, 8, 20)
	];
	expect(placed([name, beside], [], walls)['name']).toBe('below');
	expect(placed([name, { ...beside, pictured: true }], [], walls)['name']).toBeUndefined();
});

test('a name keeps off the ears of an animal, which stand above its disc', () => {
	const name = label('name', 0, 0, 2);
	// The name below ends at 41: the head begins at 46, and the ears at 34.
	const animal = { ...label('animal', 0, 66, 1), pictured: true };
	expect(placed([name, animal])).toMatchObject({ name: 'below' });
	expect(placed([name, { ...animal, top: 32 }])).toMatchObject({ name: 'above' });
	const walls = [
		wall(0, -31, 200),
		wall(60, 4, 60, 8),
		wall(-60, 4, 60, 8),
		wall(48, 34, 8, 14),
		wall(-48, 34, 8, 14)
	];
	expect(placed([name, animal], [], walls)['name']).toBe('below');
	// With no room on any other side it waits for some: no end of it lies behind them.
	expect(placed([name, { ...animal, top: 32 }], [], walls)['name']).toBeUndefined();
});

test('whoever is looked at is named where no face or letter is hidden, if only an edge of a disc is on the other side', () => {
	const [above, below] = [label('above', 0, -56, 1), label('below', 0, 56, 1)];
	const all = [label('looked', 0, 0, -1), above, label('left', -50, 0, 1), label('right', 50, 0, 1)];
	expect(placed([...all, below])['looked']).toBe('below');
	expect(placed([...all, { ...below, pictured: true }])['looked']).toBe('above');
});

test('the child’s name lies rather on the words of the map than on somebody, who could not be told any more', () => {
	const child = { ...label('child', 0, 0, -2), radius: 30, width: 60, whole: true };
	const around = [
		label('above', 0, -44, 1),
		label('left', -60, 0, 1),
		label('right', 60, 0, 1),
		label('leftBelow', -50, 44, 1),
		label('rightBelow', 50, 44, 1),
		label('leftAbove', -50, -44, 1),
		label('rightAbove', 50, -44, 1)
	];
	expect(placed([child, ...around], [], [wall(0, 44, 20, 8)])['child']).toBe('below');
});

test('no name lies on the disc of the child in the middle, in which a name stands', () => {
	const child = { ...label('child', 0, 0, Infinity), radius: 30, width: 0, whole: true };
	expect(placed([child, label('mother', 0, -66, 1)])).toMatchObject({ mother: 'above' });
	// Above is somebody else, and below the rim of the child's disc: then it waits for room.
	const beside = [wall(60, -66, 70, 60), wall(-60, -66, 70, 60)];
	expect(placed([child, label('mother', 0, -66, 1), label('aunt', 0, -100, 2)], [], beside)).toEqual({
		child: 'below',
		aunt: 'above'
	});
});

test('where there is room for all names that are read, none lies on so much as the edge of a disc', () => {
	const [name, beside] = [label('name', 0, 0, 2), label('beside', 0, 58, 1)];
	// Below, its line would end four units within the other disc; the sides are taken.
	const walls = [
		wall(0, -31, 200),
		wall(60, 4, 60, 8),
		wall(-60, 4, 60, 8),
		wall(48, 40, 8, 20),
		wall(-48, 40, 8, 20)
	];
	expect(placed([name, beside], [], walls)['name']).toBe('below');
	expect(placed([name, beside], [], walls, undefined, false)['name']).toBeUndefined();
});

test('a name goes to another side where that makes room for one more', () => {
	const [first, second] = [label('first', 0, 0, 1), label('second', 0, 64, 2)];
	// Only above is free for the second, where the first stands below.
	const walls = [
		wall(0, 95),
		wall(60, 64, 60, 8),
		wall(-60, 64, 60, 8),
		wall(48, 98, 8, 20),
		wall(-48, 98, 8, 20)
	];
	const corners = [wall(60, 30, 30, 20), wall(-60, 30, 30, 20)];
	const all = placed([first, second], [], [...walls, ...corners], undefined, false);
	expect(all).toEqual({ first: 'above', second: 'above' });
});
