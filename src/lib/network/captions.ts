/**
 * How a map is divided: three to five rings and eight sectors, each with words of the room's own where it has some.
 * Nobody is moved when a ring is taken away: who stood there stands on the outermost that is left, and goes back with it.
 */
import * as v from 'valibot';
import { lineMax } from '#lib/room/lengths.ts';
import { RINGS, SECTORS, type Person, type Placement, type Ring, type Sector } from './network.ts';

export const ringsLeast = 3;
export const ringsMost = 5;

/** As long as the name of a ring or sector can be and still be read on a map: more is not asked for. */
export const captionMax = 30;

/** What a map can hold is more: a longer name that stands there already is read. */
export const Caption = v.pipe(v.string(), v.trim(), v.maxLength(lineMax));

export const Captions = v.object({
	/** One for each ring, from the middle; empty: the ordinary word. */
	rings: v.pipe(v.array(Caption), v.minLength(ringsLeast), v.maxLength(ringsMost)),
	/** Own names of sectors; the others have their ordinary word. */
	sectors: v.object(v.entriesFromList(SECTORS, v.exactOptional(v.pipe(Caption, v.minLength(1)))))
});
export type Captions = v.InferOutput<typeof Captions>;

/** A map that nobody has divided otherwise; the child's own has as many rings, and the words that the child gives them. */
export const ordinaryCaptions: Captions = { rings: ['', '', '', ''], sectors: {} };

/** Whether the rings are as they are on every map. */
export function areRingsOrdinary({ rings }: Pick<Captions, 'rings'>): boolean {
	return rings.length === ordinaryCaptions.rings.length && rings.every((caption) => caption === '');
}

/** The rings of a map, from the middle. */
export function ringsOf({ rings }: Captions): readonly Ring[] {
	return RINGS.slice(0, rings.length);
}

/** Where the name of a ring stands on its line: the innermost below the child, the others where the home sector is seldom full. */
export function captionAngle(ring: number): number {
	return ring === 1 ? 180 : 0;
}

/** The ring on which a placement stands where there are so many. */
export function ringWithin(ring: number, rings: number): Ring {
	return RINGS.find((each) => each === Math.min(ring, rings)) ?? 1;
}

/** Somebody as they stand on a map with so many rings. */
export function standing<T extends Pick<Person, 'placement'>>(person: T, rings: number): T {
	const { placement } = person;
	if (!placement || placement.ring <= rings) return person;
	return {
		...person,
		placement: { ...placement, ring: ringWithin(placement.ring, rings) } satisfies Placement
	};
}

/**
 * What a form says: as many captions as it has rings, and sector names that are not empty.
 * @returns null where a caption is too long, or there cannot be so many rings: half of one, or more than there are
 */
export function captionsFrom(fields: {
	readonly rings: number;
	text(name: string): string;
}): Captions | null {
	if (!RINGS.some((ring) => ring === fields.rings)) return null;
	const named = SECTORS.map((sector) => [sector, fields.text(`sector-${sector}`).trim()] as const);
	const parsed = v.safeParse(Captions, {
		rings: RINGS.filter((ring) => ring <= fields.rings).map((ring) => fields.text(`ring-${ring}`)),
		sectors: Object.fromEntries(named.filter(([, name]) => name !== '')) satisfies Partial<
			Record<Sector, string>
		>
	});
	return parsed.success ? parsed.output : null;
}
