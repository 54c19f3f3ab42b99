import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as v from 'valibot';
import { applyAwarenessUpdate, Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPerson, readPeople } from '#lib/network/document.ts';
import { newId } from '#lib/room/ids.ts';
import { MESSAGE, PresentPerson, SYNC } from '#lib/room/protocol.ts';
import * as inviting from '../../server/access/inviting.ts';
import { changeParticipant } from '../../server/access/changeParticipant.ts';
import * as participants from '../../server/access/participants.ts';
import * as sessions from '../../server/access/sessions.ts';
import * as users from '../../server/access/users.ts';
import { bare, connect, presenceFrame, until, type Bare } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';
import { noSession } from '../support/upgrade.ts';

let server: TestServer;
let room: Awaited<ReturnType<TestServer['room']>>;
beforeAll(async () => {
	// Nothing here is found by the sweep, which comes round after everything else.
	server = await openServer({
		LANDSBY_LIMITS: JSON.stringify({ sweepMs: 3_600_000, upgradesPerMinute: 10_000 })
	});
	room = await server.room();
});
afterAll(() => server.close());

const at = (name: string) => `${server.ws}/${name}`;
const headers = (cookie: string, origin = server.origin) => ({ Cookie: cookie, Origin: origin });

function syncFrame(kind: number, bytes: Uint8Array): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, MESSAGE.sync);
	encoding.writeVarUint(encoder, kind);
	encoding.writeVarUint8Array(encoder, bytes);
	return encoding.toUint8Array(encoder);
}

/** What an awareness frame carries. */
function payload(frame: Uint8Array): Uint8Array {
	const decoder = decoding.createDecoder(frame);
	decoding.readVarUint(decoder);
	return decoding.readVarUint8Array(decoder);
}

