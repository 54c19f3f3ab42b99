/** The measures of a genogram, and what a layout gives. Apart from the layout itself, which is loaded with the view. */
import type { Point } from '../placement.ts';
import type { Union } from './family.ts';

/** Sizes in the unit of the drawing, which is a pixel at its ordinary size. */
export const sizes = {
	/** Half of a square. */
	mark: 22,
	/** From the lower edge of the mark to below the name: a line would not be told from the letters. */
	name: 27,
	/** What a person takes with their name. */
	width: 112,
	height: 92,
	/** From the middle of a person's box up to the middle of the mark. */
	markUp: 18,
	/** Between rows, and between the lines of two couples in one row. */
	rows: 44,
	lane: 9,
	margin: 24
} as const;

export interface PlacedUnion extends Union {
	/** Height of the line that joins the parents. */
	readonly joinY: number;
	/** Height of the line that the children hang from. */
	readonly childrenY: number;
	/** Where the line goes down from the parents. */
	readonly x: number;
}

export interface Layout {
	readonly width: number;
	readonly height: number;
	/** The middle of each mark. */
	readonly people: ReadonlyMap<string, Point>;
	readonly unions: readonly PlacedUnion[];
	/** Outlines of homes as path data; empty where one could not be drawn. */
	readonly homes: readonly string[];
}
