import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Person } from '#lib/network/network.ts';
import { defineRoots } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import {
	consideredIn,
	countsByStatus,
	lacksReason,
	leftToConsider,
	wasAsked,
	type Considered
} from './considered.ts';
import {
	createCandidate,
	createStep,
	readSearch,
	reasonText,
	removeFromSearch,
	restoreInSearch
} from './document.ts';
import { reportOf, reportText, type ReportWords } from './report.ts';
import { SEARCH_STATUSES } from './search.ts';

const author = { by: newId(), at: '2026-11-27T10:00:00.000Z' };

function staffDocument(): Y.Doc {
	const doc = new Y.Doc();
	defineRoots(doc, 'staff');
	return doc;
}

function person(name: string, more: Partial<Person> = {}): Person {
	return { id: newId(), made: author, kind: 'person', name, helps: [], note: '', ...more };
}

const considered = (doc: Y.Doc, people: readonly Person[] = []): Considered[] =>
	consideredIn(readSearch(doc).entities, people);

/** Carries what each has over to the other. */
function meet(one: Y.Doc, other: Y.Doc): void {
	Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
	Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
}

test('a candidate is to be asked until a step says otherwise; the newest day counts, whatever was written last', () => {
	const doc = staffDocument();
	const silje = createCandidate(doc, author, { name: '  Silje\n Sørhaug ' });
	expect(considered(doc)).toMatchObject([{ name: 'Silje Sørhaug', status: 'toAsk', steps: [] }]);
	createStep(doc, author, silje, { status: 'willing', day: '2026-11-20', reason: ' Vil gjerne. ' });
	createStep(doc, author, silje, { status: 'asked', day: '2026-11-12', askedBy: author.by, reason: '' });
	expect(considered(doc)[0]).toMatchObject({
		status: 'willing',
		steps: [
			{ status: 'asked', day: '2026-11-12', askedBy: author.by, text: '' },
			{ status: 'willing', day: '2026-11-20', text: 'Vil gjerne.' }
		]
	});
	const [step] = considered(doc)[0]?.steps ?? [];
	removeFromSearch(doc, [step?.id ?? ''], author);
	expect(considered(doc)[0]?.steps).toHaveLength(1);
});

test('two steps on one day stand in the order they were put down', () => {
	const doc = staffDocument();
	const silje = createCandidate(doc, author, { name: 'Silje' });
	for (const status of ['asked', 'notNow', 'willing'] as const)
		createStep(doc, author, silje, { status, day: '2026-11-20', reason: '' });
	expect(considered(doc)[0]?.steps.map(({ status }) => status)).toEqual(['asked', 'notNow', 'willing']);
});

test('what cannot be is refused with its field', () => {
	const doc = staffDocument();
	expect(() => createCandidate(doc, author, { name: ' ' })).toThrow(
		expect.objectContaining({ code: 'invalid', field: 'name' })
	);
	const id = createCandidate(doc, author, { name: 'Silje' });
	for (const [field, wrong] of [
		['day', { day: '2026-02-30' }],
		['reason', { reason: 'x'.repeat(2_001) }],
		['status', { status: 'approved' as never }] // of no known status: what a page of another version could give
	] as const)
		expect(() =>
			createStep(doc, author, id, { status: 'asked', day: '2026-11-20', reason: '', ...wrong })
		).toThrow(expect.objectContaining({ code: 'invalid', field }));
	expect(considered(doc)[0]?.steps).toEqual([]);
});

test('who is taken away comes back with every step, also those that others put down meanwhile', () => {
	const doc = staffDocument();
	const id = createCandidate(doc, author, { name: 'Silje' });
	removeFromSearch(doc, [id], author);
	expect(considered(doc)).toEqual([]);
	const step = createStep(doc, author, id, { status: 'asked', day: '2026-11-20', reason: '' });
	reasonText(doc, step)?.insert(0, 'Hun tenker på det.');
	restoreInSearch(doc, [id]);
	expect(considered(doc)).toMatchObject([{ steps: [{ text: 'Hun tenker på det.' }] }]);
});

test('two caseworkers who add the same person at once have added one, with the steps of both', () => {
	const silje = person('Silje Sørhaug');
	const [kari, jonas] = [staffDocument(), staffDocument()];
	for (const [doc, status] of [
		[kari, 'asked'],
		[jonas, 'willing']
	] as const) {
		const id = createCandidate(doc, author, { name: silje.name, person: silje.id });
		createStep(doc, author, id, {
			status,
			day: status === 'asked' ? '2026-11-12' : '2026-11-14',
			reason: ''
		});
	}
	meet(kari, jonas);
	for (const doc of [kari, jonas])
		expect(considered(doc, [silje])).toMatchObject([
			{ person: silje.id, status: 'willing', steps: [{ status: 'asked' }, { status: 'willing' }] }
		]);
	const [one] = considered(kari, [silje]);
	removeFromSearch(kari, one?.ids ?? [], author);
	expect(considered(kari, [silje])).toEqual([]);
});

test('a candidate has the name of the map now, and the one of then when the map does not know them any more', () => {
	const doc = staffDocument();
	const silje = person('Silje');
	createCandidate(doc, author, { name: 'Silje', person: silje.id });
	expect(considered(doc, [{ ...silje, name: 'Silje Wiik' }])[0]?.name).toBe('Silje Wiik');
	expect(considered(doc, [{ ...silje, name: 'Silje Wiik', removed: author }])[0]?.name).toBe('Silje');
	expect(considered(doc)[0]?.name).toBe('Silje');
});

