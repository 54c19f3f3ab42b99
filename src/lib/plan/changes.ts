/** What changed between two published versions, as codes that a page turns into sentences. */
import type { RoomPart } from './plan.ts';

/** The lists of a plan that are compared, entity by entity. */
export const COMPARED = [
	'statements',
	'agreements',
	'tasks',
	'contacts',
	'series',
	'exceptions',
	'people',
	'ties',
	'meetings'
] as const;
export type Compared = (typeof COMPARED)[number];

export type Entry<TList extends Compared> = RoomPart[TList][number];

/** One entity that is new, changed or gone; `fields` names what differs. */
export type Change = {
	[TList in Compared]: {
		readonly list: TList;
		readonly id: string;
		readonly before: Entry<TList> | null;
		readonly after: Entry<TList> | null;
		readonly fields: readonly string[];
	};
}[Compared];

/**
 * Compares two versions of what the room reads. Lists come in the order in which a plan is read; entities
 * in the order of the newer version, those that are gone at the end of their list.
 * @param before null where there was no version: then everything is new
 */
export function changesBetween(before: RoomPart | null, after: RoomPart): Change[] {
	return COMPARED.flatMap((list) => compare(list, before?.[list] ?? [], after[list]));
}

function compare<TList extends Compared>(
	list: TList,
	before: readonly Entry<TList>[],
	after: readonly Entry<TList>[]
): Change[] {
	const old = new Map(before.map((entry) => [entry.id, entry]));
	const kept = new Set(after.map(({ id }) => id));
	const changes = [
		...after.map((entry) => ({
			list,
			id: entry.id,
			before: old.get(entry.id) ?? null,
			after: entry,
			fields: differing(old.get(entry.id), entry)
		})),
		...before
			.filter(({ id }) => !kept.has(id))
			.map((entry) => ({ list, id: entry.id, before: entry, after: null, fields: [] as string[] }))
	].filter((change) => change.before === null || change.after === null || change.fields.length > 0);
	// TypeScript cannot tell that list and entries belong together for every TList; they do by construction.
	return changes as unknown as Change[];
}

/**
 * Names of the fields that differ between two states of one entity. Notes stand in the one version that their
 * meeting published: that the next one does not repeat them is no change of that meeting.
 */
function differing(before: object | undefined, after: object): string[] {
	if (!before) return [];
	const left = new Map(Object.entries(before));
	const right = new Map(Object.entries(after));
	return [...new Set([...left.keys(), ...right.keys()])].filter(
		(field) => field !== 'notes' && !isSame(left.get(field), right.get(field))
	);
}

/** Whether two plain values say the same; in which order an object's fields were written down says nothing. */
function isSame(left: unknown, right: unknown): boolean {
	if (Object.is(left, right)) return true;
	if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
	if (Array.isArray(left) !== Array.isArray(right)) return false;
	const fields = new Map(Object.entries(left));
	const others = Object.entries(right);
	return (
		fields.size === others.length &&
		others.every(([field, value]) => fields.has(field) && isSame(fields.get(field), value))
	);
}
