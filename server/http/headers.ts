// Headers of every answer, refusals and files included. SvelteKit makes the policy of its own pages, with a
// fresh nonce; everything else gets one that allows nothing.
import type { ServerResponse } from 'node:http';
import type { Config } from '../config.ts';

const nothing =
	"default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** @returns the headers that every answer carries */
export function securityHeaders(config: Pick<Config, 'origin'>): Readonly<Record<string, string>> {
	return {
		'Content-Security-Policy': nothing,
		'X-Content-Type-Options': 'nosniff',
		'X-Frame-Options': 'DENY',
		// Not "no-referrer": browsers then send "Origin: null" with plain forms, and people are locked out.
		'Referrer-Policy': 'same-origin',
		'Cross-Origin-Opener-Policy': 'same-origin',
		'Cross-Origin-Resource-Policy': 'same-origin',
		'Origin-Agent-Cluster': '?1',
		'Permissions-Policy':
			'camera=(), geolocation=(), microphone=(), display-capture=(), usb=(), payment=(), browsing-topics=()',
		'X-Robots-Tag': 'noindex, nofollow, noarchive',
		'Cache-Control': 'no-store',
		...(config.origin.startsWith('https:')
			? { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' }
			: {})
	};
}

/**
 * Sets the headers before anybody writes an answer. What SvelteKit sets later (its policy, immutable caching of
 * hashed files) replaces them; nothing else may be cached. A policy that comes later is completed on its way.
 */
export function setHeaders(
	response: ServerResponse,
	headers: Readonly<Record<string, string>>,
	config: Pick<Config, 'origin'>
): void {
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	const set = response.setHeader.bind(response);
	response.setHeader = (name, value) =>
		name.toLowerCase() === 'content-security-policy' && typeof value === 'string'
			? set(name, completePolicy(value, config))
			: set(name, value);
}

/**
 * What only the running server knows about the policy of a page: the address of its socket by name, since older
 * Safari does not count it as 'self', and that nothing is fetched in the clear where the page itself is not.
 */
export function completePolicy(policy: string, { origin }: Pick<Config, 'origin'>): string {
	const socket = origin.replace(/^http/, 'ws');
	const connected = policy.replace(/(connect-src 'self')(?=;|$)/, `$1 ${socket}`);
	return origin.startsWith('https:') ? `${connected}; upgrade-insecure-requests` : connected;
}

/** An answer to a raw socket that HTTP gave up on or that asked for something else than HTTP. */
export function rawAnswer(status: number, headers: Readonly<Record<string, string>>): string {
	const lines = Object.entries({ ...headers, Connection: 'close', 'Content-Length': '0' });
	return `HTTP/1.1 ${status} Refused\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}
