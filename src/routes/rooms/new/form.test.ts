import { describe, expect, it } from 'vitest';
import { emptyValues, firstProblem, meetingOf, problemsIn, readValues, roomOf, type Values } from './form.ts';

const today = '2026-11-24';
const good: Values = {
	...emptyValues('018f0000-0000-7000-8000-000000000001', 'nb'),
	name: 'Ylva',
	year: '2017',
	template: 'familyCouncil'
};

describe('making a room', () => {
	it('needs a name, a year of birth and something to begin with, nothing else', () => {
		expect(firstProblem(good, today)).toBe(null);
		expect(problemsIn({ ...good, name: '  ' }, 1, today)).toEqual({ name: 'empty' });
		expect(problemsIn({ ...good, year: '' }, 1, today)).toEqual({ born: 'empty' });
		expect(problemsIn({ ...good, template: '' }, 2, today)).toEqual({ template: 'empty' });
	});

	it('says so when a name has 10,000 characters, and keeps every one of them', () => {
		const data = new FormData();
		data.set('name', 'å'.repeat(10_000));
		const values = readValues(data);
		expect(values.name).toBe('å'.repeat(10_000));
		expect(problemsIn(values, 1, today)['name']).toBe('tooLong');
	});

	it('takes a year alone, or a whole birthday, and no day that does not exist', () => {
		expect(roomOf(good).child.born).toBe('2017');
		expect(roomOf({ ...good, month: '3' }).child.born).toBe('2017-03');
		for (const month of ['', '12']) expect(problemsIn({ ...good, month }, 1, today)).toEqual({});
		expect(roomOf({ ...good, month: '3', day: '14' }).child.born).toBe('2017-03-14');
		for (const [month, day] of [
			['2', '30'],
			['13', '1'],
			['', '4'],
			['x', '1']
		] as const)
			expect(problemsIn({ ...good, month, day }, 1, today)).toEqual({ born: 'notADay' });
		expect(problemsIn({ ...good, year: '2026', month: '12', day: '24' }, 1, today)).toEqual({
			born: 'ahead'
		});
		expect(problemsIn({ ...good, year: '2026', month: '12' }, 1, today)).toEqual({ born: 'ahead' });
		expect(problemsIn({ ...good, year: '2026' }, 1, today)).toEqual({});
		expect(problemsIn({ ...good, year: '17' }, 1, today)).toEqual({ born: 'notAYear' });
	});

	it('leaves out empty rows and relations that nobody offered', () => {
		const people = [
			{ name: ' Solveig  Haug ', relation: 'neighbour' },
			{ name: '', relation: 'mother' },
			{ name: 'Berit', relation: '<script>' }
		];
		expect(roomOf({ ...good, people }).people).toEqual([
			{ name: 'Solveig Haug', relation: 'neighbour' },
			{ name: 'Berit' }
		]);
	});

	it('plans a first meeting only with day and time, never in the past', () => {
		expect(meetingOf(good)).toBe(null);
		const planned = { ...good, meetingDay: '2026-12-10', meetingTime: '16:00' };
		expect(meetingOf(planned)).toEqual({ template: 'familyCouncil', day: '2026-12-10', time: '16:00' });
		expect(problemsIn({ ...planned, meetingTime: '' }, 2, today)).toEqual({ meeting: 'noTime' });
		expect(problemsIn({ ...planned, meetingDay: '2026-11-01' }, 2, today)).toEqual({ meeting: 'past' });
		expect(meetingOf({ ...planned, template: 'empty' })).toBe(null);
	});

	it('leads back to the first step in which something is wrong', () => {
		expect(firstProblem({ ...good, name: '', template: '' }, today)).toEqual({
			step: 1,
			problems: { name: 'empty' }
		});
	});
});
