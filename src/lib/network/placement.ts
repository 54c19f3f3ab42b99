/**
 * Where people stand. A placement is a ring and an angle; every screen has its own ground (wide, tall,
 * the child's) and turns it into a point. The same placement is the same place on all of them.
 */
import { RINGS, SECTORS, type Placement, type Ring, type Sector } from './network.ts';

export interface Point {
	readonly x: number;
	readonly y: number;
}

/** A ring that may lie between two rings, while somebody is being moved. */
export interface LoosePlacement {
	readonly ring: number;
	readonly angle: number;
}

/** The measures of a drawn map, in its own units; the child stands at 0,0. */
export interface Ground {
	/** Width of the rings for one unit of height. */
	readonly aspect: number;
	/** Vertical radius of the outer border of each ring. */
	readonly borders: readonly [number, number, number, number];
	/** Vertical radius people stand at, for each ring. */
	readonly radii: readonly [number, number, number, number];
	/** Diameter of a person, and of the child. */
	readonly person: number;
	readonly child: number;
	/** What lies outside the rim at each side when the whole map is shown, in screen pixels: names. */
	readonly margin: Point;
	/** How small and how large people may get on the screen, as a part of `person`. */
	readonly leastScale: number;
	readonly mostScale: number;
}

const borders = [158, 250, 336, 414] as const;
const radii = [124, 206, 294, 376] as const;

/** For screens that are wider than tall. */
export const wideGround: Ground = {
	aspect: 1.24,
	borders,
	radii,
	person: 40,
	child: 68,
	margin: { x: 104, y: 42 },
	leastScale: 0.7,
	mostScale: 1.3
};

/** For windows about as wide as tall: a tablet with the card beside the map. */
export const squareGround: Ground = { ...wideGround, aspect: 1.04, margin: { x: 24, y: 42 } };

/** For phones held upright. */
export const tallGround: Ground = {
	aspect: 0.74,
	borders,
	radii,
	person: 40,
	child: 68,
	margin: { x: 6, y: 42 },
	leastScale: 0.7,
	mostScale: 1.3
};

/** The child's own way: larger people, nothing at the rim. */
export const childWideGround: Ground = {
	aspect: 1.5,
	borders: [170, 246, 312, 372],
	radii: [126, 208, 279, 342],
	person: 60,
	child: 84,
	margin: { x: 8, y: 44 },
	leastScale: 0.8,
	mostScale: 1.4
};

export const childTallGround: Ground = {
	...childWideGround,
	aspect: 0.68,
	borders: [190, 290, 380, 460],
	radii: [144, 240, 335, 420],
	// On a phone twenty people must not cover one another; a finger still finds each (`childReach`).
	leastScale: 0.56
};

/**
 * The ground that fills a window best.
 * @param width of the map's element in pixels
 */
export function groundFor(width: number, height: number, childsWay: boolean): Ground {
	const shape = height === 0 ? 1.5 : width / height;
	if (childsWay) return shape < 0.92 ? childTallGround : childWideGround;
	if (shape < 0.92) return tallGround;
	return shape < 1.3 ? squareGround : wideGround;
}

/** Where each sector begins and ends: degrees, clockwise from the top. Kin is wide: it is most people. */
const sectorStarts: Record<Sector, number> = {
	household: 341,
	family: 19,
	kin: 59,
	professional: 163,
	school: 197,
	leisure: 225,
	friends: 251,
	neighbours: 315
};

/** As far round the map as somebody can stand and still be beside a place. */
const besideDegrees = 120;

/** A child's tap finds whoever is nearest within so many pixels, however small people are drawn. */
export const childReach = 32;

/** How far out and in one can zoom. */
export const zoomLeast = 0.2;
export const zoomMost = 3;

/** What two people need between them not to cover each other's name. */
const clearance = { x: 78, y: 66 };
/**
 * What the middles of two discs need between them on each ground not to touch when all of it is shown. A phone draws
 * discs larger than the map around them, so there it is more than the width of one; a child's are larger still.
 */
