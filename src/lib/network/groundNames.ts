/**
 * Where the names on the map's ground stand, in pixels from its middle: of the sectors outside the rim, of the rings on
 * their lines. No name of a sector lies on the rim, and none of a ring on somebody, as long as there is any room.
 */
import { boxAround, distanceTo, isWithin, movedBox, overlap, type Box } from './boxes.ts';
import { SECTORS, type Sector } from './network.ts';
import { captionAngle } from './captions.ts';
import { around, markScale, rimOf, sectorRange, type Ground, type Point } from './placement.ts';
import { textWidth } from './textWidth.ts';

interface SectorName extends Box {
	readonly sector: Sector;
	readonly word: string;
	/** Whether its sign stands before it; a very narrow map has no room for that. */
	readonly icon: boolean;
}

export interface RingName extends Box {
	/** From 1. */
	readonly ring: number;
	readonly word: string;
	/** The middle of the word. */
	readonly at: Point;
	/** Size of its type. */
	readonly letters: number;
}

/** What is needed to name a ground. */
interface Named {
	readonly ground: Ground;
	/** Pixels for one unit. */
	readonly zoom: number;
	/** Half of the width and height within which names are kept. */
	readonly half: Point;
	/** False: the child's way, rings named on pills and no sectors. */
	readonly sectors: boolean;
	/** Where people belong, in units of the map. */
	readonly people: readonly Point[];
	readonly ringWord: (ring: number) => string;
	/** Whether people, a child maybe, wrote the word of a ring themselves: such a one comes before ordinary ones. */
	readonly isOwn?: (ring: number) => boolean;
	readonly sectorWord: (sector: Sector) => string;
}

export interface GroundNames {
	readonly rings: readonly RingName[];
	readonly sectors: readonly SectorName[];
}

/** Its sign, taller than the line that it stands in, and with what is between them. */
export const sectorIcon = { width: 30, height: 24 };
const sectorHeight = 18;
/** Above and below a line, so that signs do not touch. */
const between = 5;
const pill = { height: 36, padding: 18, letters: 18 };
const smallPill = { height: 28, padding: 10, letters: 16 };
/** Half of the width of a child's map that is a phone's. */
const smallUpTo = 250;
const letters = 16;
/** Between the rim and a name outside it. */
const gap = 8;
/** Where there is hardly any room. */
const least = 2;
/** On a child's phone the way out stands over the top right of a map that fills the window. */
const besideWayOut = 340;
/** A name's line is kept so far from the edge of the map. */
const edge = 4;
const stepPx = 2;
/** A name is looked a place for no farther from where it belongs, in steps. */
const farthest = 100;
/** Half of the width of a map on which there is room for signs. */
const iconsFrom = 165;
/** Where the rings reach as far as the sides there is room in the corners only. */
const inACorner: Partial<Record<Sector, number>> = { kin: 134, friends: 299 };
/** What a name at a side takes. */
const sidesFrom = 60;
/** On a smaller map not all names of rings find a place of their own. */
const allFrom = 0.5;
/** How deep people may stand in the name of a ring, in pixels; in one that people wrote deeper, if it can be read still. */
const coveredMost = 8;
const ownCoveredMost = 16;

/** The names of a ground, each with the room it takes. */
export function groundNames(named: Named): GroundNames {
	return { rings: ringNames(named), sectors: named.sectors ? sectorNames(named) : [] };
}

