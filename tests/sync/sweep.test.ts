// The net under everything else, while the database stands still.
import { setInterval as every } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { until } from '../support/client.ts';
import { openServer } from '../support/openServer.ts';

const sweepMs = 20;

test('one sweep waits for a database that stands still, however long it does', async () => {
	const server = await openServer({ LANDSBY_LIMITS: JSON.stringify({ sweepMs, lockMs: 60_000 }) });
	try {
		await server.owner.begin(async (tx) => {
			await tx`lock table documents in access exclusive mode`;
			const waiting = async () => {
				const rows = await tx`select 1 from pg_locks where not granted and relation = 'documents'::regclass`;
				return rows.length;
			};
			await until(async () => (await waiting()) > 0, 'a sweep waits');
			// As often as its clock goes, and each time long enough for one more to come.
			let ticks = 0;
			for await (const _ of every(sweepMs)) {
				expect(await waiting()).toBe(1);
				ticks += 1;
				if (ticks === 20) break;
			}
		});
	} finally {
		await server.close();
	}
});
