import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { ordinaryCaptions } from '#lib/network/captions.ts';
import type { Placement } from '#lib/network/network.ts';
import { defineRoots, EDIT, MAKE, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { lineMax, peopleMax } from '#lib/room/lengths.ts';
import { createStatement, readVoice } from '../document.ts';
import { isAsShown, ownTiesMax } from './childMap.ts';
import {
	callRing,
	drawTie,
	emptyTakenBack,
	OWN_MAP_ROOTS,
	putPeople,
	putPerson,
	putTieBack,
	readOwnMap,
	readShownMap,
	sayTie,
	showMap,
	takeMapBack,
	takePersonOff,
	takeTieAway
} from './document.ts';

const ylva: Author = { by: newId(), at: '2026-11-30T15:00:00.000Z' };
const later: Author = { ...ylva, at: '2026-12-02T15:00:00.000Z' };
const [child, berit, nora, isak] = [newId(), newId(), newId(), newId()];
const near: Placement = { ring: 1, angle: 40.5 };
const far: Placement = { ring: 4, angle: 200 };

function corner(): Y.Doc {
	const doc = new Y.Doc();
	defineRoots(doc, 'child');
	return doc;
}
function room(): Y.Doc {
	const doc = new Y.Doc();
	defineRoots(doc, 'room');
	return doc;
}
const where = (doc: Y.Doc, person: string) => readOwnMap(doc).placed.get(person);
const tie = { from: child, to: nora, type: 'friend', quality: 'close', direction: 'both' } as const;
function undoOf(doc: Y.Doc, roots: readonly string[]) {
	return new Y.UndoManager(
		roots.map((root) => doc.getMap(root)),
		{ trackedOrigins: new Set([EDIT]), captureTimeout: 0 }
	);
}
function merge(one: Y.Doc, two: Y.Doc) {
	Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
	Y.applyUpdate(one, Y.encodeStateAsUpdate(two));
}
/** The server's copy of a page's document: what can be undone is kept by the page alone. */
function servers(page: Y.Doc): Y.Doc {
	const doc = new Y.Doc();
	page.on('update', (update: Uint8Array) => Y.applyUpdate(doc, update));
	return doc;
}
/** Whether a word stands in what is sent to somebody who opens the document now. */
const isSent = (doc: Y.Doc, word: string) => Buffer.from(Y.encodeStateAsUpdate(doc)).includes(word);

describe('the child’s own map', () => {
	test('has whom the child has put on it, where the child put them last', () => {
		const doc = corner();
		putPerson(doc, ylva, berit, near);
		putPerson(doc, ylva, nora, far);
		putPerson(doc, ylva, berit, far);
		expect([...readOwnMap(doc).placed]).toEqual([
			[berit, far],
			[nora, far]
		]);
		expect(doc.getMap('placements').size).toBe(2);
	});

	test('a step is undone and done again: putting on, moving, taking off', () => {
		const doc = corner();
		const undo = undoOf(doc, OWN_MAP_ROOTS);
		putPerson(doc, ylva, berit, near);
		putPerson(doc, ylva, berit, far);
		takePersonOff(doc, ylva, berit);
		expect(where(doc, berit)).toBeUndefined();
		undo.undo();
		expect(where(doc, berit)).toEqual(far);
		undo.undo();
		expect(where(doc, berit)).toEqual(near);
		undo.undo();
		expect(where(doc, berit)).toBeUndefined();
		undo.redo();
		expect(where(doc, berit)).toEqual(near);
	});

	test('[L2] of whom the child took off, or whose coming was undone, nothing is left in the document', () => {
		const doc = corner();
		const log = servers(doc);
		const undo = undoOf(doc, OWN_MAP_ROOTS);
		putPerson(doc, ylva, berit, near);
		takePersonOff(doc, ylva, berit);
		expect(isSent(log, berit)).toBe(false);
		putPerson(doc, ylva, nora, near);
		undo.undo();
		expect(isSent(log, nora)).toBe(false);
		const id = drawTie(doc, ylva, { ...tie, to: isak });
		const [drawn] = readOwnMap(doc).ties;
		takeTieAway(doc, ylva, id);
		expect(isSent(log, isak)).toBe(false);
		expect(readOwnMap(doc).ties).toEqual([]);
		if (!drawn) throw new Error('it was drawn');
		putTieBack(doc, ylva, drawn);
		expect(readOwnMap(doc).ties).toEqual([drawn]);
	});

	test('on and off, over and over, never fills the corner', () => {
		const doc = corner();
		for (let times = 0; times < 40; times += 1) {
			putPerson(doc, ylva, berit, near);
			takePersonOff(doc, ylva, berit);
		}
		expect(doc.getMap('placements').size).toBe(1);
	});

	test('all who stand on the room’s map come in one step, whom the child has placed stay where they are', () => {
		const doc = corner();
		const log = servers(doc);
		const undo = undoOf(doc, OWN_MAP_ROOTS);
		putPerson(doc, ylva, isak, near);
		takePersonOff(doc, ylva, isak);
		putPerson(doc, ylva, berit, near);
		putPeople(
			doc,
			ylva,
			[berit, nora, isak].map((person) => ({ person, placement: far }))
		);
		expect(readOwnMap(doc).placed).toEqual(
			new Map([
				[berit, near],
				[nora, far],
				[isak, far]
			])
		);
		undo.undo();
		expect(readOwnMap(doc).placed).toEqual(new Map([[berit, near]]));
		expect(isSent(log, nora) || isSent(log, isak)).toBe(false);
	});

	test('a tie is the child’s, is said otherwise, and needs two ends', () => {
		const doc = corner();
		const id = drawTie(doc, ylva, tie);
		sayTie(doc, ylva, id, 'strained');
		expect(readOwnMap(doc).ties).toMatchObject([{ ...tie, id, quality: 'strained', saidBy: 'child' }]);
		expect(() => drawTie(doc, ylva, { ...tie, to: child })).toThrow();
	});

	test('rings have the child’s own words; an empty one the ordinary word, and what it was called leaves the document', () => {
		const doc = corner();
		const log = servers(doc);
		const undo = undoOf(doc, OWN_MAP_ROOTS);
		const rings = () => readOwnMap(doc).captions.rings;
		expect(rings()).toEqual(['', '', '', '']);
		callRing(doc, ylva, 1, ' Hjertet ');
		callRing(doc, ylva, 4, 'Utenfor');
		callRing(doc, ylva, 1, 'Hjerterommet');
		expect(rings()).toEqual(['Hjerterommet', '', '', 'Utenfor']);
		undo.undo();
		expect(rings()[0]).toBe('Hjertet');
		callRing(doc, ylva, 1, '');
		expect(rings()).toEqual(['', '', '', 'Utenfor']);
		expect(isSent(log, 'Hjerte')).toBe(false);
		undo.undo();
		expect(rings()[0]).toBe('Hjertet');
		undo.undo();
		undo.undo();
		expect(rings()).toEqual(['', '', '', '']);
		expect(isSent(log, 'Hjerte') || isSent(log, 'Utenfor')).toBe(false);
		expect(() => callRing(doc, ylva, 2, 'a'.repeat(lineMax + 1))).toThrow();
		for (let times = 0; times < 20; times += 1) {
			callRing(doc, ylva, 3, 'Venner');
			callRing(doc, ylva, 3, '');
		}
		expect(doc.getMap('rings').size).toBe(2);
	});

	test('who changed it last is told, also by moving, and by saying a tie or a ring otherwise', () => {
		const doc = corner();
		const changed = () => readOwnMap(doc).changed?.at;
		const at = (minute: number): Author => ({ ...ylva, at: `2026-12-02T15:${minute}:00.000Z` });
		expect(changed()).toBeUndefined();
		putPerson(doc, ylva, berit, near);
		const drawn = drawTie(doc, ylva, tie);
		expect(changed()).toBe(ylva.at);
		putPerson(doc, at(10), berit, far);
		expect(changed()).toBe(at(10).at);
		sayTie(doc, at(20), drawn, 'weak');
		expect(changed()).toBe(at(20).at);
		callRing(doc, at(30), 1, 'Hjertet');
		callRing(doc, at(40), 1, 'Hjemme');
		expect(changed()).toBe(at(40).at);
		// What changes nothing is none.
		sayTie(doc, at(50), drawn, 'weak');
		expect(changed()).toBe(at(40).at);
	});

	test('no more ties are drawn than can be shown', () => {
		const doc = corner();
		for (let count = 0; count < ownTiesMax; count += 1) drawTie(doc, ylva, { ...tie, to: newId() });
		expect(() => drawTie(doc, ylva, tie)).toThrow();
		expect(readOwnMap(doc).ties).toHaveLength(ownTiesMax);
	});

	test('[L5] what cannot be read is told, the rest of the map stands', () => {
		const doc = corner();
		putPerson(doc, ylva, berit, near);
		doc.transact(() => {
			doc.getMap('placements').set(newId(), new Y.Map([['kind', 'placement']]));
			doc.getMap('ties').set(newId(), 'torn');
		}, MAKE);
		expect(readOwnMap(doc)).toMatchObject({ placed: new Map([[berit, near]]), ties: [], unreadable: 2 });
	});

	test('two tablets, whatever each does without a network: both show the same map, each person once', () => {
		const people = [berit, nora, isak];
		const Step = fc.record({
			tablet: fc.constantFrom(0, 1),
			person: fc.constantFrom(...people),
			does: fc.constantFrom('put', 'off', 'tie', 'call', 'uncall', 'meet'),
			ring: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const)
		});
		fc.assert(
			fc.property(fc.array(Step, { maxLength: 25 }), (steps) => {
				const tablets = [corner(), corner()] as const;
				for (const { tablet, person, does, ring } of steps) {
					const doc = tablets[tablet === 0 ? 0 : 1];
					if (does === 'put') putPerson(doc, ylva, person, { ring, angle: ring });
					else if (does === 'off') takePersonOff(doc, ylva, person);
					else if (does === 'call') callRing(doc, ylva, ring, `Ring ${person}`);
					else if (does === 'uncall') callRing(doc, ylva, ring, '');
					else if (does === 'tie') drawTie(doc, ylva, { ...tie, to: person });
					else merge(...tablets);
				}
				merge(...tablets);
				const [one, two] = tablets.map(readOwnMap);
				expect(one).toEqual(two);
				expect(one?.unreadable).toBe(0);
				expect(one && two && isAsShown(one, two)).toBe(true);
				expect([...(one?.placed.keys() ?? [])].every((person) => people.includes(person))).toBe(true);
			}),
			{ numRuns: 60 }
		);
	});
});

