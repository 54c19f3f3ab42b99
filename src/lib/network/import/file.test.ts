import { expect, test } from 'vitest';
import type { ReadContacts } from './contacts.ts';
import { readFile } from './file.ts';

const utf8 = (text: string) => [...new TextEncoder().encode(text)];
const utf16 = (text: string) => Array.from(text, (letter) => [letter.charCodeAt(0), 0]).flat();

test.each([
	['UTF-8', utf8('Navn\nÅse Đorđe'), 'Åse Đorđe'],
	['UTF-8 with a mark', [0xef, 0xbb, 0xbf, ...utf8('Navn\nÅ')], 'Å'],
	['Windows-1252, as Excel writes', [...utf8('Navn\n'), 0xc5, 0x73, 0x65, 0x20, 0xd8, 0x80], 'Åse Ø€'],
	['UTF-16', [0xff, 0xfe, ...utf16('Navn\nÅs')], 'Ås'],
	['UTF-16 the other way', [0xfe, 0xff, 0, ...utf16('Navn\nÅs').slice(0, -1)], 'Ås']
])('%s is read', (_, bytes, name) => {
	expect(all(new Uint8Array(bytes), 'liste.csv')).toMatchObject({ contacts: [{ name }] });
});

test('letters are read in slices too, and one that lies across two of them is whole', () => {
	const before = 'BEGIN:VCARD\nVERSION:3.0\nNOTE:';
	const name = 'Åse 🐢 Đorđe';
	for (let behind = 0; behind < 20; behind += 1) {
		const note = 'x'.repeat(2 * 1024 * 1024 - before.length - '\nFN:'.length - behind);
		const bytes = new TextEncoder().encode(`${before}${note}\nFN:${name}\nEND:VCARD\n`);
		expect(all(bytes, 'kontakter')).toMatchObject({ contacts: [{ name }] });
		expect([...readFile(bytes, 'kontakter')].length).toBeGreaterThan(2);
	}
});

test('a file is known by what stands in it, and by its name where that does not tell', () => {
	const card = 'BEGIN:VCARD\nVERSION:3.0\nFN:Arne\nEND:VCARD\n';
	expect(of(card, 'kontakter.txt')).toMatchObject({ contacts: [{ name: 'Arne' }] });
	expect(of('Navn\nArne\n', 'kontakter')).toMatchObject({ contacts: [{ name: 'Arne' }] });
	expect(of('hei', 'kontakter.VCF')).toEqual({ fault: { code: 'notContacts', line: 1 } });
	expect(of('PK\u0003\u0004\0\0;', 'familie.xlsx')).toEqual({ fault: { code: 'notContacts', line: 1 } });
});

test('what old programs write behind the end of a text is no part of it', () => {
	const card = 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Arne\r\nEND:VCARD\r\n';
	for (const end of ['\0', '\u001a', '\0\0\r\n', '\r\n\u001a\0'])
		for (const text of [card, 'Navn;Tlf\r\nArne;00000199\r\n'])
			expect(of(text + end, 'kontakter')).toMatchObject({ contacts: [{ name: 'Arne' }], leftOut: [] });
});

function of(text: string, name: string): ReadContacts {
	return all(new TextEncoder().encode(text), name);
}
function all(bytes: Uint8Array, name: string): ReadContacts {
	const reading = readFile(bytes, name);
	let step = reading.next();
	while (step.done !== true) step = reading.next();
	return step.value;
}
