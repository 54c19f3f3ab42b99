import { describe, expect, test } from 'vitest';
import { hrefMax, safeHref, typedHref } from './links.ts';

describe('an address in a note', () => {
	test.each([
		'javascript:alert(1)',
		'JaVaScRiPt:alert(1)',
		'java\tscript:alert(1)',
		'java\nscript:alert(1)',
		' \u0001javascript:alert(1)',
		'\u0000javascript:alert(1)',
		'vbscript:msgbox(1)',
		'data:text/html,<script>alert(1)</script>',
		'DATA:text/html;base64,PHNjcmlwdD4=',
		'file:///etc/passwd',
		'blob:https://landsby.example/1',
		'intent://x#Intent;scheme=javascript;end',
		'view-source:https://landsby.example',
		'https://kari:hemmelig@landsby.example/',
		'//landsby.example',
		'/rooms/1',
		'landsby.example',
		'',
		`https://landsby.example/${'a'.repeat(hrefMax)}`
	])('is not %j', (text) => {
		expect(safeHref(text)).toBeNull();
	});

	test.each([null, undefined, 7, {}, ['https://landsby.example']])('is not %j', (value) => {
		expect(safeHref(value)).toBeNull();
	});

	test('is stored as the parser read it, so that what was checked is what is followed', () => {
		expect(safeHref('HTTPS://Landsby.example/a b')).toBe('https://landsby.example/a%20b');
		expect(safeHref('https://landsby.example/"onmouseover="x')).not.toContain('"');
		expect(safeHref('tel:+4700000120')).toBe('tel:+4700000120');
		expect(safeHref('mailto:kari@landsby.example')).toBe('mailto:kari@landsby.example');
	});
});

describe('what somebody types as an address', () => {
	test.each([
		['nav.no/barn', 'https://nav.no/barn'],
		['  www.landsby.example  ', 'https://www.landsby.example/'],
		['http://landsby.example', 'http://landsby.example/'],
		['landsby.example:8080/x', 'https://landsby.example:8080/x'],
		['kari@landsby.example', 'mailto:kari@landsby.example'],
		['+47 00 00 01 20', 'tel:+4700000120'],
		['116 111', 'tel:116111']
	])('%j is read as it was meant', (text, href) => {
		expect(typedHref(text)).toBe(href);
	});

	test.each([
		'hei',
		'vi ringer Berit',
		'javascript:alert(1)',
		'javascript:alert(1).no',
		'@',
		'a@b',
		'12',
		''
	])('%j is no address', (text) => {
		expect(typedHref(text)).toBeNull();
	});
});
