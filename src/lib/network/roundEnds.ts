/** Where a tie of the child's has its round ends: they tell without colour who says that it is so. */
import type { Direction } from './network.ts';
import type { Point } from './placement.ts';
import { laneWidth, type LineEnds } from './tieLines.ts';

/** Radius of a round end, in the unit of the lines. */
export const endRadius = 4;

/**
 * The middles of the round ends; where the tie goes one way its head is enough at that end.
 * @returns none where the two stand so close that nothing of the line is seen
 */
export function roundEnds(
	direction: Direction,
	{ from, to, fromGap = 0, toGap = 0, lane = 0 }: LineEnds
): Point[] {
	const distance = Math.hypot(to.x - from.x, to.y - from.y);
	if (distance - fromGap - toGap < 4 * endRadius) return [];
	const along = { x: (to.x - from.x) / distance, y: (to.y - from.y) / distance };
	const aside = { x: -along.y * lane * laneWidth, y: along.x * lane * laneWidth };
	const start = at(from, along, fromGap + endRadius, aside);
	const end = at(to, along, -toGap - endRadius, aside);
	return direction === 'both' ? [start, end] : [start];
}

function at({ x, y }: Point, along: Point, length: number, aside: Point): Point {
	return { x: round(x + along.x * length + aside.x), y: round(y + along.y * length + aside.y) };
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
