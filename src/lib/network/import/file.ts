/** Which kind of file it is, and its letters. */
import type { Reading } from './contacts.ts';
import { readCsv } from './csv.ts';
import { readVCards } from './vcard.ts';

/**
 * The text of a file. Phones write UTF-8; Excel writes Windows-1252 where it is not asked for something else, and some
 * programs UTF-16, with a mark.
 */
export function textOf(bytes: Uint8Array): string {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-1252').decode(bytes); // it has a letter for every byte
	}
}

/**
 * Reads contacts from a text in slices.
 * @param name of the file, for one that does not show what it is
 */
export function readContacts(text: string, name: string): Reading {
	if (/^\ufeff?\s*BEGIN:VCARD/i.test(text) || /\.(vcf|vcard)$/i.test(name)) return readVCards(text);
	return text.includes('\0') ? notText() : readCsv(text);
}

/** A picture, a workbook of Excel: no text at all. */
// eslint-disable-next-line require-yield -- the other readers give their progress; here there is nothing to read
function* notText(): Reading {
	return { fault: { code: 'notContacts', line: 1 } };
}
