/** Which person an arrow key means: the nearest one in that direction. */
import type { Point } from './placement.ts';

export type Heading = 'left' | 'right' | 'up' | 'down';

/** What a step sideways costs beside a step in the direction asked for. */
const sidewaysCost = 2;

/**
 * The nearest of the candidates in a direction.
 * @param from where one stands
 * @returns null where nobody stands in that direction
 */
export function nearestToward<T extends Point>(
	from: Point,
	candidates: readonly T[],
	heading: Heading
): T | null {
	let best: T | null = null;
	let least = Infinity;
	for (const candidate of candidates) {
		const [along, across] = measured(from, candidate, heading);
		// Within 60 degrees to either side of the direction, so that each person can be reached by some key.
		if (along <= 0 || Math.abs(across) > along * 1.74) continue;
		const cost = along + Math.abs(across) * sidewaysCost;
		if (cost < least) [best, least] = [candidate, cost];
	}
	return best;
}

function measured(from: Point, to: Point, heading: Heading): [along: number, across: number] {
	const [right, down] = [to.x - from.x, to.y - from.y];
	if (heading === 'right') return [right, down];
	if (heading === 'left') return [-right, down];
	return heading === 'down' ? [down, right] : [-down, right];
}
