import { request as ask, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { completePolicy } from '../../server/http/headers.ts';
import { createHttp, listen, refuseOtherUpgrades } from '../../server/http/server.ts';
import { templateOf } from '../../server/http/cspReports.ts';
import { createLog } from '../../server/log.ts';
import { LiveRooms } from '../../server/sync/rooms.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
let server: Server;
let port: number;
const asked = vi.fn<(request: IncomingMessage) => void>();

beforeAll(async () => {
	db = await freshDatabase();
	({ server, port } = await open());
});
afterEach(() => asked.mockClear());
afterAll(async () => {
	server.closeAllConnections();
	server.close();
	await db.drop();
});

/** A server whose pages only say that they were asked. */
async function open(
	origin?: string,
	database = db.database,
	metricsToken: string | null = null,
	relay: { readonly healthy: boolean } | null = null
) {
	const config = { ...db.config, metricsToken, port: 0, origin: origin ?? 'http://localhost:1' };
	const log = createLog('silent');
	const made = createHttp({
		config,
		database,
		live: new LiveRooms(db.database, config.limits, log),
		relay,
		log,
		pages: (request, response) => {
			asked(request);
			response.setHeader('Content-Security-Policy', "default-src 'none'; connect-src 'self'");
			response.end('page');
		}
	});
	refuseOtherUpgrades(made, config);
	await listen(made, config);
	const address = made.address() as AddressInfo; // it listens on a port
	// The port is known only now; loopback addresses are compared with the one the server was told.
	if (origin === undefined) config.origin = `http://localhost:${address.port}`;
	return { server: made, port: address.port };
}

interface Answer {
	status: number;
	headers: IncomingMessage['headers'];
	body: string;
}

function get(
	path: string,
	headers: Record<string, string> = {},
	method = 'GET',
	to = port,
	body = ''
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const sent = ask({
			host: '127.0.0.1',
			port: to,
			path,
			method,
			headers: { Host: `localhost:${to}`, ...headers }
		});
		sent.on('response', (response) => {
			let text = '';
			response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
			response.on('end', () =>
				resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
			);
		});
		sent.on('error', reject);
		sent.end(body);
	});
}

/** Raw bytes, for what an honest client does not send. */
function say(text: string): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket = connect(port, '127.0.0.1', () => socket.write(text));
		let heard = '';
		socket.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk));
		socket.on('close', () => resolve(heard)).on('error', reject);
	});
}

