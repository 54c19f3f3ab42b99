import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { createPerson } from '#lib/network/document.ts';
import { newId } from '#lib/room/ids.ts';
import { MESSAGE, PresentPerson } from '#lib/room/protocol.ts';
import { standardLimits } from '../../server/limits.ts';
import { Presence, type Present } from '../../server/sync/presence.ts';
import { bare, connect, presenceFrame, until, type Client } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

/** Where each of the others is, by their name, as a page has been told. */
function others(client: Client): Record<string, unknown> {
	const states = [...client.awareness.getStates()].filter(([id]) => id !== client.awareness.clientID);
	return Object.fromEntries(
		states.map(([, state]) => [v.parse(PresentPerson, state['user']).name, state['place']])
	);
}

async function kariAnd(name: string, role: 'parent' | 'relative' = 'parent') {
	const room = await server.room();
	const guest = await server.guest(room.roomId, role, { name });
	const kari = connect(server.ws, room.roomId, room.cookie, server.origin);
	const other = connect(server.ws, room.roomId, guest.cookie, server.origin);
	await until(() => kari.saved && other.saved);
	return { room, guest, kari, other };
}

test('who comes sees who is here, and sees them go', async () => {
	const { room, kari, other } = await kariAnd('Maren');
	other.awareness.setLocalState({ place: 'visits' });
	await until(() => others(kari)['Maren'] === 'visits');
	const late = connect(server.ws, room.roomId, room.cookie, server.origin);
	await until(() => others(late)['Maren'] === 'visits');
	other.leave();
	await until(() => !('Maren' in others(kari)) && !('Maren' in others(late)));
	late.leave();
	kari.leave();
});

test('a page that was cut off is seen again as soon as it is back, whatever its clock says', async () => {
	const { kari, other } = await kariAnd('Maren');
	other.awareness.setLocalState({ place: 'visits' });
	await until(() => others(kari)['Maren'] === 'visits');
	other.provider.disconnect();
	await until(() => !('Maren' in others(kari)));
	// The provider takes its state away when it leaves on purpose; a page that is cut off has only the same to say.
	other.awareness.setLocalState({ place: 'network' });
	const meta = other.awareness.meta.get(other.awareness.clientID);
	if (meta) meta.clock = 1;
	other.provider.connect();
	await until(() => others(kari)['Maren'] === 'network');
	other.leave();
	kari.leave();
});

test('a page that comes back before its old connection is found dead takes its place', async () => {
	const { room, guest, kari } = await kariAnd('Maren');
	const headers = { Cookie: guest.cookie, Origin: server.origin };
	const [old, fresh] = [0, 1].map(() => bare(`${server.ws}/${room.roomId}`, headers));
	if (!old || !fresh) throw new Error('no sockets');
	await Promise.all([old.opened, fresh.opened]);
	old.socket.send(presenceFrame([4711, 3, '{"place":"network"}']));
	await until(() => kari.awareness.getStates().has(4711));
	fresh.socket.send(presenceFrame([4711, 3, '{"place":"visits"}']));
	await until(() => kari.awareness.getStates().get(4711)?.['place'] === 'visits');
	old.socket.close();
	await old.closed;
	fresh.socket.send(presenceFrame([4711, 4, '{"place":"meetings"}']));
	await until(() => kari.awareness.getStates().get(4711)?.['place'] === 'meetings');
	fresh.socket.close();
	kari.leave();
});

test('[T16] nobody moves or removes somebody else', async () => {
	const { room, guest, kari, other } = await kariAnd('Maren');
	kari.awareness.setLocalState({ place: 'visits' });
	await until(() => others(other)['Kari Nygård'] === 'visits');
	const hostile = bare(`${server.ws}/${room.roomId}`, { Cookie: guest.cookie, Origin: server.origin });
	await hostile.opened;
	const id = kari.awareness.clientID;
	hostile.socket.send(presenceFrame([id, 50, 'null']));
	hostile.socket.send(presenceFrame([4712, 1, '{"place":"network"}'], [id, 51, '{"place":"meetings"}']));
	hostile.socket.send(presenceFrame([4712, 2, '{"place":"plan"}']));
	await until(() => other.awareness.getStates().get(4712)?.['place'] === 'plan');
	expect(others(other)['Kari Nygård']).toBe('visits');
	hostile.socket.close();
	other.leave();
	kari.leave();
});

