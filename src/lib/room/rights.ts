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
}

/** Why something may not be written. */
export type Refusal = 'notYours' | 'locked' | 'closed';

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

/**
 * What a participant may do in a section of the shared document.
 * A hidden participant only reads: any trace there would tell that they exist.
 */
export function accessTo(standing: Standing, section: Section): Access {
	if (standing.hidden) return 'read';
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

/**
 * Why a participant may not write at a key of a root, or null where they may. The judge asks this of every update.
 * @param key the entity, or what stands directly under the root
 * @param isNew whether they make it just now: that takes full write, an own entry does not suffice
 * @param own for a letterbox: whether it is theirs
 */
export function refusalAt(
	writing: Writing,
	space: Space,
	root: string,
	key: string,
	isNew: boolean,
	own = false
): Refusal | null {
	if (!mayWriteDocument(writing, space, own)) return 'notYours';
	// The notes of the family's own time begin with it: the server makes them.
	if (space === 'family' && root === 'notes' && isNew) return 'notYours';
	if (space !== 'room') return null;
	const section = SECTIONS.find((name) => name === root);
	// Beside the sections: proposals under their own id, which the server has made; answers by who may accept.
	if (section === undefined)
		return (root === 'proposals' && key === writing.participant && !isNew) ||
			(root === 'answers' && isFacilitator(writing.role))
			? null
			: 'notYours';
	if (!may(writing, section, !isNew && writing.own.includes(key))) return 'notYours';
	if (isLocked(writing, section)) return 'locked';
	return section === 'meetings' && writing.closed.includes(key) ? 'closed' : null;
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
			return role === 'child' || standing.corner === true;
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
	if (!mayReadDocument(standing, space, own) || (standing.hidden && space !== 'letter')) return false;
	if (space === 'room') return SECTIONS.some((section) => accessTo(standing, section) !== 'read');
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
		closed: [...writing.closed]
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
