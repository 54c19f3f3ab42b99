// Step 5 of the road: which entities does an update reach, and may it be taken? Judged before Yjs is asked, so
// that what is refused never touches the live document.
import * as Y from 'yjs';
import { isId } from '#lib/room/ids.ts';
import { isChildsWords, type Refusal } from '#lib/room/rights.ts';
import type { Budget } from './budget.ts';
import { Growths, type Growth } from './growths.ts';
import {
	from,
	indexAt,
	indexOf,
	isEntity,
	isMadeOnce,
	isOuter,
	lettersWithin,
	pathInDocument,
	rootNamesOf,
	rootOf,
	type Home,
	type Place
} from './places.ts';
import type { ContentKind, Range, Struct, StructId, UpdateOutline } from './updateReader.ts';

/** What a writer may do here. */
export interface Permission {
	/** Roots in which they may write. */
	readonly roots: ReadonlySet<string>;
	/** Whether this Yjs client id is theirs, or may become theirs. */
	mayUse(client: number): boolean;
	/**
	 * Why they may not write at a key directly under a root, or null where they may.
	 * @param key of a root whose entities stand one step further in both steps, `<whose>/<id>`; of a field with rights of
	 *   its own `<id>/<field>`
	 * @param isNew whether what stands there is made by this very update
	 */
	refuses(root: string, key: string, isNew: boolean): Refusal | null;
	/** Which paths would hold more than they may, and why that is refused. Asked only where something grows. */
	readonly outgrown: (growths: readonly Growth[]) => ReadonlyMap<string, Refusal>;
	/** Paths that would hold more than an entity may, by the bytes that each would hold more. */
	readonly swollen: (more: ReadonlyMap<string, number>) => readonly string[];
	/** How deep containers may lie in each other within a field. */
	readonly nestingDepth: number;
}

export type Verdict =
	/** Apply it. `touched`: paths `root/key` that may change; `clients`: whose new structs it brings. */
	| {
			readonly kind: 'good';
			readonly touched: ReadonlySet<string>;
			readonly clients: readonly number[];
			/** Whether anything is new in it: a copy of the whole document usually brings nothing. */
			readonly bringsSomething: boolean;
			/** Paths in which this writer may not write, and why: without what reaches them the rest is good. */
			readonly refused: ReadonlyMap<string, Refusal>;
			/** Whether a struct of the update reaches one of them. */
			isRefused(id: StructId): boolean;
			/** What of a range of deletions reaches none of them. */
			keeps(client: number, range: Range): Range[];
	  }
	/** It needs what is not known here. Pending in Yjs it would be integrated later, by nobody's judgement. */
	| { readonly kind: 'waits' }
	/** No honest client sends this. */
	| { readonly kind: 'forged'; readonly why: string };

/** What stands in our documents. Everything else Yjs knows has no business in them (T32). */
const contents: ReadonlySet<ContentKind> = new Set<ContentKind>([
	'deleted',
	'string',
	'format',
	'any',
	'map',
	'text',
	'xmlElement',
	'xmlFragment',
	'xmlText'
]);

/** Roots of plain values that are set once. Two people may honestly answer at the same time: that is refused, no more. */
const onceRoots: ReadonlySet<string> = new Set(['answers']);

/**
 * A page writes under one id. Its copy may hold what was not saved of earlier visits, and of other pages of the same
 * browser: more than a session has sockets it hardly comes to.
 */
const freshClientsMax = 20;

/**
 * Judges an update against the live document. Every new struct is followed to its root: through what it stands
 * beside (origin, rightOrigin) and what it stands in (parent), in the document or in the update itself. Each
 * must tell the same path, or it could be judged in one place and land in another.
 *
 * The path's first two steps are what rights are about. They do not tell a field from the entity itself, so one
 * thing more is watched: directly under a root a key is set once, to something new, and never deleted. Else whoever
 * may change their own entry could replace it, and with it what others wrote in it; and what it is, when and by whom it
 * was made is told with the entity and never after. Of proposals the third step counts,
 * too: each is an entity of its own, in the map that the server has made for its author. So it does of the child's words
 * about somebody (decision 30): a field of an entity that is of other writers than the entity.
 * @param permission null for what the log holds already: only whether it can be applied is asked
 * @param budget what it may cost
 * @throws OverBudget
 */
export function judge(
	doc: Y.Doc,
	update: UpdateOutline,
	permission: Permission | null,
	budget: Budget | null = null
): Verdict {
	try {
		return new Case(doc, update, permission, budget).verdict();
	} catch (objection) {
		if (objection instanceof Objection) return objection.verdict;
		throw objection;
	}
}

class Objection extends Error {
	readonly verdict: Verdict;

	constructor(verdict: Verdict) {
		super(verdict.kind);
		this.verdict = verdict;
	}
}

