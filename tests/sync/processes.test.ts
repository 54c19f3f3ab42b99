// One installation, two processes: whoever is connected to the one and whoever is connected to the other are in the same
// room. What crosses goes through a real Redis, which is killed, paused, emptied and lied to.
import { Redis } from 'iovalkey';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import * as v from 'valibot';
import { createPerson, readPeople } from '#lib/network/document.ts';
import type { Author } from '#lib/room/document.ts';
import { CLOSE, PresentPerson } from '#lib/room/protocol.ts';
import { loadDocument } from '../../server/sync/load.ts';
import { Seal } from '../../server/sync/seal.ts';
import { connect, until, type Client } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';
import { openProxy, type Proxy } from '../support/proxy.ts';
import { startRedis, whyNoRedis, type TestRedis } from '../support/redis.ts';

interface Two {
	readonly room: string;
	readonly document: string;
	readonly author: Author;
	readonly guest: { readonly participant: string; readonly idHash: string };
	/** Connected to the first process. */
	readonly kari: Client;
	/** Connected to the second. */
	readonly maren: Client;
}

/** Nobody sweeps while a test runs: the net under everything would hide that what the test is of does not work. */
const unswept = { LANDSBY_LIMITS: JSON.stringify({ sweepMs: 3_600_000 }) };

const names = (client: Pick<Client, 'doc'>) => readPeople(client.doc).entities.map(({ name }) => name);

/** Names of the others who are shown to a page. */
function others(client: Client): string[] {
	const states = [...client.awareness.getStates()].filter(([id]) => id !== client.awareness.clientID);
	return states.map(([, state]) => v.parse(PresentPerson, state['user']).name).sort();
}

