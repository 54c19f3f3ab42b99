/** What follows from who somebody is for the child: which sector they belong to, and where they may stand. */
import {
	RELATIONS,
	type Person,
	type PersonKind,
	type Placement,
	type Relation,
	type Sector
} from './network.ts';
import { sectorAt } from './placement.ts';

/** Relations that say what something is, when it is nobody. */
const kinds: Partial<Record<Relation, PersonKind>> = { pet: 'animal', group: 'group', place: 'place' };

/** What stands on the map when this is who or what it is; it is never changed afterwards. */
export function kindFor(relation: Relation | undefined): PersonKind {
	return (relation === undefined ? undefined : kinds[relation]) ?? 'person';
}

/** What somebody of a kind can be for the child: a person is no football team. */
export function relationsFor(kind: PersonKind): readonly Relation[] {
	return RELATIONS.filter((relation) => kindFor(relation) === kind);
}

/** The twelve chips of “Hvem er det?”, in the order a family thinks of them. */
export const RELATION_CHIPS = [
	'mother',
	'father',
	'sibling',
	'grandparent',
	'auntOrUncle',
	'friend',
	'neighbour',
	'teacher',
	'pet',
	'group',
	'place',
	'other'
] as const satisfies readonly Relation[];

const sectors: Record<Relation, Sector> = {
	mother: 'household',
	father: 'household',
	stepParent: 'household',
	fosterParent: 'household',
	sibling: 'household',
	halfSibling: 'family',
	stepSibling: 'family',
	fosterSibling: 'household',
	grandparent: 'kin',
	aunt: 'kin',
	uncle: 'kin',
	auntOrUncle: 'kin',
	cousin: 'kin',
	relative: 'kin',
	friend: 'friends',
	classmate: 'friends',
	friendsParent: 'friends',
	neighbour: 'neighbours',
	teacher: 'school',
	coach: 'leisure',
	healthWorker: 'professional',
	caseworker: 'professional',
	professional: 'professional',
	pet: 'household',
	group: 'leisure',
	place: 'leisure',
	other: 'friends'
};

/** The relations that are a job: drawn as a square with a double edge. */
const jobs: readonly Relation[] = ['teacher', 'healthWorker', 'caseworker', 'professional'];

/**
 * The sector somebody is put in until somebody moves them: a first guess, not a judgement.
 * @returns undefined where nobody has said who they are: they belong to no sector yet
 */
export function sectorFor(relation: Relation | undefined): Sector | undefined {
	return relation === undefined ? undefined : sectors[relation];
}

/** Words before who somebody was: “tidligere fostermor”, “eks-stefar”. */
const former = /(?<!\p{L})(?:tidligere|tidlegare|forrige|førre|eks|former|previous|ex)(?!\p{L})/iu;

/** Were they this to the child once, and are it no more? As their own words say, in the languages of the page. */
export function isFormer({ relationText }: { readonly relationText?: string | undefined }): boolean {
	return relationText !== undefined && former.test(relationText);
}

/**
 * The sector a person belongs to; undefined until somebody says who they are or moves them into one. Who once lived
 * with the child and does so no more is not of the household.
 */
export function sectorOf(
	person: Pick<Person, 'sector' | 'relation'> & { readonly relationText?: string | undefined }
): Sector | undefined {
	if (person.sector !== undefined) return person.sector;
	const sector = sectorFor(person.relation);
	return sector === 'household' && isFormer(person) ? 'family' : sector;
}

/** Has nobody said yet in which part of the child's life they belong? On the map they stand in none. */
export function isNowhere(person: Parameters<typeof sectorOf>[0]): boolean {
	return sectorOf(person) === undefined;
}

/**
 * Where somebody belongs once it is said otherwise who they are: a sector that only followed from who they were follows
 * again, one that was chosen stays.
 * @returns null where nothing changes
 */
export function sectorAfter(
	person: Pick<Person, 'sector' | 'relation'>,
	relation: Relation | undefined
): { readonly sector: Sector | undefined } | null {
	const followed = person.sector !== undefined && person.sector === sectorFor(person.relation);
	const sector = sectorFor(relation);
	return followed && sector !== person.sector ? { sector } : null;
}

/**
 * The sector that is written when somebody is moved: who crosses a border between sectors, or belonged to none, belongs to
 * the one they are put in.
 * @returns undefined where they belong as before
 */
export function sectorOnceMoved(
	person: Pick<Person, 'sector' | 'relation' | 'relationText' | 'placement'>,
	to: Placement
): Sector | undefined {
	const before = person.placement;
	const sector = sectorAt(to.angle);
	const stays = before !== undefined && sectorAt(before.angle) === sector;
	// Only nearer or farther, along a border between two sectors, says of none that they belong to it.
	return stays && (before.angle === to.angle || sectorOf(person) !== undefined) ? undefined : sector;
}

/** Does this person know the child through a job? Helpers are counted apart from one's own people. */
export function isProfessional(person: Pick<Person, 'sector' | 'relation'>): boolean {
	return (
		sectorOf(person) === 'professional' || (person.relation !== undefined && jobs.includes(person.relation))
	);
}

/** Asked and not answered: drawn with a dotted edge and “?”. */
export function isAwaited(person: Pick<Person, 'consent'>): boolean {
	return person.consent?.status === 'asked';
}
