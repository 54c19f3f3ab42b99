// What machines ask: does the process live, can it work, how is it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import type { Database } from '../db/postgres.ts';
import { metricsText } from '../metrics.ts';
import type { Relay } from '../sync/relay.ts';
import type { LiveRooms } from '../sync/rooms.ts';

const answerWithinMs = 2_000;

/**
 * `/healthz`: the process lives, and goes on; 503 while it says that it will go.
 * @param isOpen false while the server stops
 */
export function health(response: ServerResponse, isOpen: boolean): void {
	answer(response, isOpen ? 200 : 503, { status: isOpen ? 'ok' : 'stopping' });
}

/**
 * `/readyz`: 200 when the database answers, and Redis where it is set, else 503 naming what is missing. Without Redis
 * people go on all the same (decision 20), so a balancer asks `/healthz`.
 * @param relay null where there is one process
 * @param isOpen false while the server stops
 */
export async function readiness(
	response: ServerResponse,
	database: Pick<Database, 'sql' | 'kind' | 'roleSeparated'>,
	relay: Pick<Relay, 'healthy'> | null,
	isOpen: boolean
): Promise<void> {
	if (!isOpen) {
		answer(response, 503, { status: 'stopping' });
		return;
	}
	const late = new Promise((_, reject) =>
		setTimeout(() => reject(new Error('late')), answerWithinMs).unref()
	);
	const missing = relay?.healthy === false ? ['redis'] : [];
	try {
		await Promise.race([database.sql`select 1`, late]);
		if (missing.length > 0) {
			answer(response, 503, { status: 'unavailable', missing });
			return;
		}
		const detail = database.roleSeparated
			? {}
			: { detail: 'the database role landsby_app could not be made' };
		answer(response, 200, { status: 'ready', database: database.kind, ...detail });
	} catch {
		answer(response, 503, { status: 'unavailable', missing: ['database', ...missing] });
	}
}

/** `/metrics` in the text of Prometheus, for this machine or whoever has the token; else 404. */
export function metrics(
	request: IncomingMessage,
	response: ServerResponse,
	token: string | null,
	live: LiveRooms
): void {
	const local = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '');
	const forwarded = request.headers['x-forwarded-for'] !== undefined;
	if (token === null ? !local || forwarded : !hasToken(request, token)) {
		answer(response, 404, {});
		return;
	}
	const { documents, connections } = live.size;
	response.statusCode = 200;
	response.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
	response.end(
		[
			'# HELP landsby_connections Pages connected to a document.',
			'# TYPE landsby_connections gauge',
			`landsby_connections ${connections}`,
			'# HELP landsby_documents_open Documents loaded in this process.',
			'# TYPE landsby_documents_open gauge',
			`landsby_documents_open ${documents}`,
			metricsText()
		].join('\n')
	);
}

function hasToken(request: IncomingMessage, token: string): boolean {
	const given = Buffer.from(request.headers.authorization ?? '');
	const wanted = Buffer.from(`Bearer ${token}`);
	return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function answer(response: ServerResponse, status: number, body: object): void {
	response.statusCode = status;
	response.setHeader('Content-Type', 'application/json');
	response.end(JSON.stringify(body));
}
