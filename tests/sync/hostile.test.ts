import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { createPerson, readPeople } from '#lib/network/document.ts';
import { defineRoots } from '#lib/room/document.ts';
import { CLOSE, MESSAGE, SYNC, encodeSync } from '#lib/room/protocol.ts';
import { createStatement } from '#lib/voice/document.ts';
import { bare, connect, until, type Bare } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';
import { askByHand, noSession } from '../support/upgrade.ts';

let server: TestServer;
let room: Awaited<ReturnType<TestServer['room']>>;
beforeAll(async () => {
	server = await openServer();
	room = await server.room();
});
afterAll(() => server.close());

// What would end the process of a real server must fail here.
const uncaught: unknown[] = [];
const remember = (error: unknown) => uncaught.push(error);
beforeEach(() => process.on('uncaughtException', remember));
afterEach(() => {
	process.off('uncaughtException', remember);
	expect(uncaught.splice(0)).toEqual([]);
});

test('[T12] a broken frame from somebody who was just refused ends only their own socket', async () => {
	const socket = askByHand(server, room.roomId, noSession);
	const answer: Buffer[] = [];
	socket.on('data', (data) => answer.push(data));
	const closed = new Promise((resolve) => socket.once('close', resolve));
	// All reserved bits set: no WebSocket frame at all.
	socket.write(Buffer.from([0xff, 0xff, 0, 0, 0, 0, 1, 2, 3]));
	await closed;
	expect(Buffer.concat(answer).toString('latin1')).toContain('101 Switching Protocols');
});

/** A page of a guest in this room, as bare as a socket. */
async function hostile(): Promise<Bare & { cookie: string }> {
	const { cookie } = await server.guest(room.roomId, 'parent');
	const socket = bare(`${server.ws}/${room.roomId}`, { Cookie: cookie, Origin: server.origin });
	await socket.opened;
	return { ...socket, cookie };
}

test('[T7] a message in a thousand pieces, and one that never ends, close only the connection they came by', async () => {
	const { socket, closed } = await hostile();
	for (let piece = 0; piece < 1_000; piece += 1)
		socket.send(new Uint8Array([0]), { fin: false, binary: true }, () => undefined);
	expect(await closed).toBe(4413);
});

test('[T6] a guest may not send as much at once as staff; past it the connection ends, and nothing was taken', async () => {
	const { socket, closed } = await hostile();
	socket.send(new Uint8Array(256 * 1024 + 1));
	expect(await closed).toBe(4413);
});

test('[T11] more messages than a person can make end in a pause, not in a ban', async () => {
	const { socket, closed } = await hostile();
	const question = new Uint8Array([MESSAGE.queryAwareness]);
	for (let n = 0; n < 400; n += 1) socket.send(question, () => undefined);
	expect(await closed).toBe(4529);
});

test('[T7] pings in hundreds end the connection, all at once and one after the other', async () => {
	const flood = await hostile();
	for (let n = 0; n < 400; n += 1) flood.socket.ping(() => undefined);
	expect(await flood.closed).toBe(4529);
	const { socket, closed } = await hostile();
	socket.on('pong', () => socket.ping(() => undefined));
	for (let n = 0; n < 5; n += 1) socket.ping(() => undefined);
	expect(await closed).toBe(4529);
});

test('presence beyond its pace is left out; the connection stays, and so does what is written by it', async () => {
	const page = connect(server.ws, room.roomId, room.cookie, server.origin);
	await until(() => page.saved);
	for (let n = 0; n < 400; n += 1) page.awareness.setLocalState({ cursor: { x: n, y: 0 } });
	createPerson(page.doc, { by: room.participantId, at: new Date().toISOString() }, { name: 'Still writing' });
	await until(() => page.saved);
	expect(page.connects).toBe(1);
	page.leave();
});

/** One page does not read, another writes: the first is let go, and the second notices nothing. */
async function writesBesideOneThatDoesNotRead(limits: Record<string, number>): Promise<void> {
	const slow = await openServer({
		LANDSBY_LIMITS: JSON.stringify({
			...limits,
			updateBytesPerMinute: 1_000_000_000,
			noteCharacters: 1_000_000,
			documentBytes: 1_000_000_000,
			messagesBurst: 1_000_000
		})
	});
	const { roomId, cookie, participantId } = await slow.room();
	const guest = await slow.guest(roomId, 'parent');
	const stuck = bare(`${slow.ws}/${roomId}`, { Cookie: guest.cookie, Origin: slow.origin });
	await stuck.opened;
	stuck.socket.send(encodeSync(SYNC.step1, new Uint8Array([0])));
	await until(() => stuck.frames.some((frame) => frame[0] === MESSAGE.sync && frame[1] === SYNC.step2));
	stuck.socket.pause();
	const writer = connect(slow.ws, roomId, cookie, slow.origin);
	await until(() => writer.saved);
	const author = { by: participantId, at: new Date().toISOString() };
	// What the system's own buffers between the two sockets take is no measure: write until it is too much.
	await until(
		() => {
			if (writer.saved) createPerson(writer.doc, author, { name: 'x', note: 'y'.repeat(100_000) });
			return slow.live.size.connections === 1;
		},
		'the page that does not read is let go',
		20_000
	);
	await until(() => writer.saved);
	expect(writer.connects).toBe(1);
	// The close lies behind everything that it has not read.
	stuck.socket.resume();
	expect(await stuck.closed).toBe(4508);
	writer.leave();
	await slow.close();
}

