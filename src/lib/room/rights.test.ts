import { describe, expect, test } from 'vitest';
import {
	accessTo,
	may,
	mayReadDocument,
	mayWriteDocument,
	refusalAt,
	rightsOf,
	type Standing,
	type Writing
} from './rights.ts';
import { newId } from './ids.ts';
import { ROLES, SECTIONS, SPACES, type Role } from './spaces.ts';

const as = (role: Role, more: Partial<Standing> = {}): Standing => ({
	role,
	carer: false,
	hidden: false,
	...more
});

const writing = (role: Role, more: Partial<Writing> = {}): Writing => ({
	...as(role, more),
	participant: newId(),
	own: [],
	locked: [],
	closed: [],
	...more
});

describe('rights in a room', () => {
	test('a caseworker writes every part and only reads the voice of the child', () => {
		for (const section of SECTIONS) expect(may(as('caseworker'), section, false)).toBe(section !== 'voice');
	});

	test('only the child writes what the child says', () => {
		expect(ROLES.filter((role) => may(as(role), 'voice', true))).toEqual(['child']);
	});

	test('a relative writes their own entry on the map and in the emergency plan, and nobody else’s', () => {
		expect(may(as('relative'), 'people', true)).toBe(true);
		expect(may(as('relative'), 'people', false)).toBe(false);
		expect(may(as('relative'), 'emergency', true)).toBe(true);
		expect(may(as('relative'), 'emergency', false)).toBe(false);
		expect(may(as('relative'), 'visits', true)).toBe(false);
	});

	test('nobody writes anything in a closed room, and proposes nothing', () => {
		for (const role of ROLES) {
			const standing = as(role, { roomClosed: true, carer: true });
			for (const space of SPACES) expect(mayWriteDocument(standing, space, true)).toBe(false);
			for (const section of SECTIONS) expect(accessTo(standing, section)).toBe('read');
			expect(rightsOf(writing(role, { roomClosed: true }), 'room')).toMatchObject({
				write: false,
				proposes: [],
				roomClosed: true
			});
		}
	});

	test('interpreters, support persons, observers and the shared screen write nothing', () => {
		for (const role of ['interpreter', 'support', 'observer', 'screen'] as const)
			for (const space of SPACES) expect(mayWriteDocument(as(role), space)).toBe(false);
	});

	test('a hidden participant writes nothing in the room, whatever the role', () => {
		for (const role of ROLES) {
			expect(mayWriteDocument(as(role, { hidden: true }), 'room')).toBe(false);
			for (const section of SECTIONS) expect(accessTo(as(role, { hidden: true }), section)).toBe('read');
		}
	});

	test('care is opened by caseworkers and by those who care for the child, nobody else', () => {
		expect(ROLES.filter((role) => mayReadDocument(as(role), 'care'))).toEqual(['caseworker']);
		expect(mayReadDocument(as('parent', { carer: true }), 'care')).toBe(true);
		expect(rightsOf(writing('fosterParent', { carer: true }), 'care').write).toBe(true);
	});

	test('the flag of a carer opens care for parents and foster parents, and in no other role', () => {
		const opens = ROLES.filter((role) => mayReadDocument(as(role, { carer: true }), 'care'));
		expect(opens).toEqual(['caseworker', 'parent', 'fosterParent']);
		expect(ROLES.filter((role) => mayWriteDocument(as(role, { carer: true }), 'care'))).toEqual(opens);
	});

	test('the family’s own time is the family’s and the network’s: no professional is ever in it', () => {
		const takePart = (more: Partial<Standing>) =>
			ROLES.filter((role) => mayReadDocument(as(role, more), 'family'));
		expect(takePart({})).toEqual(['child', 'parent', 'relative', 'network']);
		expect(takePart({ familyTime: true })).toEqual([
			'child',
			'parent',
			'fosterParent',
			'relative',
			'network'
		]);
		expect(takePart({ familyTime: false })).toEqual([]);
		expect(takePart({ hidden: true, familyTime: true })).toEqual([]);
	});

	test('the child’s corner is the child’s to write, and read by whom the child has chosen', () => {
		expect(ROLES.filter((role) => mayReadDocument(as(role), 'child'))).toEqual(['child']);
		expect(mayReadDocument(as('relative', { corner: true }), 'child')).toBe(true);
		expect(mayReadDocument(as('relative', { corner: true, hidden: true }), 'child')).toBe(false);
		expect(mayWriteDocument(as('relative', { corner: true }), 'child')).toBe(false);
	});

	test('professionals’ notes are opened by caseworkers, and a letterbox by them and by whose it is', () => {
		expect(ROLES.filter((role) => mayReadDocument(as(role), 'staff'))).toEqual(['caseworker']);
		expect(ROLES.filter((role) => mayReadDocument(as(role), 'letter'))).toEqual(['caseworker']);
		expect(mayWriteDocument(as('parent', { hidden: true }), 'letter', true)).toBe(true);
		expect(mayWriteDocument(as('parent', { hidden: true }), 'family')).toBe(false);
	});
});

describe('what a facilitator has set otherwise', () => {
	test('widens and narrows one person, section by section', () => {
		const wide = as('relative', { exceptions: { visits: 'write', meetings: 'read' } });
		expect(may(wide, 'visits', false)).toBe(true);
		expect(may(wide, 'meetings', false)).toBe(false);
		expect(may(wide, 'people', false)).toBe(false);
	});

	test('never gives anybody the child’s voice, and nothing to who is hidden', () => {
		const odd = { voice: 'write' } as Standing['exceptions']; // as a row of an older kind might have it
		expect(may(as('parent', { ...(odd ? { exceptions: odd } : {}) }), 'voice', true)).toBe(false);
		expect(may(as('parent', { hidden: true, exceptions: { people: 'write' } }), 'people', true)).toBe(false);
	});

	test('makes a person who only watches one who writes nothing at all', () => {
		const watcher = as('relative', {
			exceptions: { people: 'read', ties: 'read', emergency: 'read', visits: 'read', meetings: 'read' }
		});
		expect(mayWriteDocument(watcher, 'room')).toBe(false);
	});
});

describe('a lock', () => {
	test('is a lock for all but caseworkers, and pages are told which', () => {
		const locked = { locked: ['emergency'] as const };
		expect(refusalAt(writing('coordinator', locked), 'room', 'emergency', newId(), true)).toBe('locked');
		expect(refusalAt(writing('caseworker', locked), 'room', 'emergency', newId(), true)).toBe(null);
		expect(rightsOf(writing('coordinator', locked), 'room')).toMatchObject({
			locked: ['emergency'],
			sections: { emergency: 'read', people: 'write' }
		});
		expect(rightsOf(writing('caseworker', locked), 'room').locked).toEqual([]);
	});

	test('is not told to who may not write there anyway: the first reason is that it is not theirs', () => {
		const relative = writing('relative', { locked: ['visits'] });
		expect(refusalAt(relative, 'room', 'visits', newId(), true)).toBe('notYours');
	});
});
