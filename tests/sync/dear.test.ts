// What costs a server far more than its bytes tell, or stays behind where it was refused.
import { readdirSync } from 'node:fs';
import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createPerson } from '#lib/network/document.ts';
import { newId } from '#lib/room/ids.ts';
import { CLOSE, encodeSync, MESSAGE, SYNC } from '#lib/room/protocol.ts';
import { standardLimits } from '../../server/limits.ts';
import { Budget } from '../../server/sync/budget.ts';
import { Conflicts } from '../../server/sync/conflicts.ts';
import { Content } from '../../server/sync/content.ts';
import { loadDocument } from '../../server/sync/load.ts';
import { bare, connect, namesOnMap, until, type Bare } from '../support/client.ts';
import { dearUpdate } from '../support/dearUpdate.ts';
import { openServer, type TestServer } from '../support/openServer.ts';
import { askByHand } from '../support/upgrade.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const by = (participant: string) => ({ by: participant, at: new Date().toISOString() });

/** Somebody of the network, on a connection that says what it likes. */
async function roomWithHostile(role: 'network' | 'parent') {
	const room = await server.room();
	const { cookie } = await server.guest(room.roomId, role);
	const kari = connect(server.ws, room.roomId, room.cookie, server.origin);
	await until(() => kari.saved);
	const hostile = bare(`${server.ws}/${room.roomId}`, { Cookie: cookie, Origin: server.origin });
	await hostile.opened;
	hostile.socket.send(encodeSync(SYNC.step2, new Uint8Array([0, 0])));
	await until(() => acknowledgements(hostile) > 0);
	return { room, kari, hostile };
}
const acknowledgements = ({ frames }: Bare) =>
	frames.filter(([kind]) => kind === MESSAGE.acknowledged).length;

test('[T22] a few bytes over which Yjs would sit for seconds end the connection, and others write on', async () => {
	const { room, kari, hostile } = await roomWithHostile('network');
	hostile.socket.send(encodeSync(SYNC.update, dearUpdate(2_000)));
	expect(await hostile.closed).toBe(CLOSE.malformed);
	createPerson(kari.doc, by(room.participantId), { name: 'Ask' });
	await until(() => kari.saved);
	const loaded = await loadDocument(server.sql, await server.documentId(room.roomId));
	expect(loaded && namesOnMap(loaded)).toContain('Ask');
	expect(loaded?.doc.getMap('meetings').size).toBe(0);
	kari.leave();
});

/** A server with bounds of its own, and somebody of the network who comes to a room as often as they like. */
async function hostileAt(limits: Record<string, number>, clock?: () => number) {
	const bounded = await openServer({ LANDSBY_LIMITS: JSON.stringify(limits) }, clock);
	const room = await bounded.room();
	const { cookie } = await bounded.guest(room.roomId, 'network');
	/** Connects and sends these. @returns the code of the close, or null where all was taken */
	const sends = async (...updates: Uint8Array[]): Promise<number | null> => {
		const page = bare(`${bounded.ws}/${room.roomId}`, { Cookie: cookie, Origin: bounded.origin });
		await page.opened;
		page.socket.send(encodeSync(SYNC.step2, new Uint8Array([0, 0])));
		for (const update of updates) page.socket.send(encodeSync(SYNC.update, update), () => undefined);
		const last = Buffer.from([MESSAGE.acknowledged, updates.length + 1]);
		const saved = until(() => page.frames.some((frame) => last.equals(frame))).then(() => null);
		const code = await Promise.race([saved, page.closed]);
		page.socket.terminate();
		return code;
	};
	/** Whether somebody else still writes there, and how many have written. */
	const others = async (): Promise<{ write: boolean; clients: number }> => {
		const kari = connect(bounded.ws, room.roomId, room.cookie, bounded.origin);
		await until(() => kari.saved);
		const { size } = kari.doc.store.clients;
		createPerson(kari.doc, by(room.participantId), { name: 'Ask' });
		await until(() => kari.saved || kari.closed !== null);
		const write = kari.saved;
		kari.leave();
		return { write, clients: size };
	};
	return { bounded, room, sends, others };
}

