import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import * as invitations from '../../server/access/invitations.ts';
import * as joining from '../../server/access/joining.ts';
import * as joinCookies from '../../server/access/joinCookies.ts';
import * as inviting from '../../server/access/inviting.ts';
import * as participants from '../../server/access/participants.ts';
import type { ParticipantStanding } from '../../server/access/participants.ts';
import { newToken } from '../../server/access/secrets.ts';
import * as sessions from '../../server/access/sessions.ts';
import { checkLinkMisses, countLinkMiss } from '../../server/access/signInTries.ts';
import { createContact } from '#lib/emergency/document.ts';
import { createPerson, readPeople } from '#lib/network/document.ts';
import { newId } from '#lib/room/ids.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const now = new Date();
const later = (days: number) => new Date(now.getTime() + days * 24 * 60 * 60_000);

async function room(): Promise<{
	id: string;
	childId: string;
	actor: ParticipantStanding;
	document: string;
}> {
	const made = await server.room();
	const actor = await participants.byId(server.sql, made.participantId);
	return {
		id: made.roomId,
		childId: made.childId,
		actor: actor!,
		document: await server.documentId(made.roomId)
	};
}

async function invite(more: Partial<inviting.Invite> = {}, at?: Awaited<ReturnType<typeof room>>) {
	const here = at ?? (await room());
	const invited = await inviting.invite(
		server,
		here.actor,
		{
			room: here.id,
			person: { name: 'Gunnvor Lunde', relation: 'grandparent' },
			role: 'relative',
			carer: false,
			hidden: false,
			...more
		},
		now
	);
	return { ...here, ...invited };
}

/** Everything that a document holds, deleted things too, without the clocks of whoever looks. */
function stateOf(doc: Y.Doc): string {
	return Buffer.from(Y.encodeStateAsUpdate(doc)).toString('hex');
}

/** A yes from a device. */
function yes(token: string, device: string | null, more: Partial<joining.Acceptance> = {}, at = now) {
	return joining.accept(server.sql, { token, device, session: null, who: null, ...more }, at);
}

