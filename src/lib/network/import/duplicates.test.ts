import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Relation } from '../network.ts';
import { candidatesOf, type Candidate } from './candidates.ts';
import { findDuplicates, foldName, merge, type Known } from './duplicates.ts';
import { planImport, withoutNumbers } from './plan.ts';

describe('names that are the same', () => {
	test.each([
		['Torill Ås', 'torill  ås'],
		['Ås, Torill', 'Torill Ås'],
		['André', 'Andre'],
		['A\u030ase', 'Åse'],
		['Tor-Even Lunde', 'Tor Even Lunde']
	])('%s and %s', (one, other) => {
		expect(foldName(one)).toBe(foldName(other));
	});
	test.each([
		['Åse', 'Ase'],
		['Bjørn', 'Bjorn'],
		['Kari', 'Kari Moe']
	])('%s and %s are not', (one, other) => {
		expect(foldName(one)).not.toBe(foldName(other));
	});
});

describe('who is there twice', () => {
	const berit: Known = { id: 'berit', name: 'Berit Sørhaug', numbers: ['+4700000021'] };

	test('is found by name before number, on the map before in the file', () => {
		const found = findDuplicates(
			[
				somebody('1', 'SØRHAUG, Berit'),
				somebody('2', 'Arne', ['+4700000021']),
				somebody('3', 'arne'),
				somebody('4', 'Mats', ['+4700000041']),
				somebody('5', 'Nora', ['+4700000041']),
				somebody('6', 'Ola')
			],
			[berit]
		);
		expect(Object.fromEntries(found)).toEqual({
			1: { of: { person: 'berit' }, by: 'name' },
			2: { of: { person: 'berit' }, by: 'number' },
			3: { of: { candidate: '2' }, by: 'name' },
			5: { of: { candidate: '4' }, by: 'number' }
		});
	});

	test('a name of nothing but signs is like no other', () => {
		expect(findDuplicates([somebody('1', '❤️'), somebody('2', '⭐')], []).size).toBe(0);
	});

	test('two who are merged have the fuller name, what is said of either, and all numbers once', () => {
		const one = somebody('1', 'Torill', ['+4700000011']);
		const other = somebody('2', 'Torill Ås', ['+4700000011', '+4700000012'], 'grandparent');
		expect(merge(one, other)).toMatchObject({ key: '1', name: 'Torill Ås', relation: 'grandparent' });
		expect(merge(one, other).numbers.map(({ value }) => value)).toEqual(['+4700000011', '+4700000012']);
		expect(merge(other, one).name).toBe('Torill Ås');
		expect(merge(somebody('3', 'Arne'), one).name).toBe('Arne');
	});
});

