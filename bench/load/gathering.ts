// People who have rooms open and do nothing in them.
import { setTimeout as wait } from 'node:timers/promises';
import { history } from './history.ts';
import { inTurn } from './inTurn.ts';
import { Page } from './page.ts';
import type { Target } from './wire.ts';

export interface GatheringInput {
	readonly targets: readonly Target[];
	/** In each room. */
	readonly people: number;
	/** What stands in each room, as so many edits of its history. */
	readonly edits: number;
	/** How long they do nothing before it counts as such. */
	readonly idleMs: number;
	/** How long after the last has left. */
	readonly leftMs: number;
}

const openAtOnce = 10;
const settleMs = 3_000;
/** A page that says nothing for a minute is taken for gone by some. */
const helloMs = 20_000;

/** Says `open` when everybody is there, `idle` when nobody has done anything for a while, `left` when all are gone. */
export async function gathering(
	{ targets, people, edits, idleMs, leftMs }: GatheringInput,
	say: (word: string) => Promise<void>
): Promise<{ closed: number }> {
	const written = history(edits, edits);
	const pages = await inTurn(targets, openAtOnce, async (target) => {
		const first = await Page.open(target);
		for (const update of written) first.send(update);
		const others = await Promise.all(Array.from({ length: people - 1 }, () => Page.open(target)));
		return [first, ...others];
	});
	await wait(settleMs);
	await say('open');
	const everybody = pages.flat();
	const hello = setInterval(() => {
		for (const page of everybody) page.sayHello();
	}, helloMs);
	await wait(idleMs);
	await say('idle');
	clearInterval(hello);
	const closed = everybody.filter((page) => page.closed).length;
	await Promise.all(everybody.map((page) => page.leave()));
	await wait(leftMs);
	await say('left');
	return { closed };
}