test('[T16] nobody holds somebody on the map whom they may not move, and whoever may is seen to', async () => {
	const { room, guest, kari, other } = await kariAnd('Maren', 'relative');
	const own = newId();
	await server.owner`
		insert into participant_entities (participant_id, entity_id) values (${guest.participant}, ${own})`;
	const hostile = bare(`${server.ws}/${room.roomId}`, { Cookie: guest.cookie, Origin: server.origin });
	await hostile.opened;
	let clock = 0;
	const holds = (entity: string) => {
		clock += 1;
		const hold = { entity, ring: 2, angle: 90, heldMs: 2_000 };
		hostile.socket.send(presenceFrame([4714, clock, JSON.stringify({ place: `word ${clock}`, hold })]));
	};
	const seen = (at: Client) => at.awareness.getStates().get(4714) ?? {};
	const told = (word: number) =>
		until(() => seen(kari)['place'] === `word ${word}` && seen(other)['place'] === `word ${word}`);
	holds(newId());
	await told(1);
	expect([seen(kari)['hold'], seen(other)['hold']]).toEqual([null, null]);
	// Their own place is theirs to choose.
	holds(own);
	await told(2);
	expect(seen(kari)['hold']).toMatchObject({ entity: own, ring: 2 });
	hostile.socket.close();
	other.leave();
	kari.leave();
});

test('[T20] what is too large, too deep or from the far future is left out; the page is seen afterwards', async () => {
	const { room, guest, kari } = await kariAnd('Maren');
	const hostile = bare(`${server.ws}/${room.roomId}`, { Cookie: guest.cookie, Origin: server.origin });
	await hostile.opened;
	const send = (clock: number, state: string) => hostile.socket.send(presenceFrame([4713, clock, state]));
	send(Number.MAX_SAFE_INTEGER, '{"place":"future"}');
	send(1, JSON.stringify({ place: 'large', hold: { entity: 'x'.repeat(3_000) } }));
	send(1, `{"place":"deep","cursor":${'['.repeat(900)}${']'.repeat(900)}}`);
	send(1, '{"place":"unknown","admin":true}');
	send(1, '{"place":"here"}');
	send(5_000, '{"place":"jump"}');
	send(2, '{"place":"still here"}');
	await until(() => kari.awareness.getStates().get(4713)?.['place'] === 'still here');
	hostile.socket.send(
		presenceFrame(...Array.from({ length: 150 }, (_, n) => [n, 1, '{}'] as const), [
			4713,
			3,
			'{"place":"many"}'
		])
	);
	await until(() => kari.awareness.getStates().get(4713)?.['place'] === 'many');
	expect(kari.awareness.getStates().size).toBeLessThan(5);
	hostile.socket.close();
	kari.leave();
});

test('many movements travel together, at most ten times a second', async () => {
	const { room, guest, kari } = await kariAnd('Maren');
	const watcher = bare(`${server.ws}/${room.roomId}`, { Cookie: room.cookie, Origin: server.origin });
	await watcher.opened;
	const mover = bare(`${server.ws}/${room.roomId}`, { Cookie: guest.cookie, Origin: server.origin });
	await mover.opened;
	const begun = performance.now();
	for (let n = 1; n <= 15; n += 1)
		mover.socket.send(presenceFrame([4714, n, JSON.stringify({ cursor: { x: n, y: 0 } })]));
	await until(() => watcher.frames.some((frame) => new TextDecoder().decode(frame).includes('"x":15')));
	const frames = watcher.frames.filter((frame) => frame[0] === MESSAGE.awareness);
	expect(frames.length).toBeLessThanOrEqual(3 + (performance.now() - begun) / 100);
	watcher.socket.close();
	mover.socket.close();
	kari.leave();
});

