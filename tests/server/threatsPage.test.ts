// docs/threats.md says which test holds which control, docs/architecture.md which guard holds which law, and
// docs/reliability.md which fault was injected where; here they are held to the tests that there are.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
/** The lines of the tables of a page that name a test, as cells. */
function rowsOf(page: string): string[][] {
	return readFileSync(join(root, 'docs', page), 'utf8')
		.split('\n')
		.filter((line) => /^\| (T\d+|L\d|F\d+|[\w-]+\/[\w-]+#|websockets)/.test(line))
		.map((line) =>
			line
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim())
		);
}

const rows = rowsOf('threats.md');
const laws = rowsOf('architecture.md');
const faults = rowsOf('reliability.md');
const threats = rows.filter(([first = '']) => /^T\d+$/.test(first));
/** What is held by a part of the product that is made later. */
const later = ['with erasure'];

function numbers(from: number, to: number): string[] {
	return Array.from({ length: to - from + 1 }, (_, index) => `T${from + index}`);
}

test('every threat to sockets, documents, audiences, links and files stands on the page, once', () => {
	expect(threats.map(([id]) => id)).toEqual([...numbers(1, 43), ...numbers(47, 50), 'T86', 'T71']);
});

test('laws that a client could break have guards', () => {
	expect(new Set(laws.map(([law]) => law))).toEqual(new Set(['L1', 'L2', 'L3', 'L5']));
});

test.each([...rows, ...laws, ...faults].map((row) => [row[0] ?? '', row.at(-1) ?? '']))(
	'the test that the page names for %s is there',
	(_row, cell) => {
		if (later.includes(cell)) return;
		const [, file = '', name = ''] = /^`([^`]+)`: (.+)$/.exec(cell) ?? [];
		expect(existsSync(join(root, file)), file).toBe(true);
		const source = readFileSync(join(root, file), 'utf8');
		const titles = [...source.matchAll(/\(\s*(['"`])((?:(?!\1).)+)\1\s*,/g)].map(
			([, , title]) => title ?? ''
		);
		expect(
			titles.some((title) => title.replace(/^(\[[^\]]*\] )+/, '').startsWith(name) || title.startsWith(name)),
			`${file} has no test called “${name}”`
		).toBe(true);
	}
);

test.each([...threats, ...laws].map(([id = '', , control = '']) => [id, control]))(
	'the files in which %s is controlled are there',
	(_id, control) => {
		const files = [...control.matchAll(/`((?:src|server)\/[^`]+?)`/g)].map(([, file]) => file ?? '');
		for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
		expect(files.length > 0 || later.includes(control)).toBe(true);
	}
);
