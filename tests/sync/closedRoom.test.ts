// A room that is closed: read by everybody who is in it, written by nobody, on every page that is open, until a
// caseworker opens it again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPerson, readPeople } from '#lib/network/document.ts';
import { createEntity } from '#lib/room/document.ts';
import { openCorner, readerOfCorner } from '../../server/access/corner.ts';
import * as participants from '../../server/access/participants.ts';
import { setClosed } from '../../server/access/rooms.ts';
import { publish } from '../../server/plan/publish.ts';
import { newId } from '#lib/room/ids.ts';
import { connect, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

async function standingOf(user: string, room: string) {
	const standing = await participants.standing(server.sql, user, room);
	if (!standing) throw new Error('they are in the room');
	return standing;
}

test('[L3] a closed room is read on and takes no word of anybody, live, until it is opened again', async () => {
	const { roomId, cookie, user, participantId } = await server.room();
	const child = await server.guest(roomId, 'child');
	const author = { by: participantId, at: new Date().toISOString() };
	const kari = connect(server.ws, roomId, cookie, server.origin);
	const corner = connect(server.ws, `${roomId}.child`, child.cookie, server.origin);
	await until(() => kari.saved && corner.saved);
	const isShut = () => {
		const told = kari.notices.findLast((notice) => notice.type === 'rights');
		return told?.type === 'rights' && told.rights.roomClosed;
	};

	await setClosed(server.sql, await standingOf(user, roomId), true, new Date());
	await until(isShut, 'her page is told');
	createPerson(kari.doc, author, { name: 'Too late' });
	createEntity(corner.doc, 'wishes', 'wish', author, { fields: {}, texts: { text: 'For sent' } });
	await until(() => [kari, corner].every(({ notices }) => notices.some(({ type }) => type === 'refused')));
	for (const page of [kari, corner]) {
		expect(page.closed).toBe(null);
		page.leave();
	}
	const closing = { requestId: newId(), meeting: newId(), heard: '', tookPart: [] } as never; // refused before it is read
	const actor = await standingOf(user, roomId);
	expect(() => publish(server.sql, actor, closing, new Date())).toThrow('the room is closed');
	const reader = connect(server.ws, roomId, cookie, server.origin);
	await until(() => reader.provider.synced);
	expect(readPeople(reader.doc).entities.map(({ name }) => name)).toEqual(['Ylva']);
	reader.leave();

	await setClosed(server.sql, await standingOf(user, roomId), false, new Date());
	const again = connect(server.ws, roomId, cookie, server.origin);
	await until(() => again.saved);
	createPerson(again.doc, author, { name: 'Back' });
	await until(() => again.saved);
	expect(again.notices.some(({ type }) => type === 'refused')).toBe(false);
	again.leave();
	const actions = await server.sql<{ action: string }[]>`
		select action from audit where chain = ${roomId} and action like 'room%' order by n`;
	expect(actions.map(({ action }) => action)).toEqual(['roomCreated', 'roomClosed', 'roomReopened']);
});

test('[L3] in a closed room the child lets nobody new into the corner, and can still close it', async () => {
	const { roomId, user, participantId } = await server.room();
	const { user: childUser } = await server.guest(roomId, 'child');
	const { participant: aunt } = await server.guest(roomId, 'relative');
	await openCorner(server.sql, await standingOf(childUser, roomId), participantId, new Date());
	await setClosed(server.sql, await standingOf(user, roomId), true, new Date());
	const child = await standingOf(childUser, roomId);
	await expect(openCorner(server.sql, child, aunt, new Date())).rejects.toMatchObject({ code: 'conflict' });
	expect(await readerOfCorner(server.sql, child)).toBe(participantId);
	await openCorner(server.sql, child, null, new Date());
	expect(await readerOfCorner(server.sql, child)).toBe(null);
});

test('only a caseworker closes a room', async () => {
	const { roomId } = await server.room();
	for (const role of ['coordinator', 'parent', 'child'] as const) {
		const { user } = await server.guest(roomId, role);
		await expect(
			setClosed(server.sql, await standingOf(user, roomId), true, new Date())
		).rejects.toMatchObject({ code: 'forbidden' });
	}
});
