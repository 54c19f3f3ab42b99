import { describe, expect, test } from 'vitest';
import { accessTo, may, mayReadDocument, mayWriteDocument, rightsOf, type Standing } from './rights.ts';
import { ROLES, SECTIONS, SPACES, type Role } from './spaces.ts';

const as = (role: Role, more: Partial<Standing> = {}): Standing => ({
	role,
	carer: false,
	hidden: false,
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
		expect(rightsOf(as('fosterParent', { carer: true }), 'care', []).write).toBe(true);
	});

	test('nobody opens a document of an audience that has not been made yet', () => {
		for (const role of ROLES)
			for (const space of ['child', 'family', 'staff', 'letter'] as const)
				expect(mayReadDocument(as(role, { carer: true }), space)).toBe(false);
	});
});
