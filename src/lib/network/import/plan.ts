/** What would come of those who were chosen: who is new on the map, and what is added to whom. Nothing is done here. */
import type { Person } from '../network.ts';
import type { PersonChanges } from '../document.ts';
import type { Candidate, CandidateNumber } from './candidates.ts';
import { merge, type Duplicate, type Known } from './duplicates.ts';

/** Somebody on the map to whom something is added. What stands already stays as it is. */
export interface Addition {
	readonly person: string;
	/** Fields that were empty. */
	readonly changes: Pick<PersonChanges, 'relation' | 'relationText' | 'side'>;
	readonly numbers: readonly CandidateNumber[];
	/** Numbers of the file that cannot be called, as they were written. */
	readonly unread: readonly string[];
}

export interface ImportPlan {
	readonly added: readonly Candidate[];
	readonly additions: readonly Addition[];
}

/**
 * Plans an import. Each of those who are chosen is found again in it once: as somebody new, within somebody new, or within
 * somebody on the map.
 * @param chosen in the order of the list
 * @param merged keys of those who are to be merged with whom they are the same as
 * @param people on the map
 */
export function planImport(
	chosen: readonly Candidate[],
	merged: ReadonlySet<string>,
	duplicates: ReadonlyMap<string, Duplicate>,
	people: readonly Pick<Person, 'id' | 'relation' | 'relationText' | 'side'>[],
	known: readonly Known[]
): ImportPlan {
	const added = new Map<string, Candidate>();
	const onMap = new Map<string, Candidate>();
	for (const candidate of chosen) {
		const of = merged.has(candidate.key) ? duplicates.get(candidate.key)?.of : undefined;
		if (of && 'person' in of) {
			const before = onMap.get(of.person);
			onMap.set(of.person, before ? merge(before, candidate) : candidate);
			continue;
		}
		// Whom they are the same as may not have been chosen, or have become a part of somebody else.
		const first = of && added.get(of.candidate);
		if (first) added.set(first.key, merge(first, candidate));
		else added.set(candidate.key, candidate);
	}
	const additions = [...onMap].flatMap(([id, candidate]): Addition[] => {
		const person = people.find((each) => each.id === id);
		const numbers = known.find((each) => each.id === id)?.numbers ?? [];
		return person ? [additionTo(person, numbers, candidate)] : [];
	});
	return { added: [...added.values()], additions };
}

/** Only what nobody has said of them yet. */
export function additionTo(
	person: Pick<Person, 'id' | 'relation' | 'relationText' | 'side'>,
	numbers: readonly string[],
	{ relation, relationText, side, numbers: more, unread }: Candidate
): Addition {
	const unsaid = person.relation === undefined && person.relationText === undefined;
	return {
		person: person.id,
		changes: {
			...(unsaid && relation !== undefined ? { relation } : {}),
			...(unsaid && relationText !== undefined ? { relationText } : {}),
			...(unsaid && person.side === undefined && side !== undefined ? { side } : {})
		},
		numbers: more.filter(({ value }) => !numbers.includes(value)),
		unread
	};
}

/**
 * Who comes without some number that the file has of them.
 * @param mayWrite whether those that can be called may be written just now
 * @returns names of those who are new, and ids of those who were there
 */
export function withoutNumbers(
	{ added, additions }: ImportPlan,
	mayWrite: boolean
): ({ readonly name: string } | { readonly person: string })[] {
	const isWithout = ({ numbers, unread }: Pick<Addition, 'numbers' | 'unread'>) =>
		unread.length > 0 || (!mayWrite && numbers.length > 0);
	return [
		...added.filter(isWithout).map(({ name }) => ({ name })),
		...additions.filter(isWithout).map(({ person }) => ({ person }))
	];
}
