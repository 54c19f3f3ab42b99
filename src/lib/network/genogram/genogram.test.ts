import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { samplePerson, sampleTie } from '../../../../tests/support/mapSamples.ts';
import { KINSHIPS, SECTORS, STATUSES, SYMBOLS, type Person, type Tie } from '../network.ts';
import { drawingOf, lineSample, outlineOf, shapeOf } from './drawing.ts';
import { familyOf } from './family.ts';
import { layoutOf } from './layout.ts';
import { sizes, type Layout } from './sizes.ts';

const child = { id: newId() };

const maren = samplePerson('Maren', { relation: 'mother' });
const tor = samplePerson('Tor-Even', { relation: 'father', sector: 'family' });
const isak = samplePerson('Isak', { relation: 'halfSibling', side: 'paternal' });
const berit = samplePerson('Berit', { relation: 'grandparent', relationText: 'mormor' });
const arne = samplePerson('Arne', { relation: 'grandparent', relationText: 'morfar' });
const silje = samplePerson('Silje', { relation: 'aunt', side: 'maternal' });
const ylvas = [maren, tor, isak, berit, arne, silje];

describe('a family', () => {
	test('stands in rows, with those who are parents together joined', () => {
		const family = familyOf(child, ylvas, [sampleTie(maren, tor, { kin: 'formerCouple' })]);
		expect(family.generations).toEqual(
			new Map([
				[child.id, 0],
				[maren.id, -1],
				[tor.id, -1],
				[isak.id, 0],
				[berit.id, -2],
				[arne.id, -2]
			])
		);
		const plain = family.unions.map(({ parents, couple, children }) => ({
			parents,
			couple,
			children: children.map(({ id }) => id)
		}));
		expect(plain).toEqual([
			{ parents: [maren.id, tor.id], couple: 'formerCouple', children: [child.id] },
			{ parents: [berit.id, arne.id], couple: null, children: [maren.id] },
			{ parents: [tor.id], couple: null, children: [isak.id] }
		]);
		expect(family.beside).toEqual([silje.id]);
	});

	test('has a sibling under the parents of the other, and siblings without parents under a line of their own', () => {
		const eva = samplePerson('Eva', { relation: 'sibling' });
		const under = (people: Person[]) =>
			familyOf(child, people, []).unions.map(({ parents, children }) => [
				parents.length,
				children.map(({ id }) => id)
			]);
		expect(under([maren, eva])).toEqual([[1, [child.id, eva.id]]]);
		expect(under([eva])).toEqual([[0, [child.id, eva.id]]]);
	});

	test('has foster parents beside the others, and half-siblings whose parent is not known', () => {
		const gro = samplePerson('Gro', { relation: 'fosterParent' });
		const nils = samplePerson('Nils', { relation: 'fosterParent' });
		const eva = samplePerson('Eva', { relation: 'halfSibling' });
		const family = familyOf(child, [maren, gro, nils, eva], [sampleTie(gro, nils, { kin: 'couple' })]);
		expect(family.unions.map(({ couple, children }) => [couple, children])).toEqual([
			[null, [{ id: child.id, foster: false }]],
			['couple', [{ id: child.id, foster: true }]]
		]);
		expect(family.halfSiblings).toEqual([[eva.id, child.id]]);
	});

	test('has each foster home by itself: only a couple is one', () => {
		const [gro, nils, randi] = ['Gro', 'Nils', 'Randi'].map((name) =>
			samplePerson(name, { relation: 'fosterParent' })
		) as [Person, Person, Person]; // three names, three people
		const { unions } = familyOf(child, [gro, randi, nils], [sampleTie(gro, nils, { kin: 'couple' })]);
		expect(unions.map(({ parents }) => parents)).toEqual([[gro.id, nils.id], [randi.id]]);
	});

	test('lives where the map says; the dead and those who moved away do not', () => {
		const rolf = samplePerson('Rolf', { relation: 'sibling', status: 'dead' });
		const lone = samplePerson('Lone', { sector: 'kin' });
		const { homes } = familyOf(
			child,
			[...ylvas, rolf, lone],
			[
				sampleTie(berit, arne, { type: 'livesWith' }),
				sampleTie(child, tor, { type: 'livesWith' }),
				sampleTie(tor, lone, { type: 'livesWith' })
			]
		);
		expect(homes).toEqual([
			[berit.id, arne.id],
			[child.id, maren.id],
			[child.id, tor.id]
		]);
	});

	test('tells what cannot be drawn, and draws the rest', () => {
		const family = familyOf(child, [maren, berit], [sampleTie(berit, child, { kin: 'sibling' })]);
		// Berit was reached as the child's sibling, so she is not drawn as Maren's mother as well.
		expect(family.contradicted).toMatchObject([{ type: 'parent', one: berit.id, other: maren.id }]);
		expect(family.generations.get(berit.id)).toBe(0);
	});

	test('is the child alone where nothing is known', () => {
		const family = familyOf(child, [samplePerson('Nora', { relation: 'friend' })], []);
		expect([...family.generations]).toEqual([[child.id, 0]]);
		expect(family.beside).toEqual([]);
	});
});

