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
 */
export function refusalAt(
	writing: Writing,
	space: Space,
	root: string,
	key: string,
	isNew: boolean
): Refusal | null {
	if (!mayWriteDocument(writing, space)) return 'notYours';
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
 * May an admitted participant open this document of their room? Care: caseworkers, and those who care for the child;
 * the flag of a carer opens nothing in any other role, whoever set it.
 */
export function mayReadDocument(standing: Standing, space: Space): boolean {
	if (space === 'room') return true;
	if (space === 'care') return standing.role === 'caseworker' || (standing.carer && canCare(standing.role));
	return false;
}

/** May an admitted participant write anything at all in this document? */
export function mayWriteDocument(standing: Standing, space: Space): boolean {
	if (standing.hidden || !mayReadDocument(standing, space)) return false;
	if (space === 'care') return true;
	return SECTIONS.some((section) => accessTo(standing, section) !== 'read');
}

/** Everything a page must know about what its person may do; sent in message 2 and with the page. */
export function rightsOf(writing: Writing, space: Space): Rights {
	const sections = Object.fromEntries(
		SECTIONS.map((section) => [section, isLocked(writing, section) ? 'read' : accessTo(writing, section)])
	) as Record<Section, Access>; // every section is a key: it was made from SECTIONS
	return {
		write: mayWriteDocument(writing, space),
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
