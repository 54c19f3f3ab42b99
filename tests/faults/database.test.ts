import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CLOSE } from '#lib/room/protocol.ts';
import { startEmbedded } from '../../server/db/embedded.ts';
import { connectTo } from '../../server/db/postgres.ts';
import { createLog } from '../../server/log.ts';
import { raiseEpoch } from '../../server/sync/epoch.ts';
import { bare, until } from '../support/client.ts';
import { openProxy } from '../support/proxy.ts';
import { Household, known, pick, tell } from './household.ts';
import { allSaved, examine, nothing, Page, wordsOf } from './oracle.ts';
import { addressOf, limits, makeFolder, makeRooms, makeServer, slowCommits, urlOf } from './processes.ts';

let house: Household;
// A statement that PostgreSQL does not end in a second is ended, and who comes is told after a second to come again: so
// a short pause is a long one.
beforeAll(
	async () => (house = await Household.open({ statementMs: 1_000, lockMs: 500, authoriseMs: 1_000 }))
);
afterAll(() => house.close());
afterEach(() => house.leave());

const bound = { timeout: pick(120_000, 1_200_000) };

test('[F3] PostgreSQL is stopped at once, as by pg_ctl -m immediate', bound, async () => {
	const { pages, notes } = await house.rooms();
	const times = pick(2, 20);
	for (let time = 0; time < times; time += 1) {
		house.write(pages);
		await wait(300);
		house.cluster.signal('SIGQUIT', 'postmaster');
		await wait(300);
		await house.isWhole(pages, notes);
	}
	expect(pages.map(({ client }) => client.connects)).toEqual(pages.map(() => 1));
	tell('F3', `${times} immediate stops of PostgreSQL`, notes);
});

test('[F3] our connections to PostgreSQL are terminated, again and again', bound, async () => {
	const { pages, notes } = await house.rooms();
	const times = pick(10, 200);
	let ended = 0;
	house.write(pages);
	for (let time = 0; time < times; time += 1) {
		const rows = await house.cluster.sql`
			select pg_terminate_backend(pid) from pg_stat_activity where application_name in ('landsby', 'landsby-log')`;
		ended += rows.length;
		await wait(100);
	}
	await house.isWhole(pages, notes);
	expect(ended).toBeGreaterThanOrEqual(times);
	expect(pages.map(({ client }) => client.connects)).toEqual(pages.map(() => 1));
	tell('F3', `${ended} connections terminated`, notes);
});

test('[F3] the answer to a commit is lost on its way: it is looked up, never made twice', bound, async () => {
	const folder = makeFolder();
	const sockets = join(folder, '.s.PGSQL.5432');
	const between = await openProxy({ path: join(house.cluster.folder, 'postgres', '.s.PGSQL.5432') }, sockets);
	const server = await makeServer({
		databaseUrl: `postgres://landsby@localhost/landsby?host=${encodeURIComponent(folder)}`,
		folder,
		// Compaction would hide what was written twice.
		env: limits({ compactRows: 1_000_000, compactIdleRows: 1_000_000 })
	});
	await server.start();
	const rooms = await makeRooms(house.cluster.url, { rooms: 2, people: 2 });
	const pages = rooms.flatMap(({ notes, people }) =>
		people.map((one) => house.keep(new Page(notes, addressOf(server, one))))
	);
	const notes = rooms.map((room) => room.notes);
	await allSaved(pages);
	const times = pick(5, 100);
	for (let time = 0; time < times; time += 1) {
		house.write(pages);
		await wait(100);
		between.set({ swallow: ['down'] });
		await wait(100);
		// The weather changes, and what has lost bytes is cut.
		between.set({});
		await house.isWhole(pages, notes);
	}
	for (const { document } of notes) {
		const twice = await house.cluster.sql`
			select 1 from updates where document_id = ${document} group by data having count(*) > 1`;
		expect(twice).toHaveLength(0);
	}
	tell('F3', `${times} times the answers of PostgreSQL lost`, notes);
	await house.leave();
	await server.end('SIGTERM');
	await between.close();
	rmSync(folder, { recursive: true });
});

