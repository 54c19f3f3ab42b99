/**
 * A map of its own on the same people: somebody's places and ties, beside the room's. Whoever keeps them (`voice/map`)
 * says by these few what stands there and how it is changed; the map draws and moves as it does the room's own.
 */
import type { Space } from '#lib/room/spaces.ts';
import type { Captions } from './captions.ts';
import type { NewTie } from './document.ts';
import type { Touch } from './lastChanged.ts';
import type { Person, Placement, Quality, Ring, Tie } from './network.ts';

export interface Layer {
	/** Where people stand on it, by person. */
	readonly placed: ReadonlyMap<string, Placement>;
	readonly ties: readonly Tie[];
	/** What its rings are called. */
	readonly captions: Captions;
	/** When it was last changed, and by whom; null of an empty one, and of one that is told by the day it was shown. */
	readonly changed: Touch | null;
	/** How many entries of it cannot be read (law L5). */
	readonly unreadable: number;
	/** The document whose readers see it as it stands: for who sees this. */
	readonly space: Space;
	/** When it was shown, an instant; null where it is not, and for whoever draws it. */
	readonly at: string | null;
	/** How it is changed; null for whoever may only look at it. */
	readonly edits: LayerEdits | null;
}

export interface LayerEdits {
	/** So many ties and no more. */
	readonly tiesMax: number;
	put(person: string, placement: Placement): void;
	/** Puts those who are not on it yet, in one step. */
	putMany(all: readonly { readonly person: string; readonly placement: Placement }[]): void;
	takeOff(person: string): void;
	tie(fields: NewTie): void;
	sayTie(id: string, quality: Quality): void;
	removeTie(id: string): void;
	putTieBack(tie: Tie): void;
	/** Says what a ring is called; empty: as it is on every map. */
	callRing(ring: Ring, name: string): void;
}

/**
 * People as they stand on a map of its own. Whoever stands there stays, also when somebody takes them off the room's map:
 * that is another map.
 * @param people everybody of the room, who were taken away too
 */
export function onLayer(
	people: readonly Person[],
	{ placed, edits }: Pick<Layer, 'placed' | 'edits'>
): Person[] {
	return people.flatMap((person): Person[] => {
		const placement = placed.get(person.id);
		if (placement) return [{ ...person, removed: undefined, placement }];
		// Who has no place waits beside the map, where somebody can give them one.
		return edits !== null && person.removed === undefined ? [{ ...person, placement: undefined }] : [];
	});
}

/**
 * Whether others have made somebody theirs as well: put them on the room's map, tied them there, or written about them.
 * Then whoever added them takes them off a map of their own alone, and nothing of others goes away with them.
 * @param person as the room has them
 * @param ties of the room's map
 * @param me who would take them away
 */
export function isOthersToo(
	person: Pick<Person, 'id' | 'placement' | 'changed' | 'noteBy'>,
	ties: readonly Pick<Tie, 'from' | 'to'>[],
	me: string
): boolean {
	return (
		person.placement !== undefined ||
		[person.changed, person.noteBy].some((touch) => touch !== undefined && touch.by !== me) ||
		ties.some(({ from, to }) => from === person.id || to === person.id)
	);
}
