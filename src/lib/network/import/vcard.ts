/**
 * Contacts of a phone as vCard: 2.1 as Android writes it, 3.0 as iPhones do, and 4.0. Names and numbers are read, and
 * nothing else; pictures, notes and addresses are left in the file.
 */
import ICAL from 'ical.js';
import * as v from 'valibot';
import {
	contactsMax,
	FileFault,
	lineFrom,
	nameFrom,
	type Contact,
	type LeftOut,
	type RawNumber,
	type Reading,
	type SaidType
} from './contacts.ts';
import { fromQuotedPrintable } from './quotedPrintable.ts';
import { propertiesOf, type RawProperty } from './vcardLines.ts';

/** How many properties are read between two looks at the clock. */
const sliceProperties = 200;

interface Card {
	readonly line: number;
	readonly names: Map<string, string>;
	readonly numbers: (RawNumber & { readonly preferred: boolean })[];
	isGroup: boolean;
	/** Cards within this card (`AGENT` of 2.1), which are not read. */
	inner: number;
}

/** What has a name of somebody, the best first. */
const namesByRank = ['FN', 'N', 'NICKNAME', 'ORG'] as const;

/**
 * Reads a vCard file in slices.
 * @returns all of its contacts, or the line that is wrong; lists of contacts are no contact
 */
export function* readVCards(text: string): Reading {
	const contacts: Contact[] = [];
	const leftOut: LeftOut[] = [];
	let card: Card | null = null;
	let count = 0;
	try {
		for (const { property, at } of propertiesOf(text.replace(/^\ufeff/, ''))) {
			count += 1;
			if (count % sliceProperties === 0 || property === null) yield at / text.length;
			if (property === null) continue;
			if (card === null) {
				if (!is(property, 'BEGIN')) throw new FileFault(count === 1 ? 'notContacts' : 'line', property.line);
				card = { line: property.line, names: new Map(), numbers: [], isGroup: false, inner: 0 };
			} else if (is(property, 'END') && card.inner > 0) card.inner -= 1;
			else if (is(property, 'END')) {
				const read = card.isGroup ? null : contactOf(card);
				if (contacts.length + leftOut.length === contactsMax) throw new FileFault('tooMany', card.line);
				if (read && 'why' in read) leftOut.push(read);
				else if (read) contacts.push(read);
				card = null;
			} else if (property.name === 'AGENT') {
				if (/:\s*$/.test(property.text)) card.inner += 1;
			} else if (is(property, 'BEGIN')) {
				// `AGENT:` has counted the card within it already; another beginning means that the first has no end.
				if (card.inner === 0) throw new FileFault('cutOff', card.line);
			} else if (card.inner === 0) take(property, card);
		}
		if (card) throw new FileFault('cutOff', card.line);
		if (contacts.length === 0 && leftOut.length === 0)
			throw new FileFault(text.trim() === '' ? 'empty' : 'notContacts', 1);
	} catch (error) {
		if (!(error instanceof FileFault)) throw error;
		const { code, line } = error.fault;
		// What does not even begin as one is another kind of file.
		return { fault: code === 'line' && count === 0 ? { code: 'notContacts', line } : { code, line } };
	}
	return { contacts, leftOut };
}

function is({ name, text }: RawProperty, what: 'BEGIN' | 'END'): boolean {
	return name === what && /:\s*vcard\s*$/i.test(text);
}

function take(property: RawProperty, card: Card): void {
	const { name } = property;
	if (name === 'VERSION' || name === 'BEGIN' || name === 'END') return;
	const { values, types } = parsed(property);
	if (name === 'TEL') {
		const text = values.join('').replace(/^tel:/i, '').replace(/;.*$/, '').trim();
		if (text !== '' && !types.some((type) => unwanted.has(type)))
			card.numbers.push({ text, type: typeOf(types), preferred: types.includes('pref') });
	} else if (name === 'KIND' || name === 'X-ADDRESSBOOKSERVER-KIND')
		card.isGroup ||= values.join('').trim().toLowerCase() === 'group';
	else if (!card.names.has(name)) {
		const [family = '', given = '', middle = ''] = values;
		const text =
			name === 'N' ? [given, middle, family].join(' ') : name === 'ORG' ? family : values.join(' ');
		// Where a semicolon divides nothing ical.js leaves the sign that it is one.
		const line = lineFrom(name === 'FN' || name === 'NICKNAME' ? text.replaceAll('\\;', ';') : text);
		if (line !== '') card.names.set(name, line);
	}
}

