// The lobby on a real database and real sockets: who waits, what they are sent meanwhile, and who lets them in.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLOSE } from '#lib/room/protocol.ts';
import * as invitations from '../../server/access/invitations.ts';
import * as joining from '../../server/access/joining.ts';
import * as inviting from '../../server/access/inviting.ts';
import * as lobby from '../../server/access/lobby.ts';
import { changeParticipant } from '../../server/access/changeParticipant.ts';
import * as participants from '../../server/access/participants.ts';
import { newToken } from '../../server/access/secrets.ts';
import * as sessions from '../../server/access/sessions.ts';
import { bare, connect, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const now = () => new Date();
const waits: invitations.WayIn = { lobby: true, withCode: false };

async function roomOfKari() {
	const room = await server.room('Ylva Lunde');
	const kari = await participants.standing(server.sql, room.user, room.roomId);
	if (!kari) throw new Error('she is in the room');
	return { ...room, kari };
}

/** Somebody is invited to the lobby, and says yes to the link on a device of their own. */
async function arrives(
	kari: participants.ParticipantStanding,
	name: string,
	more: { way?: invitations.WayIn; role?: 'relative' | 'child'; hidden?: boolean } = {}
) {
	const role = more.role ?? 'relative';
	const [ground] = await server.sql<
		{ child: string }[]
	>`select child_id as child from rooms where id = ${kari.room}`;
	const invited = await inviting.invite(
		server,
		kari,
		{
			room: kari.room,
			person: role === 'child' ? { id: ground?.child ?? '' } : { name },
			role,
			carer: false,
			hidden: more.hidden ?? false,
			way: more.way ?? waits
		},
		now()
	);
	const device = newToken();
	const comes = (code?: string, on = device) =>
		joining.accept(
			server.sql,
			{ token: invited.token, device: on, session: null, who: null, code: code ?? null },
			now()
		);
	return { ...invited, device, comes };
}

async function knocks(name: string, sessionId: string) {
	const tried = bare(`${server.ws}/${name}`, {
		Cookie: sessions.cookieHeader(sessionId),
		Origin: server.origin
	});
	const code = await tried.closed;
	return { code, frames: tried.frames };
}

describe('somebody who comes by a link', () => {
	test('[T50] waits, and is sent not one byte of any document before they are let in', async () => {
		const { roomId, kari } = await roomOfKari();
		const { participant, comes } = await arrives(kari, 'Gunnvor');
		const admission = await comes();
		expect(admission.waits).toBe(true);
		for (const name of [roomId, ...['care', 'child', 'family', 'staff'].map((space) => `${roomId}.${space}`)])
			expect(await knocks(name, admission.sessionId)).toEqual({ code: CLOSE.notFound, frames: [] });
		expect(await lobby.waitingAt(server.sql, admission.user, roomId)).toMatchObject({
			name: 'Gunnvor',
			child: 'Ylva',
			hosts: ['Kari Nygård'],
			notNow: false
		});

		await lobby.admit(server.sql, kari, { participant, otherDeviceAt: null }, now());
		const page = connect(server.ws, roomId, sessions.cookieHeader(admission.sessionId), server.origin);
		await until(() => page.saved);
		expect(await lobby.waitingAt(server.sql, admission.user, roomId)).toBe(null);
		expect(await lobby.guestsOf(server.sql, kari)).toEqual([]);
	});

	test('still waits when they come again by the same link, however late', async () => {
		const { kari } = await roomOfKari();
		const { comes, participant } = await arrives(kari, 'Gunnvor');
		const first = await comes();
		await sessions.endAllOf(server.sql, first.user);
		expect((await comes()).waits).toBe(true);
		expect((await lobby.guestsOf(server.sql, kari)).map((guest) => guest.participant)).toEqual([participant]);
		await lobby.notNow(server.sql, kari, { participant, otherDeviceAt: null }, now());
		await server.sql`update invitations set expires_at = now() - interval '1 day' where participant_id = ${participant}`;
		const { user } = await comes();
		expect(await lobby.waitingAt(server.sql, user, kari.room)).toMatchObject({ notNow: false });
	});

	test('comes straight in where it was said so, and so does the child always', async () => {
		const { kari } = await roomOfKari();
		const straight = await arrives(kari, 'Berit', { way: invitations.straightIn });
		expect((await straight.comes()).waits).toBe(false);
		const child = await arrives(kari, 'Ylva', { role: 'child' });
		expect((await child.comes()).waits).toBe(false);
	});

	test('waits again with a new link, until somebody opens', async () => {
		const { kari } = await roomOfKari();
		const { comes, participant } = await arrives(kari, 'Gunnvor');
		await comes();
		await lobby.admit(server.sql, kari, { participant, otherDeviceAt: null }, now());
		const { token } = await inviting.renewLink(server, kari, participant, now(), waits);
		const again = await joining.accept(
			server.sql,
			{ token, device: newToken(), session: null, who: null },
			now()
		);
		expect(again.waits).toBe(true);
	});

	test('is seen by those who lead the room as soon as they come, and by nobody else', async () => {
		const { roomId, kari, cookie } = await roomOfKari();
		const mother = await server.guest(roomId, 'parent');
		const [hers, others] = [cookie, mother.cookie].map((of) => connect(server.ws, roomId, of, server.origin));
		await until(() => hers?.saved === true && others?.saved === true);
		const { comes } = await arrives(kari, 'Gunnvor');
		const before = others?.notices.length;
		await comes();
		await until(() => hers?.notices.some(({ type }) => type === 'rights') === true);
		expect(others?.notices.length).toBe(before);
		const hers2 = await participants.standing(server.sql, mother.user, roomId);
		if (!hers2) throw new Error('she is in the room');
		expect(await lobby.guestsOf(server.sql, hers2)).toEqual([]);
		await expect(
			lobby.admit(server.sql, hers2, { participant: (await comes()).participant, otherDeviceAt: null }, now())
		).rejects.toMatchObject({
			code: 'forbidden'
		});
	});

	test('[T18] and is hidden, is told of to no page of a coordinator, not even that it should look again', async () => {
		const { roomId, kari, cookie } = await roomOfKari();
		const coordinator = await server.guest(roomId, 'coordinator');
		const [hers, others] = [cookie, coordinator.cookie].map((of) =>
			connect(server.ws, roomId, of, server.origin)
		);
		await until(() => hers?.saved === true && others?.saved === true);
		const told = (page: typeof hers) => page?.notices.filter(({ type }) => type === 'rights').length ?? 0;
		const { comes, participant, token } = await arrives(kari, 'Randi', { hidden: true });
		await comes();
		await until(() => told(hers) === 1);
		await lobby.notNow(server.sql, kari, { participant, otherDeviceAt: null }, now());
		await until(() => told(hers) === 2);
		expect(await lobby.knock(server.sql, token, newToken(), now())).toBe(roomId);
		await until(() => told(hers) === 3);
		await lobby.admit(server.sql, kari, { participant, otherDeviceAt: null }, now());
		await until(() => told(hers) === 4);
		// Somebody who is there to be seen comes behind them: had a page been told of the other, it would have heard by now.
		await (await arrives(kari, 'Gunnvor')).comes();
		await until(() => told(hers) === 5 && told(others) > 0);
		expect(told(others)).toBe(1);
		hers?.leave();
		others?.leave();
	});

	test('and is hidden, is known to the caseworker and not to a coordinator', async () => {
		const { roomId, kari } = await roomOfKari();
		const { user } = await server.guest(roomId, 'coordinator');
		const wenche = await participants.standing(server.sql, user, roomId);
		if (!wenche) throw new Error('she is in the room');
		const { comes, participant } = await arrives(kari, 'Randi', { hidden: true });
		await comes();
		expect((await lobby.guestsOf(server.sql, kari)).map(({ name }) => name)).toEqual(['Randi']);
		expect(await lobby.guestsOf(server.sql, wenche)).toEqual([]);
		await expect(
			lobby.admit(server.sql, wenche, { participant, otherDeviceAt: null }, now())
		).rejects.toMatchObject({
			code: 'notFound'
		});
	});
});

describe('whoever leads the room', () => {
	test('says “not now”, and lets them in later', async () => {
		const { roomId, kari } = await roomOfKari();
		const { comes, participant } = await arrives(kari, 'Gunnvor');
		const { user } = await comes();
		await lobby.notNow(server.sql, kari, { participant, otherDeviceAt: null }, now());
		expect(await lobby.waitingAt(server.sql, user, roomId)).toMatchObject({ notNow: true });
		await lobby.admit(server.sql, kari, { participant, otherDeviceAt: null }, now());
		expect(await participants.standing(server.sql, user, roomId)).toMatchObject({ state: 'admitted' });
	});

	test('is in the list no more once their link is ended or they have gone, and the page of who leads the room hears of it', async () => {
		const { roomId, kari, cookie } = await roomOfKari();
		const hers = connect(server.ws, roomId, cookie, server.origin);
		await until(() => hers.saved);
		const heard = () => hers.notices.filter(({ type }) => type === 'rights').length;
		const gunnvor = await arrives(kari, 'Gunnvor');
		const odd = await arrives(kari, 'Odd');
		await gunnvor.comes();
		const { participant } = await odd.comes();
		expect((await lobby.guestsOf(server.sql, kari)).map(({ name }) => name)).toEqual(['Gunnvor', 'Odd']);
		await until(() => heard() >= 2);

		const before = heard();
		await inviting.endLink(server, kari, gunnvor.participant, now());
		expect((await lobby.guestsOf(server.sql, kari)).map(({ name }) => name)).toEqual(['Odd']);
		await until(() => heard() > before);
		await expect(
			lobby.admit(server.sql, kari, { participant: gunnvor.participant, otherDeviceAt: null }, now())
		).rejects.toMatchObject({ code: 'notFound' });

		const [place] = await server.sql<{ user: string }[]>`
			select user_id as user from participants where id = ${participant}`;
		const then = heard();
		await sessions.endAllOf(server.sql, place?.user ?? '');
		await lobby.announceGone(server.sql, place?.user ?? '');
		expect(await lobby.guestsOf(server.sql, kari)).toEqual([]);
		await until(() => heard() > then);
		// By the same link they are there again, and wait.
		await odd.comes();
		expect((await lobby.guestsOf(server.sql, kari)).map(({ name }) => name)).toEqual(['Odd']);
		hers.leave();
	});

	test('shuts somebody out: the link opens nothing any more', async () => {
		const { kari } = await roomOfKari();
		const { comes, participant } = await arrives(kari, 'Gunnvor');
		await comes();
		await inviting.changePlace(server, kari, participant, { state: 'removed' }, now());
		expect(await lobby.guestsOf(server.sql, kari)).toEqual([]);
		await expect(comes()).rejects.toMatchObject({ code: 'gone' });
	});

	test('[T5] lets nobody in whom somebody else has shut out in the same moment', async () => {
		const { roomId, kari } = await roomOfKari();
		const { comes, participant } = await arrives(kari, 'Gunnvor');
		const { user } = await comes();
		let admitted: Promise<unknown> = Promise.resolve();
		await server.sql.begin(async (tx) => {
			await tx`update participants set state = 'removed' where id = ${participant}`;
			// She still waits in the list that this one reads, and then stands locked until she is out.
			admitted = lobby
				.admit(server.sql, kari, { participant, otherDeviceAt: null }, now())
				.catch((error: unknown) => error);
			await until(async () => {
				const [row] = await server.sql<{ count: number }[]>`
					select count(*)::int as count from pg_locks l join pg_stat_activity a on a.pid = l.pid
					where not l.granted and a.datname = current_database()`;
				return row?.count === 1;
			});
		});
		expect(await admitted).toMatchObject({ code: 'notFound' });
		expect(await participants.standing(server.sql, user, roomId)).not.toMatchObject({ state: 'admitted' });
	});

	test('lets all of a list in, though one of them has been answered by somebody else', async () => {
		const { roomId, kari } = await roomOfKari();
		const guests = [];
		for (const name of ['Gunnvor', 'Odd', 'Rune']) {
			const guest = await arrives(kari, name);
			guests.push({ ...guest, user: (await guest.comes()).user });
		}
		const list = guests.map(({ participant }) => ({ participant, otherDeviceAt: null }));
		await inviting.changePlace(server, kari, guests[1]?.participant ?? '', { state: 'removed' }, now());
		await lobby.admitEach(server.sql, kari, list, now());
		const states = await Promise.all(
			guests.map(async ({ user }) => (await participants.standing(server.sql, user, roomId))?.state)
		);
		expect(states[0]).toBe('admitted');
		expect(states[1]).not.toBe('admitted');
		expect(states[2]).toBe('admitted');
	});

	test('lets nobody in who is of another room', async () => {
		const [mine, other] = [await roomOfKari(), await roomOfKari()];
		const { comes, participant } = await arrives(mine.kari, 'Gunnvor');
		await comes();
		await expect(
			lobby.admit(server.sql, other.kari, { participant, otherDeviceAt: null }, now())
		).rejects.toMatchObject({
			code: 'notFound'
		});
	});
});

describe('[T50] a link that was forwarded', () => {
	test('lets the second device wait; whoever lets it in sees that, and the first is signed out', async () => {
		const { roomId, kari } = await roomOfKari();
		const { comes, participant, token } = await arrives(kari, 'Gunnvor');
		const first = await comes();
		await lobby.admit(server.sql, kari, { participant, otherDeviceAt: null }, now());
		const page = connect(server.ws, roomId, sessions.cookieHeader(first.sessionId), server.origin);
		await until(() => page.saved);

		const second = newToken();
		await expect(comes(undefined, second)).rejects.toMatchObject({ code: 'conflict', field: 'device' });
		expect(await lobby.knock(server.sql, token, second, now())).toBe(roomId);
		expect(await lobby.hasKnocked(server.sql, token, second)).toBe(true);
		expect(await lobby.hasKnocked(server.sql, token, newToken())).toBe(false);
		const [seen] = await lobby.guestsOf(server.sql, kari);
		expect(seen).toMatchObject({ participant, otherDevice: true });

		// Another device knocks between the look and the yes: the yes was not for that one.
		const third = newToken();
		const later = new Date(Date.now() + 5);
		await lobby.knock(server.sql, token, third, later);
		await expect(
			lobby.admit(server.sql, kari, { participant, otherDeviceAt: seen?.since ?? null }, now())
		).rejects.toMatchObject({ code: 'notFound' });
		const knocked = new Date(Date.now() + 10);
		await lobby.knock(server.sql, token, second, knocked);
		await lobby.admit(server.sql, kari, { participant, otherDeviceAt: knocked }, now());
		await until(() => page.closed === CLOSE.sessionEnded);
		expect((await comes(undefined, second)).waits).toBe(false);
		await expect(comes()).rejects.toMatchObject({ code: 'conflict' });
	});

	test('is of no use where a second device is turned away', async () => {
		const { kari } = await roomOfKari();
		const { comes, participant, token } = await arrives(kari, 'Gunnvor');
		await comes();
		await lobby.admit(server.sql, kari, { participant, otherDeviceAt: null }, now());
		const second = newToken();
		const knocked = now();
		await lobby.knock(server.sql, token, second, knocked);
		await lobby.notNow(server.sql, kari, { participant, otherDeviceAt: knocked }, now());
		expect(await lobby.guestsOf(server.sql, kari)).toEqual([]);
		await expect(comes(undefined, second)).rejects.toMatchObject({ code: 'conflict' });
	});
});

describe('a code that is spoken on the telephone', () => {
	const withCode: invitations.WayIn = { lobby: false, withCode: true };

	test('is asked for once: with it the device comes in, and again without', async () => {
		const { kari } = await roomOfKari();
		const { comes, code } = await arrives(kari, 'Gunnvor', { way: withCode });
		expect(code).toMatch(/^\d{6}$/);
		await expect(comes()).rejects.toMatchObject({ code: 'invalid', field: 'code' });
		expect((await comes(`${code?.slice(0, 3)} ${code?.slice(3)}`)).waits).toBe(false);
		expect((await comes()).waits).toBe(false);
	});

	test('[T50] is not found by trying: the fifth wrong one ends the link', async () => {
		const { kari } = await roomOfKari();
		const { comes, code } = await arrives(kari, 'Gunnvor', { way: withCode });
		const wrong = code === '000000' ? '000001' : '000000';
		for (let tries = 0; tries < 5; tries += 1)
			await expect(comes(wrong)).rejects.toMatchObject({ code: 'invalid' });
		await expect(comes(code ?? '')).rejects.toMatchObject({ code: 'gone' });
	});
});

test('exceptions to what a role may do are the caseworker’s to set: a coordinator sets none, nor for herself', async () => {
	const { roomId, kari } = await roomOfKari();
	const { user, participant } = await server.guest(roomId, 'coordinator');
	const mother = await server.guest(roomId, 'parent');
	const wenche = await participants.standing(server.sql, user, roomId);
	for (const whom of [participant, mother.participant])
		await expect(
			changeParticipant(server.sql, wenche, whom, { exceptions: { visits: 'write' } }, now())
		).rejects.toMatchObject({ code: 'forbidden' });
	await changeParticipant(server.sql, kari, mother.participant, { exceptions: { visits: 'write' } }, now());
});
