import { expect, test } from 'vitest';
import { clashOf } from './clash.ts';

const mine = { value: 'Berit Hansen', at: 20_000 };

test('two words in one field within ten seconds clash, and the later one stands', () => {
	expect(clashOf(mine, { value: 'Berit Olsen', at: 29_000 })).toEqual({
		mine: 'Berit Hansen',
		theirs: 'Berit Olsen',
		stands: 'theirs'
	});
	expect(clashOf(mine, { value: 'Berit Olsen', at: 11_000 })?.stands).toBe('mine');
	expect(clashOf(mine, { value: '', at: 21_000 })?.theirs).toBe('');
});

test('the same word, a word from before, and one alone do not', () => {
	expect(clashOf(mine, { value: 'Berit Hansen', at: 21_000 })).toBeNull();
	expect(clashOf(mine, { value: 'Berit Olsen', at: 9_000 })).toBeNull();
	expect(clashOf(mine, { value: 'Berit Olsen', at: 31_000 })).toBeNull();
	expect(clashOf(mine, null)).toBeNull();
	expect(clashOf(null, mine)).toBeNull();
});
