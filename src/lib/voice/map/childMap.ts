/**
 * The child's own map: where the child puts people, and how the child says that they are tied. It lies in the child's
 * corner; under `voice` stands what of it the child has shown, as it was on that day. Schema and rules only.
 */
import * as v from 'valibot';
import { areRingsOrdinary, Caption, Captions, ordinaryCaptions } from '#lib/network/captions.ts';
import { DIRECTIONS, Placement, QUALITIES, TIE_TYPES, type Tie } from '#lib/network/network.ts';
import { entityEntries, present, signedEntries, type Plain } from '#lib/room/document.ts';
import { Id } from '#lib/room/ids.ts';
import { Instant } from '#lib/time/zone.ts';

/** What was thrown away holds nothing any more: whoever reads the document later is sent none of it. */
const Emptied = v.object({
	...entityEntries,
	...signedEntries,
	removed: v.object({ at: v.string(), by: v.string() })
});

/** Somebody whom the child has put somewhere. */
export const PlacedEntry = v.object({
	...entityEntries,
	...signedEntries,
	kind: v.literal('placement'),
	person: Id,
	placement: Placement
});
type PlacedEntry = v.InferOutput<typeof PlacedEntry>;
/** Where the child has put somebody, in the corner. */
export const OwnPlacement = v.union([PlacedEntry, Emptied]);

const tieEntries = {
	from: Id,
	to: Id,
	type: v.picklist(TIE_TYPES),
	quality: v.picklist(QUALITIES),
	direction: v.picklist(DIRECTIONS)
};
const TiedEntry = v.pipe(
	v.object({ ...entityEntries, ...signedEntries, kind: v.literal('tie'), ...tieEntries }),
	v.check(({ from, to }) => from !== to, 'a tie needs two ends')
);
type TiedEntry = v.InferOutput<typeof TiedEntry>;
/** A tie as the child sees it, in the corner. */
export const OwnTie = v.union([TiedEntry, Emptied]);

/** What the child calls a ring of their own map. */
export const RingEntry = v.object({
	...entityEntries,
	...signedEntries,
	kind: v.literal('ring'),
	ring: Placement.entries.ring,
	name: v.pipe(Caption, v.minLength(1))
});
type RingEntry = v.InferOutput<typeof RingEntry>;
/** The same in the corner. */
export const OwnRing = v.union([RingEntry, Emptied]);

/**
 * All of a map at one moment, as one plain value: what is shown is never torn, half of one day and half of another.
 * Short, as one value holds 64 kB: five hundred people and three hundred ties.
 */
const Picture = v.object({
	/** When the child showed it, as the child's page says. */
	at: Instant,
	/** Ring and angle by person. */
	placements: v.record(Id, v.tuple([Placement.entries.ring, Placement.entries.angle])),
	ties: v.array(
		v.tuple([tieEntries.from, tieEntries.to, tieEntries.type, tieEntries.quality, tieEntries.direction])
	),
	/** What the child calls the rings, from the middle; absent, and where it cannot be read: as on every map. */
	rings: v.exactOptional(v.fallback(Captions.entries.rings, [...ordinaryCaptions.rings]))
});

export const ShownEntry = v.object({ ...entityEntries, kind: v.literal('map'), map: Picture });
/** The child's map in the room, as everybody there may see it. */
export const ShownMap = v.union([ShownEntry, v.object({ ...Emptied.entries, kind: v.literal('map') })]);
export type ShownMap = v.InferOutput<typeof ShownMap>;

/** So many ties a child draws at most: what is drawn can be shown in one piece. */
export const ownTiesMax = 300;

/** A map as it stands: where people are, and the ties that the child says. */
export interface MapOfChild {
	/** By person. */
	readonly placed: ReadonlyMap<string, Placement>;
	readonly ties: readonly Tie[];
	/** What the rings are called. */
	readonly captions: Captions;
}

