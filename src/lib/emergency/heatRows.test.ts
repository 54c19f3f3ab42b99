import { expect, test } from 'vitest';
import { coverageOf } from './coverage.ts';
import { foldedRows, heatRows } from './heatRows.ts';
import { viewIn } from './view.ts';

const weekOf = (from: string, to: string) =>
	heatRows(
		coverageOf(
			[
				{
					id: 'A',
					can: ['comeHere'],
					availability: [{ days: [4], from, to }],
					consent: { status: 'yes', at: '2026-11-02' }
				}
			],
			'2026-12-10'
		).cells
	);

test('a week of whole hours is drawn in 24 rows', () => {
	const rows = weekOf('08:00', '16:00');
	expect(rows).toHaveLength(24);
	expect(rows[8]?.cells.map(({ sure }) => sure.length)).toEqual([0, 0, 0, 1, 0, 0, 0]);
});

test('an hour of which somebody can only the second half is drawn as two', () => {
	const rows = weekOf('08:30', '16:00');
	expect(rows).toHaveLength(25);
	expect(rows.filter(({ half }) => half).map(({ from, cells }) => [from, cells[3]?.sure.length])).toEqual([
		['08:00', 0],
		['08:30', 1]
	]);
});

test('rows that tell the same are drawn together in a small place', () => {
	expect(foldedRows(weekOf('08:30', '16:00')).map(({ from, to }) => `${from}–${to}`)).toEqual([
		'00:00–08:30',
		'08:30–16:00',
		'16:00–24:00'
	]);
});

test('an address that says nothing known shows the usual view', () => {
	expect(viewIn(new URLSearchParams('view=coverage'), 'people')).toBe('coverage');
	expect(viewIn(new URLSearchParams('view=<script>'), 'people')).toBe('people');
});
