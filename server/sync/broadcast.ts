// Step 7 of the road: what is committed goes to everybody else who has the document open. It is encoded once for
// all of them, and updates that shared a commit travel together.
import * as Y from 'yjs';
import { encodeSync, SYNC } from '#lib/room/protocol.ts';

/** A committed update; `sender` is the connection it came by, which knows it already. */
export interface Durable {
	readonly data: Uint8Array;
	readonly sender: object | null;
}

/** Together at most: merging grows with the square of their number, and a phone must swallow it at once. */
export const togetherMax = { updates: 32, bytes: 256 * 1024 };

/**
 * Sends committed updates, in their order.
 * @param readers connections of the document; one to whom nothing is news gets nothing
 */
export function broadcast<TReader extends object>(
	readers: Iterable<TReader>,
	updates: readonly Durable[],
	send: (reader: TReader, frame: Uint8Array) => void
): void {
	const everybody = [...readers];
	for (const group of groups(updates)) {
		const news = everybody.filter((reader) => group.some(({ sender }) => sender !== reader));
		if (news.length === 0) continue;
		const frame = encodeSync(SYNC.update, merged(group.map(({ data }) => data)));
		for (const reader of news) send(reader, frame);
	}
}

/** Updates in their order, merged a few at a time. */
export function together(updates: readonly Uint8Array[]): Uint8Array[] {
	return groups(updates.map((data) => ({ data, sender: null }))).map((group) =>
		merged(group.map(({ data }) => data))
	);
}

/** One update that says what these say; of one only, that one. At most as many as travel together. */
export function merged(updates: readonly Uint8Array[]): Uint8Array {
	const [only, ...more] = updates;
	return only && more.length === 0 ? only : Y.mergeUpdates([...updates]);
}

function groups(updates: readonly Durable[]): Durable[][] {
	const all: Durable[][] = [];
	let bytes = 0;
	for (const update of updates) {
		const last = all.at(-1);
		bytes += update.data.length;
		if (last && last.length < togetherMax.updates && bytes <= togetherMax.bytes) last.push(update);
		else {
			all.push([update]);
			bytes = update.data.length;
		}
	}
	return all;
}
