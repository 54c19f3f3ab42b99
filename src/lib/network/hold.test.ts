import { expect, test } from 'vitest';
import { givesWay, heldNow, type Said } from './hold.ts';

const silje: Said = { client: 1, person: 'berit', by: 'Silje', ring: 1.5, angle: 20 };
const mats: Said = { client: 2, person: 'arne', by: 'Mats', ring: 2, angle: 90 };

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

test('of two hands that close at the same moment one lets go, and both know which', () => {
	expect([givesWay(2, 100, { client: 1 }), givesWay(1, 100, { client: 2 })]).toEqual([true, false]);
});

test('nobody is robbed who has held for a while', () => {
	expect(givesWay(2, 1_000, { client: 1 })).toBe(false);
});
