/**
 * Where there is room on a map: places for who comes to it or is moved by a list. On every ground at once, as the same
 * placement is the same place on all of them; nobody who stands there is moved for it.
 */
import {
	childTallGround,
	childWideGround,
	oneDecimal,
	ordinaryRings,
	pointOf,
	sectorAt,
	sectorRange,
	squareGround,
	tallGround,
	turn,
	wideGround,
	widestGround,
	withRings,
	nearestRing,
	type Ground,
	type Point
} from './placement.ts';
import { captionAngle, ringWithin } from './captions.ts';
import { RINGS, SECTORS, type Placement, type Ring, type Sector } from './network.ts';

/** What two people need between them not to cover each other's name. */
const clearance = { x: 78, y: 66 };
/** A line of it. */
const nameHeight = 24;
const adultGrounds: readonly Spacing[] = [
	{ ground: wideGround, caption: { x: 64, y: 11 } },
	{ ground: widestGround, caption: { x: 80, y: 14 } },
	{ ground: squareGround, caption: { x: 83, y: 14 } },
	{ ground: tallGround, caption: { x: 105, y: 18 } }
];
const childGrounds: readonly Spacing[] = [
	{ ground: childWideGround, caption: { x: 82, y: 20 } },
	{ ground: childTallGround, caption: { x: 136, y: 33 } }
];
interface Spacing {
	readonly ground: Ground;
	/** Half of what the name of a ring takes on its line, in units of the ground as it is mostly shown. */
	readonly caption: Point;
}
/** Where only a few stand in a ring and sector, so many times of it: on a small window, too, they do not touch. */
const airy = [1.6, 1.3, 1.15] as const;
const few = 3;
/** What somebody needs from the border between two sectors, so that it is plain where they stand. */
const borderDistance = 26;
/**
 * A place in a ring and sector where nobody is covered, on no screen: as near the sector's middle as may be, with room
 * for the names where there is any, and clear of the names of the rings; never in another sector. Where the
 * large discs of the child's own screens fill it, it is a place for the others: `standApart.ts` shows those beside it there.
 * @param others placements that are taken; nobody of them is moved
 * @param sector undefined: no sector, and then a place on a border between two, where it is said to be in none
 * @param rings how many the map has
 * @returns null where the ring is full in that sector
 */
export function emptyPlace(
	others: readonly Placement[],
	ring: Ring,
	sector: Sector | undefined,
	rings: number = ordinaryRings
): Placement | null {
	return emptyPlaceAmong(others, ring, sector, rings);
}

/** @param onAll whether discs may not touch on the child's own screens either */
function emptyPlaceAmong(
	others: readonly Placement[],
	ring: Ring,
	sector: Sector | undefined,
	rings: number,
	onAll = false
): Placement | null {
	const taken = takenBy(others, rings);
	const inside =
		sector === undefined ? anglesInNoSector : anglesIn(sector, ring, withRings(wideGround, rings));
	const placeAt = (angle: number): Placement => ({ ring, angle: oneDecimal(turn(angle)) });
	const sectorsOwn = sector === undefined ? inside : wholeSector(sector);
	// Of all grounds those of adults come first.
	const adults = taken.slice(0, adultGrounds.length);
	// Each angle is looked at once, however often it is asked for.
	const isClear = once((angle) => coversNobody(placeAt(angle), taken));
	const roomOf = once((angle) => (isClear(angle) ? roomAt(placeAt(angle), taken) : 0));
	const isRoomy = (angle: number) => roomOf(angle) >= 1;
	const isBest = once((angle) => isRoomy(angle) && coversNoCaption(placeAt(angle), taken));
	const beside = others.filter((other) => other.ring === ring && sectorAt(other.angle) === sector).length;
	const wide = (beside < few ? airy : []).flatMap(
		(room) => inside.find((angle) => roomOf(angle) >= room && isBest(angle)) ?? []
	)[0];
	const found =
		wide ??
		inside.find(isBest) ??
		sectorsOwn.find(isBest) ??
		// The name of a ring gives way to a person.
		inside.find(isRoomy) ??
		roomiest(sectorsOwn.filter(isClear), (angle) => distanceAt(placeAt(angle), adults)) ??
		roomiest(
			sectorsOwn.filter((angle) => !onAll && coversNobody(placeAt(angle), adults)),
			(angle) => distanceAt(placeAt(angle), adults)
		);
	return found === undefined ? null : placeAt(found);
}

