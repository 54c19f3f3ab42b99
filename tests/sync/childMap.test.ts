// The child's own map on real sockets: nobody else is sent any of it before the child shows it, nobody else ever writes
// in it, and what is taken back is sent to nobody who comes afterwards.
import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ordinaryCaptions } from '#lib/network/captions.ts';
import { createPerson, movePerson, removePerson } from '#lib/network/document.ts';
import { EDIT, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { CLOSE } from '#lib/room/protocol.ts';
import type { Role } from '#lib/room/spaces.ts';
import {
	callRing,
	drawTie,
	putPerson,
	readOwnMap,
	readShownMap,
	showMap,
	takeMapBack,
	takePersonOff
} from '#lib/voice/map/document.ts';
import { openCorner } from '../../server/access/corner.ts';
import * as participants from '../../server/access/participants.ts';
import { bare, connect, sentTo, until, type Client } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(
	async () => (server = await openServer({ LANDSBY_LIMITS: JSON.stringify({ upgradesPerMinute: 1_000 }) }))
);
afterAll(() => server.close());

const by = (participant: string): Author => ({ by: participant, at: '2026-11-30T15:00:00.000Z' });
const near = { ring: 1, angle: 40 };
const far = { ring: 4, angle: 200 };
const adults: readonly Role[] = [
	'caseworker',
	'coordinator',
	'parent',
	'fosterParent',
	'relative',
	'network',
	'interpreter',
	'support',
	'observer'
];

/** A room with Berit on the map and one adult; the child has put Berit near, and drawn a tie. */
async function roomWith(role: Role) {
	const made = await server.room();
	const child = await server.guest(made.roomId, 'child');
	const adult = role === 'caseworker' ? null : await server.guest(made.roomId, role);
	const open = (name: string, cookie: string) => connect(server.ws, name, cookie, server.origin);
	const [shared, corner] = [open(made.roomId, child.cookie), open(`${made.roomId}.child`, child.cookie)];
	const page = open(made.roomId, adult?.cookie ?? made.cookie);
	await until(() => shared.saved && corner.saved && page.saved);
	const me = by(child.participant);
	const berit = createPerson(shared.doc, me, { name: 'Berit' });
	putPerson(corner.doc, me, berit, near);
	drawTie(corner.doc, me, {
		from: made.childId,
		to: berit,
		type: 'family',
		quality: 'close',
		direction: 'both'
	});
	await until(() => shared.saved && corner.saved);
	return {
		made,
		me,
		child,
		shared,
		corner,
		page,
		berit,
		other: by(adult?.participant ?? made.participantId),
		cookie: adult?.cookie ?? made.cookie,
		leave: () => [shared, corner, page].forEach((client) => client.leave())
	};
}

/** What the log of a document holds. */
async function stored(room: string, space: string): Promise<Y.Doc> {
	const rows = await server.sql<{ data: Buffer }[]>`
		select data from updates where document_id = ${await server.documentId(room, space)} order by seq`;
	const doc = new Y.Doc();
	for (const { data } of rows) Y.applyUpdate(doc, data);
	return doc;
}

/** What a client of somebody else could send against a map that is shown: honest functions, and none. */
const attempts: readonly (readonly [
	what: string,
	does: (page: Client, id: string, author: Author, berit: string) => void
])[] = [
	[
		'shows another map over it',
		({ doc }, _id, author) =>
			void showMap(doc, author, { placed: new Map(), ties: [], captions: ordinaryCaptions })
	],
	['takes it back', ({ doc }, _id, author) => takeMapBack(doc, author)],
	[
		'moves one person in it',
		({ doc }, id, author, berit) =>
			doc.transact(() => {
				const map = { at: author.at, placements: { [berit]: [4, 200] }, ties: [] };
				(doc.getMap('voice').get(id) as Y.Map<unknown>).set('map', map);
			}, EDIT)
	],
	[
		'makes one in its stead',
		({ doc }, _id, author, berit) =>
			doc.getMap('voice').set(
				newId(),
				new Y.Map<unknown>([
					['kind', 'map'],
					['made', { at: author.at, by: author.by }],
					['map', { at: '2030-01-01T00:00:00.000Z', placements: { [berit]: [4, 200] }, ties: [] }]
				])
			)
	]
];

describe('[L3] an adult cannot move the child’s map, whatever their client sends', () => {
	test.each(adults)('as %s', async (role) => {
		const { made, me, shared, corner, berit, other, cookie, leave } = await roomWith(role);
		const id = showMap(shared.doc, me, readOwnMap(corner.doc));
		await until(() => shared.saved);
		const before = readShownMap(shared.doc);
		for (const [what, attempt] of attempts) {
			// A page that was refused fetches a fresh copy: so does this one.
			const page = connect(server.ws, made.roomId, cookie, server.origin);
			await until(() => readShownMap(page.doc) !== null && page.saved);
			attempt(page, id, other, berit);
			const refusal = () => page.notices.find((notice) => notice.type === 'refused');
			await until(() => refusal() !== undefined, what);
			expect(['notYours', 'readOnly'], what).toContain(refusal()?.reason);
			page.leave();
		}
		for (const doc of [shared.doc, await stored(made.roomId, 'room')]) {
			expect(readShownMap(doc)).toEqual(before);
			expect(doc.getMap('voice').size).toBe(1);
		}
		leave();
	});

	test.each([
		[
			'replaces it',
			({ doc }: Client, id: string) => doc.getMap('voice').set(id, new Y.Map([['kind', 'map']]))
		],
		['deletes it', ({ doc }: Client, id: string) => doc.getMap('voice').delete(id)],
		[
			'says another day of it',
			({ doc }: Client, id: string) =>
				(doc.getMap('voice').get(id) as Y.Map<unknown>).set('made', { at: '2020-01-01', by: newId() })
		]
	])('and who %s is sent away', async (_what, attempt) => {
		const { made, me, shared, corner, page, leave } = await roomWith('caseworker');
		const id = showMap(shared.doc, me, readOwnMap(corner.doc));
		await until(() => readShownMap(page.doc) !== null && shared.saved);
		attempt(page, id);
		await until(() => page.closed !== null);
		expect(readShownMap(await stored(made.roomId, 'room'))).toEqual(readShownMap(shared.doc));
		leave();
	});

	test('nor by moving or taking away people on the room’s own map', async () => {
		const { shared, corner, page, berit, other, leave } = await roomWith('caseworker');
		movePerson(page.doc, berit, far);
		await until(() => page.saved);
		removePerson(page.doc, berit, other);
		await until(
			() => page.saved && shared.doc.getMap<Y.Map<unknown>>('people').get(berit)?.has('removed') === true
		);
		expect(readOwnMap(corner.doc).placed.get(berit)).toEqual(near);
		leave();
	});

	test('nor does the one to whom the corner is open write in it', async () => {
		const { made, child, corner, berit, cookie, other, leave } = await roomWith('relative');
		const me = await participants.standing(server.sql, child.user, made.roomId);
		if (!me) throw new Error('she is in the room');
		const changed = await openCorner(server.sql, me, other.by, new Date());
		await server.live.rightsChanged(changed.participants);
		const reader = connect(server.ws, `${made.roomId}.child`, cookie, server.origin);
		await until(() => reader.saved && readOwnMap(reader.doc).placed.size === 1);
		putPerson(reader.doc, other, berit, far);
		takePersonOff(reader.doc, other, berit);
		callRing(reader.doc, other, 1, 'Deres ord');
		drawTie(reader.doc, other, {
			from: made.childId,
			to: berit,
			type: 'family',
			quality: 'broken',
			direction: 'both'
		});
		await until(() => reader.notices.some(({ type }) => type === 'refused'));
		for (const doc of [corner.doc, await stored(made.roomId, 'child')])
			expect(readOwnMap(doc)).toMatchObject({
				placed: new Map([[berit, near]]),
				ties: [{ quality: 'close' }],
				captions: ordinaryCaptions
			});
		reader.leave();
		leave();
	});
});

describe('[L2] where the child has put people', () => {
	test.each(adults)(
		'is not sent to a %s before the child shows it, nor what is changed afterwards',
		async (role) => {
			const { made, me, shared, corner, berit, cookie, leave } = await roomWith(role);
			const watching = bare(`${server.ws}/${made.roomId}`, { Cookie: cookie, Origin: server.origin });
			await watching.opened;
			watching.socket.send(new Uint8Array([0, 0, 1, 0]));
			const sent = () => Buffer.concat(watching.frames);
			await until(() => sent().includes(berit));
			const placements = () => sent().includes('placement');

			expect(await sentTo(server, `${made.roomId}.child`, cookie)).toEqual({
				bytes: Buffer.alloc(0),
				code: CLOSE.notYours
			});
			putPerson(corner.doc, me, berit, far);
			// Something of the room comes through after it: so would have what should not.
			const nora = createPerson(shared.doc, me, { name: 'Nora' });
			await until(() => corner.saved && sent().includes(nora));
			expect(placements()).toBe(false);

			showMap(shared.doc, me, readOwnMap(corner.doc));
			await until(() => sent().includes('placements'));
			const samira = createPerson(shared.doc, me, { name: 'Samira' });
			putPerson(corner.doc, me, samira, near);
			const last = createPerson(shared.doc, me, { name: 'Isak' });
			await until(() => corner.saved && sent().includes(last));
			const { bytes } = await sentTo(server, made.roomId, cookie);
			const doc = new Y.Doc();
			Y.applyUpdate(doc, await stored(made.roomId, 'room').then((log) => Y.encodeStateAsUpdate(log)));
			expect([...(readShownMap(doc)?.placed.keys() ?? [])]).toEqual([berit]);
			// Once as the key of the person, and in no map.
			expect(bytes.toString('latin1').split(samira)).toHaveLength(2);
			watching.socket.close();
			leave();
		}
	);

	test('is sent to nobody who opens the room after the child has taken it back', async () => {
		const { made, me, shared, corner, cookie, leave } = await roomWith('parent');
		showMap(shared.doc, me, readOwnMap(corner.doc));
		await until(() => shared.saved);
		expect((await sentTo(server, made.roomId, cookie)).bytes.includes('placements')).toBe(true);
		takeMapBack(shared.doc, me);
		await until(() => shared.saved);
		expect((await sentTo(server, made.roomId, cookie)).bytes.includes('placements')).toBe(false);
		leave();
		await server.live.unload();
		expect((await sentTo(server, made.roomId, cookie)).bytes.includes('placements')).toBe(false);
	});
});

test('the corner holds no more places than a map has people', async () => {
	const small = await openServer({ LANDSBY_LIMITS: JSON.stringify({ people: 3 }) });
	const { roomId } = await small.room();
	const child = await small.guest(roomId, 'child');
	const corner = connect(small.ws, `${roomId}.child`, child.cookie, small.origin);
	await until(() => corner.saved);
	const put = () => putPerson(corner.doc, by(child.participant), newId(), near);
	for (let count = 0; count < 3; count += 1) put();
	await until(() => corner.saved);
	expect(corner.notices.some(({ type }) => type === 'refused')).toBe(false);
	put();
	await until(() => corner.notices.some((notice) => notice.type === 'refused' && notice.reason === 'full'));
	corner.leave();
	await small.close();
});
