// A room with years behind it: edits as people make them, letter by letter, the same in every run. A stretch of words is
// typed, and some of it taken away again, nearly a third in all; then it goes on somewhere else. Every ten thousand edits
// it is another page that writes.
import * as Y from 'yjs';
import { createPerson, personNote } from '#lib/network/document.ts';
import { defineRoots } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';

const notes = 20;
const editsPerClient = 10_000;
/** Letters typed in a row, and taken away in a row: so many on average. */
const typedInRow = 14;
const deletedInRow = 6;
/** Of 1,000 edits so many begin somewhere else. */
const jumpsPer1000 = 10;

/** Numbers that look like chance and are the same every time. */
function chance(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

/**
 * @param count edits
 * @param together edits that one update holds
 * @returns their updates in order; the first puts people on the map
 */
export function history(count: number, together: number): Uint8Array[] {
	const random = chance(20_240_607);
	const doc = new Y.Doc();
	doc.clientID = 1 + Math.floor(random() * 2 ** 31);
	defineRoots(doc, 'room');
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	const texts = doc.transact(() =>
		Array.from({ length: notes }, (_, index) => {
			const person = createPerson(
				doc,
				{ by: newId(), at: new Date(0).toISOString() },
				{ name: `Person ${index}` }
			);
			const note = personNote(doc, person);
			if (!note) throw new Error('a person without a note');
			return note;
		})
	);
	let note = texts[0];
	let at = 0;
	let isTyping = true;
	const edit = (): void => {
		// Somebody goes on somewhere else: another note, another place in it.
		if (random() * 1000 < jumpsPer1000 || !note) {
			isTyping = true;
			note = texts[Math.floor(random() * texts.length)] ?? texts[0];
			at = Math.floor(random() * ((note?.length ?? 0) + 1));
		}
		if (!note) throw new Error('no note');
		at = Math.min(at, note.length);
		if (random() * (isTyping ? typedInRow : deletedInRow) < 1) isTyping = !isTyping;
		if (!isTyping && at > 0) {
			at -= 1;
			note.delete(at, 1);
			return;
		}
		note.insert(at, String.fromCharCode(97 + Math.floor(random() * 26)));
		at += 1;
	};
	for (let made = 0; made < count;) {
		if (made > 0 && made % editsPerClient === 0) doc.clientID = 1 + Math.floor(random() * 2 ** 31);
		const pieces = Math.min(together, count - made, editsPerClient - (made % editsPerClient));
		doc.transact(() => {
			for (let piece = 0; piece < pieces; piece += 1) edit();
		});
		made += pieces;
	}
	// The last one is a letter, so that whoever waits for it knows it by its number.
	texts[0]?.insert(0, 'z');
	return updates;
}
