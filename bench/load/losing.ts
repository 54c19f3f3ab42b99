// Two people in a room while the server dies: one types, the other sees it.
import { setTimeout as wait } from 'node:timers/promises';
import { Page } from './page.ts';
import { RunReader } from './seen.ts';
import { Typist } from './typist.ts';
import type { Target } from './wire.ts';

export interface LosingInput {
	readonly target: Target;
	/** Letters a second. */
	readonly rate: number;
	readonly afterMs: number;
}

export interface LosingResult {
	/** Yjs client id of who typed, and how far the other has seen it. */
	readonly client: number;
	readonly from: number;
	readonly seen: number;
}

/** Says `now` when the server is to die, and goes on when it has. */
export async function losing(
	{ target, rate, afterMs }: LosingInput,
	say: (word: string) => Promise<void>
): Promise<LosingResult> {
	const [writer, watcher] = [await Page.open(target), await Page.open(target)];
	const typist = new Typist();
	const reader = new RunReader();
	let seen = 0;
	watcher.onUpdate = (bytes) => {
		for (const { client, clock, length } of reader.runs(bytes))
			if (client === typist.client) seen = Math.max(seen, clock + length);
	};
	writer.send(typist.begin());
	const from = typist.clock;
	const timer = setInterval(() => {
		if (!writer.closed) writer.send(typist.type());
	}, 1000 / rate);
	await wait(afterMs);
	await say('now');
	clearInterval(timer);
	// What had left the server before it died may still be in the socket.
	while (!watcher.closed) await wait(10);
	return { client: typist.client, from, seen };
}
