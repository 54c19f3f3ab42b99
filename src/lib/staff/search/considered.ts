/** Rules of the search for a foster home: who was considered, how far it has come with each, and who is left. */
import type { Child, Person, Relation } from '#lib/network/network.ts';
import { nameOrder } from '#lib/network/names.ts';
import { isProfessional, sectorOf } from '#lib/network/relations.ts';
import { present } from '#lib/room/document.ts';
import type { Candidate, SearchStatus, Step } from './search.ts';

/** Somebody who was considered, with everything that was put down about it. */
export interface Considered {
	/** The entries that hold it: two where two people added the same person of the map at once. */
	readonly ids: readonly [string, ...string[]];
	readonly person: string | null;
	readonly name: string;
	/** Who added them first, and when (an instant). */
	readonly made: Candidate['made'];
	/** The oldest first. */
	readonly steps: readonly Step[];
	readonly status: SearchStatus;
}

/** Statuses that nobody can have who was not asked. */
const answers: ReadonlySet<SearchStatus> = new Set(['asked', 'willing', 'notNow', 'declined', 'toAssess']);
/** Statuses that say nothing to whoever reads the case file later unless a reason stands beside them. */
const needReason: ReadonlySet<SearchStatus> = new Set(['notNow', 'declined', 'notSuitable']);
/** Whose search it is, or whom it is about. */
const neverConsidered: readonly (Relation | undefined)[] = ['mother', 'father', 'pet', 'caseworker'];
/** Often children themselves; they are named last, not left out. */
const oftenChildren: readonly (Relation | undefined)[] = [
	'sibling',
	'halfSibling',
	'stepSibling',
	'fosterSibling',
	'friend',
	'classmate'
];

/**
 * Who was considered, in the order they were added. One person of the map is there once, however many have added them.
 * @param entries everything that stands in the root
 * @param people of the map, for the names they have there now
 */
export function consideredIn(
	entries: readonly (Candidate | Step)[],
	people: readonly (Person | Child)[]
): Considered[] {
	const there = present(entries);
	const steps = there.filter((entry) => entry.kind === 'step');
	const names = new Map(present(people).map(({ id, name }) => [id, name]));
	const found = new Map<string, Considered>();
	for (const candidate of there) {
		if (candidate.kind !== 'candidate') continue;
		const key = candidate.person ?? candidate.id;
		const before = found.get(key);
		const ids: Considered['ids'] = before ? [...before.ids, candidate.id] : [candidate.id];
		const theirs = steps.filter((step) => ids.includes(step.candidate)).sort(inOrder);
		found.set(key, {
			ids,
			person: candidate.person ?? null,
			name: (candidate.person && names.get(candidate.person)) ?? candidate.name,
			made: before?.made ?? candidate.made,
			steps: theirs,
			status: theirs.at(-1)?.status ?? 'toAsk'
		});
	}
	return [...found.values()];
}

/** By their day; on one day as they were put down. */
function inOrder(a: Step, b: Step): number {
	if (a.day !== b.day) return a.day < b.day ? -1 : 1;
	return a.id < b.id ? -1 : 1;
}

/** Whether they were ever asked. */
export function wasAsked({ steps }: Pick<Considered, 'steps'>): boolean {
	return steps.some(({ status }) => answers.has(status));
}

/** Whether what stands now says no and not why. */
export function lacksReason({ steps }: Pick<Considered, 'steps'>): boolean {
	const last = steps.at(-1);
	return last !== undefined && needReason.has(last.status) && last.text.trim() === '';
}

/** How many there are of each status that anybody has. */
export function countsByStatus(considered: readonly Considered[]): ReadonlyMap<SearchStatus, number> {
	const counts = new Map<SearchStatus, number>();
	for (const { status } of considered) counts.set(status, (counts.get(status) ?? 0) + 1);
	return counts;
}

/**
 * Whom of the map nobody has considered yet: first those who have said that they could be a foster home, then those with
 * whom the child can sleep over, then family, then others, from the inner ring outwards. Parents, animals, those who
 * have died and those who know the child only through their work are not asked by themselves.
 * @param locale of the reader, for names
 */
export function leftToConsider(
	people: readonly (Person | Child)[],
	considered: readonly Considered[],
	locale: string
): Person[] {
	const compare = nameOrder(locale);
	const taken = new Set(considered.map(({ person }) => person));
	return present(people)
		.filter((one): one is Person => one.kind === 'person')
		.filter((one) => !taken.has(one.id) && mayBeConsidered(one))
		.sort(
			(a, b) =>
				turnOf(a) - turnOf(b) ||
				(a.placement?.ring ?? Infinity) - (b.placement?.ring ?? Infinity) ||
				compare(a.name, b.name) ||
				(a.id < b.id ? -1 : 1)
		);
}

function mayBeConsidered(person: Person): boolean {
	if (person.status === 'dead' || person.status === 'unborn') return false;
	if (neverConsidered.includes(person.relation)) return false;
	const offers = person.helps.includes('fosterHome') || person.helps.includes('sleepOver');
	return offers || person.relation === 'teacher' || !isProfessional(person);
}

/** In which group somebody's turn is. */
function turnOf(person: Person): number {
	if (person.helps.includes('fosterHome')) return 0;
	if (person.helps.includes('sleepOver')) return 1;
	if (oftenChildren.includes(person.relation)) return 4;
	const sector = sectorOf(person);
	const isFamily = sector === 'kin' || sector === 'family' || sector === 'household';
	return isFamily ? 2 : 3;
}
