import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactsMax, type ReadContacts } from './contacts.ts';
import { readVCards } from './vcard.ts';

describe('a vCard file as phones write it', () => {
	test('[Android, 2.1] bare parameters, quoted-printable over several lines, a picture of 100 kB', () => {
		const picture = 'QUJD'.repeat(25_000).replace(/(.{74})/g, '$1\r\n ');
		const text = lines(
			'BEGIN:VCARD',
			'VERSION:2.1',
			'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:S=C3=B8rhaug;Torill=20Marie;;;',
			'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Torill=20Marie=20=',
			'=53=C3=B8rhaug',
			'TEL;CELL;PREF:+4799900011',
			'TEL;HOME:22 00 00 12',
			'TEL;WORK;FAX:22000013',
			'X-ANDROID-CUSTOM;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:vnd.android.cursor.item/nickname;=C3=',
			'=85;1;;;;;;;;;;;;;',
			`PHOTO;ENCODING=BASE64;JPEG:${picture}`,
			'',
			'END:VCARD'
		);
		expect(contactsOf(text)).toEqual([
			{
				line: 1,
				name: 'Torill Marie Sørhaug',
				numbers: [
					{ text: '+4799900011', type: 'mobile' },
					{ text: '22 00 00 12', type: 'landline' }
				]
			}
		]);
	});

	test('[Android, 2.1] a picture whose lines are not folded, and a charset of old phones', () => {
		const text = lines(
			'BEGIN:VCARD',
			'VERSION:2.1',
			'N;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:=C5s;Bj=F8rn;;;',
			'PHOTO;BASE64;JPEG:',
			'/9j/4AAQSkZJRg==',
			'AAAA+BBBB',
			'',
			'TEL;VOICE:00000120',
			'END:VCARD'
		);
		expect(contactsOf(text)).toEqual([
			{ line: 1, name: 'Bjørn Ås', numbers: [{ text: '00000120', type: null }] }
		]);
	});

	test('[iPhone, 3.0] groups, several numbers, escapes, folded lines, CRLF and LF mixed', () => {
		const text =
			'\ufeffBEGIN:VCARD\r\nVERSION:3.0\nPRODID:-//Apple Inc.//iPhone OS 26.0//EN\r\n' +
			'N:Sørhaug;Berit;;;\r\nFN:Berit S\n ørhaug\\, mormor\r\nitem1.TEL;type=pref:+47 999 00 021\r\n' +
			'item1.X-ABLabel:_$!<Mother>!$_\r\nTEL;type=CELL;type=VOICE;type=pref:999 00 022\n' +
			'TEL;TYPE="home,voice":22 00 00 23\r\nPHOTO;ENCODING=b;TYPE=JPEG:AAAA\r\n BBBB\r\n' +
			'NOTE:Ringer\\nsent: helst\r\nEND:VCARD\r\n';
		expect(contactsOf(text)).toEqual([
			{
				line: 1,
				name: 'Berit Sørhaug, mormor',
				numbers: [
					{ text: '+47 999 00 021', type: null },
					{ text: '999 00 022', type: 'mobile' },
					{ text: '22 00 00 23', type: 'landline' }
				]
			}
		]);
	});

	test('[4.0] numbers as addresses, preferred ones first, groups of people left out', () => {
		const text = lines(
			'BEGIN:VCARD',
			'VERSION:4.0',
			'FN:Silje Aasen',
			'TEL;VALUE=uri;TYPE="voice,work":tel:+47-22-00-00-31;ext=5',
			'TEL;VALUE=uri;PREF=1;TYPE=cell:tel:+47-999-00-032',
			'END:VCARD',
			'BEGIN:VCARD',
			'VERSION:4.0',
			'KIND:group',
			'FN:Fotballaget',
			'MEMBER:urn:uuid:03a0e51f-d1aa-4385-8a53-e29025acd8af',
			'END:VCARD'
		);
		expect(contactsOf(text)).toEqual([
			{
				line: 1,
				name: 'Silje Aasen',
				numbers: [
					{ text: '+47-999-00-032', type: 'mobile' },
					{ text: '+47-22-00-00-31', type: 'work' }
				]
			}
		]);
	});

	test('who has no full name is called by what there is; who has none, or too long a one, is told of with their line', () => {
		const text = lines(
			...card('FN:', 'N:Aasen;Ola;Emil;;'),
			...card('N:;;;;', 'NICKNAME:Besta'),
			...card('N:;;;;', 'ORG:Solsikken barnehage;Avdeling Mauren'),
			...card('TEL:00000140'),
			...card(`FN:${'å'.repeat(121)}`)
		);
		const read = all(text);
		expect('contacts' in read && read.contacts.map(({ name }) => name)).toEqual([
			'Ola Emil Aasen',
			'Besta',
			'Solsikken barnehage'
		]);
		expect('leftOut' in read && read.leftOut).toEqual([
			{ line: 16, why: 'nameless' },
			{ line: 20, why: 'tooLong' }
		]);
	});

	test('a card within a card, as the secretary of somebody, is not read', () => {
		const text = lines(
			'BEGIN:VCARD',
			'VERSION:2.1',
			'FN:Kari',
			'AGENT:',
			...card('FN:Sekretæren'),
			'TEL;CELL:00000150',
			'END:VCARD'
		);
		expect(contactsOf(text).map(({ name, numbers }) => [name, numbers.length])).toEqual([['Kari', 1]]);
	});

	test('a semicolon in a name is one, however it was written', () => {
		expect(contactsOf(lines(...card('FN:Berit\\; mormor'), ...card('NICKNAME:Ås\\; Ola')))).toMatchObject([
			{ name: 'Berit; mormor' },
			{ name: 'Ås; Ola' }
		]);
	});

	test('what a number is for is read from between quotation marks, wherever they stand', () => {
		const written = [
			'TEL;TYPE="home,cell":00000171',
			'TEL;TYPE="home","cell":00000172',
			'TEL;TYPE="voice";TYPE="cell":00000173',
			'TEL;TYPE="work,voice",pref:00000174'
		];
		expect(contactsOf(lines(...card('FN:Arne', ...written)))[0]?.numbers).toEqual([
			{ text: '00000174', type: 'work' },
			{ text: '00000171', type: 'mobile' },
			{ text: '00000172', type: 'mobile' },
			{ text: '00000173', type: 'mobile' }
		]);
	});

	test('a soft break may have an empty line behind it, before the rest or before what comes next', () => {
		const name = 'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Torill=20=';
		const next = 'TEL;CELL:00000180';
		const both = [
			...card(name, '', '=53=C3=B8rhaug', next),
			...card(name, '', next),
			...card('NOTE;ENCODING=QUOTED-PRINTABLE:Hei=20=', '', 'FN:Arne', next)
		];
		expect(contactsOf(lines(...both)).map(({ name, numbers }) => [name, numbers.length])).toEqual([
			['Torill Sørhaug', 1],
			['Torill', 1],
			['Arne', 1]
		]);
	});

	test('lines may end as old Macs end them', () => {
		const text = lines(...card('FN:Arne', 'TEL:00000190'), ...card('FN:Ma', ' ts')).replaceAll('\r\n', '\r');
		expect(contactsOf(text).map(({ line, name }) => [line, name])).toEqual([
			[1, 'Arne'],
			[6, 'Mats']
		]);
	});

	test('signs that cannot be seen are no part of a name', () => {
		expect(contactsOf(lines(...card('FN:\u202eMats\u200b\u0000 Lunde')))).toMatchObject([
			{ name: 'Mats Lunde' }
		]);
	});
});

