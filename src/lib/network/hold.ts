/** Who holds whom, from what pages say of themselves. */
import type { LoosePlacement } from './placement.ts';

export interface Hold extends LoosePlacement {
	readonly person: string;
	/** The name of who holds. */
	readonly by: string;
}

/** What one page says it holds. */
export interface Said extends Hold {
	readonly client: number;
}

/**
 * What is held, by the person held. Where two pages hold the same person the first to come stands.
 * @param silent what was said so long ago that it is let go, unless it was said anew since
 */
export function heldNow(said: readonly Said[], silent: readonly Said[]): ReadonlyMap<string, Hold> {
	const held = new Map<string, Hold>();
	for (const hold of said)
		if (!silent.some((old) => isSame(old, hold)) && !held.has(hold.person)) held.set(hold.person, hold);
	return held;
}

function isSame(one: Said, other: Said): boolean {
	return (
		one.client === other.client &&
		one.person === other.person &&
		one.ring === other.ring &&
		one.angle === other.angle
	);
}
