// What a child takes back, on real sockets: whoever opens the room afterwards is not sent one letter of it.
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EDIT, present } from '#lib/room/document.ts';
import { MESSAGE, SYNC } from '#lib/room/protocol.ts';
import { createStatement, readVoice, shareAgain, takeBack } from '#lib/voice/document.ts';
import { bare, connect, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const words = { text: 'Helst vil jeg bo hos Nora.', face: 'afraid' } as const;
/** What of it may stand in no frame: a face, and every word long enough not to be there by chance. */
const traces = ['afraid', ...words.text.split(/[ .]/).filter((word) => word.length > 3)];

/** Somebody who opens the room and has nothing of it yet, once they have been sent what stands there. */
async function opens(room: string, cookie: string) {
	const reader = bare(`${server.ws}/${room}`, { Cookie: cookie, Origin: server.origin });
	await reader.opened;
	const question = encoding.createEncoder();
	encoding.writeVarUint(question, MESSAGE.sync);
	encoding.writeVarUint(question, SYNC.step1);
	encoding.writeVarUint8Array(question, new Uint8Array([0]));
	reader.socket.send(encoding.toUint8Array(question));
	await until(() => reader.frames.some(([kind, step]) => kind === MESSAGE.sync && step === SYNC.step2));
	return reader;
}

/** All that they are sent. */
async function sentTo(room: string, cookie: string): Promise<Buffer> {
	const reader = await opens(room, cookie);
	reader.socket.close();
	await reader.closed;
	return Buffer.concat(reader.frames);
}

describe('what a child takes back', () => {
	test('[L2] is sent to nobody who opens the room afterwards, and can be shared again as it was', async () => {
		const { roomId } = await server.room();
		const child = await server.guest(roomId, 'child');
		const observer = await server.guest(roomId, 'observer');
		const page = connect(server.ws, roomId, child.cookie, server.origin);
		const undo = new Y.UndoManager(page.doc.getMap('voice'), {
			trackedOrigins: new Set([EDIT]),
			captureTimeout: 0
		});
		await until(() => page.saved);
		const author = { by: child.participant, at: new Date().toISOString() };
		const found = async () => {
			await until(() => page.saved);
			const sent = await sentTo(roomId, observer.cookie);
			return traces.filter((trace) => sent.includes(trace));
		};

		const id = createStatement(page.doc, author, words);
		expect(await found()).toEqual(traces);
		takeBack(page.doc, id, author);
		expect(await found()).toEqual([]);
		shareAgain(page.doc, id, words);
		expect(await found()).toEqual(traces);
		undo.undo();
		expect(await found()).toEqual([]);
		expect(page.notices.some(({ type }) => type === 'refused')).toBe(false);

		// Nor by a server that has just begun and reads it from the log.
		page.leave();
		await server.live.unload();
		const sent = await sentTo(roomId, observer.cookie);
		expect(sent.includes(id), 'the statement itself stands').toBe(true);
		expect(traces.filter((trace) => sent.includes(trace))).toEqual([]);
	});

	test('[L2] before it came to the server at all, is sent to nobody who is in the room either', async () => {
		const { roomId } = await server.room();
		const child = await server.guest(roomId, 'child');
		const observer = await server.guest(roomId, 'observer');
		const page = connect(server.ws, roomId, child.cookie, server.origin);
		// As the page of a child keeps what can be undone, its letters are still in its copy.
		const undo = new Y.UndoManager(page.doc.getMap('voice'), { trackedOrigins: new Set([EDIT]) });
		await until(() => page.saved);
		const watching = await opens(roomId, observer.cookie);
		const author = { by: child.participant, at: new Date().toISOString() };
		page.provider.disconnect();
		const id = createStatement(page.doc, author, words);
		takeBack(page.doc, id, author);
		page.provider.connect();
		await until(() => page.saved);
		await until(() => watching.frames.some((frame) => Buffer.from(frame).includes(id)));
		const sent = Buffer.concat(watching.frames);
		expect(traces.filter((trace) => sent.includes(trace))).toEqual([]);
		expect(present(readVoice(page.doc).entities)).toEqual([]);
		undo.destroy();
		watching.socket.close();
		page.leave();
	});
});
