// Step 5 of the road, first half: walks the bytes of a Yjs update (v1) before Yjs does. Seven bytes can declare
// 33 million structs; here every declared count is held against the bytes that are left. It knows the grammar; what
// may stand in a document is the judge's business, also where a value is larger than it may be: an honest page can send
// that, and its author gets the words back.
import type { Limits } from '../limits.ts';
import { OverBudget, type Budget } from './budget.ts';

/** One clock of one client: how Yjs names a letter. */
export interface StructId {
	readonly client: number;
	readonly clock: number;
}

/** What an item carries, as far as anybody must know who does not apply it. */
export type ContentKind =
	| 'deleted'
	| 'json'
	| 'binary'
	| 'string'
	| 'embed'
	| 'format'
	| 'any'
	| 'document'
	| 'array'
	| 'map'
	| 'text'
	| 'xmlElement'
	| 'xmlFragment'
	| 'xmlHook'
	| 'xmlText';

/** A struct as it stands in an update; `length` in clocks. */
export interface Struct extends StructId {
	readonly length: number;
	/** null: collected garbage, which only fills its clocks. */
	readonly item: {
		readonly origin: StructId | null;
		readonly rightOrigin: StructId | null;
		/** Name of a root, id of the item that holds the parent, or null where origin or rightOrigin tell. */
		readonly parent: string | StructId | null;
		/** Key in a map parent; null in a list, and where origin or rightOrigin tell. */
		readonly key: string | null;
		readonly content: ContentKind;
		/** Of a plain value that is a text: its letters. Else 0. */
		readonly letters: number;
		/** Of what it holds and its key. */
		readonly bytes: number;
		/** Its key or its value is longer or deeper than such a thing may be. */
		readonly excessive: boolean;
	} | null;
}

/** Clocks from `clock` up to `end` of a client. */
export interface Range {
	readonly clock: number;
	readonly end: number;
}

/** What an update says of itself. Structs of a client follow each other without a hole. */
export interface UpdateOutline {
	readonly structs: ReadonlyMap<number, readonly Struct[]>;
	readonly deletes: ReadonlyMap<number, readonly Range[]>;
}

/** The bytes are no update, or say more than we take. */
export class MalformedUpdate extends Error {
	override readonly name = 'MalformedUpdate';
}

const clockMax = 2 ** 31;
/** Yjs would not come back out of values that are nested by the thousand; this deep none is read at all. */
const depthMax = 100;
// As lib0 decodes: what it would refuse is refused here.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const types = ['array', 'map', 'text', 'xmlElement', 'xmlFragment', 'xmlHook', 'xmlText'] as const;

/** What of the limits the reader holds an update to. */
export type ReaderLimits = Pick<
	Limits,
	'structsPerUpdate' | 'deleteRangesPerUpdate' | 'valueBytes' | 'keyBytes' | 'valueDepth'
>;

/**
 * Reads the outline of an update.
 * @param budget what it may cost; null for what the log holds already
 * @throws MalformedUpdate, OverBudget
 */
export function readUpdate(
	bytes: Uint8Array,
	limits: ReaderLimits,
	budget: Budget | null = null
): UpdateOutline {
	const reader = new Reader(bytes, limits, budget);
	const structs = readStructs(reader, limits.structsPerUpdate);
	const deletes = readDeletes(reader, limits.deleteRangesPerUpdate);
	reader.mustBeAtEnd();
	return { structs, deletes };
}

function readStructs(reader: Reader, max: number): Map<number, Struct[]> {
	const all = new Map<number, Struct[]>();
	let left = max;
	for (let clients = reader.count(); clients > 0; clients -= 1) {
		const count = reader.count();
		left -= count;
		if (left < 0) throw new OverBudget('too many structs');
		const client = reader.uint();
		let clock = reader.uint();
		const structs: Struct[] = [];
		for (let index = 0; index < count; index += 1) {
			const struct = readStruct(reader, client, clock);
			structs.push(struct);
			clock += struct.length;
		}
		// Of two runs of one client Yjs would silently take the second.
		if (count === 0 || all.has(client)) throw new MalformedUpdate('runs');
		all.set(client, structs);
	}
	return all;
}

