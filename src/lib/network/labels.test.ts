import { expect, test } from 'vitest';
import { shownLabels } from './labels.ts';

const label = (id: string, x: number, y: number, rank: number) => ({ id, x, y, rank, halfWidth: 30 });

test('names that do not cover each other are all shown', () => {
	const labels = [label('a', 0, 0, 1), label('b', 61, 0, 2), label('c', 0, 21, 3)];
	expect([...shownLabels(labels, 20)]).toEqual(['a', 'b', 'c']);
});

test('of two that cover each other the one nearer the child is shown', () => {
	expect([...shownLabels([label('far', 0, 0, 4), label('near', 20, 5, 1)], 20)]).toEqual(['near']);
});

test('a name somebody is looking at is always shown', () => {
	const shown = shownLabels(
		[label('near', 0, 0, 1), label('selected', 20, 5, -1), label('held', 10, 2, -1)],
		20
	);
	expect(shown).toEqual(new Set(['held', 'selected']));
});
