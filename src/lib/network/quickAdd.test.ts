import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { peopleFromLines } from './quickAdd.ts';
import { readRelation } from './relationWords.ts';

describe('lines with names', () => {
	test('each line is somebody, and what stands after the comma says who they are', () => {
		const { people, tooLong } = peopleFromLines(
			'Torill, mormor\r\n\n  Tor-Even  Lunde \nPrikk;katten\nSilje\ttante\n'
		);
		expect(tooLong).toEqual([]);
		expect(people).toEqual([
			{ name: 'Torill', relation: 'grandparent', relationText: 'mormor', side: 'maternal' },
			{ name: 'Tor-Even Lunde' },
			{ name: 'Prikk', relation: 'pet', relationText: 'katten' },
			{ name: 'Silje', relation: 'aunt' }
		]);
	});

	test('what is no known word is kept as own words, as it was written', () => {
		expect(peopleFromLines('Bjørn, hun med Hunden, i nr. 4').people).toEqual([
			{ name: 'Bjørn', relationText: 'hun med Hunden, i nr. 4' }
		]);
	});

	test('who has no name is called by what they are', () => {
		expect(peopleFromLines(', mormor').people).toEqual([
			{ name: 'mormor', relation: 'grandparent', side: 'maternal' }
		]);
	});

	test('the signs of a copied list are no part of a name, a dash within it is', () => {
		const names = peopleFromLines('- Arne\n• Mats\n1. Ola\n12) Nora\n2. klasse').people.map(
			({ name }) => name
		);
		expect(names).toEqual(['Arne', 'Mats', 'Ola', 'Nora', 'klasse']);
		expect(peopleFromLines('Jean-Luc').people).toEqual([{ name: 'Jean-Luc' }]);
	});

	test('what is too long for a name is given back as it was', () => {
		const long = 'å'.repeat(121);
		expect(peopleFromLines(`Arne\n${long}\nMats, ${long}`)).toEqual({
			people: [{ name: 'Arne' }],
			tooLong: [long, `Mats, ${long}`]
		});
	});

	test('no text makes somebody without a name or with one that is too long', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
				for (const { name, relationText = '' } of peopleFromLines(text).people) {
					expect(name.trim()).not.toBe('');
					expect(name.length).toBeLessThanOrEqual(120);
					expect(relationText.length).toBeLessThanOrEqual(120);
					expect(name + relationText).not.toMatch(/[\r\n]/);
				}
			})
		);
	});
});

describe('who somebody is', () => {
	test.each([
		['Mamma', { relation: 'mother' }],
		['MOR', { relation: 'mother', relationText: 'mor' }],
		['farmor', { relation: 'grandparent', relationText: 'farmor', side: 'paternal' }],
		['kontaktlærer', { relation: 'teacher', relationText: 'kontaktlærer' }],
		['forelder til en venn', { relation: 'friendsParent' }],
		['foster parent', { relation: 'fosterParent' }],
		['constructor', { relationText: 'constructor' }],
		['', {}]
	])('%s', (word, read) => {
		expect(readRelation(word)).toEqual(read);
	});
});

test('a team and a place are read from their words', () => {
	expect(peopleFromLines('Fotballaget, laget\nKolonihagen, kolonihage\nKoret').people).toEqual([
		{ name: 'Fotballaget', relation: 'group', relationText: 'laget' },
		{ name: 'Kolonihagen', relation: 'place', relationText: 'kolonihage' },
		{ name: 'Koret' }
	]);
});

test('a trade is read whatever stands in front of it, and kept as it was written', () => {
	expect(readRelation('Fotballtrener')).toEqual({ relation: 'coach', relationText: 'fotballtrener' });
	expect(readRelation('musikklærer')).toEqual({ relation: 'teacher', relationText: 'musikklærer' });
	expect(readRelation('trenerspire')).toEqual({ relationText: 'trenerspire' });
});
