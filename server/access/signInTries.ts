/**
 * Slowing down of guesses (T47, T54): per account, per address, for join links
 * and for the codes of shared screens. Accounts and addresses are
 * kept as keyed hashes for a quarter of an hour. Delays grow, but nobody can lock somebody else out: a device
 * that has signed in to an account before is counted by itself.
 */
import type { ISql, Sql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import { accessLimits } from '../limits.ts';
import { equalText, keyed, newToken } from './secrets.ts';

const {
	linkMisses,
	missesWindowMs,
	screenMisses,
	signInDelayMaxMs,
	signInTriesPerAccount,
	signInTriesPerAddress,
	signInWindowMs
} = accessLimits;

/** Who tries to sign in to what, from where. */
export interface SignInTry {
	/** As typed, lower case and trimmed. */
	readonly account: string;
	readonly address: string;
	/** A device that has signed in to this account before (`knownDevice`). */
	readonly device: string | null;
}

/**
 * Counts a try before its password is looked at, so that a hundred at once are counted one by one.
 * @throws AppError `tooMany` with the seconds to wait; a try that is refused is not counted
 */
export async function countSignInTry(sql: Sql, secret: string, attempt: SignInTry, now: Date): Promise<void> {
	const account = keyed(secret, 'sign-in tries', `account ${attempt.account} ${attempt.device ?? ''}`);
	const address = keyed(secret, 'sign-in tries', `address ${attempt.address}`);
	const since = new Date(now.getTime() - signInWindowMs);
	await sql.begin(async (tx) => {
		// In the order of the keys: two tries of one account from one address never wait crosswise.
		for (const key of [account, address].sort((a, b) => a.compare(b)))
			await tx`select pg_advisory_xact_lock(hashtextextended(${key.toString('hex')}, 0))`;
		await tx`delete from sign_in_tries where at < ${since}`;
		const wait = Math.max(
			secondsToWait(await triesOf(tx, account, since), signInTriesPerAccount, now),
			secondsToWait(await triesOf(tx, address, since), signInTriesPerAddress, now)
		);
		if (wait > 0) throw new AppError('tooMany', 'too many tries to sign in', { retryAfterSeconds: wait });
		await tx`insert into sign_in_tries (key, at) values (${account}, ${now}), (${address}, ${now})`;
	});
}

/** A right password wipes the account's tries; the address keeps its own. */
export async function forgetSignInTries(sql: Sql, secret: string, attempt: SignInTry): Promise<void> {
	const account = keyed(secret, 'sign-in tries', `account ${attempt.account} ${attempt.device ?? ''}`);
	await sql`delete from sign_in_tries where key = ${account}`;
}

/**
 * May this address open another join link? Ten unknown links in ten minutes are guesses.
 * @throws AppError `tooMany`
 */
export function checkLinkMisses(sql: Sql, secret: string, address: string, now: Date): Promise<void> {
	return checkMisses(sql, keyed(secret, 'link misses', address), linkMisses, missesWindowMs, now);
}

/** Notes that an address asked for a link that does not work. */
export function countLinkMiss(sql: Sql, secret: string, address: string, now: Date): Promise<void> {
	return countMiss(sql, keyed(secret, 'link misses', address), now);
}

/**
 * May this participant type another screen's code? Five wrong ones in ten minutes are guesses.
 * @throws AppError `tooMany`
 */
export function checkScreenMisses(sql: Sql, secret: string, participant: string, now: Date): Promise<void> {
	return checkMisses(sql, keyed(secret, 'screen misses', participant), screenMisses, missesWindowMs, now);
}

/** Notes that a participant typed a code that no screen shows. */
export function countScreenMiss(sql: Sql, secret: string, participant: string, now: Date): Promise<void> {
	return countMiss(sql, keyed(secret, 'screen misses', participant), now);
}

/**
 * The value of a cookie that says "this device has signed in to this account before". It opens nothing; it only
 * keeps the owner's own tries apart from those of a stranger who guesses.
 */
export function knownDevice(secret: string, userId: string): string {
	const device = newToken();
	return `${device}.${mark(secret, userId, device)}`;
}

/** @returns the device named by such a cookie, or null where it is not for this account */
export function deviceOf(secret: string, userId: string, cookie: string | null): string | null {
	const [device, signature, ...rest] = (cookie ?? '').split('.');
	if (device === undefined || signature === undefined || rest.length > 0) return null;
	return equalText(signature, mark(secret, userId, device)) ? device : null;
}

function mark(secret: string, userId: string, device: string): string {
	return keyed(secret, 'known device', `${userId} ${device}`).toString('base64url');
}

async function checkMisses(sql: Sql, key: Buffer, most: number, withinMs: number, now: Date): Promise<void> {
	const { count, last } = await triesOf(sql, key, new Date(now.getTime() - withinMs));
	if (count >= most && last)
		throw new AppError('tooMany', 'too many misses', {
			retryAfterSeconds: Math.ceil((last.getTime() + withinMs - now.getTime()) / 1000)
		});
}

async function countMiss(sql: Sql, key: Buffer, now: Date): Promise<void> {
	await sql`insert into sign_in_tries (key, at) values (${key}, ${now})`;
}

async function triesOf(sql: ISql, key: Buffer, since: Date): Promise<{ count: number; last: Date | null }> {
	const [row] = await sql<{ count: number; last: Date | null }[]>`
		select count(*)::int as count, max(at) as last from sign_in_tries where key = ${key} and at >= ${since}`;
	return row ?? { count: 0, last: null };
}

function secondsToWait(tries: { count: number; last: Date | null }, free: number, now: Date): number {
	if (tries.count < free || tries.last === null) return 0;
	const delay = Math.min(2 ** (tries.count - free), signInDelayMaxMs / 1000);
	return Math.max(0, Math.ceil(tries.last.getTime() / 1000 + delay - now.getTime() / 1000));
}