function readStruct(reader: Reader, client: number, clock: number): Struct {
	reader.step();
	const info = reader.byte();
	const kind = info & 31;
	// A skip says that something is missing between: never in what a page sends.
	if (kind === 10) throw new MalformedUpdate('skip');
	if (kind === 0) return { client, clock, length: checked(clock, reader.uint()), item: null };
	const origin = info & 0x80 ? reader.id() : null;
	const rightOrigin = info & 0x40 ? reader.id() : null;
	let parent: string | StructId | null = null;
	let key: string | null = null;
	if (origin === null && rightOrigin === null) {
		parent = reader.uint() === 1 ? reader.name() : reader.id();
		if (info & 0x20) key = reader.key();
	}
	const before = reader.at;
	const { content, length, letters = 0 } = readContent(reader, kind);
	const bytes = reader.at - before + (key?.length ?? 0);
	return {
		client,
		clock,
		length: checked(clock, length),
		item: { origin, rightOrigin, parent, key, content, letters, bytes, excessive: reader.takeExcess() }
	};
}

/** Yjs throws half-way at a struct of no length, and a clock beyond 2^31 would block its client for ever. */
function checked(clock: number, length: number): number {
	if (length < 1 || clock + length >= clockMax) throw new MalformedUpdate('length');
	return length;
}

function readContent(
	reader: Reader,
	kind: number
): { content: ContentKind; length: number; letters?: number } {
	switch (kind) {
		case 1:
			return { content: 'deleted', length: reader.uint() };
		case 2: {
			const length = reader.count();
			for (let index = 0; index < length; index += 1) reader.json('undefined');
			return { content: 'json', length };
		}
		case 3:
			reader.skip(reader.count());
			return { content: 'binary', length: 1 };
		case 4:
			// Yjs counts UTF-16 units.
			return { content: 'string', length: reader.text().length };
		case 5:
			reader.json();
			return { content: 'embed', length: 1 };
		case 6:
			reader.name();
			reader.json();
			return { content: 'format', length: 1 };
		case 7: {
			const content = types[reader.uint()];
			if (content === undefined) throw new MalformedUpdate('type');
			if (content === 'xmlElement' || content === 'xmlHook') reader.name();
			return { content, length: 1 };
		}
		case 8: {
			const length = reader.count();
			let letters = 0;
			for (let index = 0; index < length; index += 1) letters = Math.max(letters, reader.value());
			return { content: 'any', length, letters };
		}
		case 9:
			reader.name();
			reader.value();
			return { content: 'document', length: 1 };
		default:
			throw new MalformedUpdate('content');
	}
}

function readDeletes(reader: Reader, max: number): Map<number, Range[]> {
	const all = new Map<number, Range[]>();
	let left = max;
	for (let clients = reader.count(); clients > 0; clients -= 1) {
		const client = reader.uint();
		const count = reader.count();
		left -= count;
		if (left < 0) throw new OverBudget('too many deletions');
		const ranges: Range[] = [];
		let last = 0;
		for (let index = 0; index < count; index += 1) {
			reader.step();
			const clock = reader.uint();
			// Yjs writes them sorted and merged; overlapping ones would make us look at the same structs for ever.
			if (clock < last) throw new MalformedUpdate('deletions');
			last = clock + checked(clock, reader.uint());
			ranges.push({ clock, end: last });
		}
		if (all.has(client)) throw new MalformedUpdate('deletions');
		all.set(client, ranges);
	}
	return all;
}

/** Reads lib0's encoding without ever going beyond the bytes it was given. */
class Reader {
	readonly #bytes: Uint8Array;
	readonly #limits: ReaderLimits;
	readonly #budget: Budget | null;
	#at = 0;
	#excess = false;
	/** Of the text that was read last. */
	#textBytes = 0;

	constructor(bytes: Uint8Array, limits: ReaderLimits, budget: Budget | null) {
		this.#bytes = bytes;
		this.#limits = limits;
		this.#budget = budget;
	}

	/** Counts what was read. @throws OverBudget */
	step(): void {
		this.#budget?.step();
	}

	byte(): number {
		const value = this.#bytes[this.#at];
		if (value === undefined) throw new MalformedUpdate('end');
		this.#at += 1;
		return value;
	}

	uint(): number {
		let value = 0;
		for (let factor = 1; ; factor *= 128) {
			const byte = this.byte();
			value += (byte & 127) * factor;
			if (value > Number.MAX_SAFE_INTEGER) throw new MalformedUpdate('number');
			if (byte < 128) return value;
		}
	}

