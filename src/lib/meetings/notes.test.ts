import { describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import {
	cleanNotes,
	depthMax,
	isEmpty,
	plainText,
	wouldBeDeleted,
	type NoteNode,
	type RawNode
} from './notes.ts';

const text = (words: string, marks?: Record<string, unknown>): RawNode => ({
	type: 'text',
	text: words,
	...(marks ? { marks } : {})
});
const node = (type: string, content: RawNode[] = [], attributes: Record<string, unknown> = {}): RawNode => ({
	type,
	content,
	attributes
});
const doc = (...content: RawNode[]) => node('doc', content);

describe('notes', () => {
	test('keep everything the editor can write', () => {
		const berit = newId();
		const raw = doc(
			node('heading', [text('Morgener')], { level: 2 }),
			node('paragraph', [
				text('Ring '),
				text('Berit', { bold: {}, link: { href: 'tel:+4700000104' } }),
				node('hardBreak'),
				node('mention', [], { person: berit })
			]),
			node('orderedList', [node('listItem', [node('paragraph', [text('Først')])])], { start: 3 }),
			node('taskList', [
				node('taskItem', [node('paragraph', [text('Nøkkel')])], { checked: true }),
				node('taskItem', [node('paragraph', [text('Sekk')])])
			]),
			node('blockquote', [node('paragraph', [text('Jeg vil bo der jeg kan gå til Nora.')])])
		);
		const { notes, dropped } = cleanNotes(raw);
		expect(dropped).toEqual([]);
		expect(notes.content).toEqual([
			{ type: 'heading', level: 2, content: [{ type: 'text', text: 'Morgener' }] },
			{
				type: 'paragraph',
				content: [
					{ type: 'text', text: 'Ring ' },
					{
						type: 'text',
						text: 'Berit',
						marks: [{ type: 'bold' }, { type: 'link', href: 'tel:+4700000104' }]
					},
					{ type: 'hardBreak' },
					{ type: 'mention', person: berit }
				]
			},
			{
				type: 'orderedList',
				start: 3,
				content: [
					{
						type: 'listItem',
						content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Først' }] }]
					}
				]
			},
			{
				type: 'taskList',
				content: [
					{
						type: 'taskItem',
						checked: true,
						content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Nøkkel' }] }]
					},
					{
						type: 'taskItem',
						checked: false,
						content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Sekk' }] }]
					}
				]
			},
			{
				type: 'blockquote',
				content: [
					{
						type: 'paragraph',
						content: [{ type: 'text', text: 'Jeg vil bo der jeg kan gå til Nora.' }]
					}
				]
			}
		]);
	});

	test.each([
		'script',
		'iframe',
		'img',
		'image',
		'table',
		'codeBlock',
		'constructor',
		'__proto__',
		'toString',
		''
	])('drop a node %j with all that is in it, and report it', (type) => {
		const { notes, dropped } = cleanNotes(
			doc(node(type, [node('paragraph', [text('alert(1)')])]), node('paragraph', [text('Vi snakker rolig.')]))
		);
		expect(plainText(notes)).toBe('Vi snakker rolig.');
		expect(dropped).toEqual([{ what: 'node', name: type }]);
		expect(wouldBeDeleted(dropped)).toBe(true);
	});

	test('drop a node that stands where none may stand', () => {
		const { notes, dropped } = cleanNotes(
			doc(text('løs tekst'), node('bulletList', [node('paragraph', [text('uten punkt')])]), node('listItem'))
		);
		expect(isEmpty(notes)).toBe(true);
		expect(dropped.map(({ what, name }) => `${what} ${name}`)).toEqual([
			'place text',
			'place paragraph',
			'place listItem'
		]);
	});

	test('drop marks that are none, and links that must not be followed, and keep the words', () => {
		const { notes, dropped } = cleanNotes(
			doc(
				node('paragraph', [
					text('stor', { fontSize: { size: '900px' } }),
					text(' og farlig', { link: { href: 'javascript:alert(1)' } })
				])
			)
		);
		expect(plainText(notes)).toBe('stor og farlig');
		expect(JSON.stringify(notes)).not.toContain('javascript');
		expect(dropped).toEqual([
			{ what: 'mark', name: 'fontSize' },
			{ what: 'mark', name: 'link' }
		]);
	});

	test('know that an editor only deletes what its schema does not know', () => {
		expect(wouldBeDeleted([{ what: 'mark', name: 'link' }])).toBe(false);
		expect(wouldBeDeleted([{ what: 'attribute', name: 'paragraph style' }])).toBe(false);
		expect(wouldBeDeleted([{ what: 'mark', name: 'fontSize' }])).toBe(true);
		expect(wouldBeDeleted([{ what: 'place', name: 'text' }])).toBe(true);
	});

	test('drop attributes that are none: style, handlers, sources', () => {
		const { notes, dropped } = cleanNotes(
			doc(
				node('paragraph', [text('hei')], {
					style: 'position:fixed',
					onclick: 'x()',
					src: 'https://a.example'
				})
			)
		);
		expect(JSON.stringify(notes)).toBe(
			'{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"hei"}]}]}'
		);
		expect(dropped.map(({ name }) => name)).toEqual([
			'paragraph style',
			'paragraph onclick',
			'paragraph src'
		]);
	});

	test.each(['<img src=x onerror=alert(1)>', '', 7, null, { id: 1 }, newId().toUpperCase()])(
		'drop a mention of %j: it names nobody',
		(person) => {
			const { notes, dropped } = cleanNotes(doc(node('paragraph', [node('mention', [], { person })])));
			expect(notes.content).toEqual([{ type: 'paragraph' }]);
			expect(dropped).toEqual([{ what: 'attribute', name: 'mention person' }]);
		}
	);

	test('hold no label of a mention, only who it is', () => {
		const person = newId();
		const { notes } = cleanNotes(
			doc(node('paragraph', [node('mention', [], { person, label: '<b>Kari</b>' })]))
		);
		expect(notes.content).toEqual([{ type: 'paragraph', content: [{ type: 'mention', person }] }]);
	});

	test('leave out empty lists without a word: two who delete at once leave them', () => {
		const { notes, dropped } = cleanNotes(doc(node('bulletList'), node('blockquote'), node('paragraph')));
		expect(notes.content).toEqual([{ type: 'paragraph' }]);
		expect(dropped).toEqual([]);
	});

	test('are read to a depth nobody reaches by hand, and no deeper', () => {
		let nested: RawNode = node('paragraph', [text('dypt')]);
		for (let level = 0; level < 5_000; level += 1) nested = node('blockquote', [nested]);
		const { notes, dropped } = cleanNotes(doc(nested, node('paragraph', [text('grunt')])));
		expect(plainText(notes)).toBe('grunt');
		expect(dropped).toEqual([{ what: 'depth', name: 'blockquote' }]);
	});

	test('bring headings of other levels to one of ours', () => {
		const levels = [1, 2, 3, 6, '3', undefined].map((level) => {
			const [heading] = cleanNotes(doc(node('heading', [text('H')], { level }))).notes.content ?? [];
			return heading?.level;
		});
		expect(levels).toEqual([2, 2, 3, 2, 2, 2]);
	});

	test('hold no NUL and no half characters, which the database refuses', () => {
		const { notes } = cleanNotes(doc(node('paragraph', [text('a\u0000b\ud800c😀')])));
		expect(plainText(notes)).toBe('abc😀');
	});

	test('read as lines, with names where somebody can tell them', () => {
		const person = newId();
		const notes: NoteNode = {
			type: 'doc',
			content: [
				{
					type: 'paragraph',
					content: [
						{ type: 'text', text: 'Spør ' },
						{ type: 'mention', person }
					]
				},
				{
					type: 'bulletList',
					content: [
						{
							type: 'listItem',
							content: [{ type: 'paragraph', content: [{ type: 'text', text: 'nøkkel' }] }]
						},
						{ type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'sekk' }] }] }
					]
				}
			]
		};
		expect(plainText(notes, () => 'Berit')).toBe('Spør Berit\nnøkkel\nsekk');
		expect(plainText(notes)).toBe('Spør \nnøkkel\nsekk');
	});

	test('leave room for five lists in lists', () => {
		let list = node('paragraph', [text('innerst')]);
		for (let level = 0; level < 5; level += 1) list = node('bulletList', [node('listItem', [list])]);
		expect(depthMax).toBe(12);
		expect(plainText(cleanNotes(doc(list)).notes)).toBe('innerst');
	});
});
