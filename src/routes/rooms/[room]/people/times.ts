/** Day and hour as the table says them: "24. november kl. 14.02". */
import { m } from '#lib/paraglide/messages.js';

/** @param at an instant, ISO 8601 */
export function dayTimeWords(at: string, timeZone: string, locale: string): string {
	const time = new Intl.DateTimeFormat(tag(locale), { timeZone, hour: '2-digit', minute: '2-digit' }).format(
		new Date(at)
	);
	return m.access_whenDay({
		day: dayWords(at, timeZone, locale),
		time: locale.startsWith('en') ? time : time.replace(':', '.')
	});
}

/** "tirsdag 1. desember". */
export function dayWords(at: string, timeZone: string, locale: string): string {
	return new Intl.DateTimeFormat(tag(locale), { timeZone, day: 'numeric', month: 'long' }).format(
		new Date(at)
	);
}

/** English as it is written on this side of the sea: day before month. */
function tag(locale: string): string {
	return locale === 'en' ? 'en-GB' : locale;
}
