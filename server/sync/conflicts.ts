// What putting an update in its place may cost. Between the two structs that one was made between Yjs looks at all that
// others have put there since. That is little for what people do, and the square of what somebody makes for the purpose:
// ten thousand bytes that take a second. No time-out reaches into Yjs, so it is counted here (decision 35).
import * as Y from 'yjs';

/** More was to be looked at than an update may cost. */
class TooManyConflicts extends Error {}

/** How many structs of others Yjs may look at, and has. */
export class Conflicts {
	readonly #most: number;
	#seen = 0;

	constructor(most: number) {
		this.#most = most;
	}

	get seen(): number {
		return this.#seen;
	}

	/** One more. @throws TooManyConflicts */
	see(): void {
		if (this.#seen === this.#most) throw new TooManyConflicts();
		this.#seen += 1;
	}
}

/** Of the update that is being taken; null: what the log holds already, which is not judged anew. */
let current: Conflicts | null = null;

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with the item that it is a method of
const integrate = Y.Item.prototype.integrate;
Y.Item.prototype.integrate = function (transaction, offset) {
	if (current !== null) look(this, current);
	integrate.call(this, transaction, offset);
};

/**
 * Runs something that changes a document, and lets Yjs look at so many structs of others meanwhile.
 * @throws TooManyConflicts half-way: the document is not sound any more
 */
export function withinConflicts<T>(conflicts: Conflicts, what: () => T): T {
	current = conflicts;
	try {
		return what();
	} finally {
		current = null;
	}
}

/** Counts what Yjs is going to look at for the place of a struct, from its left neighbour to its right one. */
function look({ left, right, parent, parentSub }: Y.Item, conflicts: Conflicts): void {
	if (!(parent instanceof Y.AbstractType)) return;
	const isBetween = left === null ? right !== null && right.left === null : left.right === right;
	if (isBetween) return;
	let next: Y.Item | null;
	if (left !== null) next = left.right;
	else if (parentSub === null) next = parent._start;
	else {
		next = parent._map.get(parentSub) ?? null;
		for (; next?.left; next = next.left) conflicts.see();
	}
	for (; next !== null && next !== right; next = next.right) conflicts.see();
}
