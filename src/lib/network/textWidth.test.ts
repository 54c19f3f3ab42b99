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

test('more letters are wider, and a larger type is', () => {
	expect(textWidth('Berit Sørhaug', 16)).toBeGreaterThan(textWidth('Berit', 16));
	expect(textWidth('Berit', 32)).toBe(2 * textWidth('Berit', 16));
	expect(textWidth('', 16)).toBe(0);
});
