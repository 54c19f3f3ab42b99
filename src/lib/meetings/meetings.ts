/**
 * Meetings: what they are for, their agenda, what was agreed and who does what. Schema and types only.
 * Phase, attendance and closing are not here: rights hang on them, so they are rows of the server.
 */
import * as v from 'valibot';
import { entityEntries } from '#lib/room/document.ts';
import { Id } from '#lib/room/ids.ts';
import { lineMax, textMax } from '#lib/room/lengths.ts';
import { Day, Instant } from '#lib/time/zone.ts';

export const MEETING_TYPES = ['networkMeeting', 'familyCouncil', 'followUpCouncil'] as const;
export type MeetingType = (typeof MEETING_TYPES)[number];

/** Longest agenda item, agreement or task, and what a meeting is for. */
export const itemMax = textMax;
/** Longest time for one item of the agenda, in minutes. */
export const minutesMax = 600;

const Line = v.pipe(v.string(), v.minLength(1), v.maxLength(lineMax));
const Order = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
/** When something was ticked, and by which participant. */
const Done = v.object({ at: v.string(), by: v.string() });

/** The fields of a meeting that are one plain value each. */
export const meetingFields = {
	type: v.picklist(MEETING_TYPES),
	title: Line,
	/** Instant, UTC; shown in the room's zone. */
	starts: Instant,
	ends: Instant,
	place: v.pipe(v.string(), v.maxLength(lineMax))
};

export const Meeting = v.object({
	...entityEntries,
	kind: v.literal('meeting'),
	type: meetingFields.type,
	title: meetingFields.title,
	starts: meetingFields.starts,
	ends: maybe(meetingFields.ends),
	place: maybe(meetingFields.place),
	purpose: v.string()
});
export type Meeting = v.InferOutput<typeof Meeting>;

const item = { ...entityEntries, meeting: Id, order: Order, text: v.string() };

/** The fields of an agenda item that are one plain value each. */
export const agendaFields = {
	/** Person on the map who has the floor. */
	who: Id,
	/** How long it is meant to take. */
	minutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(minutesMax))
};

export const AgendaItem = v.object({
	...item,
	kind: v.literal('agendaItem'),
	who: maybe(agendaFields.who),
	minutes: maybe(agendaFields.minutes),
	done: maybe(Done)
});
export type AgendaItem = v.InferOutput<typeof AgendaItem>;

/** What was agreed. Never called a decision: that word is the law's. */
export const Agreement = v.object({
	...item,
	kind: v.literal('agreement'),
	/** Holds beyond this meeting. */
	standing: maybe(v.boolean())
});
export type Agreement = v.InferOutput<typeof Agreement>;

/** The fields of a task that are one plain value each. */
export const taskFields = {
	/** Person on the map. */
	who: Id,
	deadline: Day
};

export const Task = v.object({
	...item,
	kind: v.literal('task'),
	who: maybe(taskFields.who),
	deadline: maybe(taskFields.deadline),
	done: maybe(Done)
});
export type Task = v.InferOutput<typeof Task>;

/** What lies in a list of a meeting. */
export type MeetingItem = AgendaItem | Agreement | Task;
export type ItemKind = MeetingItem['kind'];

/** What the section `meetings` holds. */
export const MeetingEntity = v.variant('kind', [Meeting, AgendaItem, Agreement, Task]);
export type MeetingEntity = v.InferOutput<typeof MeetingEntity>;

/** An optional field; a bad value counts as absent and does not put the whole entity in quarantine. */
function maybe<const TSchema extends v.GenericSchema>(schema: TSchema) {
	return v.fallback(v.optional(schema), undefined);
}
