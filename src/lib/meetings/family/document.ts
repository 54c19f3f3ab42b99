/** Step 2 of the road: edits of the family's own draft, and reading it. */
import type * as Y from 'yjs';
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
import { byOrder, orderAfterStep, orderAtEnd } from '#lib/room/order.ts';
import { Point } from './family.ts';

const root = 'draft';

/** The points of the draft in their order, those that were taken away too. */
export function readDraft(doc: Y.Doc): SectionOf<Point> {
	const section = readSection(doc, root, Point);
	return { ...section, entities: [...section.entities].sort(byOrder) };
}

/** Puts a point at the end. @returns its id */
export function createPoint(doc: Y.Doc, author: Author, text: string): string {
	return createEntity(doc, root, 'point', author, {
		fields: { order: orderAtEnd(readDraft(doc).entities) },
		texts: { text }
	});
}

/** Moves a point a step up or down among those that stand. */
export function movePoint(doc: Y.Doc, id: string, step: -1 | 1): void {
	const order = orderAfterStep(present(readDraft(doc).entities), id, step);
	if (order !== null) setFields(doc, root, id, { order });
}

/** Notes that a point was shared with the room. @param agreement what it became there */
export function markShared(doc: Y.Doc, id: string, author: Author, agreement: string): void {
	setFields(doc, root, id, { shared: { at: author.at, by: author.by, agreement } });
}

/** Takes a point away. */
export function removePoint(doc: Y.Doc, id: string, author: Author): void {
	removeEntity(doc, root, id, author);
}

/** Puts it back. */
export function restorePoint(doc: Y.Doc, id: string): void {
	restoreEntity(doc, root, id);
}

/** The shared text of a point; null where it is missing. */
export function pointText(doc: Y.Doc, id: string): Y.Text | null {
	return textAt(doc, root, id, 'text');
}
