/**
 * How a person is drawn when there is no picture: an initial on one of six colours in one of six outlines.
 * Both are chosen by the id alone, so everybody sees the same person the same way, and gender plays no part.
 */

/** Outlines in a box of 40 x 40. */
export const avatarShapes = {
	pentagon: 'M20 2l17 13-6.5 22h-21L3 15z',
	shield: 'M20 2c9 4 16 3 16 3 1 17-4 27-16 33C8 32 3 22 4 5c0 0 7 1 16-3z',
	arch: 'M3 14A11 11 0 0 1 14 3h12a11 11 0 0 1 11 11v23H3z',
	square: 'M9 3h22a6 6 0 0 1 6 6v22a6 6 0 0 1-6 6H9a6 6 0 0 1-6-6V9a6 6 0 0 1 6-6z',
	hexagon: 'M20 1.5L36.5 11v18L20 38.5 3.5 29V11z',
	circle: 'M20 2a18 18 0 1 1 0 36a18 18 0 1 1 0-36z'
} as const;

/** What is no face, drawn around 0,0 for a disc of radius 20: three discs together are a group, a house is a place. */
export const groupDiscs = [
	{ x: 0, y: -8.5 },
	{ x: -9.5, y: 8 },
	{ x: 9.5, y: 8 }
] as const;
export const groupDiscRadius = 10.5;
export const placeShape = 'M0-21L21-3H16V18H-16V-3H-21z';
export const placeDoor = 'M-4.5 18V6h9V18';

export type AvatarShape = keyof typeof avatarShapes;

/** Colours are the tokens --landsby-av1 to --landsby-av6. */
export type AvatarColour = 1 | 2 | 3 | 4 | 5 | 6;

export interface AvatarLook {
	readonly colour: AvatarColour;
	readonly shape: AvatarShape;
}

const colours: readonly AvatarColour[] = [1, 2, 3, 4, 5, 6];
const shapes = ['pentagon', 'shield', 'arch', 'square', 'hexagon', 'circle'] as const;

/**
 * The look of a person.
 * @param id any stable id of the person
 * @returns colour and outline; the same for the same id, spread evenly over ids
 */
export function avatarLook(id: string): AvatarLook {
	const hash = hashOf(id);
	return {
		colour: colours[hash % 6] ?? 1,
		shape: shapes[Math.floor(hash / 6) % 6] ?? 'circle'
	};
}

/**
 * The letter drawn for a name: its first letter in capitals, whole characters only ("Ängla" gives "Ä").
 * @param name as the person is shown; may be empty
 */
export function initial(name: string): string {
	const first = name.normalize('NFC').trim().codePointAt(0);
	return first === undefined ? '?' : String.fromCodePoint(first).toLocaleUpperCase('nb');
}

/** FNV-1a over the characters, mixed once more so that ids that differ in one digit differ in both choices. */
function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (const character of text) {
		hash ^= character.codePointAt(0) ?? 0;
		hash = Math.imul(hash, 0x01000193);
	}
	hash ^= hash >>> 15;
	hash = Math.imul(hash, 0x2c1b3c6d);
	hash ^= hash >>> 13;
	return hash >>> 0;
}
