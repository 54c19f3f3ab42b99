/** Keys and tokens: everything random or keyed that this folder hands out or stores only as a hash. */
import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** What may be put in a link or cookie: 32 random bytes as base64url. */
const token = /^[A-Za-z0-9_-]{43}$/;

/** A fresh token of 256 bits, 43 characters, safe in an address. */
export function newToken(): string {
	return randomBytes(32).toString('base64url');
}

/** Does this look like one of our tokens? Says nothing about whether it is one. */
export function isToken(text: unknown): text is string {
	return typeof text === 'string' && token.test(text);
}

/** What is stored of a token: whoever reads the database can use none of them. */
export function hashOfToken(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}

/**
 * A keyed hash for one purpose, so that what is made for one can never be used for another.
 * @param secret LANDSBY_SECRET
 */
export function keyed(secret: string, purpose: string, text: string): Buffer {
	const key = Buffer.from(hkdfSync('sha256', secret, '', `landsby ${purpose}`, 32));
	return createHmac('sha256', key).update(text).digest();
}

/** Compares two texts in a time that does not tell where they differ. */
export function equalText(a: string, b: string): boolean {
	const [left, right] = [Buffer.from(a), Buffer.from(b)];
	return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * The one value of a cookie in a Cookie header.
 * @returns null where there is none, and where there are two: then somebody else set one of them
 */
export function singleCookie(header: string | null | undefined, name: string): string | null {
	const values: string[] = [];
	for (const pair of (header ?? '').split(';')) {
		const at = pair.indexOf('=');
		if (at > 0 && pair.slice(0, at).trim() === name) values.push(pair.slice(at + 1).trim());
	}
	return values.length === 1 ? (values[0] ?? null) : null;
}