test.each(pick([2_500], [10_000, 300_000]))(
	'[F4] PostgreSQL stands still for %i ms: nothing is promised, and then everything goes on',
	bound,
	async (ms) => {
		const { rooms, pages, notes } = await house.rooms();
		const [room] = rooms;
		if (!room) throw new Error('no room');
		await house.server.order({ measure: true });
		house.write(pages, 50);
		await wait(300);
		house.cluster.signal('SIGSTOP', 'all');
		const began = performance.now();
		const late = house.page(room, room.caseworker);
		try {
			await wait(500);
			const before = known(notes);
			expect(await house.server.ready(5_000)).toBe(503);
			// Who comes now is told to come again, and is no danger to those who are here.
			const { origin, ws } = house.server;
			const door = bare(`${ws}/${room.id}`, { Cookie: room.caseworker.cookie, Origin: origin });
			await expect(door.opened).rejects.toThrow('503');
			await wait(Math.max(0, ms - (performance.now() - began)));
			expect(known(notes), 'nothing was shown or called saved meanwhile').toEqual(before);
			expect(late.client.connects, 'who comes has nothing').toBe(0);
			expect(late.client.closed, 'and is not sent away').toBeNull();
		} finally {
			house.cluster.signal('SIGCONT', 'all');
		}
		await house.isWhole([...pages, late], notes);
		await until(async () => (await house.server.ready()) === 200, 'it is ready again');
		expect(pages.map(({ client }) => client.connects)).toEqual(pages.map(() => 1));
		const { loopMaxMs, rss } = await house.server.order({ measure: true });
		const how = `longest pause of the loop ${Math.round(loopMaxMs)} ms, memory ${Math.round(rss / 2 ** 20)} MiB`;
		tell('F4', `PostgreSQL stopped for ${ms / 1000} s, ${how}`, notes);
	}
);

test(
	'[F4] what waits has a bound, and past it pages keep what they wrote and send it again',
	bound,
	async () => {
		// More than all pages of one room hold, and less than those of three: what one room holds must find place again.
		const queueBytes = 20_000;
		const own = await Household.open({ queueBytes, statementMs: 1_000 }, {}, house.cluster);
		const { pages, notes } = await own.rooms({ rooms: 3, people: 2 });
		const times = pick(1, 20);
		for (let time = 0; time < times; time += 1) {
			own.cluster.signal('SIGSTOP', 'all');
			for (let word = 0; word < 250; word += 1) {
				for (const page of pages) page.word(own.random);
				if (word % 10 === 0) await wait(10);
			}
			await wait(pick(500, 2_000));
			own.cluster.signal('SIGCONT', 'all');
			await own.isWhole(pages, notes);
		}
		expect(pages.map(({ client }) => client.connects)).toEqual(pages.map(() => 1));
		const { queue } = await own.server.order({ measure: true });
		expect(queue.givenUp, 'updates that found no place').toBeGreaterThanOrEqual(times);
		expect(queue.mostBytes).toBeLessThanOrEqual(queueBytes);
		expect(queue.bytes).toBe(0);
		// Those, too, came from the pages again.
		for (const { totals } of notes) expect(totals.saved).toBe(totals.written);
		tell(
			'F4',
			`${times} times more than the queue of ${queueBytes / 1000} kB takes: at most ${queue.mostBytes} bytes waited, ${queue.givenUp} updates given up`,
			notes
		);
		await own.leave();
		await own.network.close();
		await own.server.end('SIGTERM');
	}
);

