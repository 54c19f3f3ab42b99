/**
 * Where names stand, and which are shown when there is not room for all: those nearest the child first, and
 * always those somebody is looking at. A name stands below its person, or where that covers less above, at a side or at a
 * corner. One that is left out is shown to whoever points at its person, and is in the list, the card and to screen readers.
 */
import { boxAround, discOn, isWithin, overlap, type Box } from './boxes.ts';
import type { Point } from './placement.ts';

export interface Label {
	readonly id: string;
	/** The middle of whom it names, in screen pixels. */
	readonly at: Point;
	/** From the middle of the person to the edge, and to the top where that is higher: ears. */
	readonly radius: number;
	readonly top?: number;
	readonly width: number;
	/** They have a picture or a shape of their own: more of the disc than a letter's part has to be seen. */
	readonly pictured?: boolean;
	/** A name stands in the disc, the child's own: no other lies on any of it. */
	readonly whole?: boolean;
	/** Where something stands that one can press. */
	readonly taken?: readonly LabelSide[] | undefined;
	/** Smaller goes first; below 0 it is shown whatever it covers. */
	readonly rank: number;
}

/** A line that a name had better not lie on. */
export interface Line {
	readonly from: Point;
	readonly to: Point;
}

export type LabelSide =
	'below' | 'above' | 'right' | 'left' | 'belowRight' | 'belowLeft' | 'aboveRight' | 'aboveLeft';

/** A name anywhere but below is a little stranger: it has to be worth it. */
const strangeness: Readonly<Record<LabelSide, number>> = {
	below: 0,
	above: 0.5,
	right: 1,
	left: 1.2,
	belowRight: 1.6,
	belowLeft: 1.7,
	aboveRight: 1.8,
	aboveLeft: 1.9
};
const sidesInTurn = Object.keys(strangeness) as LabelSide[];
/** Between a disc and a name beside it, in parts of a line's height. */
const besideGap = 0.2;
/** How far a name at a corner reaches back over its own disc, in parts of the radius. */
const cornerReach = 0.3;
/** How much of a disc its letter takes. */
const letterPart = 0.5;
/** And how much a picture, up to the hair. */
const picturePart = 0.85;
const discCost = 10;
/** Of whom the name of the child, or of whoever is looked at, would hide: they cannot be told any more. */
const hiddenCost = 100;
const nameCost = 40;
const lineCost = 1;
const cutCost = 50;
const everywhere: Box = { left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity };

/** What names are placed among. */
interface Among {
	readonly labels: readonly Label[];
	readonly lines: readonly Line[];
	/** Of a line of text. */
	readonly height: number;
	/** What stands there already. */
	readonly words: readonly Box[];
	readonly within: Box;
	readonly overEdges: boolean;
}

interface Placed {
	readonly label: Label;
	readonly side: LabelSide;
	readonly box: Box;
}

/**
 * The names to show, each with its side.
 * @param height of a line of text
 * @param words that stand there already
 * @param within what no name reaches out of: the edges of the map
 * @param overEdges whether a name may lie on the edge of somebody else's disc, off its letter: on a map so small that few
 * would be read otherwise
 */
export function placedLabels(
	labels: readonly Label[],
	lines: readonly Line[],
	height: number,
	words: readonly Box[] = [],
	within: Box = everywhere,
	overEdges = false
): ReadonlyMap<string, LabelSide> {
	const among = { labels, lines, height, words, within, overEdges };
	const shown = new Map<string, Placed>();
	const left: Label[] = [];
	for (const label of [...labels].sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1))) {
		const best = bestOf(label, among, [...shown.values()]);
		if (best) shown.set(label.id, best);
		else left.push(label);
	}
	// Whoever found no room may find some where one other name goes to another side.
	for (const label of left)
		for (const one of [...withOneMoved(label, among, [...shown.values()])]) shown.set(one.label.id, one);
	return new Map([...shown].map(([id, { side }]) => [id, side]));
}

/** Where a name costs least; undefined where there is no room for it. */
function bestOf(label: Label, among: Among, shown: readonly Placed[]): Placed | undefined {
	const { lines, words, within } = among;
	const others = besides(label, among);
	let best: Placed | undefined;
	let least = Infinity;
	for (const one of sidesOf(label, among, others)) {
		const under = shown.filter((other) => overlap(other.box, one.box)).length;
		if (label.rank >= 0 && under > 0) continue;
		// Only what is shown whatever it covers comes so far with a name or a word under it.
		const covered = label.rank < 0 ? under + words.filter((word) => overlap(one.box, word)).length : 0;
		const cost =
			strangeness[one.side] +
			covered * nameCost +
			(isWithin(one.box, within) ? 0 : cutCost) +
			costOf(one.box, others, lines, least);
		if (cost < least) [best, least] = [one, cost];
	}
	return best;
}

