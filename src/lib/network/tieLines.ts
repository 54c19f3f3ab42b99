/**
 * How a tie is drawn. Each of the six can be told from the others without colour: double, single, dotted,
 * zigzag, a gap between two bars, long dashes with an open arrow. Used on the map, in lists and legend.
 */
import type { Direction, Quality } from './network.ts';
import type { Point } from './placement.ts';

/** What is drawn in one go; all lengths in the units of the points. */
export interface Stroke {
	/** Straight from point to point; a bow is many. */
	readonly lines: readonly (readonly Point[])[];
	/** Where its light band lies, if not under the lines themselves. */
	readonly band?: Stroke['lines'];
	readonly width: number;
	readonly dash?: string;
	/** Dots need round ends, whoever says so. */
	readonly round?: true;
	/** A solid arrow head: back to where it began, and filled. */
	readonly filled?: true;
}

export interface LineEnds {
	readonly from: Point;
	readonly to: Point;
	/** How much of the line is hidden under what stands at its ends. */
	readonly fromGap?: number;
	readonly toGap?: number;
	/** Steps the line lies to the side, where two people have more than one tie. */
	readonly lane?: number;
	/** How far the middle of the line lies to the side, where it goes round somebody; see `bends.ts`. */
	readonly bend?: number;
}

export const laneWidth = 11;
const zigzag = { step: 7.4, swing: 5, band: 4 };
const head = { length: 11, half: 7 };
/** A bow is drawn in straight parts about so long. */
const bowPart = 12;

/**
 * The strokes of a tie: its body, and a head where it goes one way.
 * @returns none where the two stand so close that nothing of the line is seen
 */
export function tieStrokes(quality: Quality, direction: Direction, ends: LineEnds): Stroke[] {
	const line = straight(ends);
	if (line === null) return [];
	const oneWay = direction === 'fromTo';
	if (quality === 'wishedFor') return [...dashes(line), ...openHead(line)];
	// The line stops where the solid head begins, so that its end does not show beside the tip.
	const body = oneWay ? { ...line, length: line.length - head.length + 2 } : line;
	const arrow = oneWay ? solidHead(line) : [];
	return [...bodies[quality](body), ...arrow];
}

/** What a light band lies under, which lets one follow a tie over another. */
export function casedLines(strokes: readonly Stroke[]): Stroke['lines'] {
	return strokes.flatMap(({ lines, band, filled }) => (filled ? [] : (band ?? lines)));
}

/** Lines as an SVG path. @param closed each goes back to where it began */
export function pathOf(lines: Stroke['lines'], closed = false): string {
	return lines
		.map((points) => points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(''))
		.map((path) => (closed ? `${path}z` : path))
		.join('');
}

/** A line as its beginning, its direction and its length. */
interface Line {
	readonly start: Point;
	/** Of a bow: how far its middle lies to the side, and its length from one end to the other. */
	readonly bow: { readonly bend: number; readonly length: number } | null;
	/** Unit vectors along the line and to its side. */
	readonly along: Point;
	readonly aside: Point;
	readonly length: number;
}

function straight({ from, to, fromGap = 0, toGap = 0, lane = 0, bend = 0 }: LineEnds): Line | null {
	const distance = Math.hypot(to.x - from.x, to.y - from.y);
	const length = distance - fromGap - toGap;
	if (length < 6) return null;
	const along = { x: (to.x - from.x) / distance, y: (to.y - from.y) / distance };
	const aside = { x: -along.y, y: along.x };
	const shift = lane * laneWidth;
	return {
		along,
		aside,
		length,
		bow: bend === 0 ? null : { bend, length },
		start: {
			x: from.x + along.x * fromGap + aside.x * shift,
			y: from.y + along.y * fromGap + aside.y * shift
		}
	};
}

const bodies: Record<Exclude<Quality, 'wishedFor'>, (line: Line) => Stroke[]> = {
	close: (line) => [
		{ lines: [segment(line, 0, line.length, -2.7), segment(line, 0, line.length, 2.7)], width: 2.2 }
	],
	ordinary: (line) => [{ lines: [segment(line, 0, line.length)], width: 2.4 }],
	weak: (line) => [{ lines: [segment(line, 0, line.length)], width: 2.2, dash: '0.1 6', round: true }],
	// Its band is straight: under each tooth it would look the same, and be the dearest thing on the map to paint.
	strained: (line) => [
		{
			lines: [zigzagPoints(line)],
			band: [-1, 1].map((side) => segment(line, 0, line.length, side * zigzag.band)),
			width: 2
		}
	],
	broken: (line) => {
		const gap = Math.min(14, line.length * 0.4);
		const [left, right] = [(line.length - gap) / 2, (line.length + gap) / 2];
		const bar = (at: number) => [spot(line, at, -7), spot(line, at, 7)];
		return [
			{
				lines: [segment(line, 0, left), segment(line, right, line.length), bar(left), bar(right)],
				width: 2.4
			}
		];
	}
};

function dashes(line: Line): Stroke[] {
	return [{ lines: [segment(line, 0, line.length - 3)], width: 2.4, dash: '13 7' }];
}

function openHead(line: Line): Stroke[] {
	return [{ lines: [headPoints(line)], width: 2.4 }];
}

function solidHead(line: Line): Stroke[] {
	return [{ lines: [headPoints(line)], width: 2.4, filled: true }];
}

function headPoints(line: Line): Point[] {
	const tip = line.length - 1;
	const length = Math.min(head.length, line.length * 0.8);
	return [spot(line, tip - length, -head.half), spot(line, tip, 0), spot(line, tip - length, head.half)];
}

function zigzagPoints(line: Line): Point[] {
	const count = Math.max(2, Math.round(line.length / zigzag.step));
	const step = line.length / count;
	const points = [spot(line, 0, 0)];
	for (let index = 0; index < count; index += 1)
		points.push(spot(line, (index + 0.5) * step, index % 2 === 0 ? -zigzag.swing : zigzag.swing));
	points.push(spot(line, line.length, 0));
	return points;
}

function segment(line: Line, from: number, to: number, aside = 0): Point[] {
	if (!line.bow) return [spot(line, from, aside), spot(line, to, aside)];
	const count = Math.max(1, Math.ceil((to - from) / bowPart));
	return Array.from({ length: count + 1 }, (_, step) =>
		spot(line, from + ((to - from) * step) / count, aside)
	);
}

/** A tenth is less than is seen, and short to write. */
function spot({ start, along, aside, bow }: Line, forward: number, sideways: number): Point {
	let [ahead, out] = [forward, sideways];
	if (bow) {
		const part = forward / bow.length;
		// What lies beside a bow lies at right angles to it.
		const slope = (4 * bow.bend * (1 - 2 * part)) / bow.length;
		const steep = Math.hypot(1, slope);
		ahead = forward - (sideways * slope) / steep;
		out = 4 * bow.bend * part * (1 - part) + sideways / steep;
	}
	return {
		x: Math.round((start.x + along.x * ahead + aside.x * out) * 10) / 10,
		y: Math.round((start.y + along.y * ahead + aside.y * out) * 10) / 10
	};
}
