/** What is empty on a map: told as sentences and marked where it is. A gap is a question, never a fault. */
import { emptySectors, isAnybody } from '../measures.ts';
import type { Person, Ring, Sector } from '../network.ts';
import { reachedAtNight } from './readings.ts';

export interface Gaps {
	readonly rings: readonly Ring[];
	readonly sectors: readonly Sector[];
	/** Nobody on the map can help at night. */
	readonly nights: boolean;
}

/**
 * Reads the gaps of a map; one on which nobody stands yet has none, it has only not begun.
 * @param people who and what stands on the map, without the child; a place fills nothing
 * @param map its rings, from the middle, and whether it has sectors: the child's own has none
 * @param comeAtNight ids of those who are there at night by the emergency plan
 */
export function gapsOf(
	people: readonly Person[],
	{ rings, hasSectors }: { readonly rings: readonly Ring[]; readonly hasSectors: boolean },
	comeAtNight?: ReadonlySet<string>
): Gaps {
	const there = people.filter(isAnybody);
	if (there.length === 0) return { rings: [], sectors: [], nights: false };
	const stood = new Set(there.flatMap(({ placement }) => placement?.ring ?? []));
	return {
		// Of the outermost nobody needs anybody: it is empty where everybody is near.
		rings: stood.size === 0 ? [] : rings.slice(0, -1).filter((ring) => !stood.has(ring)),
		sectors: hasSectors ? emptySectors(there) : [],
		nights: reachedAtNight(there, comeAtNight).length === 0
	};
}
