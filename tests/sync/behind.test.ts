// What another process has written and told of must be here soon, also where it was told of in a bad moment. Nothing is
// found by the sweep here, which comes round after everything else.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPerson } from '#lib/network/document.ts';
import { newId } from '#lib/room/ids.ts';
import { until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';
import { openProxy, type Proxy } from '../support/proxy.ts';
import { startRedis, whyNoRedis, type TestRedis } from '../support/redis.ts';

const limits = { LANDSBY_LIMITS: JSON.stringify({ sweepMs: 3_600_000 }) };

async function open(server: TestServer, room: string) {
	const document = await server.live.openByName({ room, space: 'room', participant: null });
	if (!document) throw new Error('no document');
	return document;
}

/** The other process adds so many people. @returns the last number of the log */
async function writes(server: TestServer, room: string, count: number): Promise<number> {
	const author = { by: newId(), at: new Date().toISOString() };
	const document = await open(server, room);
	for (let n = 0; n < count; n += 1)
		await server.live.edit(document.id, null, (doc) => createPerson(doc, author, { name: `Nr. ${n}` }));
	return document.seq;
}

describe('a number that is told of', () => {
	let first: TestServer;
	let second: TestServer;
	beforeAll(async () => {
		first = await openServer(limits);
		second = await openServer(limits, undefined, first);
	});
	afterAll(async () => {
		await second.close();
		await first.close();
	});

	test('while another is waited for is looked for, too', async () => {
		const { roomId } = await first.room();
		const document = await open(first, roomId);
		await document.catchUp();
		const before = document.seq;
		const last = await writes(second, roomId, 4);
		expect(last).toBe(before + 4);
		const rows = await first.sql<{ seq: number; data: Uint8Array }[]>`
			select seq, data from updates where document_id = ${document.id} and seq > ${before} order by seq`;
		const hear = (number: number) => {
			const { seq = 0, data = new Uint8Array() } = rows.find((row) => row.seq === before + number) ?? {};
			document.hearUpdate({ first: seq, last: seq, epoch: 1, data: new Uint8Array(data) });
		};
		// The second is missed; then the fourth is heard of, whose third is missing; then what the second waited for comes.
		for (const number of [2, 4, 1, 2]) hear(number);
		expect(document.seq).toBe(before + 2);
		await until(() => document.seq === last);
	});
});

describe.skipIf(whyNoRedis !== null)('a document that is just being opened', () => {
	let redis: TestRedis;
	let toRedis: Proxy;
	let first: TestServer;
	let second: TestServer;
	beforeAll(async () => {
		redis = await startRedis();
		toRedis = await openProxy({ host: '127.0.0.1', port: redis.port });
		first = await openServer({ ...limits, REDIS_URL: `redis://127.0.0.1:${toRedis.port}` });
		second = await openServer({ ...limits, REDIS_URL: redis.url }, undefined, first);
		await until(() => first.relay?.healthy === true && second.relay?.healthy === true);
	});
	afterAll(async () => {
		await second.close();
		await first.close();
		await toRedis.close();
		await redis.close();
	});

	test('has what was written before Redis had heard that somebody listens', async () => {
		const { roomId } = await first.room();
		await open(second, roomId);
		// Redis hears nothing of the first process meanwhile: not that it wants to know of this document, either.
		toRedis.set({ hold: ['up'] });
		const document = await open(first, roomId);
		// What it reads by itself it has read by then.
		await wait(100);
		await document.catchUp();
		const last = await writes(second, roomId, 1);
		toRedis.set({});
		await until(() => document.seq === last);
		expect(first.relay?.healthy).toBe(true);
	});
});
