import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { addDays } from '#lib/time/zone.ts';
import { idleExceptions, isOver, occurrencesBetween, upcoming, type Occurrence } from './occurrences.ts';
import { nextDaysOf } from './recurrence.ts';
import type { Exception, Rule, Series } from './visits.ts';

const made = { by: newId(), at: '2026-11-24T12:00:00.000Z' };
const isakEveryEvenSaturday: Rule = {
	every: 'week',
	start: '2026-12-12',
	time: '11:00',
	minutes: 240,
	n: 1,
	weekdays: [6],
	weekParity: 'even'
};

describe('the days with their changes', () => {
	test('without changes the days are those of the rule', () => {
		const isak = seriesOf(isakEveryEvenSaturday);
		const next = upcoming([isak], '2026-12-01', 3);
		expect(next.map(({ day }) => day)).toEqual(['2026-12-12', '2026-12-26', '2027-01-16']);
		expect(next[0]).toEqual({
			series: isak.id,
			day: '2026-12-12',
			hours: { time: '11:00', minutes: 240 },
			lastDay: '2026-12-12',
			type: 'visit',
			takesPlace: true,
			change: null,
			original: '2026-12-12',
			to: null,
			exception: null,
			reason: null
		});
	});

	test('[V9] a moved visit stands on its new day, and its old day says where it went', () => {
		const isak = seriesOf(isakEveryEvenSaturday);
		const moved = exceptionOf(isak, {
			date: '2026-12-26',
			change: 'moved',
			to: { day: '2026-12-27', time: '12:00' },
			reason: 'Pappa kommer hjem den 26.'
		});
		expect(occurrencesBetween([isak, moved], '2026-12-20', '2027-01-10')).toMatchObject([
			{
				day: '2026-12-26',
				takesPlace: false,
				change: 'moved',
				to: { day: '2026-12-27' },
				reason: 'Pappa kommer hjem den 26.'
			},
			{
				day: '2026-12-27',
				takesPlace: true,
				change: 'moved',
				original: '2026-12-26',
				hours: { time: '12:00', minutes: 240 }
			}
		]);
	});

	test('[V9] a visit moved to another hour of its day stands there alone', () => {
		const isak = seriesOf(isakEveryEvenSaturday);
		const later = exceptionOf(isak, {
			date: '2026-12-26',
			change: 'moved',
			to: { day: '2026-12-26', time: '13:00', minutes: 120 }
		});
		expect(occurrencesBetween([isak, later], '2026-12-20', '2027-01-10')).toMatchObject([
			{ day: '2026-12-26', takesPlace: true, hours: { time: '13:00', minutes: 120 } }
		]);
	});

	test('a cancelled visit stays visible with its reason, and does not count among the next', () => {
		const isak = seriesOf(isakEveryEvenSaturday);
		const cancelled = exceptionOf(isak, { date: '2026-12-12', change: 'cancelled', reason: 'Isak er syk' });
		const next = upcoming([isak, cancelled], '2026-12-01', 2);
		expect(next.map(({ day, takesPlace }) => [day, takesPlace])).toEqual([
			['2026-12-12', false],
			['2026-12-26', true],
			['2027-01-16', true]
		]);
		expect(next[0]?.reason).toBe('Isak er syk');
	});

	test('a visit can be replaced by another kind on the same day: M follows the concert on video', () => {
		const m = seriesOf({
			every: 'month',
			start: '2026-12-12',
			n: 1,
			nth: 2,
			weekdays: [6],
			time: '11:00',
			minutes: 180
		});
		const concert = exceptionOf(m, {
			date: '2027-02-13',
			change: 'replaced',
			to: { day: '2027-02-13', type: 'video' },
			reason: 'Thea synger'
		});
		expect(occurrencesBetween([m, concert], '2027-02-01', '2027-02-28')).toMatchObject([
			{
				day: '2027-02-13',
				type: 'video',
				change: 'replaced',
				takesPlace: true,
				hours: { time: '11:00', minutes: 180 }
			}
		]);
	});

	test('an extra visit needs no day of the rule', () => {
		const isak = seriesOf(isakEveryEvenSaturday);
		const extra = exceptionOf(isak, {
			date: '2026-12-24',
			change: 'extra',
			to: { day: '2026-12-24', time: '15:00' }
		});
		expect(occurrencesBetween([isak, extra], '2026-12-20', '2026-12-31')).toMatchObject([
			{ day: '2026-12-24', change: 'extra', takesPlace: true, hours: { time: '15:00', minutes: 240 } },
			{ day: '2026-12-26', change: null }
		]);
	});

	test('[V8] of two changes of the same day, the one made last stands, in whatever order they are read', () => {
		const isak = seriesOf(isakEveryEvenSaturday);
		const first = exceptionOf(isak, { date: '2026-12-26', change: 'cancelled' });
		const last = exceptionOf(isak, { date: '2026-12-26', change: 'moved', to: { day: '2026-12-27' } });
		for (const entities of [
			[isak, first, last],
			[last, first, isak]
		])
			expect(
				occurrencesBetween(entities, '2026-12-20', '2026-12-31')
					.filter(({ takesPlace }) => takesPlace)
					.map(({ day }) => day)
			).toEqual(['2026-12-27']);
	});

	test('[V8] a removed change counts no more, and the earlier one stands again', () => {
		const isak = seriesOf(isakEveryEvenSaturday);
		const first = exceptionOf(isak, { date: '2026-12-26', change: 'cancelled' });
		const last = exceptionOf(isak, { date: '2026-12-26', change: 'moved', to: { day: '2026-12-27' } });
		const days = occurrencesBetween([isak, first, { ...last, removed: made }], '2026-12-20', '2026-12-31');
		expect(days).toMatchObject([{ day: '2026-12-26', takesPlace: false, change: 'cancelled' }]);
	});

	test('[V10] an extra visit that two people add at once stands once', () => {
		const isak = seriesOf(isakEveryEvenSaturday);
		const content = {
			date: '2026-12-24',
			change: 'extra' as const,
			to: { day: '2026-12-24', time: '15:00' }
		};
		const days = occurrencesBetween(
			[isak, exceptionOf(isak, content), exceptionOf(isak, content)],
			'2026-12-24',
			'2026-12-24'
		);
		expect(days).toHaveLength(1);
	});

	test('[V11] a change of a day the rule no longer gives has no effect and is reported', () => {
		const isak = seriesOf({ ...isakEveryEvenSaturday, weekdays: [7] });
		const moved = exceptionOf(isak, { date: '2026-12-26', change: 'moved', to: { day: '2026-12-28' } });
		const extra = exceptionOf(isak, { date: '2026-12-22', change: 'extra' });
		expect(idleExceptions(isak, [moved, extra])).toEqual([moved]);
		expect(
			occurrencesBetween([isak, moved, extra], '2026-12-20', '2026-12-31').map(({ day }) => day)
		).toEqual(['2026-12-22', '2026-12-27']);
	});

	test('a removed arrangement gives no days, and neither does a change without its arrangement', () => {
		const isak = seriesOf(isakEveryEvenSaturday);
		const extra = exceptionOf(isak, { date: '2026-12-22', change: 'extra' });
		expect(upcoming([{ ...isak, removed: made }, extra], '2026-12-01', 10)).toEqual([]);
	});

	test('a stay that is under way counts until the day it ends', () => {
		const summer = seriesOf({ every: 'once', start: '2027-07-05', time: '16:00', minutes: 13 * 1440 + 120 });
		const isak = seriesOf({ ...isakEveryEvenSaturday, start: '2027-07-01' });
		const next = upcoming([summer, isak], '2027-07-18', 2);
		expect(next).toMatchObject([{ day: '2027-07-05', lastDay: '2027-07-18' }, { day: '2027-07-31' }]);
		expect(upcoming([summer], '2027-07-19', 2)).toEqual([]);
		expect(occurrencesBetween([summer], '2027-07-10', '2027-07-12')).toHaveLength(1);
	});

	test('several arrangements come in the order of day and hour', () => {
		const video = seriesOf({ every: 'week', start: '2026-12-12', n: 1, weekdays: [6], time: '18:00' });
		const isak = seriesOf(isakEveryEvenSaturday);
		const letter = seriesOf({ every: 'week', start: '2026-12-12', n: 1, weekdays: [6] });
		expect(upcoming([video, isak, letter], '2026-12-12', 3).map(({ series }) => series)).toEqual([
			letter.id,
			isak.id,
			video.id
		]);
	});
});

