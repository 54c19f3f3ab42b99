import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createContact, removeContact, restoreContact } from '#lib/emergency/document.ts';
import { createPerson } from '#lib/network/document.ts';
import { newId } from '#lib/room/ids.ts';
import type { Notice } from '#lib/room/protocol.ts';
import type { Role } from '#lib/room/spaces.ts';
import * as participants from '../../server/access/participants.ts';
import { createLog } from '../../server/log.ts';
import { project, Projector } from '../../server/plan/projector.ts';
import { loadDocument } from '../../server/sync/load.ts';
import { connect, until, type Client } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
let projector: Projector;
beforeAll(async () => {
	server = await openServer();
	const quick = { projectQuietMs: 1, projectAtMostMs: 5, projectCatchUpMs: 3_600_000, stopDrainMs: 5_000 };
	projector = new Projector(server.sql, quick, createLog('silent'));
	server.live.onCommit((document, seq) => projector.hear(document, seq));
});
afterAll(async () => {
	await projector.stop();
	await server.close();
});

const now = '2026-03-02T10:00:00.000Z';

/** A room with Berit on the map and in the room, and open pages of hers and of the caseworker. */
async function room(role: Role = 'relative') {
	const { roomId, participantId: kari, cookie } = await server.room();
	const document = await server.documentId(roomId);
	const person = await server.live.edit(document, kari, (doc) =>
		createPerson(doc, { by: kari, at: now }, { name: 'Berit' })
	);
	const guest = await server.guest(roomId, role, { name: 'Berit' });
	await server.sql`update participants set person_id = ${person} where id = ${guest.participant}`;
	const pages: Client[] = [];
	const page = async (whose: string) => {
		const client = connect(server.ws, roomId, whose, server.origin);
		pages.push(client);
		await until(() => client.saved);
		return client;
	};
	return {
		roomId,
		document,
		person,
		kari: { id: kari, page: await page(cookie) },
		berit: { id: guest.participant, page: await page(guest.cookie) },
		page,
		/** What is on record as hers, once the rows stand for all that was written. */
		own: async () => {
			await project(server.sql, document);
			return (await participants.byId(server.sql, guest.participant))?.own;
		},
		leave: () => pages.forEach((each) => each.leave())
	};
}

/** The newest rights that a page was told. */
function rightsOf(page: Client) {
	const told = page.notices.filter((notice): notice is Extract<Notice, { type: 'rights' | 'welcome' }> =>
		['rights', 'welcome'].includes(notice.type)
	);
	return told.at(-1)?.rights;
}

/** Makes a contact in a page. */
const writeContact = (page: Client, by: string, person: string) =>
	createContact(page.doc, { by, at: now }, { person });

describe('a contact that a caseworker makes in the page for somebody who is in the room', () => {
	test('is theirs to edit from that moment, on the page they have open', async () => {
		const { kari, berit, person, own, leave } = await room();
		expect(rightsOf(berit.page)?.own).toEqual([]);
		const contact = writeContact(kari.page, kari.id, person);
		await until(() => rightsOf(berit.page)?.own.includes(contact) ?? false);
		expect(await own()).toEqual([contact]);
		expect(rightsOf(kari.page)?.own, 'and nobody else’s').toEqual([]);
		leave();
	});

	test('raises their rights once, and no more with what is written later', async () => {
		const { kari, berit, person, own, leave } = await room();
		const version = async () => (await participants.byId(server.sql, berit.id))?.rightsVersion;
		const before = (await version()) ?? 0;
		const contact = writeContact(kari.page, kari.id, person);
		await until(() => kari.page.saved);
		expect(await own()).toEqual([contact]);
		createPerson(kari.page.doc, { by: kari.id, at: now }, { name: 'Jon' });
		await until(() => kari.page.saved);
		await own();
		expect(await version()).toBe(before + 1);
		leave();
	});

	test('is theirs also where they were invited and have not come yet, and not where they were taken out', async () => {
		for (const [state, isTheirs] of [
			['invited', true],
			['removed', false]
		] as const) {
			const { kari, berit, person, own, leave } = await room();
			await server.sql`update participants set state = ${state} where id = ${berit.id}`;
			const contact = writeContact(kari.page, kari.id, person);
			await until(() => kari.page.saved);
			expect(await own()).toEqual(isTheirs ? [contact] : []);
			leave();
		}
	});

	test('becomes theirs when it is brought back, where it was taken away before the rows saw it', async () => {
		const { kari, person, own, leave } = await room();
		const contact = kari.page.doc.transact(() => {
			const id = writeContact(kari.page, kari.id, person);
			removeContact(kari.page.doc, id, { by: kari.id, at: now });
			return id;
		});
		await until(() => kari.page.saved);
		expect(await own()).toEqual([]);
		restoreContact(kari.page.doc, contact);
		await until(() => kari.page.saved);
		expect(await own()).toEqual([contact]);
		leave();
	});
});

