// How a process goes: first it says so and answers everything, then it does not listen any more, and what was asked by
// then is answered.
import { Agent, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Departure } from '../../server/http/departure.ts';
import { until } from '../support/client.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHttp } from '../support/http.ts';

let db: TestDatabase;
let server: Server;
let port: number;
let close: () => void;
let departure: Departure;
/** Pages that were asked and have not answered. */
let asked: ServerResponse[];
let connections: number;
beforeAll(async () => (db = await freshDatabase()));
afterAll(() => db.drop());

beforeEach(async () => {
	departure = new Departure();
	asked = [];
	connections = 0;
	({ server, port, close } = await openHttp(db, (_request, response) => asked.push(response), departure));
	server.on('connection', () => (connections += 1));
});
afterEach(() => close());

function get(path: string, agent?: Agent): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		const sent = ask({ host: '127.0.0.1', port, path, agent, headers: { Host: 'landsby.example' } });
		sent.on('response', (response) => response.resume().on('end', () => resolve(response)));
		sent.on('error', reject).end();
	});
}

async function page(agent?: Agent): Promise<IncomingMessage> {
	const answer = get('/', agent);
	await until(() => asked.length > 0);
	asked.shift()?.end('page');
	return answer;
}

test('it says so, and answers whoever has not heard of it yet, once for each connection', async () => {
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	await page(agent);
	expect((await page(agent)).headers.connection).not.toBe('close');
	expect(connections).toBe(1);
	const underWay = get('/');
	await until(() => asked.length > 0);
	departure.announce();
	expect([(await get('/healthz')).statusCode, (await get('/readyz')).statusCode]).toEqual([503, 503]);
	asked.shift()?.end('page');
	expect((await underWay).headers.connection).toBe('close');
	const kept = await page(agent);
	expect([kept.statusCode, kept.headers.connection]).toEqual([200, 'close']);
	const fresh = await page();
	expect([fresh.statusCode, fresh.headers.connection]).toEqual([200, 'close']);
	agent.destroy();
});

test('it ends when what was asked is answered, and takes nothing new meanwhile', async () => {
	const underWay = get('/');
	await until(() => asked.length > 0);
	let hasEnded = false;
	const end = departure.begin(server, 0, 3_600_000).then(() => (hasEnded = true));
	await until(() => !server.listening);
	await expect(get('/')).rejects.toThrow('ECONNREFUSED');
	expect(hasEnded).toBe(false);
	asked.shift()?.end('page');
	expect((await underWay).statusCode).toBe(200);
	await end;
});

test('it does not wait for ever for what is not answered', async () => {
	const underWay = get('/');
	await until(() => asked.length > 0);
	await departure.begin(server, 0, 10);
	expect(asked).toHaveLength(1);
	asked.shift()?.end('page');
	await underWay;
});

test('whoever has connected just before it stops to listen is still answered', async () => {
	// In a thread of its own, so that it can connect while this one stands still.
	const shared = new Int32Array(new SharedArrayBuffer(4));
	const worker = new Worker(
		`const { workerData, parentPort } = require('node:worker_threads');
		const socket = require('node:net').connect(workerData.port, '127.0.0.1');
		let said = '';
		socket.on('connect', () => socket.write('POST / HTTP/1.1\\r\\nHost: landsby.example\\r\\nOrigin: http://localhost:' + workerData.port + '\\r\\nContent-Length: 0\\r\\n\\r\\n', () => {
			Atomics.store(workerData.shared, 0, 1);
			Atomics.notify(workerData.shared, 0);
		}));
		socket.on('data', (data) => said += data);
		socket.on('error', (error) => said += error.code);
		socket.on('close', () => parentPort.postMessage(said));`,
		{ eval: true, workerData: { port, shared } }
	);
	const said = new Promise((resolve) => worker.once('message', resolve));
	const gone = departure.begin(server, 1, 10_000);
	// When the notice is over it has connected, and nobody has let it in.
	expect(Atomics.wait(shared, 0, 0, 20_000)).not.toBe('timed-out');
	void until(() => asked.length > 0).then(() => asked.shift()?.end('taken'));
	expect(await said).toMatch(/^HTTP\/1\.1 200 [^]*taken$/);
	await gone;
});
