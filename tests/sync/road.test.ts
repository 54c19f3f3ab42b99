import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPerson, readPeople, removePerson, setPerson } from '#lib/network/document.ts';
import type { Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { createLog } from '../../server/log.ts';
import { LiveRooms } from '../../server/sync/rooms.ts';
import { connect, until, type Client } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const names = (client: { doc: Y.Doc }) =>
	readPeople(client.doc)
		.entities.filter((person) => person.removed === undefined)
		.map(({ name }) => name);

async function two(): Promise<{
	room: string;
	author: Author;
	kari: Client;
	maren: Client;
	leave: () => void;
}> {
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

/** Somebody else's transaction holds the row of a document: no commit of it can happen meanwhile. */
async function hold(document: string): Promise<{ release: () => Promise<void> }> {
	const held = await server.sql.reserve();
	await held`begin`;
	await held`select 1 from documents where id = ${document} for update`;
	return {
		release: async () => {
			await held`commit`;
			held.release();
		}
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
		const held = await hold(document);
		createPerson(kari.doc, author, { name: 'Berit' });
		// What maren writes goes the same way and waits as well; her awareness does not.
		maren.awareness.setLocalState({ place: 'network' });
		await until(() => kari.awareness.getStates().size > 1, 'the server has read what came after the edit');
		expect(names(maren)).not.toContain('Berit');
		expect(kari.saved).toBe(false);
		const late = connect(server.ws, room, (await server.guest(room, 'relative')).cookie, server.origin);
		await until(() => late.provider.wsconnected);
		expect(names(late)).not.toContain('Berit');
		await held.release();
		await until(() => names(maren).includes('Berit') && kari.saved && names(late).includes('Berit'));
		late.leave();
		leave();
	});

	test('[L1] the same edit by a second connection is not called saved before the commit of the first', async () => {
		const { room, author, kari, leave } = await two();
		const document = await server.documentId(room);
		const copy = new Y.Doc();
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(kari.doc));
		const held = await hold(document);
		createPerson(kari.doc, author, { name: 'Berit' });
		await until(() => server.live.size.waiting > 0, 'the edit waits for its commit');
		// The page is cut off and comes back with the same words: nothing new in them, and not durable either.
		const socket = kari.provider.ws;
		kari.provider.disconnect();
		kari.provider.connect();
		await until(() => kari.provider.ws !== socket && kari.provider.wsconnected);
		kari.awareness.setLocalState({ place: 'network' });
		await until(() => kari.notices.filter(({ type }) => type === 'welcome').length === 2);
		const asked = connect(server.ws, room, (await server.guest(room, 'relative')).cookie, server.origin);
		await until(() => asked.awareness.getStates().size > 1, 'the server has read what came by then');
		expect(kari.saved).toBe(false);
		await held.release();
		await until(() => kari.saved);
		asked.leave();
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

	test('[L5] an update that does not decode is quarantined, the room opens to be read and takes no writing', async () => {
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

	test('an update that waits for one that is gone is set aside as well, and what stands beside it is shown', async () => {
		const { room, author, kari, maren, leave } = await two();
		createPerson(kari.doc, author, { name: 'Lost' });
		await until(() => kari.saved && names(maren).includes('Lost'));
		createPerson(kari.doc, author, { name: 'Waits' });
		await until(() => kari.saved && names(maren).includes('Waits'));
		createPerson(maren.doc, author, { name: 'Whole' });
		await until(() => maren.saved && names(kari).includes('Whole'));
		leave();
		const document = await server.documentId(room);
		await until(() => server.live.size.connections === 0);
		await server.live.unload();
		await server.owner`
			update updates set data = ${Buffer.from([255])} where document_id = ${document} and seq = 2`;
		const fresh = connect(server.ws, room, (await server.guest(room, 'relative')).cookie, server.origin);
		await until(() => fresh.provider.synced);
		expect(names(fresh).sort()).toEqual(['Whole', 'Ylva']);
		const welcome = fresh.notices.find((notice) => notice.type === 'welcome');
		expect(welcome?.rights.write).toBe(false);
		const rows = await server.sql<{ seq: number }[]>`
			select seq from quarantine where document_id = ${document} order by seq`;
		expect(rows.map(({ seq }) => seq)).toEqual(expect.arrayContaining([2, 3]));
		fresh.leave();
	});

	test('is read again after everybody has gone, with everything', async () => {
		const { room, author, kari, leave } = await two();
		createPerson(kari.doc, author, { name: 'Berit' });
		await until(() => kari.saved);
		leave();
		await until(() => server.live.size.connections === 0);
		await server.live.unload();
		expect(server.live.size.documents).toBe(0);
		const fresh = connect(server.ws, room, (await server.guest(room, 'relative')).cookie, server.origin);
		await until(() => names(fresh).includes('Berit'));
		fresh.leave();
	});
});

describe('an edit by the server', () => {
	test('goes the same way, under a client id that is nobody else’s', async () => {
		const { room, author, kari, maren, leave } = await two();
		const document = await server.documentId(room);
		await server.live.edit(document, null, (doc) => createPerson(doc, author, { name: 'By the server' }));
		await until(() => names(kari).includes('By the server') && names(maren).includes('By the server'));
		const [last] = await server.sql<{ participant: string | null }[]>`
			select participant_id as participant from updates where document_id = ${document} order by seq desc limit 1`;
		expect(last).toEqual({ participant: null });
		const ids = await server.sql<{ client: number }[]>`
			select client_id as client from clients where document_id = ${document} and participant_id is null`;
		expect(ids).toHaveLength(2);
		leave();
	});

	test('that fails half-way leaves nothing behind, and nobody is sent away for it', async () => {
		const { room, author, kari, maren, leave } = await two();
		const document = await server.documentId(room);
		await expect(
			server.live.edit(document, null, (doc) => {
				createPerson(doc, author, { name: 'Half' });
				throw new Error('no');
			})
		).rejects.toThrow('no');
		createPerson(kari.doc, author, { name: 'Whole' });
		await until(() => names(maren).includes('Whole') && kari.saved && maren.saved);
		expect(names(maren)).not.toContain('Half');
		expect([kari.connects, maren.connects]).toEqual([1, 1]);
		leave();
	});

	test('by another process is shown to those who are here, without their coming back', async () => {
		const { room, author, kari, maren, leave } = await two();
		const document = await server.documentId(room);
		const other = new LiveRooms(server.database, server.config.limits, createLog('silent'));
		await other.edit(document, null, (doc) => createPerson(doc, author, { name: 'By the command line' }));
		await server.sql`select pg_notify('landsby', ${JSON.stringify({ documentsChanged: [document] })})`;
		await until(() => names(kari).includes('By the command line'));
		createPerson(kari.doc, author, { name: 'Afterwards' });
		await until(() => names(maren).includes('Afterwards') && names(maren).includes('By the command line'));
		// And where nobody said so, the next number tells.
		await other.edit(document, null, (doc) => createPerson(doc, author, { name: 'Unsaid' }));
		createPerson(maren.doc, author, { name: 'Next' });
		await until(() => names(kari).includes('Unsaid') && names(kari).includes('Next') && maren.saved);
		expect([kari.connects, maren.connects]).toEqual([1, 1]);
		await other.close();
		leave();
	});

	test('where there is no document makes none', async () => {
		await expect(server.live.edit(newId(), null, () => undefined)).rejects.toThrow('no such document');
	});
});

describe('rights that change while an edit is on its way', () => {
	test('[T5] the commit finds it: nothing is logged, the writer is told, everybody else goes on', async () => {
		const { room, author, kari, maren, leave } = await two();
		const document = await server.documentId(room);
		const guest = await server.guest(room, 'parent', { name: 'Reza' });
		const reza = connect(server.ws, room, guest.cookie, server.origin);
		await until(() => reza.saved);
		const held = await hold(document);
		createPerson(kari.doc, author, { name: 'Before' });
		await until(() => server.live.size.waiting > 0);
		createPerson(reza.doc, author, { name: 'Not theirs any more' });
		createPerson(maren.doc, author, { name: 'Behind it' });
		await until(() => server.live.size.waiting >= 3, 'all three wait for their commit');
		// Not announced: only the commit itself can notice.
		await server.owner`
			update participants set role = 'observer', rights_version = rights_version + 1 where id = ${guest.participant}`;
		await held.release();
		await until(() =>
			reza.notices.some((notice) => notice.type === 'refused' && notice.reason === 'readOnly')
		);
		await until(() => kari.saved && maren.saved && names(kari).includes('Behind it'));
		expect(names(maren).sort()).toEqual(['Before', 'Behind it', 'Ylva']);
		expect([kari.connects, maren.connects, reza.connects]).toEqual([1, 1, 1]);
		const fresh = connect(server.ws, room, (await server.guest(room, 'relative')).cookie, server.origin);
		await until(() => fresh.provider.synced);
		expect(names(fresh).sort()).toEqual(['Before', 'Behind it', 'Ylva']);
		fresh.leave();
		reza.leave();
		leave();
	});

	test('[T5] and so does the commit of one edit alone, by a page that has written before', async () => {
		const { room, kari, leave } = await two();
		const document = await server.documentId(room);
		const guest = await server.guest(room, 'parent', { name: 'Reza' });
		const reza = connect(server.ws, room, guest.cookie, server.origin);
		await until(() => reza.saved);
		const author = { by: guest.participant, at: new Date().toISOString() };
		const berit = createPerson(reza.doc, author, { name: 'Berit' });
		await until(() => reza.saved && names(kari).includes('Berit'));
		// Its client id is theirs by now: there is a shorter statement for this, the one that most edits go by.
		const held = await hold(document);
		setPerson(reza.doc, berit, { name: 'Not theirs any more' });
		await until(() => server.live.size.waiting === 1);
		await server.owner`
			update participants set role = 'observer', rights_version = rights_version + 1 where id = ${guest.participant}`;
		await held.release();
		await until(() =>
			reza.notices.some((notice) => notice.type === 'refused' && notice.reason === 'readOnly')
		);
		const fresh = connect(server.ws, room, (await server.guest(room, 'relative')).cookie, server.origin);
		await until(() => fresh.provider.synced);
		expect(names(fresh).sort()).toEqual(['Berit', 'Ylva']);
		expect(names(kari).sort()).toEqual(['Berit', 'Ylva']);
		fresh.leave();
		reza.leave();
		leave();
	});

	test.each([
		['in the same commit', true],
		['in the next one', false]
	])(
		'[T5] what was integrated on top of something refused is not lost with it: %s',
		async (_when, together) => {
			const { room, author, kari, maren, leave } = await two();
			const document = await server.documentId(room);
			const guest = await server.guest(room, 'parent', { name: 'Reza' });
			const reza = connect(server.ws, room, guest.cookie, server.origin);
			const berit = createPerson(kari.doc, author, { name: 'Berit' });
			await until(() => kari.saved && names(maren).includes('Berit') && names(reza).includes('Berit'));
			// Of two values at once Yjs keeps that of the higher client id, and deletes the other as it comes.
			reza.doc.clientID = 4_294_967_290;
			maren.doc.clientID = 5;
			const held = await hold(document);
			if (together) createPerson(kari.doc, author, { name: 'Before' });
			const ahead = together ? 2 : 0;
			await until(() => server.live.size.waiting === ahead);
			setPerson(reza.doc, berit, { name: 'Refused' });
			await until(() => server.live.size.waiting === ahead + 1);
			setPerson(maren.doc, berit, { name: 'Bestemor' });
			await until(() => server.live.size.waiting === ahead + 2);
			await server.owner`
			update participants set role = 'observer', rights_version = rights_version + 1 where id = ${guest.participant}`;
			await held.release();
			await until(() => maren.saved && names(kari).includes('Bestemor'));
			expect(names(maren)).toContain('Bestemor');
			// The provider says goodbye by the id under which it said good day.
			for (const client of [reza, maren]) client.doc.clientID = client.awareness.clientID;
			reza.leave();
			leave();
		}
	);

	test('who may write more than before is not disturbed, and loses no word', async () => {
		const { room, author, kari, maren, leave } = await two();
		const document = await server.documentId(room);
		const [guest] = await server.sql<{ id: string }[]>`
			select id from participants where room_id = ${room} and role = 'parent'`;
		const held = await hold(document);
		createPerson(maren.doc, author, { name: 'Written under old rights' });
		await until(() => server.live.size.waiting > 0);
		await server.owner`
			update participants set carer = true, rights_version = rights_version + 1 where id = ${guest?.id ?? ''}`;
		await held.release();
		await until(() => maren.saved && names(kari).includes('Written under old rights'));
		expect([kari.connects, maren.connects]).toEqual([1, 1]);
		expect(maren.notices.some(({ type }) => type === 'refused')).toBe(false);
		leave();
	});

	test('[T4] rights that are withdrawn are told to the page, and nothing it sends is taken', async () => {
		const { room, author, kari, leave } = await two();
		const guest = await server.guest(room, 'parent');
		const page = connect(server.ws, room, guest.cookie, server.origin);
		await until(() => page.saved);
		await server.sql`
			update participants set role = 'observer', rights_version = rights_version + 1 where id = ${guest.participant}`;
		await server.live.rightsChanged([guest.participant]);
		await until(() => page.notices.some((notice) => notice.type === 'rights' && !notice.rights.write));
		createPerson(page.doc, author, { name: 'Too late' });
		await until(() => page.notices.some(({ type }) => type === 'refused'));
		createPerson(kari.doc, author, { name: 'Goes on' });
		await until(() => kari.saved && names(page).includes('Goes on'));
		expect(names(kari)).not.toContain('Too late');
		page.leave();
		leave();
	});
});

describe('when the database does not answer', () => {
	test('a connection that is cut in the middle of a commit loses and doubles nothing', async () => {
		const { room, author, kari, maren, leave } = await two();
		const document = await server.documentId(room);
		const held = await hold(document);
		createPerson(kari.doc, author, { name: 'In doubt' });
		await until(() => server.live.size.waiting > 0);
		createPerson(maren.doc, author, { name: 'Behind it' });
		const cut = await server.owner`
			select pg_terminate_backend(pid) from pg_stat_activity
			where application_name = 'landsby-log' and datname = current_database()`;
		expect(cut.length).toBeGreaterThan(0);
		expect(kari.saved).toBe(false);
		await held.release();
		await until(() => kari.saved && maren.saved && names(kari).includes('Behind it'));
		expect(names(maren).sort()).toEqual(['Behind it', 'In doubt', 'Ylva']);
		expect([kari.connects, maren.connects]).toEqual([1, 1]);
		const rows = await server.sql<{ seq: number }[]>`
			select seq from updates where document_id = ${document} order by seq`;
		expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
		leave();
	});

	test('[F5] a row that is held for long keeps its own room waiting, and no other', async () => {
		const slow = await two();
		const other = await two();
		const document = await server.documentId(slow.room);
		const held = await hold(document);
		createPerson(slow.kari.doc, slow.author, { name: 'Waits' });
		await until(() => server.live.size.waiting > 0);
		createPerson(other.kari.doc, other.author, { name: 'Goes on' });
		await until(() => other.kari.saved && names(other.maren).includes('Goes on'));
		expect(slow.kari.saved).toBe(false);
		await held.release();
		await until(() => slow.kari.saved && names(slow.maren).includes('Waits'));
		slow.leave();
		other.leave();
	});
});
