/** How somebody is drawn. Each sign is a shape; colour only tells one disc from the next. */
import type { Child, Person } from './network.ts';
import { isAwaited, isProfessional } from './relations.ts';

/** What they are: the child is the middle, an animal has ears, a dashed edge is a memory, dots are a question. */
export type Look = 'child' | 'plain' | 'asked' | 'dead' | 'animal';
/** The outline: a double square is a profession, the others are chosen where a family wants them. */
export type Outline = 'disc' | 'circle' | 'triangle' | 'square' | 'professional';

export function lookOf(person: Person | Child): Look {
	if (person.kind === 'child') return 'child';
	if (person.kind === 'animal') return 'animal';
	if (person.status === 'dead') return 'dead';
	return isAwaited(person) ? 'asked' : 'plain';
}

export function outlineOf(person: Person | Child): Outline {
	if (person.kind !== 'person') return 'disc';
	return isProfessional(person) ? 'professional' : (person.symbol ?? 'disc');
}
