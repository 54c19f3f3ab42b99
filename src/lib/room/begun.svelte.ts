/**
 * What somebody has begun in forms and not sent. A page of the room can be drawn anew under a form: after a refusal, with
 * other documents, at the end of a session. What was written in it is then given back in words.
 */
import { getContext, setContext } from 'svelte';

export class Begun {
	/** What stood in forms that are gone, until somebody has dealt with it. */
	rescued = $state.raw<readonly string[]>([]);
	/**
	 * What a page is drawn for: the room, and what makes it be drawn anew. Taken when a form opens and compared when it is
	 * gone: where it is the same, its author has closed it.
	 */
	readonly #drawnFor: () => DrawnFor;

	constructor(drawnFor: () => DrawnFor) {
		this.#drawnFor = drawnFor;
	}

	/**
	 * A form has opened.
	 * @param words what is written in it, as it stands
	 * @returns for when it is gone
	 */
	open(words: () => string): () => void {
		const before = this.#drawnFor();
		return () => {
			const written = words();
			// While a component is taken down everything reads as it was before: what is so now is asked afterwards.
			queueMicrotask(() => {
				const now = this.#drawnFor();
				// To another room nothing goes.
				if (now.id === before.id && now.why.some((one, at) => one !== before.why[at])) this.keep(written);
			});
		};
	}

	/** What was wrong in a field that is gone with its card, and so was written nowhere. @param words with what is wrong */
	leftWrong(words: string): void {
		const { id } = this.#drawnFor();
		// As of `open`.
		queueMicrotask(() => {
			if (this.#drawnFor().id === id) this.keep(words);
		});
	}

	keep(words: string): void {
		if (words !== '') this.rescued = [...new Set([...this.rescued, words])];
	}

	forget(): void {
		this.rescued = [];
	}
}

export interface DrawnFor {
	/** The room’s. */
	readonly id: string;
	readonly why: readonly unknown[];
}

const key = Symbol('begun');

/** Gives it to the forms below. */
export function provideBegun(begun: Begun): void {
	setContext(key, begun);
}

/** @returns null outside of a room */
export function useBegun(): Begun | null {
	return getContext<Begun | undefined>(key) ?? null;
}
