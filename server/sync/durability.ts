// How much of what a live document holds is durable, and who waits for it (law L1).

export class Durability {
	/** Updates appended and durable, since the document was read. */
	#appended = 0;
	#durable = 0;
	readonly #waiting: { readonly at: number; readonly done: () => void; readonly lost: () => void }[] = [];

	/** Whether all that the document holds is durable. */
	get isWhole(): boolean {
		return this.#durable === this.#appended;
	}
	/** Whether nobody waits for anything. */
	get isQuiet(): boolean {
		return this.isWhole && this.#waiting.length === 0;
	}

	/** One more update is on its way to the log. */
	append(): void {
		this.#appended += 1;
	}

	/** So many are durable. */
	commit(count: number): void {
		this.#durable += count;
		// All at once: to take the first out of a long line again and again moves the whole line each time.
		const first = this.#waiting.findIndex(({ at }) => at > this.#durable);
		for (const { done } of this.#waiting.splice(0, first === -1 ? this.#waiting.length : first)) done();
	}

	/** Calls back once all that was appended by now is durable, at once where it is; or `lost`, where it never will be. */
	wait(done: () => void, lost: () => void): void {
		if (this.isWhole) done();
		else this.#waiting.push({ at: this.#appended, done, lost });
	}

	/** What was on its way is given up with the content that held it. */
	lose(): void {
		for (const { lost } of this.#waiting.splice(0)) lost();
	}

	/** The document was read again: it holds what is durable, and nothing else. */
	reset(): void {
		this.#appended = 0;
		this.#durable = 0;
	}
}
