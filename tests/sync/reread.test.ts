// A document is read again from the log while somebody who was at it has gone over to another process.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPerson } from '#lib/network/document.ts';
import { connect, namesOnMap, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let here: TestServer;
let there: TestServer;
beforeAll(async () => {
	// Nothing has a place in the line of this one: it drops each edit, and reads the document again.
	here = await openServer({ LANDSBY_LIMITS: JSON.stringify({ queueBytes: 1 }) });
	there = await openServer({}, undefined, here);
});
afterAll(async () => {
	await there.close();
	await here.close();
});

test('[F10] what was dropped here and is durable there reaches those who stayed', async () => {
	const room = await here.room();
	const { cookie } = await here.guest(room.roomId, 'parent');
	const watcher = connect(here.ws, room.roomId, cookie, here.origin);
	const page = connect(here.ws, room.roomId, room.cookie, here.origin);
	await until(() => watcher.saved && page.saved);
	const author = { by: room.participantId, at: new Date().toISOString() };
	createPerson(page.doc, author, { name: 'Ask' });
	// It is at the server, and dropped there.
	await wait(300);
	page.leave();
	const moved = connect(there.ws, room.roomId, room.cookie, there.origin, {
		doc: page.doc,
		params: { epoch: '1' }
	});
	await until(() => moved.saved);
	createPerson(moved.doc, author, { name: 'Bo' });
	await until(() => moved.saved);
	await until(() => namesOnMap(watcher).length === 3, 'both are seen by who stayed', 20_000);
	expect(namesOnMap(watcher)).toEqual(['Ask', 'Bo', 'Ylva']);
	expect(watcher.connects).toBe(1);
	for (const each of [watcher, moved]) each.leave();
});
