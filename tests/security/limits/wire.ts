// Sockets, frames and presence: what a connection may send, and how many there may be.
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { createPerson, personNote } from '#lib/network/document.ts';
import { defineRoots } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { MESSAGE, SYNC, encodeSync } from '#lib/room/protocol.ts';
import { createStatement } from '#lib/voice/document.ts';
import { standardLimits } from '../../../server/limits.ts';
import { AddressCount, type Outcome } from '../../../server/sync/addresses.ts';
import { Bucket } from '../../../server/sync/bucket.ts';
import { Presence, type Present } from '../../../server/sync/presence.ts';
import { bare, until, type Bare } from '../../support/client.ts';
import type { TestServer } from '../../support/openServer.ts';
import { dearUpdate } from '../../support/dearUpdate.ts';
import { askByHand, noSession } from '../../support/upgrade.ts';
import { on, type Case, type LimitName } from './case.ts';

type Limits = Parameters<typeof on>[0];

const tooMany = ['room_too_many_bar', 'room_too_many'];
const tooLarge = ['room_too_large', 'room_too_large_more'];
const eachAtOnce = { awarenessShownPerSecond: 1_000 };
const asks = new Uint8Array([MESSAGE.queryAwareness]);
/** Of a page that holds something: whoever holds nothing is answered before they ask. */
const question = encodeSync(SYNC.step1, Y.encodeStateVector(new Map([[1, 0]])));

/** The status that refused an upgrade. */
function statusOf(refusal: unknown): string | undefined {
	return /\d{3}/.exec(String(refusal))?.[0];
}

/** Whether a connection still answers: `taken`, else the code of its close. */
async function stands({ socket, frames, closed }: Bare): Promise<unknown> {
	const expected = socket.url.includes('?epoch=') ? 1 : 2;
	const answered = until(
		() => frames.filter((frame) => frame[0] === MESSAGE.sync && frame[1] === SYNC.step2).length >= expected
	);
	socket.send(question, () => undefined);
	return Promise.race([answered.then(() => 'taken'), closed]);
}

/** What comes of frames that a page sends. */
function send(
	limits: Limits,
	frames: (server: TestServer, room: string) => Promise<Uint8Array[]> | Uint8Array[],
	{ guest = false, query = '' }: { guest?: boolean; query?: string } = {}
): Promise<unknown> {
	return on(limits, async (server) => {
		const made = await server.room();
		const cookie = guest ? (await server.guest(made.roomId, 'parent')).cookie : made.cookie;
		const page = bare(`${server.ws}/${made.roomId}${query}`, { Cookie: cookie, Origin: server.origin });
		await page.opened;
		for (const frame of await frames(server, made.roomId)) page.socket.send(frame, () => undefined);
		const came = await stands(page);
		page.socket.terminate();
		return came;
	});
}

/** A frame of presence of so many bytes, which nobody is shown. */
function presenceOf(bytes: number): Uint8Array {
	const make = (letters: number) => {
		const inner = encoding.createEncoder();
		for (const number of [1, 7, 1]) encoding.writeVarUint(inner, number);
		encoding.writeVarString(inner, 'x'.repeat(letters));
		const outer = encoding.createEncoder();
		encoding.writeVarUint(outer, MESSAGE.awareness);
		encoding.writeVarUint8Array(outer, encoding.toUint8Array(inner));
		return encoding.toUint8Array(outer);
	};
	return make(bytes - (make(1_000).length - 1_000));
}

/** An answer to the server's question of so many bytes, with words written meanwhile. */
async function answerOf(bytes: number, server: TestServer, room: string): Promise<Uint8Array[]> {
	const author = { by: newId(), at: new Date().toISOString() };
	const [state, person] = await server.live.edit(await server.documentId(room), null, (doc) => {
		const id = createPerson(doc, author, { name: 'Gunnvor' });
		return [Y.encodeStateAsUpdate(doc), id] as const;
	});
	const make = (letters: number) => {
		const doc = new Y.Doc();
		doc.clientID = 2 ** 31;
		defineRoots(doc, 'room');
		Y.applyUpdate(doc, state);
		const before = Y.encodeStateVector(doc);
		personNote(doc, person)?.insert(0, 'x'.repeat(letters));
		// Without what was deleted before, as little as the server needs.
		return encodeSync(SYNC.step2, Y.encodeStateAsUpdate(doc, before));
	};
	return [make(bytes - (make(1_000).length - 1_000))];
}

function frame(limit: LimitName, guest: boolean): Case {
	const limits = { [limit]: 1_000 };
	return {
		limit,
		words: tooLarge,
		refused: 4413,
		at: () => send(limits, () => [presenceOf(1_000)], { guest }),
		past: () => send(limits, () => [presenceOf(1_001)], { guest })
	};
}