describe('what comes of those who were chosen', () => {
	const map = [{ id: 'berit', relation: undefined, relationText: undefined, side: undefined }];
	const known: Known[] = [{ id: 'berit', name: 'Berit', numbers: ['+4700000021'] }];

	test('to somebody on the map only what nobody has said is added', () => {
		const again = somebody('1', 'Berit', ['+4700000021', '+4700000022'], 'grandparent');
		const duplicates = findDuplicates([again], known);
		const { added, additions } = planImport([again], new Set(['1']), duplicates, map, known);
		expect(added).toEqual([]);
		expect(additions).toEqual([
			{
				person: 'berit',
				changes: { relation: 'grandparent' },
				numbers: [{ value: '+4700000022', type: null }],
				unread: []
			}
		]);
		const said = [{ id: 'berit', relation: 'aunt' as const, relationText: undefined, side: undefined }];
		expect(planImport([again], new Set(['1']), duplicates, said, known).additions[0]?.changes).toEqual({});
		expect(planImport([again], new Set(), duplicates, map, known).added).toEqual([again]);
	});

	test('who is the same as one who was not chosen stands by themselves', () => {
		const [one, other] = [somebody('1', 'Arne'), somebody('2', 'arne')];
		const duplicates = findDuplicates([one, other], []);
		expect(planImport([other], new Set(['2']), duplicates, [], []).added).toEqual([other]);
		expect(planImport([one, other], new Set(['2']), duplicates, [], []).added).toHaveLength(1);
	});

	test('who comes without a number that the file has of them is known by name', () => {
		const unread = { ...somebody('1', 'Arne'), unread: ['spør Nora'] };
		const again = { ...somebody('2', 'Berit', ['+4700000022']), unread: ['1234'] };
		const all = [unread, again, somebody('3', 'Mats', ['+4700000041']), somebody('4', 'Nora')];
		const plan = planImport(all, new Set(['2']), findDuplicates(all, known), map, known);
		expect(withoutNumbers(plan, true)).toEqual([{ name: 'Arne' }, { person: 'berit' }]);
		// The right to write them may end while somebody chooses.
		expect(withoutNumbers(plan, false)).toEqual([{ name: 'Arne' }, { name: 'Mats' }, { person: 'berit' }]);
	});

	test('nobody and no number is lost or doubled, whoever is chosen and merged', () => {
		const names = ['Arne', 'arne', 'Mats', 'Nora Vik', 'Vik, Nora', 'Berit'];
		const numbers = ['+4700000021', '+4700000031', '+4700000041'];
		const people = fc.array(
			fc.record({
				name: fc.constantFrom(...names),
				numbers: fc.uniqueArray(fc.constantFrom(...numbers)),
				chosen: fc.boolean(),
				merged: fc.boolean()
			}),
			{ maxLength: 12 }
		);
		fc.assert(
			fc.property(people, (all) => {
				const candidates = all.map(({ name, numbers }, index) => somebody(String(index), name, numbers));
				const chosen = candidates.filter((_, index) => all[index]?.chosen);
				const merged = new Set(candidates.filter((_, index) => all[index]?.merged).map(({ key }) => key));
				const duplicates = findDuplicates(candidates, known);
				const { added, additions } = planImport(chosen, merged, duplicates, map, known);
				const standing = new Set([
					...known.flatMap((each) => each.numbers),
					...added.flatMap((each) => each.numbers.map(({ value }) => value)),
					...additions.flatMap((each) => each.numbers.map(({ value }) => value))
				]);
				for (const { numbers } of chosen) for (const { value } of numbers) expect(standing).toContain(value);
				// Who is not merged is there; who is, is no second one.
				const alone = chosen.filter(({ key }) => !merged.has(key) || !duplicates.has(key));
				for (const { key } of alone) expect(added.some((each) => each.key === key)).toBe(true);
				expect(new Set(added.map(({ key }) => key)).size).toBe(added.length);
				expect(added.length).toBeLessThanOrEqual(chosen.length);
				for (const each of [...added, ...additions]) {
					const values = each.numbers.map(({ value }) => value);
					expect(new Set(values).size).toBe(values.length);
				}
				expect(additions.flatMap((each) => each.numbers.map(({ value }) => value))).not.toContain(
					'+4700000021'
				);
			})
		);
	});

	test('the same list a second time is nobody new', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.constantFrom('Arne', 'Mats', 'Nora', 'Ola')), (names) => {
				const candidates = names.map((name, index) => somebody(String(index), name));
				const there = names.map((name) => ({ id: name, name, numbers: [] }));
				const duplicates = findDuplicates(candidates, there);
				const everybody = new Set(candidates.map(({ key }) => key));
				expect(planImport(candidates, everybody, duplicates, [], there).added).toEqual([]);
			})
		);
	});
});

describe('numbers', () => {
	const contact = { line: 3, name: 'Arne', numbers: ['1', '01', 'x'].map((text) => ({ text, type: null })) };

	test('each once, those that cannot be called told apart', () => {
		const read = (text: string) => (text === 'x' ? null : `+47${String(Number(text)).padStart(8, '0')}`);
		expect(candidatesOf([contact], read)).toEqual([
			{
				key: '3',
				name: 'Arne',
				kind: 'person',
				numbers: [{ value: '+4700000001', type: null }],
				unread: ['x']
			}
		]);
	});

	test('are not even taken out of the file for who may write none', () => {
		expect(JSON.stringify(candidatesOf([contact], null))).not.toMatch(/01|"x"/);
	});
});

function somebody(
	key: string,
	name: string,
	numbers: readonly string[] = [],
	relation?: Relation
): Candidate {
	return {
		key,
		name,
		kind: 'person',
		...(relation === undefined ? {} : { relation }),
		numbers: numbers.map((value) => ({ value, type: null })),
		unread: []
	};
}
