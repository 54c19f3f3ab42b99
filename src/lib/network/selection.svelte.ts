/** What a person is doing with the map just now: whom they look at, the tie they draw, whom they add. */

/** A tie on its way: a new one until its second end is chosen, or one that is looked at again. */
export interface TieInHand {
	readonly from: string;
	readonly to: string | null;
	/** The tie's id when it exists already. */
	readonly tie: string | null;
}

export class Selection {
	person = $state<string | null>(null);
	tie = $state.raw<TieInHand | null>(null);
	adding = $state(false);
	/** Whom this person has just put on the map: named there until they look at somebody, however full it is. */
	newest = $state<string | null>(null);

	/** Looks at somebody; while a tie is drawn, chooses its other end instead. */
	choose(id: string): void {
		if (this.tie?.to === null) {
			if (id !== this.tie.from) this.tie = { ...this.tie, to: id };
			return;
		}
		this.person = id;
		this.newest = null;
	}

	/** Looks at nobody. A tie that waits for its other end is given up. */
	clear(): void {
		this.newest = null;
		if (this.tie?.to === null) this.tie = null;
		else this.person = null;
	}

	/** Begins a tie; the next one chosen is its other end. */
	drawTie(from: string, to: string | null = null): void {
		this.adding = false;
		this.tie = { from, to, tie: null };
	}

	editTie({ id, from, to }: { id: string; from: string; to: string }): void {
		this.tie = { from, to, tie: id };
	}

	endTie(): void {
		this.tie = null;
	}
}
