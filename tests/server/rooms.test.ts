import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createContact } from '#lib/emergency/document.ts';
import { createMeeting } from '#lib/meetings/document.ts';
import { createPerson } from '#lib/network/document.ts';
import { mayReadDocument } from '#lib/room/rights.ts';
import { load as roomDoor } from '../../src/routes/rooms/[room]/+layout.server.ts';
import { load as emergencyNow } from '../../src/routes/rooms/[room]/emergency/now/+page.server.ts';
import * as inviting from '../../server/access/inviting.ts';
import { changeParticipant } from '../../server/access/changeParticipant.ts';
import * as participants from '../../server/access/participants.ts';
import * as rooms from '../../server/access/rooms.ts';
import * as sessions from '../../server/access/sessions.ts';
import * as users from '../../server/access/users.ts';
import { project } from '../../server/plan/projector.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const now = new Date();

async function place(id: string) {
	const found = await participants.byId(server.sql, id);
	if (!found) throw new Error('no such participant');
	return found;
}

describe('the rooms of somebody', () => {
	test('are those they have been let into, and no others', async () => {
		const mine = await server.room('Ylva');
		const other = await server.room('Emil');
		const relative = await server.guest(mine.roomId, 'relative');
		expect((await rooms.listFor(server.sql, mine.user)).map(({ id }) => id)).toEqual([mine.roomId]);
		expect((await rooms.listFor(server.sql, relative.user)).map(({ childName }) => childName)).toEqual([
			'Ylva'
		]);
		await inviting.changePlace(
			server,
			await place(mine.participantId),
			relative.participant,
			{ state: 'removed' },
			now
		);
		expect(await rooms.listFor(server.sql, relative.user)).toEqual([]);
		expect(await participants.standing(server.sql, relative.user, mine.roomId)).toBe(null);
		expect(await participants.standing(server.sql, mine.user, other.roomId)).toBe(null);
	});

	test('show whose room it is to the page that was posted twice', async () => {
		const { roomId, user } = await server.room();
		const other = await server.room();
		expect(await rooms.wasMadeBy(server.sql, roomId, user)).toBe(true);
		expect(await rooms.wasMadeBy(server.sql, roomId, other.user)).toBe(false);
	});
});

describe('a room at a glance', () => {
	test('tells what comes next, who has not answered, and which parts hold something', async () => {
		const { roomId, participantId } = await server.room();
		const document = await server.documentId(roomId);
		const author = { by: participantId, at: now.toISOString() };
		const glance = async () => {
			await project(server.sql, document);
			return (await rooms.glanceAt(server.sql, [roomId], now))[0];
		};
		const nothing = { network: false, visits: false, meetings: false, plan: false };
		expect(await glance()).toEqual({ room: roomId, next: null, contacts: 0, unanswered: 0, filled: nothing });
		const day = (count: number) => new Date(now.getTime() + count * 86_400_000).toISOString();
		await server.live.edit(document, null, (doc) => {
			const solveig = createPerson(doc, author, { name: 'Solveig' });
			const berit = createPerson(doc, author, { name: 'Berit' });
			createContact(doc, author, { person: solveig, consent: { status: 'yes' } });
			createContact(doc, author, { person: berit });
			for (const [title, starts] of [
				['Forrige', day(-3)],
				['Etter det', day(9)],
				['Familieråd', day(2)]
			] as const)
				createMeeting(doc, author, { type: 'familyCouncil', title, starts });
		});
		expect(await glance()).toEqual({
			room: roomId,
			next: { title: 'Familieråd', type: 'familyCouncil', starts: new Date(day(2)) },
			contacts: 2,
			unanswered: 1,
			filled: { ...nothing, network: true, meetings: true }
		});
	});

	test('is given only of the rooms that were asked for', async () => {
		const { roomId } = await server.room();
		await server.room();
		expect((await rooms.glanceAt(server.sql, [roomId], now)).map(({ room }) => room)).toEqual([roomId]);
		expect(await rooms.glanceAt(server.sql, [], now)).toEqual([]);
	});
});