test(
	'[F5] PostgreSQL takes no more connections of ours: whoever is here stays, and the pool recovers',
	bound,
	async () => {
		const { sql, data } = house.cluster;
		await sql`create role limited login createrole`;
		await sql`create database limited owner limited`;
		appendFileSync(join(data, 'pg_hba.conf'), 'local limited all trust\n');
		await sql`select pg_reload_conf()`;
		const url = house.cluster.url.replace('landsby@localhost/landsby', 'limited@localhost/limited');
		const folder = makeFolder();
		const server = await makeServer({ databaseUrl: url, folder });
		await server.start();
		const admin = connectTo(house.cluster.url.replace('/landsby?', '/limited?'), { max: 1 });
		try {
			const rooms = await makeRooms(url, { rooms: 2, people: 2 });
			const notes = rooms.map((room) => room.notes);
			const pages = rooms.flatMap((room) =>
				room.people.map((one) => house.keep(new Page(room.notes, addressOf(server, one))))
			);
			await allSaved(pages);
			const times = pick(2, 20);
			for (let time = 0; time < times; time += 1) {
				house.write(pages);
				await wait(200);
				await admin`alter role limited connection limit 0`;
				await admin`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'limited'`;
				expect(await server.ready()).toBe(503);
				await wait(300);
				await admin`alter role limited connection limit 1`;
				await wait(300);
				await admin`alter role limited connection limit -1`;
				for (const page of pages) page.pause();
				await allSaved(pages);
				expect(await examine(url, notes, pages)).toEqual(nothing);
			}
			await until(async () => (await server.ready()) === 200, 'it is ready again');
			expect(pages.map(({ client }) => client.connects)).toEqual(pages.map(() => 1));
			tell('F5', `${times} times no connection left`, notes);
		} finally {
			await house.leave();
			await admin.end();
			await server.end('SIGTERM');
			rmSync(folder, { recursive: true });
		}
	}
);

test('[F5] somebody holds the row of one room: the other rooms go on', bound, async () => {
	const { pages, notes } = await house.rooms({ rooms: 3, people: 2 });
	const [held, ...others] = notes;
	if (!held) throw new Error('no room');
	const mine = pages.filter((page) => page.notes === held);
	const theirs = pages.filter((page) => page.notes !== held);
	const owner = connectTo(house.cluster.url, { max: 1 });
	await owner.begin(async (tx) => {
		await tx`select 1 from documents where id = ${held.document} for update`;
		house.write(pages);
		await until(() => held.written > 20, 'the room has written');
		const before = known([held]);
		// More than one lock time-out, several times over.
		for (let time = 0; time < pick(2, 10); time += 1) {
			await wait(700);
			for (const page of theirs) page.pause();
			await allSaved(theirs, 'the other rooms are saved');
			house.write(theirs);
		}
		expect(known([held]), 'and the held one is told nothing').toEqual(before);
		expect(mine.some(({ client }) => client.saved)).toBe(false);
		expect(known(others).seen).toBeGreaterThan(20);
	});
	await owner.end();
	await house.isWhole(pages, notes);
	tell('F5', 'the row of one of three rooms held', notes);
});

test('[F7] PostgreSQL is read only: nothing is taken, nothing is lost in the pages', bound, async () => {
	const { pages, notes } = await house.rooms({ rooms: 3, people: 2 });
	const quiet = pages.filter((page) => page.notes === notes[2]);
	const { sql } = house.cluster;
	house.write(pages.filter((page) => !quiet.includes(page)));
	await wait(300);
	await sql`alter system set default_transaction_read_only = on`;
	await sql`select pg_reload_conf()`;
	try {
		// Until every connection has heard of it.
		await wait(500);
		const before = known(notes);
		await wait(pick(1_500, 20_000));
		expect(known(notes), 'nothing was shown or called saved meanwhile').toEqual(before);
		// Where somebody has written, an answer would hold what is not durable: there it waits.
		const late = quiet[0]?.beside();
		await until(
			() => late?.client.provider.synced === true,
			'a room in which nobody has written opens to be read'
		);
		late?.leave();
	} finally {
		await sql`set default_transaction_read_only = off`;
		await sql`alter system reset default_transaction_read_only`;
		await sql`select pg_reload_conf()`;
	}
	await house.isWhole(pages, notes);
	tell('F7', 'read only for a while', notes);
});