describe('an invitation', () => {
	test('puts a new person on the map, gives them a place that is theirs, and records it', async () => {
		const { participant, document, id } = await invite();
		const place = await participants.byId(server.sql, participant);
		expect(place).toMatchObject({ name: 'Gunnvor Lunde', role: 'relative', state: 'invited', user: null });
		expect(place?.own).toEqual([place?.personId]);
		const person = await server.live.edit(document, null, (doc) =>
			readPeople(doc).entities.find((entity) => entity.id === place?.personId)
		);
		expect(person).toMatchObject({ name: 'Gunnvor Lunde', relation: 'grandparent' });
		const proposals = await server.live.edit(document, null, (doc) =>
			doc.getMap('proposals').has(participant)
		);
		expect(proposals).toBe(true);
		const [row] = await server.sql<{ action: string; subject: object }[]>`
			select action, subject from audit where chain = ${id} order by n desc limit 1`;
		expect(row).toMatchObject({ action: 'invite', subject: { participant } });
		expect(JSON.stringify(row)).not.toContain('Gunnvor');
	});

	test('of somebody on the map makes their person and their emergency contact their own', async () => {
		const here = await room();
		const author = { by: here.actor.participant, at: now.toISOString() };
		const made = await server.live.edit(here.document, null, (doc) => {
			const person = createPerson(doc, author, { name: 'Solveig Haug', relation: 'neighbour' });
			return { person, contact: createContact(doc, author, { person }) };
		});
		const { participant } = await invite({ person: { id: made.person }, role: 'network' }, here);
		const place = await participants.byId(server.sql, participant);
		expect(place?.name).toBe('Solveig Haug');
		expect([...(place?.own ?? [])].sort()).toEqual([made.person, made.contact].sort());
		await expect(invite({ person: { id: made.person }, role: 'network' }, here)).rejects.toMatchObject({
			code: 'conflict',
			field: 'person'
		});
	});

	test('of a hidden person leaves no trace in the shared document', async () => {
		const here = await room();
		const before = await server.live.edit(here.document, null, stateOf);
		const { participant } = await invite({ person: { name: 'M' }, role: 'parent', hidden: true }, here);
		const after = await server.live.edit(here.document, null, stateOf);
		expect(after).toBe(before);
		expect(await participants.byId(server.sql, participant)).toMatchObject({ hidden: true, personId: null });
		const [row] = await server.sql<{ seen: boolean }[]>`
			select family_sees as seen from audit where chain = ${here.id} order by n desc limit 1`;
		expect(row?.seen).toBe(false);
	});

	test('gives the role of the child to the child alone, and leads nobody by a link', async () => {
		const here = await room();
		await expect(invite({ person: { id: here.childId }, role: 'relative' }, here)).rejects.toMatchObject({
			field: 'role'
		});
		for (const role of ['caseworker', 'coordinator', 'screen'] as const)
			await expect(invite({ role }, here)).rejects.toMatchObject({ code: 'invalid', field: 'role' });
		const child = await invite({ person: { id: here.childId }, role: 'child' }, here);
		expect(await participants.byId(server.sql, child.participant)).toMatchObject({
			role: 'child',
			personId: here.childId
		});
	});

	test('can be made by facilitators of that room only; what is hidden by caseworkers only', async () => {
		const here = await room();
		const relative = await server.guest(here.id, 'relative');
		const coordinator = await server.guest(here.id, 'coordinator');
		const [asRelative, asCoordinator, elsewhere] = await Promise.all([
			participants.byId(server.sql, relative.participant),
			participants.byId(server.sql, coordinator.participant),
			room().then(({ actor }) => actor)
		]);
		await expect(invite({}, { ...here, actor: asRelative! })).rejects.toMatchObject({ code: 'forbidden' });
		await expect(invite({}, { ...here, actor: elsewhere })).rejects.toMatchObject({ code: 'forbidden' });
		await expect(invite({ hidden: true }, { ...here, actor: asCoordinator! })).rejects.toMatchObject({
			code: 'forbidden'
		});
		await expect(invite({}, { ...here, actor: asCoordinator! })).resolves.toMatchObject({
			name: 'Gunnvor Lunde'
		});
	});

	test('[L2] by a coordinator tells nothing of who is hidden: it goes as if nobody stood there', async () => {
		const here = await room();
		const wenche = await server.guest(here.id, 'coordinator');
		const asCoordinator = { ...here, actor: (await participants.byId(server.sql, wenche.participant))! };
		const author = { by: here.actor.participant, at: now.toISOString() };
		const [tor, berit] = await server.live.edit(here.document, null, (doc) =>
			['Tor', 'Berit'].map((name) => createPerson(doc, author, { name }))
		);
		const hidden = await invite({ person: { id: tor! }, role: 'network', hidden: true }, here);
		/** What is answered, but for ids and tokens, which are new each time. */
		const answer = async (more: Partial<inviting.Invite>) => {
			const { name, participant, token } = await inviting.invite(
				server,
				asCoordinator.actor,
				{ room: here.id, person: { id: '' }, role: 'network', carer: false, hidden: false, ...more },
				now
			);
			const place = await participants.byId(server.sql, participant);
			return { name, token: token.length, state: place?.state, own: place?.own.length, is: participant };
		};
		const ofTor = await answer({ person: { id: tor! } });
		const ofBerit = await answer({ person: { id: berit! } });
		expect({ ...ofTor, name: '', is: '' }).toEqual({ ...ofBerit, name: '', is: '' });
		expect(ofTor.is).not.toBe(hidden.participant);
		for (const id of [tor!, berit!])
			await expect(answer({ person: { id } })).rejects.toMatchObject({ code: 'conflict', field: 'person' });

		// Nor does a form that names the hidden place get into it.
		const ids = { participant: hidden.participant, person: newId() };
		expect((await answer({ person: { name: 'Somebody' }, ids })).is).not.toBe(hidden.participant);
		expect((await participants.byId(server.sql, hidden.participant))?.hidden).toBe(true);
		const links = await server.sql`
			select 1 from invitations where participant_id = ${hidden.participant}`;
		expect(links, 'no link to it was made for her').toHaveLength(1);

		// A caseworker sees both, and is told that somebody stands there.
		const seen = await participants.listFor(server.sql, here.id, here.actor);
		expect(seen.filter(({ person }) => person === tor).map((place) => place.hidden)).toEqual([true, false]);
		await expect(invite({ person: { id: tor! }, role: 'network' }, here)).rejects.toMatchObject({
			code: 'conflict'
		});
	});

	test.each(['a new person', 'somebody of the map', 'a hidden person'])(
		'posted twice, at once or later, makes one place, one person and one link that works: %s',
		async (kind) => {
			const here = await room();
			const berit = await server.live.edit(here.document, null, (doc) =>
				createPerson(doc, { by: here.actor.participant, at: now.toISOString() }, { name: 'Berit' })
			);
			const more: Partial<inviting.Invite> = {
				person: kind === 'somebody of the map' ? { id: berit } : { name: ' Gunnvor  Lunde ' },
				hidden: kind === 'a hidden person',
				ids: { participant: newId(), person: newId() }
			};
			const [one, two] = await Promise.all([invite(more, here), invite(more, here)]);
			const third = await invite(more, here);
			expect([two.participant, third.participant]).toEqual([one.participant, one.participant]);
			expect(await participants.listFor(server.sql, here.id, here.actor)).toHaveLength(2);
			const onMap = await server.live.edit(here.document, null, (doc) => readPeople(doc).entities);
			const expected = kind === 'a new person' ? ['Berit', 'Gunnvor Lunde', 'Ylva'] : ['Berit', 'Ylva'];
			expect(onMap.map(({ name }) => name).sort()).toEqual(expected);
			expect(await joining.look(server.sql, one.token, newToken(), now)).toEqual({ state: 'dead' });
			await expect(yes(third.token, newToken())).resolves.toMatchObject({ changed: true });
			// Whoever has come is not invited away again.
			await expect(invite(more, here)).rejects.toMatchObject({ code: 'conflict' });
		}
	);

	test('of one person by two caseworkers at the same instant gives them one place', async () => {
		const here = await room();
		const person = await server.live.edit(here.document, null, (doc) =>
			createPerson(doc, { by: here.actor.participant, at: now.toISOString() }, { name: 'Berit' })
		);
		const both = await Promise.allSettled([
			invite({ person: { id: person } }, here),
			invite({ person: { id: person } }, here)
		]);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(await participants.listFor(server.sql, here.id, here.actor)).toHaveLength(2);
	});

	test('never takes the id of somebody else for that of the person it makes', async () => {
		const here = await room();
		const ids = { participant: newId(), person: here.childId };
		await expect(invite({ ids }, here)).rejects.toMatchObject({ code: 'conflict' });
		await expect(
			invite({ ids: { participant: here.actor.participant, person: newId() } }, here)
		).rejects.toMatchObject({ code: 'conflict' });
	});

	test('refuses a name of 10,000 characters and leaves nothing behind', async () => {
		const here = await room();
		await expect(invite({ person: { name: 'å'.repeat(10_000) } }, here)).rejects.toMatchObject({
			code: 'invalid',
			field: 'name'
		});
		expect(await participants.listFor(server.sql, here.id, here.actor)).toHaveLength(1);
	});
});

