import { describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import {
	byTime,
	currentItem,
	isOn,
	itemBefore,
	minutesOfAgenda,
	TEMPLATES,
	templateFor,
	templates
} from './agenda.ts';
import { MEETING_TYPES, type Meeting } from './meetings.ts';

const done = { at: '2026-12-10T15:10:00.000Z', by: newId() };
const items = (...ticked: boolean[]) =>
	ticked.map((tick, index) => ({ id: String(index), done: tick ? done : undefined }));

function meeting(starts: string, ends?: string): Meeting {
	const made = { at: starts, by: newId() };
	return {
		id: newId(),
		made,
		removed: undefined,
		kind: 'meeting',
		type: 'familyCouncil',
		title: starts,
		starts,
		ends,
		place: undefined,
		purpose: ''
	};
}

describe('where a meeting stands in its agenda', () => {
	test('it is at the first item that is not done', () => {
		expect(currentItem(items(true, false, false))?.id).toBe('1');
		expect(currentItem(items(true, false, true))?.id).toBe('1');
		expect(currentItem(items(true, true))).toBeNull();
		expect(currentItem([])).toBeNull();
	});

	test('going back takes up the item before it, also after the last', () => {
		expect(itemBefore(items(true, true, false))?.id).toBe('1');
		expect(itemBefore(items(true, true))?.id).toBe('1');
		expect(itemBefore(items(false, true))).toBeNull();
		expect(itemBefore([])).toBeNull();
	});
});

describe('templates', () => {
	test('a council goes through its three parts in their order, and the family has time of its own', () => {
		const topics = templates.familyCouncil.map(({ topic }) => topic);
		const parts = ['informants', 'privateTime', 'presentation'] as const;
		expect(parts.map((part) => topics.indexOf(part))).toEqual(
			[...parts.map((part) => topics.indexOf(part))].sort((a, b) => a - b)
		);
		expect(parts.every((part) => topics.includes(part))).toBe(true);
	});

	test('the child is heard in every kind of meeting, and first in a follow-up', () => {
		for (const type of MEETING_TYPES)
			expect(templates[templateFor(type)].some(({ topic }) => topic === 'voice')).toBe(true);
		expect(templates.followUp[0]?.topic).toBe('voice');
	});

	test('a network meeting lasts between one and two hours, a council three to six', () => {
		expect(minutesOfAgenda(templates.networkMeeting)).toBeGreaterThanOrEqual(60);
		expect(minutesOfAgenda(templates.networkMeeting)).toBeLessThanOrEqual(120);
		expect(minutesOfAgenda(templates.familyCouncil)).toBeGreaterThanOrEqual(180);
		expect(minutesOfAgenda(templates.familyCouncil)).toBeLessThanOrEqual(360);
	});

	test('one can begin with an empty agenda', () => {
		expect(TEMPLATES).toContain('none');
		expect(templates.none).toEqual([]);
	});
});

describe('meetings in time', () => {
	const council = meeting('2026-12-10T15:00:00.000Z', '2026-12-10T19:00:00.000Z');
	const open = meeting('2026-11-20T15:00:00.000Z');
	const later = meeting('2027-02-26T15:00:00.000Z');

	test('those to come stand soonest first, those that are over latest first', () => {
		const earlier = meeting('2026-10-05T08:00:00.000Z');
		const { coming, past } = byTime([later, open, council, earlier], '2026-12-01T00:00:00.000Z');
		expect(coming).toEqual([council, later]);
		expect(past).toEqual([open, earlier]);
	});

	test('a meeting that is going on is not over', () => {
		expect(byTime([council], '2026-12-10T18:59:00.000Z').coming).toEqual([council]);
		expect(byTime([council], '2026-12-10T19:00:00.000Z').past).toEqual([council]);
		expect(isOn(council, '2026-12-10T15:00:00.000Z')).toBe(true);
		expect(isOn(council, '2026-12-10T14:59:59.000Z')).toBe(false);
		expect(isOn(council, '2026-12-10T19:00:00.000Z')).toBe(false);
	});

	test('one without an end lasts as long as a council may', () => {
		expect(isOn(open, '2026-11-20T20:59:00.000Z')).toBe(true);
		expect(isOn(open, '2026-11-20T21:00:00.000Z')).toBe(false);
	});
});
