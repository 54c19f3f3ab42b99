import { expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { absenceOf, lookOf, outlineOf } from './look.ts';
import { KINDS, type Person } from './network.ts';

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
	expect(lookOf(someone({ kind: 'group', relation: 'professional' }))).toBe('group');
	expect(lookOf(someone({ kind: 'place' }))).toBe('place');
});

test('who has died or moved away has a sign of their own, a pet and a place too', () => {
	for (const kind of KINDS) {
		expect(absenceOf(someone({ kind, status: 'dead' }))).toBe('dead');
		expect(absenceOf(someone({ kind, status: 'movedAway' }))).toBe('movedAway');
		expect(absenceOf(someone({ kind, status: 'alive' }))).toBeNull();
		expect(absenceOf(someone({ kind, status: 'unborn' }))).toBeNull();
	}
	expect(absenceOf(someone({}))).toBeNull();
});

test('a profession has a double square, whatever symbol was chosen', () => {
	expect(outlineOf(someone({ relation: 'teacher', symbol: 'triangle' }))).toBe('professional');
	expect(outlineOf(someone({ symbol: 'triangle' }))).toBe('triangle');
	expect(outlineOf(someone({}))).toBe('disc');
	expect(outlineOf(someone({ kind: 'animal', relation: 'professional' }))).toBe('disc');
});
