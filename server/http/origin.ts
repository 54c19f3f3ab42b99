// Who may ask for a change: only our own pages, whatever the content type. SvelteKit's own check knows the
// types of forms only.
import type { IncomingMessage } from 'node:http';
import { isLoopback, type Config } from '../config.ts';

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request may be answered: it changes nothing, or it comes from a page of this installation. */
export function mayAsk(request: IncomingMessage, config: Pick<Config, 'origin'>): boolean {
	if (harmless.has(request.method ?? '')) return true;
	const { origin } = request.headers;
	if (origin !== undefined) return origin === config.origin || isSameLoopback(origin, config.origin);
	return request.headers['sec-fetch-site'] === 'same-origin';
}

/**
 * Where somebody typed another name of this machine than the public address says: the address to go to.
 * @returns null where the request came by the right name
 */
export function properAddress(request: IncomingMessage, config: Pick<Config, 'origin'>): string | null {
	const host = request.headers.host;
	if (host === undefined || !harmless.has(request.method ?? '') || !isLoopback(config.origin)) return null;
	const asked = `http://${host}`;
	if (!URL.canParse(asked) || asked === config.origin || !isSameLoopback(asked, config.origin)) return null;
	return config.origin + (request.url ?? '/');
}

function isSameLoopback(one: string, other: string): boolean {
	if (!URL.canParse(one)) return false;
	const [a, b] = [new URL(one), new URL(other)];
	return (
		isLoopback(one) && isLoopback(other) && a.protocol === b.protocol && a.port === b.port && a.origin === one
	);
}
