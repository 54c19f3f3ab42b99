/**
 * People from a table: CSV as Excel writes it in Norwegian, with semicolons, or in English, with commas; contacts as Google
 * and Outlook export them. Columns are found by their headings, in whatever order they stand.
 */
import Papa from 'papaparse';
import { lineMax } from '#lib/room/lengths.ts';
import { readRelation, type ReadRelation } from '../relationWords.ts';
import { kindFor } from '../relations.ts';
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

/** How many letters are read between two looks at the clock. */
const sliceLetters = 16 * 1024;
/** No row is longer than this, whatever is noted in it: then a quotation mark was never closed. */
const rowMax = 256 * 1024;

type Column =
	| { readonly what: 'name' | 'given' | 'middle' | 'family' | 'relation' | 'kind' }
	| { readonly what: 'number'; readonly type: SaidType };

/** Headings, in small letters without signs. The first that fits counts. */
const headings: readonly (readonly [RegExp, Column])[] = [
	[/^(navn|fullt navn|name|full name|display name|visningsnavn)$/, { what: 'name' }],
	[/^(fornavn|first name|given name)$/, { what: 'given' }],
	[/^(mellomnavn|middle name|additional name)$/, { what: 'middle' }],
	[/^(etternavn|last name|family name|surname)$/, { what: 'family' }],
	[/^(relasjon|relation|relationship|tilknytning|hvem|hvem er det|forhold)$/, { what: 'relation' }],
	[/^(slag|slags|hva|hva er det|kind)$/, { what: 'kind' }],
	[/(faks|fax|personsøker|pager|type|label)/, { what: 'number', type: null }],
	[/(mobil|mobile|cell)/, { what: 'number', type: 'mobile' }],
	[
		/(telefon|tlf|phone).*(arbeid|jobb|work|business)|(arbeid|jobb|business|work).*(telefon|tlf|phone)/,
		{ what: 'number', type: 'work' }
	],
	[
		/(telefon|tlf|phone).*(privat|hjem|home)|(home|hjemme).*(telefon|tlf|phone)/,
		{ what: 'number', type: 'landline' }
	],
	[/^(telefon|tlf|phone|nummer|number)/, { what: 'number', type: null }]
];
const ignored = headings[6]?.[1];

/**
 * Reads a table in slices.
 * @returns everybody in it, or the line that is wrong
 */
export function* readCsv(text: string): Reading {
	const contacts: Contact[] = [];
	const leftOut: LeftOut[] = [];
	let columns: (Column | null)[] | null = null;
	try {
		for (const { rows, at } of slicesOf(text)) {
			for (const row of rows) {
				if (columns === null) {
					columns = columnsOf(row);
					continue;
				}
				if (contacts.length + leftOut.length === contactsMax) throw new FileFault('tooMany', row.line);
				const read = contactOf(row, columns);
				if ('why' in read) leftOut.push(read);
				else contacts.push(read);
			}
			yield at / text.length;
		}
		if (columns === null) throw new FileFault('empty', 1);
		return { contacts, leftOut };
	} catch (error) {
		if (error instanceof FileFault) return { fault: error.fault };
		throw error;
	}
}

interface Row {
	readonly line: number;
	readonly cells: readonly string[];
}

/**
 * The rows that hold something, with the lines on which they begin; a cell may hold line breaks.
 * @returns also how far it has come, in characters
 * @throws FileFault `quotes`, and `notContacts` where a row has no end
 */
function* slicesOf(text: string): Generator<{ rows: readonly Row[]; at: number }, void, void> {
	// Excel says in a line of its own what stands between the cells.
	const [hint = '', separator] = /^\ufeff?(?:sep=(.)(?:\r\n?|\n))?/i.exec(text) ?? [];
	let line = separator === undefined ? 1 : 2;
	let at = hint.length;
	const delimiter = separator ?? separatorOf(text.slice(at, at + sliceLetters));
	/** The row that was begun. */
	let begun = '';
	while (at < text.length) {
		let end = at + sliceLetters;
		if (text[end - 1] === '\r') end += 1;
		const piece = begun + text.slice(at, end).replace(/\r\n?/g, '\n');
		at = Math.min(end, text.length);
		const rows: Row[] = [];
		let from = 0;
		const parser = new Papa.Parser({
			delimiter,
			newline: '\n',
			step: ({ data, errors, meta }: Papa.ParseStepResult<[string[]]>) => {
				if (errors.some(({ type }) => type === 'Quotes')) throw new FileFault('quotes', line);
				const [cells] = data;
				if (cells.some((cell) => cell.trim() !== '')) rows.push({ line, cells });
				line += piece.slice(from, meta.cursor).split('\n').length - 1;
				from = meta.cursor;
			}
		});
		parser.parse(piece, 0, at < text.length);
		begun = piece.slice(from);
		if (begun.length > rowMax) throw new FileFault(begun.includes('"') ? 'quotes' : 'notContacts', line);
		yield { rows, at };
	}
}

/** What stands between the headings. A name in a cell may hold a comma, a heading does not. */
function separatorOf(text: string): string {
	const [first = ''] = text.trimStart().split('\n');
	return [';', '\t', ','].find((each) => first.includes(each)) ?? ';';
}

/** @throws FileFault `noNames` */
function columnsOf({ line, cells }: Row): (Column | null)[] {
	const columns = cells.map(columnOf);
	if (columns.some((column) => column && ['name', 'given', 'family'].includes(column.what))) return columns;
	throw new FileFault('noNames', line);
}

function columnOf(heading: string): Column | null {
	const plain = heading
		.toLocaleLowerCase('nb')
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();
	const column = headings.find(([pattern]) => pattern.test(plain))?.[1];
	return column === undefined || column === ignored ? null : column;
}

/** @throws FileFault `columns` */
function contactOf({ line, cells }: Row, columns: readonly (Column | null)[]): Contact | LeftOut {
	if (cells.slice(columns.length).some((cell) => cell.trim() !== '')) throw new FileFault('columns', line);
	const cell = (what: Column['what']): string =>
		columns.map((column, index) => (column?.what === what ? (cells[index] ?? '') : '')).join(' ');
	const named = nameFrom([cell('name'), [cell('given'), cell('middle'), cell('family')].join(' ')]);
	if ('why' in named) return { line, ...named };
	const numbers = columns.flatMap((column, index): RawNumber[] =>
		column?.what === 'number'
			? (cells[index] ?? '')
					// Google writes several in one cell.
					.split(/:::|[,;/\n]/)
					.map((text) => ({ text: text.trim(), type: column.type }))
					.filter(({ text }) => text !== '')
			: []
	);
	return { line, ...named, ...whoIs(ownWords(cell('relation')), ownWords(cell('kind'))), numbers };
}

/** What a cell says of somebody; nothing where it says more than there is room for. */
function ownWords(cell: string): string {
	const words = lineFrom(cell);
	return words.length > lineMax ? '' : words;
}

/** Who somebody is; that it is an animal, a group or a place goes before, and what else is said becomes its own words. */
function whoIs(relation: string, kind: string): ReadRelation {
	const [who, what] = [readRelation(relation), readRelation(kind).relation];
	if (kindFor(what) === 'person' || kindFor(who.relation) === kindFor(what)) return who;
	const text = relation === '' ? {} : { relationText: relation };
	return what === undefined ? who : { relation: what, ...text };
}
