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
export function heldNow(said: readonly Said[], silent: readonly Said[]): ReadonlyMap<string, Said> {
	const held = new Map<string, Said>();
	for (const hold of said)
		if (!silent.some((old) => isSame(old, hold)) && !held.has(hold.person)) held.set(hold.person, hold);
	return held;
}

/** Hands that close at the same moment have not heard of each other yet; after this time both have. */
const sameMomentMs = 1_000;

/**
 * Whether this page lets go of somebody whom another page holds as well. Both reckon the same, so one of them keeps
 * hold; and nobody who has held for a while is robbed.
 * @param client of this page
 * @param heldMs since when this page holds
 */
export function givesWay(client: number, heldMs: number, other: Pick<Said, 'client'>): boolean {
	return heldMs < sameMomentMs && other.client < client;
}

function isSame(one: Said, other: Said): boolean {
	return (
		one.client === other.client &&
		one.person === other.person &&
		one.ring === other.ring &&
		one.angle === other.angle
	);
}