describe('what is over', () => {
	test.each([
		['before its hour', '2026-12-12T09:59:00.000Z', false],
		['while it lasts', '2026-12-12T13:59:59.000Z', false],
		['at the moment it ends', '2026-12-12T14:00:00.000Z', true],
		['the day before', '2026-12-11T22:59:00.000Z', false],
		['the day after', '2026-12-13T09:00:00.000Z', true]
	])('a visit is over when its end has passed on the clock of the room: %s', (_, now, over) => {
		const [visit] = upcoming([seriesOf(isakEveryEvenSaturday)], '2026-12-12', 1);
		expect(isOver(visit!, now, 'Europe/Oslo')).toBe(over);
	});

	test('a whole day is over when the day is, a call when it has begun', () => {
		const [letter] = upcoming([seriesOf({ every: 'once', start: '2026-12-12' })], '2026-12-12', 1);
		expect(isOver(letter!, '2026-12-12T22:59:00.000Z', 'Europe/Oslo')).toBe(false);
		expect(isOver(letter!, '2026-12-12T23:00:00.000Z', 'Europe/Oslo')).toBe(true);
		const [call] = upcoming(
			[seriesOf({ every: 'once', start: '2026-12-12', time: '18:00' })],
			'2026-12-12',
			1
		);
		expect(isOver(call!, '2026-12-12T16:59:00.000Z', 'Europe/Oslo')).toBe(false);
		expect(isOver(call!, '2026-12-12T17:00:00.000Z', 'Europe/Oslo')).toBe(true);
	});
});

