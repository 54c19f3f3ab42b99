/** Step 2 of the road: edits of the caseworkers' own document, and reading it. */
import type * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import { lineMax } from '#lib/room/lengths.ts';
import {
	createEntity,
	present,
	readSection,
	removeEntity,
	restoreEntity,
	setFields,
	textAt,
	type Author,
	type SectionOf
} from '#lib/room/document.ts';
import { Invitation, ProtectedContact, StaffNote, StaffView, type InvitationStatus } from './staff.ts';

/** Roots of the document that people write. */
export const STAFF_ROOTS = ['notes', 'protected', 'views', 'invitations'] as const;
export type StaffRoot = (typeof STAFF_ROOTS)[number];

/** The document as it was read, each root by itself, in the order things were made. */
export interface StaffDocument {
	readonly notes: SectionOf<StaffNote>;
	readonly protected: SectionOf<ProtectedContact>;
	readonly views: SectionOf<StaffView>;
	readonly invitations: SectionOf<Invitation>;
}

/** Everything in the document, what was taken away too. */
export function readStaff(doc: Y.Doc): StaffDocument {
	return {
		notes: readSection(doc, 'notes', StaffNote),
		protected: readSection(doc, 'protected', ProtectedContact),
		views: readSection(doc, 'views', StaffView),
		invitations: readSection(doc, 'invitations', Invitation)
	};
}

/** Begins a note. @returns its id */
export function createNote(doc: Y.Doc, author: Author, text = ''): string {
	return createEntity(doc, 'notes', 'note', author, { fields: {}, texts: { text } });
}

/**
 * Names a note; an empty title takes it away.
 * @throws AppError `invalid`, field `title`
 */
export function setNoteTitle(doc: Y.Doc, id: string, title: string): void {
	const tidy = title.trim();
	if (tidy.length > lineMax) throw new AppError('invalid', 'title is too long', { field: 'title' });
	setFields(doc, 'notes', id, { title: tidy === '' ? undefined : tidy });
}

/** Keeps how somebody on the map is reached. @returns the entry's id */
export function createProtected(doc: Y.Doc, author: Author, person: string): string {
	return createEntity(doc, 'protected', 'protectedContact', author, {
		fields: { person },
		texts: { text: '' }
	});
}

/** Whether somebody's address is protected: how they are reached is kept here, and nowhere in the room. */
export function isProtected({ protected: kept }: StaffDocument, person: string): boolean {
	return present(kept.entities).some((entry) => entry.person === person);
}

/** Where the service stands with somebody; of two that were written at once the later one. Null: nobody has said. */
export function invitationOf({ invitations }: StaffDocument, person: string): Invitation | null {
	const all = present(invitations.entities).filter((entry) => entry.person === person);
	return all.reduce<Invitation | null>((last, each) => (last && last.id > each.id ? last : each), null);
}

/**
 * Says where the service stands with somebody, from a day.
 * @param status null: nothing is said any more; the words beside it go too, and come back by undo
 * @param day YYYY-MM-DD
 */
export function setInvitation(
	doc: Y.Doc,
	author: Author,
	person: string,
	status: InvitationStatus | null,
	day: string
): void {
	const standing = invitationOf(readStaff(doc), person);
	if (status === null) {
		for (const { id } of present(readStaff(doc).invitations.entities).filter((one) => one.person === person))
			removeEntity(doc, 'invitations', id, author);
	} else if (standing) setFields(doc, 'invitations', standing.id, { status, day });
	else
		createEntity(doc, 'invitations', 'invitation', author, {
			fields: { person, status, day },
			texts: { text: '' }
		});
}

/** Begins a view of somebody, or of a tie. @returns its id */
export function createView(doc: Y.Doc, author: Author, about: string, text = ''): string {
	return createEntity(doc, 'views', 'view', author, { fields: { about }, texts: { text } });
}

/** Takes an entry away. */
export function removeStaff(doc: Y.Doc, root: StaffRoot, id: string, author: Author): void {
	removeEntity(doc, root, id, author);
}

/** Puts a removed entry back. */
export function restoreStaff(doc: Y.Doc, root: StaffRoot, id: string): void {
	restoreEntity(doc, root, id);
}

/** The shared text of an entry; null where it is missing. */
export function staffText(doc: Y.Doc, root: StaffRoot, id: string): Y.Text | null {
	return textAt(doc, root, id, 'text');
}
