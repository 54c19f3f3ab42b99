/** Who joins groups of people that else have no tie: read from the ties alone, with the child left out, who is tied to all. */
import type { Person, Tie } from './network.ts';

/** Two are a group, one is somebody's friend. */
const groupLeast = 2;

/** What is known of somebody while the ties are walked. */
interface Walked {
	/** When they were reached, and the earliest reached to which a way leads from below them. */
	readonly order: number;
	low: number;
	/** How many were reached through them, themselves included. */
	below: number;
	/** Sizes of those below them that have no other way to the rest. */
	readonly apart: number[];
}

/**
 * The people without whom two groups, of two or more each, would have no tie between them.
 * @param people whose bridges are asked for: persons, and nobody else
 * @param ties those that were not taken away; one that is broken or only wished for joins nobody
 * @returns their ids, in the order of `people`
 */
export function bridgesBetween(
	people: readonly Pick<Person, 'id'>[],
	ties: readonly Pick<Tie, 'from' | 'to' | 'quality'>[]
): string[] {
	const neighbours = new Map<string, string[]>(people.map(({ id }) => [id, []]));
	for (const { from, to, quality } of ties) {
		if (quality === 'broken' || quality === 'wishedFor') continue;
		const [one, other] = [neighbours.get(from), neighbours.get(to)];
		if (!one || !other) continue;
		one.push(to);
		other.push(from);
	}
	const walked = new Map<string, Walked>();
	const found = new Set<string>();
	for (const { id } of people) {
		if (walked.has(id)) continue;
		const reached: string[] = [];
		walk(id, null, neighbours, walked, reached);
		for (const each of reached) {
			const { apart } = walked.get(each) ?? { apart: [] };
			const rest = reached.length - 1 - apart.reduce((sum, size) => sum + size, 0);
			const groups = [...apart, rest].filter((size) => size >= groupLeast);
			if (groups.length >= 2) found.add(each);
		}
	}
	return people.flatMap(({ id }) => (found.has(id) ? [id] : []));
}

function walk(
	id: string,
	from: string | null,
	neighbours: ReadonlyMap<string, readonly string[]>,
	walked: Map<string, Walked>,
	reached: string[]
): Walked {
	const here: Walked = { order: walked.size, low: walked.size, below: 1, apart: [] };
	walked.set(id, here);
	reached.push(id);
	for (const next of neighbours.get(id) ?? []) {
		if (next === from) continue;
		const known = walked.get(next);
		if (known) {
			here.low = Math.min(here.low, known.order);
			continue;
		}
		const there = walk(next, id, neighbours, walked, reached);
		here.below += there.below;
		here.low = Math.min(here.low, there.low);
		if (there.low >= here.order) here.apart.push(there.below);
	}
	return here;
}
