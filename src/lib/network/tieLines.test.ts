import { expect, test } from 'vitest';
import { QUALITIES } from './network.ts';
import { casedLines, pathOf, tieStrokes, type Stroke } from './tieLines.ts';

const ends = { from: { x: 0, y: 0 }, to: { x: 200, y: 0 }, fromGap: 20, toGap: 20 };
const path = (stroke: Stroke | undefined) => stroke && pathOf(stroke.lines, stroke.filled);
const look = (strokes: readonly Stroke[]) =>
	strokes.map((stroke) => [
		path(stroke)
			?.replace(/[\d.-]+/g, '')
			.replaceAll(' ', ''),
		stroke.dash
	]);

test('each of the six lines has a shape of its own, without colour', () => {
	const shapes = QUALITIES.map((quality) => JSON.stringify(look(tieStrokes(quality, 'both', ends))));
	expect(new Set(shapes).size).toBe(QUALITIES.length);
});

test('one way is told by a solid head at the far end', () => {
	const [body, head] = tieStrokes('ordinary', 'fromTo', ends);
	expect(path(body)).toBe('M20 0L171 0');
	expect(head?.filled).toBe(true);
	expect(path(head)).toBe('M168 -7L179 0L168 7z');
	expect(tieStrokes('ordinary', 'both', ends)).toHaveLength(1);
});

test('what is wished for always shows where the wish goes', () => {
	const [, head] = tieStrokes('wishedFor', 'both', ends);
	expect(path(head)).toBe('M168 -7L179 0L168 7');
	expect(head?.filled).toBeUndefined();
});

test('a line stops at the edge of the people it ties', () => {
	expect(path(tieStrokes('ordinary', 'both', ends)[0])).toBe('M20 0L180 0');
});

test('a second tie between the same two lies beside the first', () => {
	expect(path(tieStrokes('ordinary', 'both', { ...ends, lane: 1 })[0])).toBe('M20 11L180 11');
});

test('between two who stand on each other no line is drawn', () => {
	for (const quality of QUALITIES)
		expect(tieStrokes(quality, 'fromTo', { ...ends, to: { x: 41, y: 0 } })).toEqual([]);
	expect(tieStrokes('close', 'both', { from: { x: 3, y: 3 }, to: { x: 3, y: 3 } })).toEqual([]);
});

test('the light band lies under what is stroked, not under a solid head', () => {
	expect(pathOf(casedLines(tieStrokes('ordinary', 'fromTo', ends)))).toBe('M20 0L171 0');
	expect(pathOf(casedLines(tieStrokes('wishedFor', 'both', ends)))).toBe('M20 0L177 0M168 -7L179 0L168 7');
});

test('the band of a zigzag is straight, and as broad as its teeth', () => {
	const [zigzag] = tieStrokes('strained', 'both', ends);
	const reach = Math.max(...(zigzag?.lines[0] ?? []).map(({ y }) => Math.abs(y)));
	const band = casedLines(zigzag ? [zigzag] : []);
	expect(band.every((line) => line.length === 2)).toBe(true);
	// It is 9 wide: nothing between the two is bare, and no tooth stands out of it.
	const sides = band.map((line) => line[0]?.y ?? 0);
	expect(Math.max(...sides) - Math.min(...sides)).toBeLessThan(9);
	expect(Math.max(...sides) + 9 / 2).toBeGreaterThan(reach + 2);
});

test('a line that goes round somebody is a bow from edge to edge, and its head points along it', () => {
	const [body, head] = tieStrokes('ordinary', 'fromTo', { ...ends, bend: 40 });
	const points = body?.lines[0] ?? [];
	expect(points[0]).toEqual({ x: 20, y: 0 });
	expect(Math.max(...points.map(({ y }) => y))).toBeCloseTo(40, 0);
	const [left, tip, right] = head?.lines[0] ?? [];
	if (!left || !tip || !right) throw new Error('no head');
	// Towards the end the bow comes down: so does the head.
	const back = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
	expect(tip.x).toBeGreaterThan(back.x);
	expect(tip.y).toBeLessThan(back.y - 4);
	for (const quality of QUALITIES) expect(tieStrokes(quality, 'both', { ...ends, bend: 40 })).not.toEqual([]);
});
