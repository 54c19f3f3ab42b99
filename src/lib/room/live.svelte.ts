/** A section of a document as a value that Svelte follows. */
import { createSubscriber } from 'svelte/reactivity';
import type { Doc } from 'yjs';
import type { LiveDocument } from './liveDocument.svelte.ts';

/**
 * Reads roots of a document again whenever something in them changes. Components that use it are
 * re-keyed when the document is replaced (`generation`).
 * @param read a reader of the part's document.ts
 * @returns an object whose `current` is followed by effects and markup
 */
export function live<T>(
	document: LiveDocument,
	roots: readonly string[],
	read: (doc: Doc) => T
): { readonly current: T } {
	const doc = document.doc;
	let following = false;
	let value: { read: T } | null = null;
	const subscribe = createSubscriber((update) => {
		const changed = () => {
			value = null;
			update();
		};
		for (const root of roots) doc.getMap(root).observeDeep(changed);
		following = true;
		value = null;
		return () => {
			for (const root of roots) doc.getMap(root).unobserveDeep(changed);
			following = false;
			value = null;
		};
	});
	return {
		get current() {
			subscribe();
			// Outside an effect nobody would be told of changes, so nothing is remembered.
			if (!following) return read(doc);
			value ??= { read: read(doc) };
			return value.read;
		}
	};
}
