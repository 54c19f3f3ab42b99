/** Which moment somebody asks about: now, or the day and time of the form. What was typed is kept. */
import * as v from 'valibot';
import { readClock } from '#lib/emergency/clock.ts';
import { Day, WallTime, weekdayOf, type Wall } from '#lib/time/zone.ts';

export interface Asked {
	/** The moment that is shown; now, where what was asked for does not exist. */
	readonly wall: Wall;
	/** Another moment than now was asked for, and understood. */
	readonly other: boolean;
	readonly typed: { readonly day: string; readonly time: string };
	readonly wrong: { readonly day: boolean; readonly time: boolean };
}

/** Longest part of an address that is shown again. */
const typedMax = 40;

/**
 * @param params of the page's address: `day`, `time`
 * @param now what the wall of the room says
 */
export function momentAsked(params: URLSearchParams, now: Wall): Asked {
	const typed = {
		day: (params.get('day') ?? '').trim().slice(0, typedMax),
		time: (params.get('time') ?? '').trim().slice(0, typedMax)
	};
	if (typed.day === '' && typed.time === '')
		return {
			wall: now,
			other: false,
			typed: { day: now.day, time: now.time },
			wrong: { day: false, time: false }
		};
	const day = typed.day === '' ? now.day : typed.day;
	const time = typed.time === '' ? now.time : readClock(typed.time);
	const wrong = { day: !v.is(Day, day), time: !v.is(WallTime, time) };
	if (time === null || wrong.day || wrong.time) return { wall: now, other: false, typed, wrong };
	return { wall: { day, time, weekday: weekdayOf(day) }, other: true, typed: { day, time }, wrong };
}
