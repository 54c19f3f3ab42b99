import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../support/client.ts';
import type { Weather } from '../support/proxy.ts';
import { borrowedCluster, Household, isLong, known, pick, tell } from './household.ts';
import { allSaved } from './oracle.ts';

let house: Household;
// Everything that has a rhythm has a quicker one, so that a short test sees it several times; the long run keeps
// to the product's own.
const quick: Record<string, number> = { pingMs: 1_000, sayMs: 3_000, awarenessSilentMs: 3_000 };
beforeAll(async () => (house = await Household.open(pick(quick, {}), {}, await borrowedCluster())));
afterAll(() => house.close());
afterEach(() => house.leave());

const bound = { timeout: pick(120_000, 1_200_000) };

const weathers: [string, Weather][] = [
	['every piece late by 300 ms', { delayMs: 300 }],
	['20 kB in a second', { bytesPerSecond: 20_000 }],
	['small frames held together for half a second', { gather: { bytes: 4_096, ms: 500 } }],
	['nothing arrives at the server', { swallow: ['up'] }],
	['nothing arrives at the pages', { swallow: ['down'] }],
	['connections stand, and nothing is forwarded', { hold: ['up', 'down'] }],
	['nobody can connect', { refuse: true }]
];

test.each(weathers)(
	'[F16] a bad network, %s: once it is better nothing is lost, and all are in line',
	bound,
	async (name, weather) => {
		const { pages, notes } = await house.rooms();
		house.write(pages, 50);
		for (let time = 0; time < pick(1, 10); time += 1) {
			await wait(200);
			house.network.set(weather);
			await wait(pick(600, 5_000));
			house.network.set({});
			if (weather.refuse) house.network.cut();
		}
		await house.isWhole(pages, notes);
		tell('F16', name, notes);
	}
);

test('[F16] connections are cut, again and again, while everybody writes', bound, async () => {
	const { pages, notes } = await house.rooms();
	house.write(pages);
	const times = pick(10, 300);
	for (let time = 0; time < times; time += 1) {
		await wait(house.random(200));
		house.network.cut();
	}
	await house.isWhole(pages, notes);
	expect(Math.max(...pages.map(({ client }) => client.connects))).toBeGreaterThan(1);
	tell('F16', `${times} cuts of all connections`, notes);
});

test('[F16] a proxy that cuts what is idle never finds a page idle', bound, async () => {
	const { pages } = await house.rooms({ rooms: 2, people: 1 });
	const idleMs = pick(3_000, 60_000);
	house.network.set({ idleMs });
	await wait(2 * idleMs);
	expect(pages.map(({ client }) => client.connects)).toEqual([1, 1]);
	tell(
		'F16',
		`a proxy that cuts what is idle for ${idleMs / 1000} s: no connection cut in ${(2 * idleMs) / 1000} s`
	);
});

test(
	'[F16] a proxy answers 502 for a while: pages come back by themselves, with what was written meanwhile',
	bound,
	async () => {
		const { pages, notes } = await house.rooms();
		house.network.set({ http: { status: 502 } });
		house.network.cut();
		house.write(pages);
		await wait(pick(800, 20_000));
		expect(pages.some(({ client }) => client.saved)).toBe(false);
		house.network.set({});
		await house.isWhole(pages, notes);
		tell('F16', `502 for ${pick(0.8, 20)} s`, notes);
	}
);

test.each<[string, Weather]>([
	['blocks sockets', { http: { noUpgrade: 403 } }],
	['speaks HTTP/1.0', { http: { http10: true } }]
])(
	'[F16] a proxy that %s: nothing is called saved, and nobody else notices',
	bound,
	async (name, weather) => {
		const { rooms, pages, notes } = await house.rooms();
		const [room] = rooms;
		if (!room) throw new Error('no room');
		house.write(pages);
		house.network.set(weather);
		const behind = house.page(room, room.caseworker);
		await until(() => house.network.accepted > pages.length + 2, 'it has tried more than once');
		expect([behind.client.connects, behind.client.saved]).toEqual([0, false]);
		expect(await house.server.ready()).toBe(200);
		house.network.set({});
		await allSaved([behind]);
		await house.isWhole([...pages, behind], notes);
		tell('F16', `a proxy that ${name}`, notes);
	}
);

test(
	'[F16] [T10] a page that hears and says nothing any more is let go, and its presence with it',
	bound,
	async () => {
		const { rooms, pages } = await house.rooms({ rooms: 1, people: 1 });
		const [room] = rooms;
		const [there] = pages;
		if (!room || !there) throw new Error('no room');
		const frozen = house.page(room, room.caseworker);
		await allSaved([frozen]);
		frozen.client.awareness.setLocalState({ place: 'network' });
		await until(() => there.client.awareness.getStates().has(frozen.client.doc.clientID), 'seen');
		// As a laptop that is shut: its kernel keeps the connection, and nothing is read.
		const beside = house.server.port;
		there.leave();
		const looks = house.keep(there.move({ ws: `ws://127.0.0.1:${beside}/ws` }));
		await allSaved([looks]);
		await until(() => looks.client.awareness.getStates().has(frozen.client.doc.clientID), 'seen from beside');
		house.network.set({ hold: ['up', 'down'] });
		await until(
			() => !looks.client.awareness.getStates().has(frozen.client.doc.clientID),
			'not seen any more',
			90_000
		);
		expect(known([room.notes]).seen).toBe(0);
		tell('F12', 'a page behind a half-open connection is let go');
	}
);

if (isLong)
	test(
		'[F16] [M3] a page where nothing happens keeps its one connection for five minutes',
		bound,
		async () => {
			const { pages } = await house.rooms({ rooms: 1, people: 1 });
			await wait(300_000);
			expect(pages[0]?.client.connects).toBe(1);
			tell('F16', 'an idle page for 300 s: one connection');
		}
	);
