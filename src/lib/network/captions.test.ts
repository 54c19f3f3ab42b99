import { describe, expect, test } from 'vitest';
import { captionsFrom, ordinaryCaptions, ringsOf, standing } from './captions.ts';

test('a map has three to five rings', () => {
	const rings = (count: number) => captionsFrom({ rings: count, text: () => '' })?.rings.length ?? null;
	expect([2, 3, 4, 5].map(rings)).toEqual([null, 3, 4, 5]);
	for (const count of [0, 3.5, 6, 9, 99, -3, Number.NaN]) expect(rings(count), String(count)).toBe(null);
	expect(ringsOf(ordinaryCaptions)).toEqual([1, 2, 3, 4]);
});

test('words are taken without blanks, empty sectors keep their ordinary word, what is too long is refused', () => {
	const words: Record<string, string> = {
		'ring-1': ' Hjertet ',
		'sector-school': 'Barnehagen',
		'sector-kin': ' '
	};
	expect(captionsFrom({ rings: 3, text: (name) => words[name] ?? '' })).toEqual({
		rings: ['Hjertet', '', ''],
		sectors: { school: 'Barnehagen' }
	});
	expect(captionsFrom({ rings: 3, text: () => 'a'.repeat(121) })).toBeNull();
});

describe('who stood on a ring that is taken away', () => {
	const far = { placement: { ring: 5, angle: 40 } };

	test('stands on the outermost that is left, and goes back when it is there again', () => {
		expect(standing(far, 3)).toEqual({ placement: { ring: 3, angle: 40 } });
		expect(standing(far, 5)).toBe(far);
		expect(far.placement.ring).toBe(5);
	});

	test('others stay the same', () => {
		const near = { placement: { ring: 2, angle: 40 } };
		expect(standing(near, 3)).toBe(near);
		expect(standing({ placement: undefined }, 3)).toEqual({ placement: undefined });
	});
});
