/**
 * Where people are shown who were put so close by hand that their discs would lie on one another: the document says where
 * they belong, and what is shown is the nearest place to that where nobody is covered. As few as may be are moved, and
 * the same ones on every screen of the same size: who comes later gives way, and who has room stays. (On paper as many as
 * there are must be packed as close as they go: `export/spread.ts`.)
 */
import type { Placement } from './network.ts';
import {
	apartOn,
	around,
	pointOf,
	sectorAt,
	sectorRange,
	turn,
	withSmaller,
	type Ground,
	type Point
} from './placement.ts';

interface Standing {
	readonly id: string;
	readonly placement: Placement;
	/** How much more room than a disc they take: 1 for most. */
	readonly wide: number;
}

/** What an animal takes, whose ears stand above the disc. */
export const animalWide = 1.25;

export interface Shown {
	/** The ground, with smaller people where that is needed. */
	readonly ground: Ground;
	/** In units of the map, by id. */
	readonly points: ReadonlyMap<string, Point>;
}

/** How much smaller discs may get before some lie on others: a letter is hardly read in less. */
const sizes = [1, 0.86, 0.74, 0.64] as const;
/** Between two places that are looked at, in degrees; and how many rows a ring has. */
const stepDegrees = 2;
const rows = 5;
/** Less than this nobody sees. */
const tolerance = 0.01;

/**
 * Places where nobody is covered, each in the ring where they belong and as long as there is room in their sector. Where a
 * ring is full all round, discs get smaller; where they are as small as may be, who is left stands where most is seen.
 * @param people in any order
 * @param zoom at which the whole map is shown
 */
export function standApart(people: readonly Standing[], ground: Ground, zoom: number): Shown {
	const inOrder = [...people].sort((a, b) => (a.id < b.id ? -1 : 1));
	let last: Shown = { ground, points: new Map() };
	for (const size of sizes) {
		const smaller = withSmaller(ground, size);
		const { points, clear } = placed(inOrder, smaller, apartOn(smaller, zoom));
		last = { ground: smaller, points };
		if (clear) return last;
	}
	return last;
}

function placed(
	people: readonly Standing[],
	ground: Ground,
	apart: ReturnType<typeof apartOn>
): { points: Map<string, Point>; clear: boolean } {
	const points = new Map<string, Point>();
	const taken = new Taken(apart.people);
	const isFree = (point: Point, wide: number) =>
		Math.hypot(point.x, point.y) >= apart.child && taken.room(point, wide) >= 1;
	const pushed = people.filter(({ id, placement, wide }) => {
		const home = pointOf(ground, placement);
		if (taken.room(home, wide) < 1) return true;
		points.set(id, home);
		taken.add(home, wide);
		return false;
	});
	let clear = true;
	for (const { id, placement, wide } of pushed) {
		const places = placesFor(placement, ground);
		const free = places.find((place) => isFree(place, wide));
		clear &&= free !== undefined;
		const point = free ?? roomiest(places, taken, wide) ?? pointOf(ground, placement);
		points.set(id, point);
		taken.add(point, wide);
	}
	return { points, clear };
}

/** Of a ring the nearest places first; those in their own sector before all others. */
function placesFor({ ring, angle }: Placement, ground: Ground): Point[] {
	const home = pointOf(ground, { ring, angle });
	const own = sectorRange(sectorAt(angle));
	return radiiIn(ring, ground)
		.flatMap((radius) =>
			Array.from({ length: 360 / stepDegrees }, (_, step) => {
				const point = around(ground, radius, angle + step * stepDegrees);
				const isOutside = turn(angle + step * stepDegrees - own.from) >= own.to - own.from;
				return { point, isOutside, off: Math.hypot(point.x - home.x, point.y - home.y) };
			})
		)
		.sort((a, b) => Number(a.isOutside) - Number(b.isOutside) || a.off - b.off)
		.map(({ point }) => point);
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

function roomiest(places: readonly Point[], taken: Taken, wide: number): Point | undefined {
	return places
		.map((point) => ({ point, room: taken.room(point, wide) }))
		.reduce<{ point: Point; room: number } | undefined>(
			(best, each) => (best && best.room >= each.room ? best : each),
			undefined
		)?.point;
}

/** Who stands where already, found by the squares of a grid. */
class Taken {
	readonly #apart: number;
	readonly #square: number;
	readonly #squares = new Map<string, (Point & { readonly wide: number })[]>();

	/** @param apart of two discs; a square is as wide as the widest two need */
	constructor(apart: number) {
		this.#apart = apart;
		this.#square = apart * animalWide;
	}

	add({ x, y }: Point, wide: number): void {
		const key = this.#key(x, y);
		const there = this.#squares.get(key);
		if (there) there.push({ x, y, wide });
		else this.#squares.set(key, [{ x, y, wide }]);
	}

	/** 1 where nobody is touched; less, the more somebody would be covered. */
	room({ x, y }: Point, wide: number): number {
		let least = 1;
		for (const dx of [-this.#square, 0, this.#square])
			for (const dy of [-this.#square, 0, this.#square])
				for (const other of this.#squares.get(this.#key(x + dx, y + dy)) ?? []) {
					const needed = (this.#apart * (wide + other.wide)) / 2;
					const room = Math.hypot(x - other.x, y - other.y) / needed;
					if (room < least - tolerance / needed) least = room;
				}
		return least;
	}

	#key(x: number, y: number): string {
		return `${Math.floor(x / this.#square)} ${Math.floor(y / this.#square)}`;
	}
}
