// What clients wrote, as PostgreSQL takes it. A value that its columns refuse would keep the whole room from being
// projected or published, so it is made storable by itself (law L5).

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
