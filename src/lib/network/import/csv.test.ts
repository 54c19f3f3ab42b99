import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactsMax, type ReadContacts } from './contacts.ts';
import { readCsv } from './csv.ts';

describe('a table', () => {
	test('[Excel, Norwegian] semicolons, a mark at the beginning, headings in any order', () => {
		const text =
			'\ufeffTelefon;Navn;Relasjon;Merknad\r\n999 00 011;Torill Ås;Mormor;glad i hage\r\n;Prikk;Katt;\r\n;;;\r\n';
		expect(contactsOf(text)).toEqual([
			{
				line: 2,
				name: 'Torill Ås',
				relation: 'grandparent',
				relationText: 'mormor',
				side: 'maternal',
				numbers: [{ text: '999 00 011', type: null }]
			},
			{ line: 3, name: 'Prikk', relation: 'pet', relationText: 'katt', numbers: [] }
		]);
	});

	test('a column for what it is makes animals, groups and places, with their own words kept', () => {
		const text =
			'Navn;Relasjon;Slag\nJ09;Håndballaget;Gruppe\nKolonihagen;;sted\nPrikk;katt;Dyr\nTorill;mormor;person\nKoret;kor;\n';
		expect(
			contactsOf(text).map(({ name, relation, relationText }) => [name, relation, relationText])
		).toEqual([
			['J09', 'group', 'håndballaget'],
			['Kolonihagen', 'place', undefined],
			['Prikk', 'pet', 'katt'],
			['Torill', 'grandparent', 'mormor'],
			['Koret', 'group', 'kor']
		]);
	});

	test('[Excel, English] commas, quotation marks, and a cell with two lines', () => {
		const text =
			'name,relation,phone\n"Aasen, Silje",aunt,99900031\n"Ola ""Olis""\nAasen",uncle,\nNora,friend,\n';
		expect(contactsOf(text).map(({ line, name, relation }) => [line, name, relation])).toEqual([
			[2, 'Aasen, Silje', 'aunt'],
			[3, 'Ola "Olis" Aasen', 'uncle'],
			[5, 'Nora', 'friend']
		]);
	});

	test('[Google and Outlook] names in several columns, several numbers, no faxes and no labels', () => {
		const google =
			'First Name,Middle Name,Last Name,Phone 1 - Label,Phone 1 - Value\nOla,Emil,Aasen,Mobile,999 00 041 ::: 22 00 00 42\n';
		expect(contactsOf(google)).toEqual([
			{
				line: 2,
				name: 'Ola Emil Aasen',
				numbers: [
					{ text: '999 00 041', type: null },
					{ text: '22 00 00 42', type: null }
				]
			}
		]);
		const outlook =
			'Fornavn;Etternavn;Mobiltelefon;Telefon, privat;Telefon arbeid;Telefaks, arbeid\nNora;Vik;1;2;3;4\n';
		expect(contactsOf(outlook)[0]?.numbers).toEqual([
			{ text: '1', type: 'mobile' },
			{ text: '2', type: 'landline' },
			{ text: '3', type: 'work' }
		]);
	});

	test('a line that tells the separator, tabs, and lines that end in three ways', () => {
		expect(contactsOf('sep=|\r\nNavn|Tlf\rArne|1\nMats|2\r\n').map(({ line, name }) => [line, name])).toEqual(
			[
				[3, 'Arne'],
				[4, 'Mats']
			]
		);
		expect(contactsOf('Navn\tRelasjon\nArne\tnabo\n')).toMatchObject([
			{ name: 'Arne', relation: 'neighbour' }
		]);
		expect(contactsOf('Navn\nArne, den høye\n')).toMatchObject([{ name: 'Arne, den høye' }]);
	});
});

