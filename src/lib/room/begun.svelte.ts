/**
 * What somebody has begun in forms and not sent. A page of the room can be drawn anew under a form: after a refusal, with
 * other documents, at the end of a session. What was written in it is then handed on in words.
 */
import { getContext, setContext } from 'svelte';

export class Begun {
	/** What stood in forms that are gone, until somebody has dealt with it. */
	rescued = $state.raw<readonly string[]>([]);
	readonly #forms = new Set<() => string>();

	/**
	 * @param words what is written in a form, as it stands
	 * @returns what ends it: the form was closed
	 */
	follow(words: () => string): () => void {
		this.#forms.add(words);
		return () => this.#forms.delete(words);
	}

	/** The page is about to be drawn anew: keeps what is written in its forms. */
	rescue(): void {
		const words = [...this.#forms].map((read) => read()).filter((written) => written !== '');
		this.#forms.clear();
		if (words.length > 0) this.rescued = [...new Set([...this.rescued, ...words])];
	}

	forget(): void {
		this.rescued = [];
	}
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
