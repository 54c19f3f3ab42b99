import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as v from 'valibot';
import { createPerson, readPeople } from '#lib/network/document.ts';
import { CLOSE, PresentPerson } from '#lib/room/protocol.ts';
import * as locks from '../../server/access/locks.ts';
import { changeParticipant } from '../../server/access/changeParticipant.ts';
import * as participants from '../../server/access/participants.ts';
import { until } from '../support/client.ts';
import { borrowedCluster, Household, pick, tell } from './household.ts';
import { allSaved, examine, nothing, Page, stateHash, wordsOf } from './oracle.ts';
import type { PagePlan, PageReport } from './pageProcess.ts';
import { addressOf, signIn } from './processes.ts';

let house: Household;
beforeAll(
	async () =>
		(house = await Household.open(
			pick<Record<string, number>>({ pingMs: 500 }, {}),
			{},
			await borrowedCluster()
		))
);
afterAll(() => house.close());
afterEach(() => house.leave());

const bound = { timeout: pick(120_000, 4_000_000) };

async function standingOf(participant: string) {
	const standing = await participants.byId(house.cluster.sql, participant);
	if (!standing) throw new Error('no such participant');
	return standing;
}

test.each(pick([4_000], [90_000, 600_000]))(
	'[F12] a laptop is shut for %i ms while others write: it is let go, comes back by itself, and all are in line',
	bound,
	async (ms) => {
		const { rooms, pages, notes } = await house.rooms({ rooms: 1, people: 2 });
		const [room] = rooms;
		const [there] = pages;
		if (!room || !there) throw new Error('no room');
		const plan: PagePlan = {
			address: addressOf(house.server, room.caseworker),
			name: room.notes.name,
			document: room.notes.document,
			mark: room.notes.mark,
			from: 1_000_000
		};
		const laptop = spawn(
			process.execPath,
			[join(import.meta.dirname, 'pageProcess.ts'), JSON.stringify(plan)],
			{
				stdio: ['ignore', 'pipe', 'inherit', 'ipc']
			}
		);
		try {
			const isThere = () =>
				[...there.client.awareness.getStates().values()].some(({ place }) => place === 'network');
			await until(isThere, 'the laptop is there');
			house.write(pages, 50);
			await until(() => room.notes.seen.size > 20, 'they see each other’s words');
			laptop.kill('SIGSTOP');
			const began = performance.now();
			await until(() => !isThere(), 'it is let go', 90_000);
			await wait(Math.max(0, ms - (performance.now() - began)));
			const meanwhile = room.notes.written;
			laptop.kill('SIGCONT');
			await until(isThere, 'it is back', 60_000);
			await wait(300);
			for (const page of pages) page.pause();
			await allSaved(pages);
			const report = await new Promise<PageReport>((resolve) => {
				laptop.once('message', (message) => resolve(message as PageReport)); // what pageProcess.ts sends
				laptop.send('report');
			});
			for (const word of report.seen) room.notes.note(word, 'seen');
			for (const word of report.saved) room.notes.note(word, 'saved');
			expect(report.connects).toBeGreaterThan(1);
			expect(report.written).toBeGreaterThan(0);
			expect(meanwhile).toBeGreaterThan(0);
			await house.isWhole(pages, notes);
			// It reports when its own words are saved; those of others it has by then, or a moment later.
			expect(new Set(wordsOf(there.client.doc)).size).toBe(room.notes.written + report.written);
			expect([stateHash(there.client.doc)]).toContain(report.hash);
			room.notes.written += report.written;
			tell('F12', `a page stopped for ${ms / 1000} s`, notes);
		} finally {
			laptop.kill('SIGKILL');
		}
	}
);

