// What happens to a document while the server lets go of it, and to those that have just come to it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPerson, readPeople } from '#lib/network/document.ts';
import { loadDocument } from '../../server/sync/load.ts';
import { connect, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

/** So rarely that only a test does it. */
const never = 3_600_000;

let server: TestServer;
beforeAll(async () => {
	server = await openServer({ LANDSBY_LIMITS: JSON.stringify({ restMs: 1, unloadMs: never }) });
});
afterAll(() => server.close());

async function room() {
	const { roomId, cookie, participantId } = await server.room();
	const id = await server.documentId(roomId);
	const write = (name: string) =>
		server.live.edit(id, null, (doc) => {
			createPerson(doc, { by: participantId, at: new Date().toISOString() }, { name });
		});
	const stored = async () => {
		const loaded = await loadDocument(server.sql, id);
		return loaded && readPeople(loaded.doc).entities.map(({ name }) => name);
	};
	const open = () => server.live.openByName({ room: roomId, space: 'room', participant: null });
	return { id, write, stored, open, page: () => connect(server.ws, roomId, cookie, server.origin) };
}

/** Nobody can read the log while something is done: whoever reads it waits. */
async function whileHeld<T>(
	begin: () => Promise<T>
): Promise<{ begun: Promise<T>; unloaded: Promise<void> }> {
	return server.owner.begin(async (tx) => {
		await tx`lock table updates in access exclusive mode`;
		const begun = begin();
		begun.catch(() => undefined);
		await until(async () => {
			const rows = await tx`select 1 from pg_locks where not granted and relation = 'updates'::regclass`;
			return rows.length > 0;
		}, 'the log is waited for');
		return { begun, unloaded: server.live.unload() };
	});
}

test('[L1] what is edited while the document is let go of is in the log when it is said to be', async () => {
	const { write, stored } = await room();
	await until(async () => {
		await server.live.unload();
		return server.live.size.documents === 0;
	});
	const { begun, unloaded } = await whileHeld(() => write('Torill'));
	await begun;
	expect(await stored()).toContain('Torill');
	await unloaded;
});

test.each(['edited', 'read'])(
	'a document that is %s after its sleep is not let go of meanwhile',
	async (how) => {
		const { id, write, stored, open, page } = await room();
		const kari = page();
		await until(() => kari.saved);
		const document = await open();
		await until(async () => {
			await server.live.unload();
			return document?.asleep === true;
		}, 'it falls asleep');
		kari.leave();
		await until(() => server.live.size.connections === 0);
		const { begun, unloaded } = await whileHeld(async () => {
			if (how === 'edited') await write('Odd');
			else await server.live.read(id, 0, (doc) => readPeople(doc));
		});
		await begun;
		if (how === 'edited') expect(await stored()).toContain('Odd');
		await unloaded;
	}
);
