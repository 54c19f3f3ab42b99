// A document of which something cannot be read, in the hands of an operator: found, and written on in what is left.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPerson } from '#lib/network/document.ts';
import { newId } from '#lib/room/ids.ts';
import { CLOSE } from '#lib/room/protocol.ts';
import { findDamage, mend } from '../../server/sync/mend.ts';
import { connect, namesOnMap, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

/** A room whose second update was destroyed on disk while nobody was there; a third one stands by itself. */
async function damagedRoom() {
	const { roomId, cookie, participantId } = await server.room();
	const id = await server.documentId(roomId);
	const author = { by: participantId, at: new Date().toISOString() };
	const page = () => connect(server.ws, roomId, cookie, server.origin);
	for (const name of ['Lost', 'Whole']) {
		const kari = page();
		await until(() => kari.saved);
		createPerson(kari.doc, author, { name });
		await until(() => kari.saved);
		kari.leave();
	}
	await until(() => server.live.size.connections === 0);
	await server.live.unload();
	await server.owner`update updates set data = ${Buffer.from([255])} where document_id = ${id} and seq = 2`;
	return { id, roomId, author, page };
}

test('[L5] what can be read of a damaged document is written on once an operator has mended it, the rest is kept aside', async () => {
	const { id, roomId, author, page } = await damagedRoom();
	const kari = page();
	await until(() => kari.notices.some((notice) => notice.type === 'welcome' && notice.damaged));
	const found = await findDamage(server.sql);
	expect(found).toMatchObject([{ document: id, room: roomId, space: 'room', isEmptied: false }]);
	expect(found[0]?.unreadable[0]).toMatchObject({ seq: 2, bytes: 1 });

	await mend(server.sql, id, new Date());
	// Whoever had it open is sent away to come anew, and writes.
	await until(() => kari.closed === CLOSE.outdated);
	kari.leave();
	const again = page();
	await until(() => again.saved);
	expect(namesOnMap(again)).toEqual(['Whole', 'Ylva']);
	createPerson(again.doc, author, { name: 'Later' });
	await until(() => again.saved);
	again.leave();

	expect(await findDamage(server.sql)).toEqual([]);
	const aside = await server.sql<{ data: Buffer; mended: boolean }[]>`
		select data, mended_at is not null as mended from quarantine where document_id = ${id} and seq = 2`;
	expect(aside).toEqual([{ data: Buffer.from([255]), mended: true }]);
	const [last] = await server.sql<{ action: string; subject: unknown }[]>`
		select action, subject from audit where chain = ${roomId} order by n desc limit 1`;
	expect(last).toMatchObject({ action: 'documentMended', subject: { document: id } });
});

test('nothing is mended that is whole, or of which nothing is left', async () => {
	const { roomId } = await server.room();
	const id = await server.documentId(roomId);
	const fails = (code: string) => expect(mend(server.sql, id, new Date())).rejects.toMatchObject({ code });
	await fails('conflict');
	await expect(mend(server.sql, newId(), new Date())).rejects.toMatchObject({ code: 'notFound' });
	await server.owner`delete from updates where document_id = ${id}`;
	await fails('conflict');
	expect(await findDamage(server.sql)).toMatchObject([{ document: id, isEmptied: true }]);
});