/**
 * A place for somebody new: in the ring where they are put, or where that is full in their sector, in the next one
 * farther out. Nobody is put in a sector where they do not belong.
 * @param others placements that are taken; nobody of them is moved
 * @param sector undefined: no sector
 * @param rings how many the map has
 * @returns null where there is none: they wait beside the map
 */
export function emptyPlaceFrom(
	others: readonly Placement[],
	ring: Ring,
	sector: Sector | undefined,
	rings: number = ordinaryRings
): Placement | null {
	for (const each of ringsFrom(ring, rings)) {
		const place = emptyPlaceAmong(others, each, sector, rings);
		if (place) return place;
	}
	return null;
}

/** The first of those that have most room; undefined where there are none. */
function roomiest(angles: readonly number[], roomOf: (angle: number) => number): number | undefined {
	let best: number | undefined;
	let most = -Infinity;
	for (const angle of angles) {
		const room = roomOf(angle);
		if (room > most) [best, most] = [angle, room];
	}
	return best;
}

/** A question that is reckoned once for each angle. */
function once<T>(answer: (angle: number) => T): (angle: number) => T {
	const known = new Map<number, T>();
	return (angle) => {
		const found = known.get(angle) ?? answer(angle);
		known.set(angle, found);
		return found;
	};
}

/**
 * Places for many, one after the other, each as `emptyPlaceFrom` gives it.
 * @param wanted `ring` null: nobody has said how near; then the first ring that has room in the sector
 * @param rings how many the map has
 * @returns in the order of `wanted`; null: they have to wait beside the map
 */
export function emptyPlaces(
	others: readonly Placement[],
	wanted: readonly { readonly ring: Ring | null; readonly sector: Sector | undefined }[],
	rings: number = ordinaryRings
): (Placement | null)[] {
	const taken = [...others];
	/** What was full stays full while more are added. */
	const full = new Set<string>();
	const placeIn = (ring: Ring, sector: Sector | undefined, onAll: boolean): Placement | null => {
		const key = [ring, sector, onAll].join(' ');
		if (full.has(key)) return null;
		const place = emptyPlaceAmong(taken, ring, sector, rings, onAll);
		if (place) taken.push(place);
		else full.add(key);
		return place;
	};
	return wanted.map(({ ring, sector }) => {
		const among = ring === null ? ringsForUnsaid(rings) : ringsFrom(ring, rings);
		// Of whom nobody has said how near they are, a ring where they touch nobody on any screen comes first.
		for (const onAll of ring === null ? [true, false] : [false])
			for (const each of among) {
				const place = placeIn(each, sector, onAll);
				if (place) return place;
			}
		return null;
	});
}

/**
 * A place in a ring and sector, for somebody who is moved there: an empty one, or where the ring is full the one with
 * most room in the sector, so that nobody is quite lost under another.
 * @param others placements that are taken
 * @param sector undefined: no sector
 * @param rings how many the map has
 */
export function freePlace(
	others: readonly Placement[],
	ring: Ring,
	sector: Sector | undefined,
	rings: number = ordinaryRings
): Placement {
	const taken = takenBy(others, rings);
	const empty = emptyPlaceAmong(others, ring, sector, rings);
	if (empty) return empty;
	const places = (sector === undefined ? anglesInNoSector : wholeSector(sector)).map((angle) => ({
		ring,
		angle: oneDecimal(turn(angle))
	}));
	let best: Placement = { ring, angle: 0 };
	let most = -Infinity;
	for (const place of places) {
		const room = roomAt(place, taken);
		if (room > most) [best, most] = [place, room];
	}
	return best;
}

