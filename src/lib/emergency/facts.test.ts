import { describe, expect, test } from 'vitest';
import type { Status } from '#lib/network/network.ts';
import { newId } from '#lib/room/ids.ts';
import { callable, nowOf, numbersOf, type CareFacts, type EmergencyFacts } from './facts.ts';

const solveig = { id: newId(), name: 'Solveig Haug' };
const kjetil = { id: newId(), name: 'Kjetil Lunde' };
const always = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }];
const wall = { day: '2026-12-10', time: '02:04', weekday: 4 };

const contact = (person: string) => ({
	id: newId(),
	person,
	words: '',
	can: ['comeHere' as const],
	availability: always,
	consent: { status: 'yes' as const, at: '2026-11-02' }
});
const care: CareFacts = {
	numbers: [{ id: newId(), person: solveig.id, type: 'mobile', value: '+4700000120', words: undefined }],
	arrivals: [{ id: newId(), person: solveig.id, minutes: 4, has: [] }],
	health: [],
	places: [],
	warnings: [{ id: newId(), type: 'neverCall', person: kjetil.id, name: undefined, text: '' }]
};
const facts: EmergencyFacts = {
	contacts: [contact(solveig.id), contact(kjetil.id), contact(newId())],
	people: [solveig, kjetil],
	about: null,
	care
};

describe('what a reader is given', () => {
	test('carers get number and minutes', () => {
		expect(nowOf(facts, wall).callers).toMatchObject([
			{ person: { name: 'Solveig Haug' }, minutes: 4, numbers: [{ value: '+4700000120', type: 'mobile' }] }
		]);
	});

	test('without the care document there is no number and no minute anywhere in it', () => {
		const now = nowOf({ ...facts, care: null }, wall);
		expect(now.callers[0]).toMatchObject({ minutes: null, numbers: [] });
		expect(JSON.stringify(now)).not.toContain('+47');
	});

	test('who must never be called is not named to carers, and others cannot tell', () => {
		expect(callable(facts).map(({ person }) => person)).toEqual([solveig.id]);
		expect(callable({ ...facts, care: null }).map(({ person }) => person)).toEqual([solveig.id, kjetil.id]);
	});

	test('a contact whose person was taken off the map does not count', () => {
		expect(callable({ ...facts, people: [], care: null })).toEqual([]);
		expect(nowOf({ ...facts, people: [] }, wall).callers).toEqual([]);
	});

	test('nobody is called who has died since they said yes; who has moved away is, having said so', () => {
		const status = (status: Status) => ({ ...facts, people: [{ ...solveig, status }], care: null });
		expect(nowOf(status('dead'), wall).callers).toEqual([]);
		expect(callable(status('unborn'))).toEqual([]);
		expect(callable(status('movedAway')).map(({ person }) => person)).toEqual([solveig.id]);
	});

	test('a number its owner shares with all is seen by all, and by carers once', () => {
		const shared = { ...solveig, numbersForAll: ['+4700000120', '+4700000121'] };
		expect(numbersOf({ ...facts, care: null }, shared).map(({ value }) => value)).toEqual([
			'+4700000120',
			'+4700000121'
		]);
		expect(numbersOf(facts, shared).map(({ type }) => type)).toEqual(['mobile', 'forAll']);
	});
});
