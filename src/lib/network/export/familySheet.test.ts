import { expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { samplePerson } from '../../../../tests/support/mapSamples.ts';
import { read, textOf } from '../../../../tests/support/readXml.ts';
import { drawingOf } from '../genogram/drawing.ts';
import { familyOf } from '../genogram/family.ts';
import { layoutOf } from '../genogram/layout.ts';
import type { Person } from '../network.ts';
import { familySheet, type FamilySheetWords } from './familySheet.ts';
import { PAPERS } from './sheet.ts';

const child = { id: newId() };
const words = (people: readonly Person[]): FamilySheetWords => ({
	title: 'Ylvas <slekt>',
	lines: ['24. november 2026', 'Kartet kan ses av dem i rommet.'],
	dead: 'død',
	index: 'barnet',
	home: 'bor sammen',
	name: (id) => people.find((person) => person.id === id)?.name ?? 'Ylva',
	shape: (shape) => shape,
	line: (kind) => kind
});

test('the tree on paper has every name in letters that can be read, and stays on the sheet', () => {
	const people = [
		samplePerson('Maren', { relation: 'mother' }),
		samplePerson('Tor-Even', { relation: 'father', status: 'dead' }),
		...Array.from({ length: 14 }, (_, n) =>
			samplePerson(`Søsken & nr. ${n}`, {
				relation: 'halfSibling',
				side: n % 2 === 0 ? 'maternal' : 'paternal'
			})
		)
	];
	const family = familyOf(child, people, []);
	const drawing = drawingOf(child, people, family, layoutOf(family));
	for (const paper of [PAPERS.A4, PAPERS.A3]) {
		const { svg, width, height } = familySheet(drawing, words(people), paper, 0);
		expect([width, height]).toEqual([paper.width, paper.height]);
		const written = textOf(read(svg));
		for (const { name } of people) for (const word of name.split(' ')) expect(written).toContain(word);
		expect(written).toContain('Ylvas <slekt>');
		const scale = Number(/scale\(([\d.]+)\)/.exec(svg)?.[1]);
		expect(drawing.width * scale).toBeLessThanOrEqual(paper.width + 1);
		// What stands in the tree is scaled with it.
		const size = Number(/font-size="([\d.]+)"[^>]*>Maren</.exec(svg)?.[1]);
		expect(size * scale).toBeGreaterThanOrEqual(paper.size - 0.1);
	}
});
