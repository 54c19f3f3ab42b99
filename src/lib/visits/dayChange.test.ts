import { describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { changeDraftOf, changeOf, type ChangeDraft } from './dayChange.ts';
import { upcoming } from './occurrences.ts';
import type { Series } from './visits.ts';

const isak: Series = {
	id: newId(),
	made: { by: newId(), at: '2026-11-24T12:00:00.000Z' },
	kind: 'series',
	with: [],
	type: 'visit',
	rule: {
		every: 'week',
		start: '2026-12-12',
		time: '11:00',
		minutes: 240,
		n: 1,
		weekdays: [6],
		weekParity: 'even'
	},
	purpose: '',
	words: ''
};
const saturday = upcoming([isak], '2026-12-20', 1)[0]!;

function change(
	kind: ChangeDraft['change'],
	fields: Partial<ChangeDraft>,
	occurrence = kind === 'extra' ? null : saturday
) {
	return changeOf({ ...changeDraftOf(isak, kind, occurrence), ...fields }, isak, occurrence);
}

describe('a change of one day', () => {
	test('moved to Sunday keeps the hours of the series by not naming them', () => {
		expect(change('moved', { day: '2026-12-27' })).toEqual({
			exception: { series: isak.id, date: '2026-12-26', change: 'moved', to: { day: '2026-12-27' } }
		});
	});

	test('moved to another hour names it, and the reason comes along without loose blanks', () => {
		expect(change('moved', { from: '12:00', to: '15:00', reason: ' Pappa kommer  hjem den 26. ' })).toEqual({
			exception: {
				series: isak.id,
				date: '2026-12-26',
				change: 'moved',
				to: { day: '2026-12-26', time: '12:00', minutes: 180 },
				reason: 'Pappa kommer hjem den 26.'
			}
		});
	});

	test('a visit that was moved already is moved again from the day of the rule', () => {
		const moved = { ...saturday, day: '2026-12-27', change: 'moved' as const };
		expect(change('moved', { day: '2026-12-28' }, moved)).toMatchObject({
			exception: { date: '2026-12-26', to: { day: '2026-12-28' } }
		});
	});

	test('cancelled needs a reason, and no day', () => {
		expect(change('cancelled', {})).toEqual({ problems: [{ field: 'reason', code: 'missing' }] });
		expect(change('cancelled', { reason: 'Isak er syk', day: '', nights: 'x' })).toEqual({
			exception: { series: isak.id, date: '2026-12-26', change: 'cancelled', reason: 'Isak er syk' }
		});
	});

	test('replaced by video on the same day names the kind', () => {
		expect(change('replaced', { type: 'video', reason: 'Konsert' })).toMatchObject({
			exception: { change: 'replaced', to: { day: '2026-12-26', type: 'video' } }
		});
	});

	test('an extra day stands on its own day', () => {
		expect(change('extra', { day: '2026-12-24' })).toEqual({
			exception: { series: isak.id, date: '2026-12-24', change: 'extra', to: { day: '2026-12-24' } }
		});
	});

	test.each<[string, ReturnType<typeof change>, object[]]>([
		['moved to where it is', change('moved', {}), [{ field: 'day', code: 'nothingChanged' }]],
		[
			'replaced by the same',
			change('replaced', { reason: 'x' }),
			[{ field: 'type', code: 'nothingChanged' }]
		],
		['an extra day without a day', change('extra', {}), [{ field: 'day', code: 'missing' }]],
		[
			'a day that does not exist',
			change('moved', { day: '2027-02-30' }),
			[{ field: 'day', code: 'notADay' }]
		],
		['an end before the start', change('moved', { to: '09:00' }), [{ field: 'to', code: 'endsBeforeStart' }]],
		[
			'nights that are no number',
			change('moved', { nights: 'to' }),
			[{ field: 'nights', code: 'notANumber' }]
		],
		[
			'a reason of 10,000 characters',
			change('cancelled', { reason: 'å'.repeat(10_000) }),
			[{ field: 'reason', code: 'tooLongLine' }]
		],
		[
			'several things at once',
			change('replaced', { day: '' }),
			[
				{ field: 'day', code: 'missing' },
				{ field: 'reason', code: 'missing' }
			]
		]
	])('%s is told at its field', (_, result, problems) => {
		expect(result).toEqual({ problems });
	});
});
