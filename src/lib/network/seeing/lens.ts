/**
 * Looking at a map with one question: who can help with this, who has said yes, whom the child misses, what is empty.
 * Whom it is about gets a sign, and the others step back. The same is told in words.
 */
import { canHelp } from '../measures.ts';
import type { Child, HelpTag, Person, Tie } from '../network.ts';
import { otherEnd } from '../ties.ts';

export type Lens =
	| { readonly about: 'help'; readonly tag: HelpTag }
	| { readonly about: 'consent' }
	| { readonly about: 'missed' }
	| { readonly about: 'gaps' };

/** What is drawn beside somebody: each a shape of its own. */
export type Sign = 'yes' | 'notNights' | 'asked' | 'no' | 'wished' | 'broken' | 'away';

type Middle = Pick<Child, 'id'>;

/**
 * Whom the question is about, each with a sign; who is not in it steps back.
 * @param people those on the map, without the child
 * @param ties those that were not taken away
 */
export function signsOf(
	lens: Lens,
	child: Middle,
	people: readonly Person[],
	ties: readonly Tie[]
): ReadonlyMap<string, Sign> {
	return new Map(
		people.flatMap((person): [string, Sign][] => {
			const sign = signOf(lens, child, person, ties);
			return sign === null ? [] : [[person.id, sign]];
		})
	);
}

function signOf(lens: Lens, child: Middle, person: Person, ties: readonly Tie[]): Sign | null {
	switch (lens.about) {
		case 'help':
			return canHelp(person) && person.helps.includes(lens.tag) ? 'yes' : null;
		case 'consent':
			return consentSign(person);
		case 'missed':
			return missedSign(child, person, ties);
		case 'gaps':
			return null;
	}
}

/** Whom nobody has asked gets no sign. */
function consentSign({ consent }: Person): Sign | null {
	switch (consent?.status) {
		case 'yes':
			return 'yes';
		case 'yesButNotNights':
			return 'notNights';
		case 'asked':
			return 'asked';
		case 'no':
		case 'withdrawn':
			return 'no';
		default:
			return null;
	}
}

/**
 * Whom the child misses, as the child has said it by a tie. That somebody has died or moved away is no saying of the
 * child's, but belongs to the same talk.
 */
function missedSign(child: Middle, { id, status }: Person, ties: readonly Tie[]): Sign | null {
	const said = ties
		.filter((tie) => tie.saidBy === 'child' && (tie.from === child.id || tie.to === child.id))
		.filter((tie) => otherEnd(tie, child.id) === id);
	if (said.some(({ quality }) => quality === 'wishedFor')) return 'wished';
	if (said.some(({ quality }) => quality === 'broken')) return 'broken';
	return status === 'dead' || status === 'movedAway' ? 'away' : null;
}

/** People by sign, in the order in which the signs are told. */
export const SIGNS = ['wished', 'broken', 'away', 'yes', 'notNights', 'asked', 'no'] as const;

export function bySign(signs: ReadonlyMap<string, Sign>): ReadonlyMap<Sign, readonly string[]> {
	return new Map(
		SIGNS.map((sign): [Sign, readonly string[]] => [
			sign,
			[...signs].filter(([, each]) => each === sign).map(([id]) => id)
		]).filter(([, ids]) => ids.length > 0)
	);
}
