import { createServer as createHttp } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { until } from './client.ts';
import { openProxy, type Proxy, type Weather } from './proxy.ts';

const leftovers: (() => unknown)[] = [];
afterEach(async () => {
	for (const end of leftovers.splice(0).reverse()) await end();
});

/** A server that says everything back, behind a proxy; and a client of it. */
async function echo(weather: Weather = {}, path?: string) {
	const heard: Buffer[] = [];
	const server = createServer((socket) =>
		socket
			.on('error', () => undefined)
			.on('data', (data) => {
				heard.push(data);
				socket.write(data);
			})
	);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	leftovers.push(() => server.close());
	const proxy = await openProxy(target(server.address()), path);
	leftovers.push(() => proxy.close());
	proxy.set(weather);
	return { proxy, server, heard: () => Buffer.concat(heard).toString(), client: () => client(proxy, path) };
}

function target(address: ReturnType<ReturnType<typeof createServer>['address']>) {
	if (address === null || typeof address === 'string') throw new Error('no port');
	return { host: '127.0.0.1', port: address.port };
}

function client(proxy: Proxy, path?: string) {
	const socket: Socket = path === undefined ? connect(proxy.port, '127.0.0.1') : connect(path);
	let text = '';
	let ended: 'end' | 'reset' | null = null;
	const at: number[] = [];
	socket.on('data', (data) => {
		text += data.toString();
		at.push(performance.now());
	});
	socket.on('end', () => (ended ??= 'end'));
	socket.on('error', () => (ended = 'reset'));
	leftovers.push(() => socket.destroy());
	return {
		socket,
		text: () => text,
		pieces: () => at.length,
		ended: () => ended,
		open: () => until(() => socket.readyState === 'open')
	};
}

test('passes bytes both ways, their end too, on a port and on a unix socket', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'landsby-proxy-'));
	leftovers.push(() => rmSync(folder, { recursive: true }));
	for (const path of [undefined, join(folder, 's')]) {
		const { proxy, client } = await echo({}, path);
		const one = client();
		const long = 'x'.repeat(400_000);
		one.socket.write(long);
		await until(() => one.text().length === long.length);
		expect(one.text()).toBe(long);
		expect(proxy.moved.up).toBe(long.length);
		expect([proxy.open, proxy.accepted]).toEqual([1, 1]);
		one.socket.end();
		await until(() => proxy.open === 0);
	}
});

test('delay: every piece is late, and none out of its order', async () => {
	const { client } = await echo({ delayMs: 100 });
	const one = client();
	await one.open();
	const began = performance.now();
	for (const piece of ['a', 'b', 'c']) one.socket.write(piece);
	await until(() => one.text().length === 3);
	expect(performance.now() - began).toBeGreaterThan(190);
	expect(one.text()).toBe('abc');
});

test('cut: both ends hear of it at once, new connections are served', async () => {
	const { proxy, client } = await echo();
	const one = client();
	one.socket.write('a');
	await until(() => one.text() === 'a');
	proxy.cut();
	await until(() => one.ended() === 'reset');
	expect(proxy.open).toBe(0);
	const two = client();
	two.socket.write('b');
	await until(() => two.text() === 'b');
});

test('refuse: a new connection ends at once, the server hears nothing', async () => {
	const { proxy, client, heard } = await echo({ refuse: true });
	const one = client();
	one.socket.write('a');
	await until(() => one.ended() === 'reset');
	expect(heard()).toBe('');
	expect(proxy.accepted).toBe(1);
});

test('half-open: it accepts and forwards nothing, until the weather is better', async () => {
	const { proxy, client, heard } = await echo({ hold: ['up', 'down'] });
	const one = client();
	one.socket.write('a');
	await until(() => proxy.moved.up === 1);
	expect([heard(), one.text(), one.ended()]).toEqual(['', '', null]);
	proxy.set({ hold: ['down'] });
	await until(() => proxy.moved.down === 1);
	expect([heard(), one.text()]).toEqual(['a', '']);
	proxy.set({});
	await until(() => one.text() === 'a');
});

test('half-open: whoever goes on sending is held up', async () => {
	const { proxy, client } = await echo({ hold: ['up', 'down'] });
	const one = client();
	const size = 64 * 1024 * 1024;
	one.socket.write(Buffer.alloc(size));
	let moved = -1;
	await until(async () => {
		const before = moved;
		moved = proxy.moved.up;
		await new Promise((resolve) => setTimeout(resolve, 100));
		return moved > 0 && before === moved;
	});
	expect(moved).toBeLessThan(1024 * 1024);
});

