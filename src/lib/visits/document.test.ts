import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { isAppError } from '#lib/errors.ts';
import { EDIT, MAKE, present, writeText, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import {
	createException,
	createSeries,
	purposeText,
	readVisits,
	removeException,
	removeSeries,
	restoreException,
	restoreSeries,
	setHandover,
	setPlace,
	setRule,
	setSupervision,
	setType,
	setWith,
	wordsText,
	type NewSeries
} from './document.ts';
import type { Exception, Rule, Series } from './visits.ts';

const kari: Author = { by: newId(), at: '2026-11-24T12:00:00.000Z' };
const silje: Author = { by: newId(), at: '2026-11-24T12:00:01.000Z' };
const isak = newId();
const torEven = newId();
const rule: Rule = {
	every: 'week',
	start: '2026-12-12',
	time: '11:00',
	minutes: 240,
	n: 1,
	weekdays: [6],
	weekParity: 'even'
};
const withIsak: NewSeries = { with: [isak], type: 'visit', rule };

describe('an arrangement', () => {
	test('is whole from the first moment', () => {
		const doc = new Y.Doc();
		const id = createSeries(doc, kari, {
			...withIsak,
			place: 'Hos Gunnvor',
			handover: { brings: torEven, fetches: torEven },
			supervision: 'none',
			purpose: 'Være søsken'
		});
		expect(series(doc, id)).toEqual({
			id,
			kind: 'series',
			made: { by: kari.by, at: kari.at },
			with: [isak],
			type: 'visit',
			rule,
			place: 'Hos Gunnvor',
			handover: { brings: torEven, fetches: torEven },
			supervision: 'none',
			purpose: 'Være søsken',
			words: ''
		});
		expect(readVisits(doc).malformed).toEqual([]);
	});

	test('of whom and of supervision nothing is said until somebody says it', () => {
		const doc = new Y.Doc();
		const id = createSeries(doc, kari, { with: [], type: 'phone', rule });
		expect(series(doc, id).with).toEqual([]);
		expect(series(doc, id).supervision).toBeUndefined();
	});

	test.each([
		['rule', { ...withIsak, rule: { ...rule, until: '2026-01-01' } }],
		['start', { ...withIsak, rule: { ...rule, start: '2026-02-30' } }],
		['place', { ...withIsak, place: 'å'.repeat(10_000) }],
		['supervisor', { ...withIsak, supervisor: 'Yngve' }]
	])('with a bad %s is refused with the name of the field, and nothing is written', (field, content) => {
		const doc = new Y.Doc();
		const id = createSeries(doc, kari, withIsak);
		const before = Y.encodeStateAsUpdate(doc);
		expect(refusedField(() => createSeries(doc, kari, content))).toBe(field);
		if (field === 'place') expect(refusedField(() => setPlace(doc, id, 'å'.repeat(121)))).toBe('place');
		if (field === 'start' || field === 'rule')
			expect(refusedField(() => setRule(doc, id, content.rule))).toBe(field);
		expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
	});

	test('takes its fields one by one, and gives them back', () => {
		const doc = new Y.Doc();
		const id = createSeries(doc, kari, withIsak);
		setType(doc, id, 'video');
		setPlace(doc, id, '  Hos \n Gunnvor ');
		setHandover(doc, id, { brings: torEven });
		setSupervision(doc, id, 'supervised', torEven);
		setRule(doc, id, { every: 'once', start: '2027-05-17' });
		expect(series(doc, id)).toMatchObject({
			type: 'video',
			place: 'Hos Gunnvor',
			handover: { brings: torEven },
			supervision: 'supervised',
			supervisor: torEven,
			rule: { every: 'once', start: '2027-05-17' }
		});
		setPlace(doc, id, '   ');
		setHandover(doc, id, {});
		setSupervision(doc, id, 'none', torEven);
		expect(series(doc, id).place).toBeUndefined();
		expect(series(doc, id).handover).toBeUndefined();
		expect(series(doc, id).supervisor).toBeUndefined();
	});

	test('a script in the place is text', () => {
		const doc = new Y.Doc();
		const id = createSeries(doc, kari, { ...withIsak, place: '<script>alert(1)</script>' });
		expect(series(doc, id).place).toBe('<script>alert(1)</script>');
	});
});

describe('two people at once', () => {
	test('add two people to the same arrangement, and both stand', () => {
		const { one, two, id, merge } = twoClients();
		setWith(one, id, torEven, true);
		const nora = newId();
		setWith(two, id, nora, true);
		merge();
		expect(series(one, id).with).toEqual([isak, torEven, nora].sort());
		expect(series(two, id).with).toEqual(series(one, id).with);
	});

	test('change the rule: one rule stands, whole', () => {
		const { one, two, id, merge } = twoClients();
		setRule(one, id, { ...rule, time: '12:00' });
		setRule(two, id, { every: 'month', start: '2027-01-01', n: 1, nth: 2, weekdays: [7] });
		merge();
		expect(series(one, id).rule).toEqual(series(two, id).rule);
		expect([
			{ ...rule, time: '12:00' },
			{ every: 'month', start: '2027-01-01', n: 1, nth: 2, weekdays: [7] }
		]).toContainEqual(series(one, id).rule);
	});

	test('write in the purpose, and all words stand', () => {
		const { one, two, id, merge } = twoClients();
		writeText(purposeText(one, id)!, 'Være søsken');
		merge();
		writeText(purposeText(one, id)!, 'Være søsken, og le');
		writeText(purposeText(two, id)!, 'Få være søsken');
		merge();
		expect(series(one, id).purpose).toBe('Få være søsken, og le');
		expect(series(two, id).purpose).toBe('Få være søsken, og le');
	});

	test('cancel the same day: both changes are kept, on both screens', () => {
		const { one, two, id, merge } = twoClients();
		createException(one, kari, { series: id, date: '2026-12-26', change: 'cancelled' });
		createException(two, silje, { series: id, date: '2026-12-26', change: 'cancelled' });
		merge();
		expect(exceptions(one)).toHaveLength(2);
		expect(readVisits(one)).toEqual(readVisits(two));
	});

	test('whatever two people do at once, nothing that either made is lost', () => {
		type Edit = (doc: Y.Doc, author: Author, id: string) => void;
		const edits: [string, Edit][] = [
			['create', (doc, author) => createSeries(doc, author, withIsak)],
			['rule', (doc, _, id) => setRule(doc, id, { ...rule, time: '13:00' })],
			['with', (doc, _, id) => setWith(doc, id, torEven, true)],
			['without', (doc, _, id) => setWith(doc, id, isak, false)],
			['type', (doc, _, id) => setType(doc, id, 'video')],
			['place', (doc, _, id) => setPlace(doc, id, 'Fjellvik')],
			['handover', (doc, _, id) => setHandover(doc, id, { fetches: torEven })],
			['supervision', (doc, _, id) => setSupervision(doc, id, 'support', undefined)],
			['purpose', (doc, _, id) => writeText(purposeText(doc, id)!, 'Søsken')],
			['words', (doc, _, id) => writeText(wordsText(doc, id)!, 'Ta med ski')],
			[
				'exception',
				(doc, author, id) =>
					createException(doc, author, { series: id, date: '2026-12-26', change: 'cancelled' })
			],
			['remove', (doc, author, id) => removeSeries(doc, id, author)],
			['restore', (doc, _, id) => restoreSeries(doc, id)]
		];
		const sequence = fc.array(fc.constantFrom(...edits), { maxLength: 6 });
		fc.assert(
			fc.property(sequence, sequence, (first, second) => {
				const { one, two, id, merge } = twoClients();
				for (const [, edit] of first) edit(one, kari, id);
				for (const [, edit] of second) edit(two, silje, id);
				const made = new Set(
					[one, two].flatMap((doc) => readVisits(doc).entities.map((entity) => entity.id))
				);
				merge();
				expect(readVisits(one).malformed).toEqual([]);
				expect(new Set(readVisits(one).entities.map((entity) => entity.id))).toEqual(made);
				expect(readVisits(one)).toEqual(readVisits(two));
				for (const doc of [one, two]) {
					expect(purposeText(doc, id)).not.toBeNull();
					expect(wordsText(doc, id)).not.toBeNull();
				}
			}),
			{ numRuns: 100 }
		);
	});
});

describe('taking back', () => {
	test('a removed arrangement comes back with the words that were typed meanwhile', () => {
		const { one, two, id, merge } = twoClients();
		removeSeries(one, id, kari);
		writeText(wordsText(two, id)!, 'Ta med ski');
		merge();
		expect(present(readVisits(one).entities)).toEqual([]);
		restoreSeries(one, id);
		expect(series(one, id).words).toBe('Ta med ski');
		expect(series(one, id).removed).toBeUndefined();
	});

	test('a removed exception lets the day be as the rule says, and can be put back', () => {
		const doc = new Y.Doc();
		const id = createSeries(doc, kari, withIsak);
		const exception = createException(doc, kari, {
			series: id,
			date: '2026-12-26',
			change: 'moved',
			to: { day: '2026-12-27', time: '12:00' },
			reason: 'Pappa er på jobb'
		});
		removeException(doc, exception, kari);
		expect(present(exceptions(doc))).toEqual([]);
		restoreException(doc, exception);
		expect(present(exceptions(doc))).toMatchObject([
			{ change: 'moved', to: { day: '2026-12-27', time: '12:00' } }
		]);
	});

	test('undoing an addition keeps what others wrote in it; redo brings both back', () => {
		const doc = new Y.Doc();
		const undo = new Y.UndoManager(doc.getMap('visits'), {
			trackedOrigins: new Set([EDIT]),
			captureTimeout: 0
		});
		const id = createSeries(doc, kari, withIsak);
		doc.transact(() => purposeText(doc, id)?.insert(0, 'Være søsken'), MAKE);
		undo.undo();
		expect(present(readVisits(doc).entities)).toEqual([]);
		undo.redo();
		expect(series(doc, id)).toMatchObject({ purpose: 'Være søsken', with: [isak] });
		expect(series(doc, id).removed).toBeUndefined();
	});

	test('undo takes back a change of the rule and of who is met', () => {
		const doc = new Y.Doc();
		const id = createSeries(doc, kari, withIsak);
		const undo = new Y.UndoManager(doc.getMap('visits'), {
			trackedOrigins: new Set([EDIT]),
			captureTimeout: 0
		});
		setRule(doc, id, { ...rule, weekParity: 'odd' });
		setWith(doc, id, torEven, true);
		undo.undo();
		expect(series(doc, id).with).toEqual([isak]);
		undo.undo();
		expect(series(doc, id).rule).toEqual(rule);
	});
});

describe('what others wrote badly', () => {
	test('a torn series and a move to nowhere are reported; the rest is read', () => {
		const doc = new Y.Doc();
		const id = createSeries(doc, kari, withIsak);
		const torn = createSeries(doc, kari, withIsak);
		const nowhere = createException(doc, kari, { series: id, date: '2026-12-26', change: 'cancelled' });
		const unknown = newId();
		doc.transact(() => {
			entity(doc, torn).set('rule', { every: 'fortnight' });
			entity(doc, nowhere).set('change', 'moved');
			doc.getMap('visits').set(unknown, 'text');
		});
		const read = readVisits(doc);
		expect(read.entities.map((one) => one.id)).toEqual([id]);
		expect(new Set(read.malformed.map((one) => one.id))).toEqual(new Set([torn, nowhere, unknown]));
		expect(read.malformed.every(({ root, reason }) => root === 'visits' && reason !== '')).toBe(true);
	});

	test('an unreadable optional field counts as absent: supervision is never taken for “none”', () => {
		const doc = new Y.Doc();
		const id = createSeries(doc, kari, { ...withIsak, supervision: 'supervised', place: 'Fjellvik' });
		doc.transact(() => {
			entity(doc, id).set('supervision', 'nobody');
			entity(doc, id).set('place', { deep: true });
			entity(doc, id).set('from the future', 1);
		});
		expect(series(doc, id).supervision).toBeUndefined();
		expect(series(doc, id).place).toBeUndefined();
	});

	test('keys of “with” that are no ids are not people', () => {
		const doc = new Y.Doc();
		const id = createSeries(doc, kari, withIsak);
		doc.transact(() => {
			const people = entity(doc, id).get('with') as Y.Map<unknown>;
			people.set('__proto__', true);
			people.set('Geir', true);
			people.set(torEven, 'yes');
		});
		expect(series(doc, id).with).toEqual([isak]);
	});
});

function twoClients() {
	const one = new Y.Doc();
	const id = createSeries(one, kari, withIsak);
	const two = new Y.Doc();
	const merge = () => {
		Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
		Y.applyUpdate(one, Y.encodeStateAsUpdate(two));
	};
	merge();
	return { one, two, id, merge };
}

function series(doc: Y.Doc, id: string): Series {
	const found = readVisits(doc).entities.find((one) => one.id === id);
	if (found?.kind !== 'series') throw new Error('no such series');
	return found;
}

function exceptions(doc: Y.Doc): Exception[] {
	return readVisits(doc).entities.filter((one): one is Exception => one.kind === 'exception');
}

function entity(doc: Y.Doc, id: string): Y.Map<unknown> {
	return doc.getMap('visits').get(id) as Y.Map<unknown>;
}

function refusedField(edit: () => unknown): string | undefined {
	try {
		edit();
	} catch (error) {
		if (isAppError(error)) return error.field;
	}
	throw new Error('nothing was refused');
}
