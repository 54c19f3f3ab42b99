import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contains, WEEK_MINUTES } from '#lib/time/interval.ts';
import { coverageOf, periodsOf, type Gap } from './coverage.ts';
import { TASKS, type Hours } from './emergency.ts';
import { stretchesOf, type Line } from './stretches.ts';

const day = '2026-12-10';
const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** Case A: Ylva, 9. `asked` is not a yes. */
const ylva: Line[] = [
	line('Solveig', ['comeHere'], [{ days: everyDay, from: '20:00', to: '08:00' }]),
	line(
		'Berit',
		['takeChild'],
		[
			{ days: [5, 6, 7], from: '00:00', to: '24:00' },
			{ days: [1, 2, 3, 4], from: '16:00', to: '08:00' }
		]
	),
	line('Hanne', ['stayOvernight'], [{ days: [1, 2, 3], from: '15:00', to: '07:00' }]),
	line('Silje', ['takeChild'], [{ days: [6, 7], from: '08:00', to: '22:00' }], {
		status: 'asked',
		at: '2026-11-16'
	}),
	line('Jonas', ['fetch'], [{ days: [2, 4], from: '16:00', to: '18:00' }])
];

describe('which hours nobody can come', () => {
	test('[C1] a period holds its start and not its end: 16–20 and 20–08 leave no gap and overlap nowhere', () => {
		const { cells, gaps } = coverageOf(
			[
				line('A', ['comeHere'], [{ days: everyDay, from: '08:00', to: '20:00' }]),
				line('B', ['comeHere'], [{ days: everyDay, from: '20:00', to: '08:00' }])
			],
			day
		);
		expect(gaps).toEqual([]);
		expect(cells[0]?.[39]?.sure).toEqual(['A']);
		expect(cells[0]?.[40]?.sure).toEqual(['B']);
	});

	test('[C2] 20–08 on a Sunday covers the night to Monday', () => {
		const { cells, gaps } = coverageOf(
			[line('A', ['comeHere'], [{ days: [7], from: '20:00', to: '08:00' }])],
			day
		);
		expect(cells[0]?.[15]?.sure).toEqual(['A']);
		expect(cells[0]?.[16]?.sure).toEqual([]);
		expect(said(gaps)).toEqual(['1 08:00–24:00', '2,3,4,5,6 00:00–24:00', '7 00:00–20:00']);
	});

	test('[C3] a gap of one minute is a gap', () => {
		const { gaps, cells } = coverageOf(
			[line('A', ['comeHere'], [{ days: everyDay, from: '12:01', to: '12:00' }])],
			day
		);
		expect(said(gaps)).toEqual(['1,2,3,4,5,6,7 12:00–12:01']);
		expect(cells[0]?.[24]?.sure).toEqual([]);
	});

	test('[C4] only a yes counts: asked and not asked are uncertain, no and withdrawn are nobody', () => {
		const always: Hours[] = [{ days: everyDay, from: '00:00', to: '24:00' }];
		const cell = (status: 'asked' | 'notAsked' | 'no' | 'withdrawn' | 'yes') =>
			coverageOf([line('A', ['comeHere'], always, { status, at: '2026-11-02' })], day).cells[3]?.[20];
		expect(cell('yes')).toEqual({ sure: ['A'], uncertain: [] });
		expect(cell('asked')).toEqual({ sure: [], uncertain: ['A'] });
		expect(cell('notAsked')).toEqual({ sure: [], uncertain: ['A'] });
		expect(cell('no')).toEqual({ sure: [], uncertain: [] });
		expect(cell('withdrawn')).toEqual({ sure: [], uncertain: [] });
	});

	test('[C5] a yes is uncertain from the day after its year, and without a date', () => {
		const contact = line('A', ['comeHere'], [{ days: everyDay, from: '00:00', to: '24:00' }]);
		expect(coverageOf([contact], '2027-11-02').gaps).toEqual([]);
		expect(coverageOf([contact], '2027-11-03').gaps).toHaveLength(1);
		expect(coverageOf([{ ...contact, consent: { status: 'yes' } }], day).cells[0]?.[0]).toEqual({
			sure: [],
			uncertain: ['A']
		});
	});

	test('[C6] “yes, but not nights” leaves 22–07 open', () => {
		const { gaps } = coverageOf(
			[
				line('A', ['comeHere'], [{ days: everyDay, from: '00:00', to: '24:00' }], {
					status: 'yesButNotNights',
					at: '2026-11-02'
				})
			],
			day
		);
		expect(said(gaps)).toEqual(['1,2,3,4,5,6,7 22:00–07:00']);
	});

	test('[C7] fetching and talking on the telephone is not coming, also where only that hour is so', () => {
		const whole: Hours[] = [{ days: everyDay, from: '00:00', to: '24:00' }];
		for (const task of ['fetch', 'drive', 'advice'] as const)
			expect(said(coverageOf([line('A', [task], whole)], day).gaps)).toEqual(['1,2,3,4,5,6,7 00:00–24:00']);
		const narrowed = coverageOf(
			[line('A', ['comeHere', 'fetch'], [...whole.map((hours) => ({ ...hours, can: 'fetch' as const }))])],
			day
		);
		expect(narrowed.gaps[0]?.fetches).toEqual(['A']);
		for (const task of ['comeHere', 'takeChild', 'stayOvernight'] as const)
			expect(coverageOf([line('A', [task], whole)], day).gaps).toEqual([]);
	});

	test('[C8] a yes to nothing in particular is uncertain', () => {
		const { cells } = coverageOf([line('A', [], [{ days: [1], from: '08:00', to: '10:00' }])], day);
		expect(cells[0]?.[16]).toEqual({ sure: [], uncertain: ['A'] });
	});

	test('[C9] the same hours on several days are told together, and more than a day is told day by day', () => {
		expect(coverageOf([], day).gaps.map(({ days, from, to }) => ({ days, from, to }))).toEqual([
			{ days: everyDay, from: '00:00', to: '24:00' }
		]);
		const friToMon = coverageOf(
			[
				line(
					'A',
					['comeHere'],
					[
						{ days: [1, 2, 3, 4], from: '08:00', to: '07:00' },
						{ days: [1, 2, 3, 4], from: '07:00', to: '08:00' },
						{ days: [5], from: '07:00', to: '16:00' }
					]
				)
			],
			day
		);
		expect(said(friToMon.gaps)).toEqual(['1 00:00–07:00', '5 16:00–24:00', '6,7 00:00–24:00']);
	});

	test('[C10] nights and weekends that hang on one person are named', () => {
		const { thin } = coverageOf(ylva, day);
		expect(thin).toEqual([
			{ days: [1], from: '00:00', to: '07:00', only: ['Solveig'] },
			{ days: [6, 7], from: '08:00', to: '20:00', only: ['Berit'] }
		]);
	});

	test('[C11] Ylva: nobody at all Monday to Wednesday 08–15, and nobody who can fetch Thursday 08–16', () => {
		const { gaps } = coverageOf(ylva, day);
		expect(gaps).toEqual([
			{ days: [1, 2, 3], from: '08:00', to: '15:00', then: ['Hanne'], uncertain: [], fetches: [] },
			{ days: [4], from: '08:00', to: '16:00', then: ['Berit'], uncertain: [], fetches: [] }
		]);
	});

	test('[C11] Ylva: the numbers of the week', () => {
		const { cells } = coverageOf(ylva, day);
		const count = (weekday: number, half: number) => {
			const cell = cells[weekday - 1]?.[half];
			return `${cell?.sure.length}${cell?.uncertain.length ? '?' : ''}`;
		};
		expect([1, 2, 3, 4, 5, 6, 7].map((weekday) => count(weekday, 4))).toEqual([
			'1',
			'3',
			'3',
			'3',
			'2',
			'2',
			'2'
		]);
		expect([1, 2, 3, 4, 5, 6, 7].map((weekday) => count(weekday, 22))).toEqual([
			'0',
			'0',
			'0',
			'0',
			'1',
			'1?',
			'1?'
		]);
		expect([1, 2, 3, 4, 5, 6, 7].map((weekday) => count(weekday, 32))).toEqual([
			'2',
			'2',
			'2',
			'1',
			'1',
			'1?',
			'1?'
		]);
		expect([1, 2, 3, 4, 5, 6, 7].map((weekday) => count(weekday, 42))).toEqual([
			'3',
			'3',
			'3',
			'2',
			'2',
			'2?',
			'2?'
		]);
	});

	test('a gap tells who might come, and who can fetch in it', () => {
		const { gaps } = coverageOf(
			[
				line(
					'A',
					['comeHere'],
					[
						{ days: [1], from: '16:00', to: '24:00' },
						{ days: [2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }
					]
				),
				line('B', ['takeChild'], [{ days: [1], from: '00:00', to: '17:00' }], {
					status: 'asked',
					at: '2026-11-16'
				}),
				line('C', ['fetch'], [{ days: [1], from: '13:00', to: '15:00' }])
			],
			day
		);
		expect(gaps).toEqual([
			{ days: [1], from: '00:00', to: '16:00', then: ['A'], uncertain: ['B'], fetches: ['C'] }
		]);
	});

	test('every minute of the week is either in a gap or somebody’s who said yes', () => {
		const hour = fc
			.integer({ min: 0, max: 23 })
			.map((n) => `${String(n).padStart(2, '0')}:${n % 3 ? '00' : '30'}`);
		const hours = fc
			.record({
				days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
				from: hour,
				to: hour
			})
			.filter(({ from, to }) => from !== to);
		const contact = fc.record({
			can: fc.subarray([...TASKS]),
			hours: fc.array(hours, { maxLength: 4 }),
			status: fc.constantFrom('yes' as const, 'yesButNotNights' as const, 'asked' as const, 'no' as const)
		});
		fc.assert(
			fc.property(
				fc.array(contact, { maxLength: 4 }),
				fc.integer({ min: 0, max: WEEK_MINUTES - 1 }),
				(contacts, minute) => {
					const lines = contacts.map(({ can, hours, status }, n) =>
						line(String(n), can, hours, { status, at: '2026-11-02' })
					);
					const covered = lines
						.flatMap((one) => stretchesOf(one, day))
						.some((stretch) => stretch.way === 'come' && stretch.doubt === null && contains(stretch, minute));
					const inGap = coverageOf(lines, day).gaps.some((gap) => inPeriod(gap, minute));
					expect(inGap).toBe(!covered);
				}
			),
			{ numRuns: 300 }
		);
	});

	test('periods that go round the week are told once', () => {
		expect(
			periodsOf([
				{ start: 0, end: 60 },
				{ start: WEEK_MINUTES - 60, end: WEEK_MINUTES }
			])
		).toEqual([{ days: [7], from: '23:00', to: '01:00' }]);
	});
});

function line(
	id: string,
	can: Line['can'],
	availability: readonly Hours[],
	consent: Line['consent'] = { status: 'yes', at: '2026-11-02' }
): Line {
	return { id, can, availability, consent };
}

function said(gaps: readonly Gap[]): string[] {
	return gaps.map(({ days, from, to }) => `${days.join()} ${from}–${to}`);
}

/** Worked out by hand, not by the functions under test. */
function inPeriod({ days, from, to }: Gap, minute: number): boolean {
	const clock = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
	return days.some((weekday) => {
		const start = (weekday - 1) * 1440 + clock(from);
		const end = (weekday - 1) * 1440 + clock(to) + (clock(to) <= clock(from) ? 1440 : 0);
		return (
			(minute >= start && minute < end) || (minute + WEEK_MINUTES >= start && minute + WEEK_MINUTES < end)
		);
	});
}
