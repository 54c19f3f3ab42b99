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
			'camera=(), geolocation=(), microphone=(), display-capture=(), usb=(), bluetooth=(), payment=(), browsing-topics=()',
		'X-Robots-Tag': 'noindex, nofollow, noarchive',
		'Cache-Control': 'no-store',
		...(config.origin.startsWith('https:')
			? { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' }
			: {})
	};
}

/**
 * Sets the headers before anybody writes an answer. What SvelteKit sets later (its policy, immutable caching of
 * hashed files) replaces them; nothing else may be cached.
 */
export function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
