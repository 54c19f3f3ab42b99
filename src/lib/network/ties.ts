/** Rules about ties: who is tied to whom, and what is shown of a tie whose end is gone. */
import type { Child, Person, SaidBy, Sector, Tie, TieType } from './network.ts';
import { isProfessional, sectorOf } from './relations.ts';

/** The ties of one person, in the order they were made. */
export function tiesOf(id: string, ties: readonly Tie[]): Tie[] {
	return ties.filter(({ from, to }) => from === id || to === id);
}

/** The other end of a tie. */
export function otherEnd({ from, to }: Pick<Tie, 'from' | 'to'>, id: string): string {
	return from === id ? to : from;
}

/**
 * The end of a tie as it may be shown: null means “someone”. A tie to somebody who was taken away or is
 * unknown stays, but does not bring their name back.
 * @param present people who are on the map
 */
export function shownEnd<T extends Person | Child>(id: string, present: readonly T[]): T | null {
	return present.find((person) => person.id === id) ?? null;
}

/** The ties that can be drawn: both ends are on the map and have a place there. */
export function drawableTies(ties: readonly Tie[], placed: ReadonlySet<string>): Tie[] {
	return ties.filter(({ from, to }) => placed.has(from) && placed.has(to));
}

/** How many ties each person has, for the list. */
export function tieCounts(ties: readonly Tie[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const { from, to } of ties) for (const end of [from, to]) counts.set(end, (counts.get(end) ?? 0) + 1);
	return counts;
}

/**
 * Ties between the same two people lie beside each other (the child's view and an adult's are two records).
 * @returns for each tie its lane: 0, 1, -1, 2, -2 …
 */
export function lanes(ties: readonly Pick<Tie, 'id' | 'from' | 'to'>[]): ReadonlyMap<string, number> {
	const seen = new Map<string, number>();
	return new Map(
		ties.map(({ id, from, to }) => {
			const pair = from < to ? `${from} ${to}` : `${to} ${from}`;
			const index = seen.get(pair) ?? 0;
			seen.set(pair, index + 1);
			const lane = index % 2 === 1 ? (index + 1) / 2 : -index / 2;
			// Which side a lane lies on must not hang on the direction the tie was drawn in.
			return [id, from < to ? lane : -lane];
		})
	);
}

/** A first guess at the kind of a tie, from who the two are. */
type End = Pick<Person, 'kind' | 'relation' | 'sector'> | Pick<Child, 'kind'>;
export function likelyType(one: End, other: End): TieType {
	const adults = [one, other].filter((end) => end.kind !== 'child');
	if (adults.some((end) => end.kind === 'person' && isProfessional(end))) return 'professional';
	const family: readonly (Sector | undefined)[] = ['household', 'family', 'kin'];
	if (adults.every((end) => family.includes(sectorOf(end)))) return 'family';
	return 'friend';
}

/** The participant who says that a tie is so; null where it is the child or the meeting. */
export function saidByParticipant(saidBy: SaidBy): string | null {
	return saidBy === 'child' || saidBy === 'meeting' ? null : saidBy.slice('participant:'.length);
}