test('[T9] a page that does not read is let go, and the others notice nothing', () =>
	writesBesideOneThatDoesNotRead({ outgoingBytes: 200_000, drainMs: 3_600_000 }));

test('[T9] a page that has stopped reading altogether is let go, however little waits for it', () =>
	writesBesideOneThatDoesNotRead({ outgoingBytes: 1_000_000_000, drainMs: 1_000 }));

test('a document larger than what may wait for a slow page still reaches an ordinary one', async () => {
	const small = await openServer({ LANDSBY_LIMITS: JSON.stringify({ outgoingBytes: 10_000 }) });
	const { roomId, cookie, participantId } = await small.room();
	const author = { by: participantId, at: new Date().toISOString() };
	await small.live.edit(await small.documentId(roomId), null, (doc) =>
		createPerson(doc, author, { name: 'Long', note: 'z'.repeat(500_000) })
	);
	const page = connect(small.ws, roomId, cookie, small.origin);
	await until(() => page.saved);
	expect(readPeople(page.doc).entities.map(({ name }) => name)).toContain('Long');
	expect(page.connects).toBe(1);
	page.leave();
	await small.close();
});

test('[M3] a page alone in a quiet room hears something before it would give us up', async () => {
	const quiet = await openServer({ LANDSBY_LIMITS: JSON.stringify({ sayMs: 3_000 }) });
	const { roomId, cookie } = await quiet.room();
	const page = bare(`${quiet.ws}/${roomId}`, { Cookie: cookie, Origin: quiet.origin });
	await page.opened;
	await until(() => page.frames.some((frame) => frame[0] === MESSAGE.acknowledged));
	// Nothing was answered yet, so nothing is promised.
	expect(page.frames.find((frame) => frame[0] === MESSAGE.acknowledged)).toEqual(
		new Uint8Array([MESSAGE.acknowledged, 0])
	);
	page.socket.close();
	await quiet.close();
});

test('[T10] a page that is gone without a word is found', async () => {
	const quick = await openServer({ LANDSBY_LIMITS: JSON.stringify({ pingMs: 1_000 }) });
	const { roomId, cookie } = await quick.room();
	const page = bare(`${quick.ws}/${roomId}`, { Cookie: cookie, Origin: quick.origin });
	await page.opened;
	await until(() => quick.live.size.connections === 1);
	page.socket.pause();
	await until(() => quick.live.size.connections === 0);
	page.socket.terminate();
	await quick.close();
});

test('[T11] a session and a room have so many places', async () => {
	const full = await openServer({
		LANDSBY_LIMITS: JSON.stringify({ socketsPerSession: 2, socketsPerRoom: 3 })
	});
	const { roomId, cookie } = await full.room();
	const other = await full.guest(roomId, 'parent');
	const third = await full.guest(roomId, 'parent');
	const open = (by: string) => bare(`${full.ws}/${roomId}`, { Cookie: by, Origin: full.origin });
	const held = [open(cookie), open(cookie)];
	await Promise.all(held.map(({ opened }) => opened));
	await until(() => full.live.size.connections === 2);
	expect(await open(cookie).closed).toBe(4529);
	held.push(open(other.cookie));
	await until(() => full.live.size.connections === 3);
	expect(await open(third.cookie).closed).toBe(4529);
	for (const { socket } of held) socket.close();
	await until(() => full.live.size.connections === 0);
	await full.close();
});

test('[T11] an office behind one address comes over from a process that died: everybody is let in', async () => {
	const office = await openServer();
	const rooms = await Promise.all([office.room(), office.room()]);
	const cookies = await Promise.all(
		rooms.flatMap(({ roomId }) =>
			Array.from({ length: 50 }, async () => ({
				roomId,
				cookie: (await office.guest(roomId, 'relative')).cookie
			}))
		)
	);
	const held = cookies.map(({ roomId, cookie }) =>
		bare(`${office.ws}/${roomId}`, { Cookie: cookie, Origin: office.origin })
	);
	await Promise.all(held.map(({ opened }) => opened));
	await until(() => office.live.size.connections === 100);
	for (const { socket } of held) socket.terminate();
	await office.close();
});

