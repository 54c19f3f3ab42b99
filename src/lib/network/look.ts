/** How somebody is drawn. Each sign is a shape; colour only tells one disc from the next. */
import type { Child, Person, PersonKind } from './network.ts';
import { isAwaited, isProfessional } from './relations.ts';

/**
 * What they are: the child is the middle, a dashed edge is a memory, dots are a question; an animal has ears, a group is
 * three discs together, and a place is a house.
 */
export type Look = 'child' | 'plain' | 'asked' | 'dead' | 'animal' | 'group' | 'place';
/** The outline: a double square is a profession, the others are chosen where a family wants them. */
export type Outline = 'disc' | 'circle' | 'triangle' | 'square' | 'professional';

export function lookOf(person: Person | Child): Look {
	if (person.kind === 'child') return 'child';
	if (person.kind !== 'person') return person.kind;
	if (person.status === 'dead') return 'dead';
	return isAwaited(person) ? 'asked' : 'plain';
}

/** Whether it has a shape of its own, which a layer above the graph draws. */
export function hasOwnShape(look: Look): look is Exclude<PersonKind, 'person'> {
	return look === 'animal' || look === 'group' || look === 'place';
}

/** What a small sign tells beside somebody: a star that they have died, an arrow that they have moved away. */
export type Absence = 'dead' | 'movedAway';

/** The arrow, around 0,0 in a disc of radius 8. */
export const awayArrow = 'M-3.5 3.5L3.5-3.5M-2-3.5h5.5V2';

/** Whether somebody is not there any more, animals and places too; null where they are. */
export function absenceOf(person: Person | Child): Absence | null {
	if (person.kind === 'child') return null;
	return person.status === 'dead' || person.status === 'movedAway' ? person.status : null;
}

export function outlineOf(person: Person | Child): Outline {
	if (person.kind !== 'person') return 'disc';
	return isProfessional(person) ? 'professional' : (person.symbol ?? 'disc');
}
