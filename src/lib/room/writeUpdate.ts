import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

export type Structs = (Y.Item | Y.GC | Y.Skip)[];

/** Clocks of one client from `clock` on, `end` not included. */
export interface ClockRange {
	readonly clock: number;
	readonly end: number;
}

/**
 * Writes an update (v1) of parts of others.
 * @param structs by client, of each in the order of their clocks and without a gap
 * @param deletes by client
 */
export function writeUpdate(
	structs: ReadonlyMap<number, Structs>,
	deletes: ReadonlyMap<number, readonly ClockRange[]>
): Uint8Array {
	const encoder = new Y.UpdateEncoderV1();
	encoding.writeVarUint(encoder.restEncoder, structs.size);
	// Yjs reads clients from the highest on.
	for (const [client, run] of [...structs].sort(([a], [b]) => b - a)) {
		encoding.writeVarUint(encoder.restEncoder, run.length);
		encoder.writeClient(client);
		encoding.writeVarUint(encoder.restEncoder, run[0]?.id.clock ?? 0);
		for (const struct of run) struct.write(encoder, 0);
	}
	encoding.writeVarUint(encoder.restEncoder, deletes.size);
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
