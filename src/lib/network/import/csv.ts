/**
 * People from a table: CSV as Excel writes it in Norwegian, with semicolons, or in English, with commas; contacts as Google
 * and Outlook export them. Columns are found by their headings, in whatever order they stand.
 */
import Papa from 'papaparse';
import { lineMax } from '#lib/room/lengths.ts';
import { readRelation, type ReadRelation } from '../relationWords.ts';
import { kindFor } from '../relations.ts';
import {
	FileFault,
	lineFrom,
	nameFrom,
	type Contact,
	type LeftOut,
	type RawNumber,
	type Reading,
	type SaidType
} from './contacts.ts';

/** How many rows are read between two looks at the clock. */
const sliceRows = 200;

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
	try {
		const rows = rowsOf(text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'));
		const [head, ...rest] = rows;
		if (!head) throw new FileFault('empty', 1);
		const columns = head.cells.map(columnOf);
		const names = columns.filter((column) => column && ['name', 'given', 'family'].includes(column.what));
		if (names.length === 0) throw new FileFault('noNames', head.line);
		const contacts: Contact[] = [];
		const leftOut: LeftOut[] = [];
		for (const [index, row] of rest.entries()) {
			if (index % sliceRows === 0) yield index / rest.length;
			const read = contactOf(row, columns);
			if ('why' in read) leftOut.push(read);
			else contacts.push(read);
		}
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
 * @throws FileFault `quotes`
 */
function rowsOf(text: string): Row[] {
	// Excel says in a line of its own what stands between the cells.
	const [hint, separator] = /^sep=(.)\n/i.exec(text) ?? [];
	const body = hint === undefined ? text : text.slice(hint.length);
	const rows: Row[] = [];
	let line = hint === undefined ? 1 : 2;
	let from = 0;
	Papa.parse<string[]>(body, {
		delimiter: separator ?? separatorOf(body),
		newline: '\n',
		step: ({ data, errors, meta }) => {
			if (errors.some(({ type }) => type === 'Quotes')) throw new FileFault('quotes', line);
			if (data.some((cell) => cell.trim() !== '')) rows.push({ line, cells: data });
			line += body.slice(from, meta.cursor).split('\n').length - 1;
			from = meta.cursor;
		}
	});
	return rows;
}

/** What stands between the headings. A name in a cell may hold a comma, a heading does not. */
function separatorOf(text: string): string {
	const [first = ''] = text.trimStart().split('\n');
	return [';', '\t', ','].find((each) => first.includes(each)) ?? ';';
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
