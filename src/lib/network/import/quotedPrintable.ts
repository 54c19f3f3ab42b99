/** Quoted-printable, in which vCard 2.1 writes all letters that are not English ones. */

/**
 * The text of a quoted-printable value whose line breaks were joined already.
 * @param charset as the file names it; where it is unknown, or does not fit, what phones and old Windows write
 */
export function fromQuotedPrintable(value: string, charset: string): string {
	const bytes: number[] = [];
	for (let at = 0; at < value.length; at += 1) {
		const hex = value[at] === '=' ? value.slice(at + 1, at + 3) : '';
		if (/^[\da-f]{2}$/i.test(hex)) {
			bytes.push(Number.parseInt(hex, 16));
			at += 2;
		} else {
			// Some phones leave letters as they are between the others.
			const letter = value.codePointAt(at) ?? 0;
			bytes.push(...new TextEncoder().encode(String.fromCodePoint(letter)));
			if (letter > 0xffff) at += 1;
		}
	}
	const all = new Uint8Array(bytes);
	return decoded(all, charset) ?? decoded(all, 'utf-8') ?? new TextDecoder('windows-1252').decode(all);
}

function decoded(bytes: Uint8Array, charset: string): string | null {
	try {
		return new TextDecoder(charset, { fatal: true }).decode(bytes);
	} catch {
		return null; // a charset that no browser knows, or bytes that are not of it
	}
}
