/**
 * The documents of a room, one for each audience, and what may stand in them.
 * What a person may not read lies in another document, never in the shared one with a flag (law L2).
 */
import * as v from 'valibot';
import { isId } from './ids.ts';

export const SPACES = ['room', 'care', 'child', 'family', 'staff', 'letter'] as const;
export type Space = (typeof SPACES)[number];

/** Sections of the shared document that people write; `meta` is the server's alone. */
export const SECTIONS = ['people', 'ties', 'emergency', 'visits', 'meetings', 'voice'] as const;
export type Section = (typeof SECTIONS)[number];

/** Root types of each document; nothing else may appear in it. */
export const ROOTS: Record<Space, readonly string[]> = {
	room: [...SECTIONS, 'proposals', 'answers', 'meta'],
	care: ['numbers', 'arrivals', 'health', 'places', 'warnings', 'secrets', 'meta'],
	child: ['drawings', 'placements', 'ties', 'rings', 'feelings', 'wishes', 'drafts', 'meta'],
	family: ['notes', 'draft', 'meta'],
	staff: ['notes', 'views', 'protected', 'invitations', 'search', 'meta'],
	letter: ['letters', 'meta']
};

/** Roots whose entities say who changed them last (decision 32), by document. */
export const SIGNED: Partial<Record<Space, readonly string[]>> = {
	room: ['people', 'ties'],
	child: ['placements', 'ties', 'rings']
};

export const ROLES = [
	'caseworker',
	'coordinator',
	'child',
	'parent',
	'fosterParent',
	'relative',
	'network',
	'interpreter',
	'support',
	'observer',
	'screen'
] as const;
export const Role = v.picklist(ROLES);
export type Role = (typeof ROLES)[number];

/** Version of the documents' schema that this code writes and understands. */
export const DOCUMENT_SCHEMA = 1;

/** A document by its parts: the room's id, the space, and for a letterbox whose it is. */
export interface DocumentName {
	readonly room: string;
	readonly space: Space;
	readonly participant: string | null;
}

/**
 * The name of a document as it stands in `/ws/<name>`: `<roomId>`, `<roomId>.care`,
 * `<roomId>.letter.<participantId>`.
 */
export function documentName(room: string, space: Space, participant: string | null = null): string {
	if (space === 'room') return room;
	return participant === null ? `${room}.${space}` : `${room}.${space}.${participant}`;
}

/**
 * Reads a document's name. There is exactly one spelling of each name: no other case, no trailing dot,
 * no escapes, so that two spellings never reach one document by different checks.
 * @returns the parts, or null where it is not a name
 */
export function parseDocumentName(text: string): DocumentName | null {
	const [room, space, participant, ...rest] = text.split('.');
	if (!isId(room) || rest.length > 0) return null;
	if (space === undefined) return { room, space: 'room', participant: null };
	if (space === 'letter') return isId(participant) ? { room, space, participant } : null;
	if (participant !== undefined || space === 'room') return null;
	const known = SPACES.find((name) => name === space);
	return known === undefined ? null : { room, space: known, participant: null };
}
