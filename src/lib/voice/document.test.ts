import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { isAppError } from '#lib/errors.ts';
import { EDIT, MAKE, present, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { createStatement, readVoice, shareAgain, takeBack, type NewStatement } from './document.ts';
import { FACES, wordsMax } from './voice.ts';

const ylva: Author = { by: newId(), at: '2026-11-24T15:00:00.000Z' };
const wish = 'Jeg vil bo der jeg kan gå til Nora.';

describe('what the child shares', () => {
	test('stands there word for word, with the face and what it is about', () => {
		const doc = new Y.Doc();
		const visit = newId();
		const id = createStatement(doc, ylva, { text: wish, face: 'calm', about: visit });
		expect(readVoice(doc)).toEqual({
			entities: [
				{
					id,
					kind: 'statement',
					made: { by: ylva.by, at: ylva.at },
					text: wish,
					face: 'calm',
					about: visit
				}
			],
			malformed: []
		});
	});

	test('can be a face alone, or words alone', () => {
		const doc = new Y.Doc();
		createStatement(doc, ylva, { text: '', face: 'afraid' });
		createStatement(doc, ylva, { text: wish });
		expect(readVoice(doc).entities).toMatchObject([{ text: '', face: 'afraid' }, { text: wish }]);
		expect(readVoice(doc).entities[1]?.face).toBeUndefined();
	});

	test('keeps spelling, line breaks and scripts as the words they are', () => {
		const doc = new Y.Doc();
		const text = 'jeg vil IKKJE\n\nhøre på <script>alert(1)</script> 😡';
		createStatement(doc, ylva, { text });
		expect(readVoice(doc).entities[0]?.text).toBe(text);
	});

	test.each<[string, NewStatement, string]>([
		['nothing at all', { text: '  \n ' }, 'text'],
		['10,000 characters', { text: 'å'.repeat(10_000), face: 'glad' }, 'text'],
		['something about no known thing', { text: wish, about: 'Nora' }, 'about']
	])('%s is not shared, and nothing is written', (_, statement, field) => {
		const doc = new Y.Doc();
		const before = Y.encodeStateAsUpdate(doc);
		expect(refusedField(() => createStatement(doc, ylva, statement))).toBe(field);
		expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
	});

	test('exactly as long as it may be is shared whole', () => {
		const doc = new Y.Doc();
		createStatement(doc, ylva, { text: 'å'.repeat(wordsMax) });
		expect(readVoice(doc).entities[0]?.text).toHaveLength(wordsMax);
	});

	test('comes in the order it was said, on every screen', () => {
		const one = new Y.Doc();
		const two = new Y.Doc();
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...FACES), { maxLength: 8 }), (faces) => {
				for (const face of faces) createStatement(faces.length % 2 ? one : two, ylva, { text: '', face });
				merge(one, two);
				expect(readVoice(one)).toEqual(readVoice(two));
				const ids = readVoice(one).entities.map(({ id }) => id);
				expect(ids).toEqual([...ids].sort());
			}),
			{ numRuns: 20 }
		);
	});
});

/** Whether a letter of it stands in what is sent to somebody who opens the document now. */
function isSent(doc: Y.Doc, words: string): boolean {
	return Buffer.from(Y.encodeStateAsUpdate(doc)).includes(words);
}

function undoOf(doc: Y.Doc) {
	return new Y.UndoManager(doc.getMap('voice'), { trackedOrigins: new Set([EDIT]), captureTimeout: 0 });
}

