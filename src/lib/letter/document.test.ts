import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { defineRoots, present } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { createLetter, letterText, readLetters, removeLetter, restoreLetter } from './document.ts';

const author = { by: newId(), at: '2026-12-01T08:00:00.000Z' };

test('letters stand in the order in which they were begun, and come back with their words', () => {
	const doc = new Y.Doc();
	defineRoots(doc, 'letter');
	const first = createLetter(doc, author, 'Jeg vil gjerne vite hvordan det går.');
	createLetter(doc, author, 'Takk for svaret.');
	removeLetter(doc, first, author);
	letterText(doc, first)?.insert(0, 'Hei. ');
	expect(present(readLetters(doc).entities).map(({ text }) => text)).toEqual(['Takk for svaret.']);
	restoreLetter(doc, first);
	expect(present(readLetters(doc).entities)[0]?.text).toBe('Hei. Jeg vil gjerne vite hvordan det går.');
});