describe('headers', () => {
	const expected = [
		'content-security-policy',
		'x-content-type-options',
		'x-frame-options',
		'referrer-policy',
		'cross-origin-opener-policy',
		'cross-origin-resource-policy',
		'origin-agent-cluster',
		'permissions-policy',
		'x-robots-tag',
		'cache-control'
	];

	test.each([
		['a page', () => get('/')],
		['a machine answer', () => get('/healthz')],
		['a refusal', () => get('/', { Origin: 'https://evil.example' }, 'POST')],
		['a redirect', () => get('/', { Host: `127.0.0.1:${port}` })]
	])('[T63, T69] %s carries all of them', async (_, answer) => {
		const { headers } = await answer();
		expect(expected.filter((name) => headers[name] === undefined)).toEqual([]);
		expect(headers['cache-control']).toBe('no-store');
		expect(headers['strict-transport-security']).toBeUndefined();
	});

	test.each([
		[
			'an upgrade that nobody takes',
			404,
			'GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
		],
		['a request that is not HTTP', 400, 'NONSENSE\r\n\r\n'],
		['a header that never ends', 431, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`]
	])('[T63, T78] %s is answered with all of them', async (_, status, text) => {
		const heard = (await say(text)).toLowerCase();
		expect(heard).toMatch(new RegExp(`^http/1\\.1 ${status} `));
		expect(expected.filter((name) => !heard.includes(`${name}: `))).toEqual([]);
	});

	test('a public address asks for encryption from then on', async () => {
		const https = await open('https://landsby.example');
		const { headers } = await get('/', {}, 'GET', https.port);
		expect(headers['strict-transport-security']).toMatch(/^max-age=63072000/);
		expect(headers['content-security-policy']).toContain("connect-src 'self' wss://landsby.example");
		https.server.closeAllConnections();
		https.server.close();
	});

	test('a page names the address of its socket, for browsers to which it is not their own', () => {
		const policy = "default-src 'none'; connect-src 'self'; report-uri /csp-report";
		expect(completePolicy(policy, { origin: 'http://localhost:3000' })).toBe(
			"default-src 'none'; connect-src 'self' ws://localhost:3000; report-uri /csp-report"
		);
		expect(completePolicy(policy, { origin: 'https://landsby.example' })).toMatch(
			/; upgrade-insecure-requests$/
		);
	});
});

describe('who may ask for a change', () => {
	const types = [
		'application/x-www-form-urlencoded',
		'multipart/form-data',
		'text/plain',
		'TEXT/PLAIN',
		'application/json',
		'application/csp-report',
		' text/plain;charset=utf-8',
		'application/octet-stream',
		''
	];
	const strangers = () => [
		'https://evil.example',
		'null',
		`http://localhost:${port}.evil.example`,
		`https://localhost:${port}`,
		`http://localhost:${port + 1}`,
		`http://localhost:${port}/`,
		`http://LOCALHOST.evil:${port}`
	];

	test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
		'[T60] %s from another page never reaches the pages, whatever its content type',
		async (method) => {
			for (const origin of strangers())
				for (const type of types) {
					const { status } = await get('/rooms', { Origin: origin, 'Content-Type': type }, method);
					expect([origin, type, status]).toEqual([origin, type, 403]);
				}
			expect(asked).not.toHaveBeenCalled();
		}
	);

	test('[T60] one without Origin needs the word of the browser that it is from here', async () => {
		expect((await get('/', {}, 'POST')).status).toBe(403);
		expect((await get('/', { 'Sec-Fetch-Site': 'cross-site' }, 'POST')).status).toBe(403);
		expect((await get('/', { 'Sec-Fetch-Site': 'same-site' }, 'POST')).status).toBe(403);
		expect((await get('/', { 'Sec-Fetch-Site': 'same-origin' }, 'POST')).status).toBe(200);
	});

	test('our own pages may, under each name of this machine', async () => {
		for (const host of ['localhost', '127.0.0.1', '[::1]'])
			expect((await get('/', { Origin: `http://${host}:${port}` }, 'POST')).status).toBe(200);
	});

	test('[T61] who is refused reads what to do', async () => {
		const { body, headers } = await get('/', { Origin: 'null' }, 'POST');
		expect(headers['content-type']).toMatch(/^text\/html/);
		expect(body).toContain('last siden på nytt');
	});
});

describe('the name in the address bar', () => {
	test('another name of this machine leads to the one that is public', async () => {
		const { status, headers } = await get('/rooms?a=1', { Host: `127.0.0.1:${port}` });
		expect(status).toBe(307);
		expect(headers.location).toBe(`http://localhost:${port}/rooms?a=1`);
	});

	test('[T68] a foreign name leads nowhere', async () => {
		const { status, headers } = await get('/rooms', { Host: 'evil.example' });
		expect(status).toBe(200);
		expect(headers.location).toBeUndefined();
	});
});

describe('what machines ask', () => {
	test('it lives', async () => {
		const { status, body } = await get('/healthz');
		expect([status, JSON.parse(body)]).toEqual([200, { status: 'ok' }]);
	});

	test('it is ready while the database answers', async () => {
		const { status, body } = await get('/readyz');
		expect([status, JSON.parse(body)]).toMatchObject([200, { status: 'ready' }]);
	});

	test('it names the database when that does not answer, and still lives', async () => {
		const gone = await freshDatabase();
		const second = await open(undefined, gone.database);
		await gone.drop();
		const { status, body } = await get('/readyz', {}, 'GET', second.port);
		expect([status, JSON.parse(body)]).toEqual([503, { status: 'unavailable', missing: ['database'] }]);
		expect((await get('/healthz', {}, 'GET', second.port)).status).toBe(200);
		second.server.closeAllConnections();
		second.server.close();
	});

	test('it names Redis where that was set and is not heard, and still lives', async () => {
		const second = await open(undefined, db.database, null, { healthy: false });
		const { status, body } = await get('/readyz', {}, 'GET', second.port);
		expect([status, JSON.parse(body)]).toEqual([503, { status: 'unavailable', missing: ['redis'] }]);
		expect((await get('/healthz', {}, 'GET', second.port)).status).toBe(200);
		second.server.closeAllConnections();
		second.server.close();
	});

	test('it says so where the roles of the database are not separated', async () => {
		const second = await open(undefined, { ...db.database, roleSeparated: false });
		const { status, body } = await get('/readyz', {}, 'GET', second.port);
		expect(status).toBe(200);
		expect(body).toContain('landsby_app');
		second.server.closeAllConnections();
		second.server.close();
	});

	test('[T87] numbers are for this machine, and not for whom a proxy brings', async () => {
		const { status, body } = await get('/metrics');
		expect(status).toBe(200);
		expect(body).toMatch(/^landsby_connections 0$/m);
		expect(body).toMatch(/^landsby_commit_seconds_bucket\{le="\+Inf"\} \d+$/m);
		expect(body).toMatch(/^landsby_updates_logged_total \d+$/m);
		expect((await get('/metrics', { 'X-Forwarded-For': '192.0.2.1' })).status).toBe(404);
	});

	test('[T87] with a token set, the token decides, also on this machine', async () => {
		const { server: own, port: at } = await open(undefined, db.database, 'a token of this installation');
		expect((await get('/metrics', {}, 'GET', at)).status).toBe(404);
		expect((await get('/metrics', { Authorization: 'Bearer something else' }, 'GET', at)).status).toBe(404);
		const told = { Authorization: 'Bearer a token of this installation' };
		expect((await get('/metrics', told, 'GET', at)).status).toBe(200);
		own.closeAllConnections();
		own.close();
	});
});

describe('reports of blocked content', () => {
	const report = (uri: string) =>
		JSON.stringify({ 'csp-report': { 'effective-directive': 'script-src-elem', 'document-uri': uri } });

	test('[T42] keep the rule and the kind of page, never the address', () => {
		expect(templateOf('https://landsby.example/join/abcDEF123?x=Ola')).toBe('/join/*');
		expect(templateOf('https://landsby.example/rooms/0197c6f0-0000-7000-8000-000000000000/network')).toBe(
			'/rooms/*/network'
		);
	});

	test('are few and small', async () => {
		const { server: own, port: at } = await open();
		const type = { 'Content-Type': 'application/csp-report' };
		const post = (body: string) => get('/csp-report', type, 'POST', at, body).then(({ status }) => status);
		expect(await post(report('http://localhost/'))).toBe(204);
		expect(await post('{')).toBe(400);
		expect(await post('x'.repeat(9_000))).toBe(413);
		const statuses: number[] = [];
		for (let n = 0; n < 12; n += 1) statuses.push(await post(report('http://localhost/')));
		expect(statuses.at(-1)).toBe(429);
		own.closeAllConnections();
		own.close();
	});
});

describe('starting to listen', () => {
	test('a port that is taken is told in one line that says what to do', async () => {
		const other = createHttp({
			config: db.config,
			database: db.database,
			live: new LiveRooms(db.database, db.config.limits, createLog('silent')),
			relay: null,
			log: createLog('silent'),
			pages: () => undefined
		});
		await expect(listen(other, { host: '127.0.0.1', port })).rejects.toThrow(
			`Port ${port} on 127.0.0.1 is taken. Stop the other program, or set PORT to another one.`
		);
	});
});
