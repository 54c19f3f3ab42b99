/** Which kind of file it is, and its letters. */
import type { Reading } from './contacts.ts';
import { readCsv } from './csv.ts';
import { readVCards } from './vcard.ts';

/** How many bytes become letters between two looks at the clock. */
const sliceBytes = 1024 * 1024;

/**
 * Reads contacts from a file in slices.
 * @param name of the file, for one that does not show what it is
 */
export function* readFile(bytes: Uint8Array, name: string): Reading {
	const text = withoutEnd(yield* textOf(bytes));
	if (/^\ufeff?\s*BEGIN:VCARD/i.test(text) || /\.(vcf|vcard)$/i.test(name)) return yield* readVCards(text);
	return yield* text.includes('\0') ? notText() : readCsv(text);
}

/**
 * The text of a file. Phones write UTF-8; Excel writes Windows-1252 where it is not asked for something else, and some
 * programs UTF-16, with a mark.
 */
function* textOf(bytes: Uint8Array): Generator<number, string, void> {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return yield* decoded(bytes, 'utf-16le');
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return yield* decoded(bytes, 'utf-16be');
	try {
		return yield* decoded(bytes, 'utf-8');
	} catch {
		return yield* decoded(bytes, 'windows-1252'); // it has a letter for every byte
	}
}

function* decoded(bytes: Uint8Array, encoding: string): Generator<number, string, void> {
	const decoder = new TextDecoder(encoding, { fatal: encoding === 'utf-8' });
	let text = '';
	for (let at = 0; at < bytes.length; at += sliceBytes) {
		text += decoder.decode(bytes.subarray(at, at + sliceBytes), { stream: true });
		yield 0;
	}
	return text + decoder.decode();
}

/** Old programs fill up what they write, or mark its end. */
function withoutEnd(text: string): string {
	let end = text.length;
	while (end > 0 && '\0\u001a\r\n'.includes(text.charAt(end - 1))) end -= 1;
	return text.slice(0, end);
}

/** A picture, a workbook of Excel: no text at all. */
// eslint-disable-next-line require-yield -- the other readers give their progress; here there is nothing to read
function* notText(): Reading {
	return { fault: { code: 'notContacts', line: 1 } };
}
