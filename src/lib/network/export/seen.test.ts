// What is taken along of a map as it is shown: the faces that people have chosen, and the question it is looked at with.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { samplePerson } from '../../../../tests/support/mapSamples.ts';
import type { Face } from '../faces.ts';
import type { Sign } from '../seeing/lens.ts';
import { PAPERS, pictureSheet, printedSheets, type Seen, type SheetWords } from './sheet.ts';

const drawing = (face: Face) => readFileSync(join(import.meta.dirname, '..', 'faces', `${face}.svg`), 'utf8');
const drawings = new Map<Face, string>((['curls', 'dog'] as const).map((face) => [face, drawing(face)]));
const child = { id: 'child', name: 'Ylva', kind: 'child' as const };
const berit = samplePerson('Berit', { avatar: 'curls', placement: { ring: 2, angle: 90 } });
const arne = samplePerson('Arne', { avatar: 'curls', placement: { ring: 3, angle: 120 } });
const nora = samplePerson('Nora', { placement: { ring: 2, angle: 270 } });
const words: SheetWords = {
	rings: 4,
	title: 'Ylvas nettverkskart',
	lines: [],
	key: 'Navn til tallene',
	waiting: 'Står ikke på kartet ennå',
	legend: 'Tegnforklaring',
	oneWay: 'bare den ene veien',
	professional: 'fagperson',
	asked: 'spurt, ikke svart',
	dead: 'død',
	animal: 'dyr',
	group: 'gruppe',
	place: 'sted',
	nowhere: 'på en grense',
	movedAway: 'flyttet',
	childs: 'Ylva sier det',
	ring: (ring) => `Ring ${ring}`,
	sector: (sector) => sector,
	quality: (quality) => quality,
	shortName: ({ name }) => name,
	who: () => ''
};
const map = { child, people: [berit, arne, nora], ties: [] };
const seen = (more: Partial<Seen> = {}): Seen => ({ drawings, question: null, ...more });
const svgOf = (content = map, look = seen()) => pictureSheet(content, words, false, PAPERS.A3, look).svg;
const count = (text: string, part: string) => text.split(part).length - 1;

test('drawn faces go along, each drawing once, and whoever has none has a letter', () => {
	for (const svg of [svgOf(), printedSheets(map, words, false, PAPERS.A4, seen())[0]?.svg ?? '']) {
		expect(count(svg, '<symbol id="face-curls"')).toBe(1);
		expect(count(svg, '<use href="#face-curls"')).toBe(2);
		expect(svg).not.toContain('face-dog');
		expect(svg).toContain('>N</text>');
		expect(svg).not.toContain('>B</text>');
		// Nothing in it is fetched from anywhere, and it is drawn by attributes alone.
		expect(svg).not.toMatch(/<image|<style|<script|https?:(?!\/\/www\.w3\.org\/2000\/svg)/);
	}
});

test('whoever has a photograph, or a drawing that was not fetched, has a letter: a photograph stays where it is', () => {
	const pictured = { ...berit, picture: '01a22fba-a62d-7539-ba0f-1d1d7bfe6606' };
	const svg = svgOf({ ...map, people: [pictured, { ...arne, avatar: 'sun' }] });
	expect(svg).not.toContain('<use');
	expect(svg).toContain('>B</text>');
	expect(svg).toContain('>A</text>');
	expect(svg).not.toContain(pictured.picture);
});

test('a question that the map is looked at with is named in the legend, and whom it is about stands out', () => {
	const signs = new Map<string, Sign>([[berit.id, 'yes']]);
	const question = {
		title: 'Hvem kan hjelpe med: sove over',
		signs,
		signWord: () => 'Kan hjelpe',
		sentences: []
	};
	const svg = svgOf(map, seen({ question }));
	expect(svg).toContain('Hvem kan hjelpe med: sove over');
	expect(svg).toContain('Kan hjelpe');
	// One sign on the map and one in the legend; the two others step back, with the ties.
	expect(count(svg, 'M-5 0L-1.5 4L5.5-4')).toBe(2);
	expect(count(svg, '<g opacity="0.35"')).toBe(2);
	expect(svgOf()).not.toContain('opacity="0.35"');
});

test('what is empty is told in sentences, and nobody steps back for it', () => {
	const question = {
		title: 'Hva som er tomt',
		signs: new Map<string, Sign>(),
		signWord: () => '',
		sentences: ['Ingen står her: langt unna.']
	};
	const svg = svgOf(map, seen({ question }));
	expect(svg).toContain('Hva som er tomt');
	expect(svg).toContain('Ingen står her: langt unna.');
	expect(svg).not.toContain('opacity="0.35"');
});

test('whoever nobody has said a sector of stands on ground of their own, which the legend explains', () => {
	const stranger = samplePerson('Odd', { placement: { ring: 3, angle: 59 } });
	const placed = [berit, arne, nora].map((person) => ({ ...person, relation: 'friend' as const }));
	expect(svgOf({ ...map, people: [...placed, stranger] })).toContain('på en grense');
	expect(svgOf({ ...map, people: placed })).not.toContain('på en grense');
});
