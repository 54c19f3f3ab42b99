import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { samplePerson, sampleTie } from '../../../../tests/support/mapSamples.ts';
import { KINSHIPS, RELATIONS, SIDES, TIE_TYPES, type Person, type Tie } from '../network.ts';
import { kinLinks, saidBy, turned, type KinLink } from './kinship.ts';

const child = { id: newId() };
const somebody = (fields: Partial<Person> = {}) => samplePerson('Berit', fields);
const plain = ({ type, one, other }: KinLink) => [type, one, other];

const maren = somebody({ name: 'Maren', relation: 'mother' });
const tor = somebody({ name: 'Tor-Even', relation: 'father' });

describe('what the words make plain', () => {
	test('is that mother and father are parents, and a mormor is the mother’s', () => {
		const berit = somebody({ relation: 'grandparent', relationText: 'Mormor' });
		const gunnvor = somebody({ relation: 'grandparent', side: 'paternal' });
		const silje = somebody({ relation: 'aunt', relationText: 'moster' });
		expect(kinLinks(child, [maren, tor, berit, gunnvor, silje], []).map(plain)).toEqual([
			['parent', maren.id, child.id],
			['parent', tor.id, child.id],
			['parent', berit.id, maren.id],
			['parent', gunnvor.id, tor.id],
			['sibling', silje.id, maren.id]
		]);
	});

	test('is not whose mother a mormor is where there are two mothers, or none', () => {
		const berit = somebody({ relation: 'grandparent', relationText: 'mormor' });
		const other = somebody({ relation: 'mother' });
		const ofBerit = (people: Person[]) => kinLinks(child, people, []).filter(({ one }) => one === berit.id);
		expect(ofBerit([maren, other, berit])).toEqual([]);
		expect(ofBerit([berit])).toEqual([]);
		expect(ofBerit([maren, berit])).toHaveLength(1);
	});

	test('is not who of three is a parent of the mother, and says nothing beside two who are said to be', () => {
		const [berit, torill] = ['mormor', 'mormor'].map((relationText) =>
			somebody({ relation: 'grandparent', relationText })
		) as [Person, Person];
		const arne = somebody({ relation: 'grandparent', relationText: 'morfar' });
		const grandparents = (ties: Tie[]) =>
			kinLinks(child, [maren, berit, torill, arne], ties)
				.filter(({ other }) => other === maren.id)
				.map(plain);
		expect(grandparents([])).toEqual([]);
		const said = [berit, arne].map((one) => sampleTie(one, maren, { kin: 'parentOf' }));
		expect(grandparents(said)).toEqual([
			['parent', berit.id, maren.id],
			['parent', arne.id, maren.id]
		]);
	});

	test('is not that somebody is a foster parent who has been one', () => {
		const gro = somebody({ relation: 'fosterParent' });
		const randi = somebody({ relation: 'fosterParent', relationText: 'Tidligere fostermor' });
		expect(kinLinks(child, [gro, randi], []).map(plain)).toEqual([['fosterParent', gro.id, child.id]]);
		// What a tie says stands, whatever the words are.
		const said = sampleTie(randi, child, { kin: 'fosterParentOf' });
		expect(kinLinks(child, [randi], [said]).map(plain)).toEqual([['fosterParent', randi.id, child.id]]);
	});

	test('is neither how an aunt came into the family, nor how a cousin or a step-parent belongs', () => {
		const people = [
			maren,
			somebody({ relation: 'aunt', side: 'maternal' }),
			somebody({ relation: 'cousin', side: 'maternal' }),
			somebody({ relation: 'stepParent', side: 'maternal' }),
			somebody({ relation: 'grandparent', side: 'both' }),
			somebody({ relation: 'grandparent', side: 'maternal', relationText: 'oldemor' })
		];
		expect(kinLinks(child, people, []).map(plain)).toEqual([['parent', maren.id, child.id]]);
	});

	test('is whose child a half-sibling is where the side is said, and else only that they are one', () => {
		const isak = somebody({ relation: 'halfSibling', side: 'paternal' });
		const eva = somebody({ relation: 'halfSibling' });
		expect(kinLinks(child, [tor, isak, eva], []).map(plain)).toEqual([
			['parent', tor.id, child.id],
			['parent', tor.id, isak.id],
			['halfSibling', eva.id, child.id]
		]);
	});

	test('is that partners are a couple, and nothing of them once the tie is broken', () => {
		const mats = somebody();
		const silje = somebody();
		const links = (quality: Tie['quality']) =>
			kinLinks(child, [mats, silje], [sampleTie(silje, mats, { type: 'partner', quality })]).map(plain);
		expect(links('ordinary')).toEqual([['couple', silje.id, mats.id]]);
		expect(links('broken')).toEqual([]);
	});
});

