/** Asking the server again for what a page shows. */
import { invalidate } from '$app/navigation';
import { navigating } from '$app/state';

/**
 * Asks again and again, until the effect in which it stands ends. Not while somebody is on the way to another page:
 * that would end their navigation without a word. Without a network it asks again the next time.
 * @param dependency what the page's data was loaded under, by `depends`
 * @param everyMs between two questions, in milliseconds
 * @param isWanted asked before each
 * @returns how to stop
 */
export function askAnewEvery(
	dependency: string,
	everyMs: number,
	isWanted: () => boolean = () => true
): () => void {
	const timer = setInterval(() => {
		if (navigating.to === null && isWanted()) invalidate(dependency).catch(() => undefined);
	}, everyMs);
	return () => clearInterval(timer);
}
