// What clients wrote, as PostgreSQL takes it. A value that its columns refuse would keep the whole room from being
// projected or published, so it is made storable by itself (law L5).
import * as v from 'valibot';
import { Day } from '#lib/time/zone.ts';

/** A text without NUL, and with the sign for unreadable in place of half a character. */
export function storableText(text: string): string {
	return text.replaceAll('\0', '').toWellFormed();
}

/**
 * Plain data as JSON whose texts can be stored. Cleaned value by value, never in the written JSON: there a NUL looks
 * like six characters that a person can type.
 */
export function storableJson(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) =>
		typeof inner === 'string' ? storableText(inner) : inner
	);
}

/** A day that is in the calendar, or null: `2026-02-31` looks like one. */
export function storableDay(day: string | undefined): string | null {
	return v.is(Day, day) ? day : null;
}

/** An instant as ISO 8601 in UTC, or null where its day is in no calendar or its offset in no zone. */
export function storableInstant(instant: string | undefined): string | null {
	if (instant === undefined || storableDay(instant.slice(0, 10)) === null) return null;
	const ms = Date.parse(instant);
	return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
