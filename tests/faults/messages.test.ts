// F17: a proxy that knows messages sends them twice, in another order, or cut short. TCP does none of this; somebody who
// writes a proxy, or a client, may. Each seed is one page whose messages are meddled with, beside an honest one.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLOSE } from '#lib/room/protocol.ts';
import type { Meddler } from '../support/frames.ts';
import { until } from '../support/client.ts';
import { openProxy, type Direction, type Proxy } from '../support/proxy.ts';
import { borrowedCluster, Household, isLong, pick, tell } from './household.ts';
import { allSaved, examine, nothing, Page, seeded, stateHash, type Notes, type Random } from './oracle.ts';
import { addressOf, makeRooms, type TestRoom } from './processes.ts';

let house: Household;
beforeAll(async () => (house = await Household.open({}, {}, await borrowedCluster())));
afterAll(() => house.close());

const kinds = ['twice', 'swapped', 'short', 'everything'] as const;
type Kind = (typeof kinds)[number];

/** Meddles with one message in three. What is cut short on its way to the page is left out: the stock provider throws. */
function meddler(kind: Kind, direction: Direction, random: Random): Meddler {
	let kept: Buffer | null = null;
	return (message) => {
		const before = kept;
		kept = null;
		const out = before ? [message, before] : [message];
		const what = kind === 'everything' ? kinds[random(3)] : kind;
		if (before || random(3) > 0) return out;
		if (what === 'twice') return [message, message];
		if (what === 'short') return direction === 'up' ? [message.subarray(0, random(message.length))] : [];
		kept = message;
		return [];
	};
}

const first = Number(process.env['LANDSBY_FAULTS_SEED'] ?? (isLong ? 1 : Date.now() % 1_000_000));
const count = Number(process.env['LANDSBY_FAULTS_SEEDS'] ?? pick(48, 10_000));
/** So many at a time, each in a room of its own; a new one after so many seeds. */
const lanes = 4;
const seedsInRoom = 25;

const closed = new Map<number, number>();
const allNotes: Notes[] = [];

test(
	`[F17] messages twice, swapped, cut short: ${count} seeds from ${first}`,
	{ timeout: 7_200_000 },
	async () => {
		await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
		expect(await house.server.ready()).toBe(200);
		const codes =
			[...closed].map(([code, times]) => `${times} closed with ${code}`).join(', ') || 'none closed';
		tell('F17', `${count} seeds from ${first} (${codes})`, allNotes);
	}
);

async function lane(number: number): Promise<void> {
	const proxy = await openProxy({ host: '127.0.0.1', port: house.server.port });
	const seeds: number[] = [];
	for (let seed = first + number; seed < first + count; seed += lanes) seeds.push(seed);
	for (let from = 0; from < seeds.length; from += seedsInRoom) {
		const [room] = await makeRooms(house.cluster.url, { rooms: 1, people: 2 });
		const [one, other] = room?.people ?? [];
		if (!room || !one || !other) throw new Error('no room');
		allNotes.push(room.notes);
		const honest = new Page(room.notes, addressOf(house.server, one));
		await allSaved([honest]);
		for (const seed of seeds.slice(from, from + seedsInRoom)) await meddle(seed, proxy, room, honest, other);
		const last = seeds[Math.min(from + seedsInRoom, seeds.length) - 1];
		expect(await examine(house.cluster.url, [room.notes], [honest], false), `up to ${last}`).toEqual(nothing);
		honest.leave();
	}
	await proxy.close();
}

async function meddle(
	seed: number,
	proxy: Proxy,
	{ notes }: TestRoom,
	honest: Page,
	{ cookie }: { cookie: string }
): Promise<void> {
	const random = seeded(seed);
	// The first numbers of neighbouring seeds are alike.
	for (let warm = 0; warm < 5; warm += 1) random(2);
	const kind = kinds[seed % kinds.length] ?? 'everything';
	proxy.set({ meddle: (direction) => meddler(kind, direction, random) });
	const page = new Page(notes, addressOf(house.server, { cookie }, proxy.port));
	page.trustsSaved = false;
	// It may never be in line, and may be sent away: what counts is what it does to others.
	await until(() => page.hasText || page.client.closed !== null, 'open', 100).catch(() => undefined);
	for (let word = 0; word < 3; word += 1) {
		if (page.hasText) page.word(random);
		honest.word(random);
		await wait(random(6));
	}
	const code = page.client.closed;
	if (code !== null) closed.set(code, (closed.get(code) ?? 0) + 1);
	proxy.set({});
	proxy.cut();
	// Its copy comes back by a good network, as a page does that is loaded again with what it holds. Where the welcome was
	// among what it missed, it cannot say of when its copy is: then that is kept out (T37), and it begins anew.
	const isNamed = page.client.provider.params['epoch'] !== undefined;
	let back = page.move({});
	back.trustsSaved = false;
	if (!isNamed && back.hasText) {
		await until(() => back.client.closed === CLOSE.outdated, `seed ${seed}: a copy of nobody knows when`);
		back.leave();
		back = new Page(notes, addressOf(house.server, { cookie }));
	}
	const inTime = 20_000;
	await until(() => honest.client.saved, `seed ${seed}: the honest page is saved`, inTime);
	await until(() => back.client.saved || back.client.closed !== null, `seed ${seed}: it comes back`, inTime);
	expect(back.client.closed, `seed ${seed}`).toBe(null);
	const isOne = () => stateHash(back.client.doc) === stateHash(honest.client.doc);
	await until(isOne, `seed ${seed}: both are in one state`, inTime);
	back.leave();
}
