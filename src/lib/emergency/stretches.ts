/** From a contact's line to the stretches of the week in which they can do something. */
import type { Consent } from '#lib/network/network.ts';
import { weekIntervals, type Interval } from '#lib/time/interval.ts';
import { answerOf, night, type Doubt } from './answer.ts';
import type { Hours, Task } from './emergency.ts';

/** What of a contact the rules look at. */
export interface Line {
	readonly id: string;
	readonly can: readonly Task[];
	readonly availability: readonly Hours[];
	readonly consent?: Consent | undefined;
}

/** Being with the child; only fetching or driving; only talking on the telephone. Best first. */
export const WAYS = ['come', 'fetch', 'phone'] as const;
export type Way = (typeof WAYS)[number];

/** Minutes of the week in which somebody can do something. */
export interface Stretch extends Interval {
	readonly contact: string;
	readonly way: Way;
	readonly can: readonly Task[];
	/** Null: they said yes to it. */
	readonly doubt: Doubt | null;
}

const ways: Record<Task, Way> = {
	comeHere: 'come',
	takeChild: 'come',
	stayOvernight: 'come',
	fetch: 'fetch',
	drive: 'fetch',
	advice: 'phone'
};

/**
 * The stretches of one contact, half open.
 * [C6] “Yes, but not nights” leaves out 22–07, as a no.
 * [C7] Each stretch counts for the best that can be done in it.
 * @param day the day it is asked for: an old yes is uncertain
 */
export function stretchesOf(line: Line, day: string): Stretch[] {
	const answer = answerOf(line, day);
	if (answer === null) return [];
	return line.availability.flatMap((hours) => {
		const can = hours.can === undefined ? line.can : [hours.can];
		const whole = weekIntervals(hours.days, hours.from, hours.to);
		const intervals = answer.sure && answer.exceptNights ? without(whole, nights) : whole;
		return intervals.map((interval) => ({
			...interval,
			contact: line.id,
			way: bestWay(can),
			can,
			doubt: answer.sure ? null : answer.doubt
		}));
	});
}

/** The parts of the first intervals that the second ones leave; both sorted and joined. */
export function without(whole: readonly Interval[], holes: readonly Interval[]): Interval[] {
	return whole.flatMap(({ start, end }) => {
		const left: Interval[] = [];
		let from = start;
		for (const hole of holes) {
			if (hole.end <= from || hole.start >= end) continue;
			if (hole.start > from) left.push({ start: from, end: hole.start });
			from = hole.end;
		}
		if (from < end) left.push({ start: from, end });
		return left;
	});
}

const nights = weekIntervals([1, 2, 3, 4, 5, 6, 7], night.from, night.to);

/** Nothing ticked is taken for coming, since it is uncertain anyway. */
function bestWay(can: readonly Task[]): Way {
	if (can.length === 0) return 'come';
	return WAYS.find((way) => can.some((task) => ways[task] === way)) ?? 'come';
}
