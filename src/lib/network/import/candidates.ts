/** Who could be put on the map: people of a file or of another room, with what is to be known of them first. */
import {
	KINDS,
	RELATIONS,
	SECTORS,
	type PersonKind,
	type Relation,
	type Sector,
	type Side
} from '../network.ts';
import { kindFor } from '../relations.ts';
import type { Contact, SaidType } from './contacts.ts';

/** A number that can be called. */
export interface CandidateNumber {
	/** E.164. */
	readonly value: string;
	readonly type: SaidType;
}

export interface Candidate {
	/** Tells them from each other while they are looked at. */
	readonly key: string;
	readonly name: string;
	readonly kind: PersonKind;
	readonly relation?: Relation;
	readonly relationText?: string;
	readonly side?: Side;
	readonly sector?: Sector;
	readonly numbers: readonly CandidateNumber[];
	/** Numbers of the file that cannot be called, as they were written. */
	readonly unread: readonly string[];
}

/**
 * Candidates from the contacts of a file.
 * @param read a number as it was written to E.164, or null where it is none; null: this person may write no numbers, so
 * none are taken out of the file at all
 */
export function candidatesOf(
	contacts: readonly Contact[],
	read: ((text: string) => string | null) | null
): Candidate[] {
	return contacts.map(({ line, name, numbers, ...who }) => {
		const taken = new Map<string, CandidateNumber>();
		const unread: string[] = [];
		if (read)
			for (const { text, type } of numbers) {
				const value = read(text);
				if (value === null) unread.push(text);
				else if (!taken.has(value)) taken.set(value, { value, type });
			}
		const kind = kindFor(who.relation);
		return { key: String(line), name, kind, ...who, numbers: [...taken.values()], unread };
	});
}

/** Somebody of a sibling's room, as the server tells of them. */
export interface SiblingsPerson {
	readonly id: string;
	readonly kind: string;
	readonly name: string;
	readonly relation: string | null;
	readonly sector: string | null;
}

/** Candidates from a sibling's map: the same people, and the sibling. Who they are for one child is a first guess for the other. */
export function candidatesOfSibling(people: readonly SiblingsPerson[]): Candidate[] {
	return people.map(({ id, kind, name, ...said }) => {
		const relation = kind === 'child' ? 'sibling' : RELATIONS.find((each) => each === said.relation);
		const sector = SECTORS.find((each) => each === said.sector);
		return {
			key: id,
			name,
			kind: KINDS.find((each) => each === kind) ?? 'person',
			...(relation === undefined ? {} : { relation }),
			...(sector === undefined ? {} : { sector }),
			numbers: [],
			unread: []
		};
	});
}
