/**
 * Where people stand. A placement is a ring and an angle; every screen has its own ground (wide, tall,
 * the child's) and turns it into a point. The same placement is the same place on all of them.
 */
import { ordinaryCaptions, ringWithin } from './captions.ts';
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
	readonly borders: readonly number[];
	/** Vertical radius people stand at, for each ring. */
	readonly radii: readonly number[];
	/** Diameter of a person, and of the child. */
	readonly person: number;
	readonly child: number;
	/**
	 * What the middles of two discs need between them not to touch when all of it is shown. A phone draws discs larger than
	 * the map around them, so there it is more than the width of one; a child's are larger still.
	 */
	readonly apart: number;
	/** What lies outside the rim at each side when the whole map is shown, in screen pixels: names. */
	readonly margin: Point;
	/** How small and how large people may get on the screen, as a part of `person`. */
	readonly leastScale: number;
	readonly mostScale: number;
	/** 1, or less where so many stand so close that only smaller discs do not lie on one another (`standApart.ts`). */
	readonly smaller: number;
}

/** As many rings as a map has until somebody says otherwise. */
export const ordinaryRings = ordinaryCaptions.rings.length;

const borders = [190, 265, 340, 414] as const;
const radii = [146, 228, 303, 377] as const;

/** For screens that are wider than tall. */
export const wideGround: Ground = {
	aspect: 1.24,
	borders,
	radii,
	person: 40,
	child: 68,
	apart: 42,
	margin: { x: 104, y: 42 },
	leastScale: 0.7,
	mostScale: 1.3,
	smaller: 1
};

/** For windows that are more than twice as wide as tall, a tablet that lies among them: names find room to the sides. */
export const widestGround: Ground = { ...wideGround, aspect: 1.7 };

/** For windows about as wide as tall: a tablet with the card beside the map. */
export const squareGround: Ground = { ...wideGround, aspect: 1.04, apart: 44, margin: { x: 24, y: 42 } };

/** For phones held upright. */
export const tallGround: Ground = {
	aspect: 0.74,
	borders,
	radii,
	person: 40,
	child: 68,
	apart: 50,
	margin: { x: 6, y: 42 },
	leastScale: 0.7,
	mostScale: 1.3,
	smaller: 1
};

/** The child's own way: larger people, nothing at the rim. */
export const childWideGround: Ground = {
	aspect: 1.5,
	borders: [170, 246, 312, 372],
	radii: [126, 208, 279, 342],
	person: 60,
	child: 84,
	apart: 62,
	margin: { x: 8, y: 44 },
	leastScale: 0.8,
	mostScale: 1.4,
	smaller: 1
};

export const childTallGround: Ground = {
	...childWideGround,
	aspect: 0.68,
	borders: [190, 290, 380, 460],
	radii: [144, 240, 335, 420],
	apart: 66,
	leastScale: 0.7
};

/** A child's map less wide than this for its height is a tall one. */
const tallUpTo = 0.92;
/** The same in a window that stands: a card that opens below the map takes of its height, and nobody moves for that. */
const tallUpToStanding = 1.2;
/** A window that stands, a phone's or a tablet's, as a media query. */
export const standingWindow = 'max-aspect-ratio: 4/5';

/**
 * The ground that fills a window best.
 * @param width of the map's element in pixels
 * @param rings how many the map has
 * @param standing whether the window itself stands: `standingWindow`
 */
export function groundFor(
	width: number,
	height: number,
	childsWay: boolean,
	rings: number = ordinaryRings,
	standing = false
): Ground {
	if (height === 0) return withRings(childsWay ? childWideGround : wideGround, rings);
	const shape = width / height;
	const border = standing ? tallUpToStanding : tallUpTo;
	if (childsWay) return withRings(shape < border ? childTallGround : childWideGround, rings);
	return withRings(filling(width, height), rings);
}

/** A map narrower than this is a phone's. */
export const phonePx = 500;
/** How wide the rings may be for their height: farther, and "near" would be far at the sides. */
const flattest = 2;
const aspectStep = 0.05;
/** Less wide than this a map has no room to spare between discs. */
const squareUpTo = 1.2;
/** Names of sectors stand in the corners: at the sides of the rim there is so much besides it. */
const sideMargin = 24;
const filled = new Map<string, Ground>();

/** The ground that takes the width of a window: the more room people have, the more of their names are read. */
function filling(width: number, height: number): Ground {
	const isPhone = width < phonePx;
	const { margin, aspect: least } = tallGround;
	const x = isPhone ? margin.x : sideMargin;
	const fits = (width / 2 - x) / Math.max(1, height / 2 - margin.y);
	const steps = Math.floor(Math.min(flattest, Math.max(least, fits)) / aspectStep + 0.001);
	const key = `${steps} ${x}`;
	const made = filled.get(key) ?? groundOf(Math.max(least, steps * aspectStep), isPhone);
	filled.set(key, made);
	return made;
}
function groundOf(aspect: number, isPhone: boolean): Ground {
	if (isPhone) return { ...tallGround, aspect };
	const { margin } = wideGround;
	return {
		...(aspect < squareUpTo ? squareGround : wideGround),
		aspect,
		margin: { ...margin, x: sideMargin }
	};
}

/** How far out a ground reaches. */
export function rimOf({ borders }: Ground): number {
	return borders.at(-1) ?? 0;
}

/** Grounds with more or fewer rings, made once: the same ground is the same object. */
const divided = new WeakMap<Ground, Map<number, Ground>>();

const shrunk = new WeakMap<Ground, Map<number, Ground>>();

