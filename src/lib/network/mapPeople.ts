/** Who is drawn on the map, and how: people of the document as what a graph draws. */
import { avatarLook } from '#lib/ui/avatar.ts';
import { absenceOf, lookOf, outlineOf, type Absence, type Look, type Outline } from './look.ts';
import { initialOf } from './names.ts';
import type { Child, Person } from './network.ts';
import { pointOf, type Ground, type Point } from './placement.ts';

export interface MapPerson {
	readonly id: string;
	readonly point: Point;
	readonly look: Look;
	readonly outline: Outline;
	readonly absence: Absence | null;
	/** Which of the avatar colours, 1–6; 0 for the child, who has one of their own. */
	readonly tone: number;
	/** What stands in the disc. */
	readonly letters: string;
	readonly movable: boolean;
}

/**
 * The child in the middle, and everybody who has a place.
 * @param mayMove whom this person may take hold of now
 */
export function mapPeople(
	child: Pick<Child, 'id' | 'name'>,
	people: readonly Person[],
	ground: Ground,
	mayMove: (id: string) => boolean
): MapPerson[] {
	const middle: MapPerson = {
		id: child.id,
		point: { x: 0, y: 0 },
		look: 'child',
		outline: 'disc',
		absence: null,
		tone: 0,
		letters: child.name,
		movable: false
	};
	return [middle, ...people.flatMap((person) => mapPerson(person, ground, mayMove(person.id)))];
}

function mapPerson(person: Person, ground: Ground, movable: boolean): MapPerson[] {
	if (!person.placement) return [];
	const look = lookOf(person);
	const initial = initialOf(person.name);
	return [
		{
			id: person.id,
			point: pointOf(ground, person.placement),
			look,
			outline: outlineOf(person),
			absence: absenceOf(person),
			tone: avatarLook(person.id).colour,
			letters: look === 'asked' ? `${initial}?` : initial,
			movable
		}
	];
}
