// Which numbers of a document's log its live document holds. Several processes write under one count, so some may be
// known before those in front of them are.

export class Numbers {
	#upTo: number;
	/** Runs behind a gap: first number to last. */
	readonly #behind = new Map<number, number>();

	/** @param upTo all numbers up to this one are held */
	constructor(upTo: number) {
		this.#upTo = upTo;
	}

	/** All up to this number are held. */
	get upTo(): number {
		return this.#upTo;
	}
	/** Whether one is held that has another in front of it which is not. */
	get isMissing(): boolean {
		return this.#behind.size > 0;
	}

	/** Whether this number is held, and all in front of it. */
	has(number: number): boolean {
		return number <= this.#upTo;
	}

	/** Whether a run that begins here leaves no gap. */
	reaches(first: number): boolean {
		return first <= this.#upTo + 1;
	}

	/** Numbers from `first` to `last` are held from now on. */
	add(first: number, last: number): void {
		this.#behind.set(first, Math.max(last, this.#behind.get(first) ?? 0));
		for (let grown = true; grown;) {
			grown = false;
			for (const [from, to] of this.#behind) {
				if (from > this.#upTo + 1) continue;
				this.#behind.delete(from);
				this.#upTo = Math.max(this.#upTo, to);
				grown = true;
			}
		}
	}

	/** The document was read again: it holds all up to this number, and nothing behind it. */
	reset(upTo: number): void {
		this.#upTo = upTo;
		this.#behind.clear();
	}
}