test('one-way cut: one direction is lost, the other arrives; afterwards the connection is of no use', async () => {
	const { proxy, client, heard } = await echo({ swallow: ['down'] });
	const one = client();
	one.socket.write('a');
	await until(() => proxy.moved.down === 1);
	expect([heard(), one.text()]).toEqual(['a', '']);
	proxy.set({});
	await until(() => one.ended() === 'reset');
});

test('throttle: no more than so many bytes in a second', async () => {
	const { client } = await echo({ bytesPerSecond: 20_000 });
	const one = client();
	await one.open();
	const began = performance.now();
	one.socket.write(Buffer.alloc(5_000));
	await until(() => one.text().length === 5_000);
	expect(performance.now() - began).toBeGreaterThan(240);
});

test('buffer: small pieces come together', async () => {
	const { proxy, client } = await echo({ gather: { bytes: 5, ms: 10_000 } });
	const one = client();
	await one.open();
	for (const piece of ['a', 'b', 'c', 'd']) {
		one.socket.write(piece);
		await until(() => proxy.moved.up === 'abcd'.indexOf(piece) + 1);
	}
	expect(one.text()).toBe('');
	one.socket.write('e');
	await until(() => one.text().startsWith('abcde'));
});

test('idle: a connection on which nothing moves is cut, one that speaks is not', async () => {
	const { proxy, client } = await echo({ idleMs: 300 });
	const [still, speaks] = [client(), client()];
	const speaking = setInterval(() => speaks.socket.write('.'), 50);
	leftovers.push(() => clearInterval(speaking));
	await until(() => still.ended() === 'reset');
	expect(speaks.ended()).toBe(null);
	expect(proxy.open).toBe(1);
});

describe('as an HTTP proxy', () => {
	async function web(weather: Weather) {
		const asked: string[] = [];
		const server = createHttp((request, response) => {
			asked.push(`${request.httpVersion} ${request.headers.upgrade ?? '-'}`);
			response.end('page');
		});
		const sockets = new WebSocketServer({ server, perMessageDeflate: false });
		sockets.on('connection', (socket) => socket.on('message', (data: Buffer) => socket.send(data)));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const proxy = await openProxy(target(server.address()));
		proxy.set(weather);
		leftovers.push(
			() => server.close(),
			() => server.closeAllConnections(),
			() => proxy.close()
		);
		const status = async () => (await fetch(`http://127.0.0.1:${proxy.port}/`)).status;
		const open = () =>
			new Promise<WebSocket | number>((resolve) => {
				const socket = new WebSocket(`ws://127.0.0.1:${proxy.port}/`);
				leftovers.push(() => socket.terminate());
				socket.on('open', () => resolve(socket)).on('error', () => undefined);
				socket.on('unexpected-response', (request, response) => {
					resolve(response.statusCode ?? 0);
					request.destroy();
				});
			});
		return { proxy, asked, status, open };
	}

	test('a status of its own, for a while', async () => {
		const { proxy, asked, status, open } = await web({ http: { status: 502 } });
		expect([await status(), await open()]).toEqual([502, 502]);
		expect(asked).toEqual([]);
		proxy.set({});
		expect(await status()).toBe(200);
		expect(await open()).toBeInstanceOf(WebSocket);
	});

	test('upgrades are blocked, pages are not', async () => {
		const { status, open } = await web({ http: { noUpgrade: 403 } });
		expect([await status(), await open()]).toEqual([200, 403]);
	});

	test('HTTP/1.0: the server sees a plain request', async () => {
		const { asked, status, open } = await web({ http: { http10: true } });
		expect([await status(), await open()]).toEqual([200, 200]);
		expect(asked).toEqual(['1.0 -', '1.0 -']);
	});

	test('knows messages: twice, away, shorter; whatever their length, and however they are cut', async () => {
		const sizes = [1, 125, 126, 65_535, 65_536, 200_000];
		const { open } = await web({
			bytesPerSecond: 20_000_000,
			meddle: (direction) => (message) => {
				if (direction === 'down') return [message];
				const [kind] = message;
				return kind === 0 ? [] : kind === 1 ? [message, message] : [message.subarray(0, 1)];
			}
		});
		const socket = await open();
		if (!(socket instanceof WebSocket)) throw new Error('not open');
		const got: number[] = [];
		socket.on('message', (data: Buffer) => got.push(data.length));
		for (const size of sizes) for (const kind of [0, 1, 2]) socket.send(Buffer.alloc(size, kind));
		await until(() => got.length === sizes.length * 3);
		expect(got).toEqual(sizes.flatMap((size) => [size, size, 1]));
	});
});
