/** When somebody last changed something on a map, and who, as far as the document says. */
import type { Person, Tie } from './network.ts';

/** A moment, and the participant who did something then. */
export interface Touch {
	readonly at: string;
	readonly by: string;
}

/** What tells of its making and changing. */
type Signed = Pick<Person | Tie, 'made' | 'changed' | 'removed'> & Pick<Partial<Person>, 'noteBy'>;

/** Clocks of two devices differ by less. */
const clocksDifferMs = 24 * 3_600_000;

/**
 * The newest of all that people and ties say of their making, changing and removing, and of what was written about them.
 * @param all removed ones too
 * @param now this moment, in milliseconds: what says that it is of a later day stands there for ever, and is passed over
 * @returns null of an empty map
 */
export function lastChanged(all: readonly Signed[], now: number): Touch | null {
	const touches = all
		.flatMap(({ made, changed, removed, noteBy }) => [made, changed, removed, noteBy])
		.filter((touch): touch is Touch => touch !== undefined && Date.parse(touch.at) < now + clocksDifferMs);
	return touches.reduce<Touch | null>(
		(newest, touch) => (newest && Date.parse(newest.at) >= Date.parse(touch.at) ? newest : touch),
		null
	);
}
