// What one page may cost the others: a page that does not read, a page that sends without end. How much and how long is
// told in the long run, never asserted: this machine may be busy.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { createPerson, personNote } from '#lib/network/document.ts';
import { textAt } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { CLOSE, encodeSync } from '#lib/room/protocol.ts';
import { bare, connect, until } from '../support/client.ts';
import { openProxy } from '../support/proxy.ts';
import type { Measured } from './inside.ts';
import { borrowedCluster, Household, pick, tell } from './household.ts';
import { allSaved, type Notes, type Page, type Random } from './oracle.ts';

let house: Household;
beforeAll(async () => {
	house = await Household.open(
		// Rates as they are; a quicker end for who does not read, and less that may wait for them.
		pick<Record<string, number>>(
			{ drainMs: 2_000, outgoingBytes: 256 * 1024, messagesPerSecond: 60 },
			{ messagesPerSecond: 60 }
		),
		{},
		await borrowedCluster()
	);
});
afterAll(() => house.close());
afterEach(() => house.leave());

const bound = { timeout: pick(120_000, 900_000) };
const MiB = 2 ** 20;
const long = ' '.padEnd(100_000, 'x');
/** What the memory of a process may grow by, generously: past it something is kept that has a bound. */
const growthMax = 200 * MiB;

/** Of offline work the largest piece, generously: a page takes it apart into some 64 kB at most. */
const pieceMax = 100 * 1024;

/** How long words take to the others, in words. */
function delay(notes: readonly Notes[]): string {
	return notes
		.map((note) => note.takeDelays())
		.map(({ p50, p95 }) => `${p50} ms (p50), ${p95} ms (p95)`)
		.join('; ');
}

test(
	'[T9] somebody reads nothing while twenty others type: they are let go, and the others go on',
	bound,
	async () => {
		const { rooms, pages, notes } = await house.rooms({ rooms: 1, people: 20 });
		const [room] = rooms;
		if (!room) throw new Error('no room');
		// A network that takes nothing any more: what the server sends waits with the server.
		const stuck = await openProxy({ host: '127.0.0.1', port: house.server.port });
		const slow = bare(`ws://127.0.0.1:${stuck.port}/ws/${room.id}`, {
			Cookie: room.caseworker.cookie,
			Origin: house.server.origin
		});
		await slow.opened;
		slow.socket.send(encodeSync(0, new Uint8Array([0])));
		await until(() => slow.frames.length > 2, 'it has the document');
		house.write(pages, 200);
		await wait(pick(1_000, 30_000));
		const usual = delay(notes);
		stuck.set({ hold: ['down'] });
		const before = await house.server.order({ measure: true });
		// Long words that are struck out again, so that a short test comes to the bound as well.
		const filling = setInterval(() => {
			const text = textAt(pages[0]?.client.doc as never, 'emergency', 'about', 'calms');
			text?.insert(text.length, long);
			text?.delete(text.length - long.length, long.length);
		}, 100);
		let most = 0;
		let pause = 0;
		await until(
			async () => {
				const { rss, loopMaxMs } = await house.server.order({ measure: true });
				most = Math.max(most, rss);
				pause = Math.max(pause, loopMaxMs);
				return (await house.connections()) === pages.length;
			},
			'it is let go',
			pick(60_000, 300_000)
		);
		clearInterval(filling);
		const meanwhile = delay(notes);
		await wait(pick(500, 60_000));
		await house.isWhole(pages, notes);
		const after = await house.server.order({ measure: true });
		// It was not the ping that found nobody there.
		const tooSlow = (of: Measured) => of.closes[CLOSE.tooSlow] ?? 0;
		expect(tooSlow(after) - tooSlow(before)).toBe(1);
		expect(most - before.rss).toBeLessThan(growthMax);
		tell(
			'T9',
			`a page that reads nothing beside twenty that write: memory ${Math.round(before.rss / MiB)} MiB before, at most ${Math.round(most / MiB)}; longest pause of the loop ${Math.round(pause)} ms; delay of the others ${usual} before, ${meanwhile} meanwhile`,
			notes
		);
		slow.socket.terminate();
		await stuck.close();
	}
);

