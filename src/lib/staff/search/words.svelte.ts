/** Words of the search for a foster home, in the reader's language. */
import { fullDay, whoIs } from '#lib/network/words.svelte.ts';
import type { Person } from '#lib/network/network.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Room } from '#lib/room/room.svelte.ts';
import { wallTime } from '#lib/time/zone.ts';
import type { ReportWords } from './report.ts';
import type { SearchStatus, Step } from './search.ts';

const statuses: Record<SearchStatus, () => string> = {
	toAsk: m.staff_search_to_ask,
	asked: m.staff_search_asked,
	willing: m.staff_search_willing,
	notNow: m.staff_search_not_now,
	declined: m.staff_search_declined,
	notSuitable: m.staff_search_not_suitable,
	toAssess: m.staff_search_to_assess
};
export const searchStatusWord = (status: SearchStatus): string => statuses[status]();

/** The name of a participant; whoever has left the room is “someone”. */
export function participantName(room: Room, id: string): string {
	return room.participants.find((one) => one.id === id)?.name ?? m.room_someone();
}

/** When somebody was put down, and by whom. @param at an instant */
export function madeInWords(room: Room, { at, by }: { readonly at: string; readonly by: string }): string {
	const day = fullDay(wallTime(at, room.timeZone).day);
	return m.staff_search_by({ day, name: participantName(room, by) });
}

/** “24. november 2026: Sa nei. Kari Nygård spurte.” */
export function stepInWords(room: Room, step: Pick<Step, 'day' | 'status' | 'askedBy'>): string {
	const said = { day: fullDay(step.day), status: searchStatusWord(step.status) };
	if (step.askedBy === undefined) return m.staff_search_step(said);
	return m.staff_search_step_asked({ ...said, name: participantName(room, step.askedBy) });
}

/** How many were considered, and how many of the map are left. */
export function countInWords(considered: number, left: number): string {
	const done = considered === 0 ? m.staff_search_none() : m.staff_search_count({ count: considered });
	const rest = left === 0 ? m.staff_search_all_considered() : m.staff_search_left_count({ count: left });
	return `${done} ${rest}`;
}

/**
 * The sentences of the report.
 * @param counts as `countInWords` says them
 * @param today YYYY-MM-DD
 */
export function reportWords(
	room: Room,
	people: readonly Person[],
	counts: string,
	today: string
): ReportWords {
	return {
		title: m.staff_report_title({ name: room.child.name }),
		intro: [m.staff_report_made({ day: fullDay(today), name: room.me.name }), m.staff_search_law(), counts],
		headings: {
			asked: { heading: m.staff_report_asked(), none: m.staff_report_asked_none() },
			notAsked: { heading: m.staff_report_not_asked(), none: m.staff_report_not_asked_none() },
			left: { heading: m.staff_report_left(), none: m.staff_report_left_none() }
		},
		status: searchStatusWord,
		who: (name, person) => {
			const found = people.find(({ id }) => id === person);
			const relation = found ? whoIs(found) : '';
			return relation === '' ? name : `${name} (${relation})`;
		},
		added: (made) => madeInWords(room, made),
		step: (step) => stepInWords(room, step),
		reason: (text) => m.staff_report_reason({ text }),
		noReason: m.staff_report_no_reason()
	};
}