describe('what a tie says', () => {
	test('stands before the words, and the later before the earlier', () => {
		const ties = [
			sampleTie(maren, tor, { type: 'partner' }),
			sampleTie(tor, maren, { kin: 'couple' }),
			sampleTie(maren, tor, { kin: 'formerCouple' })
		];
		const links = kinLinks(child, [maren, tor], ties);
		expect(links.map(plain)).toEqual([
			['formerCouple', maren.id, tor.id],
			['parent', maren.id, child.id],
			['parent', tor.id, child.id]
		]);
		expect(links.map(({ origin }) => origin)).toEqual(['said', 'word', 'word']);
	});

	test('takes the place of what a word would say of the same two', () => {
		const links = kinLinks(child, [maren], [sampleTie(child, maren, { kin: 'fosterChildOf' })]);
		expect(links.map(plain)).toEqual([['fosterParent', maren.id, child.id]]);
	});

	test('says the same from both ends', () => {
		for (const kin of KINSHIPS) {
			const [one, other] = [
				saidBy({ kin, from: 'a', to: 'b' }),
				saidBy({ kin: turned[kin], from: 'b', to: 'a' })
			];
			expect(one?.type).toBe(other?.type);
			if (one?.type === 'parent' || one?.type === 'fosterParent') expect(one).toEqual(other);
		}
	});
});

test('whatever stands on a map: nobody is kin to themselves, to nobody or twice to the same, and animals are kin to none', () => {
	const someone = fc.record({
		kind: fc.constantFrom<Person['kind'][]>('person', 'person', 'animal', 'group', 'place'),
		relation: fc.option(fc.constantFrom(...RELATIONS), { nil: undefined }),
		relationText: fc.option(fc.constantFrom('mormor', 'farfar', 'moster', 'x'), { nil: undefined }),
		side: fc.option(fc.constantFrom(...SIDES), { nil: undefined })
	});
	const drawn = fc.record({
		from: fc.nat(9),
		to: fc.nat(9),
		kin: fc.option(fc.constantFrom(...KINSHIPS), { nil: undefined }),
		type: fc.constantFrom(...TIE_TYPES)
	});
	fc.assert(
		fc.property(fc.array(someone, { maxLength: 8 }), fc.array(drawn, { maxLength: 14 }), (some, lines) => {
			const people = some.map((fields) => somebody(fields));
			// Some ends are nobody who is on the map.
			const ends = [child, ...people, { id: newId() }];
			const ties = lines.flatMap(({ from, to, ...fields }) => {
				const [one, other] = [ends[from % ends.length], ends[to % ends.length]];
				return one && other && one !== other ? [sampleTie(one, other, fields)] : [];
			});
			const links = kinLinks(child, people, ties);
			const persons = new Set([
				child.id,
				...people.filter(({ kind }) => kind === 'person').map(({ id }) => id)
			]);
			for (const { one, other } of links) {
				expect(one).not.toBe(other);
				expect(persons.has(one) && persons.has(other)).toBe(true);
			}
			const pairs = links.map(({ one, other }) => [one, other].sort().join(' '));
			expect(new Set(pairs).size).toBe(pairs.length);
			// Read twice, and in another order of the ties, it is the same.
			expect(kinLinks(child, people, [...ties].reverse())).toEqual(links);
		})
	);
});
