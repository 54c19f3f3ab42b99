import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { defineRoots, present } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import {
	createNote,
	createProtected,
	createView,
	readStaff,
	removeStaff,
	restoreStaff,
	setNoteTitle,
	staffText
} from './document.ts';

const author = { by: newId(), at: '2026-11-27T10:00:00.000Z' };

function staffDocument(): Y.Doc {
	const doc = new Y.Doc();
	defineRoots(doc, 'staff');
	return doc;
}

test('a note has words and, where somebody gives it, a title', () => {
	const doc = staffDocument();
	const id = createNote(doc, author, 'Ringte skolen.');
	setNoteTitle(doc, id, '  Skolen ');
	expect(readStaff(doc).notes.entities).toMatchObject([{ id, title: 'Skolen', text: 'Ringte skolen.' }]);
	setNoteTitle(doc, id, ' ');
	expect(readStaff(doc).notes.entities[0]?.title).toBe(undefined);
	expect(() => setNoteTitle(doc, id, 'x'.repeat(121))).toThrow(/title/);
});

test('what is taken away comes back with the words that others wrote meanwhile', () => {
	const doc = staffDocument();
	const id = createProtected(doc, author, newId());
	removeStaff(doc, 'protected', id, author);
	staffText(doc, 'protected', id)?.insert(0, 'Gjennom advokaten');
	expect(present(readStaff(doc).protected.entities)).toEqual([]);
	restoreStaff(doc, 'protected', id);
	expect(present(readStaff(doc).protected.entities)).toMatchObject([{ text: 'Gjennom advokaten' }]);
});

test('[L5] an entry that is malformed is told, and hides no other', () => {
	const doc = staffDocument();
	createNote(doc, author, 'Hel');
	doc.getMap('notes').set(newId(), new Y.Map([['kind', 'note']]));
	const { notes } = readStaff(doc);
	expect(notes.entities.map(({ text }) => text)).toEqual(['Hel']);
	expect(notes.malformed).toHaveLength(1);
});

test('a view is about somebody or a tie, is taken away and comes back with its words', () => {
	const doc = staffDocument();
	const berit = newId();
	const id = createView(doc, author, berit, 'Trygg.');
	staffText(doc, 'views', id)?.insert(6, ' Kan ha henne.');
	expect(readStaff(doc).views.entities).toMatchObject([{ id, about: berit, text: 'Trygg. Kan ha henne.' }]);
	removeStaff(doc, 'views', id, author);
	expect(present(readStaff(doc).views.entities)).toEqual([]);
	restoreStaff(doc, 'views', id);
	expect(present(readStaff(doc).views.entities)).toMatchObject([{ text: 'Trygg. Kan ha henne.' }]);
});
