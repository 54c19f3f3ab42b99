import { expect, test } from 'vitest';
import { givesWay, heldNow, type Said } from './hold.ts';

const silje: Said = { client: 1, person: 'berit', by: 'Silje', ring: 1.5, angle: 20, heldMs: 0 };
const mats: Said = { client: 2, person: 'arne', by: 'Mats', ring: 2, angle: 90, heldMs: 0 };

test('whoever is held is found with the name of who holds', () => {
	expect(heldNow([silje, mats], []).get('arne')?.by).toBe('Mats');
	expect(heldNow([], []).size).toBe(0);
});

test('a hold that has been silent too long is let go, the others are not', () => {
	const held = heldNow([silje, { ...mats, angle: 91 }], [silje, mats]);
	expect([...held.keys()]).toEqual(['arne']);
});

test('two hands on the same person: the first one holds', () => {
	expect(heldNow([silje, { ...mats, person: 'berit' }], []).get('berit')?.by).toBe('Silje');
});

test('a hand that rests and says so again is not silent', () => {
	expect(heldNow([{ ...silje, heldMs: 2_500 }], [silje]).get('berit')?.by).toBe('Silje');
});

test('of two hands that close at the same moment one lets go, and both know which', () => {
	const [one, other] = [
		{ client: 1, heldMs: 100 },
		{ client: 2, heldMs: 300 }
	];
	expect([givesWay(other, one), givesWay(one, other)]).toEqual([true, false]);
});

test('nobody who has held for a while is robbed by a hand that has just closed', () => {
	const [early, late] = [
		{ client: 2, heldMs: 1_000 },
		{ client: 1, heldMs: 100 }
	];
	expect([givesWay(early, late), givesWay(late, early)]).toEqual([false, true]);
});

test('however late two hands hear of each other, one keeps hold in the end and the other lets go', () => {
	/** What each says of itself, in turn; between, it may hear any number of what the other has said by then. */
	const words = [0, 1_000];
	const one = { client: 1, said: 0, heard: 0, open: false };
	const start = { one, other: { ...one, client: 2 } };
	const ends: boolean[][] = [];
	const goOn = ({ one, other }: typeof start): void => {
		const next: (typeof start)[] = [];
		for (const [me, them, put] of [
			[one, other, (mine: typeof one) => ({ one: mine, other })],
			[other, one, (mine: typeof one) => ({ one, other: mine })]
		] as const) {
			if (!me.open && me.said < words.length) next.push(put({ ...me, said: me.said + 1 }));
			if (me.heard === them.said) continue;
			const heldMs = words[me.heard] ?? 0;
			const mine = { client: me.client, heldMs: words[me.said - 1] ?? 0 };
			const open = me.open || givesWay(mine, { client: them.client, heldMs });
			next.push(put({ ...me, heard: me.heard + 1, open }));
		}
		if (next.length === 0) ends.push([one.open, other.open].toSorted());
		for (const state of next) goOn(state);
	};
	goOn(start);
	expect(ends.length).toBeGreaterThan(10);
	expect(ends.filter(([first, second]) => first !== false || second !== true)).toEqual([]);
});
