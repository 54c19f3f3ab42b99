/**
 * Who can come at a given moment, in the order they are called. Works on the clock on the wall, so the hour
 * that comes twice in autumn asks the same people twice, and the one left out in spring asks nobody.
 */
import { contains, WEEK_MINUTES, weekMinute } from '#lib/time/interval.ts';
import { timeOfMinutes, type Wall } from '#lib/time/zone.ts';
import type { Doubt } from './answer.ts';
import type { Task } from './emergency.ts';
import { stretchesOf, WAYS, type Line, type Stretch, type Way } from './stretches.ts';

/** Somebody who may be called now. */
export interface Caller<TLine extends Line> {
	readonly contact: TLine;
	/** Said yes to coming; said yes to something less; not sure. In this order they are called. */
	readonly group: 'now' | 'otherwise' | 'uncertain';
	readonly way: Way;
	/** What they can do at this hour. */
	readonly can: readonly Task[];
	readonly doubt: Doubt | null;
}

/** Somebody who said yes to coming a little later. */
export interface Later<TLine extends Line> {
	readonly contact: TLine;
	/** 1-7 from Monday */
	readonly weekday: number;
	/** `HH:MM` */
	readonly time: string;
	readonly inMinutes: number;
}

export interface WhoCanCome<TLine extends Line> {
	readonly now: readonly Caller<TLine>[];
	/** Within a day, soonest first. */
	readonly later: readonly Later<TLine>[];
}

const groups = ['now', 'otherwise', 'uncertain'] as const;
const lookAheadMinutes = 24 * 60;

/**
 * [W1] First those who said yes to coming at this hour, in calling order. [W2] Then those who said yes to less:
 * only fetching, only the telephone. [W3] Then the uncertain. [W4] Who said no, or not to these hours, is not named.
 * [W5] Who can come within a day is told apart, soonest first.
 * @param contacts in calling order, without those who were taken away or whose person is gone
 * @param wall day and time in the room's zone (time/zone.ts)
 */
export function whoCanCome<TLine extends Line>(contacts: readonly TLine[], wall: Wall): WhoCanCome<TLine> {
	const minute = weekMinute(wall.weekday, wall.time);
	const stretches = contacts.map((contact) => ({ contact, own: stretchesOf(contact, wall.day) }));
	const callers = stretches.flatMap(({ contact, own }) => {
		const here = own.filter((stretch) => contains(stretch, minute));
		return here.length === 0 ? [] : [caller(contact, here)];
	});
	const now = groups.flatMap((group) => callers.filter((one) => one.group === group));
	const named = new Set(now.filter(({ group }) => group === 'now').map(({ contact }) => contact.id));
	const later = stretches
		.filter(({ contact }) => !named.has(contact.id))
		.flatMap(({ contact, own }) => soonest(contact, own, minute))
		.sort((a, b) => a.inMinutes - b.inMinutes);
	return { now, later };
}

function caller<TLine extends Line>(contact: TLine, here: readonly Stretch[]): Caller<TLine> {
	const way = WAYS.find((one) => here.some((stretch) => stretch.way === one)) ?? 'phone';
	const doubt = here[0]?.doubt ?? null;
	const can = new Set(here.flatMap((stretch) => stretch.can));
	return {
		contact,
		group: doubt !== null ? 'uncertain' : way === 'come' ? 'now' : 'otherwise',
		way,
		can: contact.can
			.filter((task) => can.has(task))
			.concat([...can].filter((task) => !contact.can.includes(task))),
		doubt
	};
}

function soonest<TLine extends Line>(
	contact: TLine,
	own: readonly Stretch[],
	minute: number
): Later<TLine>[] {
	const waits = own
		.filter(({ way, doubt }) => way === 'come' && doubt === null)
		.map(({ start }) => (start - minute + WEEK_MINUTES) % WEEK_MINUTES)
		.filter((wait) => wait > 0 && wait <= lookAheadMinutes);
	if (waits.length === 0) return [];
	const inMinutes = Math.min(...waits);
	const at = (minute + inMinutes) % WEEK_MINUTES;
	return [{ contact, weekday: Math.floor(at / 1440) + 1, time: timeOfMinutes(at % 1440), inMinutes }];
}
