/** Who stands where already, and how much room there is beside them. */
import type { apartOn, Point } from './placement.ts';

/** Of an animal, whose ears stand above the disc. */
export const animalTall = 1.6;

/** What two discs need between their middles, and one and the child. */
export type Apart = ReturnType<typeof apartOn>;

/** Less than this nobody sees. */
const tolerance = 0.01;

interface Placed extends Point {
	readonly tall: number;
	/** What they and one as large need between their middles. */
	readonly apart: number;
}

/** Who stands where already, found by the squares of a grid. */
export class Taken {
	readonly #square: number;
	readonly #squares = new Map<number, Placed[]>();

	/** @param most apart of two discs; a square is as wide as somebody and an animal below them need */
	constructor(most: number) {
		this.#square = (most * (1 + animalTall)) / 2;
	}

	add(one: Placed): void {
		const key = keyOf(this.#at(one.x), this.#at(one.y));
		const there = this.#squares.get(key);
		if (there) there.push(one);
		else this.#squares.set(key, [one]);
	}

	/** 1 where nobody is touched; less, the more somebody would be covered. */
	room({ x, y }: Point, tall: number, { people, child }: Apart): number {
		const [column, row] = [this.#at(x), this.#at(y)];
		let least = Math.min(1, (Math.hypot(x, y) + tolerance) / child);
		for (let dx = -1; dx <= 1; dx += 1)
			for (let dy = -1; dy <= 1; dy += 1)
				for (const other of this.#squares.get(keyOf(column + dx, row + dy)) ?? []) {
					const distance = Math.hypot(x - other.x, y - other.y);
					// Of the two the lower one may reach up to the other.
					const [above, lower] = y > other.y ? [y - other.y, tall] : [other.y - y, other.tall];
					const reach = distance === 0 ? lower - 1 : ((lower - 1) * above) / distance;
					const needed = ((people + other.apart) / 2) * (1 + reach / 2);
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

/** As many spots as there is room for at once, row by row or across the rows. */
export function packed(spots: readonly Point[], apart: Apart): readonly Point[] {
	const across = [...spots].sort((a, b) => Math.atan2(a.y, a.x) - Math.atan2(b.y, b.x));
	const [one = [], other = []] = [spots, across].map((inTurn) => {
		const left = new Taken(apart.people);
		return inTurn.filter((spot) => {
			const isFree = left.room(spot, 1, apart) >= 1;
			if (isFree) left.add({ ...spot, tall: 1, apart: apart.people });
			return isFree;
		});
	});
	return one.length >= other.length ? one : other;
}
