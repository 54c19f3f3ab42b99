/**
 * Where people are shown who were put so close by hand that their discs would lie on one another: the document says where
 * they belong, and what is shown is the nearest place to that where nobody is covered. As few as may be are moved, and
 * the same ones on every screen of the same size: who comes later gives way, and who has room stays. (On paper as many as
 * there are must be packed as close as they go: `export/spread.ts`.)
 */
import type { Placement, Sector } from './network.ts';
import { apartOn, around, pointOf, sectorAt, withSmaller, type Ground, type Point } from './placement.ts';

interface Standing {
	readonly id: string;
	readonly placement: Placement;
	/** How far above their middle they reach, by the radius of a disc: 1 for most. */
	readonly tall: number;
}

/** Of an animal, whose ears stand above the disc. */
export const animalTall = 1.6;

export interface Shown {
	/** The ground, with smaller people where that is needed. */
	readonly ground: Ground;
	/** In units of the map, by id. */
	readonly points: ReadonlyMap<string, Point>;
}

/** How much smaller discs may get before some lie on others: in less no letter is read. */
const sizes = [1, 0.86, 0.74, 0.64, 0.54] as const;
/** Between two places that are looked at, in degrees; and how many rows a ring has. */
const stepDegrees = 2;
const rows = 5;
/** More than any way across a map: a spot in another sector comes after all of one's own. */
const elsewhere = 10_000;
/** Less than this nobody sees. */
const tolerance = 0.01;

/**
 * Places where nobody is covered, each in the ring where they belong and as long as there is room in their sector. Where a
 * ring is full all round, discs get smaller; where they are as small as may be, who is left stands where most is seen.
 * @param people in any order
 * @param zoom at which the whole map is shown
 * @param sectors false: a map that has none, the child's own; there the nearest place in the ring is the best
 */
export function standApart(people: readonly Standing[], ground: Ground, zoom: number, sectors = true): Shown {
	const inOrder = [...people].sort((a, b) => (a.id < b.id ? -1 : 1));
	let shown: Shown = { ground, points: new Map() };
	for (const size of sizes) {
		const smaller = withSmaller(ground, size);
		const points = placed(inOrder, smaller, apartOn(smaller, zoom), {
			sectors,
			anyhow: size === sizes.at(-1)
		});
		shown = { ground: smaller, points: points ?? new Map() };
		if (points) break;
	}
	return shown;
}

/** @returns null where somebody would be covered, unless `anyhow` */
function placed(
	people: readonly Standing[],
	ground: Ground,
	apart: ReturnType<typeof apartOn>,
	{ sectors, anyhow }: { sectors: boolean; anyhow: boolean }
): Map<string, Point> | null {
	const points = new Map<string, Point>();
	const taken = new Taken(apart.people);
	const pushed = people.filter(({ id, placement, tall }) => {
		const home = pointOf(ground, placement);
		if (taken.room(home, tall) < 1) return true;
		points.set(id, home);
		taken.add(home, tall);
		return false;
	});
	const spots = new Map<number, readonly Spot[]>();
	for (const { id, placement, tall } of pushed) {
		const inRing =
			spots.get(placement.ring) ??
			spotsIn(placement.ring, ground).filter(({ x, y }) => Math.hypot(x, y) >= apart.child);
		spots.set(placement.ring, inRing);
		const found = nearestFree(inRing, placement, tall, { ground, taken, sectors });
		if (!found && !anyhow) return null;
		const point = found ?? roomiest(inRing, taken, tall) ?? pointOf(ground, placement);
		points.set(id, point);
		taken.add(point, tall);
	}
	return points;
}

/** Where somebody could be shown. */
interface Spot extends Point {
	readonly sector: Sector;
}

/** All spots of a ring, row by row. */
function spotsIn(ring: number, ground: Ground): Spot[] {
	return radiiIn(ring, ground).flatMap((radius) =>
		Array.from({ length: 360 / stepDegrees }, (_, step) => ({
			...around(ground, radius, step * stepDegrees),
			sector: sectorAt(step * stepDegrees)
		}))
	);
}

/** The free spot nearest to where somebody belongs; on a map with sectors one of their own before all others. */
function nearestFree(
	spots: readonly Spot[],
	placement: Placement,
	tall: number,
	{ ground, taken, sectors }: { ground: Ground; taken: Taken; sectors: boolean }
): Point | undefined {
	const home = pointOf(ground, placement);
	const own = sectorAt(placement.angle);
	let best: Point | undefined;
	let least = Infinity;
	for (const { x, y, sector } of spots) {
		const off = Math.hypot(x - home.x, y - home.y) + (!sectors || sector === own ? 0 : elsewhere);
		if (off >= least || taken.room({ x, y }, tall) < 1) continue;
		[best, least] = [{ x, y }, off];
	}
	return best;
}

function roomiest(spots: readonly Spot[], taken: Taken, tall: number): Point | undefined {
	let best: Point | undefined;
	let most = -1;
	for (const { x, y } of spots) {
		const room = taken.room({ x, y }, tall);
		if (room > most) [best, most] = [{ x, y }, room];
	}
	return best;
}

/** Rows within a ring, well inside its borders, so that it is plain which ring somebody stands in. */
function radiiIn(ring: number, { borders, radii }: Ground): number[] {
	const index = Math.min(ring, radii.length) - 1;
	const [inner = 0, outer = 0, middle = 0] = [borders[index - 1], borders[index], radii[index]];
	const margin = (outer - inner) / 6;
	// The nearest ring begins at the child, whom nobody may cover.
	const [from, to] = [
		index === 0 ? middle * 0.8 : inner + margin,
		index === 0 ? outer * 0.92 : outer - margin
	];
	return [middle, ...Array.from({ length: rows }, (_, row) => from + ((to - from) * row) / (rows - 1))];
}

/** Who stands where already, found by the squares of a grid. */
class Taken {
	readonly #apart: number;
	readonly #square: number;
	readonly #squares = new Map<number, (Point & { readonly tall: number })[]>();

	/** @param apart of two discs; a square is as wide as somebody and an animal below them need */
	constructor(apart: number) {
		this.#apart = apart;
		this.#square = (apart * (1 + animalTall)) / 2;
	}

	add({ x, y }: Point, tall: number): void {
		const key = keyOf(this.#at(x), this.#at(y));
		const there = this.#squares.get(key);
		if (there) there.push({ x, y, tall });
		else this.#squares.set(key, [{ x, y, tall }]);
	}

	/** 1 where nobody is touched; less, the more somebody would be covered. */
	room({ x, y }: Point, tall: number): number {
		const [column, row] = [this.#at(x), this.#at(y)];
		let least = 1;
		for (let dx = -1; dx <= 1; dx += 1)
			for (let dy = -1; dy <= 1; dy += 1)
				for (const other of this.#squares.get(keyOf(column + dx, row + dy)) ?? []) {
					const distance = Math.hypot(x - other.x, y - other.y);
					// Of the two the lower one may reach up to the other.
					const [above, lower] = y > other.y ? [y - other.y, tall] : [other.y - y, other.tall];
					const reach = distance === 0 ? lower - 1 : ((lower - 1) * above) / distance;
					const needed = this.#apart * (1 + reach / 2);
					const room = distance / needed;
					if (room < least - tolerance / needed) least = room;
				}
		return least;
	}

	#at(length: number): number {
		return Math.floor(length / this.#square);
	}
}

/** One number for a square: no map has so many rows. */
function keyOf(column: number, row: number): number {
	return column * 4096 + row;
}