describe('taking back', () => {
	test('what is taken back is gone from what is shared, and can be shared again as it was', () => {
		const doc = new Y.Doc();
		const id = createStatement(doc, ylva, { text: wish, face: 'calm' });
		takeBack(doc, id, ylva);
		expect(present(readVoice(doc).entities)).toEqual([]);
		shareAgain(doc, id, { text: wish, face: 'calm' });
		expect(present(readVoice(doc).entities)).toMatchObject([{ text: wish, face: 'calm' }]);
	});

	test('no letter and no face of it is sent to who opens the document later, by button or by undo', () => {
		const [child, room] = [new Y.Doc(), new Y.Doc()];
		child.on('update', (update: Uint8Array) => Y.applyUpdate(room, update));
		const undo = undoOf(child);
		const id = createStatement(child, ylva, { text: wish, face: 'afraid' });
		const gone = () => !isSent(room, wish) && !isSent(room, 'afraid');
		expect(gone()).toBe(false);
		takeBack(child, id, ylva);
		expect(gone()).toBe(true);
		undo.undo();
		expect(present(readVoice(room).entities)).toMatchObject([{ text: wish, face: 'afraid' }]);
		undo.redo();
		expect(gone()).toBe(true);
		shareAgain(child, id, { text: wish, face: 'afraid' });
		expect(present(readVoice(room).entities)).toMatchObject([{ text: wish, face: 'afraid' }]);
		undo.undo();
		expect(gone()).toBe(true);
	});

	test('undoing the sharing itself takes the words out as well, redo brings them again', () => {
		const [child, room] = [new Y.Doc(), new Y.Doc()];
		child.on('update', (update: Uint8Array) => Y.applyUpdate(room, update));
		const undo = undoOf(child);
		createStatement(child, ylva, { text: wish, face: 'afraid' });
		undo.undo();
		expect(isSent(room, wish) || isSent(room, 'afraid')).toBe(false);
		undo.redo();
		expect(present(readVoice(room).entities)).toMatchObject([{ text: wish, face: 'afraid' }]);
	});

	test('taken back on one tablet while shared again on another: both screens agree', () => {
		const one = new Y.Doc();
		const id = createStatement(one, ylva, { text: wish });
		const two = new Y.Doc();
		merge(one, two);
		takeBack(one, id, ylva);
		shareAgain(two, id, { text: wish });
		merge(one, two);
		expect(readVoice(one)).toEqual(readVoice(two));
	});

	test('sharing again what was not taken back says nothing twice', () => {
		const doc = new Y.Doc();
		const id = createStatement(doc, ylva, { text: wish });
		shareAgain(doc, id, { text: wish });
		expect(readVoice(doc).entities).toMatchObject([{ text: wish }]);
	});

	test('undo takes the statement back, redo shares the same words again', () => {
		const doc = new Y.Doc();
		const undo = undoOf(doc);
		createStatement(doc, ylva, { text: wish });
		undo.undo();
		expect(present(readVoice(doc).entities)).toEqual([]);
		undo.redo();
		expect(present(readVoice(doc).entities)).toMatchObject([{ text: wish }]);
	});
});

test('what others wrote badly is reported; the words of the child are read all the same', () => {
	const doc = new Y.Doc();
	const good = createStatement(doc, ylva, { text: wish, face: 'calm' });
	const torn = createStatement(doc, ylva, { text: wish });
	doc.transact(() => {
		const entities = doc.getMap('voice');
		(entities.get(good) as Y.Map<unknown>).set('face', 'furious');
		(entities.get(torn) as Y.Map<unknown>).set('text', 7);
		entities.set(newId(), null);
	}, MAKE);
	const { entities, malformed } = readVoice(doc);
	expect(entities).toMatchObject([{ id: good, text: wish }]);
	expect(entities[0]?.face).toBeUndefined();
	expect(malformed).toHaveLength(2);
	expect(malformed.map(({ id }) => id)).toContain(torn);
});

function merge(one: Y.Doc, two: Y.Doc) {
	Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
	Y.applyUpdate(one, Y.encodeStateAsUpdate(two));
}

function refusedField(edit: () => unknown): string | undefined {
	try {
		edit();
	} catch (error) {
		if (isAppError(error)) return error.field;
	}
	throw new Error('nothing was refused');
}
