// The HTTP server around SvelteKit's pages: headers first, then what machines ask, then the pages.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { AppError } from '#lib/errors.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/postgres.ts';
import type { Log } from '../log.ts';
import type { Relay } from '../sync/relay.ts';
import type { LiveRooms } from '../sync/rooms.ts';
import { cspReports } from './cspReports.ts';
import { Departure } from './departure.ts';
import { rawAnswer, securityHeaders, setHeaders } from './headers.ts';
import { health, metrics, readiness } from './health.ts';
import { mayAsk, properAddress } from './origin.ts';

/** SvelteKit's built handler. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => void;

interface Parts {
	readonly config: Config;
	readonly database: Database;
	readonly live: LiveRooms;
	/** To other processes; null where this is the only one. */
	readonly relay: Pick<Relay, 'healthy'> | null;
	readonly log: Log;
	readonly pages: PageHandler;
	/** By which it goes; where there is none, it goes at once. */
	readonly departure?: Departure;
}

/** How often slow requests are looked for. */
const checkAtLeastMs = 5_000;

/** Makes the server; it listens when `listen` is called. */
export function createHttp({
	config,
	database,
	live,
	relay,
	log,
	pages,
	departure = new Departure()
}: Parts): Server {
	const headers = securityHeaders(config);
	const takeReport = cspReports(log);
	const { headerBytes, headersTimeoutMs, requestTimeoutMs, keepAliveMs } = config.limits;
	// Node looks twice a minute, which would let a slow request live three times as long as it may.
	const connectionsCheckingInterval = Math.min(headersTimeoutMs, checkAtLeastMs);
	const options = { maxHeaderSize: headerBytes, connectionsCheckingInterval };
	const server = createServer(options, (request, response) => {
		setHeaders(response, headers, config);
		departure.take(response);
		const isOpen = !departure.isAnnounced;
		const path = request.url?.split('?', 1)[0];
		if (path === '/healthz') {
			health(response, isOpen);
			return;
		}
		if (path === '/readyz') return void readiness(response, database, relay, isOpen);
		if (path === '/metrics') {
			metrics(request, response, config.metricsToken, live);
			return;
		}
		if (path === '/csp-report') {
			takeReport(request, response);
			return;
		}
		const address = properAddress(request, config);
		if (address !== null) {
			response.writeHead(307, { Location: address });
			return response.end();
		}
		if (!mayAsk(request, config)) {
			refuse(response);
			return;
		}
		// A file that is gone when it is to be sent (a build under a running server) fails in its stream, which nobody else
		// listens to: that would end the process, and everybody's room with it.
		response.on('pipe', (source: Readable) => source.on('error', (error) => failed(response, error, log)));
		try {
			pages(request, response);
		} catch (error) {
			// Such as a range that ends before it begins.
			failed(response, error, log);
		}
	});
	server.headersTimeout = headersTimeoutMs;
	server.requestTimeout = requestTimeoutMs;
	server.keepAliveTimeout = keepAliveMs;
	// What cannot be read as HTTP, or comes too slowly, never reaches the function above.
	server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
		if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy();
		const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400;
		socket.end(rawAnswer(status, headers));
	});
	return server;
}

/** Answers upgrades that nobody takes. Not while developing: there Vite has a socket of its own. */
export function refuseOtherUpgrades(server: Server, config: Pick<Config, 'origin'>): void {
	const answer = rawAnswer(404, securityHeaders(config));
	server.on('upgrade', (request, socket) => {
		if (request.url?.startsWith('/ws/')) return;
		socket.on('error', () => socket.destroy());
		socket.once('finish', () => socket.destroy());
		socket.end(answer);
	});
}

/**
 * Begins to listen.
 * @throws AppError `unavailable`, one line for the operator
 */
export function listen(server: Server, { host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			const words =
				error.code === 'EADDRINUSE'
					? `Port ${port} on ${host} is taken. Stop the other program, or set PORT to another one.`
					: `Cannot listen on ${host}:${port} (${error.code ?? error.message}). Check HOST and PORT.`;
			reject(new AppError('unavailable', words, { cause: error }));
		});
		server.listen(port, host, resolve);
	});
}

/** One answer that cannot be given harms no other: an empty 500, or a connection cut where the answer had begun. */
function failed(response: ServerResponse, error: unknown, log: Log): void {
	log.error({ event: 'answer.failed', err: error });
	if (response.headersSent) {
		response.destroy();
		return;
	}
	response.statusCode = 500;
	response.end();
}

/** Said in both languages: which one the person reads is known to the pages, and this never reaches them. */
function refuse(response: ServerResponse): void {
	response.statusCode = 403;
	response.setHeader('Content-Type', 'text/html; charset=utf-8');
	response.end(
		'<!doctype html><html lang="nb"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
			'<title>Landsby</title></head><body><main><h1>Dette gikk ikke</h1><p>Nettleseren sa ikke hvilken side ' +
			'dette kom fra. Gå tilbake, last siden på nytt og prøv igjen.</p><p lang="en">Your browser did not say ' +
			'which page this came from. Go back, reload the page and try again.</p></main></body></html>'
	);
}
