// How a process goes: first it says so and answers everything, then it does not listen any more, and what was asked by
// then is answered.
import { Agent, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
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
