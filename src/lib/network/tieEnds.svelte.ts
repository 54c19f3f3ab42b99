/** Where the line of a tie begins and ends on the map, and how strong it is: the same as an element and on a canvas. */
import type { MapView } from './mapView.svelte.ts';
import type { Marks } from './marks.svelte.ts';
import type { Tie } from './network.ts';
import type { Point } from './placement.ts';
import type { LineEnds } from './tieLines.ts';

export interface Drawn {
	/** Where people are drawn. */
	readonly marks: Pick<Marks, 'at'>;
	readonly view: Pick<MapView, 'onLayer' | 'zoom' | 'scale' | 'ground'>;
	/** The id of who is larger. */
	readonly child: string;
	readonly lanes: ReadonlyMap<string, number>;
	/** Lines that go round somebody, in units of the map; while somebody is carried their lines are straight. */
	readonly bends?: ReadonlyMap<string, number>;
}

/** What of a line is hidden under the edge of a person. */
const gap = 4;

/**
 * The ends of a tie in units of a person, so that lines are as strong as people are large.
 * @returns null where one of the two is not drawn
 */
export function tieEnds({ id, from, to }: Tie, { marks, view, child, lanes, bends }: Drawn): LineEnds | null {
	const [start, end] = [marks.at(from), marks.at(to)];
	if (!start || !end) return null;
	const drawn = (point: Point) => {
		const { x, y } = view.onLayer(point);
		return { x: x / view.scale, y: y / view.scale };
	};
	const gapAt = (person: string) => (person === child ? view.ground.child : view.ground.person) / 2 + gap;
	return {
		from: drawn(start),
		to: drawn(end),
		fromGap: gapAt(from),
		toGap: gapAt(to),
		lane: lanes.get(id) ?? 0,
		bend: ((bends?.get(id) ?? 0) * view.zoom) / view.scale
	};
}

/**
 * How strong a tie is drawn, 0 to 1.
 * @param selected whose ties stand out, if anybody's
 */
export function tieStrength({ from, to }: Tie, selected: string | null): number {
	if (selected === null) return 0.82;
	return selected === from || selected === to ? 1 : 0.62;
}
