/**
 * What a step of undo leaves alone. A value that others have changed since is theirs, and so is the rest of the entity in
 * that step: half of a move would put somebody in one sector and on another's ground.
 */
import * as Y from 'yjs';

/** One step on the stack of an undo manager. */
export type StackItem = Y.UndoManager['undoStack'][number];

/**
 * Items that were there only by a step that has been taken back since, as `client:clock`: without them their key is as
 * empty as it was before.
 */
export type TakenBack = ReadonlySet<string>;

/** Some of what one page has written, one after the other. */
interface Stretch {
	readonly id: Y.ID;
	readonly length: number;
}

/** A value of the document that the step has written or taken away. */
interface Written {
	readonly map: Y.Map<unknown>;
	readonly key: string;
	readonly entity: Y.Item | null;
	readonly added: Y.ID[];
	readonly taken: Y.ID[];
}

/**
 * Takes out of a step whatever reaches an entity in which others have changed, since, one of the values that it would
 * bring back; what is left of it can be undone or redone.
 * @param takenBack as `emptied` told it at each undo
 * @returns the client ids of those who changed them (of nobody known where a value was only taken away, null); empty:
 * the step is whole
 */
export function leaveOthers(doc: Y.Doc, step: StackItem, takenBack: TakenBack): Set<number | null> {
	const changedBy = new Set<number | null>();
	const structs: (Stretch & { readonly entity: Y.Item | null })[] = [];
	const values = new Map<Y.AbstractType<unknown>, Map<string, Written>>();
	doc.transact((transaction) => {
		for (const [set, list] of [
			[step.insertions, 'added'],
			[step.deletions, 'taken']
		] as const)
			Y.iterateDeletedStructs(transaction, set, (struct) => {
				if (!(struct instanceof Y.Item)) return;
				const entity = entityOf(struct);
				structs.push({ id: struct.id, length: struct.length, entity });
				const map = struct.parent;
				if (!(map instanceof Y.Map) || struct.parentSub === null) return;
				const keys = values.get(map) ?? new Map<string, Written>();
				values.set(map, keys);
				const key = struct.parentSub;
				const written = keys.get(key) ?? { map: map as Y.Map<unknown>, key, entity, added: [], taken: [] };
				keys.set(key, written);
				// What came and went within the step is not what it left there.
				const passed = list === 'added' && Y.isDeleted(step.deletions, struct.id);
				written[passed ? 'taken' : list].push(struct.lastId);
			});
	}, LOOK);

	const others = new Set<Y.Item | null>();
	for (const keys of values.values())
		for (const written of keys.values()) {
			const by = changedSince(doc, written, takenBack);
			if (by === undefined) continue;
			others.add(written.entity);
			changedBy.add(by);
		}
	if (others.size > 0) {
		const stays = structs.filter(({ entity }) => others.has(entity));
		for (const set of [step.insertions, step.deletions]) without(set, stays);
	}
	return changedBy;
}

/** Origin of a transaction that only looks. */
const LOOK = 'look';

/**
 * @returns whose value stands there instead of what the step left there: a client, or null where there is none or it is
 * one's own; undefined: what the step left still stands
 */
function changedSince(
	doc: Y.Doc,
	{ map, key, added, taken }: Written,
	takenBack: TakenBack
): number | null | undefined {
	const now = map._map.get(key);
	if (!now) return undefined;
	if (added.length > 0) {
		if (!now.deleted && added.some((id) => isSame(latest(doc, id), now.lastId))) return undefined;
	} else if (now.deleted) {
		const empty = emptySince(doc, now.lastId, takenBack);
		if (taken.some((id) => isSame(emptySince(doc, latest(doc, id), takenBack), empty))) return undefined;
	}
	return now.id.client === doc.clientID || now.deleted ? null : now.id.client;
}

/** A value, or what it was brought back as. */
function latest(doc: Y.Doc, id: Y.ID): Y.ID {
	let now = id;
	for (;;) {
		const item = itemAt(doc, now);
		if (!item?.redone) return now;
		now = Y.createID(item.redone.client, item.redone.clock + now.clock - item.id.clock);
	}
}

/** Since whose deletion a key is empty, told by the last value that was there; null: there never was one. */
function emptySince(doc: Y.Doc, value: Y.ID, takenBack: TakenBack): Y.ID | null {
	let now: Y.ID | null = value;
	while (now && takenBack.has(nameOf(now))) {
		const gone: Y.ID = now;
		let before: Y.ID | null = valueBefore(doc, gone);
		// What it was brought back from is itself.
		while (before && isSame(latest(doc, before), gone)) before = valueBefore(doc, before);
		now = before && latest(doc, before);
	}
	return now;
}

/** Values of a key grow together when they are gone, so the one before may stand in the same item. */
function valueBefore(doc: Y.Doc, id: Y.ID): Y.ID | null {
	const item = itemAt(doc, id);
	if (item && id.clock > item.id.clock) return Y.createID(id.client, id.clock - 1);
	return item?.left?.lastId ?? null;
}

function itemAt(doc: Y.Doc, id: Y.ID): Y.Item | null {
	const item: unknown = Y.getItem(doc.store, id);
	return item instanceof Y.Item ? item : null;
}

/** The values that a step of undo took away without another in their place. @param inverse the step that redoes it */
export function emptied(doc: Y.Doc, inverse: StackItem): string[] {
	const names: string[] = [];
	doc.transact((transaction) => {
		Y.iterateDeletedStructs(transaction, inverse.deletions, (struct) => {
			if (!(struct instanceof Y.Item) || struct.parentSub === null) return;
			const map = struct.parent;
			if (map instanceof Y.Map && map._map.get(struct.parentSub) === struct)
				names.push(nameOf(struct.lastId));
		});
	}, LOOK);
	return names;
}

const nameOf = ({ client, clock }: Y.ID) => `${client}:${clock}`;
const isSame = (one: Y.ID | null, other: Y.ID | null) =>
	one && other ? one.client === other.client && one.clock === other.clock : one === other;

/** The entity in which an item stands: what lies directly under a root. */
function entityOf(item: Y.Item): Y.Item | null {
	let entity: Y.Item | null = null;
	for (let at: Y.Item | null = item; at;) {
		const parent: unknown = at.parent;
		if (!(parent instanceof Y.AbstractType)) return entity;
		entity = at;
		at = parent._item;
	}
	return entity;
}

/** Takes stretches out of a set of ranges of clocks. */
function without({ clients }: StackItem['insertions'], stretches: readonly Stretch[]): void {
	for (const { id, length } of stretches) {
		const ranges = clients.get(id.client);
		if (!ranges) continue;
		const [from, to] = [id.clock, id.clock + length];
		const kept = ranges.flatMap((range) => {
			const [start, end] = [range.clock, range.clock + range.len];
			const Range = range.constructor as new (clock: number, len: number) => typeof range;
			return [
				{ start, end: Math.min(end, from) },
				{ start: Math.max(start, to), end }
			].flatMap((part) => (part.end > part.start ? [new Range(part.start, part.end - part.start)] : []));
		});
		if (kept.length > 0) clients.set(id.client, kept);
		else clients.delete(id.client);
	}
}