test('[T11] whom nobody knows is turned away without a look into the database, from the sixty-first time in a minute on', async () => {
	const flooded = await openServer();
	const { roomId, cookie } = await flooded.room();
	const knock = (by: string) => bare(`${flooded.ws}/${roomId}`, { Cookie: by, Origin: flooded.origin });
	const honest = knock(cookie);
	await honest.opened;
	const came: Record<string, number> = {};
	for (let n = 0; n < 80; n += 1) {
		const page = knock(`session=${String(n).padStart(40, 'a')}`);
		const answer = await page.opened.then(
			() => page.closed,
			(error: unknown) => (error instanceof Error ? error.message : 'refused')
		);
		came[answer] = (came[answer] ?? 0) + 1;
	}
	expect(came).toEqual({ 4401: 60, 429: 20 });
	// Whoever is in stays in.
	expect(flooded.live.size.connections).toBe(1);
	honest.socket.close();
	await flooded.close();
});

test('[T3] a session that ends in the database ends its pages with the next sweep', async () => {
	const swept = await openServer({ LANDSBY_LIMITS: JSON.stringify({ sweepMs: 200 }) });
	const { roomId, cookie } = await swept.room();
	const guest = await swept.guest(roomId, 'parent');
	const page = connect(swept.ws, roomId, guest.cookie, swept.origin);
	const kari = connect(swept.ws, roomId, cookie, swept.origin);
	await until(() => page.saved && kari.saved);
	await swept.sql`delete from sessions where user_id = ${guest.user}`;
	await until(() => page.closed === 4401);
	const removed = await swept.guest(roomId, 'parent');
	const late = connect(swept.ws, roomId, removed.cookie, swept.origin);
	await until(() => late.saved);
	await swept.sql`update participants set state = 'removed' where id = ${removed.participant}`;
	await until(() => late.closed === 4403);
	expect(kari.saved).toBe(true);
	for (const client of [page, late, kari]) client.leave();
	await swept.close();
});

test('a whole copy of the document, sent again and again, changes nothing and is acknowledged', async () => {
	const page = connect(server.ws, room.roomId, room.cookie, server.origin);
	await until(() => page.saved);
	const document = await server.documentId(room.roomId);
	const head = async () => {
		const [row] = await server.sql<{ head: number }[]>`
			select head_seq as head from documents where id = ${document}`;
		return row?.head;
	};
	const before = await head();
	for (let n = 0; n < 5; n += 1)
		page.provider.ws?.send(new Uint8Array(encodeSync(SYNC.update, Y.encodeStateAsUpdate(page.doc))));
	await until(() => page.saved);
	expect(await head()).toBe(before);
	page.leave();
});

test('[T12] a question that is none ends only its own connection, also where an answer is still on its way', async () => {
	const { socket, closed } = await hostile();
	const doc = new Y.Doc();
	defineRoots(doc, 'room');
	createPerson(doc, { by: room.participantId, at: new Date().toISOString() }, { name: 'Ask' });
	socket.send(encodeSync(SYNC.step2, new Uint8Array([0, 0])));
	// The answer to the question waits for the commit of this, and the one that cannot be read for the answer.
	socket.send(encodeSync(SYNC.update, Y.encodeStateAsUpdate(doc)));
	socket.send(encodeSync(SYNC.step1, Y.encodeStateVector(doc)));
	socket.send(encodeSync(SYNC.step1, new Uint8Array([255])));
	expect(await closed).toBe(4400);
	const kari = connect(server.ws, room.roomId, room.cookie, server.origin);
	await until(() => kari.saved);
	kari.leave();
});

test('[T29] a page that is refused and never says that it has heard is let go', async () => {
	const small = await openServer({
		LANDSBY_LIMITS: JSON.stringify({ messagesBurst: 20, messagesPerSecond: 20 })
	});
	try {
		const made = await small.room();
		const { cookie, participant } = await small.guest(made.roomId, 'parent');
		const headers = { Cookie: cookie, Origin: small.origin };
		const socket = new WebSocket(`${small.ws}/${made.roomId}?epoch=1`, { headers, autoPong: false });
		const closed = new Promise<number>((resolve) => socket.on('close', resolve));
		await new Promise((resolve) => socket.on('open', resolve));
		const doc = new Y.Doc();
		defineRoots(doc, 'room');
		socket.send(encodeSync(SYNC.step2, new Uint8Array([0, 0])));
		let code: number | null = null;
		void closed.then((of) => (code = of));
		// Words of the child, at the pace of somebody who types.
		await until(async () => {
			const before = Y.encodeStateVector(doc);
			createStatement(doc, { by: participant, at: new Date().toISOString() }, { text: 'Sagt for barnet' });
			socket.send(encodeSync(SYNC.update, Y.encodeStateAsUpdate(doc, before)), () => undefined);
			await wait(60);
			return code !== null;
		});
		expect(code).toBe(CLOSE.tooMany);
	} finally {
		await small.close();
	}
}, 30_000);
