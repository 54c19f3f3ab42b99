// Numbers of a document's log that others have written and its live document does not hold. Where processes tell each
// other, what is missing is on its way; the command line tells nobody. So the log is asked, after a moment.
import type { Numbers } from './numbers.ts';

export class Missing {
	readonly #numbers: Numbers;
	readonly #patienceMs: number;
	readonly #ask: () => void;
	/** The highest number that another process has told of. */
	#told = 0;
	/** While one is missing: when the log will be asked for it. */
	#timer: NodeJS.Timeout | null = null;
	#stopped = false;

	/**
	 * @param numbers which the live document holds
	 * @param patienceMs how long one may be missing that is on its way
	 * @param ask reads the log
	 */
	constructor(numbers: Numbers, patienceMs: number, ask: () => void) {
		this.#numbers = numbers;
		this.#patienceMs = patienceMs;
		this.#ask = ask;
	}

	/**
	 * Looks whether one is missing, and has it asked for where it still is after a moment.
	 * @param upTo a number that is known to be there
	 */
	look(upTo = 0): void {
		// One that is told of while another is waited for must not be forgotten with it.
		this.#told = Math.max(this.#told, upTo);
		if (this.#timer || this.#stopped || !this.#isBehind()) return;
		this.#timer = setTimeout(() => {
			this.#timer = null;
			if (this.#isBehind()) this.#ask();
		}, this.#patienceMs);
	}

	stop(): void {
		this.#stopped = true;
		if (this.#timer) clearTimeout(this.#timer);
	}

	#isBehind(): boolean {
		return this.#numbers.isMissing || this.#told > this.#numbers.upTo;
	}
}