test('[T11] somebody sends without end: they are let go, and the others go on', bound, async () => {
	const { rooms, pages, notes } = await house.rooms({ rooms: 2, people: 4 });
	const [room] = rooms;
	if (!room) throw new Error('no room');
	house.write(pages, 100);
	await wait(pick(1_000, 30_000));
	const usual = delay(notes);
	const before = await house.server.order({ measure: true });
	let closes = 0;
	let sent = 0;
	for (let flood = 0; flood < pick(5, 100); flood += 1) {
		const page = connect(house.server.ws, room.id, room.caseworker.cookie, house.server.origin);
		await until(() => page.saved, 'it is in');
		const socket = page.provider.ws as unknown as WebSocket;
		page.provider.shouldConnect = false;
		let isOver = false;
		socket.addEventListener('close', ({ code }) => {
			isOver = true;
			if (code === CLOSE.tooMany) closes += 1;
		});
		while (!isOver) {
			for (let frame = 0; frame < 200 && socket.readyState === WebSocket.OPEN; frame += 1) {
				socket.send(new Uint8Array([3]));
				sent += 1;
			}
			await wait(0);
		}
		page.leave();
	}
	expect(closes).toBe(pick(5, 100));
	const meanwhile = delay(notes);
	await house.isWhole(pages, notes);
	expect(pages.map(({ client }) => client.connects)).toEqual(pages.map(() => 1));
	const after = await house.server.order({ measure: true });
	expect(after.rss - before.rss).toBeLessThan(growthMax);
	tell(
		'T11',
		`${sent} messages sent by ${closes} floods: memory ${Math.round(before.rss / MiB)} MiB before, ${Math.round(after.rss / MiB)} after; longest pause of the loop ${Math.round(after.loopMaxMs)} ms; delay of the others in the flooded room and in another ${usual} before, ${meanwhile} meanwhile`,
		notes
	);
});

/**
 * Somebody comes back with offline work while the others write, and all is taken.
 * @param what they did meanwhile, for the record
 * @returns by how many bytes the memory of the process has grown, and the largest piece that it looked at in one go
 */
async function comesBack(
	away: Page,
	others: readonly Page[],
	notes: readonly Notes[],
	what: string
): Promise<{ grown: number; piece: number }> {
	house.write(others, 50);
	await wait(pick(300, 10_000));
	const usual = delay(notes);
	const before = await house.server.order({ measure: true });
	away.comeBack();
	await allSaved([away]);
	const meanwhile = delay(notes);
	await house.isWhole([away, ...others], notes);
	const { loopMaxMs, mostJudged, rss } = await house.server.order({ measure: true });
	tell(
		'F12',
		`${what} of offline work at once: longest pause of the loop ${Math.round(loopMaxMs)} ms, memory ${Math.round(before.rss / MiB)} MiB before, ${Math.round(rss / MiB)} after; delay of the others ${usual} before, ${meanwhile} meanwhile`,
		notes
	);
	return { grown: rss - before.rss, piece: mostJudged };
}

test('a long evening of offline work arrives at once: it is taken, and the others go on', bound, async () => {
	const { pages, notes } = await house.rooms({ rooms: 1, people: 4 });
	const [away, ...others] = pages;
	if (!away) throw new Error('no page');
	away.client.provider.disconnect();
	for (let word = 0; word < pick(500, 4_000); word += 1) away.word(house.random);
	const { grown } = await comesBack(away, others, notes, `${pick(500, 4_000)} words`);
	expect(grown).toBeLessThan(growthMax);
});

/**
 * Somebody writes offline, in notes of twenty people, as people do: some words, some of them struck out again.
 * @param jumps of 1,000 edits so many begin somewhere else
 */
function writeOffline(doc: Y.Doc, edits: number, jumps: number, random: Random): void {
	const author = { by: newId(), at: new Date(0).toISOString() };
	const notes = Array.from({ length: 20 }, (_, index) =>
		personNote(doc, createPerson(doc, author, { name: `Slektning ${index}` }))
	).filter((note) => note !== null);
	let [note, at, isTyping] = [notes[0], 0, true];
	for (let edit = 0; edit < edits; edit += 1) {
		if (random(1_000) < jumps) {
			note = notes[random(notes.length)];
			at = random((note?.length ?? 0) + 1);
		}
		if (random(isTyping ? 14 : 6) === 0) isTyping = !isTyping;
		if (note && at > 0 && !isTyping) {
			at -= 1;
			note.delete(at, 1);
		} else {
			note?.insert(at, 'a');
			at += 1;
		}
	}
}

test('years of offline work arrive at once: they come in pieces, and the others go on', bound, async () => {
	const { pages, notes } = await house.rooms({ rooms: 2, people: 4 });
	const [away, ...others] = pages;
	if (!away) throw new Error('no page');
	away.client.provider.disconnect();
	// A short run comes to as many pieces by letters that stand alone.
	const [edits, jumps] = pick([40_000, 1_000], [250_000, 10]);
	writeOffline(away.client.doc, edits, jumps, house.random);
	expect(away.client.saved).toBe(false);
	const work = Y.encodeStateAsUpdate(away.client.doc);
	const structs = Y.decodeUpdate(work).structs.length;
	const { grown, piece } = await comesBack(away, others, notes, `${edits} edits (${structs} structs)`);
	expect(away.client.notices.filter(({ type }) => type === 'refused')).toEqual([]);
	// What is looked at in one go keeps all others waiting.
	expect(piece).toBeLessThan(pieceMax);
	expect(work.length).toBeGreaterThan(2 * pieceMax);
	expect(grown).toBeLessThan(400 * MiB);
});
