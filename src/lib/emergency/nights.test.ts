import { expect, test } from 'vitest';
import type { Consent } from '#lib/network/network.ts';
import type { Hours, Task } from './emergency.ts';
import { comeAtNight } from './nights.ts';

const day = '2026-12-10';
const yes: Consent = { status: 'yes', at: '2026-11-02' };
const contact = (person: string, can: readonly Task[], from: string, to: string, consent = yes) => ({
	id: `contact ${person}`,
	person,
	can,
	availability: [{ days: [5], from, to }] satisfies Hours[],
	consent
});

test('at night is who has said yes to being with the child when it is three in the morning', () => {
	const contacts = [
		contact('overnight', ['stayOvernight'], '20:00', '08:00'),
		contact('round the clock', ['takeChild'], '00:00', '24:00'),
		contact('late in the evening', ['comeHere'], '16:00', '00:30'),
		contact('only fetches', ['fetch'], '20:00', '08:00'),
		contact('not nights', ['comeHere'], '20:00', '08:00', { ...yes, status: 'yesButNotNights' }),
		contact('asked', ['stayOvernight'], '20:00', '08:00', { ...yes, status: 'asked' }),
		contact('an old yes', ['stayOvernight'], '20:00', '08:00', { ...yes, at: '2025-01-02' })
	];
	expect([...comeAtNight(contacts, day)]).toEqual(['overnight', 'round the clock']);
});
