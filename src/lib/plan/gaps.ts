/** What a plan still lacks, as codes; the words are the page's. Never a reason not to publish. */
import type { EmergencyContact } from '#lib/emergency/emergency.ts';
import type { PlanGap, RoomPart } from './plan.ts';

/**
 * Reads the gaps of a plan.
 * @param contacts the emergency contacts that stand, in calling order
 * @param unreadable how many entities could not be read and are left out
 */
export function gapsOf(
	part: Omit<RoomPart, 'gaps'>,
	contacts: readonly EmergencyContact[],
	unreadable: number
): PlanGap[] {
	const gone = new Set(part.people.filter(({ takenAway }) => takenAway).map(({ id }) => id));
	return [
		...(contacts.length === 0 ? [{ what: 'nobodyCanCome' as const }] : []),
		...contacts
			.filter(({ consent }) => consent === undefined || ['notAsked', 'asked'].includes(consent.status))
			.map(({ person }) => ({ what: 'contactNotAnswered' as const, about: person })),
		...part.tasks
			.filter(({ who, doneAt }) => who === undefined && doneAt === undefined)
			.map(({ id }) => ({ what: 'taskWithoutWho' as const, about: id })),
		...part.series
			.filter(({ type, handover }) => needsHandover(type) && !handover?.brings && !handover?.fetches)
			.map(({ id }) => ({ what: 'visitWithoutHandover' as const, about: id })),
		...[...gone].map((id) => ({ what: 'namesSomebodyGone' as const, about: id })),
		...(part.agreement === undefined && part.people.some(({ kind }) => kind !== 'child')
			? [{ what: 'mapWithoutAgreement' as const }]
			: []),
		...(unreadable > 0 ? [{ what: 'unreadable' as const, about: String(unreadable) }] : [])
	];
}

/** Meeting in person needs somebody to bring and fetch; a call does not. */
function needsHandover(type: string): boolean {
	return ['visit', 'overnight', 'holidayStay'].includes(type);
}
