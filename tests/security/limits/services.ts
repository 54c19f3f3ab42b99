// Requests over HTTP and the database behind them.
import { connect as tcp, type AddressInfo } from 'node:net';
import { createHttp, listen } from '../../../server/http/server.ts';
import { standardLimits } from '../../../server/limits.ts';
import { createLog } from '../../../server/log.ts';
import { bounded, boundedForm } from '../../../src/bodies.server.ts';
import { until } from '../../support/client.ts';
import { codeOf, on, type Case } from './case.ts';

/** What comes of reading a body of so many bytes, with and without its length said beforehand. */
async function body(type: string, bytes: number): Promise<string> {
	const text = 'x'.repeat(bytes);
	const headers = { 'Content-Type': type };
	const said = { ...headers, 'Content-Length': String(bytes) };
	const all = [
		new Request('http://localhost/', { method: 'POST', body: text, headers: said }),
		new Request('http://localhost/', { method: 'POST', body: text, headers })
	];
	const outcomes = await Promise.all(
		all.map(async (request) => codeOf((await bounded(request, standardLimits)).text()))
	);
	return [...new Set(outcomes)].join(' and ');
}

/** What comes of reading a form of so many bytes, which is read only when it is asked for. */
async function pictureForm(bytes: number): Promise<string> {
	const before = Buffer.from('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n');
	const after = Buffer.from('\r\n--x--\r\n');
	const body = Buffer.concat([before, Buffer.alloc(bytes - before.length - after.length), after]);
	const request = new Request('http://localhost/', {
		method: 'POST',
		body,
		headers: { 'Content-Type': multipart }
	});
	return codeOf(boundedForm(request, standardLimits.pictureBytes).formData());
}

/** What a server with these limits answers to raw bytes, until it closes the connection: the status, or nothing. */
function answer(limits: Parameters<typeof on>[0], ...parts: string[]): Promise<string> {
	return on(limits, async (server) => {
		const http = createHttp({
			config: server.config,
			database: server.database,
			live: server.live,
			relay: null,
			log: createLog('silent'),
			pages: (_request, response) => void response.end('page')
		});
		await listen(http, { host: '127.0.0.1', port: 0 });
		const { port } = http.address() as AddressInfo; // it listens on a port
		let heard = '';
		let ended = false;
		const socket = tcp(port, '127.0.0.1');
		socket.on('data', (data) => (heard += data.toString('latin1')));
		socket.on('close', () => (ended = true)).on('error', () => undefined);
		for (const part of parts) socket.write(part);
		await until(() => ended);
		http.closeAllConnections();
		http.close();
		return /^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1] ?? '';
	});
}

const ok = async (status: Promise<string>) => ((await status) === '200' ? 'taken' : status);
const alive = 'GET /healthz HTTP/1.1\r\nHost: x\r\n';
const close = 'Connection: close\r\n\r\n';
const tooLarge = ['ui_errorTooLargeTitle', 'ui_errorTooLarge'];
const away = ['ui_errorUnavailableTitle', 'ui_errorUnavailable'];
const multipart = 'multipart/form-data; boundary=x';

export const services: readonly Case[] = [
	{
		limit: 'formBytes',
		words: tooLarge,
		refused: 'tooLarge',
		at: () => body(multipart, 64 * 1024),
		past: () => body(multipart, 64 * 1024 + 1)
	},
	{
		limit: 'jsonBytes',
		words: tooLarge,
		refused: 'tooLarge',
		at: () => body('application/json', 256 * 1024),
		past: () => body('application/json; charset=utf-8', 256 * 1024 + 1)
	},
	{
		limit: 'pictureBytes',
		words: ['network_picture_too_large'],
		refused: 'tooLarge',
		at: () => pictureForm(10 * 1024 * 1024),
		past: () => pictureForm(10 * 1024 * 1024 + 1)
	},
	{
		limit: 'headerBytes',
		words: [],
		refused: '431',
		at: () => ok(answer({ headerBytes: 2_000 }, alive, `X: ${'x'.repeat(1_800)}\r\n`, close)),
		past: () => answer({ headerBytes: 2_000 }, alive, `X: ${'x'.repeat(2_000)}\r\n`, close)
	},
	{
		limit: 'headersTimeoutMs',
		words: [],
		refused: '408',
		at: () => ok(answer({ headersTimeoutMs: 5_000 }, alive, close)),
		past: () => answer({ headersTimeoutMs: 100 }, alive)
	},
	{
		limit: 'requestTimeoutMs',
		words: [],
		refused: '408',
		at: () => ok(answer({ headersTimeoutMs: 100, requestTimeoutMs: 5_000 }, alive, close)),
		// The headers are whole; what they announce never comes. The pages wait for it.
		past: () =>
			answer(
				{ headersTimeoutMs: 100, requestTimeoutMs: 200 },
				'POST /csp-report HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n'
			)
	},
	{
		limit: 'keepAliveMs',
		words: [],
		refused: '200',
		at: () => ok(answer({}, alive, '\r\n', alive, close)),
		// It was answered, asked nothing more, and was let go.
		past: () => answer({ keepAliveMs: 100 }, alive, '\r\n')
	},
	{
		limit: 'statementMs',
		words: away,
		refused: '57014',
		at: () => on({ statementMs: 5_000 }, ({ sql }) => codeOf(sql`select pg_sleep(0.01)`)),
		past: () => on({ statementMs: 100 }, ({ sql }) => codeOf(sql`select pg_sleep(60)`))
	},
	{
		limit: 'lockMs',
		words: away,
		refused: '55P03',
		at: () => on({ lockMs: 100 }, ({ sql }) => codeOf(sql`select 1 from users for update`)),
		past: () =>
			on({ lockMs: 100 }, ({ sql, owner }) =>
				owner.begin(async (tx) => {
					await tx`lock table users in access exclusive mode`;
					return codeOf(sql`select 1 from users`);
				})
			)
	},
	{
		limit: 'idleInTransactionMs',
		words: away,
		refused: 'ended',
		at: () => on({}, ({ sql }) => codeOf(sql.begin(async (tx) => [await tx`select 1`, await tx`select 2`]))),
		past: () =>
			on({ idleInTransactionMs: 100 }, async ({ sql, owner }) => {
				const code = await codeOf(
					sql.begin(async (tx) => {
						const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
						const pid = row?.pid ?? 0;
						await until(
							async () => (await owner`select 1 from pg_stat_activity where pid = ${pid}`).length === 0
						);
						await tx`select 1`;
					})
				);
				// As the driver learns of it: by the last words of the connection, or by its end.
				return ['25P03', 'CONNECTION_CLOSED'].includes(code) ? 'ended' : code;
			})
	},
	{
		limit: 'stopDrainMs',
		words: ['room_reconnecting'],
		refused: 'stopped without them',
		at: () => on({}, async ({ live }) => (await live.close(), 'taken')),
		past: () =>
			on({ stopDrainMs: 100 }, async (server) => {
				const { roomId } = await server.room();
				const document = await server.documentId(roomId);
				return server.owner.begin(async (tx) => {
					await tx`select 1 from documents where id = ${document} for update`;
					const edit = server.live
						.edit(document, null, (doc) => doc.getMap('people').set('key', 'value'))
						.catch(() => undefined);
					await until(() => server.live.size.waiting > 0);
					await server.live.close();
					void edit;
					return 'stopped without them';
				});
			})
	}
];
