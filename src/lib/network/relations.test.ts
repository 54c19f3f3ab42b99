import { expect, test } from 'vitest';
import { KINDS, RELATIONS, SECTORS, type Sector } from './network.ts';
import { sectorAt } from './placement.ts';
import {
	isAwaited,
	isProfessional,
	kindFor,
	RELATION_CHIPS,
	relationsFor,
	sectorAfter,
	sectorOnceMoved,
	sectorFor,
	sectorOf
} from './relations.ts';

test('every relation has a sector to begin in', () => {
	for (const relation of RELATIONS) expect(SECTORS).toContain(sectorFor(relation));
});

test('the sector somebody was moved to goes before the one their relation suggests', () => {
	expect(sectorOf({ relation: 'father', sector: 'family' })).toBe('family');
	expect(sectorOf({ relation: 'father' })).toBe('household');
});

test('who nobody has said anything about belongs to no sector, and is nobody’s friend by that', () => {
	expect(sectorFor(undefined)).toBeUndefined();
	expect(sectorOf({})).toBeUndefined();
	expect(isProfessional({})).toBe(false);
});

test('a teacher is a professional though they stand in the sector of school', () => {
	expect(isProfessional({ relation: 'teacher', sector: 'school' })).toBe(true);
	expect(isProfessional({ relation: 'coach' })).toBe(false);
	expect(isProfessional({ sector: 'professional' })).toBe(true);
});

test('only somebody who was asked and has not answered is awaited', () => {
	expect(isAwaited({ consent: { status: 'asked' } })).toBe(true);
	expect(isAwaited({ consent: { status: 'yes' } })).toBe(false);
	expect(isAwaited({})).toBe(false);
});

test('the chips are twelve relations', () => {
	expect(new Set(RELATION_CHIPS).size).toBe(12);
});

test('a relation says what it is of: an animal, a group, a place, and everything else a person', () => {
	const others = RELATIONS.map((relation) => [relation, kindFor(relation)]).filter(
		([, kind]) => kind !== 'person'
	);
	expect(others).toEqual([
		['pet', 'animal'],
		['group', 'group'],
		['place', 'place']
	]);
	expect(kindFor(undefined)).toBe('person');
});

test('each relation is a choice of one kind and of no other', () => {
	expect(KINDS.flatMap(relationsFor).toSorted()).toEqual([...RELATIONS].sort());
	expect(relationsFor('person')).not.toContain('group');
	expect(relationsFor('group')).toEqual(['group']);
});

test('a sector that only followed from who somebody was follows who they are, and one that was chosen stays', () => {
	expect(sectorAfter({ relation: 'grandparent', sector: 'kin' }, 'teacher')).toEqual({ sector: 'school' });
	expect(sectorAfter({ relation: 'grandparent', sector: 'kin' }, undefined)).toEqual({ sector: undefined });
	expect(sectorAfter({ relation: 'grandparent', sector: 'household' }, 'teacher')).toBeNull();
	expect(sectorAfter({ relation: 'grandparent', sector: 'kin' }, 'aunt')).toBeNull();
	// What nobody has written follows by itself.
	expect(sectorAfter({ relation: 'grandparent' }, 'teacher')).toBeNull();
});

test('who is moved within the sector where they stand belongs where they belonged, also where that is another', () => {
	const kin = { ring: 2, angle: midOf('kin') };
	const teacher = { relation: 'grandparent', sector: 'school', placement: kin } as const;
	expect(sectorOnceMoved(teacher, { ring: 3, angle: kin.angle + 5 })).toBeUndefined();
	expect(sectorOnceMoved(teacher, { ring: 3, angle: midOf('friends') })).toBe('friends');
	expect(sectorOnceMoved({ placement: kin }, { ring: 3, angle: kin.angle })).toBeUndefined();
	expect(sectorOnceMoved({ placement: kin }, { ring: 3, angle: kin.angle + 5 })).toBe('kin');
	expect(sectorOnceMoved({ relation: 'friend' }, kin)).toBe('kin');
});

function midOf(sector: Sector): number {
	const angles = Array.from({ length: 360 }, (_, angle) => angle).filter(
		(angle) => sectorAt(angle) === sector
	);
	return angles[Math.floor(angles.length / 2)] ?? 0;
}
