// Step 5 of the road, first half: walks the bytes of a Yjs update (v1) before Yjs does. Seven bytes can declare
// 33 million structs; here every declared count is held against the bytes that are left.
import type { Limits } from '../limits.ts';

/** Clocks from `clock` up to `end`, of one client. */
export interface Run {
	readonly client: number;
	readonly clock: number;
	readonly end: number;
}

/** What an update says of itself. */
export interface UpdateOutline {
	readonly runs: readonly Run[];
	readonly deletes: readonly Run[];
	/** Highest clock that is referred to, by client: it must be known, or come with this update. */
	readonly refers: ReadonlyMap<number, number>;
	/** Root types that items name as their parent. */
	readonly roots: ReadonlySet<string>;
}

/** The bytes are no update, or a larger one than we take. */
export class MalformedUpdate extends Error {
	override readonly name = 'MalformedUpdate';
}

const clockMax = 2 ** 31;
const anyDepthMax = 8;
const nameBytesMax = 200;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the outline of an update.
 * @throws MalformedUpdate
 */
export function readUpdate(
	bytes: Uint8Array,
	limits: Pick<Limits, 'structsPerUpdate' | 'deleteRangesPerUpdate'>
): UpdateOutline {
	const reader = new Reader(bytes);
	const runs: Run[] = [];
	const refers = new Map<number, number>();
	const roots = new Set<string>();
	const refer = () => {
		const client = reader.uint();
		refers.set(client, Math.max(refers.get(client) ?? -1, reader.uint()));
	};
	let structs = 0;
	for (let clients = reader.count(); clients > 0; clients -= 1) {
		const inRun = reader.count();
		structs += inRun;
		if (structs > limits.structsPerUpdate) throw new MalformedUpdate('too many structs');
		const client = reader.uint();
		const clock = reader.uint();
		let end = clock;
		for (let index = 0; index < inRun; index += 1) {
			const info = reader.byte();
			const kind = info & 31;
			if (kind === 10) throw new MalformedUpdate('skip');
			const length = kind === 0 ? reader.uint() : readItem(reader, info, refer, roots);
			if (length < 1 || end + length >= clockMax) throw new MalformedUpdate('length');
			end += length;
		}
		runs.push({ client, clock, end });
	}
	const deletes = readDeletes(reader, limits.deleteRangesPerUpdate);
	reader.mustBeAtEnd();
	return { runs, deletes, refers, roots };
}

function readDeletes(reader: Reader, max: number): Run[] {
	const deletes: Run[] = [];
	for (let clients = reader.count(); clients > 0; clients -= 1) {
		const client = reader.uint();
		for (let ranges = reader.count(); ranges > 0; ranges -= 1) {
			const clock = reader.uint();
			const length = reader.uint();
			if (length < 1 || clock + length >= clockMax) throw new MalformedUpdate('length');
			deletes.push({ client, clock, end: clock + length });
			if (deletes.length > max) throw new MalformedUpdate('too many deletions');
		}
	}
	return deletes;
}

/** @returns how many clocks the item takes */
function readItem(reader: Reader, info: number, refer: () => void, roots: Set<string>): number {
	const hasLeft = (info & 0x80) !== 0;
	const hasRight = (info & 0x40) !== 0;
	if (hasLeft) refer();
	if (hasRight) refer();
	if (!hasLeft && !hasRight) {
		if (reader.uint() === 1) roots.add(reader.text(nameBytesMax));
		else refer();
		if ((info & 0x20) !== 0) reader.text(nameBytesMax);
	}
	return readContent(reader, info & 31);
}

function readContent(reader: Reader, kind: number): number {
	switch (kind) {
		case 1: // deleted
			return reader.uint();
		case 4: // string: Yjs counts UTF-16 units
			return reader.text().length;
		case 5: // embed
			reader.text();
			return 1;
		case 6: // format
			reader.text(nameBytesMax);
			reader.text();
			return 1;
		case 7: {
			// Type: array, map, text, element, fragment, (hook), text of XML. A hook is never ours.
			const type = reader.uint();
			if (type > 6 || type === 5) throw new MalformedUpdate('type');
			if (type === 3) reader.text(nameBytesMax);
			return 1;
		}
		case 8: {
			const values = reader.count();
			for (let index = 0; index < values; index += 1) reader.any(0);
			return values;
		}
		default:
			// JSON of old versions, binary and subdocuments are never ours.
			throw new MalformedUpdate('content');
	}
}

class Reader {
	readonly #bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	get #left(): number {
		return this.#bytes.length - this.#at;
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

	/** A number of things of which each takes at least a byte. */
	count(): number {
		const value = this.uint();
		if (value > this.#left) throw new MalformedUpdate('count');
		return value;
	}

	text(bytesMax = Infinity): string {
		const length = this.count();
		if (length > bytesMax) throw new MalformedUpdate('name');
		const bytes = this.#bytes.subarray(this.#at, this.#at + length);
		this.#at += length;
		try {
			return utf8.decode(bytes);
		} catch {
			throw new MalformedUpdate('text');
		}
	}

	any(depth: number): void {
		if (depth > anyDepthMax) throw new MalformedUpdate('depth');
		switch (this.byte()) {
			case 127: // undefined
			case 126: // null
			case 121: // false
			case 120: // true
				return;
			case 125:
				// A signed number of lib0: six bits in its first byte, seven in the others.
				while (this.byte() >= 128);
				return;
			case 124:
				return this.#skip(4);
			case 123:
				return this.#skip(8);
			case 119:
				this.text();
				return;
			case 118:
				for (let keys = this.count(); keys > 0; keys -= 1) {
					this.text(nameBytesMax);
					this.any(depth + 1);
				}
				return;
			case 117:
				for (let values = this.count(); values > 0; values -= 1) this.any(depth + 1);
				return;
			default:
				// Big integers and binary are never ours.
				throw new MalformedUpdate('value');
		}
	}

	mustBeAtEnd(): void {
		if (this.#left > 0) throw new MalformedUpdate('trailing bytes');
	}

	#skip(length: number): void {
		if (length > this.#left) throw new MalformedUpdate('end');
		this.#at += length;
	}
}
