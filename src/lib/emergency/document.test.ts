import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { isAppError } from '#lib/errors.ts';
import { defineRoots, EDIT, present, writeText, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import {
	aboutText,
	contactWords,
	createContact,
	moveContact,
	readEmergency,
	removeContact,
	restoreContact,
	seedEmergency,
	setAvailability,
	setConsent,
	setReviewBy,
	tickCan
} from './document.ts';
import { TASKS, type EmergencyContact, type Hours } from './emergency.ts';

const kari: Author = { by: newId(), at: '2026-11-24T12:00:00.000Z' };
const solveig = newId();
const berit = newId();
const nights: Hours = { days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00' };

describe('the emergency plan', () => {
	test('a new room has a page about the child and nobody who can come', () => {
		const { entities, malformed } = readEmergency(room());
		expect(malformed).toEqual([]);
		expect(entities).toMatchObject([{ kind: 'about', calms: '', fears: '', brings: '' }]);
	});

	test('a contact is whole from the first moment', () => {
		const doc = room();
		const id = createContact(doc, kari, {
			person: solveig,
			can: ['comeHere'],
			words: 'Kommer over med en gang.',
			availability: [nights],
			consent: { status: 'yes', at: '2026-11-02' }
		});
		expect(contact(doc, id)).toMatchObject({
			person: solveig,
			can: ['comeHere'],
			words: 'Kommer over med en gang.',
			availability: [nights],
			consent: { status: 'yes', at: '2026-11-02' }
		});
		expect(contact(doc, id).removed).toBeUndefined();
	});

	test('new contacts are called last, and move one step at a time', () => {
		const doc = room();
		const [a, b, c] = [newId(), newId(), newId()].map((person) => createContact(doc, kari, { person }));
		expect(order(doc)).toEqual([a, b, c]);
		moveContact(doc, c!, -1);
		expect(order(doc)).toEqual([a, c, b]);
		moveContact(doc, a!, -1);
		moveContact(doc, b!, 1);
		expect(order(doc)).toEqual([a, c, b]);
		moveContact(doc, a!, 1);
		expect(order(doc)).toEqual([c, a, b]);
	});

	test('a step passes those who were taken away', () => {
		const doc = room();
		const [a, b, c] = [newId(), newId(), newId()].map((person) => createContact(doc, kari, { person }));
		removeContact(doc, b!, kari);
		moveContact(doc, c!, -1);
		expect(order(doc)).toEqual([c, a]);
		restoreContact(doc, b!);
		expect(order(doc)).toHaveLength(3);
	});

	test('hours that begin when they end, lie outside the clock or on no day are refused, and nothing is written', () => {
		const doc = room();
		const id = createContact(doc, kari, { person: solveig, availability: [nights] });
		for (const bad of [
			{ days: [1], from: '08:00', to: '08:00' },
			{ days: [1], from: '23:70', to: '08:00' },
			{ days: [], from: '08:00', to: '10:00' },
			{ days: [8], from: '08:00', to: '10:00' }
		])
			expect(problemOf(() => setAvailability(doc, id, [bad]))).toEqual(['invalid', 'availability']);
		expect(contact(doc, id).availability).toEqual([nights]);
		expect(problemOf(() => createContact(doc, kari, { person: 'Solveig' }))).toEqual(['invalid', 'person']);
		expect(problemOf(() => setConsent(doc, id, { status: 'yes', at: 'i går' }))).toEqual([
			'invalid',
			'consent'
		]);
		expect(problemOf(() => setReviewBy(doc, '2027-02-30'))).toEqual(['invalid', 'reviewBy']);
	});

	test('the plan can be given a day to look at it again, and lose it', () => {
		const doc = room();
		setReviewBy(doc, '2027-06-10');
		expect(readEmergency(doc).entities.at(-1)).toMatchObject({ reviewBy: '2027-06-10' });
		setReviewBy(doc, undefined);
		expect(readEmergency(doc).entities.at(-1)).not.toHaveProperty('reviewBy', '2027-06-10');
	});
});

describe('two people at once', () => {
	test('both add the first contact: both stand', () => {
		const [one, two] = twoPages(room());
		createContact(one, kari, { person: solveig });
		createContact(two, kari, { person: berit });
		meet(one, two);
		expect(order(one)).toHaveLength(2);
		expect(order(one)).toEqual(order(two));
	});

	test('two ticks on one contact both stand, and so do words written together', () => {
		const start = room();
		const id = createContact(start, kari, { person: solveig, words: 'Kommer' });
		const [one, two] = twoPages(start);
		tickCan(one, id, 'comeHere', true);
		tickCan(two, id, 'advice', true);
		writeText(contactWords(one, id)!, 'Kommer straks');
		writeText(contactWords(two, id)!, 'Jeg Kommer');
		meet(one, two);
		expect(contact(one, id)).toMatchObject({ can: ['comeHere', 'advice'], words: 'Jeg Kommer straks' });
	});

	test('one takes a contact away while the other writes in it: the words are there when it comes back', () => {
		const start = room();
		const id = createContact(start, kari, { person: solveig });
		const [one, two] = twoPages(start);
		removeContact(one, id, kari);
		writeText(contactWords(two, id)!, 'Har nøkkel');
		meet(one, two);
		expect(order(one)).toEqual([]);
		restoreContact(one, id);
		expect(contact(one, id).words).toBe('Har nøkkel');
	});

	test('whatever two people do at once, no contact is lost and both see the same plan', () => {
		const step = fc.record({
			who: fc.nat(1),
			what: fc.constantFrom('add', 'move', 'tick', 'remove', 'restore', 'hours', 'words'),
			which: fc.nat(9)
		});
		fc.assert(
			fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
				const start = room();
				createContact(start, kari, { person: solveig });
				const pages = twoPages(start);
				const made = new Set<string>(order(start));
				for (const { who, what, which } of steps) {
					const doc = pages[who]!;
					const ids = contacts(doc).map(({ id }) => id);
					const id = ids[which % ids.length]!;
					if (what === 'add') made.add(createContact(doc, kari, { person: newId() }));
					if (what === 'move') moveContact(doc, id, which % 2 ? 1 : -1);
					if (what === 'tick') tickCan(doc, id, TASKS[which % TASKS.length]!, which > 4);
					if (what === 'remove') removeContact(doc, id, kari);
					if (what === 'restore') restoreContact(doc, id);
					if (what === 'hours') setAvailability(doc, id, [nights]);
					if (what === 'words') contactWords(doc, id)!.insert(0, 'x');
				}
				meet(...pages);
				expect(new Set(contacts(pages[0]).map(({ id }) => id))).toEqual(made);
				expect(readEmergency(pages[0])).toEqual(readEmergency(pages[1]));
				expect(readEmergency(pages[0]).malformed).toEqual([]);
			}),
			{ numRuns: 60 }
		);
	});
});

