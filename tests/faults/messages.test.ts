// F17: a proxy that knows messages sends them twice, in another order, or cut short. TCP does none of this; somebody who
// writes a proxy, or a client, may. Each seed is one page whose messages are meddled with, beside an honest one.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MESSAGE, SYNC } from '#lib/room/protocol.ts';
import type { Meddler } from '../support/frames.ts';
import { until } from '../support/client.ts';
import { Household, isLong, pick, tell } from './household.ts';
import { allSaved, examine, nothing, Page, seeded, stateHash, type Random } from './oracle.ts';
import { addressOf, type TestRoom } from './processes.ts';

let house: Household;
beforeAll(async () => (house = await Household.open()));
afterAll(() => house.close());

type Kind = 'twice' | 'swapped' | 'short' | 'everything';
const kinds: readonly Kind[] = ['twice', 'swapped', 'short', 'everything'];

/** Meddles with one message in three. */
function meddler(kind: Kind, random: Random): Meddler {
	let kept: Buffer | null = null;
	return (message) => {
		const before = kept;
		kept = null;
		const out = before ? [message, before] : [message];
		const what = kind === 'everything' ? kinds[random(3)] : kind;
		if (before || random(3) > 0) return out;
		if (what === 'twice') return [message, message];
		if (what === 'short') return [message.subarray(0, random(message.length))];
		kept = message;
		return [];
	};
}

const firstSeed = Number(process.env['LANDSBY_FAULTS_SEED'] ?? (isLong ? 1 : Date.now() % 1_000_000));
const seeds = Number(process.env['LANDSBY_FAULTS_SEEDS'] ?? pick(40, 10_000));
const seedsInRoom = 40;

test(
	`[F17] messages twice, swapped, cut short: ${seeds} seeds from ${firstSeed}`,
	{ timeout: 7_200_000 },
	async () => {
		const closed = new Map<number, number>();
		let honest: Page | null = null;
		let room: TestRoom | null = null;
		for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
			if ((seed - firstSeed) % seedsInRoom === 0) {
				honest?.leave();
				const made = await house.rooms({ rooms: 1, people: 2 });
				room = made.rooms[0] ?? null;
				made.pages[1]?.leave();
				honest = made.pages[0] ?? null;
			}
			const other = room?.people[1];
			if (!room || !honest || !other) throw new Error('no room');
			const random = seeded(seed);
			const kind = kinds[seed % kinds.length] ?? 'twice';
			house.network.set({ meddle: () => meddler(kind, random) });
			const page = new Page(room.notes, addressOf(house.server, other, house.network.port));
			page.trustsSaved = false;
			// It may never come to be in line, and may be sent away: what counts is what it does to others.
			await until(() => page.client.provider.synced || page.client.closed !== null, 'open', 300).catch(
				() => undefined
			);
			for (let word = 0; word < 3; word += 1) {
				if (page.hasText) page.word(random);
				honest.word(random);
				await wait(random(8));
			}
			house.network.set({});
			house.network.cut();
			const { closed: code } = page.client;
			if (code !== null) closed.set(code, (closed.get(code) ?? 0) + 1);
			await until(() => honest?.client.saved === true, `seed ${seed}: the honest page is saved`, 20_000);
			// Its copy comes back by a good network, as a page that fetches its room again would.
			const back = page.move({});
			back.trustsSaved = false;
			await until(
				() => back.client.saved || back.client.closed !== null,
				`seed ${seed}: it comes back`,
				20_000
			);
			expect(back.client.closed, `seed ${seed}`).toBe(null);
			await until(
				() => stateHash(back.client.doc) === stateHash(honest?.client.doc as never),
				`seed ${seed}: both are in one state`,
				20_000
			);
			back.leave();
			if ((seed - firstSeed) % seedsInRoom === seedsInRoom - 1 || seed === firstSeed + seeds - 1)
				expect(await examine(house.cluster.url, [room.notes], [honest]), `up to seed ${seed}`).toEqual(
					nothing
				);
		}
		await allSaved(honest ? [honest] : []);
		expect(await house.server.ready()).toBe(200);
		const codes =
			[...closed].map(([code, count]) => `${count} closed with ${code}`).join(', ') || 'none closed';
		tell('F17', `${seeds} seeds from ${firstSeed}: 0 lost, 0 different; ${codes}`);
	}
);

void MESSAGE;
void SYNC;
