import { expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { childLetters, childNameWidth, mapPeople } from './mapPeople.ts';
import type { Person } from './network.ts';
import { childWideGround, wideGround } from './placement.ts';
import { textWidth } from './textWidth.ts';

const ylva = { id: newId(), name: 'Ylva' };
const someone = (fields: Partial<Person>): Person => ({
	id: newId(),
	kind: 'person',
	made: { at: '2026-11-24T12:00:00.000Z', by: newId() },
	name: 'Berit',
	helps: [],
	note: '',
	...fields
});

test('the child is in the middle and never moved, even on an empty map', () => {
	expect(mapPeople(ylva, [], wideGround, () => true)).toMatchObject([
		{ id: ylva.id, point: { x: 0, y: 0 }, look: 'child', letters: 'Ylva', movable: false }
	]);
});

test('a child’s name is read whole: in its disc as large as fits, on two lines, or beside it', () => {
	const middle = (name: string, ground = wideGround) =>
		mapPeople({ ...ylva, name }, [], ground, () => true)[0];
	expect(middle('Ylva')).toMatchObject({ letters: 'Ylva', size: 1, beside: '' });
	expect(middle('Sunniva', childWideGround)).toMatchObject({ letters: 'Sunniva', beside: '' });
	expect(middle('Áilu-Máret Guttorm', childWideGround)).toMatchObject({
		letters: 'Áilu-\nMáret',
		beside: ''
	});
	expect(middle('Anne-Marie', childWideGround)).toMatchObject({ letters: 'Anne-\nMarie', beside: '' });
	expect(middle('Christoffer')).toMatchObject({ letters: 'C', size: 1, beside: 'Christoffer' });
	for (const ground of [wideGround, childWideGround])
		for (const name of ['Ylva', 'Sunniva', 'Alexandra', 'Nils Petter', 'Áilu-Máret', 'Maximilian']) {
			const { letters = '', size = 0 } = middle(name, ground) ?? {};
			expect(size).toBeGreaterThanOrEqual(0.7);
			for (const line of letters.split('\n'))
				expect(textWidth(line, childLetters) * size).toBeLessThanOrEqual(childNameWidth(ground));
		}
});

test('who has no place yet is not drawn', () => {
	expect(mapPeople(ylva, [someone({})], wideGround, () => true)).toHaveLength(1);
});

test('somebody who has not answered carries a question mark', () => {
	const asked = someone({ placement: { ring: 1, angle: 0 }, consent: { status: 'asked' } });
	expect(mapPeople(ylva, [asked], wideGround, () => false)[1]).toMatchObject({
		letters: 'B?',
		point: { x: 0, y: -146 },
		movable: false
	});
});

test('each has one of six colours, the same whenever they are drawn', () => {
	const people = Array.from({ length: 30 }, () => someone({ placement: { ring: 2, angle: 90 } }));
	const tones = () => mapPeople(ylva, people, wideGround, () => true).map(({ tone }) => tone);
	expect(tones()).toEqual(tones());
	expect(
		tones()
			.slice(1)
			.every((tone) => tone >= 1 && tone <= 6)
	).toBe(true);
});
