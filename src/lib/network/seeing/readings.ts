/**
 * What practitioners read from a map, beyond what stands beside it (measures.ts): codes, names and counts that a component
 * puts into sentences. Never a score, and nobody is ranked: a small network may be a good one.
 */
import { canHelp, measures, type Measure } from '../measures.ts';
import { HELP_TAGS, type Child, type HelpTag, type Person, type Sector, type Tie } from '../network.ts';
import { isProfessional, sectorOf } from '../relations.ts';

type Middle = Pick<Child, 'id'>;

export type Reading =
	| Measure
	/** More of those on the map are there through their job than not. */
	| { readonly code: 'mostlyProfessional' }
	/** More than half of those who belong somewhere belong here. */
	| { readonly code: 'mostInOneSector'; readonly sector: Sector; readonly count: number; readonly of: number }
	/** How many stand on each side of the family; who is on both counts on both. */
	| { readonly code: 'sides'; readonly maternal: number; readonly paternal: number }
	/** Ties that go one way only, with who gives and who gets. */
	| {
			readonly code: 'reciprocity';
			readonly both: number;
			readonly oneWay: readonly { readonly from: string; readonly to: string }[];
	  }
	/** How many of those on the map have a tie to somebody besides the child. */
	| { readonly code: 'knowEachOther'; readonly connected: number; readonly of: number }
	/** What only one person can help with. */
	| {
			readonly code: 'onlyHelper';
			readonly things: readonly { readonly tag: HelpTag; readonly person: string }[];
	  }
	/** Who can help at night. */
	| { readonly code: 'nights'; readonly people: readonly string[] };

/**
 * Everything that is read from a map, in the order in which it is said.
 * @param people those on the map, without the child
 * @param ties those that were not taken away
 * @param comeAtNight ids of those who are there at night by the emergency plan
 */
export function readings(
	child: Middle,
	people: readonly Person[],
	ties: readonly Tie[],
	comeAtNight?: ReadonlySet<string>
): Reading[] {
	const persons = people.filter(({ kind }) => kind === 'person');
	const found: Reading[] = [];
	for (const measure of measures(people, ties)) {
		found.push(measure);
		if (measure.code === 'privateAndProfessional' && measure.professional > measure.own)
			found.push({ code: 'mostlyProfessional' });
	}
	if (persons.length === 0) return found;
	return [
		...found,
		...mostInOneSector(persons),
		...sides(persons),
		...reciprocity(child, people, ties),
		...knowEachOther(persons, ties),
		...onlyHelper(persons),
		{ code: 'nights', people: reachedAtNight(persons, comeAtNight).map(({ id }) => id) }
	];
}

/** Help that is needed when it is dark. */
const nightHelp: readonly HelpTag[] = ['beThereTonight', 'sleepOver'];

/**
 * Those who can help at night: they are there and have not moved away, ticked it, and have not said no to it; or they have
 * said yes to nights in the emergency plan, which is the newer and more exact answer.
 * @param inPlan ids of the latter
 */
export function reachedAtNight(people: readonly Person[], inPlan?: ReadonlySet<string>): Person[] {
	return people
		.filter(canHelp)
		.filter(
			({ id, status, helps, consent }) =>
				inPlan?.has(id) === true ||
				(status !== 'movedAway' &&
					helps.some((tag) => nightHelp.includes(tag)) &&
					!(['no', 'withdrawn', 'yesButNotNights'] as (string | undefined)[]).includes(consent?.status))
		);
}

function mostInOneSector(persons: readonly Person[]): Reading[] {
	const sectors = persons.flatMap((person) => sectorOf(person) ?? []);
	for (const sector of new Set(sectors)) {
		const count = sectors.filter((each) => each === sector).length;
		if (count > 2 && count * 2 > sectors.length)
			return [{ code: 'mostInOneSector', sector, count, of: sectors.length }];
	}
	return [];
}

function sides(persons: readonly Person[]): Reading[] {
	const own = persons.filter((person) => !isProfessional(person));
	const on = (which: 'maternal' | 'paternal') =>
		own.filter(({ side }) => side === which || side === 'both').length;
	const [maternal, paternal] = [on('maternal'), on('paternal')];
	return maternal + paternal === 0 ? [] : [{ code: 'sides', maternal, paternal }];
}

/** What is only wished for and what is broken gives nobody anything. */
function carries({ quality }: Tie): boolean {
	return quality !== 'broken' && quality !== 'wishedFor';
}

function reciprocity(child: Middle, people: readonly Person[], ties: readonly Tie[]): Reading[] {
	const there = new Set([child.id, ...people.map(({ id }) => id)]);
	const drawn = ties.filter((tie) => carries(tie) && there.has(tie.from) && there.has(tie.to));
	if (drawn.length === 0) return [];
	const oneWay = drawn
		.filter(({ direction }) => direction === 'fromTo')
		// Where another one goes back, or both ways, the two give each other something.
		.filter(
			({ from, to }) =>
				!drawn.some(
					(other) =>
						(other.from === to && other.to === from) ||
						(other.direction === 'both' && other.from === from && other.to === to)
				)
		)
		.map(({ from, to }) => ({ from, to }));
	return [{ code: 'reciprocity', both: drawn.length - oneWay.length, oneWay }];
}

function knowEachOther(persons: readonly Person[], ties: readonly Tie[]): Reading[] {
	if (persons.length < 2) return [];
	const ids = new Set(persons.map(({ id }) => id));
	const connected = new Set(
		ties
			.filter((tie) => carries(tie) && ids.has(tie.from) && ids.has(tie.to))
			.flatMap(({ from, to }) => [from, to])
	);
	return [{ code: 'knowEachOther', connected: connected.size, of: persons.length }];
}

function onlyHelper(persons: readonly Person[]): Reading[] {
	const able = persons.filter(canHelp);
	const things = HELP_TAGS.flatMap((tag) => {
		const [only, another] = able.filter(({ helps }) => helps.includes(tag));
		return only && !another ? [{ tag, person: only.id }] : [];
	});
	return things.length === 0 ? [] : [{ code: 'onlyHelper', things }];
}
