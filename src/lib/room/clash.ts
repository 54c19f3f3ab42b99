/** Two people write the same plain field at the same time: the last word stands, and neither is lost. */

/** So near in time neither has read the other's word before writing. */
const sameTimeMs = 10_000;

/** A word that came into the field. @property at when, in milliseconds of one clock */
export interface Word {
	readonly value: string;
	readonly at: number;
}

/** Both words of a field, of which one stands. */
export interface Clash {
	readonly mine: string;
	readonly theirs: string;
	readonly stands: 'mine' | 'theirs';
}

/**
 * Whether this person's word and that of another clash. Words that are the same do not, nor do those of which one was
 * there for a while when the other was written.
 * @returns null where they do not
 */
export function clashOf(mine: Word | null, theirs: Word | null): Clash | null {
	if (!mine || !theirs || mine.value === theirs.value) return null;
	if (Math.abs(mine.at - theirs.at) > sameTimeMs) return null;
	return { mine: mine.value, theirs: theirs.value, stands: mine.at > theirs.at ? 'mine' : 'theirs' };
}