test('a page is not told of itself, nor when it asks who is here', async () => {
	const { room, guest, kari } = await kariAnd('Maren');
	kari.awareness.setLocalState({ place: 'plan' });
	const page = bare(`${server.ws}/${room.roomId}`, { Cookie: guest.cookie, Origin: server.origin });
	await page.opened;
	page.socket.send(presenceFrame([4715, 1, '{"place":"mine"}']));
	await until(() => kari.awareness.getStates().has(4715));
	const before = page.frames.length;
	page.socket.send(new Uint8Array([MESSAGE.queryAwareness]));
	await until(() => page.frames.length > before);
	const heard = page.frames.map((frame) => new TextDecoder().decode(frame)).join(' ');
	expect(heard).toContain('plan');
	expect(heard).not.toContain('mine');
	page.socket.close();
	kari.leave();
});

test('[T25] the id by which others see a page is nobody else’s to write under, before its first word', async () => {
	const { room, kari, other } = await kariAnd('Maren');
	other.awareness.setLocalState({ place: 'visits' });
	await until(() => others(kari)['Maren'] === 'visits');
	const guest = await server.guest(room.roomId, 'relative');
	const thief = connect(server.ws, room.roomId, guest.cookie, server.origin);
	await until(() => thief.saved);
	thief.doc.clientID = other.awareness.clientID;
	createPerson(thief.doc, { by: guest.participant, at: new Date().toISOString() }, { name: 'Stolen' });
	await until(() => thief.closed === 4400);
	createPerson(other.doc, { by: guest.participant, at: new Date().toISOString() }, { name: 'Mine' });
	await until(() => other.saved);
	thief.leave();
	other.leave();
	kari.leave();
});

describe('pages of another process', () => {
	let now = 1_000_000;
	const shown: Uint8Array[] = [];
	const reader: Present = {
		participant: 'kari',
		person: null,
		mayMove: () => true,
		sendPresence: (frame) => shown.push(frame)
	};
	const shownText = () => shown.map((frame) => Buffer.from(frame).toString('latin1')).join('\n');
	const maren = { client: 7, participant: 'maren', json: '{"place":"visits","user":{"name":"Maren"}}' };
	const make = () => {
		shown.length = 0;
		return new Presence(new Set([reader]), standardLimits, () => (now += 1_000));
	};

	test('[T21] go when nobody has told of them for long, as those of a process that has died', () => {
		const presence = make();
		presence.hear('process B', [maren]);
		expect(shownText()).toContain('Maren');
		presence.prune();
		expect(presence.everythingFor(reader)).not.toBeNull();
		now += standardLimits.awarenessSilentMs;
		presence.prune();
		expect(presence.everythingFor(reader)).toBeNull();
		expect(Buffer.from(shown.at(-1) ?? []).toString('latin1')).toContain('null');
		presence.close();
	});

	test('are taken away only by the process that has them, and are nobody else’s', () => {
		const presence = make();
		presence.hear('process B', [maren]);
		presence.hear('process C', [{ ...maren, json: 'null' }]);
		expect(presence.everythingFor(reader)).not.toBeNull();
		presence.hear('process C', [{ ...maren, participant: 'odd', json: '{"place":"network"}' }]);
		expect(shownText()).not.toContain('network');
		// She has moved to C; what B says of her afterwards is old.
		presence.hear('process C', [{ ...maren, json: '{"place":"meetings"}' }]);
		presence.hear('process B', [{ ...maren, json: 'null' }]);
		expect(shownText()).toContain('meetings');
		expect(presence.everythingFor(reader)).not.toBeNull();
		presence.hear('process C', [{ ...maren, json: 'null' }]);
		expect(presence.everythingFor(reader)).toBeNull();
		presence.close();
	});
});
