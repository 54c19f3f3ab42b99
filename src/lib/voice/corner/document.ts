/** Step 2 of the road: edits of the child's corner, and reading it. */
import type * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import {
	createEntity,
	EDIT,
	readSection,
	removeEntity,
	restoreEntity,
	setFields,
	textAt,
	type Author,
	type SectionOf
} from '#lib/room/document.ts';
import type { NewStatement } from '../document.ts';
import { statementProblem } from '../voice.ts';
import { Kept, KEPT_KINDS, type CornerRoot } from './corner.ts';

/** Roots of the document that the child writes. */
export const CORNER_ROOTS = Object.keys(KEPT_KINDS) as CornerRoot[]; // the keys of that very object

/** Everything that lies in the corner, what was thrown away too, in the order it came. */
export function readCorner(doc: Y.Doc): SectionOf<Kept> {
	const sections = CORNER_ROOTS.map((root) => ({ root, ...readSection(doc, root, Kept) }));
	return {
		entities: sections
			.flatMap(({ root, entities }) => entities.map((entity) => ({ ...entity, root })))
			.sort((a, b) => (a.id < b.id ? -1 : 1)),
		malformed: sections.flatMap(({ malformed }) => malformed)
	};
}

/**
 * Puts something into the corner.
 * @returns its id
 * @throws AppError `invalid`, field `text` where there is nothing or too much
 */
export function keep(
	doc: Y.Doc,
	root: CornerRoot,
	author: Author,
	{ text, face, about }: NewStatement
): string {
	const problem = statementProblem(text, face);
	if (problem !== null) throw new AppError('invalid', `text is ${problem}`, { field: 'text' });
	return createEntity(doc, root, KEPT_KINDS[root], author, {
		fields: { about },
		texts: { text: '' },
		takenByUndo: { fields: { face }, texts: { text: text.trim() } }
	});
}

/**
 * Throws something away: out of sight, and out of the document, so that an adult to whom the corner is opened later is
 * never sent a letter of it. Only the page that threw it away can put it back.
 */
export function throwAway(doc: Y.Doc, root: CornerRoot, id: string, author: Author): void {
	doc.transact(() => {
		removeEntity(doc, root, id, author);
		setFields(doc, root, id, { face: undefined, about: undefined });
		const text = keptText(doc, root, id);
		text?.delete(0, text.length);
	}, EDIT);
}

/** Puts back what was thrown away, with its words as the page has kept them. */
export function putBack(doc: Y.Doc, root: CornerRoot, id: string, { text, face, about }: NewStatement): void {
	doc.transact(() => {
		restoreEntity(doc, root, id);
		setFields(doc, root, id, { face, about });
		const words = keptText(doc, root, id);
		if (words?.length === 0) words.insert(0, text);
	}, EDIT);
}

/**
 * Empties what was thrown away on one device while another, without a network, wrote on in it. For the child's own page,
 * whenever something comes in.
 */
export function emptyThrownAway(doc: Y.Doc): void {
	const left = readCorner(doc).entities.filter(({ removed, text }) => removed !== undefined && text !== '');
	if (left.length === 0) return;
	doc.transact(() => {
		for (const { root, id } of left) {
			const words = keptText(doc, root, id);
			words?.delete(0, words.length);
		}
	});
}

/** The words of something, to write on in; null where they are missing. */
export function keptText(doc: Y.Doc, root: CornerRoot, id: string): Y.Text | null {
	return textAt(doc, root, id, 'text');
}
