import * as Y from 'yjs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ISql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPerson, readPeople } from '#lib/network/document.ts';
import { createLog } from '../../server/log.ts';
import { project } from '../../server/plan/projector.ts';
import { compact, COMPACT_STEPS } from '../../server/sync/compact.ts';
import { raiseEpoch } from '../../server/sync/epoch.ts';
import { loadDocument } from '../../server/sync/load.ts';
import { LiveRooms } from '../../server/sync/rooms.ts';
import { connect, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const namesIn = (doc: Y.Doc) =>
	readPeople(doc)
		.entities.map(({ name }) => name)
		.sort();
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `Person ${n}`).sort();

/** A document with so many people, each an update of its own. */
async function written(count: number) {
	const { roomId, cookie, participantId } = await server.room();
	const id = await server.documentId(roomId);
	const author = { by: participantId, at: new Date().toISOString() };
	for (let n = 0; n < count; n += 1)
		await server.live.edit(id, null, (doc) => createPerson(doc, author, { name: `Person ${n}` }));
	return { id, roomId, cookie, author };
}

async function stored(id: string) {
	const [row] = await server.sql<{ head: number; snapshot: number; rows: number; first: number | null }[]>`
		select head_seq as head, snapshot_seq as snapshot,
			(select count(*)::int from updates where document_id = d.id) as rows,
			(select min(seq) from updates where document_id = d.id) as first
		from documents d where id = ${id}`;
	if (!row) throw new Error('no document');
	return row;
}

async function people(id: string): Promise<string[]> {
	const loaded = await loadDocument(server.sql, id);
	expect(loaded?.damaged).toBe(false);
	return loaded ? namesIn(loaded.doc) : [];
}

/** Compacts in a process of its own, which stands still at a step, where there is one of that name. */
function compactIn(id: string, step: string) {
	const child = spawn(
		process.execPath,
		[join(import.meta.dirname, '..', 'faults', 'compactAndStop.ts'), id, step],
		{ env: { ...process.env, DATABASE_URL: server.databaseUrl }, stdio: ['ignore', 'pipe', 'inherit'] }
	);
	return { child, ended: new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal))) };
}

/** How many write a snapshot just now. */
async function writing(sql: ISql): Promise<number> {
	// Within a transaction it would be what it was the first time.
	await sql`select pg_stat_clear_snapshot()`;
	const [row] = await sql<{ count: number }[]>`
		select count(*)::int as count from pg_stat_activity
		where datname = current_database() and state = 'active' and query like '%insert into snapshots%'
			and pid <> pg_backend_pid()`;
	return row?.count ?? 0;
}

test('[L1] a compacted log says what it said before, to loading, to the projection and to pages', async () => {
	const { id, roomId, cookie } = await written(5);
	const clients = await server.sql`select * from clients where document_id = ${id} order by client_id`;
	expect(await compact(server.sql, id)).toBe(6);
	expect(await stored(id)).toEqual({ head: 6, snapshot: 6, rows: 0, first: null });
	expect(await compact(server.sql, id), 'nothing more to do').toBe(null);
	expect(await people(id)).toEqual([...numbered(5), 'Ylva']);
	expect(
		await server.sql`select * from clients where document_id = ${id} order by client_id`,
		'whose client ids are is kept'
	).toEqual(clients);

	expect(await project(server.sql, id)).toBe(6);
	const rows = await server.sql`select name from people where document_id = ${id}`;
	expect(rows).toHaveLength(6);
	await server.live.unload();
	const page = connect(server.ws, roomId, cookie, server.origin);
	await until(() => namesIn(page.doc).length === 6 && page.saved);
	page.leave();
});

test('[L1] nothing that is appended while it compacts, again and again, is lost', async () => {
	const { id, roomId, cookie, author } = await written(1);
	const page = connect(server.ws, roomId, cookie, server.origin);
	await until(() => page.saved);
	let writing = true;
	const rounds: (number | null)[] = [];
	const compacting = (async () => {
		while (writing) rounds.push(await compact(server.sql, id));
	})();
	for (let n = 1; n < 60; n += 1) {
		createPerson(page.doc, author, { name: `Person ${n}` });
		if (n % 3 === 0) await until(() => page.saved);
	}
	await until(() => page.saved);
	writing = false;
	await compacting;
	expect(rounds.filter((seq) => seq !== null).length).toBeGreaterThan(5);
	page.leave();
	expect(await people(id)).toEqual([...numbered(60), 'Ylva']);
});

