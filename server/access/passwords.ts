/**
 * Passwords: argon2id by Node itself, kept as PHC strings. Hashing is dear on purpose, so only a few run
 * at once: otherwise a flood of sign-ins would take all memory and every core (T54).
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '#lib/errors.ts';
import { accessLimits } from '../limits.ts';

/**
 * OWASP's parameters for argon2id with 19 MiB. 64 MiB with three passes was measured at 190-290 ms on two
 * cores, more than four times as much, which a sign-in on a small server would feel.
 */
const memory = 19_456;
const passes = 2;
const parallelism = 1;
const tagLength = 32;

const { passwordBytesMax, passwordLengthMin, passwordsAtOnce, passwordsWaiting } = accessLimits;

/** Too common or too near at hand to keep anybody out, compared without case, blanks and digits at the end. */
const blocklist = new Set([
	'password',
	'passord',
	'passwordpassword',
	'passordpassord',
	'administrator',
	'qwertyuiop',
	'qwertyuiopå',
	'qwertyqwerty',
	'barnevern',
	'barnevernet',
	'barneverntjenesten',
	'barnevernstjenesten',
	'kommunen',
	'fjellvikkommune',
	'sommersommer',
	'velkommen',
	'velkommenhit',
	'iloveyouiloveyou',
	'letmeinletmein',
	'changeme',
	'landsby',
	'landsbylandsby'
]);

/** What is wrong with a new password, or null; the words are chosen where it is shown. */
export function passwordProblem(password: string): 'tooShort' | 'tooLong' | 'tooCommon' | null {
	if (Buffer.byteLength(password) > passwordBytesMax) return 'tooLong';
	if (Array.from(password).length < passwordLengthMin) return 'tooShort';
	const bare = password
		.toLowerCase()
		.replace(/\s+/gu, '')
		.replace(/[\d!.?]+$/u, '');
	if (blocklist.has(bare) || new Set(bare).size < 5) return 'tooCommon';
	return null;
}

/**
 * @returns a PHC string with its own salt
 * @throws AppError `tooMany` when 50 others wait already
 */
export async function hashPassword(password: string): Promise<string> {
	const salt = randomBytes(16);
	const tag = await derive(password, salt, { memory, passes, parallelism, tagLength });
	return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${bare(salt)}$${bare(tag)}`;
}

/**
 * Compares in the time that hashing takes, whether or not there is an account: with `null` it hashes
 * against a password nobody has, so that time does not tell who has an account (T55).
 * @throws AppError `tooMany` when 50 others wait already
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
	const parsed = parse(stored ?? nobodys) ?? parse(nobodys);
	if (parsed === null || Buffer.byteLength(password) > passwordBytesMax) return false;
	const tag = await derive(password, parsed.salt, parsed);
	return timingSafeEqual(tag, parsed.tag) && stored !== null;
}

/** A hash of random bytes that were thrown away, with the parameters of today. */
const nobodys = `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${bare(randomBytes(16))}$${bare(randomBytes(tagLength))}`;

interface Cost {
	memory: number;
	passes: number;
	parallelism: number;
	tagLength: number;
}

const waiting: (() => void)[] = [];
let running = 0;

async function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
	await turn();
	try {
		return await new Promise<Buffer>((resolve, reject) => {
			argon2('argon2id', { message: password.normalize('NFC'), nonce: salt, ...cost }, (error, tag) =>
				error ? reject(error) : resolve(tag)
			);
		});
	} finally {
		const next = waiting.shift();
		// The place is handed on, not freed and taken again: nobody can slip in between.
		if (next) next();
		else running -= 1;
	}
}

async function turn(): Promise<void> {
	if (running < passwordsAtOnce) {
		running += 1;
		return;
	}
	if (waiting.length >= passwordsWaiting)
		throw new AppError('tooMany', 'too many passwords are being checked', { retryAfterSeconds: 5 });
	await new Promise<void>((resolve) => waiting.push(resolve));
}

const phc = /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

function parse(text: string): (Cost & { salt: Buffer; tag: Buffer }) | null {
	const [, memory, passes, parallelism, salt, tag] = phc.exec(text) ?? [];
	if (salt === undefined || tag === undefined) return null;
	const bytes = Buffer.from(tag, 'base64');
	return {
		memory: Number(memory),
		passes: Number(passes),
		parallelism: Number(parallelism),
		tagLength: bytes.length,
		salt: Buffer.from(salt, 'base64'),
		tag: bytes
	};
}

/** PHC strings hold base64 without padding. */
function bare(bytes: Buffer): string {
	return bytes.toString('base64').replace(/=+$/, '');
}