/**
 * The roomiest place of a ring on the child's own map, which has no sectors: far from others and from the names of the
 * rings, so that the name of who comes is read at once. Only where the ring is full all round do discs touch, and then
 * as little as may be: no adult's screen shows this map, so theirs are not asked.
 * @param others placements that are taken; nobody of them is moved
 * @returns null where whoever stood there would lie under somebody
 */
export function roomiestPlace(others: readonly Placement[], ring: Ring): Placement | null {
	const taken = takenBy(others, ordinaryRings).slice(adultGrounds.length);
	let best: Placement | null = null;
	let most = -Infinity;
	for (const angle of anglesFromTheSides) {
		const place = { ring, angle };
		if (!coversNobody(place, taken)) continue;
		const room = childsRoomAt(place, taken) - (coversNoCaption(place, taken) ? 0 : captionCost);
		if (room > most) [best, most] = [place, room];
	}
	if (best) return best;
	const angle = roomiest(anglesFromTheSides, (each) => distanceAt({ ring, angle: each }, taken));
	const place = { ring, angle: angle ?? 0 };
	return distanceAt(place, taken) >= mostlySeen ? place : null;
}

/** So much of what two discs need not to touch is enough for both to be known. */
const mostlySeen = 0.7;

/** More room than this is of no use. */
const roomEnough = 1.8;
/** What it counts against a place that it lies on the name of a ring. */
const captionCost = 1;
/** All round, beginning at the sides: the names of the rings stand at the top and the bottom. */
const anglesFromTheSides: readonly number[] = Array.from({ length: 90 }, (_, step) => [
	turn(90 + step),
	turn(270 - step),
	turn(89 - step),
	turn(271 + step)
]).flat();

/** How far from others, as parts of what discs need not to touch. Names are wide, so nearness beside them counts more. */
function childsRoomAt(place: Placement, taken: Taken): number {
	return taken.reduce((least, { ground, points }) => {
		const { x, y } = pointWithin(ground, place);
		const distances = points.map((other) => Math.hypot((x - other.x) / 1.6, y - other.y) / ground.apart);
		return Math.min(least, ...distances);
	}, roomEnough);
}

/** How far the nearest is, as a part of what two discs need not to touch, on the ground where that is least. */
function distanceAt(place: Placement, taken: Taken): number {
	return taken.reduce((least, { ground, points }) => {
		const { x, y } = pointWithin(ground, place);
		return Math.min(least, ...points.map((other) => Math.hypot(x - other.x, y - other.y) / ground.apart));
	}, Infinity);
}

/** The angles of a sector that keep clear of its borders: from the middle outwards, to both sides in turn. */
function anglesIn(sector: Sector, ring: Ring, ground: Ground): number[] {
	const { from, to } = sectorRange(sector);
	const margin = Math.min((to - from) / 4, degreesFor(borderDistance, ring, ground));
	return outwards((from + to) / 2, 0, (to - from) / 2 - margin);
}

/** The same up to its very borders. */
function wholeSector(sector: Sector): number[] {
	const { from, to } = sectorRange(sector);
	return outwards((from + to) / 2, 0, (to - from) / 2 - 0.1);
}

/** Angles at both sides of a middle in turn, degree by degree. */
function outwards(middle: number, least: number, most: number): number[] {
	const angles: number[] = [];
	for (let step = least; step <= most; step += 1)
		angles.push(...(step === 0 ? [middle] : [middle + step, middle - step]));
	return angles;
}

/** Where somebody is put of whom nobody has said how near they are. */
function ringsForUnsaid(rings: number): readonly Ring[] {
	return [2, 3, 4, 5, 1].filter((ring) => ring <= rings).map((ring) => nearestRing(ring, rings));
}

/** A ring and those farther out: nobody is put nearer than somebody has said. */
function ringsFrom(ring: Ring, rings: number): readonly Ring[] {
	return RINGS.filter((each) => each >= ring && each <= rings);
}

/** The borders between sectors, beginning where fewest stand; then all round, for when those are full. */
const anglesInNoSector: readonly number[] = [
	...[...SECTORS].reverse().map((sector) => sectorRange(sector).from),
	...Array.from({ length: 360 }, (_, degrees) => degrees)
];

