import { expect, test } from 'vitest';
import { namesakeOf } from './namesakes.ts';

const people = [
	{ id: 'a', name: 'Berit Ås' },
	{ id: 'b', name: 'Nora' }
];

test('somebody with the same name is found, however it is written', () => {
	expect(namesakeOf(people, ' berit  ÅS')?.id).toBe('a');
	expect(namesakeOf(people, 'Ås, Berit')?.id).toBe('a');
});

test('nobody is found for part of a name, for no name, or for oneself', () => {
	expect(namesakeOf(people, 'Berit')).toBe(null);
	expect(namesakeOf(people, ' – ')).toBe(null);
	expect(namesakeOf(people, 'Nora', 'b')).toBe(null);
});
