import { describe, expect, test } from 'vitest';
import { draftOf, emptyDraft, ruleOf, type RuleDraft } from './ruleDraft.ts';
import type { Rule } from './visits.ts';

const evenSaturdays: RuleDraft = {
	...emptyDraft,
	pattern: 'everyOther',
	rhythm: 'even',
	weekdays: [6],
	start: '2026-12-12',
	from: '11:00',
	to: '15:00'
};

describe('a rule while it is chosen', () => {
	test('every other Saturday in even weeks, 11 to 15', () => {
		expect(ruleOf(evenSaturdays)).toEqual({
			rule: {
				every: 'week',
				start: '2026-12-12',
				n: 1,
				weekdays: [6],
				weekParity: 'even',
				time: '11:00',
				minutes: 240
			}
		});
	});

	test('nothing is suggested: an empty form says only that how often is missing', () => {
		expect(ruleOf(emptyDraft)).toEqual({ problems: [{ field: 'pattern', code: 'missing' }] });
	});

	test.each<[string, Partial<RuleDraft>, object[]]>([
		['which weeks', { rhythm: null }, [{ field: 'rhythm', code: 'missing' }]],
		[
			'weekday and start',
			{ weekdays: [], start: '' },
			[
				{ field: 'weekdays', code: 'missing' },
				{ field: 'start', code: 'missing' }
			]
		],
		['which of the month', { pattern: 'monthly' }, [{ field: 'nth', code: 'missing' }]],
		['which days of the year', { pattern: 'yearDates' }, [{ field: 'dates', code: 'missing' }]]
	])('%s is asked for, all at once', (_, change, problems) => {
		expect(ruleOf({ ...evenSaturdays, ...change })).toEqual({ problems });
	});

	test.each<[string, Partial<RuleDraft>, object]>([
		['a day that does not exist', { start: '2027-02-30' }, { field: 'start', code: 'notADay' }],
		['an end in front of the start', { until: '2026-12-11' }, { field: 'until', code: 'endsTooEarly' }],
		[
			'an end before the first day comes',
			{ until: '2026-12-12', weekdays: [7] },
			{ field: 'until', code: 'never' }
		],
		['an end of the visit before it begins', { to: '10:00' }, { field: 'to', code: 'endsBeforeStart' }],
		['nights without an hour of return', { to: '', nights: '2' }, { field: 'to', code: 'endMissing' }],
		['an end without a beginning', { from: '' }, { field: 'from', code: 'startMissing' }],
		['nights that are no number', { nights: 'to' }, { field: 'nights', code: 'notANumber' }],
		['every half week', { pattern: 'everyNth', weeks: '3.5' }, { field: 'weeks', code: 'notANumber' }],
		[
			'every thirteenth month',
			{ pattern: 'monthly', nth: 2, months: '13' },
			{ field: 'months', code: 'notANumber' }
		]
	])('%s is told at its field', (_, change, problem) => {
		expect(ruleOf({ ...evenSaturdays, ...change })).toEqual({ problems: [problem] });
	});

	test('what belongs to another way of repeating does not get into the rule', () => {
		const once = ruleOf({ ...evenSaturdays, pattern: 'once', until: '2020-01-01' });
		expect(once).toEqual({ rule: { every: 'once', start: '2026-12-12', time: '11:00', minutes: 240 } });
	});

	test.each<Rule>([
		{ every: 'once', start: '2027-05-17', time: '10:00', minutes: 120 },
		{ every: 'week', start: '2026-12-12', until: '2027-06-20', n: 1, weekdays: [3, 6], time: '18:00' },
		{ every: 'week', start: '2026-12-12', n: 1, weekdays: [6], weekParity: 'odd' },
		{ every: 'week', start: '2026-12-12', n: 2, weekdays: [5], time: '16:00', minutes: 3000 },
		{ every: 'week', start: '2026-12-12', n: 6, weekdays: [7] },
		{ every: 'month', start: '2026-12-12', n: 2, nth: -1, weekdays: [5], time: '16:00', minutes: 1440 },
		{ every: 'yearDates', start: '2026-12-12', dates: ['03-14', '12-26'], minutes: 2880 }
	])('a rule that is opened and left alone is the same rule: %o', (rule) => {
		expect(ruleOf(draftOf(rule))).toEqual({ rule });
	});
});