function contactOf({ line, names, numbers }: Card): Contact | LeftOut {
	const named = nameFrom(namesByRank.map((each) => names.get(each) ?? ''));
	if ('why' in named) return { line, ...named };
	const inOrder = [...numbers].sort((a, b) => Number(b.preferred) - Number(a.preferred));
	return { line, ...named, numbers: inOrder.map(({ text, type }) => ({ text, type })) };
}

/** Nobody is reached by these. */
const unwanted: ReadonlySet<string> = new Set(['fax', 'pager', 'modem', 'bbs', 'textphone']);

function typeOf(types: readonly string[]): SaidType {
	if (types.includes('cell') || types.includes('iphone')) return 'mobile';
	if (types.includes('work')) return 'work';
	return types.includes('home') ? 'landline' : null;
}

/** What ical.js makes of a line: name, parameters, type, values. */
const Parsed = v.tupleWithRest(
	[v.string(), v.record(v.string(), v.union([v.string(), v.array(v.string())])), v.string()],
	v.unknown()
);

/**
 * A property taken apart by ical.js, its parts decoded.
 * @throws FileFault `line`
 */
function parsed({ line, text }: RawProperty): { values: string[]; types: string[] } {
	let read: unknown;
	try {
		read = ICAL.parse.property(withNamedParameters(text), ICAL.design.vcard3);
	} catch {
		throw new FileFault('line', line);
	}
	const property = v.safeParse(Parsed, read);
	if (!property.success) throw new FileFault('line', line);
	const [, parameters, , ...given] = property.output;
	const said = (name: string): string[] => [parameters[name] ?? []].flat();
	const quoted = said('encoding').some((encoding) => /^(?:quoted-printable|q)$/i.test(encoding));
	const charset = said('charset')[0] ?? 'utf-8';
	const values = given
		.flat()
		.map((value) => [value].flat().join(' '))
		.map((value) => (quoted ? fromQuotedPrintable(value, charset) : value));
	const types = said('type').flatMap((type) => type.toLowerCase().split(','));
	return { values, types: said('pref').length > 0 ? [...types, 'pref'] : types };
}

const encodings: ReadonlySet<string> = new Set(['QUOTED-PRINTABLE', 'BASE64', '8BIT', '7BIT']);

/** The bare parameters of 2.1 with their names: `TEL;CELL;PREF:` as `TEL;TYPE=CELL,PREF:`. Groups are left out. */
function withNamedParameters(text: string): string {
	const { parts, value } = cut(text);
	const [name = '', ...parameters] = parts.map((part) => part.trim());
	const named: string[] = [];
	const types: string[] = [];
	for (const parameter of parameters) {
		// One pair of quotation marks, or several: the values are all of one kind.
		if (/^type=/i.test(parameter)) types.push(parameter.slice('type='.length).replaceAll('"', ''));
		else if (parameter.includes('=')) named.push(parameter);
		else if (encodings.has(parameter.toUpperCase())) named.push(`ENCODING=${parameter}`);
		else types.push(parameter);
	}
	const said = types.filter((type) => type !== '').join(',');
	const full = named.filter((parameter) => !parameter.endsWith('='));
	return `${[name.replace(/^.*\./, ''), ...full, ...(said === '' ? [] : [`TYPE=${said}`])].join(';')}:${value}`;
}

/** Name and parameters, and the value behind the first colon that does not stand between quotation marks. */
function cut(text: string): { parts: string[]; value: string } {
	const parts: string[] = [];
	let quoted = false;
	let from = 0;
	for (let at = 0; at < text.length; at += 1) {
		const letter = text[at];
		if (letter === '"') quoted = !quoted;
		if (quoted || (letter !== ';' && letter !== ':')) continue;
		parts.push(text.slice(from, at));
		from = at + 1;
		if (letter === ':') return { parts, value: text.slice(from) };
	}
	// A quotation mark that is never closed is only a mark.
	const [before = '', ...rest] = text.split(':');
	return { parts: before.split(';'), value: rest.join(':') };
}