/** A map that the child has shown. */
export interface Shown extends MapOfChild {
	/** Id of what stands under `voice`. */
	readonly id: string;
	/** When it was shown, an instant. */
	readonly at: string;
}

/** Whether something holds what it is made to hold; what was thrown away does not. */
export function isWhole<T extends PlacedEntry | TiedEntry | RingEntry>(
	entity: T | v.InferOutput<typeof Emptied>
): entity is T {
	return entity.removed === undefined && 'kind' in entity;
}

/**
 * Where the child has put people. Where two devices have put the same person somewhere, the younger entry counts.
 * @param entries in the order they were made
 */
export function placedBy(entries: readonly v.InferOutput<typeof OwnPlacement>[]): Map<string, Placement> {
	return new Map(entries.filter(isWhole<PlacedEntry>).map(({ person, placement }) => [person, placement]));
}

/** What the child calls the rings; of two names for one the younger counts. @param entries in the order they were made */
export function ringsCalled(entries: readonly v.InferOutput<typeof OwnRing>[]): Captions {
	const names = new Map(entries.filter(isWhole<RingEntry>).map(({ ring, name }) => [ring, name]));
	return { rings: ordinaryCaptions.rings.map((word, index) => names.get(index + 1) ?? word), sectors: {} };
}

/** The ties of the child's map, as any map draws them: the child says each. */
export function tiesOfChild(entries: readonly v.InferOutput<typeof OwnTie>[]): Tie[] {
	return entries
		.filter(isWhole<TiedEntry>)
		.map((tie): Tie => ({ ...tie, saidBy: 'child', kin: undefined, note: '' }));
}

/** What is written when the child shows a map. @param at the instant */
export function pictureOf(
	{ placed, ties, captions }: MapOfChild,
	at: string
): { readonly [key: string]: Plain } {
	return {
		at,
		placements: Object.fromEntries([...placed].map(([person, { ring, angle }]) => [person, [ring, angle]])),
		ties: ties.map(({ from, to, type, quality, direction }) => [from, to, type, quality, direction]),
		...(areRingsOrdinary(captions) ? {} : { rings: [...captions.rings] })
	};
}

/**
 * The map that the child has shown; null where there is none. Where two devices have shown one each, the later stands.
 * @param entities of `voice`
 */
export function shownOf(entities: readonly ShownMap[]): Shown | null {
	const shown = present(entities).flatMap((entity) => ('map' in entity ? [entity] : []));
	const [last] = shown.sort((a, b) => Date.parse(b.map.at) - Date.parse(a.map.at) || (a.id < b.id ? 1 : -1));
	if (!last) return null;
	const { id, made, map } = last;
	return {
		id,
		at: map.at,
		captions: { rings: map.rings ?? ordinaryCaptions.rings, sectors: {} },
		placed: new Map(
			Object.entries(map.placements).map(([person, [ring, angle]]) => [person, { ring, angle }])
		),
		// Within a picture a tie has no id of its own; where it stands tells it from the others.
		ties: map.ties
			.filter(([from, to]) => from !== to)
			.map(([from, to, type, quality, direction], index) => ({
				id: `${id}.${index}`,
				made,
				kind: 'tie',
				from,
				to,
				type,
				quality,
				direction,
				saidBy: 'child',
				kin: undefined,
				note: ''
			}))
	};
}

/** Whether the child's own map is still as it was shown: nobody is moved, no tie is another, and no ring is called otherwise. */
export function isAsShown(own: MapOfChild, shown: MapOfChild): boolean {
	return signature(own) === signature(shown);
}

function signature({ placed, ties, captions }: MapOfChild): string {
	const people = [...placed].map(([person, { ring, angle }]) => `${person} ${ring} ${angle}`);
	const lines = ties.map(({ from, to, type, quality, direction }) =>
		[from, to, type, quality, direction].join(' ')
	);
	return JSON.stringify([people.sort(), lines.sort(), captions.rings]);
}
