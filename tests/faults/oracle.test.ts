// The oracle itself: what it must find, it finds.
import * as Y from 'yjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { textAt } from '#lib/room/document.ts';
import { openServer, type TestServer } from '../support/openServer.ts';
import { allSaved, examine, Notes, nothing, Page, seeded, stateHash } from './oracle.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const random = seeded(7);

async function room() {
	const { roomId } = await server.room();
	const notes = new Notes(roomId, await server.documentId(roomId));
	const pages: Page[] = [];
	for (const name of ['Maren', 'Reza']) {
		const { cookie } = await server.guest(roomId, 'coordinator', { name });
		pages.push(new Page(notes, { ws: server.ws, origin: server.origin, cookie }));
	}
	await allSaved(pages);
	const [maren, reza] = pages;
	if (!maren || !reza) throw new Error('no pages');
	for (let word = 0; word < 5; word += 1) {
		maren.word(random);
		reza.word(random);
	}
	await allSaved(pages);
	const leave = () => pages.forEach((page) => page.leave());
	return { notes, maren, reza, pages, leave, look: () => examine(server.databaseUrl, [notes], pages) };
}

test('notes what is seen and saved, and finds nothing where nothing is wrong', async () => {
	const { notes, look, leave } = await room();
	expect(await look()).toEqual(nothing);
	expect(notes.totals).toEqual({ written: 10, seen: 10, saved: 10 });
	leave();
});

test('finds a word that was seen, or saved, and is not there', async () => {
	const { notes, look, leave } = await room();
	notes.note(notes.nextWord(), 'seen');
	notes.note(notes.nextWord(), 'saved');
	const { lost } = await look();
	expect(new Set(lost)).toEqual(new Set([`${notes.mark}11`, `${notes.mark}12`]));
	leave();
});

test('finds a word that is there twice, and one of another document', async () => {
	const [here, there] = [await room(), await room()];
	const text = textAt(here.maren.client.doc, 'emergency', 'about', 'calms');
	text?.insert(0, `${here.notes.mark}1 ${there.notes.mark}1 `);
	await allSaved(here.pages);
	const found = await here.look();
	expect(new Set(found.doubled)).toEqual(new Set([`${here.notes.mark}1`]));
	expect(new Set(found.strangers)).toEqual(new Set([`${there.notes.mark}1`]));
	for (const one of [here, there]) one.leave();
});

test('finds an audit chain that was tampered with, and a document that cannot be read', async () => {
	const { notes, leave } = await room();
	leave();
	const { document } = notes;
	// What comes after the document's beginning waits for it: nothing can be read.
	await server.owner`update updates set data = ${Buffer.from([255])} where document_id = ${document} and seq = 2`;
	await server.owner`alter table audit disable trigger all`;
	await server.owner`update audit set subject = '{}' where chain = ${notes.name} and n = 1`;
	const found = await examine(server.databaseUrl, [notes]);
	expect(found).toMatchObject({ damaged: [document], auditBroken: true });
});

test('one state has one number, by whatever road it came to be; another has another', () => {
	const [a, b] = [new Y.Doc(), new Y.Doc()];
	const meet = () => {
		Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
		Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
	};
	for (const doc of [a, b]) doc.getMap('m').set(`of ${doc.clientID}`, new Y.Text('one two'));
	expect(stateHash(a)).not.toBe(stateHash(b));
	meet();
	expect(stateHash(a)).toBe(stateHash(b));
	const text = b.getMap('m').get(`of ${a.clientID}`);
	if (!(text instanceof Y.Text)) throw new Error('no text');
	text.delete(0, 4);
	expect(stateHash(a), 'a deletion').not.toBe(stateHash(b));
	text.insert(0, 'one ');
	expect(stateHash(a), 'the same words, another history').not.toBe(stateHash(b));
	meet();
	expect(stateHash(a)).toBe(stateHash(b));
});
