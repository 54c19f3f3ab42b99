// What comes in bursts from people, and without end from nobody.
import { steadyNow } from '../clock.ts';

/** A bucket of tokens: bursts are human, a stream is not. */
export class Bucket {
	readonly #now: () => number;
	readonly #size: number;
	readonly #perMs: number;
	#tokens: number;
	#at: number;

	/** @param now the clock, in milliseconds */
	constructor(size: number, perMs: number, now = steadyNow) {
		this.#now = now;
		this.#at = now();
		this.#size = size;
		this.#perMs = perMs;
		this.#tokens = size;
	}

	/** Whether all of it is there again: then it is as good as a new one. */
	get isFull(): boolean {
		return this.#fill() >= this.#size;
	}
	/** Whether there is not one in it, or less than nothing: more may be spent than there was. */
	get isEmpty(): boolean {
		return this.#fill() < 1;
	}

	/** @returns false where there are not so many just now; then none is taken */
	take(count: number): boolean {
		if (this.#fill() < count) return false;
		this.#tokens -= count;
		return true;
	}

	/** Takes what was used, also where there were not so many: how much is known only afterwards. */
	spend(count: number): void {
		this.#tokens = this.#fill() - count;
	}

	#fill(): number {
		const now = this.#now();
		this.#tokens = Math.min(this.#size, this.#tokens + (now - this.#at) * this.#perMs);
		this.#at = now;
		return this.#tokens;
	}
}
