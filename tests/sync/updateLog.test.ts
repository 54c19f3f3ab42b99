import type { Sql } from 'postgres';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { createPerson } from '#lib/network/document.ts';
import { newId } from '#lib/room/ids.ts';
import { createLog } from '../../server/log.ts';
import { Connection } from '../../server/sync/connection.ts';
import { loadDocument } from '../../server/sync/load.ts';
import type { Appender, Committed, LogEntry } from '../../server/sync/logEntry.ts';
import { UpdateLog } from '../../server/sync/updateLog.ts';
import { connect, namesOnMap, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const log = createLog('silent');

/** A document that only writes down what it hears. */
class Heard implements Appender<LogEntry> {
	readonly id: string;
	readonly told: string[] = [];
	readonly rows: Committed<LogEntry>[] = [];

	constructor(id: string) {
		this.id = id;
	}
	committed(rows: readonly Committed<LogEntry>[]): void {
		this.told.push(`committed ${rows.map((row) => `${word(row)}=${row.seq}`).join(' ')}`);
		this.rows.push(...rows);
	}
	dropped(entries: readonly LogEntry[], why: string): void {
		this.told.push(`${why} ${entries.map(word).join(' ')}`);
	}
}

const word = ({ data }: { readonly data: Uint8Array }) => new TextDecoder().decode(data);
const entry = (text: string, more: Partial<LogEntry> = {}): LogEntry => ({
	participant: null,
	rightsVersion: null,
	epoch: 1,
	data: new TextEncoder().encode(text),
	clients: [],
	owner: null,
	sender: null,
	reach: null,
	...more
});

async function document(): Promise<Heard> {
	const { roomId } = await server.room();
	return new Heard(await server.documentId(roomId));
}

/** The words of a document's log behind its seed, in order. */
async function logged(id: string): Promise<string[]> {
	const rows = await server.sql<{ seq: number; data: Uint8Array }[]>`
		select seq, data from updates where document_id = ${id} order by seq`;
	expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
	return rows.slice(1).map(({ data }) => new TextDecoder().decode(data));
}

function open(sql: Sql = server.database.log, more: Partial<TestServer['config']['limits']> = {}) {
	const commits: string[] = [];
	const limits = { ...server.config.limits, ...more };
	const updates = new UpdateLog<LogEntry>(sql, server.sql, limits, log, (id, seq) =>
		commits.push(`${id} ${seq}`)
	);
	return { updates, commits };
}

/** The log's connection, with a say in what becomes of its statements. */
function tampered(before: () => Promise<void>, after: () => Promise<void>): Sql {
	return new Proxy(server.database.log, {
		apply: (sql, self, args) => {
			const query = Reflect.apply(sql, self, args) as PromiseLike<unknown>; // a statement, or a piece of one
			const run = async (): Promise<unknown> => {
				await before();
				const rows: unknown = await query;
				await after();
				return rows;
			};
			// What is only a piece of another statement is never run by itself.
			return new Proxy(query, {
				get: (target, name) =>
					name === 'then'
						? (done: (rows: unknown) => unknown, failed: (error: unknown) => unknown) =>
								run().then(done, failed)
						: (Reflect.get(target, name) as unknown)
			});
		}
	});
}

function failure(code: string): Error {
	return Object.assign(new Error(code), { code });
}

test('updates of many documents share a commit, each under the next number of its own', async () => {
	const documents = await Promise.all([document(), document(), document()]);
	const { updates, commits } = open();
	for (let n = 0; n < 30; n += 1) {
		const to = documents[n % 3];
		if (to) updates.append(to, entry(`w${n}`));
	}
	await updates.idle();
	expect(commits).toHaveLength(3);
	for (const [index, to] of documents.entries()) {
		const words = Array.from({ length: 10 }, (_, n) => `w${n * 3 + index}`);
		expect(await logged(to.id)).toEqual(words);
		expect(to.told).toEqual([`committed ${words.map((w, n) => `${w}=${n + 2}`).join(' ')}`]);
	}
});

test('every byte arrives as it was', async () => {
	const to = await document();
	const { updates } = open();
	const data = Uint8Array.from({ length: 256 }, (_, n) => n);
	updates.append(to, { ...entry(''), data });
	await updates.idle();
	const [row] = await server.sql<{ data: Uint8Array }[]>`
		select data from updates where document_id = ${to.id} and seq = 2`;
	expect(new Uint8Array(row?.data ?? [])).toEqual(data);
});

test('[F3] a commit whose answer was lost is looked up, never made twice', async () => {
	const to = await document();
	let cuts = 1;
	const { updates } = open(
		tampered(
			async () => undefined,
			async () => {
				if (cuts-- > 0) throw failure('CONNECTION_CLOSED');
			}
		)
	);
	updates.append(to, entry('once'));
	updates.append(to, entry('after'));
	await updates.idle();
	expect(await logged(to.id)).toEqual(['once', 'after']);
	expect(to.told.join(' ')).toBe('committed once=2 after=3');
});

test('[F3] while the database is away everything waits, in order, and nobody is told anything', async () => {
	const to = await document();
	let away = true;
	let tries = 0;
	const { updates, commits } = open(
		tampered(
			async () => {
				tries += 1;
				if (away) throw failure('ECONNREFUSED');
			},
			async () => undefined
		)
	);
	for (const text of ['a', 'b']) updates.append(to, entry(text));
	await until(() => tries >= 2);
	for (const text of ['c', 'd']) updates.append(to, entry(text));
	await until(() => tries >= 4);
	expect(to.told).toEqual([]);
	expect(commits).toEqual([]);
	expect(updates.waiting).toBe(4);
	away = false;
	await updates.idle();
	expect(await logged(to.id)).toEqual(['a', 'b', 'c', 'd']);
});

test('past its bound it gives up what waits, and the pages keep what they wrote', async () => {
	const to = await document();
	let away = true;
	const { updates } = open(
		tampered(
			async () => {
				if (away) throw failure('ECONNREFUSED');
			},
			async () => undefined
		),
		{ queueBytes: 100 }
	);
	for (let n = 0; n < 10; n += 1) updates.append(to, entry('x'.repeat(30)));
	await until(() => to.told.length > 0);
	expect(to.told[0]).toMatch(/^failed /);
	away = false;
	await updates.idle();
	expect(updates.waiting).toBe(0);
});

test('what the database will never take goes alone, and the documents beside it go on', async () => {
	const [bad, good] = [await document(), await document()];
	const { updates } = open();
	// A participant who does not exist: the row breaks a reference.
	updates.append(bad, entry('bad', { participant: newId() }));
	updates.append(good, entry('good'));
	await updates.idle();
	expect(bad.told).toEqual(['failed bad']);
	expect(good.told).toEqual(['committed good=2']);
});

test('a document that is gone takes nothing', async () => {
	const gone = new Heard(newId());
	const { updates } = open();
	updates.append(gone, entry('late'));
	await updates.idle();
	expect(gone.told).toEqual(['refused late']);
});

test('[T25] the first writer owns a client id, also of two in one commit, and behind a refusal nothing is taken', async () => {
	const { roomId, participantId } = await server.room();
	const to = new Heard(await server.documentId(roomId));
	const other = await server.guest(roomId, 'parent');
	const { updates } = open();
	const by = (participant: string, clients: number[]) => ({
		participant,
		rightsVersion: 1,
		clients,
		owner: participant
	});
	updates.append(to, entry('mine', by(participantId, [77])));
	updates.append(to, entry('theirs', by(other.participant, [77])));
	updates.append(to, entry('on top', by(participantId, [])));
	await updates.idle();
	expect(to.told).toEqual(['committed mine=2', 'refused theirs on top']);
	updates.append(to, entry('again', by(other.participant, [77])));
	await updates.idle();
	expect(to.told.at(-1)).toBe('refused again');
	const [owner] =
		await server.sql`select participant_id from clients where document_id = ${to.id} and client_id = 77`;
	expect(owner?.['participant_id']).toBe(participantId);
});

/** Somebody who types one letter after the other. */
function typist(text: string): Uint8Array[] {
	const doc = new Y.Doc();
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	for (const letter of text) doc.getText('words').insert(doc.getText('words').length, letter);
	return updates;
}

function read(rows: readonly { readonly data: Uint8Array }[]): string {
	const doc = new Y.Doc();
	for (const { data } of rows) Y.applyUpdate(doc, data);
	return doc.getText('words').toString();
}

test('what one page sends in a row becomes one row, as many as may travel together', async () => {
	const to = await document();
	const { updates } = open();
	const page = {};
	const text = 'Berit henter Ylva på skolen og lager middag.';
	for (const data of typist(text)) updates.append(to, { ...entry(''), data, sender: page });
	await updates.idle();
	expect(to.rows.map(({ entries, seq }) => [entries.length, seq])).toEqual([
		[32, 2],
		[text.length - 32, 3]
	]);
	expect(to.rows.every(({ sender }) => sender === page)).toBe(true);
	const rows = await server.sql<{ data: Uint8Array }[]>`
		select data from updates where document_id = ${to.id} and seq > 1 order by seq`;
	expect(read(rows)).toBe(text);
});

test('what somebody else wrote in between, or under other rights, keeps its place', async () => {
	const to = await document();
	const { updates } = open();
	const [one, other] = [{}, {}];
	const [a, b, c, d, e] = typist('abcde');
	const say = (data: Uint8Array | undefined, more: Partial<LogEntry>) =>
		data && updates.append(to, { ...entry(''), data, ...more });
	say(a, { sender: one });
	say(b, { sender: other });
	say(c, { sender: one });
	say(d, { sender: one, epoch: 2 });
	say(e, { sender: null });
	await updates.idle();
	expect(to.rows.map(({ sender, seq }) => [sender, seq])).toEqual([
		[one, 2],
		[other, 3],
		[one, 4]
	]);
	// Of another edition of the document: refused, and what stands on it with it.
	expect(to.told.at(-1)).toMatch(/^refused /);
	expect(read(to.rows)).toBe('abc');
});

test('a row of several updates whose commit is in doubt is looked up as the one that it is', async () => {
	const to = await document();
	let cuts = 1;
	const { updates } = open(
		tampered(
			async () => undefined,
			async () => {
				if (cuts-- > 0) throw failure('CONNECTION_CLOSED');
			}
		)
	);
	const page = {};
	const [a, b, c] = typist('abc');
	for (const data of [a, b]) if (data) updates.append(to, { ...entry(''), data, sender: page });
	await until(() => cuts < 1);
	if (c) updates.append(to, { ...entry(''), data: c, sender: page });
	await updates.idle();
	expect(to.rows.map(({ entries, seq }) => [entries.length, seq])).toEqual([
		[2, 2],
		[1, 3]
	]);
	const [count] = await server.sql`select count(*)::int as n from updates where document_id = ${to.id}`;
	expect(count?.['n']).toBe(3);
	expect(read(to.rows)).toBe('abc');
});

test('[L1] what fails once an update is committed is not taken for its commit: it is logged once, and the document is read again', async () => {
	const [broken, other] = [await document(), await document()];
	const { updates } = open();
	const tell = broken.committed.bind(broken);
	broken.committed = () => {
		broken.committed = tell;
		throw new Error('nobody could be told');
	};
	for (const to of [broken, other]) updates.append(to, entry('once'));
	await updates.idle();
	expect(other.told).toEqual(['committed once=2']);
	// None of its updates is given up: they are durable.
	expect(broken.told).toEqual(['failed ']);
	updates.append(broken, entry('later'));
	await updates.idle();
	expect(broken.told.at(-1)).toBe('committed later=3');
	expect(await logged(broken.id)).toEqual(['once', 'later']);
	expect(await logged(other.id)).toEqual(['once']);
});

test('updates that do not go together are logged each by itself, and nothing waits for ever', async () => {
	const to = await document();
	const { updates } = open();
	const sender = {};
	// No updates of Yjs, which would have to be merged.
	for (const words of ['a', 'b']) updates.append(to, entry(words, { sender, reach: null }));
	await updates.idle();
	expect(to.told).toEqual(['committed a=2 b=3']);
	expect(await logged(to.id)).toEqual(['a', 'b']);
});

test('[L1] an edit that is committed and cannot be shown to a page is saved all the same, and the page gets it', async () => {
	const { roomId, cookie, participantId } = await server.room();
	const id = await server.documentId(roomId);
	const page = connect(server.ws, roomId, cookie, server.origin);
	await until(() => page.saved);
	vi.spyOn(Connection.prototype, 'sendUpdate').mockImplementationOnce(() => {
		throw new Error('it cannot be shown');
	});
	const author = { by: participantId, at: new Date().toISOString() };
	await server.live.edit(id, null, (doc) => createPerson(doc, author, { name: 'Ask' }));
	await until(() => namesOnMap(page).includes('Ask') && page.saved);
	createPerson(page.doc, author, { name: 'Bo' });
	await until(() => page.saved);
	const loaded = await loadDocument(server.sql, id);
	expect(loaded && namesOnMap(loaded)).toEqual(['Ask', 'Bo', 'Ylva']);
	// The seed, and one for each.
	expect(loaded?.seq).toBe(3);
	page.leave();
});
