// Where a process is busy, what one page sends within a moment is judged as one. Here it always seems busy.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { createPerson } from '#lib/network/document.ts';
import { setFields } from '#lib/room/document.ts';
import { CLOSE, encodeSync, SYNC } from '#lib/room/protocol.ts';
import { standardLimits } from '../../server/limits.ts';
import { Content } from '../../server/sync/content.ts';
import { Gathering } from '../../server/sync/gathering.ts';
import { loadDocument } from '../../server/sync/load.ts';
import { OpenDocument } from '../../server/sync/openDocument.ts';
import { UpdateLog } from '../../server/sync/updateLog.ts';
import { bare, connect, namesOnMap, until, type Client } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

/** Longer than any of these tests: what is taken before was not waited for. */
const verySoonMs = 60_000;

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const gatherMs = vi.spyOn(UpdateLog.prototype, 'gatherMs', 'get');
const judge = vi.spyOn(Content.prototype, 'judge');
const add = vi.spyOn(Gathering.prototype, 'add');
const pages: Client[] = [];
beforeEach(() => {
	gatherMs.mockReturnValue(50);
});
afterEach(() => {
	for (const page of pages.splice(0)) page.leave();
});

async function room() {
	const made = await server.room();
	const id = await server.documentId(made.roomId);
	const enter = async (): Promise<Client> => {
		const page = connect(server.ws, made.roomId, made.cookie, server.origin);
		pages.push(page);
		await page.until(() => page.saved);
		return page;
	};
	const stored = async (): Promise<string[]> => {
		const loaded = await loadDocument(server.sql, id);
		return loaded ? namesOnMap(loaded) : [];
	};
	const author = { by: made.participantId, at: new Date().toISOString() };
	return {
		...made,
		enter,
		stored,
		add: (page: Client, name: string) => createPerson(page.doc, author, { name })
	};
}

const send = (page: Client, update: Uint8Array) =>
	(page.provider.ws as unknown as { send: (bytes: Uint8Array) => void }).send(
		encodeSync(SYNC.update, update)
	);

test('what one page sends within a moment is judged once, and others see and the page hears of all of it', async () => {
	const { enter, stored, add } = await room();
	const [page, other] = [await enter(), await enter()];
	// Long enough for all four, however busy the machine is.
	gatherMs.mockReturnValue(1_000);
	judge.mockClear();
	for (const name of ['Ask', 'Bo', 'Cai', 'Dag']) add(page, name);
	await until(() => namesOnMap(other).length === 5 && page.saved);
	expect(judge).toHaveBeenCalledTimes(1);
	expect(await stored()).toEqual(['Ask', 'Bo', 'Cai', 'Dag', 'Ylva']);
});

for (const names of [['Bo'], ['Bo', 'Cai']])
	test(`[L1] what was sent right before a page goes is not lost with it: ${names.length}`, async () => {
		const { enter, stored, add: createNamed } = await room();
		const page = await enter();
		const id = createNamed(page, 'Ask');
		await until(async () => (await stored()).includes('Ask'));
		gatherMs.mockReturnValue(verySoonMs);
		add.mockClear();
		for (const name of names) setFields(page.doc, 'people', id, { name });
		await until(() => add.mock.calls.length === names.length);
		page.leave();
		await until(async () => (await stored()).includes(names.at(-1) ?? ''));
	});

test('what was sent before an answer, and needs what only the answer has, ends nobody’s connection', async () => {
	const { roomId, cookie, stored, participantId } = await room();
	const receive = vi.spyOn(OpenDocument.prototype, 'receive');
	const page = bare(`${server.ws}/${roomId}?epoch=1`, { Cookie: cookie, Origin: server.origin });
	let closed: number | null = null;
	void page.closed.then((code) => (closed = code));
	await page.opened;
	const doc = new Y.Doc();
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	page.socket.send(encodeSync(SYNC.step2, new Uint8Array([0, 0])));
	await until(() => receive.mock.contexts.length > 0);
	const [document] = receive.mock.contexts as OpenDocument[];
	receive.mockRestore();
	// The first is one that the log has not taken; the second is on its way when the server asks again.
	gatherMs.mockReturnValue(verySoonMs);
	const author = { by: participantId, at: new Date().toISOString() };
	const id = createPerson(doc, author, { name: 'Ask' });
	const before = updates.length;
	setFields(doc, 'people', id, { name: 'Ask Aasen' });
	add.mockClear();
	page.socket.send(encodeSync(SYNC.update, Y.mergeUpdates(updates.slice(before))));
	await until(() => add.mock.calls.length > 0);
	for (const reader of document?.readers ?? []) reader.askAgain();
	page.socket.send(encodeSync(SYNC.step2, Y.encodeStateAsUpdate(doc)));
	await until(async () => closed !== null || (await stored()).includes('Ask Aasen'));
	expect(closed).toBeNull();
	page.socket.terminate();
});