function sectorNames({ ground, zoom, half: whole, sectorWord }: Named): SectorName[] {
	const icon = whole.x < iconsFrom ? 0 : sectorIcon.width;
	// A sign is taller than its word, and is seen whole at the edge too.
	const half = { x: whole.x, y: whole.y - (icon > 0 ? (sectorIcon.height - sectorHeight) / 2 : 0) };
	const rim = rimOf(ground) * zoom;
	// Below the map, names of the people farthest out come first.
	const namesBelow =
		((ground.radii.at(-1) ?? 0) - rimOf(ground)) * zoom + (ground.person / 2) * markScale(ground, zoom) + 26;
	const room = half.y - rim - sectorHeight;
	const gapBelow = Math.max(least, Math.min(room, Math.max(gap, namesBelow)));
	const gapAbove = Math.max(least, Math.min(room, gap));
	const isOutside = (box: Box) => {
		// Of a box the point nearest to the middle, however flat the ellipse is.
		const x = nearest(box.left, box.right);
		const y = nearest(box.top, box.bottom);
		const tall = rim + (y > 0 ? gapBelow : gapAbove);
		return (x / (rim * ground.aspect + gap)) ** 2 + (y / tall) ** 2 >= 1;
	};
	const map = boxAround({ x: 0, y: 0 }, 2 * half.x, 2 * half.y);
	const taken: Box[] = [];
	const isFree = (box: Box) =>
		isOutside(box) && isWithin(box, map) && !taken.some((other) => overlap(box, other));
	const named = SECTORS.map((sector) => {
		const { from, to } = sectorRange(sector);
		const middle = (ground.margin.x < sidesFrom ? inACorner[sector] : undefined) ?? (from + to) / 2;
		const word = sectorWord(sector);
		const out = around({ ...ground, aspect: 1 }, 1, middle);
		return { sector, word, width: icon + textWidth(word, letters), start: around(ground, rim, middle), out };
	});
	const boxes = new Map<Sector, Box>();
	// Those at the sides have least room, so they come first.
	for (const { sector, width, start, out } of named.sort((a, b) => Math.abs(b.out.x) - Math.abs(a.out.x))) {
		const boxAt = (away: number): Box => {
			const x = start.x + out.x * (away + width / 2);
			return boxAround({ x, y: start.y + out.y * (away + sectorHeight / 2) }, width, sectorHeight);
		};
		let away = 0;
		while (!isOutside(boxAt(away)) && away < farthest) away += stepPx;
		const box = kept(boxAt(away), half);
		// At the edge of a narrow window it goes on towards the corner, or from there to the middle.
		const [alongY, alongX] = [out.y > 0 ? stepPx : -stepPx, out.x > 0 ? -stepPx : stepPx];
		const steps = Array.from({ length: farthest }, (_, step) => step);
		const found = steps
			.flatMap((step) => [
				movedBox(box, 0, alongY * step),
				movedBox(box, alongX * step, 0),
				movedBox(box, 0, -alongY * step)
			])
			.find(isFree);
		boxes.set(sector, found ?? box);
		const { left, right, top, bottom } = found ?? box;
		taken.push({ left, right, top: top - between, bottom: bottom + between });
	}
	return SECTORS.flatMap((sector) => {
		const box = boxes.get(sector);
		return box ? [{ sector, word: sectorWord(sector), icon: icon > 0, ...box }] : [];
	});
}

function ringNames({ ground, zoom, half, sectors, people, ringWord, isOwn }: Named): RingName[] {
	const isSmall = zoom < allFrom;
	const look = sectors
		? { letters, padding: 4, height: letters * 1.25 }
		: isSmall || half.x < smallUpTo
			? smallPill
			: pill;
	const rings = ground.borders.map((_, index) => ({
		ring: index + 1,
		word: ringWord(index + 1),
		own: isOwn?.(index + 1) === true
	}));
	// The nearest and the farthest tell which way is which; words that people wrote come first.
	const isEnd = ({ ring }: { ring: number }) => ring === 1 || ring === rings.length;
	const turnOf = (each: (typeof rings)[number]) => (each.own ? 0 : 2) + (isEnd(each) ? 0 : 1);
	// Of the ordinary ones the ends are enough among the names of sectors and on a phone, where people's own need the room.
	const isTight = sectors || half.x < smallUpTo;
	const small = rings
		.filter((each) => !isTight || each.own || isEnd(each))
		.sort((a, b) => turnOf(a) - turnOf(b));
	const placed = namesOnRings({
		ground,
		zoom,
		words: isSmall ? small : rings,
		discs: people.map(({ x, y }) => ({ x: x * zoom, y: y * zoom })),
		radius: (ground.person / 2) * markScale(ground, zoom),
		look,
		sectors,
		outermostAt: sectors || half.x >= smallUpTo ? undefined : besideWayOut
	});
	// A word that people cover is not read; how near they are is said of each, and the rim tells which way is far.
	const isRead = ({ covered, ring }: { covered: number; ring: number }) =>
		ring === rings.length || covered <= (isOwn?.(ring) ? ownCoveredMost : coveredMost);
	const kept: RingName[] = [];
	for (const name of placed)
		if (isRead(name) && !(isSmall && kept.some((other) => overlap(name, other)))) kept.push(name);
	return kept.sort((a, b) => a.ring - b.ring);
}

