/** The next visit in the child's words: short, without conditions, in nights to sleep. */
import type { Person } from '#lib/network/network.ts';
import { inAList, whoIs } from '#lib/network/words.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import type { NextMeeting } from './nights.ts';
import { nightsShownMax } from './nights.ts';
import type { OpenVisits } from './openVisits.svelte.ts';
import type { VisitType } from './visits.ts';

/** What happens then, and what happens today, by kind. A letter is never counted down to. */
const happens: Record<VisitType, { then: Says; today: Says }> = {
	visit: { then: m.visits_child_then_comes, today: m.visits_child_today_comes },
	letter: { then: m.visits_child_then_comes, today: m.visits_child_today_comes },
	phone: { then: m.visits_child_then_phone, today: m.visits_child_today_phone },
	video: { then: m.visits_child_then_video, today: m.visits_child_today_video },
	overnight: { then: m.visits_child_then_stay, today: m.visits_child_today_stay },
	holidayStay: { then: m.visits_child_then_stay, today: m.visits_child_today_stay },
	event: { then: m.visits_child_then_event, today: m.visits_child_today_event }
};
type Says = (parts: { names: string }) => string;

/** What a child calls somebody: mother and father by that word, everybody else by name. */
export function calledByChild(person: Person, name: string): string {
	return person.relation === 'mother' || person.relation === 'father' ? whoIs(person) : name;
}

/** “Isak og pappa” */
export function namesForChild(visits: OpenVisits, ids: readonly string[]): string {
	return inAList(
		ids.map((id) => {
			const person = visits.person(id);
			return person ? calledByChild(person, visits.nameOf(id)) : visits.nameOf(id);
		})
	);
}

/** “Sove 3 ganger, så kommer Isak”; no full stop, because it may be a heading. */
export function nextInWords(visits: OpenVisits, { visit, nights }: NextMeeting): string {
	const names = namesForChild(visits, visits.seriesOf(visit.series)?.with ?? []);
	const { then, today } = happens[visit.type];
	if (nights === 0) return today({ names });
	if (nights > nightsShownMax) return m.visits_child_long_until();
	const parts = { count: nights, then: then({ names }) };
	return nights === 1 ? m.visits_child_sleep_once(parts) : m.visits_child_sleep_many(parts);
}
