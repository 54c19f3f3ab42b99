/**
 * What a step of undo leaves alone. A value that others have changed since is theirs, and so is the rest of the entity in
 * that step: half of a move would put somebody in one sector and on another's ground.
 */
import * as Y from 'yjs';

/** One step on the stack of an undo manager. */
export type StackItem = Y.UndoManager['undoStack'][number];

/** A value of the document that the step has written or taken away. */
interface Written {
	readonly map: Y.Map<unknown>;
	readonly key: string;
	readonly added: Y.Item[];
	readonly taken: Y.Item[];
}

/**
 * Takes out of a step whatever reaches an entity in which others have changed, since, one of the values that it would
 * bring back; what is left of it can be undone or redone.
 * @returns the client ids of those who changed them (of nobody known where a value was only taken away, null); empty:
 * the step is whole
 */
export function leaveOthers(doc: Y.Doc, step: StackItem): Set<number | null> {
	const changedBy = new Set<number | null>();
	const structs: { readonly item: Y.Item; readonly entity: Y.Item | null }[] = [];
	const values = new Map<Y.AbstractType<unknown>, Map<string, Written>>();
	doc.transact((transaction) => {
		for (const [set, list] of [
			[step.insertions, 'added'],
			[step.deletions, 'taken']
		] as const)
			Y.iterateDeletedStructs(transaction, set, (struct) => {
				if (!(struct instanceof Y.Item)) return;
				structs.push({ item: struct, entity: entityOf(struct) });
				const map = struct.parent;
				if (!(map instanceof Y.Map) || struct.parentSub === null) return;
				const keys = values.get(map) ?? new Map<string, Written>();
				values.set(map, keys);
				const key = struct.parentSub;
				const written = keys.get(key) ?? { map: map as Y.Map<unknown>, key, added: [], taken: [] };
				keys.set(key, written);
				// What came and went within the step is not what it left there.
				const passed = list === 'added' && Y.isDeleted(step.deletions, struct.id);
				written[passed ? 'taken' : list].push(struct);
			});
	}, LOOK);

	const others = new Set<Y.Item | null>();
	for (const keys of values.values())
		for (const written of keys.values()) {
			const by = changedSince(doc, written);
			if (by === undefined) continue;
			const [first] = [...written.added, ...written.taken];
			if (first) others.add(entityOf(first));
			changedBy.add(by);
		}
	if (others.size > 0) {
		const stays = structs.filter(({ entity }) => others.has(entity)).map(({ item }) => item);
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
function changedSince(doc: Y.Doc, { map, key, added, taken }: Written): number | null | undefined {
	const now = map._map.get(key);
	if (!now) return undefined;
	const left = added.length > 0 ? added : taken;
	const stands = left.some((item) => isSame(latest(doc, item), now)) && now.deleted === (added.length === 0);
	if (stands) return undefined;
	return now.id.client === doc.clientID || now.deleted ? null : now.id.client;
}

/** An item, or what it was brought back as. */
function latest(doc: Y.Doc, item: Y.Item): Y.Item {
	let now = item;
	while (now.redone !== null) {
		const next: unknown = Y.getItem(doc.store, now.redone);
		if (!(next instanceof Y.Item)) break;
		now = next;
	}
	return now;
}

/** Items grow together when they are deleted, so one may lie within another. */
function isSame(one: Y.Item, other: Y.Item): boolean {
	const [a, b] = [one.id, other.id];
	return a.client === b.client && a.clock < b.clock + other.length && b.clock < a.clock + one.length;
}

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

/** Takes items out of a set of ranges of clocks. */
function without({ clients }: StackItem['insertions'], items: readonly Y.Item[]): void {
	for (const { id, length } of items) {
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
