// Somebody waits for this: not for ever.
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '#lib/errors.ts';

const patienceMs = 5_000;

/**
 * What a promise comes to, where the database answers soon.
 * @throws AppError `unavailable` after five seconds
 */
export async function inTime<T>(promise: Promise<T>): Promise<T> {
	const late = new AbortController();
	try {
		return await Promise.race([
			promise,
			wait(patienceMs, undefined, { signal: late.signal }).then(() => {
				throw new AppError('unavailable', 'the database does not answer');
			})
		]);
	} finally {
		late.abort();
	}
}
