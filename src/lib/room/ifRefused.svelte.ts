/** Waits for what a document's server says to what was just written. */
import type { LiveDocument } from './liveDocument.svelte.ts';

/**
 * Waits until the document has what was just written, or has refused some of it, or is closed for good: then it calls with
 * what was not taken, once this copy is in line again. It calls once, or never.
 * @param paths as `section/entity`
 */
export function ifRefused(
	document: LiveDocument,
	paths: readonly string[],
	then: (refused: readonly string[]) => void
): void {
	if (paths.length === 0) return;
	let refused: readonly string[] = [];
	const before = document.savedAt;
	const stop = $effect.root(() => {
		$effect(() => {
			const { refusal, saved, savedAt, closedForGood } = document;
			if (closedForGood) refused = paths;
			else if (refused.length === 0) refused = paths.filter((path) => refusal?.paths.includes(path));
			// Saved, and not as it was before these were written.
			if (!closedForGood && (!saved || savedAt === before)) return;
			queueMicrotask(() => {
				stop();
				if (refused.length > 0) then(refused);
			});
		});
	});
}
