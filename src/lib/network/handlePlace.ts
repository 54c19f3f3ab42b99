/**
 * Where the handle of a tie stands beside somebody: above at the right, or at another side where there it would lie over
 * somebody else, who could not be tapped any more.
 */
import { boxAround, type Box } from './boxes.ts';
import type { LabelSide } from './labels.ts';
import type { Point } from './placement.ts';

interface Disc {
	/** Its middle on the layer, in pixels. */
	readonly at: Point;
	readonly radius: number;
}

export interface HandlePlace {
	/** From the middle of whom it belongs to. */
	readonly offset: Point;
	/** Where the name of whom it belongs to would lie on it. */
	readonly taken: readonly LabelSide[];
	/** What is seen of it, on the layer: nobody's name lies there. */
	readonly box: Box;
}

/** What is seen of it. */
export const handleRadius = 13;
/** As far from its middle as it is touched. */
export const handleReach = 22;

/** In turn: the first that lies on nobody. */
const sides: readonly (readonly [x: 1 | 0 | -1, y: 1 | -1, taken: readonly LabelSide[]])[] = [
	[1, -1, ['right', 'aboveRight']],
	[-1, -1, ['left', 'aboveLeft']],
	[1, 1, ['right', 'belowRight']],
	[-1, 1, ['left', 'belowLeft']],
	[0, -1, ['above', 'aboveLeft', 'aboveRight']],
	[0, 1, ['below', 'belowLeft', 'belowRight']]
];

/**
 * @param mine whom the handle belongs to
 * @param others everybody else
 * @param half of the width and height of the map, from its middle
 */
export function handlePlace(mine: Disc, others: readonly Disc[], half: Point): HandlePlace {
	const places = sides.map(([x, y, taken]) => {
		const away = mine.radius + handleReach;
		const offset = x === 0 ? { x, y: y * away } : { x: x * away, y: y * mine.radius * 0.7 };
		const at = { x: mine.at.x + offset.x, y: mine.at.y + offset.y };
		const isInside = Math.abs(at.x) + handleReach <= half.x && Math.abs(at.y) + handleReach <= half.y;
		// How far from the nearest edge of somebody: below 0 it lies on them.
		const room = Math.min(
			...others.map((other) => Math.hypot(other.at.x - at.x, other.at.y - at.y) - other.radius - handleReach)
		);
		const box = boxAround(at, 2 * handleRadius, 2 * handleRadius);
		return { offset, taken, box, room: isInside ? room : -Infinity };
	});
	const best =
		places.find(({ room }) => room >= 0) ??
		places.reduce((most, place) => (place.room > most.room ? place : most));
	return { offset: best.offset, taken: best.taken, box: best.box };
}