describe('the door of a document', () => {
	test.each(['https://evil.example', 'null', 'suffix', 'https', 'other port'])(
		'[T1] a page of another origin is refused: %s',
		async (kind) => {
			const port = new URL(server.origin).port;
			const origin =
				{
					suffix: `${server.origin}.evil.example`,
					https: server.origin.replace('http:', 'https:'),
					'other port': server.origin.replace(port, String(Number(port) + 1))
				}[kind] ?? kind;
			await expect(bare(at(room.roomId), headers(room.cookie, origin)).opened).rejects.toThrow('403');
		}
	);

	test('no session at all is refused at once, and so is what is no name of a document', async () => {
		await expect(bare(at(room.roomId), { Origin: server.origin }).opened).rejects.toThrow('401');
		for (const name of ['x', `${room.roomId}.`, `${room.roomId}.CARE`, `${room.roomId}%2ecare`])
			await expect(bare(at(name), headers(room.cookie)).opened).rejects.toThrow('404');
	});

	test.each([
		'session ended',
		'unknown room',
		'somebody else’s room',
		'care',
		'another’s letterbox',
		'removed'
	])(
		'[T2, T14] who may not open it is told by the code of the close, and gets no other byte: %s',
		async (kind) => {
			const relative = await server.guest(room.roomId, 'relative');
			const removed = await server.guest(room.roomId, 'relative');
			await server.sql`update participants set state = 'removed' where id = ${removed.participant}`;
			const cases: Record<string, [string, string, number]> = {
				'session ended': [room.roomId, `session=${noSession}`, 4401],
				'unknown room': [newId(), room.cookie, 4404],
				'somebody else’s room': [room.roomId, await server.stranger(), 4404],
				care: [`${room.roomId}.care`, relative.cookie, 4403],
				'another’s letterbox': [`${room.roomId}.letter.${newId()}`, relative.cookie, 4404],
				removed: [room.roomId, removed.cookie, 4403]
			};
			const [name, cookie, code] = cases[kind]!;
			const socket = bare(at(name), headers(cookie));
			// Frames that are sent before anything is settled change nothing and are answered by nothing.
			void socket.opened.then(() => socket.socket.send(syncFrame(SYNC.step1, new Uint8Array([0]))));
			expect(await socket.closed).toBe(code);
			expect(socket.frames).toEqual([]);
		}
	);

	test('[L2] a carer opens care, and a relative never receives a byte of it', async () => {
		const carer = await server.guest(room.roomId, 'parent', { carer: true });
		const client = connect(server.ws, `${room.roomId}.care`, carer.cookie, server.origin);
		await until(() => client.saved);
		client.leave();
		const relative = await server.guest(room.roomId, 'relative');
		const refused = connect(server.ws, `${room.roomId}.care`, relative.cookie, server.origin);
		await until(() => refused.closed === 4403);
		expect(Y.encodeStateAsUpdate(refused.doc)).toEqual(Y.encodeStateAsUpdate(new Y.Doc()));
		refused.leave();
	});

	test('[T3] signing out closes every page of the session within the call', async () => {
		const guest = await server.guest(room.roomId, 'relative');
		const page = connect(server.ws, room.roomId, guest.cookie, server.origin);
		await until(() => page.saved);
		server.live.sessionEnded(guest.idHash);
		await until(() => page.closed === 4401);
		page.leave();
	});

	test('[T3] a session that ends while its page is being let in ends the page as soon as it is in', async () => {
		const { roomId, cookie } = await server.room();
		const idHash = sessions.hashInCookie(cookie) ?? '';
		// Who it is has been looked up, and the document is not read yet.
		const page = await server.owner.begin(async (tx) => {
			await tx`lock table snapshots in access exclusive mode`;
			const coming = bare(at(roomId), headers(cookie));
			await until(async () => {
				const waiting =
					await tx`select 1 from pg_locks where not granted and relation = 'snapshots'::regclass`;
				return waiting.length > 0;
			});
			await sessions.end(server.sql, idHash);
			server.live.sessionEnded(idHash);
			return coming;
		});
		expect(await page.closed).toBe(4401);
	});

	test('[T53] signing out everywhere else closes the pages of other devices, and keeps this one', async () => {
		const mine = await server.room();
		const here = await sessions.fromCookie(server.sql, mine.cookie, new Date());
		if (!here) throw new Error('she is signed in');
		const tablet = await users.signIn(server.sql, { id: mine.user }, null, new Date(), 'Safari, iPad');
		const devices = await sessions.devicesOf(server.sql, mine.user, new Date());
		expect(devices.map(({ device }) => device).sort()).toEqual(['Safari, iPad', null]);
		const [page, left] = [mine.cookie, sessions.cookieHeader(tablet.id)].map((cookie) =>
			connect(server.ws, mine.roomId, cookie, server.origin)
		);
		await until(() => page?.saved === true && left?.saved === true);
		// Only the database is told: the process hears of it as any other would.
		await users.signOutElsewhere(server.sql, here, new Date());
		await until(() => left?.closed === 4401);
		expect(page?.closed).toBe(null);
		expect(await sessions.devicesOf(server.sql, mine.user, new Date())).toHaveLength(1);
		[page, left].forEach((one) => one?.leave());
	});

	test.each(['by a facilitator', 'by another process'])(
		'[T4] somebody who is taken out %s is told so (4403) on every page, and again when they knock',
		async (by) => {
			const guest = await server.guest(room.roomId, 'parent', { carer: true });
			const pages = [room.roomId, room.roomId, `${room.roomId}.care`].map((name) =>
				connect(server.ws, name, guest.cookie, server.origin)
			);
			await until(() => pages.every(({ saved }) => saved));
			const gone = { state: 'removed' } as const;
			if (by === 'by a facilitator') {
				const kari = await participants.byId(server.sql, room.participantId);
				await inviting.changePlace(server, kari, guest.participant, gone, new Date());
			} else await changeParticipant(server.sql, null, guest.participant, gone, new Date());
			await until(() => pages.every(({ closed }) => closed !== null));
			expect(pages.map(({ closed }) => closed)).toEqual([4403, 4403, 4403]);
			const again = bare(at(room.roomId), headers(guest.cookie));
			expect(await again.closed).toBe(4403);
			expect(again.frames).toEqual([]);
			pages.forEach((page) => page.leave());
		}
	);

	test('[T4] a participant who is removed loses the room, and hears nothing more of it', async () => {
		const guest = await server.guest(room.roomId, 'relative');
		const page = connect(server.ws, room.roomId, guest.cookie, server.origin);
		await until(() => page.saved);
		await server.sql`
			update participants set state = 'removed', rights_version = rights_version + 1 where id = ${guest.participant}`;
		await server.live.rightsChanged([guest.participant]);
		await until(() => page.closed === 4403);
		page.leave();
	});
	test.each(['their session has ended', 'their right was withdrawn'])(
		'[T14] what somebody sends when %s is not read, though the close has not reached them yet',
		async (why) => {
			// A room of its own: in another one it would hear who leaves of those who came before.
			const quiet = await server.room();
			const guest = await server.guest(quiet.roomId, 'parent');
			const page = bare(`${at(quiet.roomId)}?epoch=1`, headers(guest.cookie));
			await page.opened;
			await until(() => page.frames.some((frame) => frame[0] === MESSAGE.sync));
			const mine = new Y.Doc();
			const name = `Afterwards ${newId()}`;
			createPerson(mine, { by: guest.participant, at: new Date().toISOString() }, { name });
			// From here on this side reads nothing: the server says goodbye, and it does not know.
			page.socket.pause();
			const heard = page.frames.length;
			if (why === 'their session has ended') server.live.sessionEnded(guest.idHash);
			else {
				await server.sql`
					update participants set state = 'removed', rights_version = rights_version + 1
					where id = ${guest.participant}`;
				await server.live.rightsChanged([guest.participant]);
			}
			page.socket.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(mine)));
			page.socket.send(syncFrame(SYNC.step1, new Uint8Array([0])));
			page.socket.send(new Uint8Array([MESSAGE.queryAwareness]));
			page.socket.resume();
			expect(await page.closed).toBe(why === 'their session has ended' ? 4401 : 4403);
			expect(page.frames.slice(heard)).toEqual([]);
			const fresh = connect(server.ws, quiet.roomId, quiet.cookie, server.origin);
			await until(() => fresh.saved);
			expect(readPeople(fresh.doc).entities.map((person) => person.name)).not.toContain(name);
			fresh.leave();
		}
	);
});

