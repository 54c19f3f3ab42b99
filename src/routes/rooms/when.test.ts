import { describe, expect, it } from 'vitest';
import { whenWords } from './when.ts';

const nb = {
	today: ({ time }: { time: string }) => `i dag kl. ${time}`,
	tomorrow: ({ time }: { time: string }) => `i morgen kl. ${time}`,
	onDay: ({ day, time }: { day: string; time: string }) => `${day} kl. ${time}`
};
const now = new Date('2026-12-09T12:00:00Z');

describe('when the next meeting is', () => {
	it('is said as today and tomorrow, in the time of the room', () => {
		expect(whenWords('2026-12-09T15:00:00Z', now, 'Europe/Oslo', 'nb', nb)).toBe('i dag kl. 16');
		expect(whenWords('2026-12-09T23:30:00Z', now, 'Europe/Oslo', 'nb', nb)).toBe('i morgen kl. 00.30');
	});

	it('is said with weekday and date further on, with the year when it is another one', () => {
		expect(whenWords('2026-12-17T15:30:00Z', now, 'Europe/Oslo', 'nb', nb)).toBe(
			'torsdag 17. desember kl. 16.30'
		);
		expect(whenWords('2027-02-05T14:00:00Z', now, 'Europe/Oslo', 'nb', nb)).toBe(
			'fredag 5. februar 2027 kl. 15'
		);
	});

	it('is said in English with hours and minutes', () => {
		expect(whenWords('2026-12-17T15:00:00Z', now, 'Europe/Oslo', 'en', nb)).toBe(
			'Thursday 17 December kl. 16:00'
		);
	});
});
