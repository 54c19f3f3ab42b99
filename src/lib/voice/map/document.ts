/**
 * Step 2 of the road: the only edits there are of the child's own map in the child's corner, and of what of it stands in
 * the room. Every function says which of the two documents it takes.
 */
import type * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import { lastChanged, type Touch } from '#lib/network/lastChanged.ts';
import type { Placement, Ring, Tie } from '#lib/network/network.ts';
import {
	createEntities,
	createEntity,
	EDIT,
	plainAt,
	present,
	readSection,
	removeEntity,
	restoreEntity,
	setFields,
	signChange,
	type Author,
	type Plain
} from '#lib/room/document.ts';
import { lineMax } from '#lib/room/lengths.ts';
import {
	isWhole,
	OwnPlacement,
	OwnRing,
	ownTiesMax,
	OwnTie,
	pictureOf,
	placedBy,
	ringsCalled,
	ShownMap,
	shownOf,
	tiesOfChild,
	type MapOfChild,
	type Shown
} from './childMap.ts';

const placements = 'placements';
const ties = 'ties';
const rings = 'rings';
const voice = 'voice';

/** Roots of the corner in which the map lies. */
export const OWN_MAP_ROOTS = [placements, ties, rings] as const;

/** What a tie of the child's says; an empty one says nothing. */
export type TieSaid = Pick<Tie, 'from' | 'to' | 'type' | 'quality' | 'direction'>;

/**
 * The child's own map, from the corner.
 * @returns with when it was last changed, and how many entries cannot be read (law L5)
 */
export function readOwnMap(
	corner: Y.Doc
): MapOfChild & { readonly changed: Touch | null; readonly unreadable: number } {
	const where = readSection(corner, placements, OwnPlacement);
	const tied = readSection(corner, ties, OwnTie);
	const called = readSection(corner, rings, OwnRing);
	return {
		placed: placedBy(where.entities),
		ties: tiesOfChild(tied.entities),
		captions: ringsCalled(called.entities),
		// Nobody but the child writes here: what the own tablet says of the day is believed.
		changed: lastChanged([...where.entities, ...tied.entities, ...called.entities], Infinity),
		unreadable: where.malformed.length + tied.malformed.length + called.malformed.length
	};
}

/** Puts somebody where the child wants them, on the child's own map. @param corner the corner */
export function putPerson(corner: Y.Doc, author: Author, person: string, placement: Placement): void {
	const { entities } = readSection(corner, placements, OwnPlacement);
	const here = entities.findLast((entity) => isWhole(entity) && entity.person === person);
	if (here) change(corner, author, placements, here.id, { placement });
	else putPeople(corner, author, [{ person, placement }]);
}

/** Puts many who are not on the child's map yet, in one step that undo takes back as one. @param corner the corner */
export function putPeople(
	corner: Y.Doc,
	author: Author,
	all: readonly { readonly person: string; readonly placement: Placement }[]
): void {
	const { entities } = readSection(corner, placements, OwnPlacement);
	const placed = placedBy(entities);
	const coming = all.filter(({ person }) => !placed.has(person));
	// Who is taken off and put on again, over and over, must not fill the corner.
	const emptied = entities.filter(({ removed }) => removed !== undefined).slice(0, coming.length);
	const fresh = coming.slice(emptied.length);
	createEntities(
		corner,
		placements,
		author,
		fresh.map((fields) => ({ kind: 'placement', content: contentOf({ ...fields }) })),
		() => {
			for (const [index, { id }] of emptied.entries()) {
				restoreEntity(corner, placements, id);
				setFields(corner, placements, id, { ...coming[index] });
			}
		}
	);
	for (const { id } of emptied) signChange(corner, placements, id, author);
}

/** Takes somebody off the child's own map, with where they stood. @param corner the corner */
export function takePersonOff(corner: Y.Doc, author: Author, person: string): void {
	const { entities } = readSection(corner, placements, OwnPlacement);
	corner.transact(() => {
		for (const entity of entities)
			if (isWhole(entity) && entity.person === person) {
				removeEntity(corner, placements, entity.id, author);
				setFields(corner, placements, entity.id, nothingOf(placementFields));
			}
	}, EDIT);
}

/**
 * Draws a tie on the child's own map.
 * @param corner the corner
 * @returns its id
 * @throws AppError `invalid`, field `to` where both ends are the same, `ties` where there are as many as can be shown
 */
export function drawTie(
	corner: Y.Doc,
	author: Author,
	{ from, to, type, quality, direction }: TieSaid
): string {
	if (from === to) throw new AppError('invalid', 'a tie needs two ends', { field: 'to' });
	if (readOwnMap(corner).ties.length >= ownTiesMax)
		throw new AppError('invalid', 'too many ties', { field: 'ties' });
	return createEntity(corner, ties, 'tie', author, contentOf({ from, to, type, quality, direction }));
}

/** Says how a tie is. @param corner the corner */
export function sayTie(corner: Y.Doc, author: Author, id: string, quality: Tie['quality']): void {
	change(corner, author, ties, id, { quality });
}