describe('the people of a room', () => {
	test('[L2] do not include a hidden one, nor count them, for anybody but caseworkers and themselves', async () => {
		const { roomId, participantId } = await server.room();
		const mother = await server.guest(roomId, 'parent', { name: 'M', hidden: true });
		const father = await server.guest(roomId, 'parent', { name: 'Geir' });
		const coordinator = await server.guest(roomId, 'coordinator', { name: 'Wenche' });
		const seenBy = async (id: string) =>
			(await participants.listFor(server.sql, roomId, await place(id))).map(({ name }) => name).sort();
		expect(await seenBy(father.participant)).toEqual(['Geir', 'Kari Nygård', 'Wenche']);
		expect(await seenBy(coordinator.participant)).toEqual(['Geir', 'Kari Nygård', 'Wenche']);
		expect(await seenBy(participantId)).toEqual(['Geir', 'Kari Nygård', 'M', 'Wenche']);
		expect(await seenBy(mother.participant)).toEqual(['Geir', 'Kari Nygård', 'M', 'Wenche']);
	});

	test('who have not come yet, or were taken out, are shown to facilitators only', async () => {
		const { roomId, participantId } = await server.room();
		const father = await server.guest(roomId, 'parent', { name: 'Geir' });
		const actor = await place(participantId);
		await inviting.invite(
			server,
			actor,
			{ room: roomId, person: { name: 'Solveig' }, role: 'network', carer: false, hidden: false },
			now
		);
		const gone = await server.guest(roomId, 'network', { name: 'Ola' });
		await inviting.changePlace(server, actor, gone.participant, { state: 'removed' }, now);
		const asFather = await place(father.participant);
		expect((await participants.listFor(server.sql, roomId, asFather)).map(({ name }) => name)).not.toContain(
			'Solveig'
		);
		expect(await participants.removedFrom(server.sql, roomId, asFather)).toEqual([]);
		expect((await participants.listFor(server.sql, roomId, actor)).map(({ name }) => name)).toContain(
			'Solveig'
		);
		expect((await participants.removedFrom(server.sql, roomId, actor)).map(({ name }) => name)).toEqual([
			'Ola'
		]);
	});
});

