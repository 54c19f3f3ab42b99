// How much of what a live document holds is durable, and who waits for it (law L1).
import { Numbers } from './numbers.ts';

export class Durability {
	/** Updates appended since the document was read, and which of them are durable. */
	#appended = 0;
	readonly #durable = new Numbers(0);
	readonly #waiting: { readonly at: number; readonly done: () => void; readonly lost: () => void }[] = [];

	/** Whether all that the document holds is durable. */
	get isWhole(): boolean {
		return this.#durable.upTo === this.#appended;
	}
	/** Whether nobody waits for anything. */
	get isQuiet(): boolean {
		return this.isWhole && this.#waiting.length === 0;
	}

	/** One more update is on its way to the log. @returns its number, from 1 on */
	append(): number {
		this.#appended += 1;
		return this.#appended;
	}

	/** These are durable. Who waits for one waits for all in front of it, too. */
	commit(numbers: readonly number[]): void {
		const inOrder = numbers.toSorted((a, b) => a - b);
		let from = 0;
		for (const [index, number] of inOrder.entries()) {
			if (inOrder[index + 1] === number + 1) continue;
			this.#durable.add(inOrder[from] ?? number, number);
			from = index + 1;
		}
		const { upTo } = this.#durable;
		// All at once: to take the first out of a long line again and again moves the whole line each time.
		const first = this.#waiting.findIndex(({ at }) => at > upTo);
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
		this.#durable.reset(0);
	}
}