const adultsApart: Spacing = [
	[wideGround, 42],
	[squareGround, 44],
	[tallGround, 50]
];
const allApart: Spacing = [...adultsApart, [childWideGround, 62], [childTallGround, 66]];
type Spacing = readonly (readonly [Ground, number])[];
/** What somebody needs from the border between two sectors, so that it is plain where they stand. */
const borderDistance = 26;
/** How far somebody can be dragged: not on top of the child, and not off the map. */
const nearestOfAll = 0.4;
const beyondLast = 0.4;

/**
 * A sector as a range of angles.
 * @returns `from` 0–359.9, `to` up to 719.9 where the range passes the top
 */
export function sectorRange(sector: Sector): { from: number; to: number } {
	const from = sectorStarts[sector];
	const next = SECTORS[(SECTORS.indexOf(sector) + 1) % SECTORS.length] ?? sector;
	return { from, to: from + turn(sectorStarts[next] - from) };
}

/** The sector an angle lies in. */
export function sectorAt(angle: number): Sector {
	const found = SECTORS.find((sector) => {
		const { from, to } = sectorRange(sector);
		return turn(angle - from) < to - from;
	});
	return found ?? 'household'; // the ranges cover the whole turn
}

/**
 * How large people and names are drawn at a zoom. Zooming in spreads people out more than it makes them
 * larger, and on a small screen they never get too small to read or to hit.
 * @returns screen pixels for one unit
 */
export function markScale({ leastScale, mostScale }: Ground, zoom: number): number {
	return Math.min(mostScale, Math.max(leastScale, zoom));
}

/** The point of a placement on a ground. A fifth ring stands where the fourth does. */
export function pointOf(ground: Ground, { ring, angle }: LoosePlacement): Point {
	return around(ground, radiusOf(ground, ring), angle);
}

/** A point at a vertical radius and an angle of a ground. */
export function around(ground: Ground, radius: number, angle: number): Point {
	const radians = (angle * Math.PI) / 180;
	return { x: Math.sin(radians) * radius * ground.aspect, y: -Math.cos(radians) * radius };
}

/** The ring, maybe between two, and the angle of a point: what is shown to others during a drag. */
export function loosePlacementAt(ground: Ground, { x, y }: Point): LoosePlacement {
	const flat = x / ground.aspect;
	const angle = turn((Math.atan2(flat, -y) * 180) / Math.PI);
	// A hundredth of a ring is less than a pixel, and shorter on the wire.
	const ring = Math.round(ringAt(ground, Math.hypot(flat, y)) * 100) / 100;
	return { ring, angle: oneDecimal(angle) };
}

/** The placement a drop at a point means: the nearest ring, the angle as it is. */
export function nearestPlacement(ground: Ground, point: Point): Placement {
	const { ring, angle } = loosePlacementAt(ground, point);
	return { ring: nearestRing(ring), angle };
}

/** The ring nearest to one that may lie between two or beyond the last. */
export function nearestRing(ring: number): Ring {
	return RINGS.find((each) => ring <= each + 0.5) ?? 4;
}

/** The place one step around the map, for keys; the angle grows clockwise. */
export function stepAround(placement: Placement, degrees: number): Placement {
	return { ...placement, angle: oneDecimal(turn(placement.angle + degrees)) };
}

/** The place one ring nearer (-1) or farther (1); at the ends it stays. */
export function stepRing(placement: Placement, step: -1 | 1): Placement {
	return { ...placement, ring: nearestRing(nearestRing(placement.ring) + step) };
}

/**
 * Who stands next to a place in the same ring: the one before it and the one after it, clockwise. Who stands
 * more than a third of the way round is not beside it.
 */
export function besides<T extends { readonly placement?: Placement | undefined }>(
	others: readonly T[],
	place: Placement
): T[] {
	const inRing = others.filter(({ placement }) => placement?.ring === place.ring);
	const nearest = (degrees: (other: T) => number) =>
		inRing.filter((other) => degrees(other) <= besideDegrees).sort((a, b) => degrees(a) - degrees(b))[0];
	const before = nearest((other) => turn(place.angle - (other.placement?.angle ?? 0)));
	const after = nearest((other) => turn((other.placement?.angle ?? 0) - place.angle));
	return [...new Set([before, after])].filter((other) => other !== undefined);
}

/**
 * The view that shows the whole of a ground in the middle of an element.
 * @param width of the element in pixels
 */