/** Pages that each wrote a word of a meeting: so many client ids. */
function meetingsOf(ids: readonly number[]): Uint8Array {
	return Y.mergeUpdates(
		ids.map((id) => {
			const doc = new Y.Doc();
			doc.clientID = id;
			doc.getMap('meetings').set(newId(), new Y.Map());
			return Y.encodeStateAsUpdate(doc);
		})
	);
}

test('[T36] client ids without end come from nobody, however often they connect, and others write on', async () => {
	const { bounded, sends, others } = await hostileAt({ freshClients: 5 });
	const before = (await others()).clients;
	expect(await sends(meetingsOf([1, 2]), meetingsOf([3, 4]))).toBe(null);
	// Of two there is room for one: none of them is taken, and the page may send them later.
	expect(await sends(meetingsOf([5, 6]))).toBe(CLOSE.tooMany);
	expect(await sends(meetingsOf([5]))).toBe(null);
	expect(await sends(meetingsOf([6]))).toBe(CLOSE.tooMany);
	// Kari's own is one of them.
	expect(await others()).toEqual({ write: true, clients: before + 1 + 5 });
	await bounded.close();
});

test('[T36] updates that are each just cheap enough add up, and past that nothing more is taken', async () => {
	const { bounded, room, sends, others } = await hostileAt({
		conflictSteps: 10_000,
		conflictStepsKept: 5_000
	});
	// Sixty structs before one another: 3,540 looks, of which their bytes are worth some two hundred.
	expect(await sends(dearUpdate(60, 1), dearUpdate(60, 2), dearUpdate(60, 3))).toBe(CLOSE.tooMany);
	expect(await sends(dearUpdate(1, 4))).toBe(CLOSE.tooMany);
	expect((await others()).write).toBe(true);
	const loaded = await loadDocument(bounded.sql, await bounded.documentId(room.roomId));
	expect(loaded?.doc.getMap('meetings').size).toBe(2);
	await bounded.close();
});

test('[T11] who takes the processor for long is not judged for a while, also on the next connection', async () => {
	let asked = 0;
	const clock = () => (asked += 20);
	const { bounded, room, sends, others } = await hostileAt({ judgeMsPerMinute: 100 }, clock);
	const dear = (client: number) => {
		const doc = new Y.Doc();
		doc.clientID = client;
		doc.transact(() => {
			for (let n = 0; n < 300; n += 1) doc.getMap('meetings').set(newId(), new Y.Map());
		});
		return Y.encodeStateAsUpdate(doc);
	};
	let taken = 0;
	while ((await sends(dear(taken + 1))) === null) taken += 1;
	expect(taken).toBeGreaterThan(0);
	expect(taken).toBeLessThan(5);
	expect(await sends(dearUpdate(1, 100))).toBe(CLOSE.tooMany);
	expect((await others()).write).toBe(true);
	const loaded = await loadDocument(bounded.sql, await bounded.documentId(room.roomId));
	expect(loaded?.doc.getMap('meetings').size).toBe(taken * 300);
	await bounded.close();
});

test('[T11] who sends what only the log can refuse makes the document be read again so often, and then no more', async () => {
	const { bounded, room, sends } = await hostileAt({ rereadsPerHour: 2, sweepMs: 3_600_000 });
	const watcher = bare(`${bounded.ws}/${room.roomId}`, { Cookie: room.cookie, Origin: bounded.origin });
	await watcher.opened;
	const asked = () =>
		watcher.frames.filter(([kind, step]) => kind === MESSAGE.sync && step === SYNC.step1).length;
	// Another process of the same installation, which tells nobody under which client ids its people write.
	const beside = await openServer({}, undefined, bounded);
	const closes: (number | null)[] = [];
	for (let tries = 0; tries < 4; tries += 1) {
		const kari = connect(beside.ws, room.roomId, room.cookie, beside.origin);
		await until(() => kari.saved);
		createPerson(kari.doc, by(room.participantId), { name: 'Ask' });
		await until(() => kari.saved);
		closes.push(await sends(meetingsOf([kari.doc.clientID])));
		kari.leave();
	}
	expect(closes).toEqual([CLOSE.malformed, CLOSE.malformed, CLOSE.tooMany, CLOSE.tooMany]);
	expect(asked()).toBe(3);
	watcher.socket.terminate();
	await beside.close();
	await bounded.close();
});

