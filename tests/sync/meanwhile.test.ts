// What other processes write while this one reads the document: it must not wait for the sweep, which is not here.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPerson, readPeople } from '#lib/network/document.ts';
import { createLog } from '../../server/log.ts';
import { Allowances } from '../../server/sync/allowances.ts';
import { readNews, readStored } from '../../server/sync/load.ts';
import { OpenDocument } from '../../server/sync/openDocument.ts';
import type { Entry } from '../../server/sync/surroundings.ts';
import { UpdateLog } from '../../server/sync/updateLog.ts';
import { until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer({ LANDSBY_LIMITS: JSON.stringify({ restMs: 1 }) })));
afterAll(() => server.close());

/** A document as another process than the server has it open; what it reads can be held back once it was read. */
async function elsewhere() {
	const { roomId, participantId } = await server.room();
	const id = await server.documentId(roomId);
	const { sql, config, database } = server;
	const log = createLog('silent');
	let held: Promise<void> = Promise.resolve();
	let reads = 0;
	const stored = await readStored(sql, id);
	if (!stored) throw new Error('no document');
	const document = new OpenDocument(
		stored,
		{ room: roomId, space: 'room', participant: null },
		{
			source: {
				read: async () => {
					const found = await readStored(sql, id);
					reads += 1;
					await held;
					return found;
				},
				news: (after) => readNews(sql, id, after),
				setAside: () => Promise.resolve()
			},
			updates: new UpdateLog<Entry>(database.log, sql, config.limits, log, () => undefined),
			relay: null,
			limits: config.limits,
			allowances: new Allowances(config.limits),
			log
		}
	);
	/** Begins to read and does not come to an end. @returns how it does */
	const hold = async (begin: () => void): Promise<() => void> => {
		const before = reads;
		const { promise, resolve } = Promise.withResolvers<undefined>();
		held = promise.then(() => undefined);
		begin();
		await until(() => reads > before, 'the log was read');
		return () => resolve(undefined);
	};
	/** Writes at the server. @returns what it tells of it */
	const write = async (name: string) => {
		await server.live.edit(id, null, (doc) => {
			createPerson(doc, { by: participantId, at: new Date().toISOString() }, { name });
		});
		const [row] = await sql<{ seq: number; data: Uint8Array }[]>`
			select seq, data from updates where document_id = ${id} order by seq desc limit 1`;
		if (!row) throw new Error('nothing was written');
		return { first: row.seq, last: row.seq, epoch: stored.epoch, data: new Uint8Array(row.data) };
	};
	const names = () => document.read(0, (doc) => readPeople(doc).entities.map(({ name }) => name));
	return { document, hold, write, names };
}

const readings = {
	'wakes up': async (document: OpenDocument) => {
		await until(() => {
			document.rest();
			return document.asleep;
		}, 'it falls asleep');
		return () => void document.wake();
	},
	'reads again after trouble': async (document: OpenDocument) => {
		// What is on its way needs the content.
		await document.read(0, () => undefined);
		return () => document.dropped([], 'refused');
	}
};

test.each([
	['wakes up', 'the update itself'],
	['wakes up', 'that there is one'],
	['reads again after trouble', 'the update itself'],
	['reads again after trouble', 'that there is one']
] as const)('a document that %s and is told %s has it as soon as it was read', async (when, what) => {
	const { document, hold, write, names } = await elsewhere();
	const release = await hold(await readings[when](document));
	const update = await write('Torill');
	if (what === 'the update itself') document.hearUpdate(update);
	else await document.catchUp();
	release();
	await until(() => document.seq >= update.last, 'it has what was written');
	expect(await names()).toContain('Torill');
	document.close();
});

test('a document that cannot be read keeps nobody waiting who asks for what is new', async () => {
	const { document, hold } = await elsewhere();
	const release = await hold(await readings['wakes up'](document));
	const told = await Promise.race([
		document.catchUp().then(() => 'told'),
		document.wake().then(() => 'read')
	]);
	expect(told).toBe('told');
	release();
	document.close();
});
