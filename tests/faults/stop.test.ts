// A process is told to stop while its database stands still: it waits for what it can, lets its pages go, and ends by
// itself in time. The pages keep what was not saved, and send it to whoever they meet next.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Household, known, tell } from './household.ts';

let household: Household;
beforeAll(async () => (household = await Household.open()), 60_000);
afterAll(() => household.close(), 60_000);

test(
	'[F2] [F4] a process is stopped while PostgreSQL stands still: it ends by itself, and nothing is lost',
	{ timeout: 120_000 },
	async () => {
		const { pages, notes } = await household.rooms({ rooms: 2, people: 3 });
		household.write(pages);
		await wait(500);
		household.cluster.signal('SIGSTOP', 'all');
		let ended: { ms: number; code: number | null };
		try {
			await wait(1_000);
			const before = known(notes);
			ended = await household.server.end('SIGTERM');
			expect(ended.code, 'it ends by itself').toBe(0);
			expect(known(notes), 'nothing is shown or called saved meanwhile').toEqual(before);
		} finally {
			household.cluster.signal('SIGCONT', 'all');
		}
		await household.server.start();
		await household.isWhole(pages, notes);
		tell('F2', `stopped while PostgreSQL stood still: ended after ${ended.ms} ms`, notes);
	}
);
