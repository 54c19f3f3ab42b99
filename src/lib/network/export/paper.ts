/** How the map looks on paper and in pictures: always the light colours, on white, in one family of type. */
import type { Sector } from '../network.ts';
import { textWidth } from '../textWidth.ts';
import { element, xmlText } from './xml.ts';

/** The light scheme of colors.css; a test holds the two together. */
export const colours = {
	paper: '#ffffff',
	ink: '#2b1f15',
	inkSoft: '#5e4f43',
	line: '#8a7e70',
	child: '#944e21',
	childs: '#774272',
	onTone: '#ffffff',
	tones: ['#854827', '#79520a', '#3f6640', '#186575', '#405990', '#784674']
} as const;

export const sectorColours: Readonly<Record<Sector, string>> = {
	household: '#feeadf',
	family: '#f5eedb',
	kin: '#e4f3e4',
	professional: '#f3ede9',
	school: '#e6efff',
	leisure: '#f7eedb',
	friends: '#f9e9f7',
	neighbours: '#ddf5ef'
};

/** The child's rings, which have no sectors: from the middle out, each a little darker. */
export const ringColours = ['#ffffff', '#feeadf', '#f5eedb', '#f3ede9', '#eae2da'] as const;

/** Type as SVG names it; where Inter is not there, something of its measures is. */
export const fontFamily = "'Inter Variable', Inter, Arial, 'Liberation Sans', sans-serif";

export interface TextLook {
	readonly size: number;
	readonly bold?: boolean;
	readonly anchor?: 'start' | 'middle' | 'end';
	readonly fill?: string;
	/** A band of paper around the letters, so that they can be read over lines. */
	readonly halo?: boolean;
}

/**
 * A line of text; y is its baseline. Each letter is one with its accent: the type that goes along holds “č”, and no accent by
 * itself.
 */
export function text(x: number, y: number, words: string, look: TextLook): string {
	const { size, bold = false, anchor = 'start', fill = colours.ink, halo = false } = look;
	return element(
		'text',
		{
			x,
			y,
			'font-size': size,
			'font-weight': bold ? 600 : undefined,
			'text-anchor': anchor === 'start' ? undefined : anchor,
			fill,
			...(halo
				? {
						stroke: colours.paper,
						'stroke-width': size / 4,
						'stroke-linejoin': 'round',
						'paint-order': 'stroke'
					}
				: {})
		},
		xmlText(words.normalize('NFC'))
	);
}

/**
 * A text as lines that are no wider than they may be. A word that is wider by itself is cut.
 * @param width in the unit of `size`
 */
export function wrapped(words: string, width: number, size: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of words
		.split(/\s+/u)
		.filter(Boolean)
		.flatMap((one) => pieces(one, width, size))) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (line !== '' && textWidth(longer, size) > width) {
			lines.push(line);
			line = word;
		} else line = longer;
	}
	return line === '' ? lines : [...lines, line];
}

function pieces(word: string, width: number, size: number): string[] {
	const all: string[] = [''];
	for (const letter of word) {
		const last = all.at(-1) ?? '';
		if (last !== '' && textWidth(last + letter, size) > width) all.push(letter);
		else all[all.length - 1] = last + letter;
	}
	return all;
}
