// Whose the Yjs client ids of a document are. An id belongs to whoever wrote under it first, for good; before that, to
// whoever has announced it.

/** Ids announced and never written under are forgotten, the oldest first. */
const reservationsMax = 2_000;

export class ClientIds {
	/** As the log has them; null: the server's. */
	#bound: Map<number, string | null>;
	/** Ids that a page has announced and not yet written under; until then only we know whose they are. */
	readonly #reserved = new Map<number, string>();

	/** @param bound participants by id, as the log has them; null: the server's */
	constructor(bound: Map<number, string | null>) {
		this.#bound = bound;
	}

	/** The document was read again: these are bound. */
	reset(bound: Map<number, string | null>): void {
		this.#bound = bound;
	}

	/** Whether an id is this participant's, or nobody's yet. */
	mayUse(client: number, participant: string): boolean {
		const bound = this.#bound.get(client);
		const owner = bound === undefined ? this.#reserved.get(client) : bound;
		return owner === undefined || owner === participant;
	}

	/** Others see the ids of pages before those write: nobody may take one of them in between (T25). */
	reserve(client: number, participant: string): void {
		this.#reserved.set(client, participant);
		if (this.#reserved.size <= reservationsMax) return;
		for (const oldest of this.#reserved.keys()) {
			this.#reserved.delete(oldest);
			return;
		}
	}

	/** How many of these are nobody's, and would be bound. */
	unboundOf(clients: readonly number[]): number {
		return clients.filter((client) => !this.#bound.has(client)).length;
	}

	/**
	 * Somebody writes under these.
	 * @param owner null: the server
	 * @returns those that were nobody's: the log has to bind them
	 */
	bind(clients: readonly number[], owner: string | null): number[] {
		const unbound = clients.filter((client) => !this.#bound.has(client));
		for (const client of unbound) {
			this.#bound.set(client, owner);
			this.#reserved.delete(client);
		}
		return unbound;
	}

	/** An id that is nobody's. */
	fresh(): number {
		for (;;) {
			const [id] = crypto.getRandomValues(new Uint32Array(1));
			if (id !== undefined && !this.#bound.has(id)) return id;
		}
	}
}