describe('a join link', () => {
	test('stands in the database as a hash only', async () => {
		const { token } = await invite();
		const rows = await server.owner<{ row: string }[]>`select to_jsonb(i)::text as row from invitations i`;
		const bytes = Buffer.from(token, 'base64url').toString('hex');
		for (const { row } of rows) {
			expect(row).not.toContain(token);
			expect(row).not.toContain(bytes);
		}
	});

	test('is not used up by being looked at, however often', async () => {
		const { token, participant, name } = await invite();
		const device = newToken();
		for (let round = 0; round < 20; round += 1)
			expect(await joining.look(server.sql, token, newToken(), now)).toMatchObject({
				state: 'fresh',
				link: { name }
			});
		expect(await participants.byId(server.sql, participant)).toMatchObject({
			state: 'invited',
			rightsVersion: 1
		});
		expect(await yes(token, device)).toMatchObject({ participant });
	});

	test('lets its person in at the yes: admitted, with a session, recorded', async () => {
		const { token, participant, id } = await invite();
		const admission = await yes(token, newToken());
		expect(admission).toMatchObject({ room: id, role: 'relative', changed: true, ended: [] });
		const session = await sessions.fromId(server.sql, admission.sessionId, now);
		expect(session?.user).toMatchObject({ id: admission.user, kind: 'guest', name: 'Gunnvor Lunde' });
		expect(await participants.standing(server.sql, admission.user, id)).toMatchObject({
			participant,
			state: 'admitted',
			rightsVersion: 2
		});
		const [row] = await server.sql<{ action: string; actor: string }[]>`
			select action, actor_participant as actor from audit where chain = ${id} order by n desc limit 1`;
		expect(row).toEqual({ action: 'join', actor: participant });
	});

	test('lets its device in again, and tells another device only that it is in use', async () => {
		const { token, name } = await invite();
		const device = newToken();
		const first = await yes(token, device);
		expect(await joining.look(server.sql, token, device, later(6))).toMatchObject({
			state: 'mine',
			link: { name }
		});
		expect(await yes(token, device, {}, later(6))).toMatchObject({ user: first.user, changed: false });
		for (const other of [newToken(), null, 'device']) {
			expect(await joining.look(server.sql, token, other, now)).toEqual({ state: 'elsewhere' });
			await expect(yes(token, other)).rejects.toMatchObject({ code: 'conflict', field: 'device' });
		}
	});

	test('is got by one of two devices at the same instant', async () => {
		const { token, participant } = await invite();
		const both = await Promise.allSettled([yes(token, newToken()), yes(token, newToken())]);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		const users =
			await server.sql`select 1 from users u join participants p on p.user_id = u.id where p.id = ${participant}`;
		expect(users).toHaveLength(1);
		const joins = await server.sql`
			select 1 from audit where action = 'join' and subject ->> 'participant' = ${participant}`;
		expect(joins).toHaveLength(1);
	});

	test('survives a double tap on one device: both lead in', async () => {
		const { token } = await invite();
		const device = newToken();
		const both = await Promise.all([yes(token, device), yes(token, device)]);
		expect(both[0].user).toBe(both[1].user);
		expect(both.filter(({ changed }) => changed)).toHaveLength(1);
	});

	test('looks the same when it is unknown, malformed, expired, ended, or its person was taken out', async () => {
		const expired = await invite();
		const ended = await invite();
		await inviting.endLink(server, ended.actor, ended.participant, now);
		const removed = await invite();
		await inviting.changePlace(server, removed.actor, removed.participant, { state: 'removed' }, now);
		const renewed = await invite();
		await inviting.renewLink(server, renewed.actor, renewed.participant, now);
		const cases: [string, Date][] = [
			[newToken(), now],
			['', now],
			['none', now],
			[`${newToken()}x`, now],
			["'; drop table invitations; --", now],
			[expired.token, later(7)],
			[ended.token, now],
			[removed.token, now],
			[renewed.token, now]
		];
		for (const [token, at] of cases) {
			expect(await joining.look(server.sql, token, newToken(), at)).toEqual({ state: 'dead' });
			await expect(yes(token, newToken(), {}, at)).rejects.toMatchObject({ code: 'gone' });
		}
		expect(await joining.look(server.sql, expired.token, null, later(6.99))).toMatchObject({
			state: 'fresh'
		});
	});

	test('of a used link that is ended or renewed, the device is signed out at once', async () => {
		for (const end of [inviting.endLink, inviting.renewLink]) {
			const { token, actor, participant } = await invite();
			const device = newToken();
			const admission = await yes(token, device);
			await end(server, actor, participant, now);
			expect(await sessions.fromId(server.sql, admission.sessionId, now)).toBe(null);
			expect(await joining.look(server.sql, token, device, now)).toEqual({ state: 'dead' });
		}
	});

	test('a new link brings its person back to the same place on a new device', async () => {
		const { token, actor, participant } = await invite();
		const before = await yes(token, newToken());
		const renewed = await inviting.renewLink(server, actor, participant, now);
		const after = await yes(renewed.token, newToken());
		expect(after).toMatchObject({ participant, user: before.user, changed: false });
	});

	test('is refused with a sentence where a member of staff is signed in', async () => {
		const { token } = await invite();
		const { cookie } = await server.room();
		const session = await sessions.fromCookie(server.sql, cookie, now);
		await expect(yes(token, newToken(), { session })).rejects.toMatchObject({
			code: 'conflict',
			field: 'session'
		});
		expect(await joining.look(server.sql, token, null, now)).toMatchObject({ state: 'fresh' });
	});

	test('asks "is this also you?" on a device with another guest, and takes either answer', async () => {
		const device = newToken();
		const first = await yes((await invite()).token, device);
		const session = await sessions.fromId(server.sql, first.sessionId, now);
		const second = await invite({ person: { name: 'Berit' } });
		await expect(yes(second.token, device, { session })).rejects.toMatchObject({
			code: 'conflict',
			field: 'who'
		});
		const same = await yes(second.token, device, { session, who: 'same' });
		expect(same.user).toBe(first.user);
		expect(await participants.standing(server.sql, first.user, second.id)).toMatchObject({
			state: 'admitted'
		});

		const third = await invite({ person: { name: 'Ylva' } });
		const now2 = await sessions.fromId(server.sql, same.sessionId, now);
		const other = await yes(third.token, device, { session: now2, who: 'other' });
		expect(other.user).not.toBe(first.user);
		expect(other.ended).toEqual([now2?.idHash]);
		expect(await sessions.fromId(server.sql, same.sessionId, now)).toBe(null);
	});

	test('keeps two people of one room two people, though they share a tablet', async () => {
		const here = await room();
		const device = newToken();
		const mother = await invite({ person: { name: 'Maren' }, role: 'parent' }, here);
		const child = await invite({ person: { id: here.childId }, role: 'child' }, here);
		const first = await yes(mother.token, device);
		const session = await sessions.fromId(server.sql, first.sessionId, now);
		await expect(yes(child.token, device, { session, who: 'same' })).rejects.toMatchObject({
			code: 'conflict',
			field: 'who'
		});
		const second = await yes(child.token, device, { session, who: 'other' });
		expect(second.user).not.toBe(first.user);
		expect(second.role).toBe('child');
	});

	test('ten unknown links in ten minutes are enough for one address', async () => {
		const miss = (at: Date, address = '198.51.100.1') =>
			countLinkMiss(server.sql, server.config.secret, address, at);
		const check = (at: Date, address = '198.51.100.1') =>
			checkLinkMisses(server.sql, server.config.secret, address, at);
		for (let round = 0; round < 10; round += 1) {
			await check(now);
			await miss(now);
		}
		await expect(check(now)).rejects.toMatchObject({ code: 'tooMany', retryAfterSeconds: 600 });
		await check(now, '198.51.100.2');
		await check(new Date(now.getTime() + 601_000));
	});

	test('is remembered by the page behind it for ten minutes', () => {
		const set = new Map<string, number>();
		const cookies = {
			get: () => undefined,
			set: (name: string, _value: string, { maxAge }: { maxAge: number }) => void set.set(name, maxAge)
		};
		joinCookies.carry(cookies, newToken(), 'https://landsby.example');
		expect(set.get(joinCookies.linkCookie)).toBe(600);
	});

	test('is found in what somebody pasted, and nothing else is', () => {
		const token = newToken();
		expect(joinCookies.tokenIn(`Hei! Se https://landsby.example/join/${token} – Kari`)).toBe(token);
		expect(joinCookies.tokenIn(`  ${token}\n`)).toBe(token);
		for (const text of ['', 'https://landsby.example/join/', `x${token}`, `/join/${token}x`, '<script>'])
			expect(joinCookies.tokenIn(text)).toBe(null);
	});

	test('has a code that a camera can read, made without asking anybody', () => {
		const { url, qr } = inviting.linkTo('https://landsby.example', newToken());
		expect(url).toMatch(/^https:\/\/landsby\.example\/join\/[\w-]{43}$/);
		expect(qr.path).toMatch(/^(M\d+ \d+h1v1h-1z)+$/);
		expect(qr.size).toBeGreaterThan(21 + 8);
	});
});

describe('the links of a room', () => {
	test('are shown with their state: not used, used, expired, ended', async () => {
		const here = await room();
		const fresh = await invite({ person: { name: 'A' } }, here);
		const used = await invite({ person: { name: 'B' } }, here);
		await yes(used.token, newToken());
		const ended = await invite({ person: { name: 'C' } }, here);
		await inviting.endLink(server, here.actor, ended.participant, now);
		const states = async (at: Date) =>
			Object.fromEntries(
				(await invitations.newestOfRoom(server.sql, here.id, at)).map(({ participant, state }) => [
					participant,
					state
				])
			);
		expect(await states(now)).toEqual({
			[fresh.participant]: 'notUsed',
			[used.participant]: 'used',
			[ended.participant]: 'ended'
		});
		expect((await states(later(8)))[fresh.participant]).toBe('expired');
	});
});
