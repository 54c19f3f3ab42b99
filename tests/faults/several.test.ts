// Several real processes on one database, with a real Redis between them, under load: they are stopped and killed, Redis
// is, and one of them is cut off from it, from PostgreSQL, or from both.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'iovalkey';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CLOSE } from '#lib/room/protocol.ts';
import { changeParticipant } from '../../server/access/changeParticipant.ts';
import * as participants from '../../server/access/participants.ts';
import { until } from '../support/client.ts';
import { openProxy, type Proxy, type Weather } from '../support/proxy.ts';
import { startRedis, whyNoRedis, type TestRedis } from '../support/redis.ts';
import { known, pick, tell } from './household.ts';
import { allSaved, examine, nothing, Page, seeded, wordsOf, type Notes } from './oracle.ts';
import {
	addressOf,
	limits,
	makeFolder,
	makeRooms,
	makeServer,
	startCluster,
	type Cluster,
	type ServerProcess,
	type TestRoom
} from './processes.ts';

const bound = { timeout: pick(180_000, 1_800_000) };
const origin = 'http://localhost:3999';
const random = seeded(Date.now() % 1_000_000);
const hour = 3_600_000;

describe.skipIf(whyNoRedis !== null)('several processes', () => {
	let redis: TestRedis;
	let cluster: Cluster;
	let folder: string;
	let servers: ServerProcess[];
	/** Between the first process and Redis, and PostgreSQL. */
	let toRedis: Proxy;
	let toDatabase: Proxy;
	const kept = new Set<Page>();
	const quick = { awarenessSilentMs: pick(2_000, 30_000) };

	beforeAll(async () => {
		redis = await startRedis();
		cluster = await startCluster();
		folder = makeFolder();
		toRedis = await openProxy({ host: '127.0.0.1', port: redis.port });
		toDatabase = await openProxy(
			{ path: join(cluster.folder, 'postgres', '.s.PGSQL.5432') },
			join(folder, '.s.PGSQL.5432')
		);
		// Nobody sweeps: the net under everything would hide that what is to heal a fault does not.
		const env = limits({ ...quick, sweepMs: hour });
		servers = [
			await makeServer({
				databaseUrl: `postgres://landsby@localhost/landsby?host=${encodeURIComponent(folder)}`,
				folder,
				origin,
				env: { ...env, REDIS_URL: `redis://127.0.0.1:${toRedis.port}` }
			}),
			await makeServer({ databaseUrl: cluster.url, folder, origin, env: { ...env, REDIS_URL: redis.url } }),
			await makeServer({ databaseUrl: cluster.url, folder, origin, env: { ...env, REDIS_URL: redis.url } })
		];
		for (const server of servers) await server.start();
		await areReady();
	}, 60_000);
	afterAll(async () => {
		await Promise.all(servers.map((server) => server.end('SIGTERM')));
		await toRedis.close();
		await toDatabase.close();
		await redis.close();
		await cluster.stop();
		rmSync(folder, { recursive: true, force: true });
	});
	afterEach(async () => {
		for (const page of kept) page.leave();
		kept.clear();
		// One fault must not be the next test's.
		toRedis.set({});
		toDatabase.set({});
		if (redis.process.exitCode !== null || redis.process.signalCode !== null) await redis.start();
		for (const server of servers) if (!server.isRunning) await server.start();
	});

	/** `/readyz` names Redis, too: where it is silent, it is not 200. */
	const areReady = () =>
		until(
			async () => {
				for (const server of servers) if ((await server.ready()) !== 200) return false;
				return true;
			},
			'all processes are ready',
			30_000
		);

	function open(room: TestRoom, port: (index: number) => number): Page[] {
		return room.people.map(({ cookie }, index) => {
			const page = new Page(room.notes, addressOf({ port: port(index), origin }, { cookie }));
			kept.add(page);
			return page;
		});
	}

	/** Rooms whose people are spread over the processes. */
	async function spread(count = 2, people = 4) {
		const rooms = await makeRooms(cluster.url, { rooms: count, people });
		const on = (index: number) => servers[index % 2]?.port ?? 0;
		const pages = rooms.flatMap((room) => open(room, on));
		await allSaved(pages);
		const isOnFirst = (_page: Page, index: number) => index % 2 === 0;
		return {
			rooms,
			pages,
			notes: rooms.map((room) => room.notes),
			onFirst: pages.filter(isOnFirst),
			onSecond: pages.filter((page, index) => !isOnFirst(page, index))
		};
	}

	function write(pages: readonly Page[]): void {
		for (const page of pages) page.write(random, 40);
	}

	async function isWhole(pages: readonly Page[], notes: readonly Notes[]): Promise<void> {
		for (const page of pages) page.pause();
		await allSaved(pages);
		expect(await examine(cluster.url, notes, pages)).toEqual(nothing);
		expect(pages.filter((page) => page.isRefused)).toEqual([]);
	}

	test(
		'[F2] processes are stopped one after the other under load: people move on, and no edit is refused',
		bound,
		async () => {
			let turn = 0;
			const balancer = await openProxy(() => {
				const running = servers.filter((server) => server.isRunning);
				const to = running[(turn += 1) % running.length];
				return { host: '127.0.0.1', port: to?.port ?? 1 };
			});
			const rooms = await makeRooms(cluster.url, { rooms: 3, people: 4 });
			const notes = rooms.map((room) => room.notes);
			const pages = rooms.flatMap((room) => open(room, () => balancer.port));
			await allSaved(pages);
			const gaps = pages.map((page) => gapsOf(page));
			write(pages);
			const drains: number[] = [];
			const before = balancer.accepted;
			for (let round = 0; round < pick(1, 10); round += 1)
				for (const server of servers) {
					await wait(500);
					const { ms, code } = await server.end('SIGTERM');
					expect(code, 'it ends by itself').toBe(0);
					drains.push(ms);
					await server.start();
				}
			await isWhole(pages, notes);
			const longest = Math.max(...gaps.flatMap((stop) => stop()));
			const moves = pages.reduce((sum, { client }) => sum + client.connects - 1, 0);
			// No storm: who is sent away comes back once, and is not sent from one to the next.
			for (const { client } of pages) expect(client.connects - 1).toBeLessThanOrEqual(drains.length);
			const tries = balancer.accepted - before;
			expect(tries, 'tries to connect').toBeLessThanOrEqual(5 * moves);
			tell(
				'F2',
				`${drains.length} processes stopped, at the longest in ${Math.max(...drains)} ms; ${moves} moves of pages with ${tries} tries, at the longest ${Math.round(longest)} ms without a connection`,
				notes
			);
			for (const page of pages) page.leave();
			await balancer.close();
		}
	);

	test(
		'[F1] a process is killed: its people move to another without loss, and who is there already lacks nothing',
		bound,
		async () => {
			const { pages, notes, onFirst, onSecond } = await spread(2, 4);
			const [, second] = servers;
			for (let round = 0; round < pick(2, 10); round += 1) {
				write(pages);
				await wait(300 + random(500));
				// At any moment; or when the log has what the other process will never be told of.
				if (round % 2 === 1) await second?.end('SIGKILL');
				else {
					await second?.order({ dieAt: 'afterCommit', after: random(5) });
					await second?.ended();
				}
				for (const page of onSecond) page.leaveWhenClosed();
				await until(() => onSecond.every((page) => page.gone), 'their sockets are closed', 60_000);
				const before = known(notes);
				await until(() => known(notes).seen > before.seen, 'the others go on');
				// What those who are left have, before anybody could send it again.
				for (const page of onFirst) page.pause();
				await allSaved(onFirst);
				expect(await examine(cluster.url, notes, onFirst)).toEqual(nothing);
				await second?.start();
				for (const page of onSecond) page.comeBack();
				await isWhole(pages, notes);
			}
			tell('F1', `one of two processes killed ${pick(2, 10)} times`, notes);
		}
	);

	test(
		'[F1] [T21] who was at a process that is killed is not seen any more at the other',
		bound,
		async () => {
			const [first, second] = servers;
			// Ghosts are swept away.
			await first?.end('SIGTERM');
			await first?.start(limits({ ...quick, sweepMs: pick(500, 5_000) }));
			await areReady();
			const { onFirst, onSecond } = await spread(1, 4);
			for (const { client } of [...onFirst, ...onSecond])
				client.awareness.setLocalState({ place: 'network' });
			const ghosts = onSecond.map(({ client }) => client.awareness.clientID);
			const isSeen = (page: Page) => ghosts.some((id) => page.client.awareness.getStates().has(id));
			await until(() => onFirst.every(isSeen), 'people of the other process are seen');
			const began = performance.now();
			await second?.end('SIGKILL');
			for (const page of onSecond) page.leaveWhenClosed();
			await until(() => !onFirst.some(isSeen), 'they are not seen any more', 60_000);
			tell('T21', `ghosts were gone after ${Math.round(performance.now() - began)} ms`);
			for (const page of onFirst) page.leave();
			await first?.end('SIGTERM');
			await first?.start();
			await second?.start();
			await areReady();
		}
	);

	interface Misfortune {
		readonly name: string;
		/** Throws where it did not strike. */
		readonly harm: (admin: Redis) => Promise<void>;
		readonly heal: (admin: Redis) => Promise<unknown>;
	}
	const misfortunes: Misfortune[] = [
		{
			name: 'is killed and started again',
			harm: async (admin) => {
				await redis.kill();
				await expect(admin.ping()).rejects.toThrow();
			},
			heal: () => redis.start()
		},
		{
			name: 'stands still',
			harm: async () => {
				redis.process.kill('SIGSTOP');
				await until(() => /\) T /.test(readFileSync(`/proc/${redis.process.pid}/stat`, 'utf8')), 'it stands');
			},
			heal: () => Promise.resolve(redis.process.kill('SIGCONT'))
		},
		{
			name: 'throws its listeners out',
			harm: async (admin) => {
				const before = await listeners(admin);
				expect(before).toHaveLength(servers.length);
				await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
				const after = await listeners(admin);
				expect(after.filter((id) => before.includes(id))).toEqual([]);
			},
			heal: () => Promise.resolve()
		},
		{
			name: 'forgets everything',
			harm: async (admin) => {
				// Nothing of ours lies there, so something is put there that can be gone.
				await admin.set('something', 'to forget');
				await admin.flushall();
				expect(await admin.get('something')).toBeNull();
			},
			heal: () => Promise.resolve()
		},
		{
			name: 'has no memory left',
			harm: async (admin) => {
				await admin.config('SET', 'maxmemory', '1mb');
				await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
				await expect(admin.set('something', 'more')).rejects.toThrow('OOM');
			},
			heal: (admin) => admin.config('SET', 'maxmemory', '0')
		},
		{
			name: 'cuts a listener that is slow',
			harm: async (admin) => {
				const before = await listeners(admin);
				expect(before).toHaveLength(servers.length);
				await admin.config('SET', 'client-output-buffer-limit', `pubsub ${256 * 1024} 0 0`);
				// Nobody reads what Redis says to the first process, and it says much: on the channel on which each process
				// hears whether it is heard, where nobody minds what is no answer.
				toRedis.set({ hold: ['down'] });
				const pulses = (await admin.call('PUBSUB', 'CHANNELS', '*:pulse:*')) as string[]; // as Redis answers it
				const noise = Buffer.alloc(20 * 1024);
				await until(
					async () => {
						for (const pulse of pulses) await admin.publish(pulse, noise);
						const now = await listeners(admin);
						return before.some((id) => !now.includes(id));
					},
					'it is cut',
					60_000
				);
			},
			heal: async (admin) => {
				toRedis.set({});
				await admin.config('SET', 'client-output-buffer-limit', 'pubsub 33554432 8388608 60');
			}
		}
	];

	/** Each by itself, or, in short, one after the other. */
	const rows = pick<[string, Misfortune[]][]>(
		[['has every misfortune', misfortunes]],
		misfortunes.map((misfortune) => [misfortune.name, [misfortune]])
	);

	test.each(rows)('[F9] Redis %s while everybody writes: nothing is lost', bound, async (name, all) => {
		const { pages, notes } = await spread();
		write(pages);
		for (let round = 0; round < pick(1, 5); round += 1)
			for (const { harm, heal } of all) {
				const admin = new Redis(redis.port, { lazyConnect: true, maxRetriesPerRequest: 0 });
				admin.on('error', () => undefined);
				await admin.connect();
				await until(async () => (await listeners(admin)).length === servers.length, 'all listen', 60_000);
				await harm(admin);
				await wait(pick(600, name === 'stands still' ? 30_000 : 5_000));
				await heal(admin);
				admin.disconnect();
				await wait(200);
			}
		await isWhole(pages, notes);
		expect(pages.map(({ client }) => client.connects)).toEqual(pages.map(() => 1));
		// As it was at first.
		await redis.start();
		await areReady();
		tell('F9', `Redis ${name}, ${pick(1, 5)} times`, notes);
	});

	test('[F9] [T4] with Redis gone a right that is withdrawn ends on the other process', bound, async () => {
		const { rooms, onSecond, onFirst, notes } = await spread(1, 4);
		const [room] = rooms;
		const [, person] = room?.people ?? [];
		const [left, ...others] = onSecond;
		if (!room || !person || !left) throw new Error('no room');
		await redis.kill();
		const kari = await participants.byId(cluster.sql, room.caseworker.participant);
		write([...onFirst, ...others]);
		await wait(300);
		const began = performance.now();
		await changeParticipant(cluster.sql, kari, person.participant, { state: 'removed' }, new Date());
		await until(() => left.client.closed === CLOSE.notYours, 'it is told');
		const ms = Math.round(performance.now() - began);
		const later = onFirst[0]?.word(random) ?? '';
		await isWhole([...onFirst, ...others], notes);
		expect(wordsOf(left.client.doc)).not.toContain(later);
		await redis.start();
		await areReady();
		tell('T4', `a right withdrawn with Redis gone: closed after ${ms} ms`, notes);
	});

	interface Cut {
		readonly redis?: Weather;
		readonly database?: Weather;
	}
	const partitions: [string, Cut][] = [
		['from both', { redis: { swallow: ['up', 'down'] }, database: { hold: ['up', 'down'] } }],
		['from the answers of PostgreSQL', { database: { swallow: ['down'] } }],
		['from what Redis says', { redis: { swallow: ['down'] } }],
		...pick<[string, Cut][]>(
			[],
			[
				['from Redis', { redis: { hold: ['up', 'down'] } }],
				['from PostgreSQL', { database: { hold: ['up', 'down'] } }]
			]
		)
	];

	test.each(partitions)(
		'[F10] one process is cut off %s: nothing is saved without the log, and all are in line afterwards',
		bound,
		async (name, cut) => {
			const { pages, notes, onFirst, onSecond } = await spread();
			const [first] = servers;
			const heard = async () =>
				/^landsby_relay_heard_total (\d+)$/m.exec(
					(await first?.order({ measure: true }))?.metrics ?? ''
				)?.[1];
			write(pages);
			await wait(500);
			toRedis.set(cut.redis ?? {});
			toDatabase.set(cut.database ?? {});
			await wait(500);
			const unsaved = onFirst.map((page) => page.unsaved.length);
			const heardBefore = await heard();
			const before = known(notes);
			await wait(pick(1_500, 60_000));
			// The others go on: at once, or, where it was cut off within a transaction, when PostgreSQL ends that.
			await until(() => known(notes).seen > before.seen, 'the others go on', 60_000);
			if (cut.redis) expect(await heard(), 'Redis is not heard there').toBe(heardBefore);
			if (cut.database) {
				for (const [index, page] of onFirst.entries())
					expect(page.unsaved.length, 'nothing was called saved there').toBeGreaterThan(unsaved[index] ?? 0);
				expect(await first?.ready(5_000)).not.toBe(200);
			}
			expect(onSecond.every((page) => page.client.connects === 1)).toBe(true);
			// What was said to nobody is not said again.
			for (const page of pages) page.pause();
			await allSaved(onSecond);
			toRedis.set({});
			toDatabase.set({});
			await isWhole(pages, notes);
			await areReady();
			tell('F10', `one of two processes cut off ${name} for ${pick(1.5, 60)} s`, notes);
		}
	);
});

/** Ids of the connections to Redis that listen. */
async function listeners(admin: Redis): Promise<string[]> {
	const list = (await admin.call('CLIENT', 'LIST', 'TYPE', 'pubsub')) as string; // as Redis answers it
	return [...list.matchAll(/^id=(\d+) /gm)].map(([, id = '']) => id);
}

/** Notes down how long a page is without a connection, each time. @returns how to stop it, and the times in ms */
function gapsOf({ client }: Page): () => number[] {
	const gaps: number[] = [];
	let since: number | null = null;
	client.provider.on('status', ({ status }) => {
		if (status === 'disconnected') since ??= performance.now();
		if (status !== 'connected' || since === null) return;
		gaps.push(performance.now() - since);
		since = null;
	});
	return () => [0, ...gaps];
}
