// Somebody opens a document that they have never had.
import * as Y from 'yjs';
import { Page } from './page.ts';
import type { Target } from './wire.ts';

export interface Opened {
	/** Milliseconds from connecting until the content has come, and until it also stands in the page's document. */
	readonly receivedMs: number;
	readonly readMs: number;
	/** Bytes of all frames until then. */
	readonly bytes: number;
	/** How many edits each Yjs client has in it. */
	readonly states: ReadonlyMap<number, number>;
}

export async function opening({ target }: { readonly target: Target }): Promise<Opened> {
	const began = performance.now();
	const page = new Page(target);
	// A server may send what it has in several pieces; the answer to the question is the last of them.
	const content: Uint8Array[] = [];
	page.onUpdate = (update) => content.push(update);
	content.push(await page.content);
	const receivedMs = performance.now() - began;
	const bytes = page.receivedBytes;
	const doc = new Y.Doc();
	doc.transact(() => {
		for (const update of content) Y.applyUpdate(doc, update);
	});
	const readMs = performance.now() - began;
	const states = Y.decodeStateVector(Y.encodeStateVector(doc));
	doc.destroy();
	await page.leave();
	return { receivedMs, readMs, bytes, states };
}
