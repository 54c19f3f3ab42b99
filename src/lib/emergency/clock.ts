/** Hours as people write them: “20”, “8”, “20.30”, “kl. 07:15”. */
import type { Hours } from './emergency.ts';
import { minutesOf } from '#lib/time/zone.ts';

/**
 * Reads a time of day.
 * @returns `HH:MM`, `24:00` included, or null where no clock shows it (23:70)
 */
export function readClock(text: string): string | null {
	const bare = text.trim().replace(/^kl\.?\s*/iu, '');
	const parts = /^(\d{1,2})(?:\s*[.:]\s*(\d{2}))?$/.exec(bare) ?? /^(\d{2})(\d{2})$/.exec(bare);
	if (!parts) return null;
	const [hours, minutes] = [Number(parts[1]), Number(parts[2] ?? '0')];
	if (minutes > 59 || hours > 24 || (hours === 24 && minutes > 0)) return null;
	return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** A time as it is shown: `08` on the hour, else `08.30`. */
export function showClock(time: string): string {
	return time.endsWith(':00') ? time.slice(0, 2) : time.replace(':', '.');
}

/** A period as it is shown: `20–08`, `08.30–15`. */
export function showHours({ from, to }: { readonly from: string; readonly to: string }): string {
	return `${showClock(from)}–${showClock(to)}`;
}

export type HoursProblem = 'noDays' | 'badFrom' | 'badTo' | 'sameTime';

/**
 * A period from what somebody typed and chose.
 * Midnight as an end is the end of the day: 16–00 is kept as 16–24, and 00–00 as the whole day.
 * @returns the period, or what is wrong with it
 */
export function hoursFrom(typed: {
	readonly days: readonly number[];
	readonly from: string;
	readonly to: string;
}): Hours | HoursProblem {
	const from = readClock(typed.from);
	const end = readClock(typed.to);
	if (typed.days.length === 0) return 'noDays';
	if (from === null) return 'badFrom';
	if (end === null) return 'badTo';
	const begins = from === '24:00' ? '00:00' : from;
	const to = end === '00:00' ? '24:00' : end;
	if (begins === to) return 'sameTime';
	return { days: [...new Set(typed.days)].sort((a, b) => a - b), from: begins, to };
}

/** Ready hours that most people mean. */
export const PRESETS = ['nights', 'schoolDays', 'weekend', 'always'] as const;
export type Preset = (typeof PRESETS)[number];

export const presetHours: Record<Preset, Hours> = {
	nights: { days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00' },
	schoolDays: { days: [1, 2, 3, 4, 5], from: '08:00', to: '16:00' },
	weekend: { days: [6, 7], from: '00:00', to: '24:00' },
	always: { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }
};

/** The preset a period is, if it is one. */
export function presetOf(hours: {
	readonly days: readonly number[];
	readonly from: string;
	readonly to: string;
}): Preset | null {
	return (
		PRESETS.find((preset) => {
			const { days, from, to } = presetHours[preset];
			return from === hours.from && to === hours.to && days.join() === [...hours.days].sort().join();
		}) ?? null
	);
}

/** Weekdays as runs: Monday to Wednesday and Friday is `[[1, 3], [5, 5]]`. */
export function runsOf(days: readonly number[]): [number, number][] {
	const runs: [number, number][] = [];
	for (const day of [...new Set(days)].sort((a, b) => a - b)) {
		const last = runs.at(-1);
		if (last && last[1] === day - 1) last[1] = day;
		else runs.push([day, day]);
	}
	return runs;
}

/** Whether a period lasts the whole day. */
export function isWholeDay({ from, to }: { readonly from: string; readonly to: string }): boolean {
	return minutesOf(from) === 0 && to === '24:00';
}
