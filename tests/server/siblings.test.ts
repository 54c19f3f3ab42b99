// Of a sibling's room only a caseworker of both is told that it is there, whatever a page asks before: a page's own
// question stands in front of this one, so it is asked here without a page.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import type { Role } from '#lib/room/spaces.ts';
import { createPerson } from '#lib/network/document.ts';
import * as participants from '../../server/access/participants.ts';
import { peopleOf, roomsFor } from '../../server/access/siblings.ts';
import { project } from '../../server/plan/projector.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const now = new Date('2026-11-24T12:00:00.000Z');

/** Two rooms of one sibling group, each with a caseworker of its own, and Berit on the map of the second. */
async function siblings() {
	const [here, there] = [await server.room('Ylva'), await server.room('Ask')];
	await server.sql`update rooms set sibling_group = ${newId()} where id in ${server.sql([here.roomId, there.roomId])}`;
	const document = await server.documentId(there.roomId);
	const author = { by: there.participantId, at: now.toISOString() };
	await server.live.edit(document, null, (doc) => createPerson(doc, author, { name: 'Berit' }));
	await project(server.sql, document);
	return { here: here.roomId, there: there.roomId, caseworker: here.user };
}

/** Gives a user of one room a place in the other. */
async function alsoIn(room: string, user: string, role: Role, state: 'admitted' | 'waiting' | 'removed') {
	const place = { person: null, name: 'Kari', carer: false, hidden: false, madeBy: null, own: [] };
	const id = newId();
	await participants.add(server.sql, { ...place, id, room, user, role, state: 'admitted' }, now);
	await server.sql`update participants set state = ${state} where id = ${id}`;
}

async function placeOf(user: string, room: string) {
	const place = await participants.standing(server.sql, user, room);
	if (!place) throw new Error('nobody');
	return place;
}

/** What of the other room somebody is told by each of the two, and what was put on record. */
async function told(user: string, here: string, there: string) {
	const me = await placeOf(user, here);
	const people = (await peopleOf(server.sql, me, there, now))?.people.map(({ name }) => name) ?? null;
	const records = await server.sql`
		select 1 from audit where action in ('siblingsPeopleFetched', 'peopleShownToSiblingsRoom')
			and chain in ${server.sql([here, there])}`;
	return { rooms: (await roomsFor(server.sql, me)).map(({ id }) => id), people, records: records.length };
}
const nothing = { rooms: [], people: null, records: 0 };

test('[L2] [T43] a caseworker of both is told of a sibling’s room and who is on its map, and both rooms note it', async () => {
	const { here, there, caseworker } = await siblings();
	await alsoIn(there, caseworker, 'caseworker', 'admitted');
	expect(await told(caseworker, here, there)).toEqual({
		rooms: [there],
		people: ['Ask', 'Berit'],
		records: 2
	});
	// The room must be a sibling's, whatever a form says.
	const stranger = await server.room('Vilja');
	await alsoIn(stranger.roomId, caseworker, 'caseworker', 'admitted');
	expect(await peopleOf(server.sql, await placeOf(caseworker, here), stranger.roomId, now)).toBe(null);
	expect(await peopleOf(server.sql, await placeOf(caseworker, here), here, now)).toBe(null);
});

test.each(['coordinator', 'parent', 'child', 'relative', 'observer'] as const)(
	'[L2] [T43] who is %s in this room is told of none, though a caseworker in the other',
	async (role) => {
		const { here, there } = await siblings();
		const { user } = await server.guest(here, role);
		await alsoIn(there, user, 'caseworker', 'admitted');
		expect(await told(user, here, there)).toEqual(nothing);
	}
);

test.each([
	['has no place', null, null],
	['is a coordinator', 'coordinator', 'admitted'],
	['is a parent', 'parent', 'admitted'],
	['was a caseworker', 'caseworker', 'removed'],
	['waits', 'caseworker', 'waiting']
] as const)(
	'[L2] [T43] a caseworker who %s in the other room is told of none',
	async (_what, role, state) => {
		const { here, there, caseworker } = await siblings();
		if (role) await alsoIn(there, caseworker, role, state);
		expect(await told(caseworker, here, there)).toEqual(nothing);
	}
);

test('[L2] [T43] a caseworker who was taken out of this room is told of none any more', async () => {
	const { here, there, caseworker } = await siblings();
	await alsoIn(there, caseworker, 'caseworker', 'admitted');
	const before = await placeOf(caseworker, here);
	for (const state of ['removed', 'waiting'] as const)
		expect(await roomsFor(server.sql, { ...before, state })).toEqual([]);
});