test('the server does not tidy marks of a text, which takes the longer the more was written', async () => {
	const { roomId } = await server.room();
	const loaded = await loadDocument(server.sql, await server.documentId(roomId));
	if (!loaded) throw new Error('there is a document');
	const content = new Content(loaded, standardLimits);
	const page = new Y.Doc();
	Y.applyUpdate(page, Y.encodeStateAsUpdate(content.doc));
	const text = new Y.XmlText();
	const take = (update: Uint8Array) => {
		const writer = {
			participant: newId(),
			rightsVersion: 1,
			mayWrite: true,
			mayFill: true,
			refuses: () => null
		};
		const judged = content.judge(update, writer, new Budget(standardLimits.judgeMs), () => true);
		if (judged.kind !== 'good') throw new Error(`not taken: ${judged.kind}`);
		return content.take(judged, new Conflicts(standardLimits.conflictSteps));
	};
	page.transact(() => {
		const meeting = new Y.Map();
		page.getMap('meetings').set(newId(), meeting);
		const notes = new Y.XmlFragment();
		meeting.set('notes', notes);
		notes.insert(0, [text]);
		text.insert(0, 'ord', { strong: {} });
	});
	take(Y.encodeStateAsUpdate(page, content.stateVector()));
	let letters = text._start;
	while (letters && !(letters.content instanceof Y.ContentString)) letters = letters.right;
	// Only the letters go: a page of ours would take their mark along.
	const emitted = take(deletionOf(letters?.id.client ?? 0, letters?.id.clock ?? 0, 3));
	expect(emitted, 'tidying would be an edit of the server’s own').toHaveLength(1);
	content.destroy();
});

test('a value of which JSON has no form is left out, and one that is there already stops nobody', async () => {
	const { room, kari, hostile } = await roomWithHostile('parent');
	const id = createPerson(kari.doc, by(room.participantId), { name: 'Ask' });
	await until(() => kari.saved);
	const doc = new Y.Doc();
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(kari.doc));
	const before = Y.encodeStateVector(doc);
	(doc.getMap('people').get(id) as Y.Map<unknown>).set('x', 10n);
	hostile.socket.send(encodeSync(SYNC.update, Y.encodeStateAsUpdate(doc, before)));
	await until(() => hostile.frames.some((frame) => Buffer.from(frame).includes('"refused"')));
	expect((kari.doc.getMap('people').get(id) as Y.Map<unknown>).has('x')).toBe(false);
	hostile.socket.terminate();

	// As an older version would have taken it.
	await server.live.edit(await server.documentId(room.roomId), null, (live) => {
		(live.getMap('people').get(id) as Y.Map<unknown>).set('x', 10n);
	});
	kari.leave();
	await server.live.unload();
	const again = connect(server.ws, room.roomId, room.cookie, server.origin);
	await until(() => again.saved);
	(again.doc.getMap('people').get(id) as Y.Map<unknown>).set('name', 'Ask Aasen');
	await until(() => again.saved || again.closed !== null);
	expect(again.closed).toBeNull();
	again.leave();
});

test('[T2] whoever is turned away at the door keeps no descriptor, however long they hold their own side open', async () => {
	const many = 100;
	const { roomId } = await server.room();
	const open = () => readdirSync('/proc/self/fd').length;
	const before = open();
	let ended = 0;
	const sockets = Array.from({ length: many }, () => {
		const socket = askByHand(server, roomId, null, { allowHalfOpen: true });
		return socket.on('data', () => undefined).on('end', () => (ended += 1));
	});
	await until(() => ended === many);
	// Ours are open still; theirs are not.
	await until(() => open() < before + many + many / 2);
	for (const socket of sockets) socket.destroy();
});

/** An update that takes so many letters away, and nothing else. */
function deletionOf(client: number, clock: number, length: number): Uint8Array {
	const bytes = encoding.createEncoder();
	for (const number of [0, 1, client, 1, clock, length]) encoding.writeVarUint(bytes, number);
	return encoding.toUint8Array(bytes);
}