describe('the signs', () => {
	test('come from the sign on the map, and say nothing where that says nothing', () => {
		expect(SYMBOLS.map(shapeOf)).toEqual(['diamond', 'circle', 'square', 'square']);
		expect(shapeOf(undefined)).toBe('diamond');
		expect(
			new Set((['square', 'circle', 'diamond', 'triangle'] as const).map((one) => outlineOf(one, 20))).size
		).toBe(4);
	});

	test('are crossed for the dead, doubled for the child, and slashed between those who were a couple', () => {
		const rolf = samplePerson('Rolf', { relation: 'father', status: 'dead', symbol: 'triangle' });
		const family = familyOf(child, [maren, rolf], [sampleTie(maren, rolf, { kin: 'formerCouple' })]);
		const { marks, lines } = drawingOf(child, [maren, rolf], family, layoutOf(family));
		expect(marks.find(({ id }) => id === rolf.id)).toMatchObject({ shape: 'square', isDead: true });
		expect(marks.filter(({ isIndex }) => isIndex).map(({ id }) => id)).toEqual([child.id]);
		expect(lines.filter(({ kind }) => kind === 'former')).toHaveLength(2);
	});
});

/** For each line that comes down from two: who of the children's row it comes down above without being their child. */
function wronglyAbove({ people, unions }: ReturnType<typeof layoutOf>): string[] {
	return unions.flatMap(({ parents, children, x }) => {
		const row = people.get(children[0]?.id ?? '')?.y;
		if (parents.length < 2 || row === undefined) return [];
		return [...people].flatMap(([id, at]) =>
			Math.abs(at.y - row) < 1 &&
			!children.some((one) => one.id === id) &&
			Math.abs(at.x - x) < sizes.mark + 6
				? [id]
				: []
		);
	});
}

test('the line of a couple’s children comes down above their children, and above nobody’s partner', () => {
	const mats = samplePerson('Mats', { relation: 'uncle' });
	const eline = samplePerson('Eline', { relation: 'cousin' });
	const elias = samplePerson('Elias', { relation: 'cousin' });
	const people = [maren, tor, isak, berit, arne, silje, mats, eline, elias];
	const ties = [
		sampleTie(maren, berit, { kin: 'childOf' }),
		sampleTie(maren, tor, { kin: 'formerCouple' }),
		sampleTie(tor, isak, { kin: 'parentOf' }),
		sampleTie(berit, silje, { kin: 'parentOf' }),
		sampleTie(arne, silje, { kin: 'parentOf' }),
		sampleTie(berit, arne, { kin: 'couple' }),
		sampleTie(silje, mats, { kin: 'couple' }),
		sampleTie(silje, eline, { kin: 'parentOf' }),
		sampleTie(silje, elias, { kin: 'parentOf' })
	];
	const hangsFromTwo = ({ parents, children }: Layout['unions'][number]) =>
		parents.length === 2 && children.length > 0;
	const isNoParent = ({ unions }: Layout, children: Layout['unions'][number]['children']) =>
		unions.every(({ parents }) => !children.some(({ id }) => parents.includes(id)));
	// In whatever order they were added: that says who stands left and who right.
	fc.assert(
		fc.property(
			fc.shuffledSubarray(people, { minLength: people.length }),
			fc.shuffledSubarray(ties, { minLength: ties.length - 2 }),
			(some, said) => {
				const layout = layoutOf(familyOf(child, some, said));
				expect(wronglyAbove(layout)).toEqual([]);
				for (const { parents, children, x } of layout.unions.filter(hangsFromTwo)) {
					const ends = [...parents, ...children.map(({ id }) => id)].map(
						(id) => layout.people.get(id)?.x ?? 0
					);
					const step = Math.min(...ends.map((at) => Math.abs(at - x)));
					expect(step < 0.5 || step > 12, `a step of ${step}`).toBe(true);
				}
				// Two lines a hair apart would read as one that was drawn badly.
				const only = layout.unions.filter(({ children }) => children.length === 1);
				for (const { parents, children } of only.filter(({ children }) => isNoParent(layout, children))) {
					const [own = 0, ...above] = [...children.map(({ id }) => id), ...parents].map(
						(id) => layout.people.get(id)?.x
					);
					const beside = Math.min(...above.map((at = 0) => Math.abs(at - own)));
					expect(beside < 0.5 || beside > 7, `${beside} beside a parent`).toBe(true);
				}
			}
		),
		{ numRuns: 300 }
	);
});

