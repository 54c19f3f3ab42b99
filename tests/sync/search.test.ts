// The search for a foster home stands in the professionals' document: nobody but caseworkers is sent a byte of it, whatever
// role they have and whatever is set for them, and nothing that anybody else sends to it is kept.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { defineRoots, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { CLOSE, SYNC, encodeSync } from '#lib/room/protocol.ts';
import { canCare, mayReadDocument, mayWriteDocument, refusalAt } from '#lib/room/rights.ts';
import { ROLES, SECTIONS, type Role } from '#lib/room/spaces.ts';
import {
	createCandidate,
	createStep,
	readSearch,
	reasonText,
	removeFromSearch,
	restoreInSearch
} from '#lib/staff/search/document.ts';
import * as participants from '../../server/access/participants.ts';
import * as screens from '../../server/access/screens.ts';
import * as sessions from '../../server/access/sessions.ts';
import * as takenAlong from '../../server/access/takenAlong.ts';
import { loadDocument } from '../../server/sync/load.ts';
import { bare, connect, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
// Every try is a connection of its own.
const limits = JSON.stringify({ upgradesPerMinute: 100_000 });
beforeAll(async () => (server = await openServer({ LANDSBY_LIMITS: limits })));
afterAll(() => server.close());

const author: Author = { by: newId(), at: '2026-11-24T10:00:00.000Z' };
const step = { status: 'declined', day: '2026-11-24', reason: 'Ordet-grunn' } as const;
const others = ROLES.filter((role): role is Exclude<Role, 'caseworker'> => role !== 'caseworker');

test('[L3] no standing but a caseworker’s reads or writes it, whatever is set for them', () => {
	const id = fc.uuid({ version: 7 });
	fc.assert(
		fc.property(
			fc.record({
				role: fc.constantFrom(...others),
				carer: fc.boolean(),
				hidden: fc.boolean(),
				familyTime: fc.constantFrom(null, true, false),
				corner: fc.boolean(),
				exceptions: fc.record({ people: fc.constant('write' as const) }),
				participant: id,
				own: fc.array(id, { maxLength: 3 }),
				locked: fc.subarray([...SECTIONS]),
				closed: fc.constant([])
			}),
			fc.boolean(),
			fc.boolean(),
			(writing, isNew, own) => {
				const key = writing.own[0] ?? newId();
				expect(mayReadDocument(writing, 'staff', own)).toBe(false);
				expect(mayWriteDocument(writing, 'staff', own)).toBe(false);
				expect(refusalAt(writing, 'staff', 'search', key, isNew, own)).toBe('notYours');
			}
		),
		{ numRuns: 500, seed: 20_261_124 }
	);
});

test('[L2] [L3] whoever else tries is sent not a byte, and what they send changes nothing', async () => {
	const { roomId, cookie, user } = await server.room();
	const cookies: string[] = [];
	for (const role of others) {
		if (role === 'screen') continue;
		cookies.push((await server.guest(roomId, role)).cookie);
		if (canCare(role)) cookies.push((await server.guest(roomId, role, { carer: true })).cookie);
		cookies.push((await server.guest(roomId, role, { hidden: true })).cookie);
	}
	cookies.push(await screenOf(user, roomId), await server.stranger(), (await server.room()).cookie, '');
	const document = await server.documentId(roomId, 'staff');
	const { candidate, written } = await server.live.edit(document, null, (doc) => {
		const made = createCandidate(doc, author, { name: 'Ordet-navn' });
		return { candidate: made, written: createStep(doc, author, made, step) };
	});
	const before = await stored(document);

	const forged = [
		(doc: Y.Doc) => createCandidate(doc, author, { name: 'Forfalsket' }),
		(doc: Y.Doc) => createStep(doc, author, candidate, { ...step, reason: 'Forfalsket' }),
		(doc: Y.Doc) => removeFromSearch(doc, [candidate, written], author),
		(doc: Y.Doc) => restoreInSearch(doc, [candidate]),
		(doc: Y.Doc) => reasonText(doc, written)?.insert(0, 'Forfalsket '),
		(doc: Y.Doc) => doc.getMap('search').delete(candidate),
		(doc: Y.Doc) => doc.getMap('search').set(candidate, new Y.Map())
	];
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(...cookies),
			fc.constantFrom(...forged),
			fc.constantFrom(SYNC.update, SYNC.step2),
			async (who, forge, kind) => {
				// Even who knows all that stands there, as one who was a caseworker before does.
				const doc = new Y.Doc();
				defineRoots(doc, 'staff');
				Y.applyUpdate(doc, before);
				const known = Y.encodeStateVector(doc);
				forge(doc);
				const { frames, socket, closed, opened } = bare(`${server.ws}/${roomId}.staff`, {
					Cookie: who,
					Origin: server.origin
				});
				const isOpen = await opened.then(
					() => true,
					() => false
				);
				if (isOpen) {
					socket.send(new Uint8Array([0, 0, 1, 0]));
					socket.send(encodeSync(kind, Y.encodeStateAsUpdate(doc, known)));
					expect([CLOSE.notYours, CLOSE.notFound, CLOSE.sessionEnded]).toContain(await closed);
				}
				expect(Buffer.concat(frames).length).toBe(0);
			}
		),
		{ numRuns: 150, seed: 20_261_124 }
	);
	expect(Buffer.from(await stored(document)).equals(Buffer.from(before))).toBe(true);

	// The same road is open to a caseworker: what was tried above was not refused for being malformed.
	const kari = connect(server.ws, `${roomId}.staff`, cookie, server.origin);
	await until(() => kari.saved);
	createStep(kari.doc, author, candidate, { ...step, status: 'willing' });
	reasonText(kari.doc, written)?.insert(0, 'Nytt: ');
	await until(() => kari.saved);
	expect(kari.notices.filter(({ type }) => type === 'refused')).toEqual([]);
	kari.leave();
	const now = new Y.Doc();
	Y.applyUpdate(now, await stored(document));
	expect(readSearch(now).entities.map((entry) => (entry.kind === 'step' ? entry.text : entry.name))).toEqual([
		'Ordet-navn',
		'Nytt: Ordet-grunn',
		'Ordet-grunn'
	]);
}, 60_000);