/**
 * Puts an edit into the log as this participant's, past everything that judges what comes in: whatever may once have
 * got there gives nobody a right.
 */
async function smuggle<T>(document: string, participant: string, edit: (doc: Y.Doc) => T): Promise<T> {
	const loaded = await loadDocument(server.sql, document);
	if (!loaded) throw new Error('no such document');
	const { doc, seq } = loaded;
	const before = Y.encodeStateVector(doc);
	const result = edit(doc);
	await server.owner.begin(async (tx) => {
		await tx`insert into clients values (${document}, ${doc.clientID}, ${participant})`;
		await tx`
			insert into updates (document_id, seq, id, participant_id, data)
			values (${document}, ${seq + 1}, ${newId()}, ${participant}, ${Buffer.from(Y.encodeStateAsUpdate(doc, before))})`;
		await tx`update documents set head_seq = ${seq + 1} where id = ${document}`;
	});
	return result;
}

function contactIn(doc: Y.Doc, id: string): Y.Map<unknown> {
	const entity = doc.getMap('emergency').get(id);
	if (!(entity instanceof Y.Map)) throw new Error('the contact is there');
	return entity;
}

describe('nobody gains a right by what stands in the document', () => {
	const said = { by: newId(), at: now };

	test.each(['relative', 'parent', 'network'] as const)(
		'a %s who writes a contact of themselves and signs it with the caseworker’s name owns nothing',
		async (role) => {
			const { document, kari, berit, person, own, leave } = await room(role);
			await smuggle(document, berit.id, (doc) => createContact(doc, { by: kari.id, at: now }, { person }));
			expect(await own()).toEqual([]);
			leave();
		}
	);

	test('a relative who puts themselves into the contact of somebody else does not own it', async () => {
		const { document, kari, berit, person, own, leave } = await room();
		const contact = await smuggle(document, kari.id, (doc) => createContact(doc, said, { person: newId() }));
		await smuggle(document, berit.id, (doc) => contactIn(doc, contact).set('person', person));
		expect(await own()).toEqual([]);
		leave();
	});

	test('a relative who sets a contact anew under the id that the caseworker gave it does not own it', async () => {
		const { document, kari, berit, person, own, leave } = await room();
		const contact = await smuggle(document, kari.id, (doc) => createContact(doc, said, { person: newId() }));
		await smuggle(document, berit.id, (doc) => {
			const mine = contactIn(doc, createContact(doc, said, { person }));
			doc.getMap('emergency').set(contact, mine.clone());
		});
		expect(await own()).toEqual([]);
		leave();
	});

	test('a contact made by one who may not make any is nobody’s own, whoever says later whose it is', async () => {
		const { document, kari, berit, person, own, leave } = await room();
		const contact = await smuggle(document, berit.id, (doc) => createContact(doc, said, { person: newId() }));
		await smuggle(document, kari.id, (doc) => contactIn(doc, contact).set('person', person));
		expect(await own()).toEqual([]);
		leave();
	});

	test('one whom the caseworker lets do nothing more gives no rights by what they wrote before', async () => {
		const { roomId, document, person, own, leave } = await room();
		const wenche = await server.guest(roomId, 'coordinator', { name: 'Wenche' });
		await smuggle(document, wenche.participant, (doc) => createContact(doc, said, { person }));
		await server.sql`update participants set role = 'observer' where id = ${wenche.participant}`;
		expect(await own()).toEqual([]);
		leave();
	});

	test('a person of the same id in another room has nothing to do with it', async () => {
		const [one, other] = [await room(), await room()];
		await server.sql`update participants set person_id = ${one.person} where id = ${other.berit.id}`;
		const contact = writeContact(one.kari.page, one.kari.id, one.person);
		await until(() => one.kari.page.saved);
		expect(await one.own()).toEqual([contact]);
		expect(await other.own()).toEqual([]);
		one.leave();
		other.leave();
	});
});

test('a contact that a coordinator makes is the person’s own as well, and so is one that the server makes', async () => {
	const { roomId, document, person, page, own, leave } = await room();
	const wenche = await server.guest(roomId, 'coordinator', { name: 'Wenche' });
	const hers = await page(wenche.cookie);
	const first = writeContact(hers, wenche.participant, person);
	await until(() => hers.saved);
	const second = await server.live.edit(document, null, (doc) =>
		createContact(doc, { by: 'operator', at: now }, { person })
	);
	expect(new Set(await own())).toEqual(new Set([first, second]));
	leave();
});
