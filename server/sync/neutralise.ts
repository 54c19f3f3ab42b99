// Step 5 of the road, where it refuses a part. An update cannot simply be dropped: whatever its page sends next would
// hang on clocks that are missing here. So what is refused is written back as garbage, which fills its clocks and
// says nothing; what is good stays, and the page is brought back in line (decision 15).
import * as Y from 'yjs';
import { writeUpdate, type Structs } from '#lib/room/writeUpdate.ts';
import type { Verdict } from './judge.ts';
import type { Range, UpdateOutline } from './updateReader.ts';

/**
 * Rewrites an update without what is refused.
 * @param outline of the same bytes, read before: it bounds what Yjs is given here
 * @param verdict on the same update, with what is refused
 * @returns the update as bytes
 */
export function neutralise(
	update: Uint8Array,
	outline: UpdateOutline,
	{ isRefused, keeps }: Pick<Extract<Verdict, { kind: 'good' }>, 'isRefused' | 'keeps'>
): Uint8Array {
	const runs = new Map<number, Structs>();
	for (const struct of Y.decodeUpdate(update).structs) {
		const { client, clock } = struct.id;
		const run = runs.get(client) ?? [];
		run.push(isRefused({ client, clock }) ? new Y.GC(struct.id, struct.length) : struct);
		runs.set(client, run);
	}
	const deletes = [...outline.deletes]
		.map(([client, ranges]) => [client, joined(ranges.flatMap((range) => keeps(client, range)))] as const)
		.filter(([, ranges]) => ranges.length > 0);
	return writeUpdate(runs, new Map(deletes));
}

/** Ranges that follow each other as one. */
function joined(ranges: readonly Range[]): Range[] {
	const all: { clock: number; end: number }[] = [];
	for (const { clock, end } of ranges) {
		const last = all.at(-1);
		if (last?.end === clock) last.end = end;
		else all.push({ clock, end });
	}
	return all;
}
