/** V12: how long it is until the child meets somebody, in nights to sleep. */
import { daysBetween, wallTime } from '#lib/time/zone.ts';
import { isOver, upcoming, type Occurrence } from './occurrences.ts';
import type { Exception, Series } from './visits.ts';

/** From this many nights on a child is told “it is long”, and no row of moons. */
export const nightsShownMax = 14;

/** Nights to sleep until a day; 0 on the day itself, negative after it. */
export function nightsUntil(today: string, day: string): number {
	return daysBetween(today, day);
}

export interface NextMeeting {
	readonly visit: Occurrence;
	/** 0: today, or under way. */
	readonly nights: number;
}

/**
 * [V12] The next time the child meets somebody or is in touch: what was cancelled and what is over do not
 * count, and neither do letters, which nobody can wait for by the night, nor arrangements with nobody yet.
 * @param now instant
 * @param zone IANA name of the room's time zone
 */
export function nextMeeting(
	entities: readonly (Series | Exception)[],
	now: string,
	zone: string
): NextMeeting | null {
	const shown = entities.filter(
		(entity) => entity.kind === 'exception' || (entity.type !== 'letter' && entity.with.length > 0)
	);
	const { day: today } = wallTime(now, zone);
	// Of each series at most those of today can be over; two days of them leave one that is not.
	const perDay = shown.length + 1;
	const visit = upcoming(shown, today, 2 * perDay).find(
		(one) => one.takesPlace && one.type !== 'letter' && !isOver(one, now, zone)
	);
	return visit ? { visit, nights: Math.max(0, nightsUntil(today, visit.day)) } : null;
}
