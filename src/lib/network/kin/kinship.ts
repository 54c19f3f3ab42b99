/**
 * Who is kin to whom on a map: what ties say, and what the words for who somebody is make plain. The second is reckoned
 * each time it is read and is never written (decision 23), so it follows the words, and nobody is made to have said it.
 */
import type { Child, Kinship, Person, Tie } from '../network.ts';
import { isFormer } from '../relations.ts';

/** How two are kin. Of `parent` and `fosterParent` the first is the elder. */
export type KinType = 'parent' | 'fosterParent' | 'couple' | 'formerCouple' | 'sibling' | 'halfSibling';

/** That two are kin. */
export interface KinLink {
	readonly type: KinType;
	/** The parent, where one of them is. */
	readonly one: string;
	readonly other: string;
	/** Said by a tie, or read from the words for who they are. */
	readonly origin: 'said' | 'word';
}

type Middle = Pick<Child, 'id'>;

/**
 * All kin on a map, what was said first. Of two who are said to be kin in two ways the later saying stands; where
 * somebody has said how two are kin, no word tells otherwise.
 * @param people those on the map, without the child
 * @param ties those that were not taken away
 */
export function kinLinks(child: Middle, people: readonly Person[], ties: readonly Tie[]): KinLink[] {
	const there = new Set([child.id, ...people.filter(({ kind }) => kind === 'person').map(({ id }) => id)]);
	const found = new Map<string, KinLink>();
	// Ids are made in the order of time: the later overwrites, and keeps the place of the first.
	for (const tie of [...ties].sort((a, b) => (a.id < b.id ? -1 : 1))) {
		const link = saidBy(tie);
		if (link && there.has(link.one) && there.has(link.other)) found.set(pairOf(link), link);
	}
	const words = fromWords(child, people).filter((link) => there.has(link.one) && !found.has(pairOf(link)));
	const said = [...found.values()];
	for (const link of [
		...partners(ties),
		...words.filter((each) => isPlain(each, child, [...said, ...words]))
	])
		if (there.has(link.one) && there.has(link.other) && !found.has(pairOf(link)))
			found.set(pairOf(link), link);
	return [...found.values()];
}

/**
 * Whether a word alone tells that somebody is a grandparent by birth. Where it would give a parent of the child more than
 * two, some are called so for another reason (“mormors mann”, a great-grandmother), and nobody but the family knows who.
 */
function isPlain({ type, other }: KinLink, child: Middle, all: readonly KinLink[]): boolean {
	if (type !== 'parent' || other === child.id) return true;
	return all.filter((link) => link.type === 'parent' && link.other === other).length <= 2;
}

/** What a tie says of the two being kin; null where it says nothing. */
export function saidBy({ kin, from, to }: Pick<Tie, 'kin' | 'from' | 'to'>): KinLink | null {
	switch (kin) {
		case undefined:
			return null;
		case 'parentOf':
			return { type: 'parent', one: from, other: to, origin: 'said' };
		case 'childOf':
			return { type: 'parent', one: to, other: from, origin: 'said' };
		case 'fosterParentOf':
			return { type: 'fosterParent', one: from, other: to, origin: 'said' };
		case 'fosterChildOf':
			return { type: 'fosterParent', one: to, other: from, origin: 'said' };
		default:
			return { type: kin, one: from, other: to, origin: 'said' };
	}
}

/** The same kinship, said from the other end. */
export const turned: Readonly<Record<Kinship, Kinship>> = {
	parentOf: 'childOf',
	childOf: 'parentOf',
	couple: 'couple',
	formerCouple: 'formerCouple',
	sibling: 'sibling',
	halfSibling: 'halfSibling',
	fosterParentOf: 'fosterChildOf',
	fosterChildOf: 'fosterParentOf'
};

/** Partners are a couple. A broken tie between them may be a quarrel or an end, so it tells nothing. */
function partners(ties: readonly Tie[]): KinLink[] {
	return ties
		.filter(({ type, quality }) => type === 'partner' && quality !== 'broken' && quality !== 'wishedFor')
		.map(({ from, to }) => ({ type: 'couple', one: from, other: to, origin: 'word' }));
}

/** Words that say whose parent or sibling somebody is. “Tante” does not: she may be married to an uncle. */
const parentsOf: Readonly<Record<string, 'mother' | 'father'>> = {
	mormor: 'mother',
	morfar: 'mother',
	farmor: 'father',
	farfar: 'father'
};
const siblingsOf: Readonly<Record<string, 'mother' | 'father'>> = {
	moster: 'mother',
	morbror: 'mother',
	faster: 'father',
	farbror: 'father'
};

/**
 * What the words make plain. Who leads through a parent is kin only where exactly one such parent is on the map: with two
 * mothers nobody but the family knows whose mother “mormor” is.
 */
function fromWords(child: Middle, people: readonly Person[]): KinLink[] {
	const only = (relation: 'mother' | 'father'): string | null => {
		const [one, another] = people.filter((person) => person.relation === relation);
		return one && !another ? one.id : null;
	};
	const through = { mother: only('mother'), father: only('father') };
	const link = (type: KinType, one: string, other: string | null): KinLink[] =>
		other === null ? [] : [{ type, one, other, origin: 'word' }];
	return people.flatMap((person): KinLink[] => {
		const { id, relation } = person;
		const word = person.relationText?.toLocaleLowerCase('nb').trim() ?? '';
		switch (relation) {
			case 'mother':
			case 'father':
				return link('parent', id, child.id);
			case 'fosterParent':
				// Who once was it lives with others now: nothing is drawn of it unless a tie says so.
				return isFormer(person) ? [] : link('fosterParent', id, child.id);
			case 'sibling':
				return link('sibling', id, child.id);
			case 'halfSibling': {
				const shared = parentOnSide(person, word);
				const parent = shared && through[shared];
				return parent === null ? link('halfSibling', id, child.id) : link('parent', parent, id);
			}
			case 'grandparent': {
				// A great-grandmother is nobody's parent here.
				if (/^(?:gammel|olde)/u.test(word)) return [];
				const side = parentsOf[word] ?? parentOnSide(person, word);
				return side === null ? [] : link('parent', id, through[side]);
			}
			case 'aunt':
			case 'uncle':
			case 'auntOrUncle': {
				const side = siblingsOf[word];
				return side === undefined ? [] : link('sibling', id, through[side]);
			}
			default:
				return [];
		}
	});
}

/** The parent on whose side somebody is; null on both sides, on none, and where their word says otherwise. */
function parentOnSide({ side }: Pick<Person, 'side'>, word: string): 'mother' | 'father' | null {
	const said = parentsOf[word];
	if (side === 'maternal') return said === 'father' ? null : 'mother';
	if (side === 'paternal') return said === 'mother' ? null : 'father';
	return null;
}

/** Two, whichever of them is named first. */
function pairOf({ one, other }: Pick<KinLink, 'one' | 'other'>): string {
	return one < other ? `${one} ${other}` : `${other} ${one}`;
}