describe('showing it', () => {
	test('shows everybody the map as it stands at that moment, with the day; what comes after is the child’s own', () => {
		const [own, shared] = [corner(), room()];
		putPerson(own, ylva, berit, near);
		drawTie(own, ylva, tie);
		expect(readShownMap(shared)).toBeNull();
		const id = showMap(shared, ylva, readOwnMap(own));
		const shown = readShownMap(shared);
		expect(shown).toMatchObject({ id, at: ylva.at, placed: new Map([[berit, near]]), ties: [tie] });
		expect(shown && isAsShown(readOwnMap(own), shown)).toBe(true);
		callRing(own, ylva, 1, 'Hjertet');
		expect(shown && isAsShown(readOwnMap(own), shown)).toBe(false);
		expect(readShownMap(shared)?.captions).toEqual(ordinaryCaptions);
		putPerson(own, ylva, berit, far);
		expect(readShownMap(shared)?.placed.get(berit)).toEqual(near);
		expect(shown && isAsShown(readOwnMap(own), shown)).toBe(false);
		// Shown again it replaces what was there.
		expect(showMap(shared, later, readOwnMap(own))).toBe(id);
		expect(readShownMap(shared)).toMatchObject({ at: later.at, placed: new Map([[berit, far]]) });
		expect(readShownMap(shared)?.captions.rings).toEqual(['Hjertet', '', '', '']);
		expect(shared.getMap('voice').size).toBe(1);
	});

	test('[L2] what is taken back is in no copy that is made afterwards, by button or by undo, and can be shown again', () => {
		const [own, shared] = [corner(), room()];
		const log = servers(shared);
		const undo = undoOf(shared, ['voice']);
		putPerson(own, ylva, berit, near);
		const id = showMap(shared, ylva, readOwnMap(own));
		expect(isSent(log, berit)).toBe(true);
		takeMapBack(shared, ylva);
		expect(readShownMap(shared)).toBeNull();
		expect(isSent(log, berit)).toBe(false);
		undo.undo();
		expect(readShownMap(shared)?.placed.get(berit)).toEqual(near);
		undo.undo();
		expect(readShownMap(shared)).toBeNull();
		expect(isSent(log, berit)).toBe(false);
		expect(showMap(shared, later, readOwnMap(own))).toBe(id);
		expect(readShownMap(shared)?.at).toBe(later.at);
	});

	test('[L2] taken back on one tablet while shown again on another, or moved on one while taken off on another: what is out of sight is emptied', () => {
		const [own, shared] = [corner(), room()];
		putPerson(own, ylva, berit, near);
		showMap(shared, ylva, readOwnMap(own));
		const [otherOwn, otherShared] = [corner(), room()];
		merge(own, otherOwn);
		merge(shared, otherShared);
		takeMapBack(shared, ylva);
		takePersonOff(own, ylva, berit);
		putPerson(otherOwn, ylva, berit, far);
		otherShared.clientID = shared.clientID + 1;
		showMap(otherShared, later, readOwnMap(otherOwn));
		merge(own, otherOwn);
		merge(shared, otherShared);
		expect(readShownMap(shared)).toEqual(readShownMap(otherShared));
		if (readShownMap(shared) !== null) takeMapBack(shared, ylva);
		emptyTakenBack(own, shared);
		expect(isSent(shared, berit)).toBe(false);
		expect(where(own, berit) !== undefined || !isSent(own, berit)).toBe(true);
	});

	test('what is emptied is not what stands', () => {
		const [own, shared] = [corner(), room()];
		putPerson(own, ylva, berit, near);
		drawTie(own, ylva, tie);
		showMap(shared, ylva, readOwnMap(own));
		const before = [own, shared].map((doc) => Y.encodeStateAsUpdate(doc));
		emptyTakenBack(own, shared);
		expect([own, shared].map((doc) => Y.encodeStateAsUpdate(doc))).toEqual(before);
	});

	test('two tablets that show at the same moment: one whole map stands, the later one', () => {
		const [one, two] = [room(), room()];
		showMap(one, ylva, { placed: new Map([[berit, near]]), ties: [], captions: ordinaryCaptions });
		showMap(two, later, { placed: new Map([[nora, far]]), ties: [], captions: ordinaryCaptions });
		merge(one, two);
		expect(readShownMap(one)).toEqual(readShownMap(two));
		expect(readShownMap(one)?.placed).toEqual(new Map([[nora, far]]));
		takeMapBack(one, ylva);
		expect(readShownMap(one)).toBeNull();
		expect(isSent(one, berit) || isSent(one, nora)).toBe(false);
	});

	test('it is nothing that the child says in words, and what cannot be read of it is told with those', () => {
		const shared = room();
		createStatement(shared, ylva, { text: 'Jeg vil bo hos Nora.' });
		showMap(shared, ylva, { placed: new Map([[berit, near]]), ties: [], captions: ordinaryCaptions });
		expect(readVoice(shared)).toMatchObject({ entities: [{ kind: 'statement' }], malformed: [] });
		const torn = newId();
		shared.transact(() => {
			const map = { at: ylva.at, placements: { [berit]: [9, 0] }, ties: [] };
			shared.getMap('voice').set(
				torn,
				new Y.Map<unknown>([
					['kind', 'map'],
					['made', { at: ylva.at, by: ylva.by }],
					['map', map]
				])
			);
		}, MAKE);
		expect(readVoice(shared).malformed).toMatchObject([{ id: torn }]);
		expect(readShownMap(shared)?.placed).toEqual(new Map([[berit, near]]));
	});

	test('the largest map there can be is one value that the server takes', () => {
		const shared = room();
		const placed = new Map(
			Array.from({ length: peopleMax }, (_, index) => [
				newId(),
				{ ring: 1 + (index % 5), angle: (index * 0.7) % 360 }
			])
		);
		const [one = '', two = ''] = placed.keys();
		const ties = Array.from({ length: ownTiesMax }, (_, index) => ({
			id: String(index),
			made: { by: ylva.by, at: ylva.at },
			kind: 'tie' as const,
			from: one,
			to: two,
			type: 'professional' as const,
			quality: 'wishedFor' as const,
			direction: 'fromTo' as const,
			saidBy: 'child' as const,
			kin: undefined,
			note: ''
		}));
		const captions = { rings: Array.from({ length: 5 }, () => 'æ'.repeat(lineMax)), sectors: {} };
		showMap(shared, ylva, { placed, ties, captions });
		expect(Y.encodeStateAsUpdate(shared).length).toBeLessThan(64 * 1024);
		expect(readShownMap(shared)?.placed.size).toBe(peopleMax);
		expect(readShownMap(shared)?.ties).toHaveLength(ownTiesMax);
	});
});
