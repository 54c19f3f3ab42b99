/** How wide a name is: an estimate by its letters, near enough to keep names from covering each other. */

const narrow = /[ijlftŧrI.,'’!|: ()-]/u;
const wide = /[mwMWÆæ@—…]|\p{Extended_Pictographic}/u;

/**
 * The width of a word in the interface's type, half bold.
 * @param size of the type, in the unit of the answer
 */
export function textWidth(word: string, size: number): number {
	let width = 0;
	// An accent that came as a letter of its own stands on the one before it and takes no width.
	for (const letter of word.normalize('NFC').replace(/\p{M}/gu, '')) {
		if (narrow.test(letter)) width += 0.34;
		else if (wide.test(letter)) width += 0.9;
		else width += letter === letter.toLowerCase() ? 0.58 : 0.68;
	}
	return width * size;
}
