import { expect, test } from 'vitest';
import { runKills } from './kills.ts';

// The long run is `node tests/faults/kills.ts --kills 200 --database-kills 50`.
test.each(['own', 'outside'] as const)(
	'[L1] what anybody has seen or was told is saved outlives kills of server and database (%s database)',
	async (database) => {
		const rounds = await runKills({
			kills: 2,
			databaseKills: 1,
			database,
			pages: 2,
			commitMs: 20,
			seed: Date.now() % 1_000_000
		});
		expect(rounds).toHaveLength(3);
		expect(rounds.at(-1)?.seen).toBeGreaterThan(10);
		for (const { lost, doubled, different } of rounds) {
			expect(lost).toEqual([]);
			expect(doubled).toEqual([]);
			expect(different).toBe(0);
		}
	},
	300_000
);
