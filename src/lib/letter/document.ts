/** Step 2 of the road: edits of a letterbox, and reading it. */
import type * as Y from 'yjs';
import {
	createEntity,
	readSection,
	removeEntity,
	restoreEntity,
	textAt,
	type Author,
	type SectionOf
} from '#lib/room/document.ts';
import { Letter } from './letter.ts';

const root = 'letters';

/** All letters, in the order they were begun, those that were taken away too. */
export function readLetters(doc: Y.Doc): SectionOf<Letter> {
	return readSection(doc, root, Letter);
}

/** Begins a letter. @returns its id */
export function createLetter(doc: Y.Doc, author: Author, text = ''): string {
	return createEntity(doc, root, 'letter', author, { fields: {}, texts: { text } });
}

/** Takes a letter away. */
export function removeLetter(doc: Y.Doc, id: string, author: Author): void {
	removeEntity(doc, root, id, author);
}

/** Puts it back. */
export function restoreLetter(doc: Y.Doc, id: string): void {
	restoreEntity(doc, root, id);
}

/** The shared text of a letter; null where it is missing. */
export function letterText(doc: Y.Doc, id: string): Y.Text | null {
	return textAt(doc, root, id, 'text');
}
