import { expect, test } from 'vitest';
import { agreementFrom, isOver } from './agreement.ts';

test('an agreement is taken as it was written, without the blanks around it', () => {
	expect(
		agreementFrom({ mayBeSeenBy: '  De som er i rommet ', keptUntil: '2028-02-29' }, '2028-02-29')
	).toEqual({
		agreement: { mayBeSeenBy: 'De som er i rommet', keptUntil: '2028-02-29' },
		problems: null
	});
});

test.each([
	[
		{ mayBeSeenBy: ' ', keptUntil: '' },
		{ mayBeSeenBy: 'empty', keptUntil: 'empty' }
	],
	[{ mayBeSeenBy: 'a'.repeat(121), keptUntil: '2028-01-01' }, { mayBeSeenBy: 'tooLong' }],
	[{ mayBeSeenBy: 'Rommet', keptUntil: '2027-02-29' }, { keptUntil: 'badDay' }],
	[{ mayBeSeenBy: 'Rommet', keptUntil: '1900-01-01' }, { keptUntil: 'past' }],
	[{ mayBeSeenBy: 'Rommet', keptUntil: '2026-11-29' }, { keptUntil: 'past' }],
	[{ mayBeSeenBy: 'Rommet', keptUntil: '2160-01-01' }, { keptUntil: 'tooFar' }]
])('what is missing or wrong is told field by field: %o', (fields, problems) => {
	expect(agreementFrom(fields, '2026-11-30')).toEqual({ agreement: null, problems });
});

test('the last day that was agreed is one of them, and the day after the time is over', () => {
	const agreement = { mayBeSeenBy: 'De som er i rommet', keptUntil: '2027-01-31' };
	expect(isOver(agreement, '2027-01-31')).toBe(false);
	expect(isOver(agreement, '2027-02-01')).toBe(true);
});
