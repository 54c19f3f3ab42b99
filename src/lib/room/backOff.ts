/**
 * How long a page waits before it connects again. A process that dies leaves hundreds of pages at once: each waits by
 * chance between nothing and the longest wait (full jitter), or they would all come back in one moment.
 */
import type { WebsocketProvider } from 'y-websocket';

/** The longest wait before the first try, the second, and from then on. A person should be back before they wonder. */
const atMostMs = [1_000, 2_000, 3_000];
const firstMinuteMs = 60_000;
const laterAtMostMs = 30_000;
/** The provider waits twice as long each time, from 200 ms on, and no longer than its longest: from here on that decides. */
const triesUntilLongest = 10;

/**
 * @param tries that have failed since the connection was whole, the one that has just ended included: 1 at first
 * @param brokenMs since when, in milliseconds
 * @param chance between 0 and 1
 * @returns how long to wait, in milliseconds
 */
export function waitBefore(tries: number, brokenMs: number, chance: number): number {
	if (brokenMs >= firstMinuteMs) return chance * laterAtMostMs;
	return chance * (atMostMs[Math.min(tries, atMostMs.length) - 1] ?? 0);
}

/** Lets a provider whose connection is just closing wait so long, in milliseconds, and not by its own rule. */
export function waitNext(provider: WebsocketProvider, ms: number): void {
	provider.wsUnsuccessfulReconnects = triesUntilLongest;
	provider.maxBackoffTime = ms;
}