	id(): StructId {
		return { client: this.uint(), clock: this.uint() };
	}

	/** A number of things of which each takes at least a byte. */
	count(): number {
		const value = this.uint();
		if (value > this.#left) throw new MalformedUpdate('count');
		return value;
	}

	/** Whether a key or a value was larger than it may be since this was last asked. */
	takeExcess(): boolean {
		const excess = this.#excess;
		this.#excess = false;
		return excess;
	}

	/** The name of a root, a node or a mark: of those we know each. */
	name(): string {
		const name = this.text();
		if (this.#textBytes > this.#limits.keyBytes) throw new MalformedUpdate('name');
		return name;
	}

	/** A key, which a person may have written. */
	key(): string {
		const key = this.text();
		if (this.#textBytes > this.#limits.keyBytes) this.#excess = true;
		return key;
	}

	text(): string {
		const length = this.count();
		this.#textBytes = length;
		const bytes = this.#bytes.subarray(this.#at, this.#at + length);
		this.#at += length;
		try {
			return utf8.decode(bytes);
		} catch {
			throw new MalformedUpdate('text');
		}
	}

	/** @param also a text that stands for a value without being JSON */
	json(also?: string): void {
		const before = this.#at;
		const text = this.text();
		if (text === also) return;
		const depth = nesting(text);
		if (depth > depthMax) throw new MalformedUpdate('depth');
		if (this.#at - before > this.#limits.valueBytes || depth > this.#limits.valueDepth) this.#excess = true;
		try {
			JSON.parse(text);
		} catch {
			throw new MalformedUpdate('json');
		}
	}

	/** A plain value. @returns the letters of one that is a text, else 0 */
	value(): number {
		const before = this.#at;
		const letters = this.#any(0);
		if (this.#at - before > this.#limits.valueBytes) this.#excess = true;
		return letters;
	}

	/** A value in lib0's encoding. */
	#any(depth: number): number {
		this.step();
		if (depth > depthMax) throw new MalformedUpdate('depth');
		if (depth > this.#limits.valueDepth) this.#excess = true;
		switch (this.byte()) {
			case 127: // undefined
			case 126: // null
			case 121: // false
			case 120: // true
				return 0;
			case 125:
				this.#signed();
				return 0;
			case 124:
				this.skip(4);
				return 0;
			case 123:
				this.skip(8);
				return 0;
			case 122: // a BigInt: nothing here means one, and JSON has none
				this.skip(8);
				this.#excess = true;
				return 0;
			case 119:
				return this.text().length;
			case 118:
				for (let keys = this.count(); keys > 0; keys -= 1) {
					// lib0 assigns keys to a plain object: this one would change what the object is.
					if (this.key() === '__proto__') throw new MalformedUpdate('key');
					this.#any(depth + 1);
				}
				return 0;
			case 117:
				for (let values = this.count(); values > 0; values -= 1) this.#any(depth + 1);
				return 0;
			case 116:
				this.skip(this.count());
				return 0;
			default:
				throw new MalformedUpdate('value');
		}
	}

	skip(length: number): void {
		if (length > this.#left) throw new MalformedUpdate('end');
		this.#at += length;
	}

	mustBeAtEnd(): void {
		if (this.#left > 0) throw new MalformedUpdate('trailing bytes');
	}

	/** How many bytes were read. */
	get at(): number {
		return this.#at;
	}
	get #left(): number {
		return this.#bytes.length - this.#at;
	}

	/** A signed number: six bits in its first byte, seven in the others. */
	#signed(): void {
		let byte = this.byte();
		let value = byte & 63;
		for (let factor = 64; byte >= 128; factor *= 128) {
			byte = this.byte();
			value += (byte & 127) * factor;
			if (value > Number.MAX_SAFE_INTEGER) throw new MalformedUpdate('number');
		}
	}
}

/** How deep the brackets of a JSON text go, without building what they hold. */
function nesting(json: string): number {
	let depth = 0;
	let deepest = 0;
	let quoted = false;
	for (let at = 0; at < json.length; at += 1) {
		const letter = json[at];
		if (quoted) {
			if (letter === '\\') at += 1;
			else if (letter === '"') quoted = false;
		} else if (letter === '"') quoted = true;
		else if (letter === '{' || letter === '[') deepest = Math.max(deepest, (depth += 1));
		else if (letter === '}' || letter === ']') depth -= 1;
	}
	return deepest;
}
