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

/** As phones, Windows and old Macs end a line; some write the first half twice. */
const lineEnds = /\r{0,3}\n|\r/g;
/** How many lines are read between two looks at the clock. */
const sliceLines = 256;

/** The property that is being read. */
interface Current {
	readonly line: number;
	readonly name: string;
	text: string;
	readonly quoted: boolean;
	readonly binary: boolean;
	/** An empty line stands behind its soft break. */
	emptyBehind: boolean;
}

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
	let current: Current | null = null;
	let version = '';

	const finished = (): RawProperty | null => {
		const done = current;
		current = null;
		if (!done || !kept.has(done.name)) return null;
		if (done.name === 'VERSION') version = done.text.slice(done.text.indexOf(':') + 1).trim();
		return { line: done.line, name: done.name, text: done.text };
	};

	while (at < text.length) {
		lineEnds.lastIndex = at;
		const end = lineEnds.exec(text);
		const physical = text.slice(at, end?.index);
		at = end ? lineEnds.lastIndex : text.length;
		line += 1;
		// Also within a property: a picture may be as long as the file.
		if (line % sliceLines === 0) yield { property: null, at };
		if (current?.quoted && current.text.endsWith('=')) {
			// A soft break. Some phones have an empty line behind it: then the rest comes, or nothing more.
			if (physical === '') {
				current.emptyBehind = true;
				continue;
			}
			const rest = current.emptyBehind && nameAtStart.test(physical) ? null : physical;
			current.text = current.text.slice(0, -1);
			// Some fold the rest as well.
			if (rest !== null) {
				current.emptyBehind = false;
				current.text = joined(current, current.text, rest.replace(/^[ \t]/, ''));
				continue;
			}
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
			binary,
			emptyBehind: false
		};
		// Of what is left out, only the end matters: whether the next line belongs to it.
		if (current.quoted && !kept.has(name)) current.text = physical.slice(-1);
	}
	const property = finished();
	if (property) yield { property, at };
}

function joined(current: Pick<Current, 'name'>, before: string, rest: string): string {
	if (!kept.has(current.name)) return rest.slice(-1);
	return before.length + rest.length > textMax ? before : before + rest;
}
