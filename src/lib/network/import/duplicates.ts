/** Who is there twice: on the map already, or two times in what is looked at. Found, and merged where somebody says so. */
import type { Candidate, CandidateNumber } from './candidates.ts';

/** Somebody on the map, with their numbers as far as this person may read them. */
export interface Known {
	readonly id: string;
	readonly name: string;
	/** E.164. */
	readonly numbers: readonly string[];
}

/** Who a candidate may be the same as. */
export interface Duplicate {
	/** Somebody on the map, or another candidate that stands before this one. */
	readonly of: { readonly person: string } | { readonly candidate: string };
	/** A name that is the same says more than a number, which a family may share. */
	readonly by: 'name' | 'number';
}

/**
 * A name as it is compared: in small letters, without signs and without accents that some write and some do not; its words
 * in the order of the alphabet, since phones have the last name first. Å, ä and ö are letters, no accents.
 */
export function foldName(name: string): string {
	return name
		.normalize('NFD')
		.replace(/[\u0300-\u0302]/g, '')
		.normalize('NFC')
		.toLocaleLowerCase('nb')
		.replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
		.trim()
		.split(' ')
		.sort()
		.join(' ');
}

/**
 * Finds who is there twice. Of several that are the same, the first one in the list is who the others are the same as.
 * @returns by the candidate's key; who is not in it is there once
 */
export function findDuplicates(
	candidates: readonly Candidate[],
	known: readonly Known[]
): ReadonlyMap<string, Duplicate> {
	const found = new Map<string, Duplicate>();
	const byName = new Map<string, Duplicate['of']>();
	const byNumber = new Map<string, Duplicate['of']>();
	const remember = (name: string, numbers: readonly string[], of: Duplicate['of']) => {
		const folded = foldName(name);
		if (folded !== '' && !byName.has(folded)) byName.set(folded, of);
		for (const number of numbers) if (!byNumber.has(number)) byNumber.set(number, of);
	};
	for (const { id, name, numbers } of known) remember(name, numbers, { person: id });
	for (const { key, name, numbers } of candidates) {
		const values = numbers.map(({ value }) => value);
		const sameName = byName.get(foldName(name));
		const number = values.find((value) => byNumber.has(value));
		const sameNumber = number === undefined ? undefined : byNumber.get(number);
		if (sameName) found.set(key, { of: sameName, by: 'name' });
		else if (sameNumber) found.set(key, { of: sameNumber, by: 'number' });
		// Who shares only a number may be somebody else, whom a third one is the same as by name.
		remember(name, values, sameName ?? { candidate: key });
	}
	return found;
}

/** A candidate together with another one who is the same: the fuller name, what is said of either, all numbers. */
export function merge(one: Candidate, other: Candidate): Candidate {
	const { relation = other.relation, side = other.side, sector = other.sector } = one;
	const text = one.relationText ?? (one.relation === undefined ? other.relationText : undefined);
	return {
		key: one.key,
		name: fuller(one.name, other.name),
		kind: one.kind,
		numbers: allNumbers(one.numbers, other.numbers),
		unread: [...one.unread, ...other.unread],
		...(relation === undefined ? {} : { relation }),
		...(text === undefined ? {} : { relationText: text }),
		...(side === undefined ? {} : { side }),
		...(sector === undefined ? {} : { sector })
	};
}

/** The other name only where it says all that the one says, and more. */
function fuller(one: string, other: string): string {
	const [words, others] = [foldName(one).split(' '), foldName(other).split(' ')];
	return others.length > words.length && words.every((word) => others.includes(word)) ? other : one;
}

function allNumbers(one: readonly CandidateNumber[], other: readonly CandidateNumber[]): CandidateNumber[] {
	const added = other.filter(({ value }) => !one.some((number) => number.value === value));
	return [...one, ...added];
}