describe('undo', () => {
	test('takes back an addition, and brings it back with what others wrote in it', () => {
		const doc = room();
		const undo = new Y.UndoManager(doc.getMap('emergency'), { trackedOrigins: new Set([EDIT]) });
		const id = createContact(doc, kari, { person: solveig });
		doc.transact(() => contactWords(doc, id)!.insert(0, 'Ordene til Berit'), 'someone else');
		undo.undo();
		expect(order(doc)).toEqual([]);
		undo.redo();
		expect(contact(doc, id).words).toBe('Ordene til Berit');
	});

	test('takes back a move and an answer', () => {
		const doc = room();
		const [a, b] = [solveig, berit].map((person) => createContact(doc, kari, { person }));
		const undo = new Y.UndoManager(doc.getMap('emergency'), {
			trackedOrigins: new Set([EDIT]),
			captureTimeout: 0
		});
		moveContact(doc, b!, -1);
		setConsent(doc, b!, { status: 'no', at: '2026-11-24' });
		undo.undo();
		expect(contact(doc, b!).consent).toBeUndefined();
		undo.undo();
		expect(order(doc)).toEqual([a, b]);
	});
});

describe('a document somebody else’s program wrote in', () => {
	test('a contact without a person is reported, and the others stand', () => {
		const doc = room();
		const good = createContact(doc, kari, { person: solveig });
		const bad = newId();
		doc.getMap('emergency').set(bad, new Y.Map([['kind', 'emergencyContact']]));
		doc.getMap('emergency').set(newId(), 'nonsense');
		const { malformed } = readEmergency(doc);
		expect(order(doc)).toEqual([good]);
		expect(malformed).toHaveLength(2);
		expect(malformed.map(({ id }) => id)).toContain(bad);
	});

	test('one unreadable period is reported, and the contact stands with the others', () => {
		const doc = room();
		const id = createContact(doc, kari, { person: solveig });
		raw(doc, id).set('availability', [{ days: [1], from: '25:00', to: '08:00' }, nights]);
		expect(contact(doc, id).availability).toEqual([nights]);
		expect(readEmergency(doc).malformed).toMatchObject([{ root: 'emergency', id }]);
		raw(doc, id).set('availability', 'always');
		expect(contact(doc, id).availability).toEqual([]);
		expect(readEmergency(doc).malformed).toMatchObject([{ root: 'emergency', id }]);
	});

	test('nonsense in an optional field counts as nothing given', () => {
		const doc = room();
		const id = createContact(doc, kari, {
			person: solveig,
			can: ['fetch'],
			consent: { status: 'yes', at: '2026-11-02' }
		});
		raw(doc, id).set('consent', { status: 'certainly' });
		raw(doc, id).set('can', 7);
		expect(contact(doc, id)).toMatchObject({ can: [], consent: undefined });
		tickCan(doc, id, 'fetch', true);
		expect(contact(doc, id).can).toEqual([]);
	});

	test('nobody can take the page about the child away', () => {
		const doc = room();
		raw(doc, 'about').set('removed', { by: kari.by, at: kari.at });
		writeText(aboutText(doc, 'calms')!, 'tegne under teppe');
		const about = readEmergency(doc).entities.find(({ id }) => id === 'about');
		expect(about).toMatchObject({ calms: 'tegne under teppe' });
		expect(about).not.toHaveProperty('removed');
	});
});

