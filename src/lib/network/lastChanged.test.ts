import { expect, test } from 'vitest';
import { lastChanged as lastChangedAt } from './lastChanged.ts';

const now = Date.parse('2026-11-25T10:00:00.000Z');
const lastChanged = (all: Parameters<typeof lastChangedAt>[0]) => lastChangedAt(all, now);

const kari = (day: number) => ({ at: `2026-11-${day}T10:00:00.000Z`, by: 'kari' });
const maren = (day: number) => ({ at: `2026-11-${day}T10:00:00.000Z`, by: 'maren' });

test('the newest of making, changing, removing and writing counts, whoever did it', () => {
	expect(lastChanged([])).toBe(null);
	expect(lastChanged([{ made: kari(10) }, { made: maren(12) }])).toEqual(maren(12));
	expect(lastChanged([{ made: maren(12) }, { made: kari(10), removed: kari(14) }])).toEqual(kari(14));
	expect(
		lastChanged([
			{ made: kari(10), noteBy: maren(20) },
			{ made: kari(12), noteBy: undefined }
		])
	).toEqual(maren(20));
	expect(lastChanged([{ made: kari(10), changed: maren(15) }, { made: kari(14) }])).toEqual(maren(15));
});

test('a moment that is none is passed over', () => {
	expect(lastChanged([{ made: { at: 'zzz', by: 'x' } }, { made: kari(10) }])).toEqual(kari(10));
});

test('what says that it comes from a later day is passed over: it would stand for ever', () => {
	const later = { at: '2099-01-01T00:00:00.000Z', by: 'ylva' };
	expect(lastChanged([{ made: kari(10), changed: later }])).toEqual(kari(10));
	// A device whose clock is some minutes ahead is believed.
	const ahead = { at: '2026-11-25T10:09:00.000Z', by: 'maren' };
	expect(lastChanged([{ made: kari(10), changed: ahead }])).toEqual(ahead);
});
