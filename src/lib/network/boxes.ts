/** Rectangles on a drawing: what takes room, and what lies on it. */
import type { Point } from './placement.ts';

export interface Box {
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
}

/** A box around its middle. */
export function boxAround({ x, y }: Point, width: number, height: number): Box {
	return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

/** The same box somewhere else. */
export function movedBox({ left, right, top, bottom }: Box, x: number, y: number): Box {
	return { left: left + x, right: right + x, top: top + y, bottom: bottom + y };
}

/** Whether two boxes have any room in common; edges may touch. */
export function overlap(one: Box, other: Box): boolean {
	return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** How far a point is from a box; 0 inside it. */
export function distanceTo(box: Box, { x, y }: Point): number {
	const dx = x - Math.min(box.right, Math.max(box.left, x));
	const dy = y - Math.min(box.bottom, Math.max(box.top, y));
	return Math.hypot(dx, dy);
}

/** Whether a disc lies on a box. */
export function discOn(box: Box, middle: Point, radius: number): boolean {
	return distanceTo(box, middle) < radius;
}

/** Whether a box lies in another with all of it; edges may touch. */
export function isWithin(box: Box, outer: Box): boolean {
	return (
		box.left >= outer.left && box.right <= outer.right && box.top >= outer.top && box.bottom <= outer.bottom
	);
}

/** The least box around points and some room, or null where there is none. */
export function boxOf(points: readonly Point[], room: number): Box | null {
	if (points.length === 0) return null;
	const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
	return {
		left: Math.min(...xs) - room,
		right: Math.max(...xs) + room,
		top: Math.min(...ys) - room,
		bottom: Math.max(...ys) + room
	};
}
