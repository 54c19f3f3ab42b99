/**
 * Step 2 of the road: where the child's voice lies in the room's shared document, and the only edits there
 * are of it. What stands here is what everybody in the room may read.
 */
import * as v from 'valibot';
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
import { Id } from '#lib/room/ids.ts';
import { ShownMap } from './map/childMap.ts';
import { FACES, Statement, statementProblem, type Face } from './voice.ts';

const voice = 'voice';

/** What the child says: words, a face, or both. */
export interface Words {
	readonly text: string;
	readonly face?: Face | undefined;
}
export interface NewStatement extends Words {
	readonly about?: string | undefined;
}

/**
 * Everything the child has said to the room, what was taken back too, oldest first; the map that the child has shown is
 * read by `readShownMap`. What cannot be read of either is reported in `malformed` (law L5).
 */
export function readVoice(doc: Y.Doc): SectionOf<Statement> {
	const { entities, malformed } = readSection(doc, voice, v.union([Statement, ShownMap]));
	return { malformed, entities: entities.filter((entity) => entity.kind === 'statement') };
}

/**
 * Shares what the child wants to say with everybody in the room.
 * @returns the statement's id
 * @throws AppError `invalid`, field `text` where there is nothing to share or too much, else `face` or `about`
 */
export function createStatement(doc: Y.Doc, author: Author, { text, face, about }: NewStatement): string {
	if (face !== undefined && !FACES.includes(face))
		throw new AppError('invalid', 'no such face', { field: 'face' });
	if (about !== undefined && !v.is(Id, about)) throw new AppError('invalid', 'not an id', { field: 'about' });
	const problem = statementProblem(text, face);
	if (problem !== null) throw new AppError('invalid', `text is ${problem}`, { field: 'text' });
	return createEntity(doc, voice, 'statement', author, {
		fields: { about },
		texts: { text: '' },
		takenByUndo: { fields: { face }, texts: { text: text.trim() } }
	});
}

/**
 * Takes back what the child shared: out of sight, and out of the document. Letters that are deleted are dropped by every
 * copy of it, so that nobody who opens the room later is sent one of them. Only the page of the child can bring them
 * back, by undo or `shareAgain`. A plan that was given out meanwhile keeps it.
 */
export function takeBack(doc: Y.Doc, id: string, author: Author): void {
	doc.transact(() => {
		removeEntity(doc, voice, id, author);
		setFields(doc, voice, id, { face: undefined });
		const text = textAt(doc, voice, id, 'text');
		text?.delete(0, text.length);
	}, EDIT);
}

/** Shares again what was taken back, with the words as the child's page has kept them. */
export function shareAgain(doc: Y.Doc, id: string, { text, face }: Words): void {
	doc.transact(() => {
		restoreEntity(doc, voice, id);
		setFields(doc, voice, id, { face });
		const words = textAt(doc, voice, id, 'text');
		if (words?.length === 0) words.insert(0, text.trim());
	}, EDIT);
}
