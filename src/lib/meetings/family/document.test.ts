import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { defineRoots, present } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import {
	createPoint,
	markShared,
	movePoint,
	pointText,
	readDraft,
	removePoint,
	restorePoint
} from './document.ts';

const author = { by: newId(), at: '2026-12-10T17:00:00.000Z' };

function draft(): Y.Doc {
	const doc = new Y.Doc();
	defineRoots(doc, 'family');
	return doc;
}
const words = (doc: Y.Doc) => present(readDraft(doc).entities).map(({ text }) => text);

test('points stand in the order in which the family puts them', () => {
	const doc = draft();
	const [, second] = ['Silje fra januar', 'Hanne om morgenen', 'Solveig den første natta'].map((text) =>
		createPoint(doc, author, text)
	);
	movePoint(doc, second ?? '', -1);
	expect(words(doc)).toEqual(['Hanne om morgenen', 'Silje fra januar', 'Solveig den første natta']);
	movePoint(doc, second ?? '', -1);
	expect(words(doc)[0]).toBe('Hanne om morgenen');
});

test('two who write points at once keep both, in the same order on both screens', () => {
	const [one, other] = [draft(), draft()];
	createPoint(one, author, 'Morgen');
	createPoint(other, author, 'Kveld');
	Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
	Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
	expect(words(one).sort()).toEqual(['Kveld', 'Morgen']);
	expect(words(other)).toEqual(words(one));
});

test('a point remembers that it was shared, and comes back after it was taken away', () => {
	const doc = draft();
	const id = createPoint(doc, author, 'Snøball blir med');
	const agreement = newId();
	markShared(doc, id, author, agreement);
	removePoint(doc, id, author);
	pointText(doc, id)?.insert(0, 'Kaninen ');
	expect(words(doc)).toEqual([]);
	restorePoint(doc, id);
	expect(present(readDraft(doc).entities)).toMatchObject([
		{ text: 'Kaninen Snøball blir med', shared: { agreement, by: author.by } }
	]);
});