/** A ground on which people are drawn smaller; the same each time it is asked for. @param smaller see `Ground` */
export function withSmaller(ground: Ground, smaller: number): Ground {
	if (smaller === ground.smaller) return ground;
	const known = shrunk.get(ground) ?? new Map<number, Ground>();
	shrunk.set(ground, known);
	const made = known.get(smaller) ?? { ...ground, smaller };
	known.set(smaller, made);
	return made;
}

/** A ground of the same size with another number of rings; the same each time it is asked for. */
export function withRings(ground: Ground, rings: number): Ground {
	if (rings === ground.borders.length) return ground;
	const known = divided.get(ground) ?? new Map<number, Ground>();
	divided.set(ground, known);
	const made = known.get(rings) ?? redivided(ground, rings);
	known.set(rings, made);
	return made;
}

/** The rim stays; the ring around the child gets wider or narrower with the others, but less, so that people fit. */
function redivided(ground: Ground, rings: number): Ground {
	const rim = rimOf(ground);
	const first = (ground.borders[0] ?? 0) * Math.sqrt(ground.borders.length / rings);
	const borders = Array.from({ length: rings }, (_, index) => first + ((rim - first) * index) / (rings - 1));
	const inFirst = (ground.radii[0] ?? 0) / (ground.borders[0] ?? 1);
	const radii = borders.map((border, index) =>
		index === 0 ? border * inFirst : (border + (borders[index - 1] ?? 0)) / 2
	);
	return { ...ground, borders, radii };
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

/** A tap finds whoever is nearest within so many pixels, however small people are drawn. */
export const reach = { child: 32, adults: 22 } as const;

/** No disc is smaller than this on a screen, in pixels: with what a finger may miss it by, each is hit. */
const leastDisc = 28;
/** And so much is seen between two who stand as near as may be. */
const discGap = 2;

/** How far out and in one can zoom. */
export const zoomLeast = 0.2;
export const zoomMost = 3;

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
export function markScale({ leastScale, mostScale, person, apart, smaller }: Ground, zoom: number): number {
	// On a phone twenty people must not cover one another; a finger still finds each (`reach`).
	const untouched = Math.max(leastDisc / person, (apart * zoom - discGap) / person);
	return Math.min(mostScale, Math.max(Math.min(leastScale, untouched), zoom)) * smaller;
}

/**
 * What the middles of two people need between them, in units of the map, not to touch where all of it is shown.
 * @param zoom of the map as it is fitted to its window; zoomed in they need less
 */
export function apartOn(ground: Ground, zoom: number): { people: number; child: number } {
	const scale = markScale(ground, zoom) / zoom;
	const disc = ground.person * scale;
	const airy = disc + discGap / zoom;
	// Places that were found for people are so far apart and no farther: nobody is pushed for the gap alone.
	const people = disc <= ground.apart ? Math.min(ground.apart, airy) : airy;
	return { people, child: people / 2 + (ground.child * scale) / 2 };
}

/** The point of a placement on a ground; beyond the last ring is a little outside it. */
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
	return { ring: nearestRing(ring, ground.radii.length), angle };
}

/** The ring nearest to one that may lie between two or beyond the last. @param rings how many there are */
export function nearestRing(ring: number, rings: number = ordinaryRings): Ring {
	return ringWithin(RINGS.find((each) => ring <= each + 0.5) ?? rings, rings);
}

/** The place one step around the map, for keys; the angle grows clockwise. */
export function stepAround(placement: Placement, degrees: number): Placement {
	return { ...placement, angle: oneDecimal(turn(placement.angle + degrees)) };
}

/** The place one ring nearer (-1) or farther (1) of so many; at the ends it stays. */
export function stepRing(placement: Placement, step: -1 | 1, rings: number = ordinaryRings): Placement {
	return { ...placement, ring: nearestRing(nearestRing(placement.ring, rings) + step, rings) };
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
	ground: Ground,
	width: number,
	height: number
): { zoom: number; x: number; y: number } {
	const { aspect, margin } = ground;
	const rim = rimOf(ground);
	const zoom = Math.min((width / 2 - margin.x) / (rim * aspect), (height / 2 - margin.y) / rim);
	return { zoom: Math.min(zoomMost, Math.max(zoomLeast, zoom)), x: width / 2, y: height / 2 };
}

/** The vertical radius of a ring; between two rings and a little beyond the last during a move. */
function radiusOf({ radii }: Ground, ring: number): number {
	const at = (index: number) => radii[Math.min(radii.length, Math.max(1, index)) - 1] ?? 0;
	const outermost = radii.length;
	if (ring < 1) return Math.max(0, at(1) + (ring - 1) * (at(2) - at(1)));
	if (ring >= outermost)
		return at(outermost) + Math.min(ring - outermost, beyondLast) * (at(outermost) - at(outermost - 1));
	const below = Math.floor(ring);
	return at(below) + (ring - below) * (at(below + 1) - at(below));
}

function ringAt({ radii }: Ground, radius: number): number {
	const [first = 0, second = first] = radii;
	const outermost = radii.length;
	const [last = 0, before = 0] = [...radii].reverse();
	if (radius < first) return Math.max(nearestOfAll, 1 + (radius - first) / (second - first));
	if (radius >= last) return Math.min(outermost + beyondLast, outermost + (radius - last) / (last - before));
	const above = radii.findIndex((each) => radius < each);
	const [inner = 0, outer = last] = [radii[above - 1], radii[above]];
	return above + (radius - inner) / (outer - inner);
}

/** An angle brought into 0–359.9. */
export function turn(angle: number): number {
	return ((angle % 360) + 360) % 360;
}

/** An angle as it is written down. */
export function oneDecimal(angle: number): number {
	return (Math.round(angle * 10) % 3600) / 10;
}