/** The same angle, on a ring: for moving somebody by a list instead of by hand. */
export function placeInRing(
	placement: Placement | undefined,
	others: readonly Placement[],
	ring: Ring,
	sector: Sector | undefined,
	rings: number = ordinaryRings
): Placement {
	if (placement === undefined) return freePlace(others, ring, sector, rings);
	const moved = { ring, angle: placement.angle };
	const taken = takenBy(others, rings);
	return coversNobody(moved, taken) && roomAt(moved, taken) >= 1
		? moved
		: freePlace(others, ring, sectorAt(placement.angle), rings);
}

/**
 * The place nearest to one on its ring where nobody is covered; where the ring is full all round, the place itself.
 * @param others placements that are taken
 */
export function clearPlace(
	others: readonly Placement[],
	{ ring, angle }: Placement,
	rings: number = ordinaryRings
): Placement {
	const taken = takenBy(others, rings);
	const found = outwards(angle, 0, 180)
		.map((each) => ({ ring, angle: oneDecimal(turn(each)) }))
		.find((place) => coversNobody(place, taken));
	return found ?? { ring, angle };
}

/** Where others stand, on each ground. */
type Taken = readonly (Spacing & { readonly points: readonly Point[] })[];

function takenBy(others: readonly Placement[], rings: number): Taken {
	// The child's own way keeps its four rings, whatever the map has.
	const adults = adultGrounds.map((spacing) => ({ ...spacing, ground: withRings(spacing.ground, rings) }));
	return [...adults, ...childGrounds].map((spacing) => ({
		...spacing,
		points: others.map((other) => pointWithin(spacing.ground, other))
	}));
}

/** Where somebody is drawn who may stand in a ring that this ground has not. */
function pointWithin(ground: Ground, { ring, angle }: Placement): Point {
	return pointOf(ground, { ring: ringWithin(ring, ground.radii.length), angle });
}

/** On each of the grounds the discs stand clear of one another. */
function coversNobody(place: Placement, taken: Taken): boolean {
	return taken.every(({ ground, points }) => {
		const { x, y } = pointWithin(ground, place);
		return points.every((other) => (x - other.x) ** 2 + (y - other.y) ** 2 >= ground.apart ** 2);
	});
}

/** On no ground a disc lies on the name of a ring; nor, on a wide screen, does the name below it. */
function coversNoCaption(place: Placement, taken: Taken): boolean {
	return taken.every(({ ground, caption }, index) => {
		const { x, y } = pointWithin(ground, place);
		const radius = ground.apart / 2;
		return ground.borders.every((border, ring) => {
			// The name of the last ring lies inside the rim, where there are sectors.
			const isLast = index < adultGrounds.length && ring === ground.borders.length - 1;
			const middle =
				-Math.cos((captionAngle(ring + 1) * Math.PI) / 180) * (isLast ? border - caption.y : border);
			const beside = Math.max(0, Math.abs(x) - caption.x);
			const along = Math.max(0, Math.abs(y - middle) - caption.y);
			if (Math.hypot(beside, along) < radius) return false;
			const nameAt = y + radius + nameHeight / 2;
			const onName =
				Math.abs(x) < caption.x + clearance.x / 2 && Math.abs(nameAt - middle) < caption.y + nameHeight / 2;
			return index > 0 || !onName;
		});
	});
}

/** Of the names, on a wide screen. 1 and more: none is covered; the lower below 1, the more is covered. */
function roomAt(place: Placement, taken: Taken): number {
	const [wide] = taken;
	if (!wide) return Infinity;
	const { x, y } = pointWithin(wide.ground, place);
	return wide.points.reduce(
		(least, other) =>
			Math.min(least, Math.max(Math.abs(x - other.x) / clearance.x, Math.abs(y - other.y) / clearance.y)),
		Infinity
	);
}

function degreesFor(length: number, ring: Ring, ground: Ground): number {
	return (length / (ground.radii[ring - 1] ?? length)) * (180 / Math.PI);
}