test(
	'[F13] a right is withdrawn while somebody is offline: their words reach nobody, and five others lose none',
	bound,
	async () => {
		const { rooms, pages, notes } = await house.rooms({ rooms: 1, people: 6 });
		const [room] = rooms;
		const [left, ...others] = pages;
		const [person] = room?.people ?? [];
		if (!room || !left || !person) throw new Error('no room');
		house.write(others);
		left.client.provider.disconnect();
		const theirs = Array.from({ length: 10 }, () => left.word(house.random));
		const kari = await standingOf(room.caseworker.participant);
		await changeParticipant(house.cluster.sql, kari, person.participant, { state: 'removed' }, new Date());
		left.comeBack();
		await until(() => left.client.closed === CLOSE.notYours, 'it is told');
		await wait(pick(500, 10_000));
		await house.isWhole(others, notes);
		for (const { client } of others)
			for (const word of theirs) expect(wordsOf(client.doc)).not.toContain(word);
		// What they wrote still stands in their page, to be copied.
		expect(wordsOf(left.client.doc)).toEqual(expect.arrayContaining(theirs));
		expect(left.unsaved).toEqual(theirs);
		expect(others.map(({ client }) => client.connects)).toEqual(others.map(() => 1));
		tell('F13', 'a right withdrawn while offline', notes);
	}
);

test(
	'[F13] a section is locked meanwhile: what is in it is refused by name, the rest is kept',
	bound,
	async () => {
		const { rooms, pages, notes } = await house.rooms({ rooms: 1, people: 3 });
		const [room] = rooms;
		const [away, ...others] = pages;
		if (!room || !away) throw new Error('no room');
		house.write(pages);
		await wait(300);
		await house.isWhole(pages, notes);
		away.client.provider.disconnect();
		const refused = Array.from({ length: 5 }, () => away.word(house.random));
		const author = { by: room.people[0]?.participant ?? '', at: new Date().toISOString() };
		createPerson(away.client.doc, author, { name: 'Written offline' });
		const kari = await standingOf(room.caseworker.participant);
		await locks.setLocks(house.cluster.sql, kari, ['emergency'], new Date());
		away.comeBack();
		await until(() => away.isRefused, 'it is told');
		const notice = away.client.notices.find(({ type }) => type === 'refused');
		expect(notice).toEqual({ type: 'refused', paths: ['emergency/about'], reason: 'locked' });
		const names = ({ client }: Page) => readPeople(client.doc).entities.map(({ name }) => name);
		await until(() => others.every((page) => names(page).includes('Written offline')), 'the rest is kept');
		expect(wordsOf(away.client.doc)).toEqual(expect.arrayContaining(refused));
		// It fetches a fresh copy, as our page does.
		const afresh = house.keep(away.beside());
		await allSaved([afresh, ...others]);
		expect(await examine(house.cluster.url, notes, [afresh, ...others])).toEqual(nothing);
		for (const word of refused) expect(wordsOf(afresh.client.doc)).not.toContain(word);
		tell('F13', 'a section locked while offline', notes);
	}
);

test(
	'[F14] two tabs, a private window and a telephone of one person: all are live, and one is seen',
	bound,
	async () => {
		const { rooms, pages, notes } = await house.rooms({ rooms: 1, people: 2 });
		const [room] = rooms;
		const [first, other] = pages;
		const [person] = room?.people ?? [];
		if (!room || !first || !other || !person) throw new Error('no room');
		const second = house.keep(first.beside());
		const elsewhere: Page[] = [];
		for (let device = 0; device < 2; device += 1) {
			const cookie = await signIn(house.cluster.sql, person.user, new Date());
			elsewhere.push(house.page(room, { cookie }));
		}
		const theirs = [first, second, ...elsewhere];
		await allSaved(theirs);
		for (const { client } of theirs) client.awareness.setLocalState({ place: 'network' });
		const seen = () =>
			[...other.client.awareness.getStates()]
				.filter(([id]) => id !== other.client.awareness.clientID)
				.map(([id, state]) => [id, v.parse(PresentPerson, state['user']).participant] as const);
		await until(() => seen().length === theirs.length, 'each page is there');
		expect(new Set(seen().map(([id]) => id)).size).toBe(theirs.length);
		expect([...new Set(seen().map(([, participant]) => participant))]).toEqual([person.participant]);
		house.write([...theirs, other]);
		await wait(pick(1_000, 30_000));
		house.network.cut();
		await wait(pick(300, 5_000));
		await house.isWhole([...theirs, other], notes);
		tell('F14', 'four pages of one person', notes);
	}
);
