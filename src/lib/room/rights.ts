/**
 * Who may read and write what: the one table that server and screens share.
 * A session says who somebody is; everything here hangs on their row as participant of the room at hand.
 */
import * as v from 'valibot';
import { SECTIONS, type Role, type Section, type Space } from './spaces.ts';

/** `own`: may write what is theirs (their person, their emergency contact) and propose the rest. */
export const ACCESSES = ['write', 'own', 'read'] as const;
export type Access = (typeof ACCESSES)[number];

/** What somebody may do otherwise than their role says, by section. What the child says is the child's alone. */
export const Exceptions = v.strictObject(
	v.partial(
		v.object({
			people: v.picklist(ACCESSES),
			ties: v.picklist(ACCESSES),
			emergency: v.picklist(ACCESSES),
			visits: v.picklist(ACCESSES),
			meetings: v.picklist(ACCESSES)
		})
	).entries
);
export type Exceptions = Readonly<v.InferOutput<typeof Exceptions>>;

/** What rights hang on: a participant's row, never anything a client or a document says. */
export interface Standing {
	readonly role: Role;
	/** Cares for the child day by day, as a caseworker sets it; means something only where `canCare` is true. */
	readonly carer: boolean;
	/** Protected: produces no trace in the shared document, no presence, no count. */
	readonly hidden: boolean;
	/** As a facilitator has set them for this person. */
	readonly exceptions?: Exceptions;
	/** Takes part in the family's own time, as a facilitator has set it; null: as the role says. */
	readonly familyTime?: boolean | null;
	/** The child has opened the child's corner to this person. */
	readonly corner?: boolean;
	/** The room is closed: everybody reads on, and nobody writes. */
	readonly roomClosed?: boolean;
}

/** All that decides whether a writer may write somewhere in a document. */
export interface Writing extends Standing {
	readonly participant: string;
	/** Ids of the entities that are theirs. */
	readonly own: readonly string[];
	/** Sections that a caseworker has locked. */
	readonly locked: readonly Section[];
	/** Meetings that are closed: what was written there stands in a version. */
	readonly closed: readonly string[];
	/** Number of their rights: it goes up with every change. */
	readonly rightsVersion?: number;
}

/** Why something may not be written; `tooLong` and `full` are not of rights, but of how much has a place (`lengths.ts`). */
export type Refusal = 'notYours' | 'locked' | 'closed' | 'answered' | 'tooLong' | 'full';

/** What stands in the document of a proposal: what an answer to it must know. */
export interface KnownProposal {
	/** The section that it would change; null where that cannot be read. */
	readonly section: Section | null;
	readonly isAnswered: boolean;
}

/** What an admitted participant may do in the shared document, as the server tells their page. */
export interface Rights {
	/** False: the connection may write nothing at all in this document. */
	readonly write: boolean;
	readonly sections: Readonly<Record<Section, Access>>;
	/** Ids of the entities that are theirs. */
	readonly own: readonly string[];
	/** Sections that a caseworker has locked: read only for everybody else. */
	readonly locked: readonly Section[];
	/** Ids of meetings that are closed: what was agreed there stands in a version. */
	readonly closed: readonly string[];
	/** Sections that they may not write but propose changes of. */
	readonly proposes: readonly Section[];
	/** The room is closed: it can be read only. */
	readonly roomClosed: boolean;
	/** Number of these rights: a page that was loaded with an earlier one asks anew who may what. */
	readonly version: number;
}

const everything: Record<Section, Access> = {
	people: 'write',
	ties: 'write',
	emergency: 'write',
	visits: 'write',
	meetings: 'write',
	voice: 'read'
};
const nothing: Record<Section, Access> = {
	people: 'read',
	ties: 'read',
	emergency: 'read',
	visits: 'read',
	meetings: 'read',
	voice: 'read'
};
const relative: Record<Section, Access> = {
	...nothing,
	people: 'own',
	ties: 'own',
	emergency: 'own',
	meetings: 'write'
};
const carer: Record<Section, Access> = { ...relative, people: 'write', ties: 'write' };

