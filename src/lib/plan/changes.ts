/** What changed between two published versions, as codes that a page turns into sentences. */
import type { PlanChildMap, RoomPart } from './plan.ts';

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
export type EntityChange = {
	[TList in Compared]: {
		readonly list: TList;
		readonly id: string;
		readonly before: Entry<TList> | null;
		readonly after: Entry<TList> | null;
		readonly fields: readonly string[];
	};
}[Compared];

/** Whom one calls first is somebody else: the people as they were called, and as they are. */
export interface OrderChange {
	readonly list: 'callingOrder';
	readonly id: 'callingOrder';
	readonly before: readonly string[];
	readonly after: readonly string[];
}

/** What is written about the child, in the order in which a plan is read. */
export const ABOUT = ['calms', 'fears', 'brings', 'reviewBy'] as const;

/** Another text about the child, or another day by which to look again; null: nothing is written there. */
export interface AboutChange {
	readonly list: 'about';
	readonly id: (typeof ABOUT)[number];
	readonly before: string | null;
	readonly after: string | null;
}

/** What was agreed about the map, in the order in which it is read. */
export const AGREED = ['mayBeSeenBy', 'keptUntil'] as const;

/** The map may be seen by others, or is kept until another day; null: that was not agreed. */
export interface AgreementChange {
	readonly list: 'agreement';
	readonly id: (typeof AGREED)[number];
	readonly before: string | null;
	readonly after: string | null;
}

/** The child shows another map of their own than before, shows one, or shows none; what is another is not reckoned out. */
export interface ChildMapChange {
	readonly list: 'childMap';
	readonly id: 'childMap';
	readonly before: PlanChildMap | null;
	readonly after: PlanChildMap | null;
}

export type Change = EntityChange | OrderChange | AboutChange | AgreementChange | ChildMapChange;

/**
 * Compares two versions of what the room reads. Lists come in the order in which a plan is read; entities
 * in the order of the newer version, those that are gone at the end of their list. The contacts are followed by
 * their calling order and by what is written about the child, people by what was agreed about the map and by the child's
 * own map.
 * @param before null where there was no version: then everything is new
 */
export function changesBetween(before: RoomPart | null, after: RoomPart): Change[] {
	return COMPARED.flatMap((list): Change[] => {
		const changes = compare(list, before?.[list] ?? [], after[list]);
		if (list === 'people')
			return [
				...changes,
				...agreementBetween(before?.agreement, after.agreement),
				...childMapBetween(before?.childMap ?? null, after.childMap ?? null)
			];
		if (list !== 'contacts') return changes;
		return [
			...changes,
			...orderBetween(before?.contacts ?? [], after.contacts),
			...aboutBetween(before?.about ?? null, after.about)
		];
	});
}

/**
 * The list of the plan under which a change is read: order and texts about the child belong to the contacts, what was
 * agreed about the map and the child's own map to the people on it.
 */
export function listOf({ list }: Change): Compared {
	if (list === 'agreement' || list === 'childMap') return 'people';
	return list === 'callingOrder' || list === 'about' ? 'contacts' : list;
}

/**
 * That somebody came at the end of the order, or went out of it, is told of them. It is another order where those
 * who stay come in another one, or somebody is called before them who was not.
 */
function orderBetween(before: RoomPart['contacts'], after: RoomPart['contacts']): OrderChange[] {
	const still = new Set(after.map(({ id }) => id));
	const kept = before.filter(({ id }) => still.has(id));
	if (kept.every(({ id }, index) => after[index]?.id === id)) return [];
	const people = (contacts: RoomPart['contacts']) => contacts.map(({ person }) => person);
	return [{ list: 'callingOrder', id: 'callingOrder', before: people(before), after: people(after) }];
}

function aboutBetween(before: RoomPart['about'] | null, after: RoomPart['about']): AboutChange[] {
	const written = (text: string | undefined) => (text === undefined || text.trim() === '' ? null : text);
	return ABOUT.map((id) => ({
		list: 'about' as const,
		id,
		before: written(before?.[id]),
		after: written(after[id])
	})).filter((change) => change.before !== change.after);
}

function agreementBetween(before: RoomPart['agreement'], after: RoomPart['agreement']): AgreementChange[] {
	return AGREED.map((id) => ({
		list: 'agreement' as const,
		id,
		before: before?.[id] ?? null,
		after: after?.[id] ?? null
	})).filter((change) => change.before !== change.after);
}

/** A map that was shown again is another, of another day, also where everybody stands as before. */
function childMapBetween(before: PlanChildMap | null, after: PlanChildMap | null): ChildMapChange[] {
	return isSame(before, after) ? [] : [{ list: 'childMap', id: 'childMap', before, after }];
}

function compare<TList extends Compared>(
	list: TList,
	before: readonly Entry<TList>[],
	after: readonly Entry<TList>[]
): EntityChange[] {
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
	return changes as unknown as EntityChange[];
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