/** What is needed to name rings, all in the unit of the drawing but the ground. */
interface OnRings {
	readonly ground: Ground;
	readonly zoom: number;
	readonly words: readonly { readonly ring: number; readonly word: string }[];
	/** The middles of people as they are drawn, and how large. */
	readonly discs: readonly Point[];
	readonly radius: number;
	readonly look: { readonly letters: number; readonly padding: number; readonly height: number };
	/** Outside the rim there are the names of sectors. */
	readonly sectors: boolean;
	/** The angle at which the outermost is looked a place for first; undefined: where every ring is. */
	readonly outermostAt?: number | undefined;
}

/**
 * The names of rings on their lines, each where nobody stands and as near as may be to where it is mostly.
 * @returns `covered`: how deep people stand in it, where there is no such place
 */
export function namesOnRings({
	ground,
	zoom,
	words,
	discs,
	radius,
	look,
	sectors,
	outermostAt
}: OnRings): (RingName & { readonly covered: number })[] {
	const line = look.letters * 1.25;
	const peopleNames = discs.map(({ x, y }) =>
		boxAround({ x, y: y + radius + line / 2 }, 2 * radius + line, line)
	);
	const taken: Box[] = [];
	return words.map(({ ring, word }) => {
		const inside = sectors && ring === ground.borders.length ? look.height / 2 + 2 : 0;
		const far = (ground.borders[ring - 1] ?? 0) * zoom - inside;
		const width = textWidth(word, look.letters) + 2 * look.padding;
		const places = anglesFrom(
			(ring === ground.borders.length ? outermostAt : undefined) ?? captionAngle(ring)
		).map((angle) => {
			const at = around(ground, far, angle);
			return { at, box: boxAround(at, width, look.height) };
		});
		const covered = ({ box }: { box: Box }) =>
			discs.reduce((sum, disc) => sum + Math.max(0, radius - distanceTo(box, disc)), 0);
		const free = places.filter(({ box }) => !taken.some((other) => overlap(box, other)));
		const best =
			free.find((place) => covered(place) === 0 && !peopleNames.some((name) => overlap(place.box, name))) ??
			(free.length > 0 ? free : places).reduce((least, place) =>
				covered(place) < covered(least) ? place : least
			);
		taken.push(best.box);
		return { ring, word, at: best.at, letters: look.letters, covered: covered(best), ...best.box };
	});
}

/** From an angle to both sides in turn, all round. */
function anglesFrom(middle: number): number[] {
	return [
		middle,
		...Array.from({ length: 18 }, (_, step) => [middle - 10 * (step + 1), middle + 10 * (step + 1)]).flat()
	];
}

/** Of a stretch the number nearest to 0. */
function nearest(from: number, to: number): number {
	return Math.max(from, Math.min(0, to));
}

/** Inside the map's edge; a name wider than the map begins at its left. */
function kept(box: Box, half: Point): Box {
	const x = Math.max(-half.x + edge - box.left, Math.min(0, half.x - edge - box.right));
	const y = Math.max(-half.y - box.top, Math.min(0, half.y - box.bottom));
	return movedBox(box, x, y);
}
