import { describe, expect, test } from 'vitest';
import { changesBetween, listOf } from './changes.ts';
import type { RoomPart } from './plan.ts';

const idOf = (n: number) => `0198c0de-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const [berit, solveig, jon] = [1, 2, 3].map(idOf) as [string, string, string];
const empty: RoomPart = {
	schema: 1,
	people: [],
	ties: [],
	contacts: [],
	about: { calms: '', fears: '', brings: '' },
	series: [],
	exceptions: [],
	meetings: [],
	agreements: [],
	tasks: [],
	statements: [],
	gaps: []
};
const named = (id: string, name: string) => ({ id, kind: 'person' as const, name, helps: [] });
const task = (text: string, more: object = {}) => ({ id: idOf(11), meeting: idOf(10), text, ...more });
const visit = (rule: unknown) => ({
	id: idOf(20),
	with: [berit],
	type: 'visit',
	rule,
	purpose: '',
	words: ''
});

describe('what changed between two versions', () => {
	test('is nothing where nothing did', () => {
		const part = { ...empty, people: [named(berit, 'Berit')], tasks: [task('Ask the coach')] };
		expect(changesBetween(part, structuredClone(part))).toEqual([]);
	});

	test('is everything where there was no version', () => {
		const part = { ...empty, people: [named(berit, 'Berit')] };
		expect(changesBetween(null, part)).toEqual([
			{ list: 'people', id: berit, before: null, after: named(berit, 'Berit'), fields: [] }
		]);
	});

	test('tells new, changed and gone apart, those that are gone at the end', () => {
		const before = { ...empty, people: [named(berit, 'Berit'), named(solveig, 'Solveig')] };
		const after = { ...empty, people: [named(jon, 'Jon'), named(solveig, 'Solveig Marie')] };
		expect(changesBetween(before, after)).toEqual([
			{ list: 'people', id: jon, before: null, after: named(jon, 'Jon'), fields: [] },
			{
				list: 'people',
				id: solveig,
				before: named(solveig, 'Solveig'),
				after: named(solveig, 'Solveig Marie'),
				fields: ['name']
			},
			{ list: 'people', id: berit, before: named(berit, 'Berit'), after: null, fields: [] }
		]);
	});

	test('names every field that differs, also one that came or went', () => {
		const before = { ...empty, tasks: [task('Ask the coach', { deadline: '2026-02-20', who: berit })] };
		const after = {
			...empty,
			tasks: [task('Ask the coach', { deadline: '2026-02-26', doneAt: '2026-02-25T10:00:00.000Z' })]
		};
		const [change, ...others] = changesBetween(before, after);
		expect(others).toEqual([]);
		expect([...(change && 'fields' in change ? change.fields : [])].sort()).toEqual([
			'deadline',
			'doneAt',
			'who'
		]);
	});

	test('is not that the same rule was written down in another order', () => {
		const one = { ...empty, series: [visit({ every: 'week', n: 2, weekdays: [5, 6] })] };
		const other = { ...empty, series: [visit({ weekdays: [5, 6], n: 2, every: 'week' })] };
		expect(changesBetween(one, other)).toEqual([]);
		const days = { ...empty, series: [visit({ every: 'week', n: 2, weekdays: [6, 5] })] };
		expect(changesBetween(one, days)).toMatchObject([{ list: 'series', fields: ['rule'] }]);
	});

	test('is not that the notes of a meeting stand only in the version it published', () => {
		const meeting = {
			id: idOf(10),
			type: 'networkMeeting',
			title: 'Spring',
			starts: '2026-03-10T16:00:00.000Z',
			purpose: ''
		};
		const published = { ...empty, meetings: [{ ...meeting, notes: { type: 'doc' } }] };
		const next = { ...empty, meetings: [meeting] };
		expect(changesBetween(published, next)).toEqual([]);
		expect(
			changesBetween(published, { ...empty, meetings: [{ ...meeting, title: 'Early spring' }] })
		).toMatchObject([{ list: 'meetings', fields: ['title'] }]);
	});

	test('is who is called first, told once for all who are called', () => {
		const order = (...people: string[]) => ({
			...empty,
			contacts: people.map((person) => ({ id: person, person, can: [], words: '', availability: [] }))
		});
		expect(changesBetween(order(berit, solveig, jon), order(solveig, berit, jon))).toEqual([
			{
				list: 'callingOrder',
				id: 'callingOrder',
				before: [berit, solveig, jon],
				after: [solveig, berit, jon]
			}
		]);
		const told = (before: RoomPart, after: RoomPart) => changesBetween(before, after).map(({ list }) => list);
		expect(told(order(berit, solveig), order(berit, solveig, jon)), 'somebody came last').toEqual([
			'contacts'
		]);
		expect(told(order(berit, solveig, jon), order(berit, jon)), 'somebody is gone').toEqual(['contacts']);
		expect(told(order(berit, solveig), order(jon, berit, solveig)), 'somebody came first').toEqual([
			'contacts',
			'callingOrder'
		]);
		expect(told(order(berit), order(jon)), 'nobody is left of the old order').toEqual([
			'contacts',
			'contacts'
		]);
	});

	test('is what is written about the child: what calms, what frightens, what to bring, when to look again', () => {
		const about = (changes: Partial<RoomPart['about']>) => ({
			...empty,
			about: { ...empty.about, calms: 'Music', ...changes }
		});
		expect(changesBetween(about({}), about({}))).toEqual([]);
		expect(changesBetween(about({}), about({ calms: 'Her sister', fears: 'Dogs', brings: ' ' }))).toEqual([
			{ list: 'about', id: 'calms', before: 'Music', after: 'Her sister' },
			{ list: 'about', id: 'fears', before: null, after: 'Dogs' }
		]);
		expect(changesBetween(about({ reviewBy: '2026-09-01' }), about({ calms: '' }))).toEqual([
			{ list: 'about', id: 'calms', before: 'Music', after: null },
			{ list: 'about', id: 'reviewBy', before: '2026-09-01', after: null }
		]);
		expect(changesBetween(null, about({ fears: 'Dogs' })).map(({ id }) => id)).toEqual(['calms', 'fears']);
	});

	test('is what was agreed about the map, told with the people on it', () => {
		const agreed = (keptUntil: string) => ({
			...empty,
			agreement: { mayBeSeenBy: 'Those in the room', keptUntil }
		});
		expect(changesBetween(agreed('2028-06-01'), agreed('2028-06-01'))).toEqual([]);
		const changes = changesBetween(agreed('2028-06-01'), agreed('2030-06-01'));
		expect(changes).toEqual([
			{ list: 'agreement', id: 'keptUntil', before: '2028-06-01', after: '2030-06-01' }
		]);
		expect(changes.map(listOf)).toEqual(['people']);
		expect(changesBetween(empty, agreed('2028-06-01')).map(({ id }) => id)).toEqual([
			'mayBeSeenBy',
			'keptUntil'
		]);
	});

	test('is that the child shows a map of their own, another, or none; told with the people on the map', () => {
		const shown = (shownAt: string, ring = 1): RoomPart => ({
			...empty,
			childMap: { shownAt, placed: [{ person: berit, ring, angle: 10 }], ties: [] }
		});
		const first = shown('2026-03-02T10:00:00.000Z');
		expect(changesBetween(first, structuredClone(first))).toEqual([]);
		const [came] = changesBetween(empty, first);
		expect(came).toEqual({ list: 'childMap', id: 'childMap', before: null, after: first.childMap });
		expect(came && listOf(came)).toBe('people');
		expect(changesBetween(first, empty)).toMatchObject([{ list: 'childMap', after: null }]);
		for (const other of [shown('2026-03-09T10:00:00.000Z'), shown('2026-03-02T10:00:00.000Z', 2)])
			expect(changesBetween(first, other)).toMatchObject([{ before: first.childMap, after: other.childMap }]);
	});

	test('comes in the order in which a plan is read: the child’s words first', () => {
		const after = {
			...empty,
			people: [named(berit, 'Berit')],
			tasks: [task('Ask the coach')],
			statements: [{ id: idOf(30), text: 'I want to see Berit', at: '2026-03-02T10:00:00.000Z' }]
		};
		expect(changesBetween(empty, after).map(({ list }) => list)).toEqual(['statements', 'tasks', 'people']);
	});
});