describe('a table that is broken', () => {
	test.each([
		['that is empty', '\n \n', 'empty', 1],
		['without headings', 'Torill;mormor\nArne;nabo\n', 'noNames', 1],
		['with a quotation mark that is never closed', 'Navn;Tlf\nArne;1\n"Mats;2\nNora;3\n', 'quotes', 3],
		['with a cell too many', 'Navn;Tlf\nArne;1\nMats;2;3\n', 'columns', 3]
	])('%s is refused with the line, and nothing of it is taken', (_, text, code, line) => {
		expect(all(text)).toEqual({ fault: { code, line } });
	});

	test('without some of the names gives the others, and tells on which lines somebody was left out', () => {
		const read = all(`Navn;Tlf\nArne;1\n\n;2\n${'å'.repeat(121)};3\nMats;4\n`);
		expect('contacts' in read && read.contacts.map(({ name }) => name)).toEqual(['Arne', 'Mats']);
		expect('leftOut' in read && read.leftOut).toEqual([
			{ line: 4, why: 'nameless' },
			{ line: 5, why: 'tooLong' }
		]);
	});

	test('no text at all makes the reader fail otherwise than with a line', () => {
		const piece = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.constantFrom('Navn', ';', '"', '\n', '\r', ',', 'Tlf')
		);
		fc.assert(
			fc.property(fc.array(piece), (pieces) => {
				const read = all(pieces.join(''));
				expect('contacts' in read || read.fault.line >= 1).toBe(true);
			}),
			{ numRuns: 1000 }
		);
	});
});

test('whatever names and numbers a table is written with are read from it', () => {
	const cell = fc
		.string({ unit: 'grapheme-composite', maxLength: 30 })
		.map((text) => text.replace(/[\p{Cc}\s]+/gu, ' '));
	const rows = fc.array(
		fc.tuple(
			cell.filter((text) => /\p{L}/u.test(text)),
			cell
		),
		{ minLength: 1 }
	);
	fc.assert(
		fc.property(rows, fc.constantFrom(';', ',', '\t'), (people, separator) => {
			const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
			const text = people.map((row) => row.map(quoted).join(separator)).join('\r\n');
			const read = contactsOf(`Navn${separator}Kommentar\r\n${text}`);
			expect(read.map(({ name }) => name)).toEqual(
				people.map(([name]) =>
					name
						.replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, ' ')
						.replace(/\s+/gu, ' ')
						.trim()
				)
			);
		})
	);
});

describe('a large table', () => {
	test('comes in slices, so that a page can draw between them', () => {
		const note = 'glad i hage '.repeat(200);
		const row = (n: number) => `"Nr ${n}";"${note}\r\n""og"" ${note}"\r\n`;
		const text = `Navn;Merknad\r\n${Array.from({ length: 2000 }, (_, n) => row(n)).join('')}`;
		const reading = readCsv(text);
		const told: number[] = [];
		let step = reading.next();
		while (step.done !== true) {
			told.push(step.value);
			step = reading.next();
		}
		const read = 'contacts' in step.value ? step.value.contacts : [];
		expect(read).toHaveLength(2000);
		expect(read.at(-1)).toMatchObject({ name: 'Nr 1999', line: 2 + 1999 * 2 });
		expect(told.length).toBeGreaterThan(50);
		expect(told).toEqual(told.toSorted((a, b) => a - b));
		expect(told.at(-1)).toBeLessThanOrEqual(1);
	});

	test('with more people than anybody looks through is refused, the nameless counted', () => {
		const some = (count: number) => `Navn;Tlf\n${'Arne;1\n;2\n'.repeat(count / 2)}`;
		expect(all(some(contactsMax))).toMatchObject({ contacts: { length: contactsMax / 2 } });
		expect(all(some(contactsMax + 2))).toEqual({ fault: { code: 'tooMany', line: contactsMax + 2 } });
	});

	test('whose quotation mark is never closed is refused before all of it is read', () => {
		const text = `Navn;Tlf\nArne;1\n"Mats;2\n${'Nora;3\n'.repeat(500_000)}`;
		expect(all(text)).toEqual({ fault: { code: 'quotes', line: 3 } });
		expect(all('x'.repeat(2_000_000))).toEqual({ fault: { code: 'notContacts', line: 1 } });
	});
});

function all(text: string): ReadContacts {
	const reading = readCsv(text);
	let step = reading.next();
	while (step.done !== true) step = reading.next();
	return step.value;
}
function contactsOf(text: string) {
	const read = all(text);
	if ('fault' in read) throw new Error(`${read.fault.code} at line ${String(read.fault.line)}`);
	return read.contacts;
}