test('a report that is taken along is on record, unseen by the family, and nobody but a caseworker takes it', async () => {
	const { roomId, user } = await server.room();
	const now = new Date('2026-11-24T12:00:00.000Z');
	const place = async (of: string) => {
		const found = await participants.standing(server.sql, of, roomId);
		if (!found) throw new Error('not in the room');
		return found;
	};
	await takenAlong.searchReport(server.sql, await place(user), 'text', now);
	for (const role of ['coordinator', 'parent', 'fosterParent', 'relative', 'child'] as const) {
		const guest = await server.guest(roomId, role, { carer: canCare(role) });
		await expect(
			takenAlong.searchReport(server.sql, await place(guest.user), 'print', now)
		).rejects.toMatchObject({ code: 'forbidden' });
	}
	const recorded = await server.sql`
		select actor_user, subject, family_sees from audit where chain = ${roomId} and action = 'searchReported'`;
	expect([...recorded]).toEqual([{ actor_user: user, subject: { kind: 'text' }, family_sees: false }]);
});

/** The cookie of a shared screen that shows this room. */
async function screenOf(user: string, room: string): Promise<string> {
	const token = await screens.ask(server.sql, 'Chrome', new Date());
	const shown = await screens.progress(server.sql, token, new Date());
	const kari = await participants.standing(server.sql, user, room);
	if (shown.step !== 'code' || !kari) throw new Error('it shows a code');
	const pair = { code: shown.code, part: 'network' } as const;
	await screens.pair(server.sql, server.config.secret, kari, pair, new Date());
	return sessions.cookieHeader(await screens.enter(server.sql, token, new Date()));
}

/** What the database holds of a document. */
async function stored(document: string): Promise<Uint8Array> {
	await server.live.unload();
	const loaded = await loadDocument(server.sql, document);
	if (!loaded) throw new Error('it is there');
	return Y.encodeStateAsUpdate(loaded.doc);
}
