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
	const content = await page.content;
	const receivedMs = performance.now() - began;
	const bytes = page.receivedBytes;
	const doc = new Y.Doc();
	Y.applyUpdate(doc, content);
	const readMs = performance.now() - began;
	const states = Y.decodeStateVector(Y.encodeStateVector(doc));
	doc.destroy();
	await page.leave();
	return { receivedMs, readMs, bytes, states };
}
