import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { defineRoots, present } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import {
	createNote,
	createProtected,
	createView,
	invitationOf,
	isProtected,
	readStaff,
	setInvitation,
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

test('where the service stands with somebody is one entry that changes, and nothing is said of others', () => {
	const doc = staffDocument();
	const [berit, tor] = [newId(), newId()];
	expect(invitationOf(readStaff(doc), berit)).toBeNull();
	setInvitation(doc, author, berit, 'invited', '2026-11-02');
	const first = invitationOf(readStaff(doc), berit);
	staffText(doc, 'invitations', first?.id ?? '')?.insert(0, 'Ringte 2.11.');
	setInvitation(doc, author, berit, 'consented', '2026-11-04');
	expect(readStaff(doc).invitations.entities).toMatchObject([
		{ id: first?.id, person: berit, status: 'consented', day: '2026-11-04', text: 'Ringte 2.11.' }
	]);
	expect(invitationOf(readStaff(doc), tor)).toBeNull();
	setInvitation(doc, author, berit, null, '2026-11-05');
	expect(invitationOf(readStaff(doc), berit)).toBeNull();
});

test('of two who write at once where the service stands, the later stands for both, and both are taken away', () => {
	const one = staffDocument();
	const two = staffDocument();
	const berit = newId();
	setInvitation(one, author, berit, 'invited', '2026-11-02');
	setInvitation(two, author, berit, 'notToBeContacted', '2026-11-03');
	Y.applyUpdate(one, Y.encodeStateAsUpdate(two));
	Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
	expect(invitationOf(readStaff(one), berit)).toEqual(invitationOf(readStaff(two), berit));
	expect(invitationOf(readStaff(one), berit)?.status).toBe('notToBeContacted');
	setInvitation(one, author, berit, null, '2026-11-04');
	expect(invitationOf(readStaff(one), berit)).toBeNull();
});

test('a status nobody knows is told as malformed, a day that does not exist takes only itself away', () => {
	const doc = staffDocument();
	setInvitation(doc, author, newId(), 'declined', '2026-02-30');
	expect(readStaff(doc).invitations.entities).toMatchObject([{ status: 'declined', day: undefined }]);
	const [id] = doc.getMap('invitations').keys();
	(doc.getMap('invitations').get(id ?? '') as Y.Map<string>).set('status', 'bribed');
	expect(readStaff(doc).invitations.malformed).toHaveLength(1);
});

test('an address is protected as long as the entry stands', () => {
	const doc = staffDocument();
	const [berit, tor] = [newId(), newId()];
	const id = createProtected(doc, author, berit);
	expect([berit, tor].map((person) => isProtected(readStaff(doc), person))).toEqual([true, false]);
	removeStaff(doc, 'protected', id, author);
	expect(isProtected(readStaff(doc), berit)).toBe(false);
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