export function fittedView(
	{ aspect, borders, margin }: Ground,
	width: number,
	height: number
): { zoom: number; x: number; y: number } {
	const rim = borders[3];
	const zoom = Math.min((width / 2 - margin.x) / (rim * aspect), (height / 2 - margin.y) / rim);
	return { zoom: Math.min(zoomMost, Math.max(zoomLeast, zoom)), x: width / 2, y: height / 2 };
}

/**
 * A place in a ring and sector where nobody is covered, on no screen: as near the sector's middle as may be, with room
 * for the names where there is any. Where the sector is full, the place nearest to it on the same ring: how near
 * somebody is to the child is said of them, and the field `sector` says where they belong. Only when the large discs
 * of the child's own screens fill the ring, those alone may touch.
 * @param others placements that are taken; nobody of them is moved
 * @param sector undefined: no sector, and then a place on a border between two, where it is said to be in none
 * @returns null where the ring is full all round
 */
export function emptyPlace(
	others: readonly Placement[],
	ring: Ring,
	sector: Sector | undefined
): Placement | null {
	const taken = takenBy(others);
	const inside = sector === undefined ? anglesInNoSector : anglesIn(sector, ring);
	const placeAt = (angle: number): Placement => ({ ring, angle: oneDecimal(turn(angle)) });
	const allRound = sector === undefined ? inside : [...wholeSector(sector), ...anglesBeside(sector)];
	const adults = takenBy(others, adultsApart);
	const found =
		inside.find((angle) => coversNobody(placeAt(angle), taken) && roomAt(placeAt(angle), taken) >= 1) ??
		allRound.find((angle) => coversNobody(placeAt(angle), taken)) ??
		allRound.find((angle) => coversNobody(placeAt(angle), adults));
	return found === undefined ? null : placeAt(found);
}

/**
 * Places for many, one after the other, each as `emptyPlace` gives it.
 * @param wanted `ring` null: nobody has said how near; then the first ring that has room in the sector
 * @returns in the order of `wanted`; null: they have to wait beside the map
 */
export function emptyPlaces(
	others: readonly Placement[],
	wanted: readonly { readonly ring: Ring | null; readonly sector: Sector | undefined }[]
): (Placement | null)[] {
	const taken = [...others];
	/** What was full stays full while more are added. */
	const full = new Set<string>();
	return wanted.map(({ ring, sector }) => {
		for (const each of ring === null ? ringsForUnsaid : [ring]) {
			const key = [ring === null, each, sector].join(' ');
			if (full.has(key)) continue;
			const place = emptyPlace(taken, each, sector);
			// Nobody has said that they are in this ring, so they need not stand outside their sector.
			const fits = place && (ring !== null || sector === undefined || sectorAt(place.angle) === sector);
			if (fits) {
				taken.push(place);
				return place;
			}
			if (!place || ring === null) full.add(key);
		}
		return null;
	});
}

/**
 * A place in a ring and sector, for somebody who is moved there: an empty one, or where the ring is full the one with
 * most room in the sector, so that nobody is quite lost under another.
 * @param others placements that are taken
 * @param sector undefined: no sector
 */
export function freePlace(others: readonly Placement[], ring: Ring, sector: Sector | undefined): Placement {
	const empty = emptyPlace(others, ring, sector);
	if (empty) return empty;
	const taken = takenBy(others);
	const places = (sector === undefined ? anglesInNoSector : wholeSector(sector)).map((angle) => ({
		ring,
		angle: oneDecimal(turn(angle))
	}));
	const [first = { ring, angle: 0 }, ...rest] = places;
	return rest.reduce((best, place) => (roomAt(place, taken) > roomAt(best, taken) ? place : best), first);
}

/** The angles of a sector that keep clear of its borders: from the middle outwards, to both sides in turn. */
function anglesIn(sector: Sector, ring: Ring): number[] {
	const { from, to } = sectorRange(sector);
	const margin = Math.min((to - from) / 4, degreesFor(borderDistance, ring));
	return outwards((from + to) / 2, 0, (to - from) / 2 - margin);
}

/** The same up to its very borders. */
function wholeSector(sector: Sector): number[] {
	const { from, to } = sectorRange(sector);
	return outwards((from + to) / 2, 0, (to - from) / 2 - 0.1);
}

