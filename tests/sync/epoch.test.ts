import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { createPerson, setPerson } from '#lib/network/document.ts';
import { CLOSE, SYNC } from '#lib/room/protocol.ts';
import { compact } from '../../server/sync/compact.ts';
import { raiseEpoch } from '../../server/sync/epoch.ts';
import { UpdateLog } from '../../server/sync/updateLog.ts';
import { bare, connect, namesOnMap, until, type Client } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

/** Kari in a room with Berit in it, and the moment to which it will be taken back. */
async function roomWithPast() {
	const { roomId, cookie, participantId } = await server.room();
	const id = await server.documentId(roomId);
	const author = { by: participantId, at: new Date().toISOString() };
	const kari = connect(server.ws, roomId, cookie, server.origin);
	await until(() => kari.saved);
	const before = createPerson(kari.doc, author, { name: 'Before' });
	await until(() => kari.saved);
	const [{ head } = { head: 0 }] = await server.sql<{ head: number }[]>`
		select head_seq as head from documents where id = ${id}`;
	const fresh = () => connect(server.ws, roomId, cookie, server.origin);
	/** What a restore leaves: the tables as they were, and the epoch raised. */
	const restore = async () => {
		await server.owner`delete from updates where document_id = ${id} and seq > ${head}`;
		await server.owner`update documents set head_seq = ${head} where id = ${id}`;
		expect(await raiseEpoch(server.sql, [id])).toBe(1);
	};
	return { id, head, roomId, cookie, author, kari, before, fresh, restore };
}

async function neverMerged(client: Client) {
	await until(() => client.saved);
	expect(namesOnMap(client)).toEqual(['Before', 'Ylva']);
	client.leave();
}

test('[T37] a page that was away during a restore comes back to a closed door, and nothing of its copy is merged', async () => {
	const { author, kari, fresh, restore, id, head } = await roomWithPast();
	createPerson(kari.doc, author, { name: 'Saved after the backup' });
	await until(() => kari.saved);
	kari.provider.disconnect();
	createPerson(kari.doc, author, { name: 'Written offline' });
	await restore();
	kari.provider.connect();
	await until(() => kari.closed === CLOSE.outdated);
	await neverMerged(fresh());
	const rows = await server.sql`select 1 from updates where document_id = ${id} and seq > ${head}`;
	expect(rows).toHaveLength(0);
	kari.leave();
});

test('[T37] a page that is in the room during a restore is sent out of it, and so is what it writes at that moment', async () => {
	const { author, kari, fresh, restore } = await roomWithPast();
	createPerson(kari.doc, author, { name: 'Saved after the backup' });
	await until(() => kari.saved);
	await restore();
	createPerson(kari.doc, author, { name: 'Written into it' });
	await until(() => kari.closed === CLOSE.outdated);
	await neverMerged(fresh());
	kari.leave();
});

test.each([
	['several edits', ['One', 'On its way']],
	// By a shorter statement, as most edits.
	['one alone', []]
])('[T37] the commit itself refuses what was integrated before the restore: %s', async (_which, made) => {
	const { author, kari, before, fresh, id } = await roomWithPast();
	// A machine that is busy would judge both as one.
	vi.spyOn(UpdateLog.prototype, 'gatherMs', 'get').mockReturnValue(0);
	const held = await server.sql.reserve();
	await held`begin`;
	// Not announced: only the commit can notice.
	await held`update documents set epoch = epoch + 1 where id = ${id}`;
	for (const name of made) createPerson(kari.doc, author, { name });
	if (made.length === 0) setPerson(kari.doc, before, { name: 'On its way' });
	await until(() => server.live.size.waiting >= Math.max(1, made.length));
	await held`commit`;
	held.release();
	await until(() => kari.closed === CLOSE.outdated);
	await neverMerged(fresh());
	kari.leave();
});

test('[T37] who hides of which epoch the copy is brings nothing in by it', async () => {
	const { author, kari, fresh, roomId, cookie, restore } = await roomWithPast();
	createPerson(kari.doc, author, { name: 'Erased' });
	await until(() => kari.saved);
	await restore();
	await until(() => kari.closed === CLOSE.outdated);
	const update = Y.encodeStateAsUpdate(kari.doc);
	for (const step of [SYNC.step2, SYNC.update]) {
		const liar = bare(`${server.ws}/${roomId}`, { Cookie: cookie, Origin: server.origin });
		await liar.opened;
		const length = [...lengthOf(update.length)];
		liar.socket.send(new Uint8Array([0, step, ...length, ...update]));
		expect(await liar.closed).toBe(CLOSE.outdated);
	}
	await neverMerged(fresh());
	kari.leave();
});

test('[T37] a compacted log and a new epoch are two things: compacting sends nobody away', async () => {
	const { id, kari, author } = await roomWithPast();
	await compact(server.sql, id);
	kari.provider.disconnect();
	createPerson(kari.doc, author, { name: 'Written offline' });
	kari.provider.connect();
	await until(() => kari.saved && kari.connects === 2);
	expect(kari.closed).toBe(null);
	kari.leave();
});

test.each(['?epoch=', '?epoch=x', '?epoch=1&epoch=2', '?epoch=-1', '?other=1'])(
	'an address that ends in %s is none',
	async (query) => {
		const { roomId, cookie } = await server.room();
		const odd = bare(`${server.ws}/${roomId}${query}`, { Cookie: cookie, Origin: server.origin });
		await expect(odd.opened).rejects.toThrow('404');
	}
);

function* lengthOf(length: number): Generator<number> {
	let rest = length;
	for (; rest > 127; rest = Math.floor(rest / 128)) yield 128 + (rest % 128);
	yield rest;
}