function room(): Y.Doc {
	const doc = new Y.Doc();
	defineRoots(doc, 'room');
	seedEmergency(doc, kari);
	return doc;
}

function contacts(doc: Y.Doc): EmergencyContact[] {
	return readEmergency(doc).entities.filter((entity) => entity.kind === 'emergencyContact');
}

function contact(doc: Y.Doc, id: string): EmergencyContact {
	const found = contacts(doc).find((entity) => entity.id === id);
	if (!found) throw new Error('no such contact');
	return found;
}

/** Who is called, first to last. */
function order(doc: Y.Doc): string[] {
	return present(contacts(doc)).map(({ id }) => id);
}

function raw(doc: Y.Doc, id: string): Y.Map<unknown> {
	const entity = doc.getMap('emergency').get(id);
	if (!(entity instanceof Y.Map)) throw new Error('no such entity');
	return entity;
}

function twoPages(start: Y.Doc): [Y.Doc, Y.Doc] {
	const page = () => {
		const doc = new Y.Doc();
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(start));
		return doc;
	};
	return [page(), page()];
}

function meet(one: Y.Doc, two: Y.Doc): void {
	Y.applyUpdate(one, Y.encodeStateAsUpdate(two));
	Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
}

function problemOf(act: () => void): [string, string | undefined] {
	try {
		act();
	} catch (error) {
		if (isAppError(error)) return [error.code, error.field];
		throw error;
	}
	throw new Error('it was taken');
}
