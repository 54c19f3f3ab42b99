import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { isAppError } from '#lib/errors.ts';
import { EDIT, present, writeText, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import {
	createPeople,
	createPerson,
	createTie,
	movePerson,
	personNote,
	readAgreement,
	readPeople,
	readTies,
	removePeople,
	removePerson,
	removeTie,
	restorePerson,
	restoreTie,
	seedNetwork,
	setAgreement,
	setPerson,
	setTie,
	tickHelp,
	tickMember,
	tieNote
} from './document.ts';
import { HELP_TAGS, type Person } from './network.ts';

const kari: Author = { by: newId(), at: '2026-11-24T12:00:00.000Z' };
const silje: Author = { by: newId(), at: '2026-11-24T12:00:01.000Z' };
const ylva = newId();

describe('what was agreed about the map', () => {
	const agreement = { mayBeSeenBy: 'De som er i rommet', keptUntil: '2028-06-01' };

	test('is nothing until it is written, then the last that was written', () => {
		const doc = room();
		expect(readAgreement(doc)).toBeNull();
		setAgreement(doc, agreement);
		setAgreement(doc, { ...agreement, keptUntil: '2030-01-31' });
		expect(readAgreement(doc)).toEqual({ ...agreement, keptUntil: '2030-01-31' });
	});

	test('that cannot be read counts as none', () => {
		const doc = room();
		doc.getMap('meta').set('mapAgreement', { ...agreement, keptUntil: '2027-02-29' });
		expect(readAgreement(doc)).toBeNull();
	});
});

describe('people', () => {
	test('a new room has the child in the middle and nobody else', () => {
		const { entities, malformed } = readPeople(room());
		expect(malformed).toEqual([]);
		expect(entities).toMatchObject([{ id: ylva, kind: 'child', name: 'Ylva' }]);
	});

	test('a person is whole from the first moment: name, relation, place, help and an empty note', () => {
		const doc = room();
		const id = createPerson(doc, kari, {
			name: '  Berit \n Sørhaug ',
			relation: 'grandparent',
			relationText: 'mormor',
			side: 'maternal',
			sector: 'kin',
			placement: { ring: 1, angle: 102 },
			helps: ['sleepOver', 'fetchAndBring']
		});
		expect(person(doc, id)).toMatchObject({
			kind: 'person',
			name: 'Berit Sørhaug',
			relationText: 'mormor',
			placement: { ring: 1, angle: 102 },
			helps: ['sleepOver', 'fetchAndBring'],
			note: '',
			made: { by: kari.by }
		});
		expect(person(doc, id).removed).toBeUndefined();
	});

	test('a script in a name is a name', () => {
		const doc = room();
		const id = createPerson(doc, kari, { name: '<script>alert(1)</script>' });
		expect(person(doc, id).name).toBe('<script>alert(1)</script>');
	});

	test.each([
		['empty', '   '],
		['of 10,000 characters', 'å'.repeat(10_000)]
	])('a name that is %s is refused and nothing is written', (_, name) => {
		const doc = room();
		const berit = createPerson(doc, kari, { name: 'Berit' });
		const before = Y.encodeStateAsUpdate(doc);
		expect(refusedField(() => createPerson(doc, kari, { name }))).toBe('name');
		expect(refusedField(() => setPerson(doc, berit, { name }))).toBe('name');
		expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
	});

	test('a day that does not exist is refused with the name of the field', () => {
		const doc = room();
		const id = createPerson(doc, kari, { name: 'Berit' });
		expect(refusedField(() => setPerson(doc, id, { since: '2026-02-31' }))).toBe('since');
		expect(refusedField(() => setPerson(doc, id, { consent: { status: 'yes', at: '2026-02-31' } }))).toBe(
			'consent'
		);
		expect(person(doc, id).since).toBeUndefined();
	});

	test('a ring that does not exist is refused with the name of the field', () => {
		const doc = room();
		const id = createPerson(doc, kari, { name: 'Berit' });
		expect(refusedField(() => movePerson(doc, id, { ring: 9, angle: 10 }))).toBe('placement');
		expect(refusedField(() => movePerson(doc, id, { ring: 1, angle: 360 }))).toBe('placement');
		expect(person(doc, id).placement).toBeUndefined();
	});

	test('two people tick two tags at once, and both stand', () => {
		const { one, two, id, merge } = twoClients();
		tickHelp(one, id, 'sleepOver', true);
		tickHelp(two, id, 'talk', true);
		merge();
		expect(person(one, id).helps).toEqual(['sleepOver', 'talk']);
		expect(person(two, id).helps).toEqual(['sleepOver', 'talk']);
	});

	test('two people move the same person at once: one placement stands, whole', () => {
		const { one, two, id, merge } = twoClients();
		movePerson(one, id, { ring: 1, angle: 10 }, 'household');
		movePerson(two, id, { ring: 4, angle: 200 });
		merge();
		expect(person(one, id).placement).toEqual(person(two, id).placement);
		expect([
			{ ring: 1, angle: 10 },
			{ ring: 4, angle: 200 }
		]).toContainEqual(person(one, id).placement);
	});

	test('two tabs that each add a second Berit at once keep both', () => {
		const { one, two, merge } = twoClients();
		createPerson(one, kari, { name: 'Berit' });
		createPerson(two, silje, { name: 'Berit' });
		merge();
		expect(present(readPeople(one).entities).filter(({ name }) => name === 'Berit')).toHaveLength(3);
	});

	test('undoing an addition keeps the words others wrote meanwhile; redo brings person and words back', () => {
		const one = room();
		const undo = new Y.UndoManager(
			['people', 'ties'].map((root) => one.getMap(root)),
			{
				trackedOrigins: new Set([EDIT]),
				captureTimeout: 0
			}
		);
		const id = createPerson(one, kari, { name: 'Berit' });
		const two = copyOf(one);
		const note = personNote(two, id);
		if (!note) throw new Error('a person has a note');
		writeText(note, 'Leser for meg til jeg sover.');
		undo.undo();
		exchange(one, two);
		expect(person(two, id)).toMatchObject({ removed: { by: kari.by }, note: 'Leser for meg til jeg sover.' });
		undo.redo();
		exchange(one, two);
		expect(person(two, id).removed).toBeUndefined();
		expect(person(two, id).note).toBe('Leser for meg til jeg sover.');
	});

	test('many come into sight at once, with what changes along, and one undo takes all of it back', () => {
		const doc = room();
		const berit = createPerson(doc, kari, { name: 'Berit' });
		const undo = new Y.UndoManager(doc.getMap('people'), {
			trackedOrigins: new Set([EDIT]),
			captureTimeout: 0
		});
		const seen = new Set<number>();
		doc.on('update', () => seen.add(present(readPeople(doc).entities).length));
		const added = Array.from({ length: 100 }, (_, index) => ({ name: `Venn ${String(index)}` }));
		const ids = createPeople(doc, kari, added, [{ id: berit, changes: { relation: 'grandparent' } }]);
		expect(ids.map((id) => person(doc, id).name)).toEqual(added.map(({ name }) => name));
		expect([...seen]).toEqual([2, 102]);
		expect(person(doc, berit).relation).toBe('grandparent');
		undo.undo();
		expect(present(readPeople(doc).entities)).toHaveLength(2);
		expect(person(doc, berit).relation).toBeUndefined();
		expect(undo.undoStack).toHaveLength(0);
		undo.redo();
		expect(present(readPeople(doc).entities)).toHaveLength(102);
		removePeople(doc, kari, ids, [{ id: berit, changes: { relation: undefined } }]);
		expect(present(readPeople(doc).entities)).toHaveLength(2);
	});

	test('where one of many cannot be, none is', () => {
		const doc = room();
		const before = Y.encodeStateAsUpdate(doc);
		expect(refusedField(() => createPeople(doc, kari, [{ name: 'Arne' }, { name: ' ' }]))).toBe('name');
		expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
	});

	test('two remove the same person while a third edits: nothing is lost, and undo brings them back', () => {
		const { one, two, id, merge } = twoClients();
		const third = copyOf(one);
		removePerson(one, id, kari);
		removePerson(two, id, silje);
		setPerson(third, id, { relationText: 'mormor' });
		merge();
		exchange(one, third);
		exchange(one, two);
		expect(present(readPeople(two).entities).map((entity) => entity.id)).not.toContain(id);
		restorePerson(two, id);
		exchange(one, two);
		expect(person(one, id).removed).toBeUndefined();
		expect(person(one, id).relationText).toBe('mormor');
	});

	test('removing a person leaves their ties, which come back with them', () => {
		const { one: doc, id } = twoClients();
		const tie = createTie(doc, kari, { ...close, from: ylva, to: id });
		removePerson(doc, id, kari);
		expect(present(readTies(doc).entities).map((entity) => entity.id)).toEqual([tie]);
	});

	test('what was taken away of a field is gone, what was not named stays', () => {
		const { one: doc, id } = twoClients();
		setPerson(doc, id, { relation: 'aunt', side: 'maternal' });
		setPerson(doc, id, { side: undefined });
		expect(person(doc, id).relation).toBe('aunt');
		expect(person(doc, id).side).toBeUndefined();
	});
});

describe('the child', () => {
	test('cannot be taken away or moved out of the middle, whatever a client writes', () => {
		const doc = room();
		removePerson(doc, ylva, silje);
		movePerson(doc, ylva, { ring: 4, angle: 10 });
		const child = readPeople(doc).entities.find(({ id }) => id === ylva);
		expect(child).toMatchObject({ kind: 'child', removed: undefined, placement: undefined });
		expect(present(readPeople(doc).entities)).toHaveLength(1);
	});

	test('can be called by the name they use', () => {
		const doc = room();
		setPerson(doc, ylva, { name: 'Yy' });
		expect(readPeople(doc).entities[0]?.name).toBe('Yy');
	});
});

describe('what other clients may have written', () => {
	test('a malformed person is reported, the others are read', () => {
		const doc = room();
		const berit = createPerson(doc, kari, { name: 'Berit' });
		const bad = newId();
		doc.getMap('people').set(bad, new Y.Map(Object.entries({ kind: 'person', name: 7 })));
		doc.getMap('people').set('not an id', 'nonsense');
		const { entities, malformed } = readPeople(doc);
		expect(entities.map(({ id }) => id).sort()).toEqual([ylva, berit].sort());
		expect(malformed.map(({ root, id }) => [root, id])).toEqual(
			expect.arrayContaining([
				['people', bad],
				['people', 'not an id']
			])
		);
	});

	test('nonsense on a card counts as nothing said', () => {
		const doc = room();
		const berit = createPerson(doc, kari, { name: 'Berit', knows: 'yes', avatar: 'cat' });
		const entity = doc.getMap('people').get(berit);
		if (!(entity instanceof Y.Map)) throw new Error('it is there');
		for (const [field, value] of Object.entries({
			knows: 'perhaps',
			willing: 7,
			distance: 'Storgata 1',
			interpreter: false,
			importantSince: 'lenge',
			lastContact: '2026-02-30',
			avatar: '../../x',
			picture: 'https://elsewhere.example/x.png'
		}))
			entity.set(field, value);
		const [, read] = readPeople(doc).entities;
		const { knows, willing, distance, interpreter, importantSince, lastContact, avatar, picture } =
			read as Person;
		expect([knows, willing, distance, interpreter, importantSince, lastContact, avatar, picture]).toEqual(
			Array(8).fill(undefined)
		);
	});

	test('nonsense in one optional field does not take the person off the map', () => {
		const doc = room();
		const id = createPerson(doc, kari, { name: 'Berit', side: 'maternal' });
		const entity = doc.getMap('people').get(id);
		if (!(entity instanceof Y.Map)) throw new Error('the person is there');
		entity.set('placement', { ring: 'near', angle: -1 });
		entity.set('consent', 'yes');
		entity.set('helps', new Y.Map([['flyToTheMoon', true]]));
		entity.set('unknown', 1);
		expect(person(doc, id)).toMatchObject({
			name: 'Berit',
			side: 'maternal',
			placement: undefined,
			consent: undefined,
			helps: []
		});
	});

	test('a day that does not exist takes only itself away: the person stands, and so does what they answered', () => {
		const doc = room();
		const id = createPerson(doc, kari, { name: 'Berit', status: 'movedAway' });
		const entity = doc.getMap('people').get(id);
		if (!(entity instanceof Y.Map)) throw new Error('the person is there');
		entity.set('since', '2026-02-31');
		entity.set('consent', { status: 'no', at: '2026-02-31' });
		expect(person(doc, id)).toMatchObject({
			name: 'Berit',
			status: 'movedAway',
			since: undefined,
			consent: { status: 'no' }
		});
		expect(person(doc, id).consent).not.toHaveProperty('at');
	});

	test('a tie from somebody to themselves, or that nobody says, is reported', () => {
		const doc = room();
		for (const fields of [
			{ ...close, from: ylva, to: ylva },
			{ ...close, from: ylva, to: newId(), saidBy: 'rumour' },
			{ ...close, from: ylva, to: newId(), saidBy: 'participant:7' }
		])
			doc.getMap('ties').set(newId(), new Y.Map(Object.entries({ kind: 'tie', made: kari, ...fields })));
		expect(readTies(doc).entities).toEqual([]);
		expect(readTies(doc).malformed).toHaveLength(3);
	});
});

describe('ties', () => {
	test('a tie has two ends, a quality, a direction and somebody who says so', () => {
		const { one: doc, id } = twoClients();
		const tie = createTie(doc, kari, { ...close, from: ylva, to: id, saidBy: `participant:${kari.by}` });
		setTie(doc, tie, { quality: 'wishedFor', direction: 'fromTo' });
		const note = tieNote(doc, tie);
		if (!note) throw new Error('a tie has a note');
		writeText(note, 'Vil bo nærmere.');
		expect(readTies(doc).entities).toMatchObject([
			{ from: ylva, to: id, quality: 'wishedFor', direction: 'fromTo', note: 'Vil bo nærmere.' }
		]);
	});

	test('a tie that was taken away can be put back', () => {
		const { one: doc, id } = twoClients();
		const tie = createTie(doc, kari, { ...close, from: ylva, to: id });
		removeTie(doc, tie, silje);
		expect(present(readTies(doc).entities)).toEqual([]);
		restoreTie(doc, tie);
		expect(present(readTies(doc).entities)).toHaveLength(1);
	});

	test('nobody is tied to themselves', () => {
		const doc = room();
		expect(refusedField(() => createTie(doc, kari, { ...close, from: ylva, to: ylva }))).toBe('to');
	});
});

test('no container is lost, whichever two edits two clients make at once', () => {
	const edit = fc.constantFrom<(doc: Y.Doc, by: Author, id: string, tie: string) => void>(
		(doc, by) => createPerson(doc, by, { name: 'Solveig', relation: 'neighbour', helps: ['talk'] }),
		(doc, by, id) => createTie(doc, by, { ...close, from: ylva, to: id }),
		(doc, _, id) => setPerson(doc, id, { name: 'Mormor', symbol: 'triangle' }),
		(doc, _, id) => movePerson(doc, id, { ring: 2, angle: 44 }, 'family'),
		(doc, _, id) => tickHelp(doc, id, HELP_TAGS[0], true),
		(doc, _, id) => tickHelp(doc, id, HELP_TAGS[0], false),
		(doc, by, id) => removePerson(doc, id, by),
		(doc, _, id) => restorePerson(doc, id),
		(doc, _, __, tie) => setTie(doc, tie, { quality: 'strained' }),
		(doc, by, _, tie) => removeTie(doc, tie, by),
		(doc, _, __, tie) => restoreTie(doc, tie)
	);
	fc.assert(
		fc.property(fc.array(edit, { minLength: 1 }), fc.array(edit, { minLength: 1 }), (first, second) => {
			const { one, two, id, merge } = twoClients();
			const tie = createTie(one, kari, { ...close, from: ylva, to: id });
			merge();
			for (const change of first) change(one, kari, id, tie);
			for (const change of second) change(two, silje, id, tie);
			const kept = [...containersOf(one), ...containersOf(two)];
			merge();
			for (const doc of [one, two]) {
				expect(new Set(containersOf(doc))).toEqual(new Set(kept));
				expect(readPeople(doc).malformed).toEqual([]);
				expect(readTies(doc).malformed).toEqual([]);
			}
			expect(readPeople(one)).toEqual(readPeople(two));
		}),
		{ numRuns: 60 }
	);
});

describe('groups and places', () => {
	test('come by their relation, or are said to be one', () => {
		const doc = room();
		const ids = [
			createPerson(doc, kari, { name: 'Fotballaget', relation: 'group' }),
			createPerson(doc, kari, { name: 'Kolonihagen', relation: 'place' }),
			createPerson(doc, kari, { name: 'Berit', relation: 'grandparent' }),
			...createPeople(doc, kari, [{ name: 'Koret', kind: 'group' }])
		];
		expect(ids.map((id) => person(doc, id).kind)).toEqual(['group', 'place', 'person', 'group']);
	});

	test('a kind that is not known is set aside, and nobody else is', () => {
		const doc = room();
		const berit = createPerson(doc, kari, { name: 'Berit' });
		const team = createPerson(doc, kari, { name: 'Laget', kind: 'group' });
		entityOf(doc, team).set('kind', 'army');
		const { entities, malformed } = readPeople(doc);
		expect(malformed.map(({ id }) => id)).toEqual([team]);
		expect(entities.map(({ id }) => id).sort()).toEqual([ylva, berit].sort());
	});

	test('two who put two people into a group at once both did', () => {
		const one = room();
		const team = createPerson(one, kari, { name: 'Laget', kind: 'group' });
		const [nora, isak] = createPeople(one, kari, [{ name: 'Nora' }, { name: 'Isak' }]);
		const two = copyOf(one);
		tickMember(one, team, nora ?? '', true);
		tickMember(two, team, isak ?? '', true);
		exchange(one, two);
		expect(person(one, team).members).toEqual([nora, isak].toSorted());
		expect(person(two, team).members).toEqual(person(one, team).members);
		tickMember(one, team, nora ?? '', false);
		expect(person(one, team).members).toEqual([isak]);
	});

	test('what is no id among the members is not read, and whoever is no group has none', () => {
		const doc = room();
		const team = createPerson(doc, kari, { name: 'Laget', kind: 'group' });
		const berit = createPerson(doc, kari, { name: 'Berit' });
		const members = entityOf(doc, team).get('members');
		if (!(members instanceof Y.Map)) throw new Error('a group has a place for its members');
		members.set('somebody', true);
		members.set(berit, 'yes');
		expect(person(doc, team).members).toEqual([]);
		tickMember(doc, berit, team, true);
		expect(person(doc, berit).members).toBeUndefined();
		entityOf(doc, team).set('members', 7);
		expect(person(doc, team)).toMatchObject({ name: 'Laget', members: undefined });
	});

	test('through whom somebody is known is an id, and anything else counts as nothing said', () => {
		const doc = room();
		const nora = createPerson(doc, kari, { name: 'Nora' });
		const hanne = createPerson(doc, kari, { name: 'Hanne', through: nora });
		expect(person(doc, hanne).through).toBe(nora);
		setPerson(doc, hanne, { through: undefined });
		expect(person(doc, hanne).through).toBeUndefined();
		entityOf(doc, hanne).set('through', 'Nora');
		expect(person(doc, hanne).through).toBeUndefined();
		expect(refusedField(() => setPerson(doc, hanne, { through: 'Nora' }))).toBe('through');
	});
});

const close = { type: 'family', quality: 'close', direction: 'both', saidBy: 'meeting' } as const;

function room(): Y.Doc {
	const doc = new Y.Doc();
	seedNetwork(doc, kari, { childId: ylva, childName: 'Ylva' });
	return doc;
}

function person(doc: Y.Doc, id: string): Person {
	const found = readPeople(doc).entities.find((entity) => entity.id === id);
	if (!found || found.kind === 'child') throw new Error('no such person');
	return found;
}

function entityOf(doc: Y.Doc, id: string): Y.Map<unknown> {
	const found = doc.getMap('people').get(id);
	if (!(found instanceof Y.Map)) throw new Error('no such entity');
	return found as Y.Map<unknown>;
}

function copyOf(doc: Y.Doc): Y.Doc {
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	return copy;
}

function exchange(one: Y.Doc, two: Y.Doc): void {
	Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
	Y.applyUpdate(one, Y.encodeStateAsUpdate(two));
}

function twoClients() {
	const one = room();
	const id = createPerson(one, kari, { name: 'Berit' });
	const two = copyOf(one);
	return { one, two, id, merge: () => exchange(one, two) };
}

/** Every shared container of the document by its own Yjs id, which a lost one no longer has. */
function containersOf(doc: Y.Doc): string[] {
	const found: string[] = [];
	const visit = (path: string, container: Y.Map<unknown>) => {
		for (const [key, value] of container) {
			if (!(value instanceof Y.AbstractType)) continue;
			const made = value._item?.id;
			found.push(`${path}/${key} ${made?.client}:${made?.clock}`);
			if (value instanceof Y.Map) visit(`${path}/${key}`, value);
		}
	};
	for (const root of ['people', 'ties']) visit(root, doc.getMap(root));
	return found;
}

function refusedField(edit: () => unknown): string | undefined {
	try {
		edit();
	} catch (error) {
		if (isAppError(error)) return `${error.field}`;
		throw error;
	}
	throw new Error('it was not refused');
}
