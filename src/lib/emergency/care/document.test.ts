import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { isAppError } from '#lib/errors.ts';
import { defineRoots, EDIT, present, writeText, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import {
	arrivalOf,
	careText,
	createHealth,
	createNumber,
	createPlace,
	createWarning,
	readCare,
	removeCare,
	restoreCare,
	seedCare,
	setArrival,
	setHealthType,
	setNumber,
	setPlaceName,
	setWarningType,
	tickEquipment
} from './document.ts';

const kari: Author = { by: newId(), at: '2026-11-24T12:00:00.000Z' };
const solveig = newId();

describe('what only carers and caseworkers read', () => {
	test('a new room holds none of it', () => {
		for (const section of Object.values(readCare(care())))
			expect(section).toEqual({ entities: [], malformed: [] });
	});

	test('a number is kept in E.164 and can be put right', () => {
		const doc = care();
		const id = createNumber(doc, kari, { person: solveig, type: 'mobile', value: '+4700000120' });
		setNumber(doc, id, { type: 'landline', words: 'ring to ganger' });
		expect(readCare(doc).numbers.entities).toMatchObject([
			{ person: solveig, type: 'landline', value: '+4700000120', words: 'ring to ganger' }
		]);
		setNumber(doc, id, { words: undefined });
		expect(readCare(doc).numbers.entities[0]?.words).toBeUndefined();
	});

	test('a number that is none is refused, and the old one stands', () => {
		const doc = care();
		const id = createNumber(doc, kari, { person: solveig, type: 'mobile', value: '+4700000120' });
		expect(fieldOf(() => setNumber(doc, id, { value: 'ring mamma' }))).toBe('value');
		expect(
			fieldOf(() => createNumber(doc, kari, { person: 'Solveig', type: 'mobile', value: '+4700000120' }))
		).toBe('person');
		expect(readCare(doc).numbers.entities).toMatchObject([{ value: '+4700000120' }]);
	});

	test('how far away somebody is stands once for each person', () => {
		const doc = care();
		const id = setArrival(doc, kari, solveig, { minutes: 4 });
		expect(setArrival(doc, kari, solveig, { minutes: 6 })).toBe(id);
		tickEquipment(doc, id, 'key', true);
		expect(readCare(doc).arrivals.entities).toMatchObject([{ person: solveig, minutes: 6, has: ['key'] }]);
		expect(fieldOf(() => setArrival(doc, kari, solveig, { minutes: -1 }))).toBe('minutes');
		expect(fieldOf(() => setArrival(doc, kari, solveig, { minutes: 2.5 }))).toBe('minutes');
	});

	test('of two arrivals made at once both screens take the same', () => {
		const start = care();
		const [one, two] = twoPages(start);
		setArrival(one, kari, solveig, { minutes: 4 });
		setArrival(two, kari, solveig, { minutes: 9 });
		meet(one, two);
		const first = arrivalOf(readCare(one).arrivals.entities, solveig);
		expect(first?.minutes).toBeDefined();
		expect(arrivalOf(readCare(two).arrivals.entities, solveig)).toEqual(first);
	});

	test('health, places and warnings hold shared words', () => {
		const doc = care();
		const health = createHealth(doc, kari, { type: 'allergy', text: 'nøtter' });
		const place = createPlace(doc, kari, { name: ' Kjøleskap ' });
		const warning = createWarning(doc, kari, { type: 'neverCall', name: 'Kjetil' });
		writeText(careText(doc, 'places', place)!, 'medisin i døra');
		setHealthType(doc, health, 'medicine');
		setPlaceName(doc, place, 'Kjøleskapet');
		setWarningType(doc, warning, 'mustNotFetch');
		expect(readCare(doc)).toMatchObject({
			health: { entities: [{ type: 'medicine', text: 'nøtter' }] },
			places: { entities: [{ name: 'Kjøleskapet', text: 'medisin i døra' }] },
			warnings: { entities: [{ type: 'mustNotFetch', name: 'Kjetil' }] }
		});
		expect(fieldOf(() => createPlace(doc, kari, { name: ' ' }))).toBe('name');
		expect(fieldOf(() => createWarning(doc, kari, { type: 'neverCall', name: 'x'.repeat(10_000) }))).toBe(
			'name'
		);
	});

	test('two people write on one allergy while a third takes it away: all words come back with it', () => {
		const start = care();
		const id = createHealth(start, kari, { type: 'allergy', text: 'nøtter' });
		const [one, two] = twoPages(start);
		writeText(careText(one, 'health', id)!, 'nøtter og fisk');
		writeText(careText(two, 'health', id)!, 'Tåler ikke nøtter');
		removeCare(two, 'health', id, kari);
		meet(one, two);
		expect(present(readCare(one).health.entities)).toEqual([]);
		restoreCare(one, 'health', id);
		expect(present(readCare(one).health.entities)).toMatchObject([{ text: 'Tåler ikke nøtter og fisk' }]);
	});

	test('undoing the addition of a number hides it and deletes nothing', () => {
		const doc = care();
		const undo = new Y.UndoManager(doc.getMap('numbers'), { trackedOrigins: new Set([EDIT]) });
		createNumber(doc, kari, { person: solveig, type: 'mobile', value: '+4700000120' });
		undo.undo();
		expect(present(readCare(doc).numbers.entities)).toEqual([]);
		undo.redo();
		expect(present(readCare(doc).numbers.entities)).toHaveLength(1);
	});

	test('entries that cannot be read are reported one by one', () => {
		const doc = care();
		createNumber(doc, kari, { person: solveig, type: 'mobile', value: '+4700000120' });
		doc.getMap('numbers').set(newId(), new Y.Map([['kind', 'number']]));
		doc.getMap('warnings').set(newId(), 3);
		const read = readCare(doc);
		expect(read.numbers.entities).toHaveLength(1);
		expect(read.numbers.malformed).toHaveLength(1);
		expect(read.warnings.malformed).toHaveLength(1);
	});
});

function care(): Y.Doc {
	const doc = new Y.Doc();
	defineRoots(doc, 'care');
	seedCare(doc, kari);
	return doc;
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

function fieldOf(act: () => void): string | undefined {
	try {
		act();
	} catch (error) {
		if (isAppError(error)) return error.field;
		throw error;
	}
	throw new Error('it was taken');
}
