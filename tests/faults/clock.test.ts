import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createPerson, readPeople } from '#lib/network/document.ts';
import { CLOSE } from '#lib/room/protocol.ts';
import { until } from '../support/client.ts';
import { shiftClock } from './clock.ts';
import { borrowedCluster, Household, pick, tell } from './household.ts';
import { allSaved, type Notes } from './oracle.ts';
import { signIn } from './processes.ts';

const hour = 3_600_000;
const day = 24 * hour;

let house: Household;
beforeAll(async () => {
	// So that a short test sees what is done now and then: presence, pings, the message that keeps a page here.
	const quick = { pingMs: 1_000, sayMs: 3_000, sweepMs: 1_000, awarenessSilentMs: 2_000 };
	house = await Household.open(quick, {}, await borrowedCluster());
});
afterAll(() => house.close());
afterEach(async () => {
	shiftClock(0);
	await house.leave();
	await house.server.order({ clockMs: 0 });
});

const bound = { timeout: pick(120_000, 600_000) };

/** The log of a document has every number once, whatever the clocks said. */
async function isNumbered(notes: readonly Notes[]): Promise<void> {
	for (const { document } of notes) {
		const rows = await house.cluster.sql<{ seq: number }[]>`
			select seq from updates where document_id = ${document} order by seq`;
		const [{ snapshot } = { snapshot: 0 }] = await house.cluster.sql<{ snapshot: number }[]>`
			select snapshot_seq as snapshot from documents where id = ${document}`;
		expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => snapshot + 1 + index));
	}
}

test.each<[string, number]>([
	['an hour back', -hour],
	...pick<[string, number][]>([], [['half a minute ahead', 30_000]])
])('[F11] the server’s clock is set %s: people go on, and see each other', bound, async (name, ms) => {
	const { pages, notes } = await house.rooms({ rooms: 1, people: 3 });
	const [kari, maren] = pages;
	if (!kari || !maren) throw new Error('no pages');
	maren.client.awareness.setLocalState({ place: 'network' });
	await until(() => kari.client.awareness.getStates().size > 1, 'they see each other');
	house.write(pages);
	await wait(300);
	await house.server.order({ clockMs: ms });
	await wait(pick(500, 30_000));
	for (const page of pages) page.pause();
	await allSaved(pages);
	maren.client.awareness.setLocalState({ place: 'plan' });
	await until(
		() => kari.client.awareness.getStates().get(maren.client.doc.clientID)?.['place'] === 'plan',
		'what somebody looks at is still shown'
	);
	// A proxy would cut who hears nothing, and so would the page itself.
	const before = pages.map(({ client }) => client.connects);
	house.network.set({ idleMs: 3_000 });
	await wait(pick(4_500, 30_000));
	house.network.set({});
	expect(pages.map(({ client }) => client.connects)).toEqual(before);
	expect(before).toEqual([1, 1, 1]);
	// Whoever comes now is not too many.
	const [late] = pages.map((page) => house.keep(page.beside()));
	if (!late) throw new Error('no page');
	await allSaved([late]);
	await house.isWhole([...pages, late], notes);
	await isNumbered(notes);
	tell('F11', `the server's clock set ${name}`, notes);
});

test(
	'[F11] [F12] a day has passed by the server’s clock: sessions are over, and after signing in everything is sent',
	bound,
	async () => {
		const { rooms, pages, notes } = await house.rooms({ rooms: 2, people: 2 });
		house.write(pages);
		await wait(300);
		for (const page of pages) page.client.provider.disconnect();
		await wait(300);
		await house.server.order({ clockMs: 2 * day });
		for (const page of pages) page.pause();
		const unsaved = pages.map((page) => page.unsaved.length);
		for (const page of pages) page.comeBack();
		await until(() => pages.every(({ client }) => client.closed === CLOSE.sessionEnded), 'sessions are over');
		expect(
			pages.map((page) => page.unsaved.length),
			'and nothing was taken'
		).toEqual(unsaved);
		expect(Math.min(...unsaved)).toBeGreaterThan(0);
		const people = rooms.flatMap((room) => room.people);
		const back: typeof pages = [];
		for (const [index, page] of pages.entries()) {
			const cookie = await signIn(
				house.cluster.sql,
				people[index]?.user ?? '',
				new Date(Date.now() + 2 * day)
			);
			back.push(house.keep(page.move({ cookie })));
		}
		await house.isWhole(back, notes);
		await isNumbered(notes);
		tell('F12', 'two days without a network, both sides edited, sessions over, signed in again', notes);
	}
);

test.each<[string, string]>([
	['the night in which it begins', '2027-03-28T00:59:57.500Z'],
	...pick<[string, string][]>([], [['the night in which it ends', '2026-10-25T00:59:57.500Z']])
])('[F11] summer time, %s: nothing is noticed', bound, async (name, instant) => {
	const clockMs = Date.parse(instant) - Date.now();
	await house.server.end('SIGTERM');
	await house.server.start({ TZ: 'Europe/Oslo', LANDSBY_TEST_CLOCK_MS: String(clockMs) });
	const { pages, notes } = await house.rooms({ rooms: 2, people: 2, now: new Date(Date.now() + clockMs) });
	house.write(pages);
	await until(() => Date.now() + clockMs > Date.parse(instant) + 3_500, 'the hour has come', 60_000);
	await wait(pick(0, 30_000));
	await house.isWhole(pages, notes);
	await isNumbered(notes);
	expect(pages.map(({ client }) => client.connects)).toEqual(pages.map(() => 1));
	await house.leave();
	await house.server.end('SIGTERM');
	await house.server.start();
	tell('F11', name, notes);
});

test.each([
	['a year ahead', 365 * day],
	['a year behind', -365 * day]
])(
	'[F11] the clock of the pages is %s: nobody is signed out, nothing is in another order',
	bound,
	async (name, ms) => {
		shiftClock(ms);
		const { rooms, pages, notes } = await house.rooms({ now: new Date(Date.now() - ms) });
		house.write(pages);
		await wait(pick(1_000, 30_000));
		const [first] = pages;
		const author = { by: rooms[0]?.people[0]?.participant ?? '', at: new Date().toISOString() };
		if (!first) throw new Error('no page');
		createPerson(first.client.doc, author, { name: 'Berit' });
		const others = pages.filter((page) => page.notes === first.notes);
		await until(
			() =>
				others.every(({ client }) => readPeople(client.doc).entities.some(({ name: is }) => is === 'Berit')),
			'what has a wrong time is shown all the same'
		);
		await house.isWhole(pages, notes);
		await isNumbered(notes);
		expect(pages.map(({ client }) => [client.connects, client.closed])).toEqual(pages.map(() => [1, null]));
		tell('F11', `the clock of the pages ${name}`, notes);
	}
);
