/**
 * Much work in small pieces: who was away for long brings everything at once, and the server must not keep all others
 * waiting until it has looked at it.
 */
import * as Y from 'yjs';
import { encodeSync, SYNC, updateIn } from './protocol.ts';
import { writeUpdate, type ClockRange, type Structs } from './writeUpdate.ts';

/**
 * An update below `whole` bytes is a piece by itself. In one piece stand so many structs and ranges of deletions, and
 * so many bytes, as far as text makes them.
 */
const sizes = { whole: 16 * 1024, parts: 500, bytes: 64 * 1024 };
/** The server takes a burst of so many messages, and some more. */
const piecesMax = 100;

type Struct = Structs[number];

/**
 * What a page sends instead of a frame: the answer to the server's question in pieces, the last of them as the answer,
 * and all other frames as they are.
 */
export function framesOf(frame: Uint8Array): Uint8Array[] {
	const sync = updateIn(frame);
	if (sync?.kind !== SYNC.step2) return [frame];
	const pieces = inPieces(sync.update);
	return pieces.map((piece, index) =>
		encodeSync(index < pieces.length - 1 ? SYNC.update : SYNC.step2, piece)
	);
}

/**
 * Takes an update (v1) apart. Each piece needs what is known where the update is going and the pieces in front of it, and
 * nothing else; together they say what the update says.
 * @param update as Yjs wrote it for a state vector: whole, and by honest hands
 * @returns at least one piece; the update itself where it is small
 */
export function inPieces(update: Uint8Array, { whole, parts, bytes } = sizes): Uint8Array[] {
	if (update.length < whole) return [update];
	const { structs, ds } = Y.decodeUpdate(update);
	const byClient = Map.groupBy(structs, ({ id }) => id.client);
	const deletes = new Map(
		[...ds.clients].map(([client, ranges]) => [
			client,
			ranges.map(({ clock, len }): ClockRange => ({ clock, end: clock + len }))
		])
	);
	const ordered = inOrder(byClient);
	// No honest hand has written that, and the server will say so.
	if (!ordered) return [update];
	const known = knownDeletes(byClient, deletes);
	const atOnce = Math.max(parts, Math.ceil((ordered.length + known.length) / piecesMax));
	const atMost = Math.max(bytes, Math.ceil(update.length / piecesMax));
	const pieces = cut(ordered, atOnce, atMost).map((some) => write(some, deletes));
	// Last what goes: should the connection end in between, nothing is gone whose place nothing has taken.
	for (const some of cut(known, atOnce)) pieces.push(writeUpdate(new Map(), grouped(some)));
	return pieces.length > 0 ? pieces : [update];
}

/** The structs of all clients, each behind all that it refers to; null where they refer to each other in a circle. */
function inOrder(byClient: ReadonlyMap<number, Structs>): Struct[] | null {
	const next = new Map<number, number>();
	const ordered: Struct[] = [];
	/** Whether what an id names is known where the update is going, or stands in front. */
	const isThere = ({ client, clock }: Y.ID): boolean => {
		const structs = byClient.get(client);
		const first = structs?.[next.get(client) ?? 0];
		return !structs || !first || clock < first.id.clock;
	};
	for (const start of byClient.keys()) {
		// As deep as clients refer to each other in turn: no call for each, the stack has an end.
		const waiting: { client: number; upTo: number }[] = [{ client: start, upTo: Infinity }];
		for (let top = waiting.at(-1); top; top = waiting.at(-1)) {
			const { client, upTo } = top;
			const at = next.get(client) ?? 0;
			const struct = byClient.get(client)?.[at];
			if (!struct || struct.id.clock > upTo) {
				waiting.pop();
				continue;
			}
			const missing = refersTo(struct).find((id) => id.client !== client && !isThere(id));
			if (missing) {
				if (waiting.length > byClient.size) return null;
				waiting.push({ client: missing.client, upTo: missing.clock });
				continue;
			}
			ordered.push(struct);
			next.set(client, at + 1);
		}
	}
	return ordered;
}

function refersTo(struct: Struct): Y.ID[] {
	if (!(struct instanceof Y.Item)) return [];
	const { origin, rightOrigin, parent } = struct;
	return [origin, rightOrigin, parent].filter((id) => id instanceof Y.ID);
}

/** Deletions of what was there before: of none of the structs that the update brings. */
function knownDeletes(
	byClient: ReadonlyMap<number, Structs>,
	deletes: ReadonlyMap<number, readonly ClockRange[]>
): [client: number, range: ClockRange][] {
	return [...deletes].flatMap(([client, ranges]) => {
		const end = byClient.get(client)?.[0]?.id.clock ?? Infinity;
		return within(ranges, { clock: 0, end }).map((range): [number, ClockRange] => [client, range]);
	});
}

/** A piece of these structs, with the deletions of what it brings. */
function write(structs: readonly Struct[], deletes: ReadonlyMap<number, readonly ClockRange[]>): Uint8Array {
	const runs = Map.groupBy(structs, ({ id }) => id.client);
	const own = [...runs].flatMap(([client, run]) => {
		const [first, last] = [run[0], run.at(-1)];
		const span = { clock: first?.id.clock ?? 0, end: (last?.id.clock ?? 0) + (last?.length ?? 0) };
		return within(deletes.get(client) ?? [], span).map((range): [number, ClockRange] => [client, range]);
	});
	return writeUpdate(runs, grouped(own));
}

/** What of these ranges, which stand in order, lies in another. */
function within(ranges: readonly ClockRange[], { clock, end }: ClockRange): ClockRange[] {
	return ranges
		.filter((range) => range.clock < end && range.end > clock)
		.map((range) => ({ clock: Math.max(clock, range.clock), end: Math.min(end, range.end) }));
}

function grouped(ranges: readonly [client: number, range: ClockRange][]): Map<number, ClockRange[]> {
	const all = new Map<number, ClockRange[]>();
	for (const [client, range] of ranges) {
		const some = all.get(client);
		if (some) some.push(range);
		else all.set(client, [range]);
	}
	return all;
}

function cut<T>(all: readonly T[], parts: number, bytes = Infinity): T[][] {
	const pieces: T[][] = [];
	let weight = 0;
	for (const one of all) {
		const piece = pieces.at(-1);
		const more = one instanceof Y.Item ? one.length : 1;
		weight += more;
		if (piece && piece.length < parts && weight <= bytes) piece.push(one);
		else {
			pieces.push([one]);
			weight = more;
		}
	}
	return pieces;
}
