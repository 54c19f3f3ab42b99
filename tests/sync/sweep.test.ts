// The net under everything else, while the database stands still.
import { setInterval as every } from 'node:timers/promises';
import { expect, test } from 'vitest';
import * as sessions from '../../server/access/sessions.ts';
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

test('a session that has ended is deleted by the sweep, and those that stand are not', async () => {
	const server = await openServer({ LANDSBY_LIMITS: JSON.stringify({ sweepMs }) });
	try {
		const [over, idle, standing] = [
			await server.stranger(),
			await server.stranger(),
			await server.stranger()
		];
		const hashOf = (cookie: string) => Buffer.from(sessions.hashInCookie(cookie) ?? '', 'hex');
		await server.sql`update sessions set absolute_expires_at = now() where id_hash = ${hashOf(over)}`;
		await server.sql`update sessions set expires_at = now() where id_hash = ${hashOf(idle)}`;
		const next = await openServer({ LANDSBY_LIMITS: JSON.stringify({ sweepMs }) }, undefined, server);
		const left = async () =>
			(await server.sql`select id_hash from sessions`).map(({ id_hash: hash }) => hash as Buffer);
		await until(async () => (await left()).length === 1, 'the ended ones are gone');
		expect((await left())[0]?.equals(hashOf(standing))).toBe(true);
		await next.close();
	} finally {
		await server.close();
	}
});
