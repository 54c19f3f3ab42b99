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
import { SECTORS, type Placement, type Ring, type Sector } from './network.ts';

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
/** What somebody needs from the border between two sectors, so that it is plain where they stand. */
const borderDistance = 26;
/**
 * A place in a ring and sector where nobody is covered, on no screen: as near the sector's middle as may be, with room
 * for the names where there is any, and clear of the names of the rings. Where the sector is full, the place nearest to it on the same ring: how near
 * somebody is to the child is said of them, and the field `sector` says where they belong. Only when the large discs
 * of the child's own screens fill the ring, those alone may touch.
 * @param others placements that are taken; nobody of them is moved
 * @param sector undefined: no sector, and then a place on a border between two, where it is said to be in none
 * @param rings how many the map has
 * @returns null where the ring is full all round
 */
export function emptyPlace(
	others: readonly Placement[],
	ring: Ring,
	sector: Sector | undefined,
	rings: number = ordinaryRings
): Placement | null {
	return emptyPlaceAmong(takenBy(others, rings), ring, sector, rings);
}

function emptyPlaceAmong(
	taken: Taken,
	ring: Ring,
	sector: Sector | undefined,
	rings: number
): Placement | null {
	const inside =
		sector === undefined ? anglesInNoSector : anglesIn(sector, ring, withRings(wideGround, rings));
	const placeAt = (angle: number): Placement => ({ ring, angle: oneDecimal(turn(angle)) });
	const sectorsOwn = sector === undefined ? inside : wholeSector(sector);
	const allRound = sector === undefined ? inside : [...sectorsOwn, ...anglesBeside(sector)];
	// Of all grounds those of adults come first.
	const adults = taken.slice(0, adultGrounds.length);
	// Each angle is looked at once, however often it is asked for.
	const isClear = once((angle) => coversNobody(placeAt(angle), taken));
	const isRoomy = once((angle) => isClear(angle) && roomAt(placeAt(angle), taken) >= 1);
	const isBest = (angle: number) => isRoomy(angle) && coversNoCaption(placeAt(angle), taken);
	const found =
		inside.find(isBest) ??
		sectorsOwn.find(isBest) ??
		// The name of a ring gives way to a person.
		inside.find(isRoomy) ??
		allRound.find(isClear) ??
		allRound.find((angle) => coversNobody(placeAt(angle), adults));
	return found === undefined ? null : placeAt(found);
}

/** A question that is reckoned once for each angle. */
function once(answer: (angle: number) => boolean): (angle: number) => boolean {
	const known = new Map<number, boolean>();
	return (angle) => {
		const found = known.get(angle) ?? answer(angle);
		known.set(angle, found);
		return found;
	};
}

/**
 * Places for many, one after the other, each as `emptyPlace` gives it.
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
	return wanted.map(({ ring, sector }) => {
		for (const each of ring === null ? ringsForUnsaid(rings) : [ring]) {
			const key = [ring === null, each, sector].join(' ');
			if (full.has(key)) continue;
			const place = emptyPlace(taken, each, sector, rings);
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
 * @param rings how many the map has
 */
export function freePlace(
	others: readonly Placement[],
	ring: Ring,
	sector: Sector | undefined,
	rings: number = ordinaryRings
): Placement {
	const taken = takenBy(others, rings);
	const empty = emptyPlaceAmong(taken, ring, sector, rings);
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
 * rings, so that the name of who comes is read at once.
 * @param others placements that are taken; nobody of them is moved
 * @returns null where the ring is full all round
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
	return best ?? emptyPlace(others, ring, undefined);
}

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
function ringsForUnsaid(rings: number): readonly Ring[] {
	return [2, 3, 4, 5, 1].filter((ring) => ring <= rings).map((ring) => nearestRing(ring, rings));
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
