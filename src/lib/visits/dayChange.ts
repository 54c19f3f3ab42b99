/** A change of one day while somebody is choosing it, and what still keeps it from being one. */
import { lineMax } from '#lib/room/lengths.ts';
import * as v from 'valibot';
import { Day } from '#lib/time/zone.ts';
import type { Occurrence } from './occurrences.ts';
import { hoursOf, spanOf, type Hours, type HoursProblem } from './span.ts';
import { type Change, type NewException, type NewTime, type Series, type VisitType } from './visits.ts';

export interface ChangeDraft {
	readonly change: Change;
	/** `YYYY-MM-DD`, or whatever stands in the field. */
	readonly day: string;
	readonly from: string;
	readonly to: string;
	readonly nights: string;
	/** What comes instead, for `replaced`. */
	readonly type: VisitType;
	readonly reason: string;
}

export type ChangeField = Exclude<keyof ChangeDraft, 'change'>;
export interface ChangeProblem {
	readonly field: ChangeField;
	readonly code: 'missing' | 'notADay' | 'notANumber' | 'tooLongLine' | 'nothingChanged' | HoursProblem;
}

/**
 * What the fields show to begin with: the day and hours as they are now.
 * @param occurrence null for an extra day, which has none yet
 */
export function changeDraftOf(series: Series, change: Change, occurrence: Occurrence | null): ChangeDraft {
	const { from, to, nights } = spanOf(occurrence?.hours ?? series.rule);
	return {
		change,
		day: occurrence?.day ?? '',
		from: from ?? '',
		to: to ?? '',
		nights: String(nights),
		type: occurrence?.type ?? series.type,
		reason: occurrence?.reason ?? ''
	};
}

/**
 * The change that was chosen, or everything that keeps it from being one.
 * Cancelling and replacing need a reason: a promise that is not kept is explained (domain §6).
 */
export function changeOf(
	draft: ChangeDraft,
	series: Series,
	occurrence: Occurrence | null
): { exception: NewException } | { problems: readonly ChangeProblem[] } {
	const { change } = draft;
	const reason = draft.reason.replace(/\s+/gu, ' ').trim();
	const problems: ChangeProblem[] = [];
	const hours = hoursIn(draft);
	if (change !== 'cancelled') {
		if (draft.day === '') problems.push({ field: 'day', code: 'missing' });
		else if (!v.is(Day, draft.day)) problems.push({ field: 'day', code: 'notADay' });
		if ('code' in hours) problems.push(hours);
		else if (problems.length === 0 && isAsItWas(draft, hours, occurrence))
			problems.push({ field: change === 'replaced' ? 'type' : 'day', code: 'nothingChanged' });
	}
	if (reason === '' && (change === 'cancelled' || change === 'replaced'))
		problems.push({ field: 'reason', code: 'missing' });
	if (reason.length > lineMax) problems.push({ field: 'reason', code: 'tooLongLine' });
	if (problems.length > 0 || 'code' in hours) return { problems };
	return {
		exception: {
			series: series.id,
			date: occurrence?.original ?? draft.day,
			change,
			...(change === 'cancelled' ? {} : { to: newTime(draft, hours, series) }),
			...(reason === '' ? {} : { reason })
		}
	};
}

function hoursIn({ change, from, to, nights }: ChangeDraft): Hours | ChangeProblem {
	if (change === 'cancelled') return {};
	if (!/^\d{1,2}$/.test(nights.trim())) return { field: 'nights', code: 'notANumber' };
	const hours = hoursOf({ from: from || null, to: to || null, nights: Number(nights) });
	if (typeof hours !== 'string') return hours;
	return { field: hours === 'startMissing' ? 'from' : hours === 'tooLong' ? 'nights' : 'to', code: hours };
}

function isAsItWas(draft: ChangeDraft, hours: Hours, occurrence: Occurrence | null): boolean {
	return (
		occurrence !== null &&
		occurrence.takesPlace &&
		occurrence.day === draft.day &&
		sameHours(occurrence.hours, hours) &&
		(draft.change !== 'replaced' || occurrence.type === draft.type)
	);
}

/** Hours and kind are written only where they differ from the series, so that they follow it later. */
function newTime({ day, type, change }: ChangeDraft, hours: Hours, series: Series): NewTime {
	return {
		day,
		...(sameHours(series.rule, hours) ? {} : hours),
		...(change === 'replaced' && type !== series.type ? { type } : {})
	};
}

function sameHours(a: Hours, b: Hours): boolean {
	return a.time === b.time && a.minutes === b.minutes;
}
