// Which letters an update holds, read once for all who were sent the same bytes.
import * as Y from 'yjs';

export interface Run {
	readonly client: number;
	readonly clock: number;
	readonly length: number;
}

const remembered = 8;

/** Reads updates of one room. */
export class RunReader {
	readonly #last: { bytes: Buffer; runs: readonly Run[] }[] = [];

	runs(update: Uint8Array): readonly Run[] {
		const bytes = Buffer.from(update.buffer, update.byteOffset, update.length);
		const known = this.#last.find((one) => one.bytes.equals(bytes));
		if (known) return known.runs;
		const runs = Y.decodeUpdate(update).structs.flatMap((struct) =>
			struct instanceof Y.Skip
				? []
				: [{ client: struct.id.client, clock: struct.id.clock, length: struct.length }]
		);
		this.#last.unshift({ bytes, runs });
		this.#last.length = Math.min(this.#last.length, remembered);
		return runs;
	}
}