/** Takes a tie away, and out of the document. @param corner the corner */
export function takeTieAway(corner: Y.Doc, author: Author, id: string): void {
	corner.transact(() => {
		removeEntity(corner, ties, id, author);
		setFields(corner, ties, id, nothingOf(tieFields));
	}, EDIT);
}

/** Puts back a tie that was taken away, as the page has kept it. @param corner the corner */
export function putTieBack(
	corner: Y.Doc,
	author: Author,
	{ id, from, to, type, quality, direction }: Tie
): void {
	corner.transact(() => {
		restoreEntity(corner, ties, id);
		setFields(corner, ties, id, { from, to, type, quality, direction });
	}, EDIT);
	signChange(corner, ties, id, author);
}

/**
 * Says what the child calls a ring of their own map.
 * @param corner the corner
 * @param name empty: as it is called on every map, and what it was called leaves the document
 * @throws AppError `invalid`, field `name`, where it is too long
 */
export function callRing(corner: Y.Doc, author: Author, ring: Ring, name: string): void {
	const { entities } = readSection(corner, rings, OwnRing);
	const here = entities.filter((entity) => isWhole(entity) && entity.ring === ring);
	const words = name.trim();
	if (words.length > lineMax) throw new AppError('invalid', 'too long a name', { field: 'name' });
	const last = here.at(-1);
	const emptied = entities.find(({ removed }) => removed !== undefined);
	if (words === '')
		corner.transact(() => {
			for (const { id } of here) {
				removeEntity(corner, rings, id, author);
				setFields(corner, rings, id, nothingOf(ringFields));
			}
		}, EDIT);
	else if (last) change(corner, author, rings, last.id, { name: words });
	else if (emptied) {
		corner.transact(() => {
			restoreEntity(corner, rings, emptied.id);
			setFields(corner, rings, emptied.id, { ring, name: words });
		}, EDIT);
		signChange(corner, rings, emptied.id, author);
	} else createEntity(corner, rings, 'ring', author, contentOf({ ring, name: words }));
}

function change(
	corner: Y.Doc,
	author: Author,
	root: string,
	id: string,
	fields: Readonly<Record<string, Plain>>
): void {
	if (setFields(corner, root, id, fields)) signChange(corner, root, id, author);
}

/** What the child has shown of it to everybody in the room; null where nothing is. @param shared the room's document */
export function readShownMap(shared: Y.Doc): Shown | null {
	return shownOf(readSection(shared, voice, ShownMap).entities);
}

/**
 * Shows the child's map to everybody in the room, as it stands at this moment; what was shown before is replaced.
 * @param shared the room's document
 * @returns the id under which it stands
 */
export function showMap(shared: Y.Doc, author: Author, own: MapOfChild): string {
	const map = pictureOf(own, author.at);
	const before = readSection(shared, voice, ShownMap).entities;
	const entry = shownOf(before)?.id ?? before.at(-1)?.id;
	if (entry === undefined) return createEntity(shared, voice, 'map', author, contentOf({ map }));
	shared.transact(() => {
		restoreEntity(shared, voice, entry);
		setFields(shared, voice, entry, { map });
	}, EDIT);
	return entry;
}

/**
 * Takes back what was shown: out of sight, and out of the document, so that nobody who opens the room later is sent where
 * anybody stood. Only the child's page can bring it back. @param shared the room's document
 */
export function takeMapBack(shared: Y.Doc, author: Author): void {
	const shown = present(readSection(shared, voice, ShownMap).entities);
	shared.transact(() => {
		for (const { id } of shown) {
			removeEntity(shared, voice, id, author);
			setFields(shared, voice, id, nothingOf(mapFields));
		}
	}, EDIT);
}

/**
 * Empties what was taken off or back on one device while another, without a network, wrote on in it. For the child's own
 * page, whenever something comes in.
 * @param corner the corner
 * @param shared the room's document
 */
export function emptyTakenBack(corner: Y.Doc, shared: Y.Doc): void {
	for (const [doc, root, fields] of [
		[corner, placements, placementFields],
		[corner, ties, tieFields],
		[corner, rings, ringFields],
		[shared, voice, mapFields]
	] as const)
		for (const id of doc.getMap(root).keys()) {
			const left = plainAt(doc, root, id);
			if (left?.['removed'] === undefined || !fields.some((field) => left[field] !== undefined)) continue;
			doc.transact(() => setFields(doc, root, id, nothingOf(fields)));
		}
}

const placementFields = ['person', 'placement'] as const;
const tieFields = ['from', 'to', 'type', 'quality', 'direction'] as const;
const ringFields = ['ring', 'name'] as const;
const mapFields = ['map'] as const;

function nothingOf(fields: readonly string[]): Readonly<Record<string, undefined>> {
	return Object.fromEntries(fields.map((field) => [field, undefined]));
}

/** Undoing takes all of it out of the document. */
function contentOf(fields: Readonly<Record<string, Plain>>) {
	return { fields: {}, takenByUndo: { fields, texts: {} } };
}
