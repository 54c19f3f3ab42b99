import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPerson, readPeople, removePerson, setPerson } from '#lib/network/document.ts';
import type { Author } from '#lib/room/document.ts';
import { connect, until, type Client } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const names = (client: { doc: Y.Doc }) =>
	readPeople(client.doc)
		.entities.filter((person) => person.removed === undefined)
		.map(({ name }) => name);

async function two(): Promise<{ room: string; author: Author; kari: Client; maren: Client; leave(): void }> {
	const { roomId, cookie, participantId } = await server.room();
	const guest = await server.guest(roomId, 'parent', { name: 'Maren' });
	const kari = connect(server.ws, roomId, cookie, server.origin);
	const maren = connect(server.ws, roomId, guest.cookie, server.origin);
	await until(() => kari.saved && maren.saved, 'both are connected and everything is saved');
	return {
		room: roomId,
		author: { by: participantId, at: new Date().toISOString() },
		kari,
		maren,
		leave: () => [kari, maren].forEach((client) => client.leave())
	};
}

describe('an edit on its way', () => {
	test('reaches the other screen and the database, and a fresh page sees it', async () => {
		const { room, author, kari, maren, leave } = await two();
		createPerson(kari.doc, author, { name: 'Berit' });
		createPerson(maren.doc, author, { name: 'Solveig' });
		await until(() => names(maren).includes('Berit') && names(kari).includes('Solveig'));
		await until(() => kari.saved && maren.saved);
		leave();
		const fresh = connect(server.ws, room, (await server.guest(room, 'relative')).cookie, server.origin);
		await until(() => names(fresh).length === 3);
		expect(names(fresh).sort()).toEqual(['Berit', 'Solveig', 'Ylva']);
		fresh.leave();
	});

	test('[L1] is neither shown to others nor called saved before its commit', async () => {
		const { room, author, kari, maren, leave } = await two();
		const document = await server.documentId(room);
		// A transaction of somebody else holds the document's row: no commit can happen meanwhile.
		const held = await server.owner.reserve();
		await held`begin`;
		await held`select 1 from documents where id = ${document} for update`;
		createPerson(kari.doc, author, { name: 'Berit' });
		// What maren writes goes the same way and waits as well; her awareness does not.
		maren.awareness.setLocalState({ place: 'network' });
		await until(() => kari.awareness.getStates().size > 1, 'the server has read what came after the edit');
		expect(names(maren)).not.toContain('Berit');
		expect(kari.saved).toBe(false);
		const late = connect(server.ws, room, (await server.guest(room, 'relative')).cookie, server.origin);
		await until(() => late.provider.wsconnected);
		expect(names(late)).not.toContain('Berit');
		await held`commit`;
		held.release();
		await until(() => names(maren).includes('Berit') && kari.saved && names(late).includes('Berit'));
		late.leave();
		leave();
	});

	test('a pure deletion is saved only when it is durable', async () => {
		const { author, kari, maren, leave } = await two();
		const id = createPerson(kari.doc, author, { name: 'Arne', relation: 'grandparent' });
		await until(() => kari.saved && names(maren).includes('Arne'));
		setPerson(kari.doc, id, { relation: undefined });
		expect(kari.saved).toBe(false);
		await until(() => kari.saved);
		await until(() =>
			readPeople(maren.doc).entities.every(
				(person) => !('relation' in person) || person.relation === undefined
			)
		);
		leave();
	});

	test('what was written while offline arrives on return, from both sides', async () => {
		const { author, kari, maren, leave } = await two();
		kari.provider.disconnect();
		createPerson(kari.doc, author, { name: 'Written offline' });
		createPerson(maren.doc, author, { name: 'Written meanwhile' });
		expect(kari.saved).toBe(false);
		kari.provider.connect();
		await until(
			() =>
				kari.saved && names(kari).includes('Written meanwhile') && names(maren).includes('Written offline')
		);
		leave();
	});

	test('two pages that remove a person while a third edits them lose no word', async () => {
		const { room, author, kari, maren, leave } = await two();
		const third = connect(server.ws, room, (await server.guest(room, 'parent')).cookie, server.origin);
		const id = createPerson(kari.doc, author, { name: 'Berit' });
		await until(() => names(maren).includes('Berit') && names(third).includes('Berit'));
		removePerson(kari.doc, id, author);
		removePerson(maren.doc, id, author);
		setPerson(third.doc, id, { name: 'Berit Sørhaug' });
		await until(() =>
			[kari, maren, third].every((client) => client.saved && !names(client).includes('Berit Sørhaug'))
		);
		const removed = readPeople(maren.doc).entities.find((person) => person.id === id);
		await until(() =>
			readPeople(maren.doc).entities.some((person) => person.id === id && person.name === 'Berit Sørhaug')
		);
		expect(removed?.removed).toBeDefined();
		third.leave();
		leave();
	});
});

describe('the log', () => {
	test('has no hole, names whose each update is, and binds client ids', async () => {
		const { room, author, kari, maren, leave } = await two();
		for (let n = 0; n < 20; n += 1)
			createPerson(n % 2 ? kari.doc : maren.doc, author, { name: `Person ${n}` });
		await until(() => kari.saved && maren.saved && names(kari).length === 21 && names(maren).length === 21);
		const document = await server.documentId(room);
		const rows = await server.sql<{ seq: number; participant: string | null }[]>`
			select seq, participant_id as participant from updates where document_id = ${document} order by seq`;
		expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
		expect(new Set(rows.map(({ participant }) => participant)).size).toBe(3);
		const [head] = await server.sql<
			{ head: number }[]
		>`select head_seq as head from documents where id = ${document}`;
		expect(head?.head).toBe(rows.length);
		const bound = await server.sql<{ client: number }[]>`
			select client_id as client from clients where document_id = ${document}`;
		expect(bound.map(({ client }) => client)).toEqual(
			expect.arrayContaining([kari.doc.clientID, maren.doc.clientID])
		);
		leave();
	});

	test('an update that does not decode is quarantined, the room opens to be read and takes no writing', async () => {
		const { roomId, cookie, participantId } = await server.room('Emil');
		const document = await server.documentId(roomId);
		await server.owner`
			insert into updates (document_id, seq, id, data) values (${document}, 2, gen_random_uuid(), ${Buffer.from([7, 7, 7])})`;
		await server.owner`update documents set head_seq = 2 where id = ${document}`;
		const kari = connect(server.ws, roomId, cookie, server.origin);
		await until(() => names(kari).includes('Emil'));
		const rows =
			await server.sql`select seq from quarantine where document_id = ${document} and mended_at is null`;
		expect(rows).toHaveLength(1);
		createPerson(kari.doc, { by: participantId, at: new Date().toISOString() }, { name: 'Marit' });
		await until(() =>
			kari.notices.some((notice) => notice.type === 'refused' && notice.reason === 'unavailable')
		);
		const [head] = await server.sql<
			{ head: number }[]
		>`select head_seq as head from documents where id = ${document}`;
		expect(head?.head).toBe(2);
		kari.leave();
	});

	test('an edit by the server goes the same way', async () => {
		const { room, author, kari, maren, leave } = await two();
		await server.live.edit(await server.documentId(room), null, (doc) =>
			createPerson(doc, author, { name: 'By the server' })
		);
		await until(() => names(kari).includes('By the server') && names(maren).includes('By the server'));
		leave();
	});
});
