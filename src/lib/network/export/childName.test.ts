import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textWidth } from '../textWidth.ts';
import { childName } from './childName.ts';

const words = (name: string) => childName(name).lines.map((line) => line.words);

test('a short name stands on one line, a long one on as many as let it be read', () => {
	expect(words('Ylva')).toEqual(['Ylva']);
	expect(words('Anne-Marie')).toEqual(['Anne-', 'Marie']);
	expect(words('Áilu-Máret Guttorm')).toEqual(['Áilu-', 'Máret', 'Guttorm']);
	// On one line it would be six units high: on A4 less than four pixels.
	expect(childName('Áilu-Máret Guttorm').size).toBeGreaterThan(11);
	expect(childName('Ylva').size).toBe(18);
});

test('no letter is lost, and no line lies over the edge of the disc', () => {
	const names = fc.array(fc.stringMatching(/^[A-ZÆØÅa-zæøåÁáŠš]{1,12}-?$/), { minLength: 1, maxLength: 4 });
	fc.assert(
		fc.property(names, (parts) => {
			const name = parts.join(' ');
			const { size, lines } = childName(name);
			expect(
				lines
					.map((line) => line.words)
					.join('')
					.replaceAll(' ', '')
			).toBe(name.replaceAll(' ', ''));
			if (size <= 4) return;
			for (const line of lines)
				expect(Math.hypot(textWidth(line.words, size) / 2, Math.abs(line.y) + size * 0.4)).toBeLessThan(33);
		})
	);
});
