/** Roles in words, and which one fits who somebody is for the child. */
import { m } from '#lib/paraglide/messages.js';
import type { Relation } from '#lib/network/network.ts';
import { isFormer } from '#lib/network/relations.ts';
import type { Access } from '#lib/room/rights.ts';
import type { Role, Section } from '#lib/room/spaces.ts';

const words: Record<Role, () => string> = {
	caseworker: m.access_role_caseworker,
	coordinator: m.access_role_coordinator,
	child: m.access_role_child,
	parent: m.access_role_parent,
	fosterParent: m.access_role_foster_parent,
	relative: m.access_role_relative,
	network: m.access_role_network,
	interpreter: m.access_role_interpreter,
	support: m.access_role_support,
	observer: m.access_role_observer,
	screen: m.access_role_screen
};
export const roleWord = (role: Role): string => words[role]();

const hints: Partial<Record<Role, () => string>> = {
	child: m.access_role_child_hint,
	parent: m.access_role_parent_hint,
	fosterParent: m.access_role_foster_parent_hint,
	relative: m.access_role_relative_hint,
	network: m.access_role_network_hint,
	support: m.access_role_support_hint,
	interpreter: m.access_role_interpreter_hint,
	observer: m.access_role_observer_hint
};
/** What the role means for what one may do, in one sentence. */
export const roleHint = (role: Role): string | undefined => hints[role]?.();

/** Those who can be let in by a link, in the order they are offered; the server has the last word. */
export const linkRoles = [
	'child',
	'parent',
	'fosterParent',
	'relative',
	'network',
	'support',
	'interpreter',
	'observer'
] as const;

const kin: readonly string[] = [
	'sibling',
	'halfSibling',
	'stepSibling',
	'fosterSibling',
	'grandparent',
	'aunt',
	'uncle',
	'auntOrUncle',
	'cousin',
	'relative',
	'stepParent'
] satisfies Relation[];

/** What the form for an invitation knows of somebody on the map. */
export interface Candidate {
	readonly id: string;
	readonly name: string;
	readonly relation: string | null;
	/** The same in the room's own words. */
	readonly relationText: string | null;
	readonly isChild: boolean;
}

/**
 * The role that is proposed for somebody; a person decides. Who was a foster parent once, or a stepparent, is proposed as
 * one of the network: more rights than that are given by somebody, not by a word that says what was.
 */
export function proposedRole(person: Pick<Candidate, 'relation' | 'relationText' | 'isChild'>): Role {
	if (person.isChild) return 'child';
	if (person.relation === 'mother' || person.relation === 'father') return 'parent';
	if (isFormer({ relationText: person.relationText ?? undefined })) return 'network';
	if (person.relation === 'fosterParent') return 'fosterParent';
	return kin.includes(person.relation ?? '') ? 'relative' : 'network';
}

const parts: Record<Section, () => string> = {
	people: m.access_partPeople,
	ties: m.access_partTies,
	emergency: m.access_partEmergencyTitle,
	visits: m.access_partVisitsTitle,
	meetings: m.access_partMeetingsTitle,
	voice: m.access_partVoice
};

/** A part of the room as a heading says it. */
export function partTitle(section: Section): string {
	return parts[section]();
}

const accesses: Record<Access, () => string> = {
	write: m.access_canWrite,
	own: m.access_canOwn,
	read: m.access_canRead
};

/** What somebody may do in a part: “kan endre”. */
export function accessWord(access: Access): string {
	return accesses[access]();
}
