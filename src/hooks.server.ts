/**
 * What happens to every request before and after its route: the running server is handed to it, language and
 * appearance are written into the html element, and errors leave as a status, a code and an id, never as words
 * from inside. The road of a page: hooks > +layout.server > +page.server > components.
 */
import type { Handle, HandleServerError } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { isAppError, type ErrorCode } from '#lib/errors.ts';
import { paraglideMiddleware } from '#lib/paraglide/server.js';
import { comfortAttributes, comfortFrom } from '#lib/ui/comfort.ts';
import { bounded, boundedForm } from './bodies.server.ts';
import { services, servicesIfThere } from './services.server.ts';

/** The HTTP status of each error a person can meet. */
const statusOf: Record<ErrorCode, number> = {
	invalid: 400,
	notSignedIn: 401,
	forbidden: 403,
	notFound: 404,
	conflict: 409,
	gone: 410,
	tooLarge: 413,
	tooMany: 429,
	unavailable: 503,
	internal: 500
};

/**
 * What PostgreSQL, its driver and the system below them say past their time: statement, lock, idle in transaction,
 * connection; of a connection that has just been ended; and of a database that may only be read, as after a failover.
 */
const awayCodes = new Set([
	...['57014', '55P03', '25P03', '57P01', '57P02', '57P03', '53300', '25006'],
	...['CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED'],
	...['ECONNREFUSED', 'ECONNRESET', 'EPIPE']
]);
/** Whatever the system says of a way to the database that is not there: no socket, no host, no name of one. */
const awayCalls = new Set(['connect', 'getaddrinfo']);

/**
 * Looked up only when a route asks: the start page, settings and the error page must answer also while the
 * database is away.
 */
const handServices: Handle = ({ event, resolve }) => {
	Object.defineProperty(event.locals, 'services', { get: services, configurable: true, enumerable: true });
	return resolve(event);
};

/**
 * Who is asking. While the database is away the pages that ask for nobody still answer; those that ask get the
 * failure itself, so that nobody is sent to sign in because a lookup failed.
 */
const handSession: Handle = async ({ event, resolve }) => {
	let session: App.Locals['session'] = null;
	let failure: unknown;
	const cookies = event.request.headers.get('cookie');
	if (cookies?.includes('session=')) {
		try {
			const { sessions, sql } = event.locals.services;
			session = await sessions.fromCookie(sql, cookies, new Date());
		} catch (error) {
			failure = error;
		}
	}
	Object.defineProperty(event.locals, 'session', {
		get() {
			if (failure !== undefined) throw failure;
			return session;
		},
		configurable: true,
		enumerable: true
	});
	return resolve(event);
};

/** Language from the cookie or the browser, appearance from cookies: both in the first byte of the page. */
const handComfort: Handle = ({ event, resolve }) =>
	paraglideMiddleware(event.request, ({ request, locale }) => {
		event.request = request;
		const comfort = comfortFrom((name) => event.cookies.get(name));
		return resolve(event, {
			transformPageChunk: ({ html }) =>
				html.replace('%lang%', spokenIn(locale)).replace('%comfort%', comfortAttributes(comfort)),
			preload: ({ type, path }) =>
				type === 'js' || type === 'css' || (type === 'font' && path.includes('inter-latin-wght'))
		});
	});

/** Sami waits for its translator and shows Norwegian until then: a screen reader must not read that as Sami. */
function spokenIn(locale: string): string {
	return locale === 'se' ? 'nb' : locale;
}

/** What is too much to be read never reaches a form. Without the server there are no bounds, and no form does anything. */
const handBody: Handle = async ({ event, resolve }) => {
	const server = servicesIfThere();
	if (!server) return resolve(event);
	const { limits } = server.config;
	// A photograph is the one thing that is larger than a form, and is read when it is known who sends it.
	const isPicture = event.route.id === '/rooms/[room]/network' && event.url.search === '?/addPicture';
	event.request = isPicture
		? boundedForm(event.request, limits.pictureBytes + limits.formBytes)
		: await bounded(event.request, limits);
	return resolve(event);
};

/** Kit answers 500 to everything thrown that it does not know; the code of an AppError knows better. */
const handFailures: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	const failure = event.locals.failure;
	if (response.status !== 500 || failure === undefined) return response;
	const headers = new Headers(response.headers);
	if (failure.retryAfterSeconds !== undefined) headers.set('retry-after', String(failure.retryAfterSeconds));
	return new Response(response.body, { status: statusOf[failure.code], headers });
};

// The session is looked up once a form is there in full: one that was begun before its sender signed out does nothing.
export const handle: Handle = sequence(handServices, handComfort, handBody, handSession, handFailures);

/**
 * Turns whatever was thrown into what a page may show: a code, and an id by which the log line is found. The log
 * line holds the route's pattern, never the address: addresses can hold tokens.
 */
export const handleError: HandleServerError = ({ error, event, status }) => {
	if (status === 404) return { message: 'notFound', code: 'notFound' };
	const id = errorId();
	const code = isAppError(error) ? error.code : isTooSlow(error) ? 'unavailable' : 'internal';
	const retryAfterSeconds = isAppError(error) ? error.retryAfterSeconds : undefined;
	event.locals.failure = { code, retryAfterSeconds };
	if (statusOf[code] < 500) return { message: code, code };
	report(error, { id, route: event.route.id, method: event.request.method });
	return { message: code, code, id };
};

/** The database did not answer in time, or not at all: that passes, and the page says so. */
function isTooSlow(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	if ('syscall' in error && awayCalls.has(String(error.syscall))) return true;
	return 'code' in error && awayCodes.has(String(error.code));
}

/** To the server's log, which keeps no values of queries; where there is no server yet, only that it happened. */
function report(error: unknown, about: { id: string; route: string | null; method: string }): void {
	const server = servicesIfThere();
	if (server) {
		server.log.error({ event: 'page.failed', ...about, err: error });
		return;
	}
	const name = error instanceof Error ? error.name : typeof error;
	process.stderr.write(`${JSON.stringify({ event: 'page.failed', ...about, err: name })}\n`);
}

/** Eight letters and digits that a tired person can read out over the telephone: "7f3a-20c1". */
function errorId(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(4));
	const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
	return `${hex.slice(0, 4)}-${hex.slice(4)}`;
}