/** The judgement of one update. */
class Case {
	readonly #doc: Y.Doc;
	readonly #update: UpdateOutline;
	readonly #permission: Permission | null;
	readonly #budget: Budget | null;
	/** Structs that are not known yet, by client; `ends`: up to where each client would be known. */
	readonly #fresh = new Map<number, Struct[]>();
	readonly #ends = new Map<number, number>();
	/** Place of each fresh struct once it has been found; null: it has none any more (garbage). */
	readonly #places = new Map<Struct, Place | null>();
	readonly #growths: Growths;
	/** How far each client's structs are placed, and whose are being placed: Yjs goes in that order, too. */
	readonly #placed = new Map<number, number>();
	readonly #placing = new Set<number>();
	readonly #touched = new Set<string>();
	/** Structs that stand directly under a root: entities. Paths of those that this update makes. */
	readonly #entities = new Set<Struct>();
	readonly #made = new Set<string>();
	readonly #refused = new Map<string, Refusal>();
	readonly #rootNames: ReadonlyMap<unknown, string>;

	constructor(doc: Y.Doc, update: UpdateOutline, permission: Permission | null, budget: Budget | null) {
		this.#doc = doc;
		this.#update = update;
		this.#permission = permission;
		this.#budget = budget;
		this.#growths = new Growths((struct) => this.#places.get(struct) ?? null);
		this.#rootNames = rootNamesOf(doc);
	}

