/**
 * Rules of meetings: what a meeting of a kind usually goes through, where in its agenda it stands, and which meeting
 * comes next. Topics are codes; their words are the reader's language (words.svelte.ts).
 */
import { byOrder } from '#lib/room/order.ts';
import type { AgendaItem, Agreement, Meeting, MeetingItem, MeetingType, Task } from './meetings.ts';

export const TOPICS = [
	'welcome',
	'why',
	'voice',
	'round',
	'map',
	'emergency',
	'agree',
	'next',
	'informants',
	'questions',
	'privateTime',
	'presentation',
	'answers',
	'promised',
	'happened',
	'changes'
] as const;
export type Topic = (typeof TOPICS)[number];

export const TEMPLATES = ['networkMeeting', 'familyCouncil', 'followUp', 'none'] as const;
export type Template = (typeof TEMPLATES)[number];

interface Planned {
	readonly topic: Topic;
	readonly minutes: number;
}

/**
 * The usual way through a meeting, in minutes. Network meeting: the round of what works, what worries and what needs
 * to happen, then map, emergency plan and agreements. Family council: Bufdir's three parts, information, the
 * family's own time, presentation. Follow-up: the child first, then what was promised, what happened, what changes.
 */
export const templates: Record<Template, readonly Planned[]> = {
	networkMeeting: [
		{ topic: 'welcome', minutes: 5 },
		{ topic: 'why', minutes: 10 },
		{ topic: 'voice', minutes: 10 },
		{ topic: 'round', minutes: 30 },
		{ topic: 'map', minutes: 20 },
		{ topic: 'emergency', minutes: 15 },
		{ topic: 'agree', minutes: 15 },
		{ topic: 'next', minutes: 5 }
	],
	familyCouncil: [
		{ topic: 'welcome', minutes: 10 },
		{ topic: 'voice', minutes: 15 },
		{ topic: 'informants', minutes: 25 },
		{ topic: 'questions', minutes: 20 },
		{ topic: 'privateTime', minutes: 75 },
		{ topic: 'presentation', minutes: 40 },
		{ topic: 'answers', minutes: 25 },
		{ topic: 'next', minutes: 5 }
	],
	followUp: [
		{ topic: 'voice', minutes: 10 },
		{ topic: 'promised', minutes: 15 },
		{ topic: 'happened', minutes: 20 },
		{ topic: 'changes', minutes: 25 },
		{ topic: 'agree', minutes: 15 },
		{ topic: 'next', minutes: 5 }
	],
	none: []
};

/** The template a kind of meeting begins with. */
export function templateFor(type: MeetingType): Template {
	return type === 'followUpCouncil' ? 'followUp' : type;
}

/** What belongs to a meeting and stands, each list in its order. */
export function partsOf(
	entities: readonly (Meeting | MeetingItem)[],
	meeting: string
): { agenda: AgendaItem[]; agreements: Agreement[]; tasks: Task[] } {
	const mine = entities
		.filter((entity): entity is MeetingItem => entity.kind !== 'meeting' && entity.meeting === meeting)
		.filter(({ removed }) => removed === undefined)
		.sort(byOrder);
	return {
		agenda: mine.filter((item) => item.kind === 'agendaItem'),
		agreements: mine.filter((item) => item.kind === 'agreement'),
		tasks: mine.filter((item) => item.kind === 'task')
	};
}

type Ticked = Pick<AgendaItem, 'id' | 'done'>;

/** The item that is on: the first that is not done; null before there is one and after the last. */
export function currentItem<T extends Ticked>(agenda: readonly T[]): T | null {
	return agenda.find(({ done }) => done === undefined) ?? null;
}

/**
 * The item to take up again when one goes back: the last that is done before the current one.
 * @returns null where the meeting is at its beginning
 */
export function itemBefore<T extends Ticked>(agenda: readonly T[]): T | null {
	const at = agenda.findIndex(({ done }) => done === undefined);
	return agenda[(at < 0 ? agenda.length : at) - 1] ?? null;
}

/** How long the agenda is meant to take, in minutes; items without a time count nothing. */
export function minutesOfAgenda(agenda: readonly Pick<AgendaItem, 'minutes'>[]): number {
	return agenda.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0);
}

/** Where nobody said when a meeting ends: a council takes up to six hours. */
const longestHours = 6;

/**
 * Meetings that are still to come or going on, soonest first, and those that are over, latest first.
 * @param now instant, ISO 8601
 */
export function byTime(
	meetings: readonly Meeting[],
	now: string
): { coming: readonly Meeting[]; past: readonly Meeting[] } {
	const sorted = [...meetings].sort((a, b) => Date.parse(a.starts) - Date.parse(b.starts));
	const over = (meeting: Meeting) => endOf(meeting) <= Date.parse(now);
	return { coming: sorted.filter((meeting) => !over(meeting)), past: sorted.filter(over).reverse() };
}

/** Whether a meeting is going on. @param now instant, ISO 8601 */
export function isOn(meeting: Meeting, now: string): boolean {
	return Date.parse(meeting.starts) <= Date.parse(now) && Date.parse(now) < endOf(meeting);
}

function endOf({ starts, ends }: Meeting): number {
	return ends === undefined ? Date.parse(starts) + longestHours * 3_600_000 : Date.parse(ends);
}
