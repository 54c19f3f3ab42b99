/** How animals are drawn: a head with the ears that tell which it is, around 0,0 in a disc of radius 20. */

export type AnimalKind = 'dog' | 'cat' | 'rabbit' | 'bird' | 'horse' | 'other';

interface Animal {
	/** Filled, with an edge. */
	readonly head: string;
	/** Lines on it. */
	readonly lines: string;
}

/** The round of a head, from the right of its top to the left. */
const round = 'a19 19 0 1 1-26 0z';
const mouth = 'M-3 8l3 2 3-2';

export const animals: Readonly<Record<AnimalKind, Animal>> = {
	// Ears that hang.
	dog: {
		head: `M-13-10C-8-16 8-16 13-10${round}M-11-12C-22-20-29-5-23 8C-17 9-13 1-12-6zM11-12C22-20 29-5 23 8C17 9 13 1 12-6z`,
		lines: 'M-3.5 5.5h7L0 9zM0 9v3M-5 12q2.5 3 5 0q2.5 3 5 0'
	},
	// Pointed ears and whiskers.
	cat: {
		head: `M-13-10L-15-28L-4-15h8L15-28L13-10${round}`,
		lines: `${mouth}M-9 8l-7-1.5M-9 11l-6 2M9 8l7-1.5M9 11l6 2`
	},
	rabbit: { head: `M-13-10C-20-30-10-36-5-19h10C10-36 20-30 13-10${round}`, lines: mouth },
	// A tuft and a beak.
	bird: {
		head: `M-13-10C-9-15-4-16-1-16C-5-21-2-27 5-27C2-23 3-19 5-15C9-14 11-12 13-10${round}`,
		lines: 'M-5 5h10L0 13z'
	},
	// A forelock and a muzzle.
	horse: {
		head: `M-13-10L-11-26L-4-15h8L11-26L13-10${round}`,
		lines: 'M-4-15C-5-9 3-9-1-3M-10 13a10 6.5 0 1 1 20 0a10 6.5 0 1 1-20 0M-4 12.5v1M4 12.5v1'
	},
	// Round ears: whichever it is.
	other: {
		head: `M-13-10C-25-11-23-27-11-24C-8-23-6-20-5-16.5h10C6-20 8-23 11-24C23-27 25-11 13-10${round}`,
		lines: mouth
	}
};

/** Words of both forms of Norwegian and of English; in compounds as well, as “schæferhund”. */
const words: readonly (readonly [AnimalKind, RegExp])[] = [
	['dog', /hund|valp|bikkj|puddel|labrador|(?<!\p{L})(?:dog|puppy)/iu],
	['cat', /katt|kitten|(?<!\p{L})(?:cat|pus|pusen|pusekatt)(?!\p{L})/iu],
	['rabbit', /kanin|rabbit|bunny/iu],
	['bird', /fugl|undulat|papegøye|kanari|høne|parrot|budgie|(?<!\p{L})bird/iu],
	['horse', /hest|ponni|(?<!\p{L})(?:horse|pony|føll|folunge)/iu]
];

/** Which animal somebody means, by what they have called it. */
export function animalNamed(...called: readonly (string | undefined)[]): AnimalKind {
	const text = called.filter((part) => part !== undefined).join(' ');
	return words.find(([, word]) => word.test(text))?.[0] ?? 'other';
}