describe('what no honest page sends', () => {
	const bad: [string, (socket: ReturnType<typeof bare>) => void, number][] = [
		['a text frame', ({ socket }) => socket.send('hello'), 4400],
		['an empty frame', ({ socket }) => socket.send(new Uint8Array()), 4400],
		[
			'random bytes',
			({ socket }) => socket.send(crypto.getRandomValues(new Uint8Array(300)).fill(9, 0, 1)),
			4400
		],
		['an unknown message', ({ socket }) => socket.send(new Uint8Array([9])), 4400],
		[
			'trailing bytes',
			({ socket }) => socket.send(new Uint8Array([...syncFrame(SYNC.step1, new Uint8Array([0])), 1])),
			4400
		],
		['a frame of 10 MB', ({ socket }) => socket.send(new Uint8Array(10 * 1024 * 1024)), 4413],
		[
			'[M1] seven bytes that declare 33 million structs',
			({ socket }) => socket.send(syncFrame(SYNC.update, new Uint8Array([1, 255, 255, 255, 15, 1, 0]))),
			4400
		],
		[
			'an unknown root',
			({ socket }) => {
				const doc = new Y.Doc();
				doc.getMap('secrets').set('a', 1);
				socket.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(doc)));
			},
			4400
		],
		[
			'the root that is the server’s',
			({ socket }) => {
				const doc = new Y.Doc();
				doc.getMap('meta').set('schema', 99);
				socket.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(doc)));
			},
			4400
		]
	];

	test.each(bad)('%s closes the connection and harms nobody else', async (_name, send, code) => {
		const honest = connect(server.ws, room.roomId, room.cookie, server.origin);
		await until(() => honest.saved);
		const guest = await server.guest(room.roomId, 'parent');
		const hostile = bare(`${at(room.roomId)}?epoch=1`, headers(guest.cookie));
		await hostile.opened;
		send(hostile);
		const name = `Still here ${newId()}`;
		createPerson(honest.doc, { by: room.participantId, at: new Date().toISOString() }, { name });
		expect(await hostile.closed).toBe(code);
		await until(() => honest.saved);
		expect(honest.doc.getMap('meta').get('schema')).toBe(1);
		const fresh = connect(server.ws, room.roomId, room.cookie, server.origin);
		await until(() => readPeople(fresh.doc).entities.some((person) => person.name === name));
		fresh.leave();
		honest.leave();
	});

	test('[T25] writing on under another participant’s client id is refused', async () => {
		const honest = connect(server.ws, room.roomId, room.cookie, server.origin);
		await until(() => honest.saved);
		createPerson(honest.doc, { by: room.participantId, at: new Date().toISOString() }, { name: 'Berit' });
		await until(() => honest.saved);
		const thief = new Y.Doc();
		Y.applyUpdate(thief, Y.encodeStateAsUpdate(honest.doc));
		thief.clientID = honest.doc.clientID;
		const before = Y.encodeStateVector(thief);
		thief.getMap('people').set(newId(), new Y.Map());
		const hostile = bare(
			`${at(room.roomId)}?epoch=1`,
			headers((await server.guest(room.roomId, 'parent')).cookie)
		);
		await hostile.opened;
		hostile.socket.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(thief, before)));
		expect(await hostile.closed).toBe(4400);
		honest.leave();
	});
});

