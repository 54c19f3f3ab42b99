import { expect, test } from 'vitest';
import { QUALITIES } from './network.ts';
import { tieStrokes } from './tieLines.ts';

const ends = { from: { x: 0, y: 0 }, to: { x: 200, y: 0 }, fromGap: 20, toGap: 20 };
const look = (strokes: ReturnType<typeof tieStrokes>) =>
	strokes.map(({ d, dash, filled }) => [d.replace(/[\d.-]+/g, '').replaceAll(' ', ''), dash, filled]);

test('each of the six lines has a shape of its own, without colour', () => {
	const shapes = QUALITIES.map((quality) => JSON.stringify(look(tieStrokes(quality, 'both', ends))));
	expect(new Set(shapes).size).toBe(QUALITIES.length);
});

test('one way is told by a solid head at the far end', () => {
	const [body, head] = tieStrokes('ordinary', 'fromTo', ends);
	expect(body?.d).toBe('M20 0L171 0');
	expect(head).toMatchObject({ filled: true, d: 'M168 -7L179 0L168 7z' });
	expect(tieStrokes('ordinary', 'both', ends)).toHaveLength(1);
});

test('what is wished for always shows where the wish goes', () => {
	expect(tieStrokes('wishedFor', 'both', ends)[1]).toMatchObject({ d: 'M168 -7L179 0L168 7' });
});

test('a line stops at the edge of the people it ties', () => {
	expect(tieStrokes('ordinary', 'both', ends)[0]?.d).toBe('M20 0L180 0');
});

test('a second tie between the same two lies beside the first', () => {
	expect(tieStrokes('ordinary', 'both', { ...ends, lane: 1 })[0]?.d).toBe('M20 11L180 11');
});

test('between two who stand on each other no line is drawn', () => {
	for (const quality of QUALITIES)
		expect(tieStrokes(quality, 'fromTo', { ...ends, to: { x: 41, y: 0 } })).toEqual([]);
	expect(tieStrokes('close', 'both', { from: { x: 3, y: 3 }, to: { x: 3, y: 3 } })).toEqual([]);
});
