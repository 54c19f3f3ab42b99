/**
 * The lines of a vCard file as properties: folded lines joined, soft breaks of quoted-printable joined, pictures and what
 * else is never used left out while they are read, so that a file with 3,000 pictures costs no more than its names.
 */
import { FileFault } from './contacts.ts';

/** A property as it stands in the file, still as text. */
export interface RawProperty {
	readonly line: number;
	/** In capitals, without its group. */
	readonly name: string;
	/** All of it, joined to one line. */
	readonly text: string;
}

/** Properties that somebody looks at; of all others only the name is read. */
const kept: ReadonlySet<string> = new Set([
	'BEGIN',
	'END',
	'VERSION',
	'FN',
	'N',
	'NICKNAME',
	'ORG',
	'TEL',
	'KIND',
	'X-ADDRESSBOOKSERVER-KIND',
	'AGENT'
]);

const nameAtStart = /^\s*(?:[\w-]+\.)?([\w-]+)[;:]/;
const isQuoted = /^[^:]*;\s*(?:ENCODING=)?"?QUOTED-PRINTABLE/i;
const isBinary = /^[^:]*;\s*(?:ENCODING=)?"?(?:BASE64|B)"?\s*[;:]/i;
/** A line of a picture; some phones write the next ones without the blank that says that they belong to it. */
const picture = /^[\w+/=\s-]*$/;
/** No name or number is longer than this: what follows is not kept. */
const textMax = 64 * 1024;

/**
 * Reads the properties of a text one by one.
 * @returns also how far it has come, in characters
 * @throws FileFault `line` where a line begins no property and continues none
 */
export function* propertiesOf(
	text: string
): Generator<{ property: RawProperty | null; at: number }, void, void> {
	let at = 0;
	let line = 0;
	let current: { line: number; name: string; text: string; quoted: boolean; binary: boolean } | null = null;
	let version = '';

	const finished = (): RawProperty | null => {
		const done = current;
		current = null;
		if (!done || !kept.has(done.name)) return null;
		if (done.name === 'VERSION') version = done.text.slice(done.text.indexOf(':') + 1).trim();
		return { line: done.line, name: done.name, text: done.text };
	};

	while (at < text.length) {
		const end = text.indexOf('\n', at);
		const next = end === -1 ? text.length : end + 1;
		const physical = text.slice(at, end === -1 ? text.length : end).replace(/\r+$/, '');
		at = next;
		line += 1;
		if (current?.quoted && current.text.endsWith('=')) {
			// A soft break: some phones fold the rest as well.
			current.text = joined(current, current.text.slice(0, -1), physical.replace(/^[ \t]/, ''));
			continue;
		}
		if (current && /^[ \t]/.test(physical)) {
			// In 2.1 a line is folded where a blank stands, and the blank stays.
			const rest = version === '2.1' && !current.binary ? ` ${physical.trimStart()}` : physical.slice(1);
			current.text = joined(current, current.text, rest);
			continue;
		}
		if (current?.binary && picture.test(physical)) continue;
		const property = finished();
		if (property) yield { property, at };
		if (physical.trim() === '') continue;
		const name = nameAtStart.exec(physical)?.[1]?.toUpperCase();
		if (name === undefined) throw new FileFault('line', line);
		const binary = isBinary.test(physical);
		current = {
			line,
			name,
			text: kept.has(name) ? physical : '',
			quoted: isQuoted.test(physical),
			binary
		};
		// Of what is left out, only the end matters: whether the next line belongs to it.
		if (current.quoted && !kept.has(name)) current.text = physical.slice(-1);
		if (line % 256 === 0) yield { property: null, at };
	}
	const property = finished();
	if (property) yield { property, at };
}

function joined(current: { readonly name: string }, before: string, rest: string): string {
	if (!kept.has(current.name)) return rest.slice(-1);
	return before.length + rest.length > textMax ? before : before + rest;
}
