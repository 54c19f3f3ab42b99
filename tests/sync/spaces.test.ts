// Which documents of a room somebody is sent a byte of, on real sockets: each role at each of them, and rights that come
// and go while they are open. The table below is written from what the product promises, not from the code.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createEntity, setFields } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { CLOSE } from '#lib/room/protocol.ts';
import type { Role } from '#lib/room/spaces.ts';
import { openCorner, readerOfCorner } from '../../server/access/corner.ts';
import { completeDocuments } from '../../server/access/documents.ts';
import { changeParticipant } from '../../server/access/changeParticipant.ts';
import * as participants from '../../server/access/participants.ts';
import { connect, sentTo, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
// Every role at every document is more than one household does in a minute.
const limits = JSON.stringify({ upgradesPerMinute: 1_000 });
beforeAll(async () => (server = await openServer({ LANDSBY_LIMITS: limits })));
afterAll(() => server.close());

const spaces = ['care', 'child', 'family', 'staff'] as const;
/** Who is sent what beside the shared room. */
const readers: Readonly<Record<string, readonly string[]>> = {
	caseworker: ['care', 'staff'],
	coordinator: [],
	child: ['child', 'family'],
	parent: ['family'],
	fosterParent: [],
	relative: ['family'],
	network: ['family'],
	interpreter: [],
	support: [],
	observer: [],
	'parent who cares': ['care', 'family'],
	'hidden parent': []
};

/** Puts a word into a document, as somebody who may write there would. */
async function write(
	room: string,
	space: string,
	word: string,
	participant: string | null = null
): Promise<void> {
	const [row] = await server.sql<{ id: string }[]>`
		select id from documents where room_id = ${room} and space = ${space}
			and participant_id is not distinct from ${participant}`;
	if (!row) throw new Error(`no document ${space}`);
	const root = { care: 'places', child: 'drafts', family: 'draft', staff: 'notes', letter: 'letters' }[space];
	await server.live.edit(row.id, null, (doc) =>
		createEntity(
			doc,
			root ?? '',
			'note',
			{ by: newId(), at: new Date().toISOString() },
			{ fields: { name: word } }
		)
	);
}

describe('[L2] documents of a room', () => {
	test('are sent to those whose they are, and not one byte of them to anybody else', async () => {
		const { roomId, cookie } = await server.room();
		const cookies: Record<string, string> = { caseworker: cookie };
		for (const role of Object.keys(readers).slice(1, 10))
			cookies[role] = (await server.guest(roomId, role as Role)).cookie; // the keys before the two of words
		cookies['parent who cares'] = (await server.guest(roomId, 'parent', { carer: true })).cookie;
		cookies['hidden parent'] = (await server.guest(roomId, 'parent', { hidden: true })).cookie;
		for (const space of spaces) await write(roomId, space, `Ordet-${space}`);
		for (const [who, theirs] of Object.entries(readers))
			for (const space of spaces) {
				const { code, bytes } = await sentTo(server, `${roomId}.${space}`, cookies[who] ?? '');
				if (theirs.includes(space)) {
					expect(bytes.includes(`Ordet-${space}`), `${who} reads ${space}`).toBe(true);
					expect(code).toBe(null);
				} else {
					expect(bytes.length, `${who} is sent bytes of ${space}`).toBe(0);
					expect(code).toBe(CLOSE.notYours);
				}
			}
	}, 60_000);

	test('[T13] whether somebody has a letterbox is told to nobody but caseworkers', async () => {
		const { roomId, cookie } = await server.room();
		const hidden = await server.guest(roomId, 'parent', { hidden: true });
		const other = await server.guest(roomId, 'parent', { hidden: true });
		const father = await server.guest(roomId, 'parent');
		const coordinator = await server.guest(roomId, 'coordinator');
		await write(roomId, 'letter', 'Ordet-letter', hidden.participant);
		const [theirs, none] = [`${roomId}.letter.${hidden.participant}`, `${roomId}.letter.${newId()}`];
		for (const who of [father, coordinator, other])
			for (const name of [theirs, none])
				expect(await sentTo(server, name, who.cookie)).toEqual({
					code: CLOSE.notFound,
					bytes: Buffer.alloc(0)
				});
		for (const reader of [cookie, hidden.cookie])
			expect((await sentTo(server, theirs, reader)).bytes.includes('Ordet-letter')).toBe(true);
	});

	test('a professional is never let into the family’s own time, nor lets anybody professional in', async () => {
		const { roomId, user } = await server.room();
		const kari = await participants.standing(server.sql, user, roomId);
		for (const role of ['coordinator', 'interpreter', 'support', 'observer'] as const) {
			const { participant } = await server.guest(roomId, role);
			await expect(
				changeParticipant(server.sql, kari, participant, { familyTime: true }, new Date())
			).rejects.toMatchObject({ code: 'invalid' });
		}
		await expect(
			changeParticipant(server.sql, kari, kari?.participant ?? '', { familyTime: true }, new Date())
		).rejects.toMatchObject({ code: 'invalid' });
	});

	test('foster parents take part in the family’s own time where it is said so, and an uncle does not where he may not', async () => {
		const { roomId, user } = await server.room();
		const kari = await participants.standing(server.sql, user, roomId);
		const foster = await server.guest(roomId, 'fosterParent');
		const uncle = await server.guest(roomId, 'relative');
		await write(roomId, 'family', 'Ordet-family');
		const page = connect(server.ws, `${roomId}.family`, uncle.cookie, server.origin);
		await until(() => page.saved);
		for (const [who, familyTime] of [
			[foster, true],
			[uncle, false]
		] as const) {
			const { participants: touched } = await changeParticipant(
				server.sql,
				kari,
				who.participant,
				{ familyTime },
				new Date()
			);
			await server.live.rightsChanged(touched);
		}
		await until(() => page.closed === CLOSE.notYours);
		expect((await sentTo(server, `${roomId}.family`, foster.cookie)).bytes.includes('Ordet-family')).toBe(
			true
		);
		expect((await sentTo(server, `${roomId}.family`, uncle.cookie)).bytes.length).toBe(0);
	});
});

describe('the child’s corner', () => {
	test('[L2] is read by one adult whom the child has chosen, only while the child allows it', async () => {
		const { roomId, cookie, participantId } = await server.room();
		const child = await server.guest(roomId, 'child');
		const aunt = await server.guest(roomId, 'relative');
		await write(roomId, 'child', 'Ordet-child');
		const me = await participants.standing(server.sql, child.user, roomId);
		const auntNow = await participants.standing(server.sql, aunt.user, roomId);
		if (!me || !auntNow) throw new Error('they are in the room');
		const open = async (to: string | null) => {
			const changed = await openCorner(server.sql, me, to, new Date());
			await server.live.rightsChanged(changed.participants);
		};

		await open(aunt.participant);
		const page = connect(server.ws, `${roomId}.child`, aunt.cookie, server.origin);
		await until(() => page.saved);
		expect(page.doc.getMap('drafts').size).toBe(1);
		expect(await readerOfCorner(server.sql, me)).toBe(aunt.participant);
		expect(await readerOfCorner(server.sql, auntNow)).toBe(null);

		// Chosen anew: the one before is out at once.
		await open(participantId);
		await until(() => page.closed === CLOSE.notYours);
		expect((await sentTo(server, `${roomId}.child`, cookie)).bytes.includes('Ordet-child')).toBe(true);
		await open(null);
		expect(await sentTo(server, `${roomId}.child`, cookie)).toEqual({
			code: CLOSE.notYours,
			bytes: Buffer.alloc(0)
		});
	});

	test('[L2] closes by itself when its reader is not there any more, or not to be seen, or the child is gone', async () => {
		const { roomId } = await server.room();
		const child = await server.guest(roomId, 'child');
		const aunt = await server.guest(roomId, 'relative');
		await write(roomId, 'child', 'Ordet-child');
		const me = await participants.standing(server.sql, child.user, roomId);
		if (!me) throw new Error('she is in the room');
		const change = async (who: string, changes: participants.ParticipantChanges) => {
			const { participants: changed } = await changeParticipant(server.sql, null, who, changes, new Date());
			await server.live.rightsChanged(changed);
		};
		for (const [who, changes, back] of [
			[aunt.participant, { hidden: true }, { hidden: false }],
			[child.participant, { state: 'removed' }, { state: 'admitted' }],
			// Last: whoever is let in again comes by a new link.
			[aunt.participant, { state: 'removed' }, { state: 'admitted' }]
		] as const) {
			const { participants: opened } = await openCorner(server.sql, me, aunt.participant, new Date());
			// Her other pages hear of it, too.
			expect(opened).toContain(child.participant);
			await server.live.rightsChanged(opened);
			const page = connect(server.ws, `${roomId}.child`, aunt.cookie, server.origin);
			await until(() => page.saved);
			await change(who, changes);
			await until(() => page.closed === CLOSE.notYours);
			page.leave();
			// Nor does it open again with the place.
			await change(who, back);
			const [room] = await server.sql<{ open: string | null }[]>`
				select corner_open_to as open from rooms where id = ${roomId}`;
			expect(room).toEqual({ open: null });
		}
	});

	test('[L3] is written by the child alone', async () => {
		const { roomId } = await server.room();
		const child = await server.guest(roomId, 'child');
		const aunt = await server.guest(roomId, 'relative');
		const me = await participants.standing(server.sql, child.user, roomId);
		if (!me) throw new Error('she is in the room');
		await openCorner(server.sql, me, aunt.participant, new Date());
		const [hers, mine] = [aunt, child].map(({ cookie }) =>
			connect(server.ws, `${roomId}.child`, cookie, server.origin)
		);
		if (!hers || !mine) throw new Error('two pages');
		await until(() => hers.saved && mine.saved);
		const author = { by: aunt.participant, at: new Date().toISOString() };
		createEntity(hers.doc, 'drafts', 'draft', author, { fields: { name: 'Ikke barnets' } });
		await until(() => hers.notices.some(({ type }) => type === 'refused'));
		createEntity(mine.doc, 'drafts', 'draft', author, { fields: { name: 'Barnets' } });
		await until(() => mine.saved);
		const read = await sentTo(server, `${roomId}.child`, child.cookie);
		expect(read.bytes.includes('Barnets')).toBe(true);
		expect(read.bytes.includes('Ikke barnets')).toBe(false);
	});

	test('[L3] where the child has put people there is moved by nobody else, whatever their client sends', async () => {
		const { roomId, cookie: caseworkers } = await server.room();
		const child = await server.guest(roomId, 'child');
		const aunt = await server.guest(roomId, 'relative');
		const me = await participants.standing(server.sql, child.user, roomId);
		if (!me) throw new Error('she is in the room');
		await openCorner(server.sql, me, aunt.participant, new Date());
		const mine = connect(server.ws, `${roomId}.child`, child.cookie, server.origin);
		await until(() => mine.saved);
		const author = { by: child.participant, at: new Date().toISOString() };
		const berit = createEntity(mine.doc, 'placements', 'placement', author, {
			fields: { placement: { ring: 1, angle: 20 } }
		});
		await until(() => mine.saved);
		const before = JSON.stringify(mine.doc.getMap('placements').toJSON());

		// To a caseworker the door is shut; her whom the child lets read is refused what she sends.
		const shut = connect(server.ws, `${roomId}.child`, caseworkers, server.origin);
		await until(() => shut.closed === CLOSE.notYours);
		shut.leave();
		const hers: ((doc: Y.Doc) => void)[] = [
			(doc) => setFields(doc, 'placements', berit, { placement: { ring: 4, angle: 200 } }),
			(doc) => doc.getMap('placements').delete(berit),
			(doc) => doc.getMap('placements').set(berit, new Y.Map([['placement', { ring: 4, angle: 200 }]])),
			(doc) =>
				void createEntity(doc, 'placements', 'placement', author, {
					fields: { placement: { ring: 4, angle: 1 } }
				})
		];
		for (const send of hers) {
			const page = connect(server.ws, `${roomId}.child`, aunt.cookie, server.origin);
			await until(() => page.saved);
			send(page.doc);
			await until(() => page.notices.some(({ type }) => type === 'refused'));
			page.leave();
		}
		expect(JSON.stringify(mine.doc.getMap('placements').toJSON())).toBe(before);
		const again = connect(server.ws, `${roomId}.child`, child.cookie, server.origin);
		await until(() => again.saved);
		expect(JSON.stringify(again.doc.getMap('placements').toJSON())).toBe(before);
		again.leave();
		mine.leave();
	});

	test('is opened by nobody but the child, and to nobody but adults who are in the room', async () => {
		const { roomId, user } = await server.room();
		const other = await server.room();
		const child = await server.guest(roomId, 'child');
		const hidden = await server.guest(roomId, 'parent', { hidden: true });
		const sister = await server.guest(roomId, 'child', { name: 'Leah' });
		const [kari, me] = await Promise.all([
			participants.standing(server.sql, user, roomId),
			participants.standing(server.sql, child.user, roomId)
		]);
		if (!kari || !me) throw new Error('they are in the room');
		await expect(openCorner(server.sql, kari, kari.participant, new Date())).rejects.toMatchObject({
			code: 'forbidden'
		});
		for (const nobody of [
			other.participantId,
			hidden.participant,
			child.participant,
			sister.participant,
			newId()
		])
			await expect(openCorner(server.sql, me, nobody, new Date())).rejects.toMatchObject({
				code: 'notFound'
			});
	});

	test('[T45] to whom it is open is shown to the child and to that adult, and to nobody else', async () => {
		const { roomId, user } = await server.room();
		const child = await server.guest(roomId, 'child');
		const aunt = await server.guest(roomId, 'relative');
		const me = await participants.standing(server.sql, child.user, roomId);
		const kari = await participants.standing(server.sql, user, roomId);
		if (!me || !kari) throw new Error('they are in the room');
		const seenBy = async (reader: participants.ParticipantStanding | null) =>
			reader &&
			(await participants.listFor(server.sql, roomId, reader)).find(({ id }) => id === aunt.participant)
				?.reads;
		const before = await seenBy(kari);
		await openCorner(server.sql, me, aunt.participant, new Date());
		expect(await seenBy(kari)).toEqual(before);
		expect(await seenBy(me)).toContain('child');
		expect(await seenBy(await participants.standing(server.sql, aunt.user, roomId))).toContain('child');
	});
});

describe('a letterbox', () => {
	test('is the only document in which a hidden participant writes, and comes with being hidden', async () => {
		const { roomId, user } = await server.room();
		const mother = await server.guest(roomId, 'parent');
		const kari = await participants.standing(server.sql, user, roomId);
		const { participants: touched } = await changeParticipant(
			server.sql,
			kari,
			mother.participant,
			{ hidden: true },
			new Date()
		);
		await server.live.rightsChanged(touched);
		const page = connect(server.ws, `${roomId}.letter.${mother.participant}`, mother.cookie, server.origin);
		await until(() => page.saved);
		const author = { by: mother.participant, at: new Date().toISOString() };
		createEntity(page.doc, 'letters', 'letter', author, {
			fields: {},
			texts: { text: 'Til kontaktpersonen' }
		});
		await until(() => page.saved);
		await server.live.unload();
		const again = connect(server.ws, `${roomId}.letter.${mother.participant}`, mother.cookie, server.origin);
		await until(() => again.saved);
		expect(again.doc.getMap('letters').size).toBe(1);
		expect(page.notices.filter(({ type }) => type === 'refused')).toEqual([]);
	});
});

test('rooms that are older than a space are given its document once, and keep what they have', async () => {
	const { roomId, cookie } = await server.room();
	const hidden = await server.guest(roomId, 'parent', { hidden: true });
	await write(roomId, 'family', 'Ordet-family');
	const gone = server.sql`select id from documents where room_id = ${roomId} and space in ('child', 'staff', 'letter')`;
	await server.sql`delete from clients where document_id in (${gone})`;
	await server.sql`delete from updates where document_id in (${gone})`;
	await server.sql`delete from documents where id in (${gone})`;
	await Promise.all([completeDocuments(server.sql), completeDocuments(server.sql)]);
	const spacesNow = await server.sql<{ space: string; head: number }[]>`
		select space, head_seq as head from documents where room_id = ${roomId} order by space`;
	expect(spacesNow.map(({ space }) => space)).toEqual(['care', 'child', 'family', 'letter', 'room', 'staff']);
	const { bytes } = await sentTo(server, `${roomId}.staff`, cookie);
	expect(bytes.length).toBeGreaterThan(0);
	expect((await sentTo(server, `${roomId}.letter.${hidden.participant}`, hidden.cookie)).code).toBe(null);
	const doc = new Y.Doc();
	const updates = await server.sql<{ data: Buffer }[]>`
		select u.data from updates u join documents d on d.id = u.document_id
		where d.room_id = ${roomId} and d.space = 'family' order by u.seq`;
	for (const { data } of updates) Y.applyUpdate(doc, data);
	expect(doc.getMap('draft').size).toBe(1);
});
