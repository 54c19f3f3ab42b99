import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { plainAt, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { createException, createSeries, setRule } from './document.ts';
import { proposalOfRefused } from './proposals.ts';
import type { Rule } from './visits.ts';

const author: Author = { by: newId(), at: '2026-12-01T08:00:00.000Z' };
const saturdays: Rule = { every: 'week', start: '2026-12-12', n: 1, weekdays: [6] };

test('what was refused among the visits is proposed: other times, a new arrangement, one day', () => {
	const room = new Y.Doc();
	const isak = newId();
	const series = createSeries(room, author, { with: [isak], type: 'visit', rule: saturdays });
	const mine = new Y.Doc();
	Y.applyUpdate(mine, Y.encodeStateAsUpdate(room));
	const refused = (id: string) => ({
		id,
		mine: plainAt(mine, 'visits', id) ?? {},
		now: plainAt(room, 'visits', id)
	});
	expect(proposalOfRefused(refused(series))).toBe(null);

	const sundays: Rule = { ...saturdays, weekdays: [7] };
	setRule(mine, series, sundays);
	expect(proposalOfRefused(refused(series))).toEqual({
		target: { section: 'visits', entity: series },
		fields: { rule: sundays },
		was: { rule: saturdays }
	});
	expect(proposalOfRefused({ ...refused(series), now: null })).toEqual({
		target: { section: 'visits' },
		fields: { kind: 'series', with: [isak], type: 'visit', rule: sundays, purpose: '', words: '' }
	});
	const day = createException(mine, author, { series, date: '2026-12-19', change: 'cancelled' });
	expect(proposalOfRefused(refused(day))).toEqual({
		target: { section: 'visits' },
		fields: { kind: 'exception', series, date: '2026-12-19', change: 'cancelled' }
	});
});
