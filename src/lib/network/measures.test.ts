import { expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { emptySectors, helpers, measures, onlyBridges } from './measures.ts';
import { SECTORS, type Person, type Quality, type Tie } from './network.ts';

const made = { at: '2026-11-24T12:00:00.000Z', by: newId() };
const someone = (name: string, fields: Partial<Person> = {}): Person => ({
	id: newId(),
	kind: 'person',
	made,
	name,
	helps: [],
	note: '',
	...fields
});
const tie = (from: Person, to: Person, quality: Quality = 'ordinary'): Tie => ({
	id: newId(),
	kind: 'tie',
	made,
	from: from.id,
	to: to.id,
	type: 'family',
	quality,
	direction: 'both',
	saidBy: 'meeting',
	note: ''
});

const maren = someone('Maren', { relation: 'mother', side: 'maternal' });
const berit = someone('Berit', { relation: 'grandparent', side: 'maternal', helps: ['sleepOver', 'talk'] });
const geir = someone('Geir', { relation: 'father', side: 'paternal', sector: 'family', helps: ['talk'] });
const solveig = someone('Solveig', { relation: 'neighbour' });
const amir = someone('Amir', { relation: 'healthWorker' });
const lars = someone('Lars', { relation: 'teacher' });
const snoball = someone('Snøball', { kind: 'animal', relation: 'pet' });

test('an empty map has a size and nothing else to say', () => {
	expect(measures([], [])).toEqual([{ code: 'size', people: 0, animals: 0, groups: 0, places: 0 }]);
});

test('animals are counted apart, and one’s own people apart from professionals', () => {
	expect(measures([maren, solveig, amir, lars, snoball], [])).toEqual([
		{ code: 'size', people: 4, animals: 1, groups: 0, places: 0 },
		{ code: 'privateAndProfessional', own: 2, professional: 2 },
		{ code: 'emptySectors', sectors: ['family', 'kin', 'leisure', 'friends'] }
	]);
});

test('a team and a garden are counted as what they are, and never as persons or professionals', () => {
	const team = someone('Fotballaget', { kind: 'group', relation: 'group', sector: 'professional' });
	const garden = someone('Kolonihagen', { kind: 'place', relation: 'place' });
	expect(measures([team, garden], [])).toEqual([
		{ code: 'size', people: 0, animals: 0, groups: 1, places: 1 }
	]);
	expect(measures([maren, team, garden], [])).toContainEqual({
		code: 'privateAndProfessional',
		own: 1,
		professional: 0
	});
});

test('there are people in a team, so a sector where it stands is not empty; a place is nobody', () => {
	expect(emptySectors([someone('Laget', { kind: 'group', relation: 'group' })])).not.toContain('leisure');
	expect(emptySectors([someone('Hagen', { kind: 'place', relation: 'place' })])).toContain('leisure');
});

test('nobody is offered as help who has died, is not born yet, or is no person', () => {
	const helps = ['talk'] as const;
	const all = [
		someone('Olav', { helps, status: 'dead' }),
		someone('Lillesøster', { helps, status: 'unborn' }),
		someone('Laget', { helps, kind: 'group' }),
		someone('Hagen', { helps, kind: 'place' }),
		someone('Snøball', { helps, kind: 'animal' })
	];
	const away = someone('Tante', { helps, status: 'movedAway' });
	expect(helpers([...all, away]).get('talk')).toEqual([away]);
});

test('who belongs to no sector fills none', () => {
	expect(emptySectors([someone('Olav')])).toHaveLength(SECTORS.length);
});

test('a sector is empty only when nobody at all stands in it', () => {
	expect(emptySectors([snoball])).not.toContain('household');
});

test('those who can help stand under each thing, and nobody under what nobody can', () => {
	const found = helpers([maren, berit, geir]);
	expect(found.get('talk')).toEqual([berit, geir]);
	expect(found.get('sleepOver')).toEqual([berit]);
	expect(found.get('fosterHome')).toEqual([]);
});

test('the one who alone knows both sides is found', () => {
	const people = [maren, berit, geir, solveig];
	expect(onlyBridges(people, [tie(maren, berit), tie(berit, solveig), tie(solveig, geir)])).toEqual([
		berit.id,
		geir.id,
		solveig.id
	]);
	// Both on the mother's side know Solveig, so that she is the one who carries it, with Geir himself.
	expect(onlyBridges(people, [tie(maren, solveig), tie(berit, solveig), tie(solveig, geir)])).toEqual([
		geir.id,
		solveig.id
	]);
});

test('with two ways between the sides nobody is the only one', () => {
	const rolf = someone('Rolf', { side: 'paternal' });
	const people = [maren, berit, geir, rolf];
	expect(onlyBridges(people, [tie(maren, geir), tie(berit, rolf)])).toEqual([]);
});

test('a tie that is broken or only wished for joins nobody', () => {
	expect(onlyBridges([maren, geir], [tie(maren, geir, 'broken')])).toEqual([]);
	expect(onlyBridges([maren, geir], [tie(maren, geir, 'wishedFor')])).toEqual([]);
	expect(onlyBridges([maren, geir], [tie(maren, geir, 'strained')])).toEqual([maren.id, geir.id]);
});

test('a tie to somebody who was taken away joins nobody', () => {
	expect(onlyBridges([maren, geir], [tie(maren, solveig), tie(solveig, geir)])).toEqual([]);
});

test('who joins two groups outside the family’s sides is told as well, and nobody twice', () => {
	const [nora, samira, ali, hanne] = ['Nora', 'Samira', 'Ali', 'Hanne'].map((name) => someone(name)) as [
		Person,
		Person,
		Person,
		Person
	]; // four names, four people
	const bridge = someone('Trener');
	const all = [nora, samira, ali, hanne, bridge];
	const ties = [tie(nora, samira), tie(ali, hanne), tie(samira, bridge), tie(bridge, ali)];
	expect(measures(all, ties)).toContainEqual({ code: 'bridges', people: [bridge.id] });
	// Of the two sides it is said already.
	const sides = [maren, berit, geir, solveig];
	const codes = measures(sides, [tie(maren, berit), tie(berit, solveig), tie(solveig, geir)]).map(
		({ code }) => code
	);
	expect(codes).toContain('onlyBridge');
	expect(codes).not.toContain('bridges');
});