function firstFrame(limit: LimitName, guest: boolean): Case {
	const limits = { [limit]: 2_000 };
	const more = { guest, query: '?epoch=1' };
	return {
		limit,
		words: tooLarge,
		refused: 4413,
		at: () => send(limits, (server, room) => answerOf(2_000, server, room), more),
		past: () => send(limits, (server, room) => answerOf(2_001, server, room), more)
	};
}

/** An answer in two pieces, the first of them ahead of it as an update. */
function inTwo(bytes: number): Promise<unknown> {
	return send(
		{ firstFrameBytesStaff: 2_000 },
		async (server, room) => {
			const [answer = new Uint8Array()] = await answerOf(bytes, server, room);
			const piece = Uint8Array.from(answer);
			piece[1] = SYNC.update;
			return [piece, answer];
		},
		{ query: '?epoch=1' }
	);
}

/** A message in so many pieces. */
function pieces(count: number): Promise<unknown> {
	return on({ fragments: 16 }, async (server) => {
		const { roomId, cookie } = await server.room();
		const page = bare(`${server.ws}/${roomId}`, { Cookie: cookie, Origin: server.origin });
		await page.opened;
		const [kind = 0, ...rest] = presenceOf(1_100);
		page.socket.send(new Uint8Array([kind]), { fin: false, binary: true }, () => undefined);
		const inside = count - 2;
		for (let n = 0; n < inside; n += 1)
			page.socket.send(new Uint8Array(rest.slice(n, n + 1)), { fin: false, binary: true }, () => undefined);
		page.socket.send(new Uint8Array(rest.slice(inside)), { fin: true, binary: true }, () => undefined);
		const came = await stands(page);
		page.socket.terminate();
		return came;
	});
}

/** Opens so many sockets, each by who it says. @returns what came of the last */
function places(limits: Limits, by: readonly ('kari' | 'other' | 'elsewhere')[]): Promise<unknown> {
	return on(limits, async (server) => {
		const kari = await server.room();
		const elsewhere = await server.room();
		const cookies = {
			kari: kari.cookie,
			other: (await server.guest(kari.roomId, 'parent')).cookie,
			elsewhere: elsewhere.cookie
		};
		const pages: Bare[] = [];
		let came: unknown;
		for (const who of by) {
			const room = who === 'elsewhere' ? elsewhere.roomId : kari.roomId;
			const page = bare(`${server.ws}/${room}`, { Cookie: cookies[who], Origin: server.origin });
			pages.push(page);
			came = await page.opened.then(() => stands(page), statusOf);
		}
		for (const { socket } of pages) socket.terminate();
		return came;
	});
}

/** What comes of whoever asks at moments of a minute, again and again with the same outcome. */
function upgrades(atMs: readonly number[], outcome: Outcome): unknown {
	let now = 0;
	const limits = { ...standardLimits, upgradesPerMinute: 2 };
	const count = new AddressCount({ limits, trustedProxy: null }, () => now);
	const request = {
		socket: { remoteAddress: '192.0.2.1' },
		headers: { cookie: `session=${noSession}` }
	};
	return atMs
		.map((at) => {
			now = at;
			const place = count.take(request);
			place?.settle(outcome);
			place?.leave();
			return place ? 'taken' : '429';
		})
		.at(-1);
}

/** So many sockets of one address while the database answers nobody. @returns what came of the last */
function unknown(limits: Limits, count: number): Promise<unknown> {
	return on({ authoriseMs: 500, ...limits }, async (server) => {
		const { roomId, cookie } = await server.room();
		return server.owner.begin(async (tx) => {
			await tx`lock table sessions in access exclusive mode`;
			const headers = { Cookie: cookie, Origin: server.origin };
			const pages = Array.from({ length: count }, () => bare(`${server.ws}/${roomId}`, headers));
			const came = await Promise.all(pages.map(({ opened }) => opened.then(() => '101', statusOf)));
			return came.filter((status) => status === '429').length === 0 ? 'taken' : '429';
		});
	});
}

/** What a page says of itself at these moments, and how often somebody else was told of it by then. */
function presence(limits: Limits, says: readonly (readonly [number, string])[]): number {
	let now = 1_000_000;
	let told = 0;
	const other: Present = {
		participant: newId(),
		person: null,
		mayMove: () => true,
		sendPresence: () => (told += 1)
	};
	const person = { participant: newId(), name: 'Kari', role: 'caseworker', person: null };
	const page: Present = {
		participant: person.participant,
		person,
		mayMove: () => true,
		sendPresence: () => undefined
	};
	const all = new Presence(new Set([other]), { ...standardLimits, ...limits }, () => now);
	for (const [clock, [after, json]] of says.entries()) {
		now = 1_000_000 + after;
		const encoder = encoding.createEncoder();
		for (const number of [1, 7, clock + 1]) encoding.writeVarUint(encoder, number);
		encoding.writeVarString(encoder, json);
		all.receive(encoding.toUint8Array(encoder), page, () => true);
	}
	all.close();
	return told;
}

