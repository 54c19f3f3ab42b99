/**
 * Where people are shown who were put so close by hand that their discs would lie on one another: the document says where
 * they belong, and what is shown is the nearest place to that where nobody is covered, within their ring and sector with all
 * of the disc. As few as may be are moved, and the same ones on every screen of the same size: who comes later gives way, so
 * that nobody moves for a newcomer. (On paper as many as there are must be packed as close as they go: `export/spread.ts`.)
 */
import { Cell } from './cells.ts';
import type { Placement } from './network.ts';
import { apartOn, pointOf, sectorAt, withSmaller, type Ground, type Point } from './placement.ts';
import { Taken } from './taken.ts';

export interface Standing {
	readonly id: string;
	readonly placement: Placement;
	/** How far above their middle they reach, by the radius of a disc: 1 for most. */
	readonly tall: number;
	/** Nobody has said where in the child's life they belong: they stand on a border between two sectors. */
	readonly nowhere?: boolean;
}

export interface Shown {
	/** The ground, with smaller people where that is needed. */
	readonly ground: Ground;
	/** In units of the map, by id. */
	readonly points: ReadonlyMap<string, Point>;
}

/**
 * Places where nobody is covered, each in the ring and the sector where they belong. What is done in one sector of a ring
 * moves nobody in another. Where there is no room discs get smaller, all of them, as a size says nothing of anybody; where
 * they are as small as may be, who is left stands elsewhere in the ring, or where most is seen.
 * @param people in any order
 * @param zoom at which the whole map is shown
 * @param sectors false: a map that has none, the child's own; there the nearest place in the ring is the best
 */
export function standApart(people: readonly Standing[], ground: Ground, zoom: number, sectors = true): Shown {
	const inOrder = [...people].sort((a, b) => (a.id < b.id ? -1 : 1));
	const cells = new Map<string, Cell>();
	const cellOf = ({ placement, nowhere = false }: Standing) => {
		const ring = Math.min(placement.ring, ground.radii.length);
		const sector = !sectors ? undefined : nowhere ? null : sectorAt(placement.angle);
		const key = `${ring} ${sector}`;
		const cell = cells.get(key) ?? new Cell(ground, ring, sector);
		cells.set(key, cell);
		return cell;
	};
	const standing = inOrder.map((person) => ({ ...person, cell: cellOf(person) }));
	for (const cell of cells.values())
		cell.startFor(standing.filter((one) => one.cell === cell).length, (size) =>
			apartOn(withSmaller(ground, size), zoom)
		);
	const before = new Map<string, { readonly step: number; readonly point: Point }>();
	for (;;) {
		const found = placed(standing, ground, zoom, before);
		if (found.points) {
			const smallest = Math.min(1, ...[...cells.values()].map(({ size }) => size));
			return { ground: withSmaller(ground, smallest), points: found.points };
		}
		found.full.step += 1;
	}
}

/**
 * @param before where somebody was found a place before another cell turned out to be full: they keep it
 * @returns the cell in which there is no room for somebody, where there is one
 */
function placed(
	people: readonly (Standing & { readonly cell: Cell })[],
	ground: Ground,
	zoom: number,
	before: Map<string, { readonly step: number; readonly point: Point }>
): { points: Map<string, Point> } | { points?: never; full: Cell } {
	const points = new Map<string, Point>();
	const taken = new Taken(apartOn(ground, zoom).people);
	for (const { id, placement, tall, cell } of people) {
		const apart = apartOn(withSmaller(ground, cell.size), zoom);
		const room = (point: Point) => taken.room(point, tall, apart);
		const isFree = (point: Point) => room(point) >= 1;
		const home = pointOf(ground, placement);
		const known = before.get(id);
		const point =
			(isFree(home) && cell.fits(placement, home, apart) ? home : undefined) ??
			(known?.step === cell.step && isFree(known.point) ? known.point : undefined) ??
			nearest(home, cell.own(apart), isFree) ??
			(cell.isLast || cell.sector === null ? nearest(home, cell.ofRing, isFree) : undefined) ??
			(cell.isLast ? (roomiest([...cell.own(apart), ...cell.ofRing], room) ?? home) : undefined);
		if (!point) return { full: cell };
		before.set(id, { step: cell.step, point });
		points.set(id, { x: point.x, y: point.y });
		taken.add({ x: point.x, y: point.y, tall, apart: apart.people });
	}
	return { points };
}

/** The nearest to somebody's own place of those where they may stand. */
function nearest(home: Point, spots: readonly Point[], isFree: (spot: Point) => boolean): Point | undefined {
	let best: Point | undefined;
	let least = Infinity;
	for (const spot of spots) {
		const off = Math.hypot(spot.x - home.x, spot.y - home.y);
		if (off < least && isFree(spot)) [best, least] = [spot, off];
	}
	return best;
}

function roomiest(spots: readonly Point[], roomAt: (spot: Point) => number): Point | undefined {
	let best: Point | undefined;
	let most = -1;
	for (const spot of spots) {
		const room = roomAt(spot);
		if (room > most) [best, most] = [spot, room];
	}
	return best;
}
