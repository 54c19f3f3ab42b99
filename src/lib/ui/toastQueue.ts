/**
 * In which order short messages are shown. What was done last is offered to be undone first: whoever presses "Angre"
 * means what they just did. What was shown before it comes again afterwards.
 */

/** A message; `action` undefined: it only tells something. */
export interface Queued {
	readonly action: unknown;
}

export const waitingAtMost = 3;

/**
 * The queue with one message more; the first of it is shown. An offer to undo, or an answer, goes before all others. Where that makes
 * them too many, the last that only tells something leaves, or else the oldest offer.
 * @param first the message offers to take back what was just done, or answers what was just pressed
 * @returns null where it has no room: it must be found in the history instead
 */
export function queued<T extends Queued>(queue: readonly T[], one: T, first: boolean): readonly T[] | null {
	const isFull = queue.length > waitingAtMost;
	if (!first) return isFull ? null : [...queue, one];
	if (!isFull) return [one, ...queue];
	const telling = queue.findLastIndex(({ action }) => action === undefined);
	const leaves = telling === -1 ? queue.length - 1 : telling;
	return [one, ...queue.filter((_, index) => index !== leaves)];
}
