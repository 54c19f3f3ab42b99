// Somebody who types: one letter after the other at the end of a note of their own. After the first update, which puts
// their person on the map, the bytes are written here and not by Yjs, so that the load costs next to nothing.
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { createPerson, personNote } from '#lib/network/document.ts';
import { defineRoots } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';

/** Yjs' number for a piece of text, with the mark that it names what stands to its left. */
const text = 4;
const hasLeft = 0x80;
/** A note holds 10,000 letters; then the next one begins. */
const lettersPerNote = 9_000;

export class Typist {
	/** Yjs client id. */
	readonly client: number;
	/** Clock of the next letter. */
	clock = 0;
	#note: { client: number; clock: number } | null = null;
	#letters = 0;
	readonly #doc = new Y.Doc();

	constructor() {
		this.client = this.#doc.clientID;
		defineRoots(this.#doc, 'room');
	}

	/** Puts a person with an empty note on the map. @returns the update */
	begin(): Uint8Array {
		const before = Y.encodeStateVector(this.#doc);
		// What was typed since is not in this document, so it takes up where the clock stands by a document of its own.
		if (this.clock > 0) throw new Error('a typist begins once');
		const author = { by: newId(), at: new Date().toISOString() };
		const person = createPerson(this.#doc, author, { name: 'Berit' });
		const item = personNote(this.#doc, person)?._item;
		if (!item) throw new Error('a person without a note');
		this.#note = { client: item.id.client, clock: item.id.clock };
		const update = Y.encodeStateAsUpdate(this.#doc, before);
		this.clock = Y.getState(this.#doc.store, this.client);
		this.#doc.destroy();
		return update;
	}

	/** Whether the note is full, and another typist must go on. */
	get full(): boolean {
		return this.#letters >= lettersPerNote;
	}

	/** Types the next letter. @returns the update */
	type(): Uint8Array {
		if (!this.#note) throw new Error('typing before the first update');
		const encoder = encoding.createEncoder();
		for (const one of [1, 1, this.client, this.clock]) encoding.writeVarUint(encoder, one);
		if (this.#letters === 0) {
			encoding.writeUint8(encoder, text);
			// No string but an id stands for the parent.
			for (const one of [0, this.#note.client, this.#note.clock]) encoding.writeVarUint(encoder, one);
		} else {
			encoding.writeUint8(encoder, text | hasLeft);
			for (const one of [this.client, this.clock - 1]) encoding.writeVarUint(encoder, one);
		}
		encoding.writeVarString(encoder, 'a');
		// Nothing is deleted.
		encoding.writeVarUint(encoder, 0);
		this.clock += 1;
		this.#letters += 1;
		return encoding.toUint8Array(encoder);
	}
}
