import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DRAWN_PEOPLE, DRAWN_THINGS, FACE_GROUPS, FACES } from './faces.ts';

const folder = join(import.meta.dirname, 'faces');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

describe('the drawings', () => {
	test('are one for each name, and no other', () => {
		expect(readdirSync(folder).toSorted()).toEqual(FACES.map((face) => `${face}.svg`).toSorted());
		expect(new Set(FACES).size).toBe(DRAWN_PEOPLE.length + DRAWN_THINGS.length);
	});

	test.each(FACES)('%s is small, and made of shapes and attributes alone', (face) => {
		expect(existsSync(join(folder, `${face}.svg`))).toBe(true);
		const text = read(`${face}.svg`);
		expect(text.length).toBeLessThan(8_000);
		expect([...text.matchAll(/<([a-z]+)/gi)].map(([, tag]) => tag)).toSatisfy((tags: string[]) =>
			tags.every((tag) =>
				['svg', 'g', 'clipPath', 'circle', 'path', 'rect', 'ellipse', 'line', 'polyline'].includes(tag)
			)
		);
		expect(text).not.toMatch(/style=|href|\bon\w+=|https?:(?!\/\/www\.w3\.org\/2000\/svg)/);
	});

	test('are each in one group, and no group has more than a child looks through', () => {
		const groups = Object.values(FACE_GROUPS);
		expect(groups.flat().toSorted()).toEqual(FACES.toSorted());
		for (const group of groups) expect(group.length).toBeLessThanOrEqual(9);
	});

	test('are each another than the others', () => {
		expect(new Set(FACES.map((face) => read(`${face}.svg`))).size).toBe(FACES.length);
	});
});
