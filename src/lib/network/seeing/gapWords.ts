/** Which of the words that mark what is empty there is room for on the map. All of it is told in words above the map. */
import type { Point } from '../placement.ts';

/** Words around a point, in pixels. */
export interface Word {
	readonly id: string;
	readonly at: Point;
	readonly width: number;
	readonly height: number;
}

/**
 * The words that are written: none lies on another one or on what stands there already; the first go first.
 * @param taken where people, their names and the names of rings stand
 */
export function wordsWithRoom(words: readonly Word[], taken: readonly Word[]): ReadonlySet<string> {
	const written: Word[] = [];
	for (const word of words)
		if (![...taken, ...written].some((other) => touch(word, other))) written.push(word);
	return new Set(written.map(({ id }) => id));
}

function touch(one: Word, other: Word): boolean {
	return (
		Math.abs(one.at.x - other.at.x) < (one.width + other.width) / 2 &&
		Math.abs(one.at.y - other.at.y) < (one.height + other.height) / 2
	);
}
