import { expect, test } from 'vitest';
import { textWidth } from './textWidth.ts';

test('a name is about as wide as it is drawn', () => {
	// Measured in Inter, 600, 16 px.
	for (const [name, drawn] of [
		['Berit', 37],
		['Gunnvor', 66],
		['Ingvild', 54],
		['Mamma', 60]
	] as const)
		expect(Math.abs(textWidth(name, 16) - drawn)).toBeLessThan(12);
});

test('so is a name in Sami, however its letters were written', () => {
	// Measured in the same way, with the letters that the larger file of Inter holds.
	for (const [name, drawn] of [
		['Áhčči', 44],
		['Đuoddar', 67],
		['Iŋgá', 33],
		['Šoasa', 48],
		['Ŧorra', 42],
		['Žanna', 48],
		['Máhtte', 54],
		['ŧŧŧŧ', 22]
	] as const)
		for (const written of [name, name.normalize('NFD')])
			expect(Math.abs(textWidth(written, 16) - drawn), written).toBeLessThan(6);
});

test('more letters are wider, and a larger type is', () => {
	expect(textWidth('Berit Sørhaug', 16)).toBeGreaterThan(textWidth('Berit', 16));
	expect(textWidth('Berit', 32)).toBe(2 * textWidth('Berit', 16));
	expect(textWidth('', 16)).toBe(0);
});
