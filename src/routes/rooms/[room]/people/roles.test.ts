import { expect, test } from 'vitest';
import { linkRoles, proposedRole } from './roles.ts';

const someone = (relation: string | null, relationText: string | null = null) =>
	proposedRole({ relation, relationText, isChild: false });

test('the role that is proposed fits who somebody is for the child', () => {
	expect(proposedRole({ relation: null, relationText: null, isChild: true })).toBe('child');
	expect(['mother', 'father'].map((relation) => someone(relation))).toEqual(['parent', 'parent']);
	expect(someone('fosterParent', 'fostermor')).toBe('fosterParent');
	expect(['sibling', 'aunt', 'stepParent'].map((relation) => someone(relation))).toEqual(
		Array(3).fill('relative')
	);
	expect(['friend', 'teacher', null].map((relation) => someone(relation))).toEqual(Array(3).fill('network'));
});

test('who was a foster parent or a stepparent once is proposed as one of the network, in each language', () => {
	for (const words of [
		'tidligere fostermor',
		'tidlegare fosterfar',
		'former foster mother',
		'Forrige fosterhjem'
	])
		expect(someone('fosterParent', words)).toBe('network');
	expect(someone('stepParent', 'eks-stefar')).toBe('network');
	// A parent stays one, whoever they live with.
	expect(someone('mother', 'mamma, tidligere Lunde')).toBe('parent');
});

test('every role that is proposed can be chosen', () => {
	for (const relation of ['mother', 'fosterParent', 'aunt', 'friend', null])
		expect(linkRoles).toContain(someone(relation));
});
