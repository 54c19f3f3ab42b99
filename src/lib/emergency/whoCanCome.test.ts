import { describe, expect, test } from 'vitest';
import { wallTime } from '#lib/time/zone.ts';
import type { Hours } from './emergency.ts';
import type { Line } from './stretches.ts';
import { whoCanCome } from './whoCanCome.ts';

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const nights: Hours = { days: everyDay, from: '20:00', to: '08:00' };
const always: Hours = { days: everyDay, from: '00:00', to: '24:00' };
const yes = { status: 'yes', at: '2026-11-02' } as const;

/** Case A in calling order. */
const ylva: Line[] = [
	{ id: 'Solveig', can: ['comeHere'], availability: [nights], consent: yes },
	{
		id: 'Berit',
		can: ['takeChild'],
		availability: [
			{ days: [5, 6, 7], from: '00:00', to: '24:00' },
			{ days: [1, 2, 3, 4], from: '16:00', to: '08:00' }
		],
		consent: yes
	},
	{
		id: 'Hanne',
		can: ['stayOvernight'],
		availability: [{ days: [1, 2, 3], from: '15:00', to: '07:00' }],
		consent: yes
	},
	{
		id: 'Silje',
		can: ['takeChild'],
		availability: [{ days: [6, 7], from: '08:00', to: '22:00' }],
		consent: { status: 'asked', at: '2026-11-16' }
	},
	{ id: 'Jonas', can: ['fetch'], availability: [{ days: [2, 4], from: '16:00', to: '18:00' }], consent: yes }
];

describe('who can come now', () => {
	test('[W1] at 02:04 in the night to Thursday: Solveig, Berit, Hanne, in that order', () => {
		const { now } = whoCanCome(ylva, wallTime('2026-12-10T01:04:00Z', 'Europe/Oslo'));
		expect(now.map(({ contact, group }) => [contact.id, group])).toEqual([
			['Solveig', 'now'],
			['Berit', 'now'],
			['Hanne', 'now']
		]);
	});

	test('[W2] on a Thursday at 17 Berit can come, and Jonas can only fetch', () => {
		const { now } = whoCanCome([...ylva].reverse(), wallTime('2026-12-10T16:00:00Z', 'Europe/Oslo'));
		expect(now.map(({ contact, group, way }) => [contact.id, group, way])).toEqual([
			['Berit', 'now', 'come'],
			['Jonas', 'otherwise', 'fetch']
		]);
	});

	test('[W3] on a Saturday at noon Silje is uncertain: she has not answered', () => {
		const { now } = whoCanCome(ylva, wallTime('2026-12-12T11:00:00Z', 'Europe/Oslo'));
		expect(now.map(({ contact, group, doubt }) => [contact.id, group, doubt])).toEqual([
			['Berit', 'now', null],
			['Silje', 'uncertain', 'asked']
		]);
	});

	test('[W3] a yes from more than a year ago is uncertain, and comes after those who can only fetch', () => {
		const contacts: Line[] = [
			{ id: 'Old', can: ['comeHere'], availability: [always], consent: { status: 'yes', at: '2025-12-09' } },
			{ id: 'Phone', can: ['advice'], availability: [always], consent: yes },
			{ id: 'Sure', can: ['comeHere'], availability: [always], consent: yes }
		];
		const { now } = whoCanCome(contacts, wallTime('2026-12-10T01:04:00Z', 'Europe/Oslo'));
		expect(now.map(({ contact, doubt }) => [contact.id, doubt])).toEqual([
			['Sure', null],
			['Phone', null],
			['Old', 'old']
		]);
	});

	test('[W4] nobody is named who said no, took it back, or said not at night', () => {
		const status = (id: string, consent: Line['consent']): Line => ({
			id,
			can: ['comeHere'],
			availability: [always],
			consent
		});
		const contacts = [
			status('no', { status: 'no', at: '2026-11-02' }),
			status('withdrawn', { status: 'withdrawn', at: '2026-11-02' }),
			status('day', { status: 'yesButNotNights', at: '2026-11-02' })
		];
		expect(whoCanCome(contacts, wallTime('2026-12-10T01:04:00Z', 'Europe/Oslo')).now).toEqual([]);
		expect(
			whoCanCome(contacts, wallTime('2026-12-10T06:00:00Z', 'Europe/Oslo')).now.map(
				({ contact }) => contact.id
			)
		).toEqual(['day']);
	});

	test('[W5] on a Wednesday at 14:32 nobody can come; Hanne can from 15, Berit from 16, Solveig from 20', () => {
		const { now, later } = whoCanCome(ylva, wallTime('2026-12-09T13:32:00Z', 'Europe/Oslo'));
		expect(now).toEqual([]);
		expect(
			later.map(({ contact, weekday, time, inMinutes }) => [contact.id, weekday, time, inMinutes])
		).toEqual([
			['Hanne', 3, '15:00', 28],
			['Berit', 3, '16:00', 88],
			['Solveig', 3, '20:00', 328]
		]);
	});

	test('[W5] later looks over midnight and over the end of the week', () => {
		const monday: Line = {
			id: 'Mo',
			can: ['comeHere'],
			availability: [{ days: [1], from: '06:00', to: '08:00' }],
			consent: yes
		};
		const { later } = whoCanCome([monday], wallTime('2026-12-13T21:00:00Z', 'Europe/Oslo'));
		expect(later).toMatchObject([{ weekday: 1, time: '06:00', inMinutes: 480 }]);
	});

	test('a period holds its start and not its end, and a Sunday night is still there on Monday', () => {
		const at = (instant: string) => whoCanCome([ylva[0]!], wallTime(instant, 'Europe/Oslo')).now.length;
		expect(at('2026-12-10T19:00:00Z')).toBe(1);
		expect(at('2026-12-10T18:59:00Z')).toBe(0);
		expect(at('2026-12-14T06:59:00Z')).toBe(1);
		expect(at('2026-12-14T07:00:00Z')).toBe(0);
	});

	test('the hour that comes twice in autumn has the same people both times', () => {
		const twoTo3: Line = {
			id: 'A',
			can: ['comeHere'],
			availability: [{ days: [7], from: '02:00', to: '03:00' }],
			consent: { status: 'yes', at: '2027-10-01' }
		};
		const at = (instant: string) => whoCanCome([twoTo3], wallTime(instant, 'Europe/Oslo')).now.length;
		expect([at('2027-10-31T00:30:00Z'), at('2027-10-31T01:30:00Z'), at('2027-10-31T02:30:00Z')]).toEqual([
			1, 1, 0
		]);
	});

	test('an hour for one thing only says so', () => {
		const contact: Line = {
			id: 'A',
			can: ['comeHere', 'fetch'],
			availability: [{ ...always, can: 'fetch' }],
			consent: yes
		};
		expect(whoCanCome([contact], wallTime('2026-12-10T16:00:00Z', 'Europe/Oslo')).now).toMatchObject([
			{ group: 'otherwise', can: ['fetch'] }
		]);
	});
});