const table: Record<Role, Record<Section, Access>> = {
	caseworker: everything,
	coordinator: { ...everything, visits: 'read' },
	child: { ...everything, emergency: 'read', visits: 'read', voice: 'write' },
	parent: carer,
	fosterParent: carer,
	relative,
	network: relative,
	interpreter: nothing,
	support: nothing,
	observer: nothing,
	screen: nothing
};

/** What each role may propose where it may not write; `own` by a facilitator's hand gives the same. */
const proposes: Partial<Record<Role, readonly Section[]>> = {
	child: ['emergency'],
	parent: ['emergency', 'visits'],
	fosterParent: ['emergency', 'visits'],
	relative: ['people', 'emergency', 'visits'],
	network: ['people', 'emergency', 'visits']
};

/**
 * What a participant may do in a section of the shared document.
 * A hidden participant only reads: any trace there would tell that they exist.
 */
export function accessTo(standing: Standing, section: Section): Access {
	if (standing.hidden || standing.roomClosed === true) return 'read';
	const exception = section === 'voice' ? undefined : standing.exceptions?.[section];
	return exception ?? table[standing.role][section];
}

/** What the role alone gives: what an exception is an exception from. */
export function accessByRole(role: Role, section: Section): Access {
	return table[role][section];
}

/**
 * May this participant write here?
 * @param own whether the entity at hand is theirs
 */
export function may(standing: Standing, section: Section, own: boolean): boolean {
	const access = accessTo(standing, section);
	return access === 'write' || (access === 'own' && own);
}

/** May this participant propose a change of a section that they may not simply write? */
export function mayPropose(standing: Standing, section: Section): boolean {
	const access = accessTo(standing, section);
	if (standing.hidden || standing.roomClosed === true || access === 'write') return false;
	const exception = section === 'voice' ? undefined : standing.exceptions?.[section];
	if (exception !== undefined) return exception === 'own';
	return proposes[standing.role]?.includes(section) ?? false;
}

/**
 * Why a participant may not write at a key of a root, or null where they may. The judge asks this of every update.
 * @param key the entity, or what stands directly under the root; in `proposals` `<participant>/<proposal>`; for the
 *   child's words about somebody `<person>/<field>`
 * @param isNew whether they make it just now: that takes full write, an own entry does not suffice
 * @param own for a letterbox: whether it is theirs
 * @param proposal what stands of the proposal that is written or answered; null where there is none
 */
export function refusalAt(
	writing: Writing,
	space: Space,
	root: string,
	key: string,
	isNew: boolean,
	own = false,
	proposal: KnownProposal | null = null
): Refusal | null {
	if (!mayWriteDocument(writing, space, own)) return 'notYours';
	// The notes of the family's own time begin with it: the server makes them.
	if (space === 'family' && root === 'notes' && isNew) return 'notYours';
	if (space !== 'room') return null;
	const section = SECTIONS.find((name) => name === root);
	if (root === 'proposals') return refusalOfProposal(writing, key, isNew, proposal);
	if (root === 'answers') return refusalOfAnswer(writing, proposal);
	if (section === undefined) return 'notYours';
	if (isChildsWords(section, key.split('/')[1] ?? null) && !mayWriteChildsWords(writing)) return 'notYours';
	if (!may(writing, section, !isNew && writing.own.includes(key))) return 'notYours';
	if (isLocked(writing, section)) return 'locked';
	return section === 'meetings' && writing.closed.includes(key) ? 'closed' : null;
}

/** Fields of a person that hold what the child says about them, and who wrote that down. */
const childsWords: readonly string[] = ['note', 'noteBy'];

/** Whether a field of an entity holds the child's words: they are not of those who may write the entity. */
export function isChildsWords(root: string, field: string | null): boolean {
	return root === 'people' && field !== null && childsWords.includes(field);
}

/** May they write the child's words about somebody? The child, and whoever leads the room and writes down what the child says. */
function mayWriteChildsWords(standing: Standing): boolean {
	return canWriteChildsWords(standing.role) && accessTo(standing, 'people') === 'write';
}

/** Can somebody in this role, where they may write everybody on the map? */
export function canWriteChildsWords(role: Role): boolean {
	return role === 'child' || isFacilitator(role);
}

