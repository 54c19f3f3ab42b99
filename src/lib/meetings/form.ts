/** What somebody filled in about a meeting, as they typed it, and what must be mended before it can stand. */
import { lineMax } from '#lib/room/lengths.ts';
import * as v from 'valibot';
import { Day, instantOf, minutesOf, wallTime, WallTime } from '#lib/time/zone.ts';
import { itemMax, type Meeting, type MeetingType } from './meetings.ts';

export interface MeetingForm {
	readonly type: MeetingType;
	readonly title: string;
	/** `YYYY-MM-DD` and `HH:MM`, in the room's zone. */
	readonly day: string;
	readonly from: string;
	readonly to: string;
	readonly place: string;
	readonly purpose: string;
}

export type FormField = Exclude<keyof MeetingForm, 'type'>;
export type FormProblem = 'missing' | 'tooLong' | 'none' | 'endsBefore';

/** Plain fields of a meeting, as `createMeeting` and `setMeeting` take them. */
export interface MeetingFields {
	readonly type: MeetingType;
	readonly title: string;
	readonly starts: string;
	readonly ends: string | undefined;
	readonly place: string | undefined;
}

/**
 * Reads the form.
 * @param zone of the room
 * @returns the fields, or what is wrong by field, in the order of the form
 */
export function readForm(
	form: MeetingForm,
	zone: string
): { fields: MeetingFields } | { problems: ReadonlyMap<FormField, FormProblem> } {
	const title = tidy(form.title);
	const place = tidy(form.place);
	const problems = new Map<FormField, FormProblem>();
	if (title === '') problems.set('title', 'missing');
	else if (title.length > lineMax) problems.set('title', 'tooLong');
	if (form.day === '') problems.set('day', 'missing');
	else if (!v.is(Day, form.day)) problems.set('day', 'none');
	if (form.from === '') problems.set('from', 'missing');
	else if (!v.is(WallTime, form.from)) problems.set('from', 'none');
	if (form.to !== '' && !v.is(WallTime, form.to)) problems.set('to', 'none');
	else if (form.to !== '' && v.is(WallTime, form.from) && minutesOf(form.to) <= minutesOf(form.from))
		problems.set('to', 'endsBefore');
	if (place.length > lineMax) problems.set('place', 'tooLong');
	if (form.purpose.length > itemMax) problems.set('purpose', 'tooLong');
	if (problems.size > 0) return { problems };
	return {
		fields: {
			type: form.type,
			title,
			starts: instantOf(form.day, form.from, zone),
			ends: form.to === '' ? undefined : instantOf(form.day, form.to, zone),
			place: place === '' ? undefined : place
		}
	};
}

/** A meeting as it stands, to be changed. @param zone of the room */
export function formOf(meeting: Meeting, zone: string): MeetingForm {
	const starts = wallTime(meeting.starts, zone);
	return {
		type: meeting.type,
		title: meeting.title,
		day: starts.day,
		from: starts.time,
		to: meeting.ends === undefined ? '' : wallTime(meeting.ends, zone).time,
		place: meeting.place ?? '',
		purpose: meeting.purpose
	};
}

/** A line without the blanks and line breaks that typing and pasting leave behind. */
export function tidy(text: string): string {
	return text.replace(/\s+/gu, ' ').trim();
}
