import { expect, test } from 'vitest';
import { clashOf } from './clash.ts';

const mine = { value: 'Berit Hansen', at: 20_000 };

test('two words in one field within ten seconds clash', () => {
	expect(clashOf(mine, { value: 'Berit Olsen', at: 29_000 }, 'theirs')).toEqual({
		mine: 'Berit Hansen',
		theirs: 'Berit Olsen',
		stands: 'theirs'
	});
	expect(clashOf(mine, { value: 'Berit Olsen', at: 11_000 }, 'mine')?.stands).toBe('mine');
	expect(clashOf(mine, { value: '', at: 21_000 }, 'theirs')?.theirs).toBe('');
});

test('the same word, a word from before, and one alone do not', () => {
	expect(clashOf(mine, { value: 'Berit Hansen', at: 21_000 }, 'theirs')).toBeNull();
	expect(clashOf(mine, { value: 'Berit Olsen', at: 9_000 }, 'mine')).toBeNull();
	expect(clashOf(mine, { value: 'Berit Olsen', at: 31_000 }, 'theirs')).toBeNull();
	expect(clashOf(mine, null, 'mine')).toBeNull();
	expect(clashOf(null, mine, 'theirs')).toBeNull();
});
