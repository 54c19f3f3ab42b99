/** Who is drawn on the map, and how: people of the document as what a graph draws. */
import { animalNamed, type AnimalKind } from '#lib/ui/animals.ts';
import { avatarLook } from '#lib/ui/avatar.ts';
import { absenceOf, lookOf, outlineOf, type Absence, type Look, type Outline } from './look.ts';
import { firstName, initialOf } from './names.ts';
import { textWidth } from './textWidth.ts';
import type { Child, Person } from './network.ts';
import { pointOf, type Ground, type Point } from './placement.ts';

export interface MapPerson {
	readonly id: string;
	readonly point: Point;
	readonly look: Look;
	readonly outline: Outline;
	readonly absence: Absence | null;
	/** Which, where it is one. */
	readonly animal: AnimalKind | null;
	/** Which of the avatar colours, 1–6; 0 for the child, who has one of their own. */
	readonly tone: number;
	/** What stands in the disc. */
	readonly letters: string;
	/** How large: 1, or less where a name is long for its disc. */
	readonly size: number;
	/** A name that stands beside the disc because it is too long for it: the child's. */
	readonly beside: string;
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
		animal: null,
		tone: 0,
		...inDisc(firstName(child.name), ground),
		movable: false
	};
	return [middle, ...people.flatMap((person) => mapPerson(person, ground, mayMove(person.id), points))];
}

/** Type of the child's name in the middle, in units of a person, where the name is short. */
export const childLetters = 23;
/** How much of the disc a name may take, and of two lines each. */
export const childNameWidth = ({ child }: Ground): number => child * 0.86;
const twoLines = { width: 0.8, most: 0.75 };
/** Smaller than this a name is not read at a glance: then it stands beside the disc, as everybody's does. */
const leastSize = 0.7;

/** The child's name in the disc: on one line, on two where it has two parts, or its letter with the name beside it. */
function inDisc(name: string, ground: Ground): Pick<MapPerson, 'letters' | 'size' | 'beside'> {
	const one = fitting(childNameWidth(ground), name);
	const [, first, second] = /^(.+?-|.+?(?= ))\s*(.+)$/u.exec(name) ?? [];
	const lines = first !== undefined && second !== undefined ? [first, second] : [];
	const two =
		lines.length === 0
			? 0
			: Math.min(
					twoLines.most,
					...lines.map((line) => fitting(childNameWidth(ground) * twoLines.width, line))
				);
	if (Math.max(one, two) < leastSize) return { letters: initialOf(name), size: 1, beside: name };
	return one >= two
		? { letters: name, size: one, beside: '' }
		: { letters: lines.join('\n'), size: two, beside: '' };
}

/** How large a line may be: in hundredths and rounded down, so that the same name is the same on every drawing. */
function fitting(width: number, line: string): number {
	return Math.min(1, Math.floor((width / textWidth(line, childLetters)) * 100) / 100);
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
			animal: look === 'animal' ? animalNamed(person.name, person.relationText) : null,
			tone: avatarLook(person.id).colour,
			letters: look === 'asked' ? `${initial}?` : initial,
			size: 1,
			beside: '',
			movable
		}
	];
}