describe('a file that is broken', () => {
	const broken: [string, string, string, number][] = [
		['that is empty', '\r\n\r\n', 'empty', 1],
		['that is something else', '<!doctype html>\n<p>Hei: du</p>', 'notContacts', 1],
		['that is a calendar', lines('BEGIN:VCALENDAR', 'VERSION:2.0', 'END:VCALENDAR'), 'notContacts', 1],
		['that was cut off', lines(...card('FN:Arne'), 'BEGIN:VCARD', 'VERSION:3.0', 'FN:Ma'), 'cutOff', 5],
		[
			'whose contact is cut off in the middle',
			lines('BEGIN:VCARD', 'VERSION:3.0', 'FN:Arne', ...card('FN:Mats')),
			'cutOff',
			1
		],
		[
			'with a line that is none',
			lines('BEGIN:VCARD', 'VERSION:3.0', 'FN:Arne', 'hva er dette', 'END:VCARD'),
			'line',
			4
		],
		['with words between contacts', lines(...card('FN:Arne'), 'FN:utenfor'), 'line', 5]
	];
	test.each(broken)('%s is refused with the line, and nothing of it is taken', (_, text, code, line) => {
		expect(all(text)).toEqual({ fault: { code, line } });
	});

	test('a whole file that is cut anywhere is refused, or gives only contacts that are whole', () => {
		const text = lines(...Array.from({ length: 5 }, (_, n) => card(`FN:Nr ${n}`, `TEL:0000012${n}`)).flat());
		const whole = contactsOf(text);
		fc.assert(
			fc.property(fc.nat(text.length), (at) => {
				const read = all(text.slice(0, at));
				if ('contacts' in read) expect(whole.slice(0, read.contacts.length)).toEqual(read.contacts);
				else expect(read.fault.line).toBeGreaterThan(0);
			})
		);
	});

	test('no text at all makes the reader fail otherwise than with a line', () => {
		const piece = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.constantFrom(
				'BEGIN:VCARD',
				'END:VCARD',
				'VERSION:2.1',
				'FN;ENCODING=QUOTED-PRINTABLE:=C3=',
				'=',
				' x',
				'TEL;"a:b',
				'TEL;TYPE=;=:1',
				'TEL;;;:',
				'PHOTO;BASE64:',
				'AGENT:',
				'a.b.FN:c',
				'N:\\;;;,',
				'FN;CHARSET=nix;QUOTED-PRINTABLE:=FF=F8',
				'__proto__:1'
			)
		);
		fc.assert(
			fc.property(fc.array(piece), (pieces) => {
				const read = all(pieces.join('\r\n'));
				expect('contacts' in read || read.fault.line >= 1).toBe(true);
			}),
			{ numRuns: 1000 }
		);
	});
});