describe.skipIf(whyNoRedis !== null)('two processes', () => {
	let redis: TestRedis;
	let first: TestServer;
	let second: TestServer;
	let two: Two;
	/** From each of them to Redis. */
	let ofFirst: Proxy;
	let ofSecond: Proxy;

	beforeAll(async () => {
		redis = await startRedis();
		const to = { host: '127.0.0.1', port: redis.port };
		ofFirst = await openProxy(to);
		ofSecond = await openProxy(to);
		first = await openServer({ ...unswept, REDIS_URL: `redis://127.0.0.1:${ofFirst.port}` });
		second = await openServer(
			{ ...unswept, REDIS_URL: `redis://127.0.0.1:${ofSecond.port}` },
			undefined,
			first
		);
		await areHeard();
	});
	afterAll(async () => {
		await second.close();
		await first.close();
		await ofFirst.close();
		await ofSecond.close();
		await redis.close();
	});

	beforeEach(async () => {
		await areHeard();
		const { roomId, cookie, participantId } = await first.room();
		const guest = await first.guest(roomId, 'parent', { name: 'Maren' });
		const kari = connect(first.ws, roomId, cookie, first.origin);
		const maren = connect(second.ws, roomId, guest.cookie, second.origin);
		await until(() => kari.saved && maren.saved, 'both are connected');
		two = {
			room: roomId,
			document: await first.documentId(roomId),
			author: { by: participantId, at: new Date().toISOString() },
			guest,
			kari,
			maren
		};
	});
	afterEach(() => {
		two.kari.leave();
		two.maren.leave();
		for (const proxy of [ofFirst, ofSecond]) proxy.set({});
	});

	const areHeard = () => until(() => first.relay?.healthy === true && second.relay?.healthy === true);
	const areSilent = () => until(() => first.relay?.healthy === false && second.relay?.healthy === false);

	/** Everything that is said is in both copies and in the log, once and in the same order. */
	async function agree(): Promise<string[]> {
		const { kari, maren, document } = two;
		await until(() => kari.saved && maren.saved, 'both are saved');
		const loaded = await loadDocument(first.sql, document);
		if (!loaded) throw new Error('no document');
		const stored = names(loaded);
		await until(() => [kari, maren].every((page) => names(page).length === stored.length), 'both have all');
		expect(names(kari).sort()).toEqual(stored.toSorted());
		expect(names(maren).sort()).toEqual(stored.toSorted());
		expect(loaded.damaged).toBe(false);
		return stored.sort();
	}

	/** Each writes a person by this name; both get both. */
	async function bothWrite(word: string): Promise<void> {
		const { kari, maren, author } = two;
		createPerson(kari.doc, author, { name: `Kari ${word}` });
		createPerson(maren.doc, author, { name: `Maren ${word}` });
		await until(
			() =>
				[kari, maren].every((page) =>
					['Kari', 'Maren'].every((who) => names(page).includes(`${who} ${word}`))
				),
			`what both wrote (${word}) is on both screens`
		);
	}

	test('what is written at the one is on the screens of the other, and nobody comes anew for it', async () => {
		const { kari, maren } = two;
		await bothWrite('one');
		await bothWrite('two');
		expect(await agree()).toHaveLength(5);
		expect([kari.connects, maren.connects]).toEqual([1, 1]);
	});

	test('many write at the same time: every number once, every word in every copy', async () => {
		const { kari, maren, author } = two;
		for (let round = 0; round < 60; round += 1) {
			createPerson(kari.doc, author, { name: `Kari ${round}` });
			createPerson(maren.doc, author, { name: `Maren ${round}` });
			if (round % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		}
		expect(await agree()).toHaveLength(121);
		expect([kari.connects, maren.connects]).toEqual([1, 1]);
		expect([...kari.notices, ...maren.notices].filter(({ type }) => type === 'refused')).toEqual([]);
	});

	test('[L1] what is not durable is shown at no process', async () => {
		const { kari, maren, author, document } = two;
		const held = await first.sql.reserve();
		await held`begin`;
		await held`select 1 from documents where id = ${document} for update`;
		createPerson(kari.doc, author, { name: 'Not yet' });
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(names(maren)).not.toContain('Not yet');
		expect(kari.saved).toBe(false);
		await held`commit`;
		held.release();
		await until(() => names(maren).includes('Not yet') && kari.saved);
	});

	test('who is at the one is seen at the other, late comers included, and seen to go', async () => {
		const { kari, maren, room } = two;
		maren.awareness.setLocalState({ place: 'visits' });
		kari.awareness.setLocalState({ place: 'network' });
		await until(() => others(kari).includes('Maren') && others(maren).includes('Kari Nygård'));
		const guest = await first.guest(room, 'relative', { name: 'Gunnvor' });
		const late = connect(first.ws, room, guest.cookie, first.origin);
		await until(() => others(late).join() === 'Kari Nygård,Maren');
		maren.leave();
		await until(() => others(kari).join() === 'Gunnvor' && others(late).join() === 'Kari Nygård');
		late.leave();
	});

	test('who waits in the lobby at the one is told who could open at the other', async () => {
		const { kari, room } = two;
		kari.awareness.setLocalState({ place: 'network' });
		await until(async () => (await second.live.hostsOf(room)).some(({ name }) => name === 'Kari Nygård'));
		expect((await first.live.hostsOf(room)).map(({ name }) => name)).toEqual(['Kari Nygård']);
		kari.leave();
		await until(async () => (await second.live.hostsOf(room)).length === 0);
	});

	test('[T18] a hidden participant is told of to no process', async () => {
		const { kari, room } = two;
		const hidden = await first.guest(room, 'parent', { name: 'Odd', hidden: true });
		const page = connect(second.ws, room, hidden.cookie, second.origin);
		await until(() => page.provider.wsconnected && page.provider.synced);
		page.awareness.setLocalState({ place: 'visits' });
		two.maren.awareness.setLocalState({ place: 'visits' });
		await until(() => others(kari).includes('Maren'));
		expect(others(kari)).toEqual(['Maren']);
		page.leave();
	});

	test('[T4] a right that is withdrawn at the one ends at the other, whether Redis is there or not', async () => {
		const { kari, maren, author, guest } = two;
		await first.sql`
			update participants set role = 'observer', rights_version = rights_version + 1
			where id = ${guest.participant}`;
		await first.live.rightsChanged([guest.participant]);
		await until(() => maren.notices.some((notice) => notice.type === 'rights' && !notice.rights.write));
		await redis.kill();
		await first.sql`
			update participants set state = 'removed', rights_version = rights_version + 1
			where id = ${guest.participant}`;
		await first.live.rightsChanged([guest.participant]);
		await until(() => maren.closed === CLOSE.notYours);
		createPerson(kari.doc, author, { name: 'Afterwards' });
		await until(() => kari.saved);
		expect(names(maren)).not.toContain('Afterwards');
		await redis.start();
		await areHeard();
	});

	/** Nobody is told of it. */
	async function removeGuest(): Promise<void> {
		await first.sql`
			update participants set state = 'removed', rights_version = rights_version + 1
			where id = ${two.guest.participant}`;
	}

	test('[T4] and where nobody tells of it, at the next sweep', async () => {
		const sweeping = await openServer(
			{ LANDSBY_LIMITS: JSON.stringify({ sweepMs: 500 }), REDIS_URL: redis.url },
			undefined,
			first
		);
		const { cookie } = await first.guest(two.room, 'relative', { name: 'Gunnvor' });
		const gunnvor = connect(sweeping.ws, two.room, cookie, sweeping.origin);
		await until(() => gunnvor.saved);
		await first.sql`
			update participants set state = 'removed', rights_version = rights_version + 1
			where room_id = ${two.room} and name = 'Gunnvor'`;
		await until(() => gunnvor.closed === CLOSE.notYours);
		gunnvor.leave();
		await sweeping.close();
	});

	test('[T4] [F3] what the database said while its connection was lost is made up for when it is back', async () => {
		const { maren } = two;
		await removeGuest();
		const ended = await first.owner`
			select pg_terminate_backend(pid) from pg_stat_activity
			where datname = current_database() and query ilike 'listen%'`;
		expect(ended.length).toBeGreaterThanOrEqual(2);
		await until(() => maren.closed === CLOSE.notYours);
	});

	test('a session that is ended at the one is ended at the other', async () => {
		const { maren, guest } = two;
		await first.sql`delete from sessions where id_hash = ${Buffer.from(guest.idHash, 'hex')}`;
		first.live.sessionEnded(guest.idHash);
		await until(() => maren.closed === CLOSE.sessionEnded);
	});

	// One for each of what stands in for Redis, and nothing else that could.

	test('[F9] [F10] a number that is missing is read from the log, where it is written behind it and where it is heard', async () => {
		const { kari, maren, author, document } = two;
		// As the command line does: it writes to the log and tells nobody.
		const apart = await openServer(unswept, undefined, first);
		await apart.live.edit(document, author.by, (doc) => createPerson(doc, author, { name: 'Untold' }));
		expect([...names(kari), ...names(maren)]).not.toContain('Untold');
		createPerson(kari.doc, author, { name: 'Behind it' });
		await until(() => names(kari).includes('Untold'), 'who wrote behind it has it');
		await until(() => ['Untold', 'Behind it'].every((name) => names(maren).includes(name)), 'and the other');
		await apart.close();
	});

	test('[F9] [F10] what Redis said to nobody is made up for when it is heard again', async () => {
		const { kari, maren, author, document } = two;
		const relay = second.relay;
		if (!relay) throw new Error('no relay');
		// Who thinks to hear does not ask.
		Object.defineProperty(relay, 'healthy', { configurable: true, get: () => true });
		const ear = new Redis(redis.url);
		try {
			let said = 0;
			ear.on('pmessage', () => (said += 1));
			await ear.psubscribe(`landsby:*:document:${document}`);
			ofSecond.set({ swallow: ['down'] });
			createPerson(kari.doc, author, { name: 'Unheard' });
			await until(() => kari.saved && said > 0, 'it was told of');
			const before = said;
			kari.awareness.setLocalState({ place: 'network' });
			await until(() => said > before, 'and where Kari is');
			expect(names(maren)).not.toContain('Unheard');
			// What has lost bytes is cut, and connects anew.
			ofSecond.set({});
			await until(() => names(maren).includes('Unheard'), 'it is made up for');
			await until(() => others(maren).includes('Kari Nygård'), 'and who is there');
		} finally {
			Reflect.deleteProperty(relay, 'healthy');
			ear.disconnect();
		}
		await areHeard();
	});

	test('[F9] [F10] a process that does not reach Redis tells of what it writes by the database', async () => {
		const { kari, maren, author } = two;
		ofFirst.set({ refuse: true });
		ofFirst.cut();
		await until(() => first.relay?.healthy === false);
		createPerson(kari.doc, author, { name: 'By the database' });
		await until(() => names(maren).includes('By the database'));
		// It did not ask.
		expect(second.relay?.healthy).toBe(true);
		ofFirst.set({});
		await areHeard();
	});

	test('[F9] [F10] a process that does not hear Redis asks the log', async () => {
		const { kari, maren, author } = two;
		ofSecond.set({ refuse: true });
		ofSecond.cut();
		await until(() => second.relay?.healthy === false);
		createPerson(kari.doc, author, { name: 'Asked for' });
		await until(() => names(maren).includes('Asked for'));
		// It was told by Redis, which is here, and not by the database.
		expect(first.relay?.healthy).toBe(true);
		ofSecond.set({});
		await areHeard();
	});

	test('[F9] Redis dies while people write: they go on by the database, and by Redis once it is back', async () => {
		await bothWrite('before');
		await redis.kill();
		await bothWrite('just now');
		await areSilent();
		await bothWrite('without');
		await redis.start();
		await areHeard();
		await bothWrite('after');
		two.maren.awareness.setLocalState({ place: 'visits' });
		await until(() => others(two.kari).includes('Maren'));
		expect(await agree()).toHaveLength(9);
		expect([two.kari.connects, two.maren.connects]).toEqual([1, 1]);
	});

	test('[F9] Redis stands still, and goes on: nothing is lost, and nothing is kept for it', async () => {
		redis.process.kill('SIGSTOP');
		try {
			await bothWrite('while it stands');
			await areSilent();
			await bothWrite('still');
		} finally {
			redis.process.kill('SIGCONT');
		}
		await areHeard();
		await bothWrite('again');
		expect(await agree()).toHaveLength(7);
	});

	test('[F9] Redis forgets everything and throws its listeners out: nobody notices', async () => {
		const admin = new Redis(redis.url);
		await bothWrite('before');
		await admin.flushall();
		await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
		await bothWrite('meanwhile');
		await areHeard();
		await bothWrite('after');
		expect(await agree()).toHaveLength(7);
		await admin.quit();
	});

	test('[T86] what is forged, repeated or of another channel is applied nowhere, and nobody who listens can read a word', async () => {
		const { kari, maren, author } = two;
		const attacker = new Redis(redis.url);
		const ear = attacker.duplicate();
		const heard: { channel: string; bytes: Buffer }[] = [];
		await ear.psubscribe('*');
		ear.on('pmessageBuffer', (_pattern: Buffer, channel: Buffer, bytes: Buffer) =>
			heard.push({ channel: channel.toString(), bytes })
		);
		maren.awareness.setLocalState({ place: 'visits' });
		createPerson(kari.doc, author, { name: 'Kanarifugl' });
		await until(() => names(maren).includes('Kanarifugl') && others(kari).includes('Maren'));
		const about = () => heard.filter(({ channel }) => channel.includes(two.document));
		await until(() => about().length > 1, 'the update and where Maren is were told of');
		const spoken = about();
		for (const { bytes } of heard)
			for (const word of ['Kanarifugl', 'Maren', 'Nygård', 'visits', two.guest.participant])
				expect(bytes.includes(word)).toBe(false);

		const [{ channel } = { channel: '' }] = spoken;
		const stranger = new Seal('another secret of another installation, long enough');
		for (const bytes of [
			Buffer.from('nothing of the kind'),
			Buffer.alloc(100),
			stranger.seal(channel, new Uint8Array([0, 1, 2, 3])),
			...spoken.map((one) => one.bytes),
			...spoken.map((one) => Buffer.concat([one.bytes, Buffer.from([1])]))
		])
			await attacker.publish(channel, bytes);
		// Of the one room in the other.
		const elsewhere = await first.room();
		const there = connect(second.ws, elsewhere.roomId, elsewhere.cookie, second.origin);
		await until(() => there.saved);
		const foreign = channel.replace(two.document, await first.documentId(elsewhere.roomId));
		for (const { bytes } of spoken) await attacker.publish(foreign, bytes);
		await bothWrite('after');
		expect(names(there)).toEqual(['Ylva']);
		expect(await agree()).toHaveLength(4);
		expect([kari.connects, maren.connects, there.connects]).toEqual([1, 1, 1]);
		there.leave();
		await attacker.quit();
		await ear.quit();
	});
});

test.skipIf(whyNoRedis !== null)('[T86] a Redis that asks for a password is spoken to with it', async () => {
	const redis = await startRedis({ password: 'only-for-tests' });
	onTestFinished(() => redis.close());
	const [first, wrong] = [redis.url, redis.url.replace('only-for-tests', 'another')];
	const one = await openServer({ ...unswept, REDIS_URL: first });
	const two = await openServer({ ...unswept, REDIS_URL: first }, undefined, one);
	const outside = await openServer({ ...unswept, REDIS_URL: wrong }, undefined, one);
	await until(() => one.relay?.healthy === true && two.relay?.healthy === true);
	const stranger = new Redis(redis.port, { maxRetriesPerRequest: 0 });
	stranger.on('error', () => undefined);
	await expect(stranger.publish('landsby:any', 'word')).rejects.toThrow('NOAUTH');
	const { roomId, cookie, participantId } = await one.room();
	const author = { by: participantId, at: new Date().toISOString() };
	const pages = [one, two, outside].map(({ ws, origin }) => connect(ws, roomId, cookie, origin));
	await until(() => pages.every((page) => page.saved));
	for (const [index, { doc }] of pages.entries()) {
		createPerson(doc, author, { name: `Page ${index}` });
		await until(() => pages.every((page) => names(page).includes(`Page ${index}`)), `Page ${index}`);
	}
	// By the database alone: with the wrong password nobody is let in.
	expect([one, two, outside].map(({ relay }) => relay?.healthy)).toEqual([true, true, false]);
	for (const page of pages) page.leave();
	stranger.disconnect();
	for (const server of [outside, two, one]) await server.close();
});
