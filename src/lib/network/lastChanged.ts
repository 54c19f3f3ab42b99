/** When somebody last put something on a map or took it away, and who, as far as the document says: moving leaves no name. */
import type { Person, Tie } from './network.ts';

/** A moment, and the participant who did something then. */
export interface Touch {
	readonly at: string;
	readonly by: string;
}

/**
 * The newest of all that people and ties say of their making, removing and what was written about them.
 * @param all removed ones too
 * @returns null of an empty map
 */
export function lastChanged(
	all: readonly Pick<Person | Tie, 'made' | 'removed'>[],
	notes: readonly Pick<Person, 'noteBy'>[] = []
): Touch | null {
	const touches = [
		...all.flatMap(({ made, removed }) => (removed ? [made, removed] : [made])),
		...notes.flatMap(({ noteBy }) => noteBy ?? [])
	].filter(({ at }) => !Number.isNaN(Date.parse(at)));
	return touches.reduce<Touch | null>(
		(newest, touch) => (newest && Date.parse(newest.at) >= Date.parse(touch.at) ? newest : touch),
		null
	);
}
