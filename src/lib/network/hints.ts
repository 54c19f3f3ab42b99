/** Where words about somebody on the map stand while they are said: above them, and all of them inside the map. */
import type { Point } from './placement.ts';

interface Size {
	readonly width: number;
	readonly height: number;
}

/** What is left free at the edges of the map, in pixels. */
const hintMargin = 4;

/**
 * The left upper corner of such words, in pixels of the map.
 * @param about the middle of whom they are about, and how far it is to their edge
 * @param words how much room they take
 * @param map how large it is
 */
export function hintAt(about: Point & { readonly radius: number }, words: Size, map: Size): Point {
	const above = about.y - about.radius - words.height;
	const below = Math.min(about.y + about.radius, map.height - words.height - hintMargin);
	return {
		x: Math.max(hintMargin, Math.min(about.x - words.width / 2, map.width - words.width - hintMargin)),
		y: above >= hintMargin ? above : Math.max(hintMargin, below)
	};
}
