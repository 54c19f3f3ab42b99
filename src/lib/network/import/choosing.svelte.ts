/** Choosing whom to put on the map, from a list that may be long. */
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Relation } from '../network.ts';
import type { OpenNetwork } from '../openNetwork.svelte.ts';
import { kindFor } from '../relations.ts';
import { bring } from './bring.svelte.ts';
import type { Candidate } from './candidates.ts';
import { findDuplicates, foldName, type Duplicate, type Known } from './duplicates.ts';
import type { NumberDesk } from './numbers.ts';
import { planImport } from './plan.ts';

/** How many are drawn at once. */
const drawnAtOnce = 60;

export class Choosing {
	readonly network: OpenNetwork;
	readonly desk: NumberDesk | null;
	/** Everybody who can be chosen. */
	readonly candidates: readonly Candidate[];
	readonly #folded: ReadonlyMap<string, string>;
	readonly #chosen = new SvelteSet<string>();
	/** What was said about merging, where it is not what is suggested. */
	readonly #merging = new SvelteMap<string, boolean>();
	/** Who somebody is, as it was said here. */
	readonly #relations = new SvelteMap<string, Relation | undefined>();
	query = $state('');
	#drawn = $state(drawnAtOnce);

	readonly #known = $derived.by((): Known[] => {
		const { network, desk } = this;
		const child = { id: network.child.id, name: network.child.name, numbers: [] };
		const people = network.people.map(({ id, name, numbersForAll = [] }) => ({
			id,
			name,
			numbers: [...(desk?.of(id) ?? []), ...numbersForAll]
		}));
		return [child, ...people];
	});
	readonly duplicates = $derived.by(() => findDuplicates(this.candidates, this.#known));
	readonly found = $derived.by(() => {
		const words = foldName(this.query).split(' ').filter(Boolean);
		return this.candidates.filter(({ key }) => words.every((word) => this.#folded.get(key)?.includes(word)));
	});
	readonly shown = $derived.by(() => this.found.slice(0, this.#drawn));
	readonly plan = $derived.by(() => {
		const chosen = this.candidates
			.filter(({ key }) => this.#chosen.has(key))
			.map((each) => this.asSaid(each));
		const merged = new Set(chosen.filter((each) => this.isMerged(each)).map(({ key }) => key));
		return planImport(chosen, merged, this.duplicates, this.network.people, this.#known);
	});

	/**
	 * @param candidates each with a key of its own
	 * @param desk where numbers go; null where this person has none to do with them
	 */
	constructor(network: OpenNetwork, candidates: readonly Candidate[], desk: NumberDesk | null) {
		this.network = network;
		this.desk = desk;
		this.candidates = candidates;
		this.#folded = new Map(
			candidates.map(({ key, name, relationText = '' }) => [key, foldName(`${name} ${relationText}`)])
		);
	}

	get count(): number {
		return this.#chosen.size;
	}
	/** How many more have a place, after those who are chosen; below 0: so many too many. */
	get left(): number {
		return this.network.placesLeft - this.plan.added.length;
	}
	isChosen({ key }: Candidate): boolean {
		return this.#chosen.has(key);
	}
	choose({ key }: Candidate, on: boolean): void {
		if (on) this.#chosen.add(key);
		else this.#chosen.delete(key);
	}
	/** All who are found, as far as there is room. */
	chooseFound(): void {
		const coming = this.found.filter((each) => !this.isLikeChild(each));
		// Each takes one place at most, so as many as there are places are chosen between two looks at the plan.
		for (let at = 0; at < coming.length && this.left > 0;) {
			const some = coming.slice(at, at + this.left);
			for (const candidate of some) this.choose(candidate, true);
			at += some.length;
		}
	}
	chooseNone(): void {
		this.#chosen.clear();
	}
	showMore(): void {
		this.#drawn += drawnAtOnce;
	}

	/** A candidate with what was said here of who they are. */
	asSaid(candidate: Candidate): Candidate {
		if (!this.#relations.has(candidate.key)) return candidate;
		const { relation: _, relationText, sector: __, ...rest } = candidate;
		const relation = this.#relations.get(candidate.key);
		const same = relation === candidate.relation && relationText !== undefined;
		return {
			...rest,
			kind: kindFor(relation),
			...(relation === undefined ? {} : { relation }),
			...(same ? { relationText } : {})
		};
	}
	relate({ key }: Candidate, relation: Relation | undefined): void {
		this.#relations.set(key, relation);
	}

	/** Who a candidate may be the same as; null: they are there once. */
	duplicateOf({ key }: Candidate): Duplicate | null {
		return this.duplicates.get(key) ?? null;
	}
	/** Whoever has the same name is most likely the same; a number may be shared by a family. */
	isMerged(candidate: Candidate): boolean {
		const duplicate = this.duplicateOf(candidate);
		if (duplicate === null || this.isLikeChild(candidate)) return false;
		return this.#merging.get(candidate.key) ?? duplicate.by === 'name';
	}
	/** Has the name of the child in the middle, who is nobody's to add to. */
	isLikeChild(candidate: Candidate): boolean {
		const of = this.duplicateOf(candidate)?.of;
		return of !== undefined && 'person' in of && of.person === this.network.child.id;
	}
	mergeOrNot({ key }: Candidate, merge: boolean): void {
		this.#merging.set(key, merge);
	}
	candidate(key: string): Candidate | null {
		return this.candidates.find((candidate) => candidate.key === key) ?? null;
	}
	/** E.164 numbers of somebody on the map, as far as this person may read them. */
	numbersOf(person: string): readonly string[] {
		return this.#known.find(({ id }) => id === person)?.numbers ?? [];
	}

	/** Puts those who are chosen on the map. @returns whether anything was done */
	bring(): boolean {
		if (this.count === 0 || this.left < 0) return false;
		bring(this.network, this.plan, this.desk);
		return true;
	}
}
