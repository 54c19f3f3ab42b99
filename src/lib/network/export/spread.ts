/**
 * People on paper, where nobody can zoom in: where many stand in one place they move apart, in a second row of their ring
 * where they must, each within their own ring and sector. Who has room stays where the screen has them.
 */
import { sectorAt, sectorRange, turn, type Ground, type Point } from '../placement.ts';

interface Standing {
	readonly point: Point;
	readonly ring: number;
	readonly angle: number;
}

/** What is between two discs, and between one and the border of its ring. */
const gap = 2;
const rounds = 240;
/** Less than this nobody sees. */
const tolerance = 0.5;

/**
 * People as large as they can be without lying on each other, and where they stand then.
 * @param people in the unit of the sheet
 * @param zoom the sheet's unit for one of the ground
 * @param most the largest radius, and the least with which a number is still read
 */
export function spread(
	people: readonly Standing[],
	ground: Ground,
	zoom: number,
	{ most, least, child }: { most: number; least: number; child: number }
): { radius: number; points: Point[] } {
	let found = apart(people, ground, zoom, most, child);
	let radius = most;
	while (!found.clear && radius > least) {
		radius = Math.max(least, radius * 0.92);
		found = apart(people, ground, zoom, radius, child);
	}
	return { radius, points: found.points };
}

function apart(
	people: readonly Standing[],
	ground: Ground,
	zoom: number,
	radius: number,
	child: number
): { points: Point[]; clear: boolean } {
	const wanted = 2 * radius + gap;
	const places = people.map(({ point }) => ({ ...point }));
	for (let round = 0; round < rounds; round += 1) {
		if (!pushed(places, wanted)) return { points: places, clear: true };
		places.forEach((place, index) => {
			const person = people[index];
			if (person) keep(place, person, ground, zoom, radius, child);
		});
	}
	return { points: places, clear: !pushed(places, wanted - tolerance) };
}

/** Moves those who are too near each other half of what is missing each. @returns whether there were any */
function pushed(places: { x: number; y: number }[], wanted: number): boolean {
	let any = false;
	for (const [index, one] of places.entries())
		for (let later = index + 1; later < places.length; later += 1) {
			const other = places[later];
			if (!other) continue;
			let [x, y] = [other.x - one.x, other.y - one.y];
			if (Math.abs(x) >= wanted || Math.abs(y) >= wanted) continue;
			let distance = Math.hypot(x, y);
			if (distance >= wanted - tolerance / 4) continue;
			any = true;
			// Those who stand on the very same spot part in directions of their own.
			if (distance < 0.01) [x, y, distance] = [Math.cos(index + later), Math.sin(index + later), 1];
			const by = (wanted - Math.min(distance, wanted)) / 2 / distance;
			one.x -= x * by;
			one.y -= y * by;
			other.x += x * by;
			other.y += y * by;
		}
	return any;
}

/** Back into their own ring and sector. */
function keep(
	place: { x: number; y: number },
	{ ring, angle }: Standing,
	{ aspect, borders }: Ground,
	zoom: number,
	radius: number,
	child: number
): void {
	const flat = place.x / aspect;
	const [inner, outer] = [borders[ring - 2], borders[ring - 1]].map((border) => (border ?? 0) * zoom);
	// The middle of a disc lies well within its ring, however narrow that is.
	const width = (outer ?? 0) - (inner ?? 0);
	const inside = Math.min(radius * 0.7, width / 3);
	const from = ring === 1 ? child + radius + gap : (inner ?? 0) + inside;
	const to = (outer ?? 0) - inside;
	const far = Math.hypot(flat, place.y);
	const near = Math.min(to, Math.max(from, far));
	const now = turn((Math.atan2(flat, -place.y) * 180) / Math.PI);
	const kept = (withinSector(now, angle) * Math.PI) / 180;
	place.x = Math.sin(kept) * near * aspect;
	place.y = -Math.cos(kept) * near;
}

/** An angle, or where it has left the sector of another the border it has crossed. */
function withinSector(now: number, home: number): number {
	const { from, to } = sectorRange(sectorAt(home));
	const beyond = turn(now - from);
	if (beyond <= to - from) return now;
	return beyond - (to - from) < 360 - beyond ? to : from;
}
