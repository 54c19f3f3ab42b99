/**
 * Whoever is being moved is on top: what lies under them is not drawn while it does, so that a face or a letter in a hand
 * is never read together with somebody else's name.
 */
import { labelOffset, type Label, type LabelSide } from './labels.ts';
import type { Point } from './placement.ts';

/** Somebody who is being moved, in screen pixels. */
export interface Moving {
	readonly at: Point;
	readonly radius: number;
}

/** Whether any of those who are moved touches somebody's disc. */
export function isDiscUnder(moving: readonly Moving[], at: Point, radius: number): boolean {
	return moving.some((hand) => Math.hypot(hand.at.x - at.x, hand.at.y - at.y) < hand.radius + radius);
}

/**
 * Whether any of those who are moved touches a name.
 * @param height of a line of text
 */
export function isNameUnder(
	moving: readonly Moving[],
	label: Pick<Label, 'at' | 'width' | 'radius' | 'top'>,
	side: LabelSide,
	height: number
): boolean {
	const offset = labelOffset(label, side, height);
	const middle = { x: label.at.x + offset.x, y: label.at.y + offset.y };
	return moving.some(({ at, radius }) => {
		const x = Math.max(0, Math.abs(at.x - middle.x) - label.width / 2);
		const y = Math.max(0, Math.abs(at.y - middle.y) - height / 2);
		return Math.hypot(x, y) < radius;
	});
}
