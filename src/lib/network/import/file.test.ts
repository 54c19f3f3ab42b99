import { expect, test } from 'vitest';
import type { ReadContacts } from './contacts.ts';
import { readContacts, textOf } from './file.ts';

test.each([
	['UTF-8', [...new TextEncoder().encode('Åse;Đorđe')], 'Åse;Đorđe'],
	['UTF-8 with a mark', [0xef, 0xbb, 0xbf, 0xc3, 0x85], 'Å'],
	['Windows-1252, as Excel writes', [0xc5, 0x73, 0x65, 0x3b, 0xd8, 0x80], 'Åse;Ø€'],
	['UTF-16', [0xff, 0xfe, 0xc5, 0x00, 0x73, 0x00], 'Ås'],
	['UTF-16 the other way', [0xfe, 0xff, 0x00, 0xc5, 0x00, 0x73], 'Ås']
])('%s is read', (_, bytes, text) => {
	expect(textOf(new Uint8Array(bytes))).toBe(text);
});

test('a file is known by what stands in it, and by its name where that does not tell', () => {
	const card = 'BEGIN:VCARD\nVERSION:3.0\nFN:Arne\nEND:VCARD\n';
	expect(all(card, 'kontakter.txt')).toMatchObject({ contacts: [{ name: 'Arne' }] });
	expect(all('Navn\nArne\n', 'kontakter')).toMatchObject({ contacts: [{ name: 'Arne' }] });
	expect(all('hei', 'kontakter.VCF')).toEqual({ fault: { code: 'notContacts', line: 1 } });
	expect(all('PK\u0003\u0004\0\0', 'familie.xlsx')).toEqual({ fault: { code: 'notContacts', line: 1 } });
});

function all(text: string, name: string): ReadContacts {
	const reading = readContacts(text, name);
	let step = reading.next();
	while (step.done !== true) step = reading.next();
	return step.value;
}