test('names survive quoted-printable, whatever their letters and wherever the line is broken', () => {
	const name = fc
		.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
		.filter((text) => /\p{L}/u.test(text));
	fc.assert(
		fc.property(name, fc.integer({ min: 3, max: 30 }), (text, width) => {
			const bytes = [...new TextEncoder().encode(text)];
			const all = bytes.map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);
			const rows: string[] = [];
			for (let at = 0; at < all.length; at += width) rows.push(all.slice(at, at + width).join(''));
			const [direct] = contactsOf(lines(...card(`FN:${text.replace(/[\\,;]/g, '\\$&')}`)));
			const [read] = contactsOf(
				lines(
					'BEGIN:VCARD',
					'VERSION:2.1',
					`FN;QUOTED-PRINTABLE;CHARSET=UTF-8:${rows.join('=\r\n')}`,
					'END:VCARD'
				)
			);
			expect(read?.name).toBe(direct?.name);
		})
	);
});

test('3,000 contacts with pictures come in slices, so that a page can draw between them', () => {
	const picture = `PHOTO;ENCODING=b;TYPE=JPEG:${'A'.repeat(70)}${'\r\n '.concat('B'.repeat(70)).repeat(40)}`;
	const text = lines(
		...Array.from({ length: 3000 }, (_, n) => card(`FN:Nr ${n}`, 'TEL:00000160', picture)).flat()
	);
	const reading = readVCards(text);
	const told: number[] = [];
	let step = reading.next();
	while (step.done !== true) {
		told.push(step.value);
		step = reading.next();
	}
	expect('contacts' in step.value && step.value.contacts).toHaveLength(3000);
	expect(told.length).toBeGreaterThan(50);
	expect(told).toEqual(told.toSorted((a, b) => a - b));
	expect(told.at(-1)).toBeLessThanOrEqual(1);
});

test('no property is so long that a page cannot draw while it is read', () => {
	const picture = `PHOTO;ENCODING=b;TYPE=JPEG:AAAA${'\r\n '.concat('B'.repeat(70)).repeat(20_000)}`;
	expect([...readVCards(lines(...card('FN:Arne', picture)))].length).toBeGreaterThan(50);
});

test('of more contacts than anybody looks through, none are read', () => {
	const some = (count: number) => lines(...Array.from({ length: count }, () => card('FN:Arne')).flat());
	expect(contactsOf(some(contactsMax))).toHaveLength(contactsMax);
	expect(all(some(contactsMax + 1))).toEqual({ fault: { code: 'tooMany', line: contactsMax * 4 + 1 } });
});

function card(...properties: string[]): string[] {
	return ['BEGIN:VCARD', 'VERSION:3.0', ...properties, 'END:VCARD'];
}
function lines(...all: string[]): string {
	return `${all.join('\r\n')}\r\n`;
}
function all(text: string): ReadContacts {
	const reading = readVCards(text);
	let step = reading.next();
	while (step.done !== true) step = reading.next();
	return step.value;
}
function contactsOf(text: string) {
	const read = all(text);
	if ('fault' in read) throw new Error(`${read.fault.code} at line ${String(read.fault.line)}`);
	return read.contacts;
}
