import { afterEach, describe, expect, test } from 'vitest';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { changesBetween } from './changes.ts';
import type { RoomPart } from './plan.ts';
import { changeWord, changeWords, childTieWords, peopleOf } from './words.svelte.ts';

const [berit, solveig] = [1, 2].map((n) => `0198c0de-0000-7000-8000-${String(n).padStart(12, '0')}`) as [
	string,
	string
];
const contact = (person: string) => ({ id: person, person, can: [], words: '', availability: [] });
const version = (first: string, second: string, about: RoomPart['about']): RoomPart => ({
	schema: 1,
	people: [
		{ id: berit, kind: 'person', name: 'Berit', helps: [] },
		{ id: solveig, kind: 'person', name: 'Solveig', helps: [] }
	],
	ties: [],
	contacts: [contact(first), contact(second)],
	about,
	series: [],
	exceptions: [],
	meetings: [],
	agreements: [],
	tasks: [],
	statements: [],
	gaps: []
});
const before = version(berit, solveig, { calms: 'Music', fears: '', brings: 'The blue rabbit' });
const after = version(solveig, berit, {
	calms: 'Her sister',
	fears: 'Dogs',
	brings: '',
	reviewBy: '2027-02-26'
});

/** Every change as a line, as the page writes it. */
function lines(locale: 'nb' | 'en'): string[] {
	overwriteGetLocale(() => locale);
	const reading = {
		people: peopleOf(before, after),
		child: 'Ylva',
		zone: 'Europe/Oslo',
		today: '2026-12-10'
	};
	return changesBetween(before, after).map((change) => {
		const words = changeWords(change, reading);
		return [changeWord(change), words.before, words.after].filter((part) => part !== null).join(' | ');
	});
}

afterEach(() => overwriteGetLocale(() => 'nb'));

describe('what changed, in words', () => {
	test('tells a new calling order and other texts about the child in Norwegian', () => {
		expect(lines('nb')).toEqual([
			'Endret | Vi ringer i denne rekkefølgen: 1. Berit, 2. Solveig | Vi ringer i denne rekkefølgen: 1. Solveig, 2. Berit',
			'Endret | Rolig av: Music | Rolig av: Her sister',
			'Nytt | Redd for: Dogs',
			'Tatt ut | Tar med: The blue rabbit',
			expect.stringMatching(/^Nytt \| Se på akuttplanen igjen innen .*26\. februar/)
		]);
	});

	test('tells the child’s own map with whose it is and the day, and its ties as the child says them', () => {
		const childMap = {
			shownAt: '2026-12-02T23:30:00.000Z',
			placed: [],
			ties: [
				{ from: berit, to: solveig, quality: 'strained', direction: 'both' },
				{ from: berit, to: solveig, quality: 'a word of another time', direction: 'both' }
			]
		};
		overwriteGetLocale(() => 'nb');
		const reading = { people: peopleOf(after), child: 'Ylva Li', zone: 'Europe/Oslo', today: '2026-12-10' };
		const [change] = changesBetween(after, { ...after, childMap });
		expect(change && changeWords(change, reading)).toEqual({
			before: null,
			after: 'Ylvas eget kart, slik Ylva viste det 3. desember'
		});
		expect(childMap.ties.map((tie) => childTieWords(tie, reading))).toEqual([
			'Berit og Solveig: anstrengt',
			'Båndet mellom Berit og Solveig'
		]);
	});

	test('and in English', () => {
		expect(lines('en')).toEqual([
			'Changed | We call in this order: 1. Berit, 2. Solveig | We call in this order: 1. Solveig, 2. Berit',
			'Changed | Calmed by: Music | Calmed by: Her sister',
			'New | Afraid of: Dogs',
			'Taken out | Brings along: The blue rabbit',
			expect.stringMatching(/^New \| Look at the emergency plan again by .*26/)
		]);
	});
});
