// Somebody comes back with a long stretch of work, sends it in pieces, and others wait to see it. Then others come in.
import { setTimeout as wait } from 'node:timers/promises';
import { history } from './history.ts';
import { opening, type Opened } from './opening.ts';
import { Page } from './page.ts';
import { RunReader } from './seen.ts';
import type { Target } from './wire.ts';

export interface AbsorbingInput {
	readonly target: Target;
	readonly edits: number;
	/** Edits in each piece. */
	readonly together: number;
	/** How many come in afterwards, one after the other, while the document is open. */
	readonly visitors: number;
}

export interface AbsorbingResult {
	readonly bytes: number;
	readonly pieces: number;
	/** Milliseconds from the first piece until somebody else has the last one. */
	readonly visibleMs: number;
	/** Until the server has said of all pieces that it has taken them; null where it never says so. */
	readonly takenMs: number | null;
	readonly visitors: readonly Opened[];
}

/** The system keeps so much of what was sent; more would only wait in this process. */
const aheadBytes = 512 * 1024;
const patienceMs = 300_000;

/** Says `visible` when somebody else has everything. */
export async function absorbing(
	{ target, edits, together, visitors }: AbsorbingInput,
	say: (word: string) => Promise<void>
): Promise<AbsorbingResult> {
	const pieces = history(edits, together);
	const reader = new RunReader();
	const [last] = reader.runs(pieces.at(-1) ?? Uint8Array.of(0, 0));
	if (!last) throw new Error('no last letter');
	const [writer, watcher] = [await Page.open(target), await Page.open(target)];
	const seen = new Promise<void>((resolve, reject) => {
		watcher.onUpdate = (bytes) => {
			if (
				reader
					.runs(bytes)
					.some(({ client, clock, length }) => client === last.client && clock + length > last.clock)
			)
				resolve();
		};
		setTimeout(() => reject(new Error('the last piece never came')), patienceMs).unref();
	});
	let isOver = false;
	const closed = new Promise<never>((_, reject) => {
		for (const page of [writer, watcher])
			page.onClosed = (code) => {
				if (!isOver) reject(new Error(`a page was closed (${code})`));
			};
	});
	closed.catch(() => undefined); // heard where it is waited for
	const began = performance.now();
	for (const piece of pieces) {
		writer.send(piece);
		while (writer.waiting > aheadBytes) await wait(1);
		if (writer.closed) break;
	}
	await Promise.race([seen, closed]);
	const visibleMs = performance.now() - began;
	const takenMs =
		target.wire === 'floor'
			? null
			: await Promise.race([writer.taken(), closed]).then(() => performance.now() - began);
	isOver = true;
	await say('visible');
	const opened: Opened[] = [];
	for (let visitor = 0; visitor < visitors; visitor += 1) opened.push(await opening({ target }));
	await Promise.all([writer.leave(), watcher.leave()]);
	return {
		bytes: pieces.reduce((sum, { length }) => sum + length, 0),
		pieces: pieces.length,
		visibleMs,
		takenMs,
		visitors: opened
	};
}