describe('what always holds', () => {
	const start = '2026-11-24';
	const day = fc.integer({ min: 0, max: 200 }).map((n) => addDays(start, n));
	const time = fc.option(fc.constantFrom('09:00', '11:00', '18:00'), { nil: undefined });
	const change = fc.record({
		date: day,
		change: fc.constantFrom('moved' as const, 'cancelled' as const, 'replaced' as const, 'extra' as const),
		to: fc.record({ day, time }).map(({ day, time }) => (time === undefined ? { day } : { day, time }))
	});
	const rules: Rule[] = [
		isakEveryEvenSaturday,
		{ every: 'week', start, n: 1, weekdays: [1, 3, 6], time: '18:00' },
		{ every: 'month', start, n: 1, nth: -1, weekdays: [5], time: '16:00', minutes: 3000 },
		{ every: 'once', start: '2027-01-02' }
	];
	const world = fc
		.array(fc.record({ rule: fc.constantFrom(...rules), changes: fc.array(change, { maxLength: 8 }) }), {
			maxLength: 3
		})
		.map((all) =>
			all.flatMap(({ rule, changes }) => {
				const series = seriesOf(rule);
				return [series, ...changes.map((content) => exceptionOf(series, content))];
			})
		);

	test('[V10] no series stands twice at the same hour of the same day', () => {
		fc.assert(
			fc.property(world, (entities) => {
				const all = occurrencesBetween(entities, start, addDays(start, 250)).filter(
					({ takesPlace }) => takesPlace
				);
				const keys = all.map(({ series, day, hours }) => `${series} ${day} ${hours.time ?? ''}`);
				expect(keys).toHaveLength(new Set(keys).size);
			})
		);
	});

	test('every visit that takes place is a day of its rule or was changed to be there', () => {
		fc.assert(
			fc.property(world, (entities) => {
				for (const one of occurrencesBetween(entities, start, addDays(start, 250))) {
					const series = entities.find(({ id }) => id === one.series) as Series;
					const exception = entities.find(({ id }) => id === one.exception) as Exception | undefined;
					if (exception) expect([exception.date, exception.to?.day]).toContain(one.day);
					else expect(nextDaysOf(series.rule, one.day, 1)).toEqual([one.day]);
				}
			})
		);
	});

	test('asking for the next ten gives what asking for the whole time gives first', () => {
		fc.assert(
			fc.property(world, day, (entities, from) => {
				const next = upcoming(entities, from, 10);
				const all = occurrencesBetween(entities, from, addDays(from, 2000));
				expect(next).toEqual(all.slice(0, next.length));
				const places = (list: Occurrence[]) => list.filter(({ takesPlace }) => takesPlace).length;
				expect(places(next)).toBe(Math.min(10, places(all)));
			})
		);
	});

	test('the order in which a document is read changes nothing', () => {
		fc.assert(
			fc.property(
				world.chain((entities) =>
					fc.tuple(fc.constant(entities), fc.shuffledSubarray(entities, { minLength: entities.length }))
				),
				([entities, shuffled]) => {
					expect(upcoming(shuffled, start, 20)).toEqual(upcoming(entities, start, 20));
				}
			)
		);
	});
});

function seriesOf(rule: Rule): Series {
	return {
		id: newId(),
		made,
		kind: 'series',
		with: [],
		type: 'visit',
		rule,
		purpose: '',
		words: ''
	};
}

function exceptionOf(
	series: Series,
	content: Pick<Exception, 'date' | 'change'> & Partial<Pick<Exception, 'to' | 'reason'>>
): Exception {
	return { id: newId(), made, kind: 'exception', series: series.id, ...content };
}
