/**
 * Where names stand, and which are shown when there is not room for all: those nearest the child first, and
 * always those somebody is looking at. A name stands below its person, or above where that covers less. One
 * that is left out is still in the list, in the card and to screen readers.
 */
import { boxAround, discOn, overlap, type Box } from './boxes.ts';
import type { Point } from './placement.ts';

export interface Label {
	readonly id: string;
	/** The middle of whom it names, in screen pixels. */
	readonly at: Point;
	/** From the middle of the person to the edge, and to the top where that is higher: ears. */
	readonly radius: number;
	readonly top?: number;
	readonly width: number;
	/** They have a picture: more of the disc than a letter's part has to be seen. */
	readonly pictured?: boolean;
	/** A name stands in the disc, the child's own: no other lies on any of it. */
	readonly whole?: boolean;
	/** Smaller goes first; below 0 it is shown whatever it covers. */
	readonly rank: number;
}

/** A line that a name had better not lie on. */
export interface Line {
	readonly from: Point;
	readonly to: Point;
}

export type LabelSide = 'below' | 'above';

/** A name above is a little stranger than one below: it has to be worth it. */
const strangeness: Record<LabelSide, number> = { below: 0, above: 0.5 };
/** How much of a disc its letter takes. */
const letterPart = 0.5;
/** And how much a picture, up to the hair. */
const picturePart = 0.85;
const discCost = 10;
const faceCost = 5;
const lineCost = 1;

/**
 * The names to show, each with its side.
 * @param height of a line of text
 * @param words that stand there already
 */
export function placedLabels(
	labels: readonly Label[],
	lines: readonly Line[],
	height: number,
	words: readonly Box[] = []
): ReadonlyMap<string, LabelSide> {
	const sides = new Map<string, LabelSide>();
	const taken: Box[] = [...words];
	for (const label of [...labels].sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1))) {
		const [best] = (['below', 'above'] as const)
			.map((side) => ({ side, box: boxOf(label, side, height) }))
			.filter(({ box }) => label.rank < 0 || isFree(box, label, labels, taken))
			.map(({ side, box }) => ({ side, box, cost: strangeness[side] + costOf(box, label, labels, lines) }))
			.sort((a, b) => a.cost - b.cost);
		if (!best) continue;
		sides.set(label.id, best.side);
		taken.push(best.box);
	}
	return sides;
}

/**
 * From the middle of whom it names to the middle of the name's line; negative above.
 * @param height of a line of text
 */
export function labelOffset(
	{ radius, top = radius }: Pick<Label, 'radius' | 'top'>,
	side: LabelSide,
	height: number
): number {
	return side === 'below' ? radius + height * 0.7 : -top - height * 0.7;
}

function boxOf(label: Label, side: LabelSide, height: number): Box {
	const { at, width } = label;
	return boxAround({ x: at.x, y: at.y + labelOffset(label, side, height) }, width, height);
}

/** Names never lie on each other, on the letter in somebody's disc, or on a face. */
function isFree(box: Box, own: Label, labels: readonly Label[], taken: readonly Box[]): boolean {
	if (taken.some((other) => overlap(box, other))) return false;
	return !labels.some((label) => label !== own && covers(box, label, partSeen(label)));
}

/** How much of a disc no name covers. */
function partSeen({ whole, pictured }: Label): number {
	if (whole) return 1;
	return pictured ? picturePart : letterPart;
}

function costOf(box: Box, own: Label, labels: readonly Label[], lines: readonly Line[]): number {
	const others = labels.filter((label) => label !== own);
	const discs = others.filter((label) => covers(box, label, 1)).length;
	const faces = others.filter(
		(label) => (label.whole || label.pictured) && covers(box, label, partSeen(label))
	).length;
	return discs * discCost + faces * faceCost + lines.filter((line) => crosses(line, box)).length * lineCost;
}

function covers(box: Box, { at, radius }: Label, part: number): boolean {
	return discOn(box, at, radius * part);
}

/** Whether a line passes through a box: the part of it between the box's four sides is not empty. */
function crosses({ from, to }: Line, box: Box): boolean {
	let [start, end] = [0, 1];
	for (const [origin, length, least, most] of [
		[from.x, to.x - from.x, box.left, box.right],
		[from.y, to.y - from.y, box.top, box.bottom]
	] as const) {
		if (length === 0) {
			if (origin < least || origin > most) return false;
			continue;
		}
		const [near, far] = [(least - origin) / length, (most - origin) / length].sort((a, b) => a - b);
		start = Math.max(start, near ?? 0);
		end = Math.min(end, far ?? 1);
	}
	return start < end;
}