describe('those who only watch', () => {
	test.each(['interpreter', 'support', 'observer'] as const)(
		'[L3] nothing of what an %s sends is taken',
		async (role) => {
			const watcher = connect(
				server.ws,
				room.roomId,
				(await server.guest(room.roomId, role)).cookie,
				server.origin
			);
			await until(() => watcher.saved);
			const name = `By ${role}`;
			createPerson(watcher.doc, { by: newId(), at: new Date().toISOString() }, { name });
			await until(() =>
				watcher.notices.some((notice) => notice.type === 'refused' && notice.reason === 'readOnly')
			);
			const fresh = connect(server.ws, room.roomId, room.cookie, server.origin);
			await until(() => fresh.saved);
			expect(readPeople(fresh.doc).entities.map((person) => person.name)).not.toContain(name);
			fresh.leave();
			watcher.leave();
		}
	);

	test('[T29] a page that is refused whole is told so once, and nothing more by its connection is looked at', async () => {
		const observer = await server.guest(room.roomId, 'observer');
		const page = bare(`${at(room.roomId)}?epoch=1`, headers(observer.cookie));
		await page.opened;
		const doc = new Y.Doc();
		doc.on('update', (update: Uint8Array) => page.socket.send(syncFrame(SYNC.update, update)));
		const author = { by: observer.participant, at: new Date().toISOString() };
		for (let n = 0; n < 3; n += 1) createPerson(doc, author, { name: `By an observer ${n}` });
		page.socket.send(syncFrame(SYNC.step1, new Uint8Array([0])));
		await until(() => page.frames.some((frame) => frame[0] === MESSAGE.sync && frame[1] === SYNC.step2));
		const told = page.frames.map((frame) => new TextDecoder().decode(frame));
		expect(told.filter((frame) => frame.includes('"refused"'))).toHaveLength(1);
		page.socket.close();
	});

	test('[T18] a hidden participant leaves no trace: no presence, no client id, no word', async () => {
		const other = bare(at(room.roomId), headers((await server.guest(room.roomId, 'parent')).cookie));
		await other.opened;
		const seen = () => other.frames.filter((frame) => frame[0] === MESSAGE.awareness);
		const text = () =>
			seen()
				.map((frame) => new TextDecoder().decode(frame))
				.join(' ');
		const hidden = await server.guest(room.roomId, 'parent', { hidden: true });
		const page = connect(server.ws, room.roomId, hidden.cookie, server.origin);
		page.awareness.setLocalState({ place: 'network' });
		await until(() => page.saved);
		createPerson(page.doc, { by: hidden.participant, at: new Date().toISOString() }, { name: 'M' });
		await until(() => page.notices.some((notice) => notice.type === 'refused'));
		page.leave();
		// Something that everybody hears comes after all that.
		const visible = connect(server.ws, room.roomId, room.cookie, server.origin);
		visible.awareness.setLocalState({ place: 'visits' });
		await until(() => text().includes('visits'));
		expect(text()).not.toContain(hidden.participant);
		const shown = new Awareness(new Y.Doc());
		for (const frame of seen()) applyAwarenessUpdate(shown, payload(frame), null);
		expect([...shown.meta.keys()]).not.toContain(page.doc.clientID);
		expect(other.frames.some((frame) => frame[0] === MESSAGE.sync && frame[1] === SYNC.update)).toBe(false);
		shown.destroy();
		other.socket.close();
		visible.leave();
	});

	test('[T17] a forged name is replaced by the one of the participant’s row', async () => {
		const guest = await server.guest(room.roomId, 'parent', { name: 'Maren' });
		const watcher = bare(at(room.roomId), headers(room.cookie));
		const pages = [0, 1].map(() => bare(at(room.roomId), headers(guest.cookie)));
		const [liar, honest] = pages as [Bare, Bare];
		await Promise.all([watcher, ...pages].map(({ opened }) => opened));
		const seen = () => watcher.frames.filter((frame) => frame[0] === MESSAGE.awareness);
		const text = () =>
			seen()
				.map((frame) => new TextDecoder().decode(frame))
				.join(' ');
		// Each says one thing only: of two in a row others may be told the last.
		const user = {
			participant: room.participantId,
			name: 'Kari (saksbehandler)',
			role: 'caseworker',
			person: null
		};
		liar.socket.send(presenceFrame([4801, 1, JSON.stringify({ place: 'network', user })]));
		liar.socket.send(syncFrame(SYNC.step1, new Uint8Array([0])));
		await until(() => liar.frames.some((frame) => frame[0] === MESSAGE.sync && frame[1] === SYNC.step2));
		honest.socket.send(presenceFrame([4802, 1, '{"place":"visits"}']));
		await until(() => text().includes('visits'));
		expect(text()).not.toContain('saksbehandler');
		const shown = new Awareness(new Y.Doc());
		for (const frame of seen()) applyAwarenessUpdate(shown, payload(frame), null);
		const shownOf = (client: number): unknown => shown.getStates().get(client)?.['user'];
		const users = [4801, 4802].map(shownOf).filter((one) => one !== undefined);
		expect(users).not.toHaveLength(0);
		for (const one of users)
			expect(v.parse(PresentPerson, one)).toMatchObject({
				name: 'Maren',
				role: 'parent',
				participant: guest.participant
			});
		shown.destroy();
		for (const { socket } of [watcher, ...pages]) socket.close();
	});
});
