/** Where to go after signing in: only ever a page of this installation (T66). */

const nowhere = 'http://landsby.invalid';

/**
 * @param next what stood in `?next=`
 * @returns a path of our own, `/rooms` for everything else
 */
export function ownPath(next: string | null | undefined): string {
	if (!next || !isPlainPath(next)) return '/rooms';
	const url = URL.canParse(next, nowhere) ? new URL(next, nowhere) : null;
	if (url?.origin !== nowhere) return '/rooms';
	const path = url.pathname + url.search;
	// "/.//evil" is a plain path until it is resolved.
	return isPlainPath(path) ? path : '/rooms';
}

/** Begins with exactly one slash, also after browsers have had their way with escapes and backslashes. */
function isPlainPath(path: string): boolean {
	const bare = path.replace(/%2f/giu, '/').replace(/%5c/giu, '\\');
	return /^\/(?![/\\])/u.test(bare) && !/[\\\p{Cc}]/u.test(bare);
}
