// Shared screens on real sockets: how a machine becomes one, what it is sent, and how it ends.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { CLOSE } from '#lib/room/protocol.ts';
import { changePlace } from '../../server/access/inviting.ts';
import * as participants from '../../server/access/participants.ts';
import * as screens from '../../server/access/screens.ts';
import * as sessions from '../../server/access/sessions.ts';
import { bare, connect, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const secret = 'a secret of thirty-two letters at least';
const minutes = (count: number) => new Date(Date.now() + count * 60_000);

/** A room whose caseworker shares it, and a machine that asks. */
async function asking(now = new Date()) {
	const { roomId, user } = await server.room();
	const kari = await participants.standing(server.sql, user, roomId);
	if (!kari) throw new Error('she is in the room');
	const token = await screens.ask(server.sql, 'Chrome, Windows', now);
	const waiting = await screens.progress(server.sql, token, now);
	if (waiting.step !== 'code') throw new Error('it shows a code');
	return { roomId, kari, token, code: waiting.code };
}

/** A screen that shows a room. */
async function shown() {
	const asked = await asking();
	const now = new Date();
	await screens.pair(server.sql, secret, asked.kari, { code: asked.code, part: 'network' }, now);
	const id = await screens.enter(server.sql, asked.token, now);
	const [screen] = await screens.listFor(server.sql, asked.kari);
	if (!screen) throw new Error('it is shown');
	return { ...asked, cookie: sessions.cookieHeader(id), screen };
}

describe('a machine that asks to be a shared screen', () => {
	test('is named to whoever types its code, before the yes', async () => {
		const { kari, code } = await asking();
		expect(await screens.waiting(server.sql, secret, kari, code, new Date())).toEqual({
			device: 'Chrome, Windows'
		});
	});

	test('[T50] enters once, by its own cookie, after the yes of somebody who leads the room', async () => {
		const { kari, code, token } = await asking();
		const stranger = await screens.ask(server.sql, 'Firefox, Linux', new Date());
		await expect(screens.enter(server.sql, token, new Date())).rejects.toMatchObject({ code: 'gone' });
		await screens.pair(server.sql, secret, kari, { code, part: 'visits' }, new Date());
		await expect(screens.enter(server.sql, stranger, new Date())).rejects.toMatchObject({ code: 'gone' });
		const both = await Promise.allSettled([
			screens.enter(server.sql, token, new Date()),
			screens.enter(server.sql, token, new Date())
		]);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	});

	test('[T50] is not let in by a code that is old, used or guessed', async () => {
		const { kari, code, token } = await asking();
		await expect(
			screens.pair(server.sql, secret, kari, { code, part: 'network' }, minutes(3))
		).rejects.toMatchObject({ code: 'notFound' });
		expect(await screens.progress(server.sql, token, minutes(3))).toEqual({ step: 'none' });
		await screens.pair(server.sql, secret, kari, { code, part: 'network' }, new Date());
		await expect(
			screens.pair(server.sql, secret, kari, { code, part: 'network' }, new Date())
		).rejects.toMatchObject({ code: 'notFound' });
	});

	test('[T50] is out of reach of whoever has typed five wrong codes', async () => {
		const { kari, code } = await asking();
		const wrong = code === '000000' ? '000001' : '000000';
		for (let tries = 0; tries < 5; tries += 1)
			await expect(screens.waiting(server.sql, secret, kari, wrong, new Date())).rejects.toMatchObject({
				code: 'notFound'
			});
		await expect(screens.waiting(server.sql, secret, kari, code, new Date())).rejects.toMatchObject({
			code: 'tooMany'
		});
	});

	test('is let in by nobody who does not lead the room', async () => {
		const { roomId, code } = await asking();
		for (const role of ['child', 'parent', 'observer'] as const) {
			const { user } = await server.guest(roomId, role);
			const actor = await participants.standing(server.sql, user, roomId);
			if (!actor) throw new Error('they are in the room');
			await expect(
				screens.pair(server.sql, secret, actor, { code, part: 'network' }, new Date())
			).rejects.toMatchObject({ code: 'forbidden' });
		}
	});
});

describe('[T46] a shared screen', () => {
	test('is sent the shared document, and not one byte of any other, of this room or another', async () => {
		const { roomId, cookie } = await shown();
		const page = connect(server.ws, roomId, cookie, server.origin);
		await until(() => page.saved);
		expect(page.doc.getMap('people').size).toBe(1);
		const other = await server.room();
		for (const [name, code] of [
			...['care', 'child', 'family', 'staff'].map((space) => [`${roomId}.${space}`, CLOSE.notYours] as const),
			[`${roomId}.letter.${newId()}`, CLOSE.notFound] as const,
			[other.roomId, CLOSE.notFound] as const
		]) {
			const tried = bare(`${server.ws}/${name}`, { Cookie: cookie, Origin: server.origin });
			expect(await tried.closed, name).toBe(code);
			expect(tried.frames).toEqual([]);
		}
	});

	test('writes nothing, and is seen by nobody', async () => {
		const { roomId, cookie } = await shown();
		const watcher = await server.guest(roomId, 'parent');
		const seen = connect(server.ws, roomId, watcher.cookie, server.origin);
		await until(() => seen.saved);
		const page = connect(server.ws, roomId, cookie, server.origin);
		page.awareness.setLocalState({ place: 'network' });
		await until(() => page.saved);
		page.doc.getMap('people').set(newId(), 'x');
		await until(() => page.notices.some(({ type }) => type === 'refused'));
		// Something that surely comes after it has come: nothing of the screen came before.
		const voice = await server.guest(roomId, 'child');
		const child = connect(server.ws, roomId, voice.cookie, server.origin);
		child.awareness.setLocalState({ place: 'voice' });
		await until(() => [...seen.awareness.getStates().values()].some((state) => state['place'] === 'voice'));
		expect([...seen.awareness.getStates().values()].filter((state) => state['place'] === 'network')).toEqual(
			[]
		);
		expect(seen.doc.getMap('people').size).toBe(1);
	});

	test('has no place in the room: no list, no rights, no count', async () => {
		const { roomId, kari } = await shown();
		const people = await participants.listFor(server.sql, roomId, kari);
		expect(people.map(({ role }) => role)).toEqual(['caseworker']);
	});

	test('hears at once that another part is to be shown', async () => {
		const { roomId, cookie, kari, screen } = await shown();
		const page = connect(server.ws, roomId, cookie, server.origin);
		await until(() => page.saved);
		await server.live.rightsChanged([await screens.show(server.sql, kari, screen.id, 'visits')]);
		await until(() => page.notices.some(({ type }) => type === 'rights'));
		expect((await screens.listFor(server.sql, kari))[0]?.part).toBe('visits');
		await screens.show(server.sql, kari, screen.id, 'childsMap');
		expect((await screens.listFor(server.sql, kari))[0]?.part).toBe('childsMap');
	});

	test('is closed at once when it is ended, and its cookie opens nothing any more', async () => {
		const { roomId, cookie, kari, screen } = await shown();
		const page = connect(server.ws, roomId, cookie, server.origin);
		await until(() => page.saved);
		for (const idHash of await screens.end(server.sql, kari, screen.id, new Date()))
			server.live.sessionEnded(idHash);
		await until(() => page.closed === CLOSE.sessionEnded);
		expect(await bare(`${server.ws}/${roomId}`, { Cookie: cookie, Origin: server.origin }).closed).toBe(
			CLOSE.sessionEnded
		);
		expect(await screens.listFor(server.sql, kari)).toEqual([]);
	});

	test.each([
		['is taken out of the room', { state: 'removed' }],
		['leads it no more', { role: 'observer' }]
	] as const)('[T46] goes dark at once when whoever shares it %s', async (_what, changes) => {
		const { roomId, cookie, kari } = await shown();
		// A room keeps a caseworker.
		const other = await server.room();
		await participants.add(
			server.sql,
			{
				...{ id: newId(), room: roomId, user: other.user, person: null, name: 'Wenche', role: 'caseworker' },
				...{ carer: false, hidden: false, state: 'admitted', madeBy: null, own: [] }
			},
			new Date()
		);
		const page = connect(server.ws, roomId, cookie, server.origin);
		await until(() => page.saved);
		await changePlace(server, null, kari.participant, changes, new Date());
		await until(() => page.closed === CLOSE.sessionEnded);
		const wenche = await participants.standing(server.sql, other.user, roomId);
		expect(wenche && (await screens.listFor(server.sql, wenche))).toEqual([]);
	});

	test('is ended by nobody from another room', async () => {
		const { screen } = await shown();
		const other = await asking();
		await expect(screens.end(server.sql, other.kari, screen.id, new Date())).rejects.toMatchObject({
			code: 'notFound'
		});
		await expect(screens.show(server.sql, other.kari, screen.id, 'visits')).rejects.toMatchObject({
			code: 'notFound'
		});
	});
});
