import { expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { lookOf, outlineOf } from './look.ts';
import type { Person } from './network.ts';

const someone = (fields: Partial<Person>): Person => ({
	id: newId(),
	kind: 'person',
	made: { at: '2026-11-24T12:00:00.000Z', by: newId() },
	name: 'Berit',
	helps: [],
	note: '',
	...fields
});

test('who is asked, dead, or an animal is told by the look, not by colour', () => {
	expect(lookOf(someone({}))).toBe('plain');
	expect(lookOf(someone({ consent: { status: 'asked' } }))).toBe('asked');
	expect(lookOf(someone({ status: 'dead', consent: { status: 'asked' } }))).toBe('dead');
	expect(lookOf(someone({ kind: 'animal' }))).toBe('animal');
});

test('a profession has a double square, whatever symbol was chosen', () => {
	expect(outlineOf(someone({ relation: 'teacher', symbol: 'triangle' }))).toBe('professional');
	expect(outlineOf(someone({ symbol: 'triangle' }))).toBe('triangle');
	expect(outlineOf(someone({}))).toBe('disc');
	expect(outlineOf(someone({ kind: 'animal', relation: 'professional' }))).toBe('disc');
});