/** Whether somebody who has been silent for so long is shown to one who comes. */
function silentFor(ms: number): unknown {
	let now = 1_000_000;
	const person = { participant: newId(), name: 'Kari', role: 'caseworker', person: null };
	const page: Present = {
		participant: person.participant,
		person,
		mayMove: () => true,
		sendPresence: () => undefined
	};
	const all = new Presence(new Set(), standardLimits, () => now);
	const encoder = encoding.createEncoder();
	for (const number of [1, 7, 1]) encoding.writeVarUint(encoder, number);
	encoding.writeVarString(encoder, '{}');
	all.receive(encoding.toUint8Array(encoder), page, () => true);
	now += ms;
	const came: Present = {
		participant: newId(),
		person: null,
		mayMove: () => true,
		sendPresence: () => undefined
	};
	const shown = all.everythingFor(came) !== null;
	all.close();
	return shown ? 'taken' : 'not shown';
}

const shown = (told: number, expected: number) => Promise.resolve(told === expected ? 'taken' : 'left out');
const place = (bytes: number) => JSON.stringify({ hold: { entity: 'x'.repeat(bytes - 22) } });
/** Behind an answer that holds nothing. */
const dear = (structs: number) => [
	encodeSync(SYNC.step2, new Uint8Array([0, 0])),
	encodeSync(SYNC.update, dearUpdate(structs))
];
const everyMs = (ms: number, count: number) =>
	Array.from({ length: count }, (_, n) => [n * ms, '{}'] as const);

/** A second message so long after the first, where fifty a second are allowed. */
function secondAfter(ms: number): unknown {
	let now = 0;
	const bucket = new Bucket(1, 50 / 1000, () => now);
	bucket.take(1);
	now += ms;
	return bucket.take(1) ? 'taken' : 4529;
}

/** What comes of so many refusals of a page that has heard of one; five are on their way before. */
function refusals(heard: number): Promise<unknown> {
	return on({ refusalsPerMinute: 2 }, async (server) => {
		const { roomId } = await server.room();
		const { cookie, participant } = await server.guest(roomId, 'parent');
		const page = bare(`${server.ws}/${roomId}?epoch=1`, { Cookie: cookie, Origin: server.origin });
		await page.opened;
		const doc = new Y.Doc();
		defineRoots(doc, 'room');
		// Words of the child, which are nobody else's to write.
		const write = () => {
			const before = Y.encodeStateVector(doc);
			createStatement(doc, { by: participant, at: new Date().toISOString() }, { text: 'Sagt for barnet' });
			page.socket.send(encodeSync(SYNC.update, Y.encodeStateAsUpdate(doc, before)), () => undefined);
		};
		// All in one piece of the network: the answer to the first comes after the last has gone.
		const told = new Promise((resolve) => page.socket.once('ping', resolve));
		for (let n = 0; n < 5; n += 1) write();
		await told;
		for (let n = 0; n < heard; n += 1) write();
		const came = await stands(page);
		page.socket.terminate();
		return came;
	});
}

/** A client that does not answer the server's close: whether its connection ends all the same. */
function unanswered(): Promise<unknown> {
	return on({ closeGraceMs: 100 }, async (server) => {
		const { roomId } = await server.room();
		let ended = false;
		const socket = askByHand(server, roomId, noSession);
		socket.on('close', () => (ended = true));
		socket.resume();
		await until(() => ended);
		return 'cut off';
	});
}