	verdict(): Verdict {
		for (const [client, structs] of this.#update.structs) this.#sort(client, structs);
		for (const [client, structs] of this.#fresh) this.#placeUpTo(client, structs.length - 1);
		for (const [client, ranges] of this.#update.deletes)
			for (const range of ranges) this.#delete(client, range);
		for (const path of this.#touched) this.#check(path);
		this.#refuseTogether();
		if (this.#permission) this.#measure(this.#permission);
		return {
			kind: 'good',
			touched: this.#touched,
			clients: [...this.#fresh.keys()],
			bringsSomething: this.#fresh.size > 0 || this.#touched.size > 0,
			refused: this.#refused,
			isRefused: (id) => this.#refused.has(this.#placeAt(id)?.path ?? ''),
			keeps: (client, range) =>
				[...this.#pieces(client, range)].flatMap(({ clock, end, path }) =>
					path !== null && this.#refused.has(path) ? [] : [{ clock, end }]
				)
		};
	}

	/** Tells what is new of a client. What is known already must not refer to what is not: Yjs waits for it. */
	#sort(client: number, structs: readonly Struct[]): void {
		const known = this.#known(client);
		const fresh: Struct[] = [];
		for (const struct of structs) {
			const end = struct.clock + struct.length;
			// Also of what is known: reading it is enough for Yjs to make the root.
			const root = struct.item?.parent;
			if (typeof root === 'string' && !this.#doc.share.has(root)) throw forged('unknown root');
			if (struct.clock > (this.#ends.get(client) ?? known)) throw waits();
			if (end <= known) {
				for (const id of idsOf(struct)) if (id.clock >= this.#known(id.client)) throw waits();
				continue;
			}
			fresh.push(struct);
			this.#ends.set(client, end);
		}
		if (fresh.length === 0) return;
		this.#fresh.set(client, fresh);
		if (!this.#permission) return;
		if (!this.#permission.mayUse(client)) throw forged('client id of somebody else');
		if (this.#fresh.size > freshClientsMax) throw forged('too many client ids');
	}

	/**
	 * Places the structs of a client in order, up to this one. A struct that needs a later one of its own client,
	 * or two clients that wait for each other, make Yjs throw half-way or wait for ever.
	 */
	#placeUpTo(client: number, last: number): void {
		const structs = this.#fresh.get(client) ?? [];
		let index = this.#placed.get(client) ?? 0;
		if (index > last) return;
		if (this.#placing.has(client)) throw forged('circle');
		this.#placing.add(client);
		for (; index <= last; index += 1) {
			const struct = structs[index];
			if (!struct) break;
			this.#budget?.step();
			const place = this.#place(struct);
			this.#places.set(struct, place);
			if (place !== null) this.#touched.add(place.path);
			if (place !== null && this.#permission) this.#growths.weigh(struct, place, this.#known(struct.client));
			this.#placed.set(client, index + 1);
		}
		this.#placing.delete(client);
	}

	#place(struct: Struct): Place | null {
		const { item } = struct;
		if (item === null) return null;
		if (this.#permission && !contents.has(item.content)) throw forged(`content: ${item.content}`);
		const found: Place[] = [];
		const add = (place: Place | null) => place !== null && found.push(place);
		for (const id of besideOf(struct)) add(onIt(this.#placeAt(id)));
		if (item.parent !== null && typeof item.parent !== 'string') add(this.#within(item.parent, item));
		// Of a struct that is half known, Yjs hangs the rest behind the known half, whatever its parent says.
		const known = this.#known(struct.client);
		if (struct.clock < known) add(this.#placeAt({ client: struct.client, clock: known - 1 }));
		if (typeof item.parent === 'string')
			found.push({
				path: `${item.parent}/${item.key ?? ''}`,
				home: this.#doc.share.get(item.parent) ?? null,
				key: item.key
			});
		const [place, ...others] = found;
		if (others.some(({ path }) => path !== place?.path)) throw forged('crossing');
		if (this.#permission && place && isMadeOnce(place, this.#rootNames)) throw forged('told once');
		if (place && this.#isEntity(struct)) {
			this.#entities.add(struct);
			if (this.#permission) this.#make(struct, place.path);
		}
		return place ?? null;
	}

	/** The place of what says in which container it lies. */
	#within(parent: StructId, { key, content }: NonNullable<Struct['item']>): Place | null {
		const within = onIt(this.#placeAt(parent));
		if (within === null) return null;
		const { path } = within;
		const place = { path, home: this.#containerAt(parent), key };
		if (isOuter(path)) return { ...place, path: `${path}/${key ?? ''}` };
		if (!isChildsWords(rootOf(path), key) || !this.#isEntityAt(parent)) return place;
		const inner = `${path}/${key ?? ''}`;
		// The empty text comes with its entity, by whoever may make that: two pages could not make it later.
		return content === 'text' && this.#made.has(path) ? { ...place, inner } : { ...place, path: inner };
	}

	/** Directly under a root, or in a map between: by its parent, or beside something that stands there. */
	#isEntity({ item }: Struct): boolean {
		if (!item) return false;
		if (typeof item.parent === 'string') return true;
		if (item.parent !== null) return isOuter(this.#placeAt(item.parent)?.path ?? '');
		const beside = item.origin ?? item.rightOrigin;
		return beside !== null && this.#isEntityAt(beside);
	}

	#isEntityAt({ client, clock }: StructId): boolean {
		const known = this.#doc.store.clients.get(client) ?? [];
		if (clock < this.#known(client)) return isEntity(known[indexAt(known, clock)], this.#rootNames);
		const fresh = this.#fresh.get(client) ?? [];
		const struct = fresh[indexOf(fresh, clock)];
		return struct !== undefined && this.#entities.has(struct);
	}

	#make(struct: Struct, path: string): void {
		const [root = '', key = '', inner] = path.split('/');
		if (struct.length !== 1 || this.#made.has(path)) throw forged('set again');
		if (!onceRoots.has(root) && this.#stands(path)) throw forged('set again');
		if (onceRoots.has(root) && struct.item?.content !== 'any') throw forged('not a plain value');
		if (!isId(inner ?? key)) throw forged('key');
		this.#made.add(path);
	}

	/** Whether something stands, or stood, at a path of the document. */
	#stands(path: string): boolean {
		const [root = '', key = '', inner] = path.split('/');
		const item = this.#doc.share.get(root)?._map.get(key);
		if (inner === undefined || !item) return item !== undefined;
		return item.content instanceof Y.ContentType && item.content.type._map.has(inner);
	}

	#placeAt({ client, clock }: StructId): Place | null {
		const known = this.#doc.store.clients.get(client) ?? [];
		if (clock < this.#known(client)) return this.#placeOf(known[indexAt(known, clock)]);
		const fresh = this.#fresh.get(client) ?? [];
		const index = indexOf(fresh, clock);
		const struct = fresh[index];
		if (!struct) throw waits();
		this.#placeUpTo(client, index);
		return this.#places.get(struct) ?? null;
	}

	/** The container that a struct is; null where it is none. */
	#containerAt({ client, clock }: StructId): Home | null {
		const known = this.#doc.store.clients.get(client) ?? [];
		if (clock < this.#known(client)) {
			const item = known[indexAt(known, clock)];
			return item instanceof Y.Item && item.content instanceof Y.ContentType ? item.content.type : null;
		}
		const fresh = this.#fresh.get(client) ?? [];
		return fresh[indexOf(fresh, clock)] ?? null;
	}

	/** A range of deletions reaches what it hits and what was not deleted before: a copy carries all of them. */
	#delete(client: number, range: Range): void {
		if (range.end > (this.#ends.get(client) ?? this.#known(client))) throw waits();
		for (const { clock, end, path, isEntity, isOnce, within } of this.#pieces(client, range)) {
			this.#budget?.step();
			if (path === null) continue;
			if (this.#permission && isEntity && !onceRoots.has(rootOf(path))) throw forged('deletes an entity');
			if (this.#permission && isOnce) throw forged('told once');
			this.#touched.add(path);
			if (within !== null) this.#growths.shrink(within, end - clock);
		}
	}

	/**
	 * A range struct by struct, each with the path it reaches (null: it reaches nothing), and of letters with the text that
	 * they stand in.
	 */
	*#pieces(
		client: number,
		{ clock, end }: Range
	): Generator<Range & { path: string | null; isEntity: boolean; isOnce: boolean; within: Home | null }> {
		const known = this.#doc.store.clients.get(client) ?? [];
		const firstKnown = indexAt(known, clock);
		for (const struct of firstKnown < 0 ? [] : from(known, firstKnown)) {
			const start = struct.id.clock;
			if (start >= end) break;
			yield {
				clock: Math.max(start, clock),
				end: Math.min(start + struct.length, end),
				path: struct.deleted ? null : this.#pathOf(struct),
				isEntity: isEntity(struct, this.#rootNames),
				isOnce: struct instanceof Y.Item && this.#isMadeOnce(struct),
				within: lettersWithin(struct)
			};
		}
		const state = this.#known(client);
		const fresh = this.#fresh.get(client) ?? [];
		const firstFresh = fresh[0] && clock <= fresh[0].clock ? 0 : indexOf(fresh, clock);
		for (const struct of firstFresh < 0 ? [] : from(fresh, firstFresh)) {
			if (struct.clock >= end) break;
			// Of one that is half known, the known half was told above.
			const start = Math.max(struct.clock, clock, state);
			const last = Math.min(struct.clock + struct.length, end);
			if (start >= last) continue;
			yield {
				clock: start,
				end: last,
				path: this.#places.get(struct)?.path ?? null,
				isEntity: this.#entities.has(struct),
				isOnce: false,
				within: struct.item?.content === 'string' ? (this.#places.get(struct)?.home ?? null) : null
			};
		}
	}

	/** The path of something that stands in the document: up from item to item, to the root and the key there. */
	#pathOf(struct: Y.Item | Y.GC | undefined): string | null {
		return struct instanceof Y.Item ? pathInDocument(struct, this.#rootNames) : null;
	}

	#isMadeOnce({ parent, parentSub: key }: Y.Item): boolean {
		return isMadeOnce({ home: parent instanceof Y.AbstractType ? parent : null, key }, this.#rootNames);
	}

	#placeOf(struct: Y.Item | Y.GC | undefined): Place | null {
		const path = this.#pathOf(struct);
		if (path === null || !(struct instanceof Y.Item)) return null;
		const home = struct.parent instanceof Y.AbstractType ? struct.parent : null;
		return { path, home, key: struct.parentSub };
	}

	#check(path: string): void {
		if (!this.#permission) return;
		const root = rootOf(path);
		if (!this.#permission.roots.has(root)) throw forged(`root: ${root}`);
		const refusal = this.#permission.refuses(root, path.slice(root.length + 1), this.#made.has(path));
		if (refusal !== null) this.#refused.set(path, refusal);
	}

	/**
	 * Those who are added at once come all or not at all: where there is room for some of a list alone, nobody would know
	 * which half of it stands.
	 */
	#refuseTogether(): void {
		const full = new Set(
			[...this.#made].filter((path) => this.#refused.get(path) === 'full').map((path) => rootOf(path))
		);
		if (full.size === 0) return;
		for (const path of this.#made) if (full.has(rootOf(path))) this.#refuse(path, 'full');
	}

	/** Whether anything would become longer or deeper than it may. What may not be written there at all is told first. */
	#measure({ nestingDepth, outgrown, swollen }: Permission): void {
		for (const path of this.#growths.excessive) this.#refuse(path, 'tooLong');
		for (const path of this.#growths.deeperThan(nestingDepth)) this.#refuse(path, 'tooLong');
		for (const path of swollen(this.#growths.plain)) this.#refuse(path, 'tooLong');
		const longer = this.#growths.longer();
		if (longer.length === 0) return;
		for (const [path, refusal] of outgrown(longer)) this.#refuse(path, refusal);
	}

	#refuse(path: string, refusal: Refusal): void {
		if (!this.#refused.has(path)) this.#refused.set(path, refusal);
	}

	#known(client: number): number {
		return Y.getState(this.#doc.store, client);
	}
}

function idsOf(struct: Struct): StructId[] {
	const parent = struct.item?.parent ?? null;
	return typeof parent === 'string' || parent === null ? besideOf(struct) : [...besideOf(struct), parent];
}

function besideOf({ item }: Struct): StructId[] {
	return item ? [item.origin, item.rightOrigin].filter((id) => id !== null) : [];
}

/** The place of what hangs on something: within it or beside it. */
function onIt(place: Place | null): Place | null {
	return place?.inner === undefined ? place : { path: place.inner, home: place.home, key: place.key };
}

function waits(): Objection {
	return new Objection({ kind: 'waits' });
}

function forged(why: string): Objection {
	return new Objection({ kind: 'forged', why });
}
