/** The place of an entity in a list: a fractional index, so that two people can move things at once. */
import { generateKeyBetween } from 'fractional-indexing';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * An order value between two neighbours. A random tail keeps two people who insert at the same place
 * from getting the same value; where it would leave the gap, it is left out and the id breaks the tie.
 * @param before order of the entity in front, null at the start
 * @param after order of the entity behind, null at the end
 * @throws Error when `before` does not sort in front of `after`
 */
export function orderBetween(before: string | null, after: string | null): string {
	const key = generateKeyBetween(before, after);
	const random = crypto.getRandomValues(new Uint8Array(3));
	// The last digit must not be the lowest one: "a1" and "a10" would leave no room between them.
	const tail = [...random].map((byte) => digits[1 + (byte % 61)]).join('');
	return after === null || key + tail < after ? key + tail : key;
}

/** Compares two entities by their order, ties broken by id; for `Array.sort`. */
export function byOrder(a: { order: string; id: string }, b: { order: string; id: string }): number {
	if (a.order !== b.order) return a.order < b.order ? -1 : 1;
	return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/**
 * Order for a new entity behind all the others.
 * @param entities those already in the list, in any order
 */
export function orderAtEnd(entities: readonly { order: string; id: string }[]): string {
	return orderBetween([...entities].sort(byOrder).at(-1)?.order ?? null, null);
}

/**
 * Order for moving one entity a step up or down among its neighbours.
 * @returns the new order, or null where it already stands at that end
 */
export function orderAfterStep(
	entities: readonly { order: string; id: string }[],
	id: string,
	step: -1 | 1
): string | null {
	const sorted = [...entities].sort(byOrder);
	const index = sorted.findIndex((entity) => entity.id === id);
	if (index < 0 || index + step < 0 || index + step >= sorted.length) return null;
	const [before, after] = step === -1 ? [index - 2, index - 1] : [index + 1, index + 2];
	return orderBetween(sorted[before]?.order ?? null, sorted[after]?.order ?? null);
}
