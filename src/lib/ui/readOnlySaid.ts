/**
 * Whether the page around says already that nothing can be changed, of all its parts at once. Then no part says it
 * again, and none names somebody who may change it: just now nobody may.
 */
import { getContext, setContext } from 'svelte';

const key = Symbol('read only is said');

/** @param isSaid read whenever a part is drawn */
export function provideReadOnlySaid(isSaid: () => boolean): void {
	setContext(key, isSaid);
}

/** @returns how to ask; false outside of such a page */
export function useReadOnlySaid(): () => boolean {
	return getContext<(() => boolean) | undefined>(key) ?? (() => false);
}