/** Each in the place that the server has made for them, by whoever may propose anything, until it is answered. */
function refusalOfProposal(
	writing: Writing,
	key: string,
	isNew: boolean,
	proposal: KnownProposal | null
): Refusal | null {
	const [author, id] = key.split('/');
	if (id === undefined || author !== writing.participant) return 'notYours';
	// An id that stands in another's place already would share its answer.
	if (isNew) return !proposal && SECTIONS.some((section) => mayPropose(writing, section)) ? null : 'notYours';
	return proposal?.isAnswered === true ? 'answered' : null;
}

/** Once, to a proposal that is there, by whoever may write all of the section that it would change. */
function refusalOfAnswer(writing: Writing, proposal: KnownProposal | null): Refusal | null {
	if (!proposal?.section) return 'notYours';
	if (accessTo(writing, proposal.section) !== 'write') return 'notYours';
	if (isLocked(writing, proposal.section)) return 'locked';
	return proposal.isAnswered ? 'answered' : null;
}

/**
 * In which roles somebody may be set to care for the child day by day. A grandparent or another relative with whom the
 * child lives is a foster parent in the room, as they are in a foster home within the family: care hangs on two roles.
 */
export function canCare(role: Role): boolean {
	return role === 'parent' || role === 'fosterParent';
}

/**
 * May somebody in this role take part in the family's own time? Professionals never: neither those who lead the meeting
 * nor who interprets or observes. Foster parents only where the family wants them there.
 */
export function canTakeFamilyTime(role: Role): boolean {
	return isFamily(role) || role === 'fosterParent';
}

/**
 * May an admitted participant open this document of their room?
 * @param own for a letterbox: whether it is theirs
 */
export function mayReadDocument(standing: Standing, space: Space, own = false): boolean {
	const { role, carer, hidden } = standing;
	switch (space) {
		case 'room':
			return true;
		// The flag of a carer opens nothing in any other role, whoever set it.
		case 'care':
			return role === 'caseworker' || (carer && canCare(role));
		case 'child':
			return role === 'child' || (standing.corner === true && !hidden);
		// Who is hidden is not there: in a document of a few they could not read without being missed or noticed.
		case 'family':
			return !hidden && canTakeFamilyTime(role) && (standing.familyTime ?? isFamily(role));
		case 'staff':
			return role === 'caseworker';
		case 'letter':
			return role === 'caseworker' || own;
	}
}

/**
 * May an admitted participant write anything at all in this document? Who is hidden writes in their letterbox only.
 * @param own for a letterbox: whether it is theirs
 */
export function mayWriteDocument(standing: Standing, space: Space, own = false): boolean {
	if (standing.roomClosed === true || !mayReadDocument(standing, space, own)) return false;
	if (standing.hidden && space !== 'letter') return false;
	if (space === 'room')
		return SECTIONS.some(
			(section) => accessTo(standing, section) !== 'read' || mayPropose(standing, section)
		);
	return space !== 'child' || standing.role === 'child';
}

/**
 * Everything a page must know about what its person may do; sent in message 2 and with the page.
 * @param own for a letterbox: whether it is theirs
 */
export function rightsOf(writing: Writing, space: Space, own = false): Rights {
	const sections = Object.fromEntries(
		SECTIONS.map((section) => [section, isLocked(writing, section) ? 'read' : accessTo(writing, section)])
	) as Record<Section, Access>; // every section is a key: it was made from SECTIONS
	return {
		write: mayWriteDocument(writing, space, own),
		sections,
		own: [...writing.own],
		locked: SECTIONS.filter((section) => isLocked(writing, section)),
		closed: [...writing.closed],
		proposes: SECTIONS.filter((section) => mayPropose(writing, section)),
		roomClosed: writing.roomClosed === true,
		version: writing.rightsVersion ?? 0
	};
}

/** A lock stops everybody but those who can lift it. */
function isLocked({ role, locked }: Pick<Writing, 'role' | 'locked'>, section: Section): boolean {
	return role !== 'caseworker' && locked.includes(section);
}

/** Facilitators invite, admit, accept proposals and close meetings. */
export function isFacilitator(role: Role): boolean {
	return role === 'caseworker' || role === 'coordinator';
}

/** Family and network: those whose the family's own time is, unless they are told otherwise. */
function isFamily(role: Role): boolean {
	return role === 'child' || role === 'parent' || role === 'relative' || role === 'network';
}
