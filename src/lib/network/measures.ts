/**
 * What can be read from a map, as codes and counts that a component puts into sentences.
 * No scores, and nobody is ranked: a small network may be a good one.
 */
import { bridgesBetween } from './bridges.ts';
import {
	HELP_TAGS,
	SECTORS,
	type HelpTag,
	type Person,
	type PersonKind,
	type Sector,
	type Tie
} from './network.ts';
import { isProfessional, sectorOf } from './relations.ts';

/** How many of each stand on the map; animals, groups and places are counted, but never as persons. */
export interface Size {
	readonly people: number;
	readonly animals: number;
	readonly groups: number;
	readonly places: number;
}

export type Measure =
	| ({ readonly code: 'size' } & Size)
	/** A network of helpers alone is worth talking about. */
	| { readonly code: 'privateAndProfessional'; readonly own: number; readonly professional: number }
	/** Every connection between the mother's and the father's side goes through these. */
	| { readonly code: 'onlyBridge'; readonly people: readonly string[] }
	/** Each of these alone joins groups that else have no tie. */
	| { readonly code: 'bridges'; readonly people: readonly string[] }
	| { readonly code: 'emptySectors'; readonly sectors: readonly Sector[] };

/**
 * The sentences about a map, in the order they are said.
 * @param people those on the map, without the child
 * @param ties those that were not taken away
 */
export function measures(people: readonly Person[], ties: readonly Tie[]): Measure[] {
	const persons = people.filter(({ kind }) => kind === 'person');
	const professional = persons.filter(isProfessional).length;
	const found: Measure[] = [{ code: 'size', ...sizeOf(people) }];
	if (persons.length === 0) return found;
	found.push({ code: 'privateAndProfessional', own: persons.length - professional, professional });
	const bridges = onlyBridges(persons, ties);
	if (bridges.length > 0) found.push({ code: 'onlyBridge', people: bridges });
	// Who joins the sides of the family was named already.
	const joining = bridgesBetween(persons, ties).filter((id) => !bridges.includes(id));
	if (joining.length > 0) found.push({ code: 'bridges', people: joining });
	const sectors = emptySectors(people);
	if (sectors.length > 0) found.push({ code: 'emptySectors', sectors });
	return found;
}

/** Counts who and what stands on a map. */
export function sizeOf(people: readonly Pick<Person, 'kind'>[]): Size {
	const count = (kind: PersonKind) => people.filter((one) => one.kind === kind).length;
	return {
		people: count('person'),
		animals: count('animal'),
		groups: count('group'),
		places: count('place')
	};
}

/** Those of whom it can be said that somebody is there: a place is nobody, while there are people in a group. */
export function isAnybody({ kind }: Pick<Person, 'kind'>): boolean {
	return kind !== 'place';
}

/** The sectors where nobody stands, in the order of the map. */
export function emptySectors(people: readonly Person[]): Sector[] {
	const filled = new Set(people.filter(isAnybody).map(sectorOf));
	return SECTORS.filter((sector) => !filled.has(sector));
}

/** Whether somebody lives, as far as anybody has said. */
export function lives({ status }: Pick<Person, 'status'>): boolean {
	return status !== 'dead' && status !== 'unborn';
}

/** Whether somebody can be asked for anything: what was ticked of who has died since is a memory. */
export function canHelp(person: Pick<Person, 'kind' | 'status'>): boolean {
	return person.kind === 'person' && lives(person);
}

/** Who can help with each thing, in the order of the map; a thing nobody can help with stands with nobody. */
export function helpers(people: readonly Person[]): ReadonlyMap<HelpTag, readonly Person[]> {
	const able = people.filter(canHelp);
	return new Map(HELP_TAGS.map((tag) => [tag, able.filter(({ helps }) => helps.includes(tag))]));
}

/**
 * The people through whom every connection between the mother's and the father's side goes: if one of them
 * falls away, the two sides know nobody of each other. The child is left out, being tied to all.
 * @returns their ids; empty where there is no connection, or more than one way
 */
export function onlyBridges(people: readonly Person[], ties: readonly Tie[]): string[] {
	const known = new Set(people.map(({ id }) => id));
	const neighbours = new Map<string, string[]>();
	for (const { from, to, quality } of ties) {
		// A broken tie carries nothing, and one that is wished for is not there yet.
		if (quality === 'broken' || quality === 'wishedFor' || !known.has(from) || !known.has(to)) continue;
		neighbours.set(from, [...(neighbours.get(from) ?? []), to]);
		neighbours.set(to, [...(neighbours.get(to) ?? []), from]);
	}
	const side = (which: 'maternal' | 'paternal') =>
		people.filter((person) => person.side === which).map(({ id }) => id);
	const [maternal, paternal] = [side('maternal'), side('paternal')];
	if (!connected(maternal, paternal, neighbours, null)) return [];
	return people
		.map(({ id }) => id)
		.filter((id) => neighbours.has(id) && !connected(maternal, paternal, neighbours, id));
}

/** Is there a way from one side to the other that does not go through `without`? */
function connected(
	starts: readonly string[],
	ends: readonly string[],
	neighbours: ReadonlyMap<string, readonly string[]>,
	without: string | null
): boolean {
	const seen = new Set(starts.filter((id) => id !== without));
	const queue = [...seen];
	for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
		if (ends.includes(next)) return true;
		for (const id of neighbours.get(next) ?? []) {
			if (id === without || seen.has(id)) continue;
			seen.add(id);
			queue.push(id);
		}
	}
	return false;
}
