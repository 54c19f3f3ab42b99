// Where structs lie: paths `root/key` in a document, and finding what holds a clock. The judge asks for every struct.
import * as Y from 'yjs';
import { isChildsWords } from '#lib/room/rights.ts';
import type { Struct } from './updateReader.ts';

/** Roots whose entities stand one step further in, under whose they are; the maps between are the server's to make. */
const nestedRoots: ReadonlySet<string> = new Set(['proposals']);

/**
 * What an entity is told from the moment it is made: what it is, when and by whom it was made. Readers take it from the
 * entity, so whoever may change their own entry must not be able to say otherwise.
 */
const madeOnce: ReadonlySet<string | null> = new Set(['kind', 'made']);

/** Where a struct lies. */
export interface Place {
	readonly path: string;
	/** The container that it lies in, which may be made by the same update; null: it hangs on nothing any more. */
	readonly home: Home | null;
	/** Its key, where that is a map. */
	readonly key: string | null;
	/** The path of what hangs on it, where that is another: on a field with rights of its own, made empty with its entity. */
	readonly inner?: string;
}
/** What a struct lies in: a container of the document, or one that the update makes. */
export type Home = Shared | Struct;
/** Any of Yjs' containers. */
export type Shared = NonNullable<ReturnType<Y.Doc['share']['get']>>;

const namesOf = new WeakMap<Y.Doc, ReadonlyMap<unknown, string>>();

/** Names of a document's roots by what stands under them; made once, and anew where Yjs has put another there. */
export function rootNamesOf(doc: Y.Doc): ReadonlyMap<unknown, string> {
	const known = namesOf.get(doc);
	if (known && isCurrent(known, doc)) return known;
	const names = new Map<unknown, string>([...doc.share].map(([name, type]) => [type, name]));
	namesOf.set(doc, names);
	return names;
}

function isCurrent(names: ReadonlyMap<unknown, string>, { share }: Y.Doc): boolean {
	if (names.size !== share.size) return false;
	for (const [name, type] of share) if (names.get(type) !== name) return false;
	return true;
}

/**
 * @returns `root/key`, of nested roots `root/whose/key`, of fields with rights of their own `root/key/field`; null where
 *   it hangs on nothing any more
 */
export function pathInDocument(item: Y.Item, rootNames: ReadonlyMap<unknown, string>): string | null {
	let child = item;
	let below: Y.Item | null = null;
	for (;;) {
		const parent = child.parent;
		if (!(parent instanceof Y.AbstractType)) return null;
		if (!parent._item) {
			const root = rootNames.get(parent);
			if (root === undefined) return null;
			const path = `${root}/${child.parentSub ?? ''}`;
			return below && (nestedRoots.has(root) || isChildsWords(root, below.parentSub))
				? `${path}/${below.parentSub ?? ''}`
				: path;
		}
		below = child;
		child = parent._item;
	}
}

/**
 * Paths that a transaction has really changed: to be held against `touched` afterwards, should the judge and Yjs
 * ever disagree.
 */
export function changedPaths(doc: Y.Doc, { changed }: Y.Transaction): Set<string> {
	const names = rootNamesOf(doc);
	const paths = new Set<string>();
	for (const [type, keys] of changed) {
		const name = names.get(type);
		if (name !== undefined) for (const key of keys) paths.add(`${name}/${key ?? ''}`);
		else if (type._item) {
			const path = pathInDocument(type._item, names) ?? '/';
			const isWhole = isEntity(type._item, names);
			for (const key of keys)
				paths.add(
					isOuter(path) || (isWhole && isChildsWords(rootOf(path), key)) ? `${path}/${key ?? ''}` : path
				);
		}
	}
	return paths;
}

/** Whether something that stands in the document stands directly under a root, or in a map between. */
export function isEntity(
	struct: Y.Item | Y.GC | undefined,
	rootNames: ReadonlyMap<unknown, string>
): boolean {
	if (!(struct instanceof Y.Item) || !(struct.parent instanceof Y.AbstractType)) return false;
	const around = struct.parent._item;
	return around === null || isOuter(pathInDocument(around, rootNames) ?? '');
}

/** Whether a key of a container that stands in the document is one that is told once: with the entity, and never after. */
export function isMadeOnce(
	{ home, key }: Pick<Place, 'home' | 'key'>,
	rootNames: ReadonlyMap<unknown, string>
): boolean {
	if (!madeOnce.has(key) || !(home instanceof Y.AbstractType) || !home._item) return false;
	return isEntity(home._item, rootNames);
}

/** The text whose visible letters an item of the document is; null where it is something else. */
export function lettersWithin(struct: Y.Item | Y.GC): Shared | null {
	if (!(struct instanceof Y.Item) || struct.deleted || !(struct.content instanceof Y.ContentString))
		return null;
	return struct.parent instanceof Y.AbstractType ? struct.parent : null;
}

/** Whether a container is made by the update that is judged. */
export function isFresh(home: Home): home is Struct {
	return !(home instanceof Y.AbstractType);
}

/** The root of a path. */
export function rootOf(path: string): string {
	return path.slice(0, path.indexOf('/'));
}

/** Whether a path is that of a map between a root and its entities. */
export function isOuter(path: string): boolean {
	return nestedRoots.has(rootOf(path)) && path.indexOf('/') === path.lastIndexOf('/');
}

/** A list from an index on, without copying it. */
export function* from<T>(list: readonly T[], first: number): Generator<T> {
	for (let index = first; index < list.length; index += 1) {
		const item = list[index];
		if (item !== undefined) yield item;
	}
}

/** Index of the struct of an update that holds a clock, or -1. */
export function indexOf(structs: readonly Struct[], clock: number): number {
	return search(structs.length, clock, (index) => {
		const struct = structs[index];
		return struct ? [struct.clock, struct.clock + struct.length] : [0, 0];
	});
}

/** The same for structs of the document. */
export function indexAt(structs: readonly (Y.Item | Y.GC)[], clock: number): number {
	return search(structs.length, clock, (index) => {
		const struct = structs[index];
		return struct ? [struct.id.clock, struct.id.clock + struct.length] : [0, 0];
	});
}

function search(count: number, clock: number, at: (index: number) => readonly [number, number]): number {
	let [low, high] = [0, count - 1];
	while (low <= high) {
		const middle = (low + high) >> 1;
		const [start, end] = at(middle);
		if (start > clock) high = middle - 1;
		else if (end <= clock) low = middle + 1;
		else return middle;
	}
	return -1;
}