test('whatever was said: everybody has a place of their own in their row, and every line begins and ends in the drawing', () => {
	const someone = fc.record({
		sector: fc.constantFrom(...SECTORS),
		status: fc.constantFrom(...STATUSES),
		relation: fc.constantFrom('mother', 'father', 'sibling', 'halfSibling', 'grandparent', undefined),
		side: fc.constantFrom('maternal', 'paternal', undefined)
	});
	const drawn = fc.record({
		from: fc.nat(14),
		to: fc.nat(14),
		kin: fc.constantFrom(...KINSHIPS, undefined),
		type: fc.constantFrom<Tie['type'][]>('family', 'livesWith', 'partner')
	});
	fc.assert(
		fc.property(fc.array(someone, { maxLength: 14 }), fc.array(drawn, { maxLength: 24 }), (some, said) => {
			const people = some.map((fields, index) => samplePerson(`P${index}`, fields as Partial<Person>));
			const ends = [child, ...people];
			const ties = said.flatMap(({ from, to, ...fields }) => {
				const [one, other] = [ends[from % ends.length], ends[to % ends.length]];
				return one && other && one !== other ? [sampleTie(one, other, fields)] : [];
			});
			const family = familyOf(child, people, ties);
			const layout = layoutOf(family);
			const drawing = drawingOf(child, people, family, layout);
			const places = [...layout.people.values()];
			expect(new Set(layout.people.keys())).toEqual(new Set(family.generations.keys()));
			for (const [id, at] of layout.people) {
				const row = [...family.generations].filter(([, row]) => row === family.generations.get(id));
				for (const [other] of row) expect(layout.people.get(other)?.y).toBeCloseTo(at.y);
				for (const other of places)
					if (other !== at && Math.abs(other.y - at.y) < 1)
						expect(Math.abs(other.x - at.x)).toBeGreaterThanOrEqual(sizes.width);
				expect(at.x >= sizes.mark && at.x <= drawing.width - sizes.mark).toBe(true);
				expect(at.y >= sizes.mark && at.y <= drawing.height - sizes.mark).toBe(true);
			}
			for (const { parents, children } of layout.unions)
				for (const { id } of children)
					for (const parent of parents)
						expect(layout.people.get(parent)?.y).toBeLessThan(layout.people.get(id)?.y ?? 0);
			for (const { d } of drawing.lines) expect(d).not.toMatch(/NaN|Infinity/);
			for (const home of family.homes) expect(new Set(home).size).toBe(home.length);
			expect(family.beside.some((id) => family.generations.has(id))).toBe(false);
		}),
		{ numRuns: 150 }
	);
});

test('lines that are broken in the legend are broken each in its own way, to be told apart without colour', () => {
	const broken = (['foster', 'unsaid', 'half'] as const).map((kind) => lineSample(kind, 44)[0]?.dash);
	expect(broken).not.toContain(undefined);
	expect(new Set(broken).size).toBe(3);
});