test('[T6] what is sound in front of what is forged is taken, as if each came by itself', async () => {
	const { enter, stored, add } = await room();
	gatherMs.mockReturnValue(200);
	const page = await enter();
	add(page, 'Ask');
	// A root that there is not: it can be read, and is refused by whoever judges.
	const forger = new Y.Doc();
	forger.getMap('nowhere').set('a', 1);
	send(page, Y.encodeStateAsUpdate(forger));
	add(page, 'Too late');
	await until(() => page.closed === CLOSE.malformed);
	await until(async () => (await stored()).length === 2);
	expect(await stored()).toEqual(['Ask', 'Ylva']);
});

test('what is sound stays where something else of the same person is left out, as if each came by itself', async () => {
	const { enter, stored, add } = await room();
	const page = await enter();
	const id = add(page, 'Ask');
	await page.until(() => page.saved);
	gatherMs.mockReturnValue(200);
	const ask = page.doc.getMap('people').get(id) as Y.Map<unknown>;
	ask.set('name', 'Ask Aasen');
	ask.set('relationText', 'x'.repeat(3_000));
	await page.until(() => page.notices.some(({ type }) => type === 'refused'));
	await until(async () => (await stored()).includes('Ask Aasen'));
});

test('bytes that are no update are not put together with others, and end the connection at once', async () => {
	const { enter, stored, add } = await room();
	gatherMs.mockReturnValue(verySoonMs);
	const page = await enter();
	add(page, 'Ask');
	send(page, new Uint8Array([255, 255, 255]));
	await until(() => page.closed === CLOSE.malformed);
	await until(async () => (await stored()).length === 2);
});

test('[L3] a right that is withdrawn meanwhile holds for what was sent before, too', async () => {
	const { roomId, enter } = await room();
	gatherMs.mockReturnValue(verySoonMs);
	await enter();
	const { cookie, participant: participantId } = await server.guest(roomId, 'parent');
	const guest = connect(server.ws, roomId, cookie, server.origin);
	pages.push(guest);
	await guest.until(() => guest.saved);
	judge.mockClear();
	add.mockClear();
	createPerson(guest.doc, { by: participantId, at: new Date().toISOString() }, { name: 'Ask' });
	await until(() => add.mock.calls.length > 0);
	expect(judge).not.toHaveBeenCalled();
	await server.owner`
		update participants set role = 'observer', rights_version = rights_version + 1 where id = ${participantId}`;
	await server.live.rightsChanged([participantId]);
	await until(() => guest.notices.some(({ type }) => type === 'refused'));
	const loaded = await loadDocument(server.sql, await server.documentId(roomId));
	expect(loaded && namesOnMap(loaded)).toEqual(['Ylva']);
});

test('much at once does not wait, and keeps its order', () => {
	const taken: string[] = [];
	const gathering = new Gathering(
		standardLimits,
		(_update, count) => taken.push(`${count} together`) > 0,
		(update) => taken.push(`${update.length} bytes`) > 0
	);
	const small = updateOf('a');
	for (let index = 0; index < 33; index += 1) gathering.add(small, verySoonMs);
	expect(taken).toEqual(['32 together']);
	const large = updateOf('a'.repeat(5_000));
	gathering.add(large, verySoonMs);
	expect(taken.slice(1)).toEqual([`${small.length} bytes`, `${large.length} bytes`]);
	gathering.add(small, verySoonMs);
	gathering.add(small, 0);
	expect(taken.slice(3), 'where the process has time again').toEqual([
		`${small.length} bytes`,
		`${small.length} bytes`
	]);
});

function updateOf(text: string): Uint8Array {
	const doc = new Y.Doc();
	doc.getText('words').insert(0, text);
	return Y.encodeStateAsUpdate(doc);
}

test('what came before rights are read is not taken while others are still being read', async () => {
	const { enter, stored, add: createNamed } = await room();
	const added = vi.spyOn(server.live, 'add');
	const page = await enter();
	const [[connection] = []] = added.mock.calls;
	if (!connection) throw new Error('nobody came');
	gatherMs.mockReturnValue(verySoonMs);
	add.mockClear();
	createNamed(page, 'Ask');
	await until(() => add.mock.calls.length > 0);
	judge.mockClear();
	connection.hold();
	connection.hold();
	connection.release();
	expect(judge).not.toHaveBeenCalled();
	connection.release();
	expect(judge).toHaveBeenCalled();
	await until(async () => (await stored()).includes('Ask'));
});
