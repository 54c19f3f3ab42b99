/** Who of the emergency plan is there at night, for those who read it beside the map. */
import { DAY_MINUTES } from '#lib/time/interval.ts';
import { stretchesOf, type Line } from './stretches.ts';

/** Three in the morning: whoever is there then is there for the night, and not only late in the evening. */
const middleOfNight = 3 * 60;

/**
 * The people who have said yes to being with the child in the middle of a night of the week.
 * @param contacts those that count for coverage
 * @param day the day it is asked for, `YYYY-MM-DD`: an old yes is uncertain
 * @returns ids of people
 */
export function comeAtNight(
	contacts: readonly (Line & { readonly person: string })[],
	day: string
): ReadonlySet<string> {
	const nights = [0, 1, 2, 3, 4, 5, 6].map((weekday) => weekday * DAY_MINUTES + middleOfNight);
	return new Set(
		contacts
			.filter((contact) =>
				stretchesOf(contact, day).some(
					({ way, doubt, start, end }) =>
						way === 'come' && doubt === null && nights.some((night) => start <= night && night < end)
				)
			)
			.map(({ person }) => person)
	);
}
