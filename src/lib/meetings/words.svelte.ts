/** Codes of meetings in the reader's words, and instants as people say them. */
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { MeetingType } from './meetings.ts';

export function typeWord(type: MeetingType): string {
	switch (type) {
		case 'networkMeeting':
			return m.meetings_type_network();
		case 'familyCouncil':
			return m.meetings_type_council();
		case 'followUpCouncil':
			return m.meetings_type_follow_up();
	}
}

/** Agenda to begin with, after the method's own order. */
export function agendaFor(type: MeetingType, child: string): string[] {
	switch (type) {
		case 'networkMeeting':
			return [
				m.meetings_agenda_welcome(),
				m.meetings_agenda_why(),
				m.meetings_agenda_voice({ child }),
				m.meetings_agenda_round(),
				m.meetings_agenda_map(),
				m.meetings_agenda_emergency(),
				m.meetings_agenda_agree(),
				m.meetings_agenda_next()
			];
		case 'familyCouncil':
			return [
				m.meetings_agenda_part1(),
				m.meetings_agenda_voice({ child }),
				m.meetings_agenda_part2(),
				m.meetings_agenda_part3(),
				m.meetings_agenda_next()
			];
		case 'followUpCouncil':
			return [
				m.meetings_agenda_voice({ child }),
				m.meetings_agenda_promised(),
				m.meetings_agenda_happened(),
				m.meetings_agenda_changes(),
				m.meetings_agenda_next()
			];
	}
}

/** "torsdag 10. desember kl. 16" in the room's zone. */
export function whenWords(instant: string, zone: string): string {
	const at = new Date(instant);
	const locale = getLocale() === 'en' ? 'en-GB' : 'nb';
	const day = at.toLocaleDateString(locale, {
		timeZone: zone,
		weekday: 'long',
		day: 'numeric',
		month: 'long'
	});
	return m.meetings_when({ day, time: timeWords(instant, zone) });
}

/** "16" or "16.30" in the room's zone. */
export function timeWords(instant: string, zone: string): string {
	const time = new Date(instant).toLocaleTimeString('nb', {
		timeZone: zone,
		hour: '2-digit',
		minute: '2-digit'
	});
	return time.replace(':', '.').replace(/\.00$/, '');
}

/** "10. desember" of a day. */
export function dayWords(day: string): string {
	const locale = getLocale() === 'en' ? 'en-GB' : 'nb';
	return new Date(`${day}T12:00:00Z`).toLocaleDateString(locale, { day: 'numeric', month: 'long' });
}
