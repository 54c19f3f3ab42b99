/**
 * A ring within a sector: where in it a disc lies with all of it. On the ground, in its units; a sector ends at straight
 * lines through the middle, a ring at two ellipses.
 */
import { SECTORS, type Placement, type Sector } from './network.ts';
import { around, sectorRange, turn, type Ground, type Point } from './placement.ts';
import { packed, type Apart } from './taken.ts';

/**
 * What is tried where there is no room, one after the other: smaller discs with whoever has room where they were put, then
 * rows in which nobody is. In less no disc is seen: then some stand elsewhere, or lie on others.
 */
const tries = [
	...[1, 0.92, 0.84].map((size) => ({ size, inRows: false })),
	...[0.84, 0.76, 0.68, 0.6, 0.52, 0.46, 0.4].map((size) => ({ size, inRows: true }))
];
const last = { size: 0.4, inRows: true };
/** A finger has to find them. */
const leastOnPhone = 0.52;
/** The ground that a disc takes where as many as can be lie side by side, for a square as wide as it. */
const closest = Math.sqrt(3) / 2;
/** Between two places that are looked at, in degrees; and how many rows a ring has. */
const stepDegrees = 2;
const rows = 7;

/**
 * Of a sector as much as a disc needs. On a ground that is taller than wide, a phone's, discs are large for it: half is
 * enough, and whoever has room where they belong stays.
 */
const isTall = ({ aspect }: Ground): boolean => aspect < 1;
const partInside = (ground: Ground): number => (isTall(ground) ? 0.5 : 1);

/** One sector of a ring, the borders of all in a ring, or on a map without sectors a ring; most is looked up only once somebody has to be moved. */
export class Cell {
	/** null: in no sector, on the borders; undefined: the map has none. */
	readonly sector: Sector | null | undefined;
	/** Which of `tries`. */
	step = 0;
	readonly #ground: Ground;
	readonly #ring: number;
	readonly #tries: typeof tries;
	readonly #places: Places;
	/** Those of the step before. */
	#own: { readonly step: number; readonly spots: readonly Point[] } | undefined;

	constructor(ground: Ground, ring: number, sector: Sector | null | undefined) {
		this.#ground = ground;
		this.#tries = isTall(ground) ? tries.filter(({ size }) => size >= leastOnPhone) : tries;
		this.#ring = ring;
		this.sector = sector;
		this.#places = placesOf(ground, ring, sector);
	}