export const wire: readonly Case[] = [
	frame('frameBytesStaff', false),
	frame('frameBytesGuest', true),
	firstFrame('firstFrameBytesStaff', false),
	firstFrame('firstFrameBytesGuest', true),
	{
		limit: 'firstFrameBytesStaff',
		words: tooLarge,
		refused: 4413,
		at: () => inTwo(1_000),
		past: () => inTwo(1_010)
	},
	{ limit: 'fragments', words: tooLarge, refused: 4413, at: () => pieces(16), past: () => pieces(17) },
	{
		limit: 'messagesBurst',
		words: tooMany,
		refused: 4529,
		// The question after them is one more.
		at: () => send({ messagesBurst: 5, messagesPerSecond: 1 }, () => Array.from({ length: 4 }, () => asks)),
		// So many that a minute would not be enough.
		past: () =>
			send({ messagesBurst: 5, messagesPerSecond: 1 }, () => Array.from({ length: 100 }, () => asks))
	},
	{
		limit: 'conflictSteps',
		words: ['room_malformed', 'room_malformed_more'],
		refused: 4400,
		// Ten structs are put before one another: ninety looks.
		at: () => send({ conflictSteps: 90 }, () => dear(10)),
		past: () => send({ conflictSteps: 90 }, () => dear(11))
	},
	{
		limit: 'questionsPerMinute',
		words: tooMany,
		refused: 4529,
		// The question after them is one more.
		at: () => send({ questionsPerMinute: 5 }, () => Array.from({ length: 4 }, () => question)),
		past: () => send({ questionsPerMinute: 5 }, () => Array.from({ length: 100 }, () => question))
	},
	{
		limit: 'messagesPerSecond',
		words: tooMany,
		refused: 4529,
		at: () => Promise.resolve(secondAfter(20)),
		past: () => Promise.resolve(secondAfter(19))
	},
	{
		limit: 'refusalsPerMinute',
		words: tooMany,
		refused: 4529,
		at: () => refusals(2),
		past: () => refusals(3)
	},
	{
		limit: 'awarenessBytes',
		words: [],
		refused: 'left out',
		at: () => shown(presence({}, [[0, place(2_048)]]), 1),
		past: () => shown(presence({}, [[0, place(2_049)]]), 1)
	},
	{
		limit: 'awarenessPerSecond',
		words: [],
		refused: 'left out',
		// Told of every one, as there is no other bound on it here.
		at: () => shown(presence({ awarenessPerSecond: 10, ...eachAtOnce }, everyMs(100, 40)), 40),
		past: () => shown(presence({ awarenessPerSecond: 10, ...eachAtOnce }, everyMs(50, 40)), 40)
	},
	{
		limit: 'awarenessShownPerSecond',
		words: [],
		refused: 'left out',
		at: () => shown(presence({}, everyMs(100, 5)), 5),
		past: () => shown(presence({}, everyMs(99, 2)), 2)
	},
	{
		limit: 'awarenessSilentMs',
		words: [],
		refused: 'not shown',
		at: () => Promise.resolve(silentFor(29_999)),
		past: () => Promise.resolve(silentFor(30_000))
	},
	{
		limit: 'socketsPerSession',
		words: tooMany,
		refused: 4529,
		at: () => places({ socketsPerSession: 2 }, ['kari', 'kari']),
		past: () => places({ socketsPerSession: 2 }, ['kari', 'kari', 'kari'])
	},
	{
		limit: 'socketsPerRoom',
		words: tooMany,
		refused: 4529,
		at: () => places({ socketsPerRoom: 2 }, ['kari', 'elsewhere', 'other']),
		past: () => places({ socketsPerRoom: 2 }, ['kari', 'kari', 'other'])
	},
	{
		limit: 'socketsPerAddress',
		words: ['room_reconnecting'],
		refused: '429',
		at: () => unknown({ socketsPerAddress: 2 }, 2),
		past: () => unknown({ socketsPerAddress: 2 }, 3)
	},
	{
		limit: 'socketsPerProcess',
		words: ['room_reconnecting'],
		refused: '429',
		at: () => places({ socketsPerProcess: 2 }, ['kari', 'elsewhere']),
		past: () => places({ socketsPerProcess: 2 }, ['kari', 'elsewhere', 'other'])
	},
	{
		limit: 'upgradesPerMinute',
		words: ['room_reconnecting'],
		refused: '429',
		at: () => Promise.resolve(upgrades([0, 1, 60_000], 'unknown')),
		past: () => Promise.resolve(upgrades([0, 1, 59_999], 'unknown'))
	},
	{
		limit: 'upgradesPerMinute',
		words: ['room_reconnecting'],
		refused: '429',
		// Of a session that was let in.
		at: () => Promise.resolve(upgrades([0, 1, 60_000], 'known')),
		past: () => Promise.resolve(upgrades([0, 1, 59_999], 'known'))
	},
	{
		limit: 'authoriseMs',
		words: ['room_reconnecting'],
		refused: '503',
		at: () => places({ authoriseMs: 8_000 }, ['kari']),
		past: () =>
			on({ authoriseMs: 100 }, async (server) => {
				const { roomId, cookie } = await server.room();
				return server.owner.begin(async (tx) => {
					await tx`lock table sessions in access exclusive mode`;
					const page = bare(`${server.ws}/${roomId}`, { Cookie: cookie, Origin: server.origin });
					return page.opened.then(() => 'taken', statusOf);
				});
			})
	},
	{
		limit: 'closeGraceMs',
		words: [],
		refused: 'cut off',
		// Whoever answers the close is told its code.
		at: () =>
			on({ closeGraceMs: 100 }, async (server) => {
				const { roomId } = await server.room();
				const headers = { Cookie: `session=${noSession}`, Origin: server.origin };
				return (await bare(`${server.ws}/${roomId}`, headers).closed) === 4401 ? 'taken' : 'not told';
			}),
		past: unanswered
	}
];
