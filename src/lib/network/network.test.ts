import { expect, test } from 'vitest';
import { nameProblem, tidyName } from './network.ts';

test('a name of 120 characters fits, one of 121 is too long, one of blanks is empty', () => {
	expect(nameProblem('a'.repeat(120))).toBeNull();
	expect(nameProblem('a'.repeat(121))).toBe('tooLong');
	expect(nameProblem(' \n\t ')).toBe('empty');
});

test('blanks and line breaks around and inside a pasted name become one blank', () => {
	expect(tidyName(' Tor-Even\n  Lunde ')).toBe('Tor-Even Lunde');
});
