/** Work that may take a while: what is over at once needs no words, what is not is told. */

/** The word comes before anybody wonders whether the press was felt. */
const tellsAfterMs = 400;

export class Working {
	#running = $state(0);
	#slow = $state(false);
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** Something is under way. */
	get busy(): boolean {
		return this.#running > 0;
	}
	/** It takes so long that it is to be said. */
	get slow(): boolean {
		return this.busy && this.#slow;
	}

	/** Waits for something. @returns what it gives; throws what it throws */
	async during<T>(work: Promise<T>): Promise<T> {
		if (this.#running === 0) {
			this.#slow = false;
			this.#timer = setTimeout(() => (this.#slow = true), tellsAfterMs);
		}
		this.#running += 1;
		try {
			return await work;
		} finally {
			this.#running -= 1;
			if (this.#running === 0) clearTimeout(this.#timer);
		}
	}
}
