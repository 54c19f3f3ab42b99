/**
 * Which way the line of a tie goes round whoever stands between its ends: straight where nobody does, else in the flattest bow
 * that lies on fewest. Reckoned once for places, and not while somebody is carried.
 */
import type { Point } from './placement.ts';

interface Disc {
	readonly id: string;
	readonly at: Point;
	readonly radius: number;
}
interface Ends {
	readonly id: string;
	readonly from: string;
	readonly to: string;
}

/** How far to the side a bow may reach, by its length, and by the discs it goes round. */
const deepest = 0.4;
const bows = [0.4, 0.8, 1.2, 1.6, 2, 2.4, 2.8, 3.3, 3.8, 4.4, 5] as const;
/** Between a line and a disc, by its radius: with its teeth a line is broad. */
const clear = 1.15;
/** A bow is looked at in so many straight parts. */
const parts = 12;

/** The points of a bow. @param bend how far its middle lies to the side, clockwise of its way */
export function bowOf(from: Point, to: Point, bend: number, count = parts): Point[] {
	const [dx, dy] = [to.x - from.x, to.y - from.y];
	const length = Math.hypot(dx, dy);
	if (bend === 0 || length === 0) return [from, to];
	return Array.from({ length: count + 1 }, (_, step) => {
		const along = step / count;
		const aside = (4 * bend * along * (1 - along)) / length;
		return { x: from.x + dx * along - dy * aside, y: from.y + dy * along + dx * aside };
	});
}

/** How far a point lies from a line of straight parts. */
export function distanceToLine(point: Point, line: readonly Point[]): number {
	return line
		.slice(1)
		.reduce((least, to, index) => Math.min(least, distanceToPart(point, line[index] ?? to, to)), Infinity);
}

/**
 * The bend of each tie that has one, by its id.
 * @param discs whoever is on the map, in any unit: bends are in the same
 */
export function bendsOf(ties: readonly Ends[], discs: readonly Disc[]): ReadonlyMap<string, number> {
	const places = new Map(discs.map((disc) => [disc.id, disc]));
	const bends = new Map<string, number>();
	for (const { id, from, to } of ties) {
		// Two ties between the same two go the same way round, whichever way each was drawn.
		const isTurned = from > to;
		const [one, other] = [places.get(isTurned ? to : from), places.get(isTurned ? from : to)];
		if (!one || !other || one === other) continue;
		const bend = bendBetween(one, other, discs);
		if (bend !== 0) bends.set(id, isTurned ? -bend : bend);
	}
	return bends;
}

function bendBetween(one: Disc, other: Disc, discs: readonly Disc[]): number {
	const [dx, dy] = [other.at.x - one.at.x, other.at.y - one.at.y];
	const length = Math.hypot(dx, dy);
	if (length === 0) return 0;
	const deep = length * deepest;
	// Everybody as seen along the straight line: how far on, and how far to the side.
	const near: Beside[] = [];
	let largest = 0;
	for (const disc of discs) {
		if (disc === one || disc === other) continue;
		const [x, y] = [disc.at.x - one.at.x, disc.at.y - one.at.y];
		const on = (x * dx + y * dy) / length;
		const aside = (y * dx - x * dy) / length;
		const room = disc.radius * clear;
		if (on < 0 || on > length || Math.abs(aside) > deep + room) continue;
		near.push({ part: on / length, aside, room });
		if (Math.abs(aside) < room) largest = Math.max(largest, disc.radius);
	}
	if (largest === 0) return 0;
	let best = 0;
	let fewest = crossed(0, length, near, Infinity);
	for (const bow of bows)
		for (const bend of [bow * largest, -bow * largest]) {
			if (fewest === 0 || Math.abs(bend) > deep) continue;
			const count = crossed(bend, length, near, fewest);
			if (count < fewest) [best, fewest] = [bend, count];
		}
	return best;
}

interface Beside {
	/** 0 at one end, 1 at the other. */
	readonly part: number;
	readonly aside: number;
	readonly room: number;
}

/** On how many discs a bow lies; it is not counted beyond `most`. */
function crossed(bend: number, length: number, near: readonly Beside[], most: number): number {
	let count = 0;
	for (const { part, aside, room } of near) {
		const slope = (4 * bend * (1 - 2 * part)) / length;
		const off = Math.abs(aside - 4 * bend * part * (1 - part));
		if (off < room * Math.hypot(1, slope)) count += 1;
		if (count >= most) break;
	}
	return count;
}

function distanceToPart(point: Point, from: Point, to: Point): number {
	const [dx, dy] = [to.x - from.x, to.y - from.y];
	const length = dx * dx + dy * dy;
	const along = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
	const nearest = Math.min(1, Math.max(0, along));
	return Math.hypot(from.x + dx * nearest - point.x, from.y + dy * nearest - point.y);
}