test.each(COMPACT_STEPS)(
	'[L1] a compaction that ends when it has %s, by a fault or with its whole process, leaves the log as it was',
	async (step) => {
		const { id } = await written(4);
		const before = await stored(id);
		await expect(
			compact(server.sql, id, (reached) => {
				if (reached === step) throw new Error('ended here');
			})
		).rejects.toThrow('ended here');
		expect(await stored(id)).toEqual(before);

		const { child, ended } = compactIn(id, step);
		await new Promise<void>((resolve, reject) => {
			child.stdout.setEncoding('utf8').on('data', (text: string) => text.includes(step) && resolve());
			child.once('exit', () => reject(new Error('it ended by itself')));
		});
		child.kill('SIGKILL');
		expect(await ended).toBe('SIGKILL');
		expect(await stored(id)).toEqual(before);
		expect(await people(id)).toEqual([...numbered(4), 'Ylva']);
		expect(await compact(server.sql, id)).toBe(5);
		expect(await people(id)).toEqual([...numbered(4), 'Ylva']);
	}
);

test('[L1] a compaction whose statement fails half-way leaves the log as it was', async () => {
	const { id } = await written(4);
	const before = await stored(id);
	// By then the rows are deleted and the snapshot is written.
	await server.owner`
		create function no_numbers() returns trigger language plpgsql as $$ begin raise 'ended here'; end $$`;
	await server.owner`
		create trigger no_numbers before update of snapshot_seq on documents
		for each row execute function no_numbers()`;
	try {
		await expect(compact(server.sql, id)).rejects.toThrow('ended here');
	} finally {
		await server.owner`drop function no_numbers cascade`;
	}
	expect(await stored(id)).toEqual(before);
	expect(await people(id)).toEqual([...numbered(4), 'Ylva']);
});

test('[L1] a process killed while it writes leaves the log as it was, or shortened and whole', async () => {
	const { id } = await written(4);
	const before = await stored(id);
	const { child, ended } = compactIn(id, 'nowhere');
	await server.owner.begin(async (tx) => {
		await tx`select 1 from documents where id = ${id} for update`;
		await until(async () => (await writing(tx)) > 0);
		child.kill('SIGKILL');
		await ended;
	});
	// PostgreSQL may notice only when it is done that nobody is there to be told.
	await until(async () => (await writing(server.owner)) === 0);
	expect([before, { ...before, snapshot: 5, rows: 0, first: null }]).toContainEqual(await stored(id));
	expect(await people(id)).toEqual([...numbered(4), 'Ylva']);
});

test('[L1] people write on while it is put together, and what they write stays behind the snapshot', async () => {
	const { id, author } = await written(4);
	const seq = await compact(server.sql, id, async (step) => {
		await server.live.edit(id, null, (doc) => createPerson(doc, author, { name: step }));
	});
	expect(seq).toBe(5);
	expect(await stored(id)).toEqual({ head: 7, snapshot: 5, rows: 2, first: 6 });
	expect(await people(id)).toEqual([...numbered(4), 'Ylva', 'built', 'read']);
});

test('[L1] of two compactions at once the slower does nothing, and so does one that a restore overtakes', async () => {
	const { id, author } = await written(4);
	const slower = await compact(server.sql, id, async (step) => {
		if (step !== 'built') return;
		await server.live.edit(id, null, (doc) => createPerson(doc, author, { name: 'Newer' }));
		expect(await compact(server.sql, id)).toBe(6);
	});
	expect(slower).toBe(null);
	expect(await stored(id)).toEqual({ head: 6, snapshot: 6, rows: 0, first: null });

	await server.live.edit(id, null, (doc) => createPerson(doc, author, { name: 'Newest' }));
	const overtaken = await compact(server.sql, id, async (step) => {
		if (step === 'built') await raiseEpoch(server.owner, [id]);
	});
	expect(overtaken).toBe(null);
	expect(await stored(id)).toEqual({ head: 7, snapshot: 6, rows: 1, first: 7 });
	expect(await people(id)).toEqual(['Newer', 'Newest', ...numbered(4), 'Ylva']);
});

test('[L1] a live document that was behind reads the snapshot where its gap was compacted, and its pages stay', async () => {
	const { id, roomId, cookie, author } = await written(1);
	const page = connect(server.ws, roomId, cookie, server.origin);
	await until(() => page.saved);
	const other = new LiveRooms(server.database, server.config.limits, createLog('silent'));
	await other.edit(id, null, (doc) => createPerson(doc, author, { name: 'Unsaid' }));
	await other.edit(id, null, (doc) => createPerson(doc, author, { name: 'Unsaid too' }));
	await compact(server.sql, id);
	expect(await stored(id)).toMatchObject({ head: 4, snapshot: 4, rows: 0 });
	// All that is missing is in the snapshot.
	await server.sql`select pg_notify('landsby', ${JSON.stringify({ documentsChanged: [id] })})`;
	await until(() => namesIn(page.doc).includes('Unsaid') && namesIn(page.doc).includes('Unsaid too'));
	// Some is, and some came after it.
	await other.edit(id, null, (doc) => createPerson(doc, author, { name: 'In the snapshot' }));
	await compact(server.sql, id);
	await other.edit(id, null, (doc) => createPerson(doc, author, { name: 'Behind it' }));
	createPerson(page.doc, author, { name: 'Next' });
	await until(
		() => page.saved && ['In the snapshot', 'Behind it'].every((name) => namesIn(page.doc).includes(name))
	);
	expect(page.connects).toBe(1);
	await other.close();
	page.leave();
	expect(await people(id)).toEqual([
		'Behind it',
		'In the snapshot',
		'Next',
		'Person 0',
		'Unsaid',
		'Unsaid too',
		'Ylva'
	]);
});