/** Whose discs a name may come to. */
function besides(label: Label, { labels, height }: Among): Label[] {
	return labels.filter((other) => other !== label && mayTouch(label, other, height));
}

/** The sides where a name lies on nobody and no words; of who is shown whatever it covers, all. */
function sidesOf(
	label: Label,
	{ height, words, within, overEdges }: Among,
	others: readonly Label[]
): Placed[] {
	const isFree = (box: Box) =>
		isWithin(box, within) &&
		!words.some((word) => overlap(word, box)) &&
		!others.some((other) => covers(box, other, overEdges ? partSeen(other) : 1));
	return sidesInTurn
		.filter((side) => label.taken?.includes(side) !== true)
		.map((side) => ({ label, side, box: boxOf(label, side, height) }))
		.filter(({ box }) => label.rank < 0 || isFree(box));
}

/** A name where only one other stands, and that one on another side of its own; nothing where there is none that can. */
function withOneMoved(label: Label, among: Among, shown: readonly Placed[]): readonly Placed[] {
	for (const one of sidesOf(label, among, besides(label, among))) {
		const under = shown.filter((other) => overlap(other.box, one.box));
		const [other] = under;
		if (under.length !== 1 || !other || other.label.rank < 0) continue;
		const moved = bestOf(other.label, among, [...shown.filter((each) => each !== other), one]);
		if (moved) return [one, moved];
	}
	return [];
}

/**
 * From the middle of whom it names to the middle of the name.
 * @param height of a line of text
 */
export function labelOffset(
	{ radius, top = radius, width }: Pick<Label, 'radius' | 'top' | 'width'>,
	side: LabelSide,
	height: number
): Point {
	const y = side.startsWith('below')
		? radius + height * 0.7
		: side.startsWith('above')
			? -top - height * 0.7
			: 0;
	if (side === 'below' || side === 'above') return { x: 0, y };
	const reach = y === 0 ? radius + height * besideGap : -radius * cornerReach;
	return { x: (reach + width / 2) * (side.endsWith('ight') ? 1 : -1), y };
}

function boxOf(label: Label, side: LabelSide, height: number): Box {
	const { x, y } = labelOffset(label, side, height);
	return boxAround({ x: label.at.x + x, y: label.at.y + y }, label.width, height);
}

/** Whether a name of the one may come as far as the other's disc at all. */
function mayTouch({ at, radius, top = radius, width }: Label, other: Label, height: number): boolean {
	const across = width + radius + height + other.radius;
	const up = Math.max(radius, top) + height * 1.2 + Math.max(other.radius, other.top ?? 0);
	return Math.abs(at.x - other.at.x) <= across && Math.abs(at.y - other.at.y) <= up;
}

/** How much of a disc no name covers, where it may cover an edge. */
function partSeen({ whole, pictured }: Label): number {
	if (whole) return 1;
	return pictured ? picturePart : letterPart;
}

/** What a name covers; lines are not looked at any more where it costs too much without them. */
function costOf(box: Box, others: readonly Label[], lines: readonly Line[], most: number): number {
	const discs = others.filter((label) => covers(box, label, 1)).length;
	const seen = others.filter((label) => covers(box, label, partSeen(label)));
	const cost = discs * discCost + seen.length * hiddenCost;
	if (cost >= most) return cost;
	return cost + lines.filter((line) => crosses(line, box)).length * lineCost;
}

/** Ears are part of whom a name covers: they are as a disc above the other. */
function covers(box: Box, { at, radius, top = radius }: Label, part: number): boolean {
	const ears = { x: at.x, y: at.y - Math.max(0, top - radius) };
	return discOn(box, at, radius * part) || discOn(box, ears, radius * part);
}

/** Whether a line passes through a box: the part of it between the box's four sides is not empty. */
function crosses({ from, to }: Line, box: Box): boolean {
	// Most lines are far away.
	if ((from.x < box.left && to.x < box.left) || (from.x > box.right && to.x > box.right)) return false;
	if ((from.y < box.top && to.y < box.top) || (from.y > box.bottom && to.y > box.bottom)) return false;
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