describe('rights in a room', () => {
	test('change together with their version, in one transaction, and are recorded', async () => {
		const { roomId, participantId } = await server.room();
		const aunt = await server.guest(roomId, 'relative');
		await inviting.changePlace(
			server,
			await place(participantId),
			aunt.participant,
			{ carer: true, role: 'fosterParent' },
			now
		);
		expect(await place(aunt.participant)).toMatchObject({
			carer: true,
			role: 'fosterParent',
			rightsVersion: 2
		});
		const [row] = await server.sql<{ action: string; actor: string; subject: object }[]>`
			select action, actor_participant as actor, subject from audit where chain = ${roomId} order by n desc limit 1`;
		expect(row).toEqual({
			action: 'rightsChanged',
			actor: participantId,
			subject: {
				participant: aunt.participant,
				role: 'fosterParent',
				carer: true,
				state: 'admitted',
				familyTime: false,
				exceptions: ''
			}
		});
	});

	test('that are the same as before change nothing', async () => {
		const { roomId, participantId } = await server.room();
		const aunt = await server.guest(roomId, 'relative');
		const changes = { role: 'relative', carer: false } as const;
		const changed = await changeParticipant(
			server.sql,
			await place(participantId),
			aunt.participant,
			changes,
			now
		);
		expect(changed).toEqual({ participants: [], sessions: [] });
		expect(await place(aunt.participant)).toMatchObject({ rightsVersion: 1 });
	});

	test('are changed by facilitators of the room only, and what is hidden by caseworkers only', async () => {
		const { roomId, participantId } = await server.room();
		const [father, aunt, wenche, hidden] = await Promise.all([
			server.guest(roomId, 'parent'),
			server.guest(roomId, 'relative'),
			server.guest(roomId, 'coordinator'),
			server.guest(roomId, 'parent', { hidden: true })
		]);
		const change = async (actor: string, who: string, changes: participants.ParticipantChanges) =>
			changeParticipant(server.sql, await place(actor), who, changes, now);
		const stranger = await server.room();
		await expect(change(father.participant, aunt.participant, { carer: true })).rejects.toMatchObject({
			code: 'forbidden'
		});
		await expect(
			change(father.participant, father.participant, { role: 'caseworker' })
		).rejects.toMatchObject({ code: 'forbidden' });
		await expect(change(stranger.participantId, aunt.participant, { carer: true })).rejects.toMatchObject({
			code: 'notFound'
		});
		await expect(change(wenche.participant, aunt.participant, { hidden: true })).rejects.toMatchObject({
			code: 'forbidden'
		});
		await expect(change(wenche.participant, aunt.participant, { role: 'caseworker' })).rejects.toMatchObject({
			code: 'forbidden'
		});
		await expect(change(wenche.participant, participantId, { state: 'removed' })).rejects.toMatchObject({
			code: 'forbidden'
		});
		// For a coordinator a hidden person does not exist.
		await expect(change(wenche.participant, hidden.participant, { state: 'removed' })).rejects.toMatchObject({
			code: 'notFound'
		});
		await expect(change(wenche.participant, aunt.participant, { role: 'network' })).resolves.toMatchObject({
			participants: [aunt.participant]
		});
	});

	test('[L2] to what only carers read are given and taken by caseworkers alone', async () => {
		const { roomId, participantId } = await server.room();
		const [wenche, aunt, foster] = [
			await server.guest(roomId, 'coordinator'),
			await server.guest(roomId, 'relative'),
			await server.guest(roomId, 'fosterParent')
		];
		const change = async (actor: string, who: string, changes: participants.ParticipantChanges) =>
			changeParticipant(server.sql, await place(actor), who, changes, now);
		const reads = async (who: string) => mayReadDocument(await place(who), 'care');
		for (const [who, changes] of [
			[wenche.participant, { carer: true }],
			[wenche.participant, { role: 'parent', carer: true }],
			[aunt.participant, { role: 'fosterParent', carer: true }],
			[foster.participant, { carer: true }]
		] as const) {
			await expect(change(wenche.participant, who, changes)).rejects.toMatchObject({ code: 'forbidden' });
			expect(await reads(who)).toBe(false);
		}
		await expect(change(participantId, aunt.participant, { carer: true })).rejects.toMatchObject({
			code: 'invalid',
			field: 'carer'
		});
		await change(participantId, foster.participant, { carer: true });
		expect(await reads(foster.participant)).toBe(true);
		for (const changes of [{ carer: false }, { role: 'relative' }] as const)
			await expect(change(wenche.participant, foster.participant, changes)).rejects.toMatchObject({
				code: 'forbidden'
			});

		// By no detour: a role that comes back, or somebody who is let in again.
		await change(participantId, foster.participant, { role: 'relative' });
		await change(wenche.participant, foster.participant, { role: 'fosterParent' });
		expect(await reads(foster.participant)).toBe(false);
		await change(participantId, foster.participant, { carer: true });
		await change(participantId, foster.participant, { state: 'removed' });
		await change(wenche.participant, foster.participant, { state: 'admitted' });
		expect(await reads(foster.participant)).toBe(false);
	});

	test('[L2] of a carer are in no invitation of a coordinator’s, and in none of a role that does not care', async () => {
		const { roomId, participantId } = await server.room();
		const wenche = await server.guest(roomId, 'coordinator');
		const invite = async (actor: string, role: 'parent' | 'relative') =>
			inviting.invite(
				server,
				await place(actor),
				{ room: roomId, person: { name: 'Solveig' }, role, carer: true, hidden: false },
				now
			);
		await expect(invite(wenche.participant, 'parent')).rejects.toMatchObject({ code: 'forbidden' });
		await expect(invite(participantId, 'relative')).rejects.toMatchObject({ field: 'carer' });
		expect(await place((await invite(participantId, 'parent')).participant)).toMatchObject({ carer: true });
	});

	test('never leave a room without a caseworker', async () => {
		const { roomId, participantId } = await server.room();
		const actor = await place(participantId);
		const leave = (changes: participants.ParticipantChanges) =>
			changeParticipant(server.sql, actor, participantId, changes, now);
		await expect(leave({ state: 'removed' })).rejects.toMatchObject({ code: 'conflict' });
		await expect(leave({ role: 'observer' })).rejects.toMatchObject({ code: 'conflict' });
		await server.guest(roomId, 'caseworker');
		await expect(leave({ state: 'removed' })).resolves.toMatchObject({ participants: [participantId] });
	});

	test('that are withdrawn end the links; the session opens nothing, and ends when they are let in again', async () => {
		const { roomId, participantId } = await server.room();
		const guest = await server.guest(roomId, 'relative');
		const actor = await place(participantId);
		await inviting.renewLink(server, actor, guest.participant, now);
		await inviting.changePlace(server, actor, guest.participant, { state: 'removed' }, now);
		const [link] = await server.sql<{ revoked: boolean }[]>`
			select revoked_at is not null as revoked from invitations where participant_id = ${guest.participant}`;
		expect(link?.revoked).toBe(true);
		expect(await sessions.fromCookie(server.sql, guest.cookie, now)).not.toBe(null);
		expect(await rooms.listFor(server.sql, guest.user)).toEqual([]);
		expect(await participants.standing(server.sql, guest.user, roomId)).toBe(null);
		// A device that was left behind does not get back in by itself.
		await inviting.changePlace(server, actor, guest.participant, { state: 'admitted' }, now);
		expect(await sessions.fromCookie(server.sql, guest.cookie, now)).toBe(null);
	});

	test('that were withdrawn are told to whom they were theirs, on every page they load, and to nobody else', async () => {
		const { roomId, participantId } = await server.room();
		const guest = await server.guest(roomId, 'relative');
		const other = await server.room();
		const ask = (user: string, room: string) =>
			({
				params: { room },
				url: new URL(`https://landsby.example/rooms/${room}`),
				depends: () => undefined,
				untrack: (what: () => unknown) => what(),
				locals: { session: { user: { id: user } }, services: { participants, sql: server.sql } }
			}) as never; // the little of a request that these doors ask for
		const doors = [roomDoor, emergencyNow] as const;
		await inviting.changePlace(
			server,
			await place(participantId),
			guest.participant,
			{ state: 'removed' },
			now
		);
		for (const door of doors) {
			await expect(Promise.resolve(door(ask(guest.user, roomId)))).rejects.toMatchObject({
				status: 403,
				body: { code: 'withdrawn' }
			});
			for (const [user, room] of [
				[other.user, roomId],
				[guest.user, other.roomId]
			] as const)
				await expect(Promise.resolve(door(ask(user, room)))).rejects.toMatchObject({ status: 404 });
		}
	});

	test('of a guest with another room end in the one room only', async () => {
		const [one, two] = [await server.room(), await server.room()];
		const guest = await server.guest(one.roomId, 'relative');
		const second = await server.guest(two.roomId, 'relative');
		await server.owner`update participants set user_id = ${guest.user} where id = ${second.participant}`;
		await inviting.changePlace(
			server,
			await place(one.participantId),
			guest.participant,
			{ state: 'removed' },
			now
		);
		expect(await sessions.fromCookie(server.sql, guest.cookie, now)).not.toBe(null);
		expect((await rooms.listFor(server.sql, guest.user)).map(({ id }) => id)).toEqual([two.roomId]);
	});

	test('to the child’s own words are the child’s from the invitation on, and no change gives or takes them', async () => {
		const { roomId, participantId } = await server.room();
		const [child, observer] = [await server.guest(roomId, 'child'), await server.guest(roomId, 'observer')];
		const kari = await place(participantId);
		for (const actor of [kari, null])
			for (const [who, role] of [
				[observer.participant, 'child'],
				[participantId, 'child'],
				[child.participant, 'parent']
			] as const)
				await expect(changeParticipant(server.sql, actor, who, { role }, now)).rejects.toMatchObject({
					code: 'invalid',
					field: 'role'
				});
		await expect(
			changeParticipant(server.sql, kari, child.participant, { carer: true }, now)
		).rejects.toMatchObject({ field: 'carer' });
	});

	test('of who leads a room are given to accounts, and accounts are not hidden', async () => {
		const { roomId, participantId } = await server.room();
		const [wenche, guest] = [
			await server.guest(roomId, 'coordinator'),
			await server.guest(roomId, 'observer')
		];
		for (const [actor, role] of [
			[participantId, 'caseworker'],
			[participantId, 'coordinator'],
			[wenche.participant, 'coordinator']
		] as const)
			await expect(
				changeParticipant(server.sql, await place(actor), guest.participant, { role }, now)
			).rejects.toMatchObject({ code: 'invalid', field: 'role' });
		const other = await server.room();
		const colleague = await server.guest(roomId, 'observer');
		await server.owner`update participants set user_id = ${other.user} where id = ${colleague.participant}`;
		await changeParticipant(
			server.sql,
			await place(participantId),
			colleague.participant,
			{ role: 'coordinator' },
			now
		);
		expect(await place(colleague.participant)).toMatchObject({ role: 'coordinator' });
		await expect(
			changeParticipant(server.sql, await place(participantId), colleague.participant, { hidden: true }, now)
		).rejects.toMatchObject({ code: 'invalid', field: 'hidden' });
	});

	test('come back only to who was taken out, and to what they had', async () => {
		const { roomId, participantId } = await server.room();
		const actor = await place(participantId);
		const set = (who: string, state: 'admitted' | 'removed', by = actor) =>
			changeParticipant(server.sql, by, who, { state }, now);
		const invite = (person: inviting.Invite['person']) =>
			inviting.invite(
				server,
				actor,
				{ room: roomId, person, role: 'network', carer: false, hidden: false },
				now
			);
		const per = await invite({ name: 'Per' });
		await expect(set(per.participant, 'admitted')).rejects.toMatchObject({
			code: 'conflict',
			field: 'state'
		});
		await set(per.participant, 'removed');
		await set(per.participant, 'admitted');
		expect(await place(per.participant)).toMatchObject({ state: 'invited', user: null });

		// Somebody else has been invited for the same person meanwhile.
		const { personId } = await place(per.participant);
		await set(per.participant, 'removed');
		await invite({ id: personId ?? '' });
		await expect(set(per.participant, 'admitted')).rejects.toMatchObject({
			code: 'conflict',
			field: 'person'
		});

		// The guest of a removed place has a hidden one: a coordinator is not told, and makes no way into it.
		const wenche = await server.guest(roomId, 'coordinator');
		const aunt = await server.guest(roomId, 'relative');
		await set(aunt.participant, 'removed');
		const hidden = await server.guest(roomId, 'relative', { hidden: true });
		await server.owner`update participants set user_id = ${aunt.user} where id = ${hidden.participant}`;
		await expect(set(aunt.participant, 'admitted')).rejects.toMatchObject({ code: 'conflict' });
		await set(aunt.participant, 'admitted', await place(wenche.participant));
		expect(await place(aunt.participant)).toMatchObject({ state: 'invited', user: null });
	});

	test('come back to the same place when somebody is let in again', async () => {
		const { roomId, participantId } = await server.room();
		const guest = await server.guest(roomId, 'relative');
		const actor = await place(participantId);
		await inviting.changePlace(server, actor, guest.participant, { state: 'removed' }, now);
		await inviting.changePlace(server, actor, guest.participant, { state: 'admitted' }, now);
		expect(await place(guest.participant)).toMatchObject({
			state: 'admitted',
			user: guest.user,
			rightsVersion: 3
		});
	});

	test('of a colleague begin with their account: no link, once', async () => {
		const { roomId, participantId } = await server.room();
		const email = 'wenche@landsby.example';
		const user = await users.addStaff(
			server.sql,
			{ email, name: 'Wenche Dahl', office: 'staff', password: null },
			now
		);
		const actor = await place(participantId);
		const colleague = { room: roomId, email: ` ${email.toUpperCase()}`, role: 'coordinator' } as const;
		const { participant } = await inviting.addColleague(server, actor, colleague, now);
		expect(await participants.standing(server.sql, user.id, roomId)).toMatchObject({
			participant,
			role: 'coordinator',
			state: 'admitted'
		});
		await expect(inviting.addColleague(server, actor, colleague, now)).rejects.toMatchObject({
			code: 'conflict'
		});
		await expect(
			inviting.addColleague(server, actor, { ...colleague, email: 'nobody@landsby.example' }, now)
		).rejects.toMatchObject({ code: 'notFound', field: 'email' });
		await inviting.changePlace(server, actor, participant, { state: 'removed' }, now);
		expect((await inviting.addColleague(server, actor, colleague, now)).participant).toBe(participant);
	});
});

describe('opening a room', () => {
	test('is recorded once for a visit, and the family does not see when the child or a hidden person came', async () => {
		const { roomId } = await server.room();
		const guests = {
			father: await server.guest(roomId, 'parent'),
			child: await server.guest(roomId, 'child'),
			mother: await server.guest(roomId, 'parent', { hidden: true })
		};
		for (const { participant } of Object.values(guests)) {
			await participants.noteOpened(server.sql, await place(participant), now);
			await participants.noteOpened(server.sql, await place(participant), new Date(now.getTime() + 60_000));
		}
		const rows = await server.sql<{ actor: string; seen: boolean }[]>`
			select actor_participant as actor, family_sees as seen from audit
			where chain = ${roomId} and action = 'roomOpened' order by n`;
		expect(rows).toEqual([
			{ actor: guests.father.participant, seen: true },
			{ actor: guests.child.participant, seen: false },
			{ actor: guests.mother.participant, seen: false }
		]);
		await participants.noteOpened(
			server.sql,
			await place(guests.father.participant),
			new Date(now.getTime() + 32 * 60_000)
		);
		expect(
			await server.sql`select 1 from audit where chain = ${roomId} and action = 'roomOpened'`
		).toHaveLength(4);
	});
});