test('[L1] a document with an update that cannot be read is never compacted away', async () => {
	const { id } = await written(3);
	await server.owner`update updates set data = ${Buffer.from([255])} where document_id = ${id} and seq = 3`;
	const before = await stored(id);
	expect(await compact(server.sql, id)).toBe(null);
	expect(await stored(id)).toEqual(before);
});

test('[L1] a snapshot that has become empty is no empty room: it opens to be read, and nothing is written on top', async () => {
	const { id, roomId, cookie } = await written(3);
	await compact(server.sql, id);
	await server.owner`update snapshots set data = ${Buffer.from([0, 0])} where document_id = ${id}`;
	expect((await loadDocument(server.sql, id))?.damaged).toBe(true);
	expect(await compact(server.sql, id)).toBe(null);
	await server.live.unload();
	const page = connect(server.ws, roomId, cookie, server.origin);
	await until(() => page.notices.some((notice) => notice.type === 'welcome' && !notice.rights.write));
	page.leave();
});

test('a long tail is compacted while people write, and a shorter one when they have left', async () => {
	const small = await openServer({
		LANDSBY_LIMITS: JSON.stringify({ compactRows: 10, compactIdleRows: 2 })
	});
	try {
		const { roomId, cookie, participantId } = await small.room();
		const id = await small.documentId(roomId);
		const snapshot = async () =>
			(await small.sql<{ seq: number }[]>`select snapshot_seq as seq from documents where id = ${id}`)[0]
				?.seq;
		const author = { by: participantId, at: new Date().toISOString() };
		const page = connect(small.ws, roomId, cookie, small.origin);
		await until(() => page.saved);
		for (let n = 0; n < 12; n += 1) {
			createPerson(page.doc, author, { name: `Person ${n}` });
			await until(() => page.saved);
		}
		await until(async () => ((await snapshot()) ?? 0) >= 10);
		const first = (await snapshot()) ?? 0;
		for (let n = 12; n < 16; n += 1) {
			createPerson(page.doc, author, { name: `Person ${n}` });
			await until(() => page.saved);
		}
		page.leave();
		await until(() => small.live.size.connections === 0);
		await small.live.unload();
		expect(await snapshot()).toBeGreaterThan(first);
		const fresh = connect(small.ws, roomId, cookie, small.origin);
		await until(() => namesIn(fresh.doc).length === 17);
		fresh.leave();
	} finally {
		await small.close();
	}
});

test('a log that was shortened when everybody had left is shortened again as soon as people come back', async () => {
	const small = await openServer({
		LANDSBY_LIMITS: JSON.stringify({ compactRows: 10, compactIdleRows: 2 })
	});
	try {
		const { roomId, participantId } = await small.room();
		const id = await small.documentId(roomId);
		const author = { by: participantId, at: new Date().toISOString() };
		const write = (name: string) =>
			small.live.edit(id, null, (doc) => void createPerson(doc, author, { name }));
		const snapshot = async () =>
			(await small.sql<{ seq: number }[]>`select snapshot_seq as seq from documents where id = ${id}`)[0]
				?.seq ?? 0;
		for (let n = 0; n < 4; n += 1) await write(`Person ${n}`);
		await small.live.unload();
		const first = await snapshot();
		expect([small.live.size.documents, first]).toEqual([0, 5]);
		for (let n = 4; n < 16; n += 1) await write(`Person ${n}`);
		await until(async () => (await snapshot()) > first, 'it is shortened again', 3_000);
	} finally {
		await small.close();
	}
});

test('a server that stops leaves short logs behind, since everybody comes back at once when it starts', async () => {
	const small = await openServer({
		LANDSBY_LIMITS: JSON.stringify({ compactRows: 1_000, compactIdleRows: 1_000, compactIdleBytes: 500 })
	});
	const { roomId, cookie, participantId } = await small.room();
	const id = await small.documentId(roomId);
	const author = { by: participantId, at: new Date().toISOString() };
	const page = connect(small.ws, roomId, cookie, small.origin);
	for (let n = 0; n < 8; n += 1) {
		await until(() => page.saved);
		createPerson(page.doc, author, { name: `Person ${n}` });
	}
	await until(() => page.saved);
	await small.live.close();
	page.leave();
	try {
		const [row] = await small.sql<{ snapshot: number; head: number }[]>`
			select snapshot_seq as snapshot, head_seq as head from documents where id = ${id}`;
		expect(row?.snapshot).toBe(row?.head);
		expect(namesIn((await loadDocument(small.sql, id))?.doc ?? new Y.Doc())).toHaveLength(9);
	} finally {
		await small.close();
	}
});
