import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { defineRoots, EDIT, present, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { FACES, wordsMax } from '../voice.ts';
import { CORNER_ROOTS, emptyThrownAway, keep, keptText, putBack, readCorner, throwAway } from './document.ts';

const child: Author = { by: newId(), at: '2026-12-01T17:00:00.000Z' };

function corner(): Y.Doc {
	const doc = new Y.Doc();
	defineRoots(doc, 'child');
	return doc;
}
const lies = (doc: Y.Doc) => present(readCorner(doc).entities);

test('what the child keeps lies there in the order it came, each as what it is', () => {
	const doc = corner();
	keep(doc, 'wishes', child, { text: 'En tur til havet' });
	keep(doc, 'feelings', child, { text: '', face: 'sad' });
	keep(doc, 'drafts', child, { text: 'Til pappa' });
	expect(lies(doc)).toMatchObject([
		{ root: 'wishes', kind: 'wish', text: 'En tur til havet' },
		{ root: 'feelings', kind: 'feeling', text: '', face: 'sad' },
		{ root: 'drafts', kind: 'draft', text: 'Til pappa' }
	]);
});

test('nothing, and more than is kept word for word, is refused before anything is written', () => {
	const doc = corner();
	for (const text of ['  ', 'x'.repeat(wordsMax + 1)])
		expect(() => keep(doc, 'drafts', child, { text })).toThrow();
	expect(readCorner(doc).entities).toEqual([]);
});

test('[L2] what was thrown away is in no copy that is made afterwards', () => {
	fc.assert(
		fc.property(
			fc.constantFrom(...CORNER_ROOTS),
			fc.string({ minLength: 12, maxLength: 40, unit: fc.constantFrom('q', 'z', 'x', 'v') }),
			fc.option(fc.constantFrom(...FACES), { nil: undefined }),
			(root, text, face) => {
				const doc = corner();
				const id = keep(doc, root, child, { text, face });
				throwAway(doc, root, id, child);
				expect(lies(doc)).toEqual([]);
				expect(Buffer.from(Y.encodeStateAsUpdate(doc)).includes(text)).toBe(false);
				putBack(doc, root, id, { text, face });
				expect(lies(doc)).toMatchObject([{ id, text, ...(face ? { face } : {}) }]);
			}
		)
	);
});

test('[L2] what another device wrote, without a network, in what was thrown away is emptied when it comes in', () => {
	const doc = corner();
	const id = keep(doc, 'drafts', child, { text: 'Kjære' });
	const other = new Y.Doc();
	Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
	throwAway(doc, 'drafts', id, child);
	keptText(other, 'drafts', id)?.insert(5, ' qzxvqzxv');
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
	emptyThrownAway(doc);
	expect(Buffer.from(Y.encodeStateAsUpdate(doc)).includes('qzxv')).toBe(false);
	expect(lies(doc)).toEqual([]);
});

test('undoing takes the words out of the document, and redoing brings them back', () => {
	const doc = corner();
	const undo = new Y.UndoManager(
		CORNER_ROOTS.map((root) => doc.getMap(root)),
		{ trackedOrigins: new Set([EDIT]) }
	);
	keep(doc, 'wishes', child, { text: 'En hund' });
	undo.undo();
	expect(lies(doc)).toEqual([]);
	undo.redo();
	expect(lies(doc)).toMatchObject([{ text: 'En hund' }]);
});

test('words can be written on in place', () => {
	const doc = corner();
	const id = keep(doc, 'drafts', child, { text: 'Kjære' });
	keptText(doc, 'drafts', id)?.insert(5, ' farmor');
	expect(lies(doc)[0]?.text).toBe('Kjære farmor');
});

test('[L5] something that cannot be read stops nothing else', () => {
	const doc = corner();
	keep(doc, 'wishes', child, { text: 'En hund' });
	doc.getMap('wishes').set(newId(), new Y.Map([['kind', 'wish']]));
	expect(lies(doc)).toHaveLength(1);
	expect(readCorner(doc).malformed).toHaveLength(1);
});
