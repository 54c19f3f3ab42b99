// A document of which nobody has needed the Y.Doc: opened from what lies in the log, and let go of when all is quiet.
// Pages notice nothing of either.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPerson, readPeople, setPerson } from '#lib/network/document.ts';
import type { Author } from '#lib/room/document.ts';
import { compact } from '../../server/sync/compact.ts';
import { loadDocument } from '../../server/sync/load.ts';
import { bare, connect, until, type Client } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => {
	// Quiet is at once, and looked for only when a test does.
	server = await openServer({ LANDSBY_LIMITS: JSON.stringify({ restMs: 1, unloadMs: 3_600_000 }) });
});
afterAll(() => server.close());

const names = (client: Pick<Client, 'doc'>) => readPeople(client.doc).entities.map(({ name }) => name);

async function room(people: readonly string[]) {
	const made = await server.room();
	const author: Author = { by: made.participantId, at: new Date().toISOString() };
	const document = await server.documentId(made.roomId);
	await server.live.edit(document, null, (doc) => {
		for (const name of people) createPerson(doc, author, { name });
	});
	const page = () => connect(server.ws, made.roomId, made.cookie, server.origin);
	const open = async () => {
		const found = await server.live.openByName({ room: made.roomId, space: 'room', participant: null });
		if (!found) throw new Error('no document');
		return found;
	};
	return { ...made, author, document, page, open };
}

/** Everybody has gone, and the log is a snapshot: the next page is the first. */
async function isCold(document: string): Promise<void> {
	await until(() => server.live.size.connections === 0);
	await compact(server.sql, document);
	await server.live.unload();
	await until(() => server.live.size.documents === 0);
}

/** Lets go of the content under pages that stay. */
async function falls(document: { readonly asleep: boolean }): Promise<void> {
	await until(async () => {
		await server.live.unload();
		return document.asleep;
	}, 'it falls asleep');
}

test('who comes first is answered from the log, with everything, and writes on', async () => {
	const { document, author, page, open } = await room(['Torill', 'Odd']);
	await isCold(document);
	const first = page();
	await until(() => first.saved);
	expect(names(first).sort()).toEqual(['Odd', 'Torill', 'Ylva']);
	createPerson(first.doc, author, { name: 'Gunnvor' });
	const second = page();
	await until(() => first.saved && second.saved && names(second).length === 4);
	const loaded = await loadDocument(server.sql, document);
	expect(loaded && names(loaded).length).toBe(4);
	expect((await open()).damaged).toBe(false);
	expect([first.connects, second.connects]).toEqual([1, 1]);
	first.leave();
	second.leave();
});

test('[L2] words that were taken back since the snapshot are sent to nobody who comes afterwards', async () => {
	const { document, author, page, roomId, cookie } = await room([]);
	await isCold(document);
	let person = '';
	await server.live.edit(document, null, (doc) => {
		person = createPerson(doc, author, { name: 'Kanarifugl' });
	});
	await server.live.edit(document, null, (doc) => setPerson(doc, person, { name: 'Torill' }));
	await server.live.unload();
	await until(() => server.live.size.documents === 0);
	const attacker = bare(`${server.ws}/${roomId}`, { Cookie: cookie, Origin: server.origin });
	await attacker.opened;
	// What a page asks that holds nothing.
	attacker.socket.send(new Uint8Array([0, 0, 1, 0]));
	await until(() => attacker.frames.some((frame) => Buffer.from(frame).includes('Torill')));
	expect(attacker.frames.some((frame) => Buffer.from(frame).includes('Kanarifugl'))).toBe(false);
	attacker.socket.close();
	const later = page();
	await until(() => later.saved);
	expect(names(later).sort()).toEqual(['Torill', 'Ylva']);
	later.leave();
});

test('a document whose content was let go of under its pages is written on as if it were there', async () => {
	const { author, page, open } = await room(['Torill']);
	const [kari, maren] = [page(), page()];
	await until(() => kari.saved && maren.saved);
	const document = await open();
	for (const round of [1, 2, 3]) {
		await falls(document);
		createPerson(kari.doc, author, { name: `Kari ${round}` });
		createPerson(maren.doc, author, { name: `Maren ${round}` });
		await until(() => kari.saved && maren.saved && names(kari).length === 2 + 2 * round);
		expect(names(maren).sort()).toEqual(names(kari).sort());
	}
	// What the server writes wakes it, and so does somebody who comes.
	await falls(document);
	await server.live.edit(document.id, null, (doc) => createPerson(doc, author, { name: 'By the server' }));
	await until(() => [kari, maren].every((client) => names(client).includes('By the server')));
	await falls(document);
	const late = page();
	await until(() => late.saved && names(late).length === names(kari).length);
	expect([kari.connects, maren.connects]).toEqual([1, 1]);
	[kari, maren, late].forEach((client) => client.leave());
});

test('who was offline while it slept brings their words along', async () => {
	const { author, page, open } = await room([]);
	const [kari, maren] = [page(), page()];
	await until(() => kari.saved && maren.saved);
	kari.provider.disconnect();
	createPerson(kari.doc, author, { name: 'Written offline' });
	await falls(await open());
	kari.provider.connect();
	await until(() => kari.saved && names(maren).includes('Written offline'));
	[kari, maren].forEach((client) => client.leave());
});

test('[L5] a snapshot that does not read is found out: pages come anew, look, and nobody writes on it', async () => {
	const { document, page, open } = await room(['Torill']);
	await isCold(document);
	await server.owner`update snapshots set data = '\\x0001050100' where document_id = ${document}`;
	const found = await open();
	found.difference(new Uint8Array([0]));
	await until(() => found.damaged);
	const late = page();
	await until(() => late.notices.some((notice) => notice.type === 'welcome' && notice.damaged));
	late.leave();
});
