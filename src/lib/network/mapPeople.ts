/** Who is drawn on the map, and how: people of the document as what a graph draws. */
import { avatarLook } from '#lib/ui/avatar.ts';
import { absenceOf, lookOf, outlineOf, type Absence, type Look, type Outline } from './look.ts';
import { initialOf } from './names.ts';
import { textWidth } from './textWidth.ts';
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
	/** How large: 1, or less where a name is long for its disc. */
	readonly size: number;
	readonly movable: boolean;
}

/**
 * The child in the middle, and everybody who has a place.
 * @param mayMove whom this person may take hold of now
 * @param points where they are shown instead of where they belong: `standApart.ts`
 */
export function mapPeople(
	child: Pick<Child, 'id' | 'name'>,
	people: readonly Person[],
	ground: Ground,
	mayMove: (id: string) => boolean,
	points?: ReadonlyMap<string, Point>
): MapPerson[] {
	const middle: MapPerson = {
		id: child.id,
		point: { x: 0, y: 0 },
		look: 'child',
		outline: 'disc',
		absence: null,
		tone: 0,
		letters: child.name,
		size: nameSize(child.name, ground),
		movable: false
	};
	return [middle, ...people.flatMap((person) => mapPerson(person, ground, mayMove(person.id), points))];
}

/** Type of the child's name in the middle, in units of a person, where the name is short. */
export const childLetters = (ground: Ground): number => (ground.child > 70 ? 23 : 18);
/** How much of the disc a name may take. */
export const childNameWidth = ({ child }: Ground): number => child * 0.86;
/** Smaller than this nobody reads it: a longer name is cut. */
const leastSize = 0.6;

function nameSize(name: string, ground: Ground): number {
	const fits = childNameWidth(ground) / textWidth(name, childLetters(ground));
	// In hundredths and rounded down, so that the same name is the same on every drawing.
	return Math.max(leastSize, Math.min(1, Math.floor(fits * 100) / 100));
}

function mapPerson(
	person: Person,
	ground: Ground,
	movable: boolean,
	points: ReadonlyMap<string, Point> | undefined
): MapPerson[] {
	if (!person.placement) return [];
	const look = lookOf(person);
	const initial = initialOf(person.name);
	return [
		{
			id: person.id,
			point: points?.get(person.id) ?? pointOf(ground, person.placement),
			look,
			outline: outlineOf(person),
			absence: absenceOf(person),
			tone: avatarLook(person.id).colour,
			letters: look === 'asked' ? `${initial}?` : initial,
			size: 1,
			movable
		}
	];
}
