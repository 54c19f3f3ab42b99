/** A tie as SVG, by the same strokes as on the screen. A tie that the child says has a ring at each end besides its colour. */
import type { Direction, Quality } from '../network.ts';
import type { Point } from '../placement.ts';
import { pathOf, tieStrokes, type LineEnds } from '../tieLines.ts';
import { colours } from './paper.ts';
import { element } from './xml.ts';

/** How much of the line the ring at its end takes. */
const ringRoom = 7;

export interface DrawnTie extends LineEnds {
	readonly quality: Quality;
	readonly direction: Direction;
	readonly childs: boolean;
}

/** Draws a tie; its lengths are in the unit of its ends. */
export function tieMark({ quality, direction, childs, ...ends }: DrawnTie): string {
	const colour = childs ? colours.childs : colours.ink;
	const { from, to, fromGap = 0, toGap = 0, lane = 0 } = ends;
	const distance = Math.hypot(to.x - from.x, to.y - from.y);
	const drawn = childs ? { ...ends, fromGap: fromGap + ringRoom, toGap: toGap + ringRoom } : ends;
	const strokes = tieStrokes(quality, direction, drawn);
	if (strokes.length === 0) return '';
	const paths = strokes.map(({ lines, width, dash, round, filled }) =>
		element('path', {
			d: pathOf(lines, filled),
			fill: filled ? colour : 'none',
			stroke: colour,
			'stroke-width': width,
			'stroke-dasharray': dash,
			'stroke-linecap': round || childs ? 'round' : undefined,
			'stroke-linejoin': 'round'
		})
	);
	if (!childs) return paths.join('');
	const along = { x: (to.x - from.x) / distance, y: (to.y - from.y) / distance };
	const spot = (at: number): Point => ({
		x: from.x + along.x * at - along.y * lane * 11,
		y: from.y + along.y * at + along.x * lane * 11
	});
	const rings = [spot(fromGap + 3), spot(distance - toGap - 3)].map(({ x, y }) =>
		element('circle', { cx: x, cy: y, r: 3.2, fill: colours.paper, stroke: colour, 'stroke-width': 1.6 })
	);
	return paths.join('') + rings.join('');
}
