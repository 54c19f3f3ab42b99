import { expect, test } from 'vitest';
import { firstName, initialOf, nameOrder, shortNames } from './names.ts';

const short = (...names: string[]) => [...shortNames(names.map((name) => ({ id: name, name }))).values()];

test('on the map stands what one is called', () => {
	expect(short('Berit Sørhaug', 'Tor-Even Lunde', 'Snøball')).toEqual(['Berit', 'Tor-Even', 'Snøball']);
});

test('a title is no name by itself', () => {
	expect(firstName('Tante Silje')).toBe('Tante Silje');
	expect(firstName('Dr Amir Rahimi')).toBe('Dr Amir');
	expect(firstName('Áhkku Biret Sara')).toBe('Áhkku Biret');
});

test('two given names that belong together stay together', () => {
	expect(['Nils Petter', 'Nils Petter Aune', 'Anne Marie Lie', 'Máret Ánne Sara'].map(firstName)).toEqual([
		'Nils Petter',
		'Nils Petter',
		'Anne Marie',
		'Máret Ánne'
	]);
	expect(['Berit Sørhaug', 'Kari Nygård', 'Ola Nordmann', 'Per Hansen'].map(firstName)).toEqual([
		'Berit',
		'Kari',
		'Ola',
		'Per'
	]);
});

test('the child’s own way of naming somebody is left as it is', () => {
	expect(firstName('Noras mamma')).toBe('Noras mamma');
	expect(firstName('hun med hunden')).toBe('hun med hunden');
});

test('two who share a first name are told apart', () => {
	expect(short('Kari Nygård', 'Kari Moe', 'Ola')).toEqual(['Kari N.', 'Kari M.', 'Ola']);
});

test('a name too long for the map is cut, with a sign that it is', () => {
	expect(short('hun som bor i det gule huset')).toEqual(['hun som bor i d…']);
});

test('Sami letters stay whole, also where an accent came as a letter of its own', () => {
	const names = ['Áhčči', 'čáhppe', 'Đuoddar', 'ŋávdna', 'šoasa', 'Ŧorra', 'žanna'];
	const letters = ['Á', 'Č', 'Đ', 'Ŋ', 'Š', 'Ŧ', 'Ž'];
	expect(names.map(initialOf)).toEqual(letters);
	expect(names.map((name) => initialOf(name.normalize('NFD')))).toEqual(letters);
	const twins = ['Máhtte Ŋávdna', 'Máhtte Šuhkkar'];
	expect(short(...twins)).toEqual(['Máhtte Ŋ.', 'Máhtte Š.']);
	const apart = short(...twins.map((name) => name.normalize('NFD')));
	expect(apart.map((name) => name.normalize('NFC'))).toEqual(['Máhtte Ŋ.', 'Máhtte Š.']);
	expect(firstName('Áhčči Ánte')).toBe('Áhčči Ánte');
});

test('the letter is the first one, whole, whatever the alphabet', () => {
	expect(['åse', 'đorđe', 'علي', '👩🏽‍🦱 Silje', ''].map(initialOf)).toEqual(['Å', 'Đ', 'ع', '👩🏽‍🦱', '?']);
});

test('names stand in the order of the reader’s language: Æ, Ø and Å come last in Norwegian', () => {
	const names = ['Øystein', 'Åse', 'Ærlend', 'Zara', 'Anna', 'åge', 'Émile'];
	for (const locale of ['nb', 'nn'])
		expect([...names].sort(nameOrder(locale))).toEqual([
			'Anna',
			'Émile',
			'Zara',
			'Ærlend',
			'Øystein',
			'åge',
			'Åse'
		]);
	expect([...names].sort(nameOrder('en-GB')).slice(0, 2)).toEqual(['Ærlend', 'åge']);
});
