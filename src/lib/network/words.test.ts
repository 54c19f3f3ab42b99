import { beforeAll, describe, expect, test } from 'vitest';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { newId } from '#lib/room/ids.ts';
import { ordinaryCaptions, type Captions } from './captions.ts';
import type { Person } from './network.ts';
import { chooseOtherEnd, described, oneStop, standsInWords, whereInWords } from './words.svelte.ts';

beforeAll(() => overwriteGetLocale(() => 'nb'));

const berit = {
	id: newId(),
	made: { at: '2026-11-30T10:00:00.000Z', by: newId() },
	kind: 'person',
	name: 'Berit',
	relation: 'grandparent',
	side: 'maternal',
	placement: { ring: 1, angle: 90 },
	helps: [],
	note: ''
} as unknown as Person;
const own: Captions = { rings: ['Hos Mormor', '', '', ''], sectors: { kin: 'Familien Lie' } };

describe('what is said of somebody on a map', () => {
	test('names the sector they belong to, where the map has sectors', () => {
		expect(described(berit, 'Berit', 2, ordinaryCaptions, true)).toBe(
			'Berit, besteforelder, helt nær, slekta på mors side, 2 bånd'
		);
	});

	test('names none on a map without: nothing is seen of it there', () => {
		expect(described(berit, 'Berit', 2, ordinaryCaptions, false)).toBe(
			'Berit, besteforelder, helt nær, 2 bånd'
		);
	});

	test('has names that people gave as they wrote them, also within a sentence', () => {
		expect(described(berit, 'Berit', 0, own, true)).toContain(', Hos Mormor, Familien Lie på mors side,');
		expect(standsInWords(berit, own)).toBe('Hos Mormor, Familien Lie');
		expect(whereInWords(2, 'kin', [], own)).toBe('Nær, Familien Lie.');
	});
});

test('a sentence that ends with a shortened name has no stop beside the one of the name', () => {
	expect(chooseOtherEnd('Maren S.')).toBe('Velg den andre. Båndet går fra Maren S.');
	expect(chooseOtherEnd('Bestekusinen Am…')).toBe('Velg den andre. Båndet går fra Bestekusinen Am…');
	expect(oneStop('Det er Nora.')).toBe('Det er Nora.');
});
