/**
 * Day and time of something that is to come, as people say it: "i morgen kl. 16", "torsdag 10. desember kl. 16.30".
 * Words come from the caller, so that this stays without messages and can be tried out.
 */
export interface WhenWords {
	today(parts: { time: string }): string;
	tomorrow(parts: { time: string }): string;
	onDay(parts: { day: string; time: string }): string;
}

/**
 * @param starts an instant, ISO 8601
 * @param timeZone of the room, in which the day and the hour are meant
 * @param locale BCP 47
 */
export function whenWords(
	starts: string,
	now: Date,
	timeZone: string,
	locale: string,
	words: WhenWords
): string {
	const at = new Date(starts);
	const [hour = '', minute = ''] = new Intl.DateTimeFormat('en-GB', {
		timeZone,
		hour: '2-digit',
		minute: '2-digit'
	})
		.format(at)
		.split(':');
	const english = locale.startsWith('en');
	// "kl. 16" is how it is said in Norwegian; in English a lone number after "at" reads like an age.
	const time = english ? `${hour}:${minute}` : minute === '00' ? hour : `${hour}.${minute}`;
	const days = daysBetween(dayIn(timeZone, now), dayIn(timeZone, at));
	if (days === 0) return words.today({ time });
	if (days === 1) return words.tomorrow({ time });
	const sameYear = dayIn(timeZone, now).slice(0, 4) === dayIn(timeZone, at).slice(0, 4);
	const day = new Intl.DateTimeFormat(english ? 'en-GB' : locale, {
		timeZone,
		weekday: 'long',
		day: 'numeric',
		month: 'long',
		...(sameYear ? {} : { year: 'numeric' })
	}).format(at);
	return words.onDay({ day, time });
}

/** The day it is somewhere at an instant, YYYY-MM-DD. */
export function dayIn(timeZone: string, at: Date): string {
	return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
}

function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
