/** Addresses in notes. Whoever reads a note may follow them, so only four schemes are addresses at all (T33). */

const protocols = ['https:', 'http:', 'tel:', 'mailto:'];
/** Longer ones are no address anybody typed. */
export const hrefMax = 2000;

/**
 * An address that may be followed, in the form the parser gave it: what is stored is what was checked, so that
 * control characters, tabs inside the scheme or mixed case mean the same to every reader.
 * @returns null for everything that is not `https`, `http`, `tel` or `mailto`, and for addresses with a password
 */
export function safeHref(text: unknown): string | null {
	if (typeof text !== 'string' || text.length > hrefMax || !URL.canParse(text)) return null;
	const url = new URL(text);
	if (!protocols.includes(url.protocol) || url.username !== '' || url.password !== '') return null;
	return url.href;
}

/**
 * What somebody wrote as an address, read as they meant it: `nav.no` is a page, `kari@landsby.example` a letter
 * box, `+47 00 00 01 20` a number to ring.
 * @returns the address, or null where it is none
 */
export function typedHref(text: string): string | null {
	const words = text.trim();
	const number = words.replace(/[\s().-]/gu, '');
	if (/^\+?\d{3,15}$/u.test(number)) return safeHref(`tel:${number}`);
	if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/u.test(words)) return safeHref(`mailto:${words}`);
	if (/^[a-z][a-z\d+.-]*:/iu.test(words) && !/^[^\s/:]+\.[^\s/:]+:\d+/u.test(words)) return safeHref(words);
	return /^[^\s/]+\.[^\s/]{2,}/u.test(words) ? safeHref(`https://${words}`) : null;
}
