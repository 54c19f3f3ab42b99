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
	/** For how long it had held when it said so, in milliseconds. */
	readonly heldMs: number;
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

/** Hands that close at the same moment have mostly heard of each other by then. */
const sameMomentMs = 1_000;

/** What decides between two hands. */
type Claim = Pick<Said, 'client' | 'heldMs'>;

/**
 * Whether this page lets go of somebody whom another page holds as well. Whoever has held for a while is not robbed by a
 * hand that has just closed. Both pages reckon from what both have said, so one of them keeps hold, however late they hear.
 * @param mine as this page said last
 */
export function givesWay(mine: Claim, other: Claim): boolean {
	const [long, otherLong] = [mine.heldMs >= sameMomentMs, other.heldMs >= sameMomentMs];
	return long === otherLong ? other.client < mine.client : otherLong;
}

function isSame(one: Said, other: Said): boolean {
	return (
		one.client === other.client &&
		one.person === other.person &&
		one.ring === other.ring &&
		one.angle === other.angle &&
		one.heldMs === other.heldMs
	);
}
