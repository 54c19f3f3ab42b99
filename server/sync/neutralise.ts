// Step 5 of the road, where it refuses a part. An update cannot simply be dropped: whatever its page sends next would
// hang on clocks that are missing here. So what is refused is written back as garbage, which fills its clocks and
// says nothing; what is good stays, and the page is brought back in line (decision 15).
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
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
	const runs = new Map<number, (Y.Item | Y.GC | Y.Skip)[]>();
	for (const struct of Y.decodeUpdate(update).structs) {
		const { client, clock } = struct.id;
		const run = runs.get(client) ?? [];
		run.push(isRefused({ client, clock }) ? new Y.GC(struct.id, struct.length) : struct);
		runs.set(client, run);
	}
	const encoder = new Y.UpdateEncoderV1();
	encoding.writeVarUint(encoder.restEncoder, runs.size);
	// Yjs reads clients from the highest on.
	for (const [client, run] of [...runs].sort(([a], [b]) => b - a)) {
		encoding.writeVarUint(encoder.restEncoder, run.length);
		encoder.writeClient(client);
		encoding.writeVarUint(encoder.restEncoder, run[0]?.id.clock ?? 0);
		for (const struct of run) struct.write(encoder, 0);
	}
	const deletes = [...outline.deletes]
		.map(([client, ranges]) => [client, joined(ranges.flatMap((range) => keeps(client, range)))] as const)
		.filter(([, ranges]) => ranges.length > 0);
	encoding.writeVarUint(encoder.restEncoder, deletes.length);
	for (const [client, ranges] of deletes) {
		encoding.writeVarUint(encoder.restEncoder, client);
		encoding.writeVarUint(encoder.restEncoder, ranges.length);
		for (const { clock, end } of ranges) {
			encoding.writeVarUint(encoder.restEncoder, clock);
			encoding.writeVarUint(encoder.restEncoder, end - clock);
		}
	}
	return encoder.toUint8Array();
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
