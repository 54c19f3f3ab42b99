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

test('of two who import at once into the last places one comes whole, and the other is told and brings nobody', async () => {
	const { roomId, cookie } = await server.room();
	const guests = await Promise.all([server.guest(roomId, 'parent'), server.guest(roomId, 'parent')]);
	const kari = connect(server.ws, roomId, cookie, server.origin);
	await until(() => kari.saved);
	const some = (by: string, count: number) =>
		Array.from({ length: count }, (_, index) => ({
			name: `${by} ${String(index)}`,
			kind: 'person' as const
		}));
	const author = (by: string) => ({ by, at: '2026-12-10T15:00:00.000Z' });
	// Twelve places are left; each of the two brings ten, and has seen that there is room.
	createPeople(kari.doc, author(guests[0].participant), some('before', peopleMax - 13));
	await until(() => kari.saved);
	const both = guests.map(({ cookie: own }) => connect(server.ws, roomId, own, server.origin));
	const names = () => present(readPeople(kari.doc).entities).map(({ name }) => name);
	await until(() => both.every((one) => one.saved && readPeople(one.doc).entities.length === peopleMax - 12));
	for (const [index, one] of both.entries())
		createPeople(one.doc, author(guests[index]?.participant ?? ''), some(index === 0 ? 'one' : 'other', 10));
	const refused = () => both.map((one) => one.notices.filter(({ type }) => type === 'refused'));
	await until(() => names().length === peopleMax - 2 && refused().flat().length > 0);

	const came = ['one', 'other'].filter((by) => names().includes(`${by} 0`));
	expect(came).toHaveLength(1);
	expect(names().filter((name) => name.startsWith(came[0] ?? '?'))).toHaveLength(10);
	const told = refused()[came[0] === 'one' ? 1 : 0];
	expect(told).toMatchObject([{ type: 'refused', reason: 'full' }]);
	expect(told?.[0]).toHaveProperty('paths.length', 10);
	expect(refused()[came[0] === 'one' ? 0 : 1]).toEqual([]);
	// Who was refused can still bring as many as there is room for.
	const late = connect(server.ws, roomId, guests[0].cookie, server.origin);
	await until(() => late.saved);
	createPeople(late.doc, author(guests[0].participant), some('late', 2));
	await until(() => names().length === peopleMax);
	for (const one of [kari, late, ...both]) one.leave();
});