	/** The spots of the whole ring. */
	get ofRing(): readonly Point[] {
		return this.#places.ofRing();
	}
	get #now(): { readonly size: number; readonly inRows: boolean } {
		return this.#tries[this.step] ?? last;
	}
	get size(): number {
		return this.#now.size;
	}
	/** Discs are as small as may be, and stand in rows. */
	get isLast(): boolean {
		return this.step >= this.#tries.length - 1;
	}

	/** Leaves out what cannot succeed: discs that need more ground than there is, however close they lie. @param apartAt of a size */
	startFor(count: number, apartAt: (size: number) => Apart): void {
		if (!this.sector || isTall(this.#ground)) return;
		const { inner, outer } = ringBand(this.#ground, this.#ring);
		const { from, to } = sectorRange(this.sector);
		const area = (Math.PI * this.#ground.aspect * (outer ** 2 - inner ** 2) * (to - from)) / 360;
		while (!this.isLast && count * apartAt(this.size).people ** 2 * closest > area) this.step += 1;
	}

	/** Whether somebody may stand where they belong. */
	fits(placement: Placement, home: Point, apart: Apart): boolean {
		if (this.#now.inRows) return false;
		// Of whom nobody has said in which sector they belong stands on a border.
		if (this.sector === null) return borderAngles.includes(placement.angle);
		if (!this.sector || isTall(this.#ground)) return true;
		const room = roomAt(this.#ground, this.#ring, this.sector, home);
		return room >= apart.people / 2 || room >= this.#neededFor(apart.people / 2);
	}

	/** The spots in which somebody may stand. */
	own(apart: Apart): readonly Point[] {
		if (this.#own?.step !== this.step) {
			const needed = this.#neededFor(apart.people / 2);
			const fitting = this.#places.spots().filter(({ room }) => room >= needed);
			this.#own = { step: this.step, spots: this.#now.inRows ? packed(fitting, apart) : fitting };
		}
		return this.#own.spots;
	}

	/** What of a disc has to lie inside: in a ring that is narrower than a disc nobody is asked to lie in it with all of it. */
	#neededFor(radius: number): number {
		return this.sector ? Math.min(radius * partInside(this.#ground), this.#places.roomiest()) : 0;
	}
}

/** Where somebody may stand in a cell, whoever is on the map. */
interface Places {
	/** Each with how large a disc may be there. */
	readonly spots: () => readonly Spot[];
	readonly roomiest: () => number;
	readonly ofRing: () => readonly Point[];
}
/** The same ground is the same object, so its places are looked up once. */
const known = new WeakMap<Ground, Map<string, Places>>();

function placesOf(ground: Ground, ring: number, sector: Sector | null | undefined): Places {
	const cells = known.get(ground) ?? new Map<string, Places>();
	known.set(ground, cells);
	const key = `${ring} ${sector}`;
	const spots = once(() => {
		const angles = sector ? withinSector(sector) : sector === null ? borderAngles : allRound;
		return radiiIn(ring, ground, sector ? 0.02 : 1 / 6)
			.flatMap((radius) => angles.map((angle) => around(ground, radius, angle)))
			.map((point): Spot => ({ ...point, room: roomAt(ground, ring, sector, point) }));
	});
	const made = cells.get(key) ?? {
		spots,
		roomiest: once(() => Math.max(...spots().map(({ room }) => room))),
		ofRing: once(() =>
			radiiIn(ring, ground, 1 / 6).flatMap((radius) => allRound.map((angle) => around(ground, radius, angle)))
		)
	};
	cells.set(key, made);
	return made;
}

/** Without a sector it is the middle of a disc that counts. */
function roomAt(ground: Ground, ring: number, sector: Sector | null | undefined, point: Point): number {
	return sector ? roomIn(ground, ring, sector, point) : Infinity;
}

interface Spot extends Point {
	/** How large a disc may be there without leaving the cell. */
	readonly room: number;
}

/** What is reckoned when it is first asked for. */
function once<T>(answer: () => T): () => T {
	let known: { readonly answer: T } | undefined;
	return () => (known ??= { answer: answer() }).answer;
}

const allRound: readonly number[] = Array.from(
	{ length: 360 / stepDegrees },
	(_, step) => step * stepDegrees
);
const borderAngles: readonly number[] = SECTORS.map((sector) => sectorRange(sector).from);
function withinSector(sector: Sector): number[] {
	const { from, to } = sectorRange(sector);
	return Array.from({ length: Math.ceil((to - from) / stepDegrees) }, (_, step) =>
		turn(from + (step + 0.5) * stepDegrees)
	);
}

/** Rows within a ring, as vertical radii, the middle first. @param margin as a part of the ring: with it, it is plain which ring a disc is in */
function radiiIn(ring: number, ground: Ground, margin: number): number[] {
	const { inner, outer } = ringBand(ground, ring);
	const middle = ground.radii[ring - 1] ?? 0;
	// The nearest ring begins at the child, whom nobody may cover.
	const [from, to] =
		ring === 1
			? [middle * (margin > 0.1 ? 0.8 : 0.4), outer * (margin > 0.1 ? 0.92 : 1)]
			: [inner + (outer - inner) * margin, outer - (outer - inner) * margin];
	return [middle, ...Array.from({ length: rows }, (_, row) => from + ((to - from) * row) / (rows - 1))];
}

/** From where somebody may stand in a ring to where, as vertical radii; the nearest ring begins at the child. */
function ringBand({ borders, radii }: Ground, ring: number): { inner: number; outer: number } {
	const index = Math.min(ring, radii.length) - 1;
	return { inner: borders[index - 1] ?? 0, outer: borders[index] ?? 0 };
}

/**
 * The radius of the largest disc around a point that lies within ring and sector with all of it; below 0 where the point
 * itself does not. The child in the middle is not reckoned with.
 */
function roomIn(ground: Ground, ring: number, sector: Sector, point: Point): number {
	const { inner, outer } = ringBand(ground, ring);
	const { from, to } = sectorRange(sector);
	const [start, end] = [around(ground, 1, from), around(ground, 1, to)];
	return Math.min(
		beyondRay(start, point),
		-beyondRay(end, point),
		beyondEllipse(ground.aspect, inner, point),
		-beyondEllipse(ground.aspect, outer, point)
	);
}

/** How far clockwise of a ray from the middle a point lies. */
function beyondRay(ray: Point, { x, y }: Point): number {
	return (ray.x * y - ray.y * x) / Math.hypot(ray.x, ray.y);
}

/** Each step of the search comes so much nearer that three are exact to less than is seen. */
const steps = 4;

/** How far a point lies outside an ellipse around the middle; below 0 inside it. */
function beyondEllipse(aspect: number, tall: number, { x, y }: Point): number {
	if (tall === 0) return Math.hypot(x, y);
	const [a, b] = [tall * aspect, tall];
	const [px, py] = [Math.abs(x), Math.abs(y)];
	// The nearest point by the circle that fits the ellipse where it was looked last.
	let [tx, ty] = [Math.SQRT1_2, Math.SQRT1_2];
	for (let step = 0; step < steps; step += 1) {
		const [ex, ey] = [((a * a - b * b) * tx ** 3) / a, ((b * b - a * a) * ty ** 3) / b];
		const stretch = Math.hypot(a * tx - ex, b * ty - ey) / (Math.hypot(px - ex, py - ey) || 1);
		[tx, ty] = [within((px - ex) * stretch + ex, a), within((py - ey) * stretch + ey, b)];
		const length = Math.hypot(tx, ty);
		[tx, ty] = [tx / length, ty / length];
	}
	const off = Math.hypot(px - a * tx, py - b * ty);
	return Math.hypot(x / aspect, y) < tall ? -off : off;
}

function within(length: number, most: number): number {
	return Math.min(1, Math.max(0, length / most));
}
