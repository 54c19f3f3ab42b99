import { connect as tcp } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
let room: Awaited<ReturnType<TestServer['room']>>;
beforeAll(async () => {
	server = await openServer();
	room = await server.room();
});
afterAll(() => server.close());

// What would end the process of a real server must fail here.
const uncaught: unknown[] = [];
const remember = (error: unknown) => uncaught.push(error);
beforeEach(() => process.on('uncaughtException', remember));
afterEach(() => {
	process.off('uncaughtException', remember);
	expect(uncaught.splice(0)).toEqual([]);
});

test('[T12] a broken frame from somebody who was just refused ends only their own socket', async () => {
	const port = Number(new URL(server.origin).port);
	const socket = tcp(port, '127.0.0.1');
	const answer: Buffer[] = [];
	socket.on('data', (data) => answer.push(data));
	const closed = new Promise((resolve) => socket.once('close', resolve));
	socket.write(
		[
			`GET /ws/${room.roomId} HTTP/1.1`,
			`Host: localhost:${port}`,
			`Origin: ${server.origin}`,
			'Cookie: session=abcdefghijklmnopqrstuvwxyz0123456789abcd',
			'Upgrade: websocket',
			'Connection: Upgrade',
			'Sec-WebSocket-Version: 13',
			'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
			'\r\n'
		].join('\r\n')
	);
	// All reserved bits set: no WebSocket frame at all.
	socket.write(Buffer.from([0xff, 0xff, 0, 0, 0, 0, 1, 2, 3]));
	await closed;
	expect(Buffer.concat(answer).toString('latin1')).toContain('101 Switching Protocols');
});
