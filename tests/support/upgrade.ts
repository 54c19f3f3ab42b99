// The request for an upgrade, written by hand: on a socket that then does what no library would.
import { connect, type Socket } from 'node:net';
import type { TestServer } from './openServer.ts';

/**
 * Asks for a room's document.
 * @param session the raw id of one, or null: nobody asks, and from nowhere
 */
export function askByHand(
	{ origin }: Pick<TestServer, 'origin'>,
	room: string,
	session: string | null,
	options: { readonly allowHalfOpen?: boolean } = {}
): Socket {
	const { host, port } = new URL(origin);
	const who = session === null ? [] : [`Origin: ${origin}`, `Cookie: session=${session}`];
	const socket = connect({ port: Number(port), host: '127.0.0.1', ...options });
	socket.on('error', () => undefined);
	socket.write(
		[
			`GET /ws/${room} HTTP/1.1`,
			`Host: ${host}`,
			...who,
			'Upgrade: websocket',
			'Connection: Upgrade',
			'Sec-WebSocket-Version: 13',
			'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
			'\r\n'
		].join('\r\n')
	);
	return socket;
}

/** An id as sessions have them, of which there is none. */
export const noSession = 'abcdefghijklmnopqrstuvwxyz0123456789abcd';
