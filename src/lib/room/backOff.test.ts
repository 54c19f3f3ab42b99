import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { waitBefore, waitNext } from './backOff.ts';

const chances = Array.from({ length: 100 }, (_, n) => (n + 0.5) / 100);

/** How many come back in the fullest tenth of a second. */
function fullest(waits: readonly number[]): number {
	const tenths = Map.groupBy(waits, (ms) => Math.floor(ms / 100));
	return Math.max(...[...tenths.values()].map(({ length }) => length));
}

describe('the wait before the next try', () => {
	test.each([
		{ tries: 1, longest: 1_000 },
		{ tries: 2, longest: 2_000 },
		{ tries: 3, longest: 3_000 },
		{ tries: 50, longest: 3_000 }
	])('is anything up to $longest ms after $tries', ({ tries, longest }) => {
		expect(waitBefore(tries, 0, 0)).toBe(0);
		expect(waitBefore(tries, 59_999, 1)).toBe(longest);
		expect(waitBefore(tries, 0, 0.5)).toBe(longest / 2);
	});

	test('is up to half a minute once a minute has passed', () => {
		expect(waitBefore(20, 60_000, 1)).toBe(30_000);
		expect(waitBefore(1, 60_000, 0.5)).toBe(15_000);
	});

	test('does not let a hundred pages come back in step, not the first time either', () => {
		expect(fullest(chances.map((chance) => waitBefore(1, 0, chance)))).toBe(10);
	});
});

describe('a provider', () => {
	/** A socket to a process that is gone. */
	class Refused {
		static made: number[] = [];
		onclose: (event: unknown) => void = () => undefined;
		constructor() {
			Refused.made.push(Date.now());
			queueMicrotask(() => this.onclose({ code: 1006 }));
		}
		close(): void {
			// It never was open.
		}
	}
	beforeEach(() => {
		Refused.made = [];
		vi.useFakeTimers({ now: 0 });
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	test('waits as long as it is told, the first time too', async () => {
		const provider = new WebsocketProvider('ws://localhost', 'room', new Y.Doc(), {
			disableBc: true,
			// The provider wants the browser's class; this has what it uses of it.
			WebSocketPolyfill: Refused as unknown as typeof WebSocket
		});
		const waits = [730, 40, 2_900];
		provider.on('connection-close', () => waitNext(provider, waits.shift() ?? 10_000));
		await vi.advanceTimersByTimeAsync(4_000);
		provider.destroy();
		expect(Refused.made).toEqual([0, 730, 770, 3_670]);
	});
});
