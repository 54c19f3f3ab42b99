// An import as the server takes it: as many as a room holds, by a guest with the smaller frames, all at once in the eyes
// of the others.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPeople, readPeople, removePeople } from '#lib/network/document.ts';
import { present } from '#lib/room/document.ts';
import { peopleMax } from '#lib/room/lengths.ts';
import { connect, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

test('a parent fills the room with people, nothing is refused, and nobody ever sees a part of them', async () => {
	const { roomId, cookie } = await server.room();
	const guest = await server.guest(roomId, 'parent');
	const kari = connect(server.ws, roomId, cookie, server.origin);
	const parent = connect(server.ws, roomId, guest.cookie, server.origin);
	await until(() => kari.saved && parent.saved);
	const author = { by: guest.participant, at: '2026-12-10T15:00:00.000Z' };
	const seen = new Set<number>();
	kari.doc.on('update', () => seen.add(present(readPeople(kari.doc).entities).length));
	// The child in the middle takes one place.
	const all = Array.from({ length: peopleMax - 1 }, (_, index) => ({
		name: `${'Navn '.repeat(20)}${String(index)}`,
		relation: 'relative' as const,
		relationText: 'en som bor i nærheten og kjenner familien godt',
		placement: { ring: 3, angle: 12.5 }
	}));
	const ids = createPeople(parent.doc, author, all);
	const count = () => present(readPeople(kari.doc).entities).length;
	await until(() => parent.saved && count() === peopleMax);
	expect([...seen]).toEqual([1, peopleMax]);
	expect(parent.notices.filter(({ type }) => type === 'refused')).toEqual([]);
	removePeople(parent.doc, author, ids);
	await until(() => count() === 1);
	kari.leave();
	parent.leave();
});
