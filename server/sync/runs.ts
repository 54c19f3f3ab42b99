// How committed rows go to other processes: those whose numbers follow on each other travel together.
import { togetherMax } from './broadcast.ts';

interface Run {
	readonly first: number;
	last: number;
	readonly updates: Uint8Array[];
}

/**
 * Rows whose numbers follow on each other, a few at a time: merging grows with the square of their number.
 * @param rows in the order of their numbers; those of other processes may be missing between
 */
export function runsOf(rows: readonly { readonly seq: number; readonly data: Uint8Array }[]): Run[] {
	const runs: Run[] = [];
	for (const { seq, data } of rows) {
		const run = runs.at(-1);
		if (run && run.last + 1 === seq && run.updates.length < togetherMax.updates) {
			run.last = seq;
			run.updates.push(data);
		} else runs.push({ first: seq, last: seq, updates: [data] });
	}
	return runs;
}
