// The HTTP server around SvelteKit's pages: headers first, then what machines ask, then the pages.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AppError } from '#lib/errors.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/postgres.ts';
import type { LiveRooms } from '../sync/rooms.ts';
import { securityHeaders, setHeaders } from './headers.ts';
import { health, metrics, readiness } from './health.ts';
import { mayAsk, properAddress } from './origin.ts';

/** SvelteKit's built handler. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => void;

interface Parts {
	readonly config: Config;
	readonly database: Database;
	readonly live: LiveRooms;
	readonly pages: PageHandler;
}

/** Makes the server; it listens when `listen` is called. */
export function createHttp({ config, database, live, pages }: Parts): Server {
	const headers = securityHeaders(config);
	const server = createServer({ maxHeaderSize: 16 * 1024 }, (request, response) => {
		setHeaders(response, headers);
		const path = request.url?.split('?', 1)[0];
		if (path === '/healthz') return health(response);
		if (path === '/readyz') return void readiness(response, database);
		if (path === '/metrics') return metrics(request, response, config.metricsToken, live);
		const address = properAddress(request, config);
		if (address !== null) {
			response.writeHead(307, { Location: address });
			return response.end();
		}
		if (!mayAsk(request, config)) return refuse(response);
		pages(request, response);
	});
	server.headersTimeout = config.limits.headersTimeoutMs;
	server.requestTimeout = config.limits.requestTimeoutMs;
	server.keepAliveTimeout = config.limits.keepAliveMs;
	return server;
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

function refuse(response: ServerResponse): void {
	response.statusCode = 403;
	response.setHeader('Content-Type', 'text/html; charset=utf-8');
	response.end(
		'<!doctype html><html lang="nb"><meta charset="utf-8"><title>Landsby</title><h1>Dette gikk ikke</h1>' +
			'<p>Nettleseren sa ikke hvilken side dette kom fra. Gå tilbake, last siden på nytt og prøv igjen.</p></html>'
	);
}
