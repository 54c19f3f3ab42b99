import { expect, test } from 'vitest';
import { momentAsked } from './asked.ts';

const now = { day: '2026-12-10', time: '02:04', weekday: 4 };
const ask = (query: string) => momentAsked(new URLSearchParams(query), now);

test('an address that asks nothing is about now', () => {
	expect(ask('')).toEqual({
		wall: now,
		other: false,
		typed: { day: '2026-12-10', time: '02:04' },
		wrong: { day: false, time: false }
	});
});

test('another day and time is about that moment', () => {
	expect(ask('day=2026-12-12&time=13.30')).toMatchObject({
		wall: { day: '2026-12-12', time: '13:30', weekday: 6 },
		other: true
	});
	expect(ask('time=20')).toMatchObject({
		wall: { day: '2026-12-10', time: '20:00', weekday: 4 },
		other: true
	});
});

test.each([
	'day=2026-02-30&time=10:00',
	'day=2026-12-12&time=23:70',
	'day=x&time=y',
	'time=24',
	`day=${'1'.repeat(10_000)}`
])('%# shows now, says what is wrong and keeps what was typed', (query) => {
	const asked = ask(query);
	expect(asked.wall).toEqual(now);
	expect(asked.wrong.day || asked.wrong.time).toBe(true);
	const typed = new URLSearchParams(query);
	expect((typed.get('day') ?? '').startsWith(asked.typed.day)).toBe(true);
	expect((typed.get('time') ?? '').startsWith(asked.typed.time)).toBe(true);
});
