/**
 * Which names are shown when there is not room for all: those nearest the child first, and always those
 * somebody is looking at. A name that is left out is still in the list, in the card and to screen readers.
 */
import type { Point } from './placement.ts';

export interface Label extends Point {
	readonly id: string;
	/** Half of the width of the name. */
	readonly halfWidth: number;
	/** Smaller goes first; below 0 it is shown whatever it covers. */
	readonly rank: number;
}

/**
 * The ids of the names to show.
 * @param labels middles of the names, in screen pixels
 * @param height of a line of text
 */
export function shownLabels(labels: readonly Label[], height: number): ReadonlySet<string> {
	const shown: Label[] = [];
	for (const label of [...labels].sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1))) {
		const covers = shown.some(
			(other) =>
				Math.abs(other.x - label.x) < other.halfWidth + label.halfWidth &&
				Math.abs(other.y - label.y) < height
		);
		if (label.rank < 0 || !covers) shown.push(label);
	}
	return new Set(shown.map(({ id }) => id));
}
