/** The child's name in the disc in the middle of a sheet: whole, and on as many lines as let it be read best. */
import { textWidth } from '../textWidth.ts';

/** What is inside the edge of the disc, in its own units; its radius is 34. */
const inside = 31;
const largest = 18;
const smallest = 4;
const step = 0.25;
const linesMost = 3;
/** From line to line, and how far letters reach above and below the middle of theirs, by the size of the type. */
const leading = 1.05;
const halfTall = 0.42;

export interface NameLines {
	/** Size of the type, in units of the disc. */
	readonly size: number;
	/** From the top; `y` is the middle of the line. */
	readonly lines: readonly { readonly words: string; readonly y: number }[];
}

/** Divides a name at its blanks and after its hyphens, so that its type is as large as may be. */
export function childName(name: string): NameLines {
	const pieces = name.split(/(?<=-)|(?<= )/u);
	const options = divisions(pieces, linesMost).map((lines) => fitted(lines.map((line) => line.trim())));
	return options.reduce((best, one) => (one.size > best.size ? one : best));
}

/** All ways to put pieces, in their order, on one to so many lines. */
function divisions(pieces: readonly string[], most: number): string[][] {
	const whole = [pieces.join('')];
	if (most === 1) return [whole];
	return [
		whole,
		...pieces
			.slice(1)
			.flatMap((_, index) =>
				divisions(pieces.slice(index + 1), most - 1).map((rest) => [
					pieces.slice(0, index + 1).join(''),
					...rest
				])
			)
	];
}

/** The largest type with which all lines lie in the disc. */
function fitted(lines: readonly string[]): NameLines {
	for (let size = largest; ; size -= step) {
		const placed = lines.map((words, index) => ({
			words,
			y: (index - (lines.length - 1) / 2) * leading * size
		}));
		const fits = placed.every(({ words, y }) => {
			const high = Math.abs(y) + halfTall * size;
			return high < inside && textWidth(words, size) <= 2 * Math.sqrt(inside ** 2 - high ** 2);
		});
		if (fits || size <= smallest) return { size, lines: placed };
	}
}