/** The rest of the turn, what is nearest to a sector first. */
function anglesBeside(sector: Sector): number[] {
	const { from, to } = sectorRange(sector);
	return outwards((from + to) / 2, (to - from) / 2 + 0.5, 180);
}

/** Angles at both sides of a middle in turn, degree by degree. */
function outwards(middle: number, least: number, most: number): number[] {
	const angles: number[] = [];
	for (let step = least; step <= most; step += 1)
		angles.push(...(step === 0 ? [middle] : [middle + step, middle - step]));
	return angles;
}

/** Where somebody is put of whom nobody has said how near they are. */
const ringsForUnsaid = [2, 3, 4, 1] as const satisfies readonly Ring[];

/** The borders between sectors, beginning where fewest stand; then all round, for when those are full. */
const anglesInNoSector: readonly number[] = [
	...[...SECTORS].reverse().map((sector) => sectorStarts[sector]),
	...Array.from({ length: 360 }, (_, degrees) => degrees)
];

/** The same angle, on a ring: for moving somebody by a list instead of by hand. */
export function placeInRing(
	placement: Placement | undefined,
	others: readonly Placement[],
	ring: Ring,
	sector: Sector | undefined
): Placement {
	if (placement === undefined) return freePlace(others, ring, sector);
	const moved = { ring, angle: placement.angle };
	const taken = takenBy(others);
	return coversNobody(moved, taken) && roomAt(moved, taken) >= 1
		? moved
		: freePlace(others, ring, sectorAt(placement.angle));
}

/** Where others stand, on each ground. */
type Taken = readonly {
	readonly ground: Ground;
	readonly apart: number;
	readonly points: readonly Point[];
}[];

function takenBy(others: readonly Placement[], spacing = allApart): Taken {
	return spacing.map(([ground, apart]) => ({
		ground,
		apart,
		points: others.map((other) => pointOf(ground, other))
	}));
}

/** On each of the grounds the discs stand clear of one another. */
function coversNobody(place: Placement, taken: Taken): boolean {
	return taken.every(({ ground, apart, points }) => {
		const { x, y } = pointOf(ground, place);
		return points.every((other) => Math.hypot(x - other.x, y - other.y) >= apart);
	});
}

/** Of the names, on a wide screen. 1 and more: none is covered; the lower below 1, the more is covered. */
function roomAt(place: Placement, taken: Taken): number {
	const { x, y } = pointOf(wideGround, place);
	const points = taken.find(({ ground }) => ground === wideGround)?.points ?? [];
	return points.reduce(
		(least, other) =>
			Math.min(least, Math.max(Math.abs(x - other.x) / clearance.x, Math.abs(y - other.y) / clearance.y)),
		Infinity
	);
}

function degreesFor(length: number, ring: Ring): number {
	return (length / radiusOf(wideGround, ring)) * (180 / Math.PI);
}

/** The vertical radius of a ring; between two rings and a little beyond the last during a move. */
function radiusOf({ radii }: Ground, ring: number): number {
	const [first, second, third, last] = radii;
	if (ring < 1) return Math.max(0, first + (ring - 1) * (second - first));
	if (ring >= 4) return last + Math.min(ring - 4, beyondLast) * (last - third);
	const inner = radii[Math.floor(ring) - 1] ?? last;
	const outer = radii[Math.floor(ring)] ?? last;
	return inner + (ring - Math.floor(ring)) * (outer - inner);
}

function ringAt(ground: Ground, radius: number): number {
	const { radii } = ground;
	const [first, second, third, last] = radii;
	if (radius < first) return Math.max(nearestOfAll, 1 + (radius - first) / (second - first));
	if (radius >= last) return Math.min(4 + beyondLast, 4 + (radius - last) / (last - third));
	const below = radius < second ? 0 : radius < third ? 1 : 2;
	const inner = radii[below];
	const outer = radii[below + 1] ?? last;
	return below + 1 + (radius - inner) / (outer - inner);
}

/** An angle brought into 0–359.9. */
function turn(angle: number): number {
	return ((angle % 360) + 360) % 360;
}

function oneDecimal(angle: number): number {
	return (Math.round(angle * 10) % 3600) / 10;
}