test(
	'[F7] [T37] a failover to a standby without the last commits: what came after it is merged by nobody',
	bound,
	async () => {
		const [first, standby] = [makeFolder(), makeFolder()];
		let database = await startEmbedded(first, createLog('silent'));
		const [room] = await makeRooms(urlOf(first), { rooms: 1, people: 2 });
		if (!room) throw new Error('no room');
		const server = await makeServer({ databaseUrl: urlOf(first), folder: first });
		await server.start();
		const pages = room.people.map((one) => house.keep(new Page(room.notes, addressOf(server, one))));
		const writeUntil = async (saved: number) => {
			await allSaved(pages);
			house.write(pages);
			await until(() => room.notes.saved.size > saved, 'words are saved');
			for (const page of pages) page.pause();
			await allSaved(pages);
		};
		await writeUntil(20);
		// The standby is as far as here.
		await server.end('SIGTERM');
		await database.stop();
		const copied = spawnSync('cp', ['-a', join(first, 'postgres'), join(standby, 'postgres')]);
		expect(copied.status).toBe(0);
		const early = new Set([...room.notes.saved, ...room.notes.seen]);
		database = await startEmbedded(first, createLog('silent'));
		await server.start();
		await writeUntil(early.size + 20);
		await server.end('SIGKILL');
		await database.stop();
		database = await startEmbedded(standby, createLog('silent'));
		const sql = connectTo(urlOf(standby), { max: 1 });
		await raiseEpoch(sql);
		await sql.end();
		await server.start({ DATABASE_URL: urlOf(standby) });
		await until(() => pages.every(({ client }) => client.closed === CLOSE.outdated), 'pages are told');
		const late = house.keep(new Page(room.notes, addressOf(server, room.caseworker)));
		await allSaved([late]);
		const stored = wordsOf(late.client.doc);
		expect(new Set(stored)).toEqual(early);
		expect(stored).toHaveLength(early.size);
		// What they had written stands in their pages, to be copied.
		for (const { client } of pages) expect(wordsOf(client.doc).length).toBeGreaterThan(early.size);
		await house.leave();
		await server.end('SIGTERM');
		await database.stop();
		for (const folder of [first, standby]) rmSync(folder, { recursive: true });
	}
);

test('[F8] PostgreSQL commits slowly: more updates share a commit', bound, async () => {
	const { pages, notes } = await house.rooms({ rooms: 3, people: 3 });
	await slowCommits(house.cluster.url, 100);
	await house.cluster.sql`
			select pg_terminate_backend(pid) from pg_stat_activity where application_name in ('landsby', 'landsby-log')`;
	await house.server.order({ measure: true });
	const before = counts((await house.server.order({ measure: true })).metrics);
	house.write(pages, 20);
	await wait(pick(1_500, 60_000));
	await house.isWhole(pages, notes);
	const { metrics, rss, loopMaxMs } = await house.server.order({ measure: true });
	const after = counts(metrics);
	const perCommit = (after.updates - before.updates) / (after.commits - before.commits);
	expect(perCommit, 'updates in a commit').toBeGreaterThan(3);
	tell(
		'F8',
		`commits of 100 ms, ${perCommit.toFixed(1)} updates in each, memory ${Math.round(rss / 2 ** 20)} MiB, longest pause of the loop ${Math.round(loopMaxMs)} ms`,
		notes
	);
	await slowCommits(house.cluster.url, 0);
});

function counts(metrics: string): { commits: number; updates: number } {
	const read = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(metrics)?.[1] ?? NaN);
	return { commits: read('landsby_commit_seconds_count'), updates: read('landsby_updates_logged_total') };
}
