import { expect, test } from 'vitest';
import { STEPS } from './inside.ts';
import { runKills } from './kills.ts';
import { nothing } from './oracle.ts';

// The long run is `npm run faults`, or `node tests/faults/kills.ts --kills 200 --database-kills 50`.
test.each(['own', 'outside'] as const)(
	'[F1] [F3] [L1] what anybody has seen or was told is saved outlives kills of server and database (%s database)',
	async (database) => {
		const rounds = await runKills({
			kills: 1,
			databaseKills: 1,
			database,
			pages: 2,
			commitMs: 20,
			seed: Date.now() % 1_000_000
		});
		expect(rounds).toHaveLength(2);
		expect(rounds.at(-1)?.seen).toBeGreaterThan(10);
		for (const { found } of rounds) expect(found).toEqual(nothing);
	},
	300_000
);

test('[F1] [L1] the same where the server dies at each step on the road of an edit', async () => {
	const rounds = await runKills({
		kills: STEPS.length,
		databaseKills: 0,
		steps: STEPS,
		database: 'outside',
		pages: 3,
		commitMs: 50,
		seed: Date.now() % 1_000_000
	});
	expect(rounds.map(({ killed }) => killed).sort()).toEqual([...STEPS].sort());
	for (const { found } of rounds) expect(found).toEqual(nothing);
}, 300_000);