test('[L5] an entry that is malformed is told, and hides no other', () => {
	const doc = staffDocument();
	createCandidate(doc, author, { name: 'Silje' });
	doc.getMap('search').set(newId(), new Y.Map([['kind', 'candidate']]));
	doc.getMap('search').set(newId(), 'nonsense');
	expect(considered(doc).map(({ name }) => name)).toEqual(['Silje']);
	expect(readSearch(doc).malformed).toHaveLength(2);
});

test('a no without a reason is told; a reason of a later step does not excuse it', () => {
	const doc = staffDocument();
	const id = createCandidate(doc, author, { name: 'Silje' });
	const now = () => considered(doc)[0] ?? { steps: [] };
	expect([lacksReason(now()), wasAsked(now())]).toEqual([false, false]);
	createStep(doc, author, id, { status: 'notSuitable', day: '2026-11-10', reason: '' });
	expect([lacksReason(now()), wasAsked(now())]).toEqual([true, false]);
	createStep(doc, author, id, { status: 'asked', day: '2026-11-11', reason: '' });
	expect([lacksReason(now()), wasAsked(now())]).toEqual([false, true]);
	const step = createStep(doc, author, id, { status: 'declined', day: '2026-11-12', reason: '  ' });
	expect(lacksReason(now())).toBe(true);
	reasonText(doc, step)?.insert(0, 'Har ikke plass.');
	expect(lacksReason(now())).toBe(false);
	expect([...countsByStatus(considered(doc))]).toEqual([['declined', 1]]);
});

test('whoever is left comes by their offer, then family, then others, often-children last; some are not asked by themselves', () => {
	const offers = person('Åse', { relation: 'professional', helps: ['fosterHome'] });
	const nights = person('Hanne', { relation: 'friendsParent', helps: ['sleepOver'] });
	const aunt = person('Silje', { relation: 'aunt', placement: { ring: 2, angle: 1 } });
	const near = person('Berit', { relation: 'grandparent', placement: { ring: 1, angle: 1 } });
	const neighbour = person('Solveig', { relation: 'neighbour' });
	const teacher = person('Kine', { relation: 'teacher' });
	const friend = person('Nora', { relation: 'friend', placement: { ring: 1, angle: 9 } });
	const never = [
		person('Maren', { relation: 'mother', helps: ['sleepOver'] }),
		person('Kari', { relation: 'caseworker' }),
		person('Unni', { relation: 'healthWorker' }),
		person('Rolf', { relation: 'grandparent', status: 'dead' }),
		person('Snøball', { kind: 'animal', relation: 'pet' }),
		person('Gone', { removed: author })
	];
	const all = [friend, teacher, neighbour, ...never, aunt, near, nights, offers];
	const names = (found: readonly Person[]) => found.map(({ name }) => name);
	expect(names(leftToConsider(all, [], 'nb'))).toEqual([
		'Åse',
		'Hanne',
		'Berit',
		'Silje',
		'Kine',
		'Solveig',
		'Nora'
	]);
	const doc = staffDocument();
	createCandidate(doc, author, { name: 'Hanne', person: nights.id });
	createCandidate(doc, author, { name: 'Nora' });
	expect(names(leftToConsider(all, considered(doc, all), 'nb'))).not.toContain('Hanne');
	// The name alone is no place on the map: there may be two of it.
	expect(names(leftToConsider(all, considered(doc, all), 'nb'))).toContain('Nora');
});

const words: ReportWords = {
	title: 'TITTEL',
	intro: ['Innledning.'],
	headings: {
		asked: { heading: 'Spurt', none: 'Ingen spurt' },
		notAsked: { heading: 'Ikke spurt', none: 'Ingen ikke spurt' },
		left: { heading: 'Ikke vurdert', none: 'Ingen igjen' }
	},
	status: (status) => `<${status}>`,
	who: (name, of) => (of === null ? name : `${name} (tante)`),
	added: ({ by }) => `av ${by === author.by ? 'Kari' : '?'}`,
	step: ({ day, status }) => `${day} ${status}`,
	reason: (text) => `fordi ${text}`,
	noReason: 'uten grunn'
};

test('the report has who was asked, who was not and why, and who is left, with every step', () => {
	const doc = staffDocument();
	const silje = person('Silje');
	const hanne = person('Hanne');
	const asked = createCandidate(doc, author, { name: 'Silje', person: silje.id });
	createStep(doc, author, asked, { status: 'asked', day: '2026-11-12', reason: '' });
	createStep(doc, author, asked, {
		status: 'declined',
		day: '2026-11-14',
		reason: 'Har ikke plass.\nKanskje senere.'
	});
	const not = createCandidate(doc, author, { name: 'Onkel' });
	createStep(doc, author, not, { status: 'notSuitable', day: '2026-11-15', reason: '' });
	createCandidate(doc, author, { name: 'Ny' });
	const text = reportText(reportOf(considered(doc, [silje]), [hanne], words));
	expect(text.split('\r\n')).toEqual([
		'TITTEL',
		'',
		'Innledning.',
		'',
		'SPURT',
		'- Silje (tante): <declined>',
		'  av Kari',
		'  2026-11-12 asked',
		'  2026-11-14 declined',
		'  fordi Har ikke plass.',
		'  Kanskje senere.',
		'',
		'IKKE SPURT',
		'- Onkel: <notSuitable>',
		'  av Kari',
		'  2026-11-15 notSuitable',
		'  uten grunn',
		'- Ny: <toAsk>',
		'  av Kari',
		'  uten grunn',
		'',
		'IKKE VURDERT',
		'- Hanne (tante)',
		''
	]);
});

test('an empty report says so in every part', () => {
	const text = reportText(reportOf([], [], words));
	for (const none of ['Ingen spurt', 'Ingen ikke spurt', 'Ingen igjen']) expect(text).toContain(none);
	expect(SEARCH_STATUSES).toHaveLength(7);
});
