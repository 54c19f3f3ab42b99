import fc from 'fast-check';
import * as v from 'valibot';
import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
	createEntity,
	EDIT,
	entityEntries,
	present,
	readSection,
	removeEntity,
	restoreEntity,
	setFields,
	setFlag,
	signChange,
	textAt,
	TYPE,
	wordsIn,
	writerAt,
	writeText
} from './document.ts';
import { newId } from './ids.ts';

const author = { by: newId(), at: '2026-11-24T12:00:00.000Z' };
const Thing = v.object({
	...entityEntries,
	kind: v.literal('thing'),
	name: v.pipe(v.string(), v.maxLength(120)),
	note: v.string(),
	tags: v.record(v.string(), v.literal(true))
});
const read = (doc: Y.Doc) => readSection(doc, 'people', Thing);

function createThing(doc: Y.Doc, name: string): string {
	return createEntity(doc, 'people', 'thing', author, {
		fields: { name, side: undefined },
		maps: { tags: [] },
		texts: { note: '' }
	});
}

function exchange(a: Y.Doc, b: Y.Doc): void {
	Y.applyUpdate(a, Y.encodeStateAsUpdate(b, Y.encodeStateVector(a)));
	Y.applyUpdate(b, Y.encodeStateAsUpdate(a, Y.encodeStateVector(b)));
}

describe('entities of a document', () => {
	let doc: Y.Doc;
	let other: Y.Doc;
	let id: string;
	beforeEach(() => {
		doc = new Y.Doc();
		other = new Y.Doc();
		id = createThing(doc, 'Berit');
		exchange(doc, other);
	});

	test('two people who add the same name at once make two entities, both whole', () => {
		createThing(doc, 'Silje');
		createThing(other, 'Silje');
		exchange(doc, other);
		for (const copy of [doc, other]) {
			expect(
				read(copy)
					.entities.map(({ name }) => name)
					.sort()
			).toEqual(['Berit', 'Silje', 'Silje']);
			expect(read(copy).malformed).toEqual([]);
		}
	});

	test('what others type in a removed entity is there when it is restored', () => {
		removeEntity(doc, 'people', id, author);
		const note = textAt(other, 'people', id, 'note');
		if (note) writeText(note, 'reads bedtime stories');
		exchange(doc, other);
		expect(present(read(doc).entities)).toEqual([]);
		restoreEntity(doc, 'people', id);
		expect(present(read(doc).entities)[0]?.note).toBe('reads bedtime stories');
	});

	test('undoing an addition hides the entity and keeps what others wrote in it', () => {
		const undo = new Y.UndoManager(doc.getMap('people'), { trackedOrigins: new Set([EDIT, TYPE]) });
		const added = createThing(doc, 'Solveig');
		exchange(doc, other);
		setFlag(other, 'people', added, 'tags', 'sleepOver', true);
		setFields(other, 'people', added, { name: 'Solveig Haug' });
		exchange(doc, other);
		undo.undo();
		expect(read(doc).entities.find((entity) => entity.id === added)).toMatchObject({
			name: 'Solveig Haug',
			tags: { sleepOver: true },
			removed: { by: author.by }
		});
		undo.redo();
		expect(present(read(doc).entities).map(({ name }) => name)).toContain('Solveig Haug');
	});

	test('[L5] a malformed entity is reported with its id and reason, and the others are read', () => {
		doc.getMap('people').set('not-an-id', 'torn');
		doc.getMap('people').set(newId(), 7);
		setFields(doc, 'people', id, { name: 'x'.repeat(121) });
		const fine = createThing(doc, 'Arne');
		const section = read(doc);
		expect(section.entities.map((entity) => entity.id)).toEqual([fine]);
		expect(section.malformed).toHaveLength(3);
		expect(section.malformed.every(({ reason }) => reason.length > 0)).toBe(true);
	});

	test('[T31] a key named __proto__ reaches no prototype, and lends nothing to what it stands in', () => {
		const lent = { name: 'Lent', admin: true };
		const WithPlace = v.object({ ...Thing.entries, place: v.object({ name: v.string() }) });
		const torn = createThing(doc, 'Torn');
		doc.transact(() => {
			const [entity, other] = [id, torn].map((one) => doc.getMap<Y.Map<unknown>>('people').get(one));
			entity?.set('__proto__', { admin: true });
			entity?.set('place', new Y.Map([['__proto__', lent]]));
			other?.delete('name');
			other?.set('__proto__', lent);
		});
		expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
		// Who has a name of their own is read, and whose name is only lent is not.
		expect(read(doc).entities.map(({ name }) => name)).toEqual(['Berit']);
		expect(read(doc).entities[0]).not.toHaveProperty('admin');
		expect(read(doc).malformed.map((one) => one.id)).toEqual([torn]);
		expect(readSection(doc, 'people', WithPlace).entities).toEqual([]);
	});

	test('what was written is given back: texts, lines, and what is too long to have been chosen', () => {
		const doc = new Y.Doc();
		const long = 'Hun bor hos mormor. '.repeat(20).trim();
		const id = createEntity(doc, 'people', 'thing', author, {
			fields: { name: 'Berit', side: 'left', language: long, [long]: true },
			maps: { tags: [long, 'sleepOver'] },
			texts: { note: 'Ringer først.' }
		});
		expect(wordsIn(doc, 'people', id).sort()).toEqual(['Berit', 'Ringer først.', long, long, long].sort());
		const answer = newId();
		doc
			.getMap('answers')
			.set(answer, { status: 'declined', reason: 'Ikke nå.', at: author.at, by: author.by });
		expect(wordsIn(doc, 'answers', answer)).toEqual(['Ikke nå.']);
		expect(wordsIn(doc, 'people', newId())).toEqual([]);
	});

	test('saving a form that changed nothing writes nothing', () => {
		let updates = 0;
		doc.on('update', () => (updates += 1));
		setFields(doc, 'people', id, { name: 'Berit' });
		const note = textAt(doc, 'people', id, 'note');
		if (note) writeText(note, '');
		expect(updates).toBe(0);
	});

	test('typing replaces only what differs, so words written elsewhere at the same moment stay', () => {
		fc.assert(
			fc.property(fc.string(), fc.string({ minLength: 1 }), fc.nat(), (start, insert, place) => {
				const left = new Y.Doc();
				const right = new Y.Doc();
				const text = left.getText('t');
				writeText(text, start);
				exchange(left, right);
				const at = place % (start.length + 1);
				const next = start.slice(0, at) + insert + start.slice(at);
				writeText(text, next);
				expect(text.toString()).toBe(next);
				writeText(right.getText('t'), start + '|end');
				exchange(left, right);
				expect(text.toString()).toContain('|end');
				expect(text.toString()).toBe(right.getText('t').toString());
			})
		);
	});
});

describe('who last changed an entity', () => {
	const kari = { by: newId(), at: '2026-11-20T10:00:00.000Z' };
	const at = (time: string, by = kari.by) => ({ by, at: `2026-11-20T${time}.000Z` });

	test('is written once a minute while somebody goes on, and at once where it is another', () => {
		const doc = new Y.Doc();
		const id = createEntity(doc, 'people', 'thing', kari, { fields: {} });
		const changed = () => (doc.getMap('people').get(id) as Y.Map<unknown>).get('changed');
		// Whoever has just made it need not say so again.
		signChange(doc, 'people', id, at('10:00:59'));
		expect(changed()).toBeUndefined();
		signChange(doc, 'people', id, at('10:01:00'));
		signChange(doc, 'people', id, at('10:01:30'));
		expect(changed()).toEqual(at('10:01:00'));
		const maren = newId();
		signChange(doc, 'people', id, at('10:01:31', maren));
		expect(changed()).toEqual(at('10:01:31', maren));
		// Another has changed since they made it: what they made does not speak for them any more.
		const other = createEntity(doc, 'people', 'thing', kari, { fields: {} });
		const signed = () => (doc.getMap('people').get(other) as Y.Map<unknown>).get('changed');
		signChange(doc, 'people', other, at('10:00:30', maren));
		signChange(doc, 'people', other, at('10:00:40'));
		expect(signed()).toEqual(at('10:00:40'));
		// A clock that was ahead, or somebody who says so, keeps nobody from signing.
		signChange(doc, 'people', id, at('10:01:20', maren));
		expect(changed()).toEqual(at('10:01:20', maren));
	});

	test('whose word a field holds is told by its page; of one that was taken away there is no word, and nobody’s', () => {
		const [mine, theirs] = [new Y.Doc(), new Y.Doc()];
		const id = createEntity(mine, 'people', 'thing', kari, { fields: { place: 1 } });
		exchange(mine, theirs);
		setFields(theirs, 'people', id, { place: 2 });
		exchange(mine, theirs);
		expect(writerAt(mine, 'people', id, 'place')).toBe(theirs.clientID);
		setFields(theirs, 'people', id, { place: undefined });
		exchange(mine, theirs);
		expect(writerAt(mine, 'people', id, 'place')).toBeNull();
	});

	test('a field that holds the value already, and a tick that is there, are no change', () => {
		const doc = new Y.Doc();
		const id = createEntity(doc, 'people', 'thing', kari, {
			fields: { name: 'Berit' },
			maps: { tags: ['night'] }
		});
		let updates = 0;
		doc.on('update', () => (updates += 1));
		expect(setFields(doc, 'people', id, { name: 'Berit', place: undefined })).toBe(false);
		expect(updates).toBe(0);
		expect(setFields(doc, 'people', id, { name: 'Berit Olsen' })).toBe(true);
		expect(setFlag(doc, 'people', id, 'tags', 'night', true)).toBe(false);
		expect(setFlag(doc, 'people', id, 'tags', 'night', false)).toBe(true);
		expect(setFlag(doc, 'people', id, 'name', 'night', true)).toBe(false);
	});
});

describe('two clients making any edits at once', () => {
	type Edit = { what: 'create' | 'remove' | 'restore' | 'rename' | 'flag' | 'note'; n: number; text: string };
	const edits = fc.array(
		fc.record({
			what: fc.constantFrom('create', 'remove', 'restore', 'rename', 'flag', 'note'),
			n: fc.nat(20),
			text: fc.string({ maxLength: 20 })
		}),
		{ maxLength: 25 }
	);

	/** Containers reachable from the roots, by the client and clock that made them. */
	function containers(doc: Y.Doc): Set<string> {
		const found = new Set<string>();
		for (const entity of doc.getMap('people').values())
			if (entity instanceof Y.Map)
				for (const inner of [entity, ...entity.values()])
					if (inner instanceof Y.AbstractType && inner._item)
						found.add(`${inner._item.id.client}/${inner._item.id.clock}`);
		return found;
	}

	test('never lose a container that either of them had', () => {
		fc.assert(
			fc.property(edits, edits, (left, right) => {
				const docs = [new Y.Doc(), new Y.Doc()] as const;
				const apply = (doc: Y.Doc, { what, n, text }: Edit) => {
					const ids = [...doc.getMap('people').keys()];
					const id = ids[n % Math.max(1, ids.length)];
					if (what === 'create' || id === undefined) createThing(doc, text);
					else if (what === 'remove') removeEntity(doc, 'people', id, author);
					else if (what === 'restore') restoreEntity(doc, 'people', id);
					else if (what === 'rename') setFields(doc, 'people', id, { name: text });
					else if (what === 'flag') setFlag(doc, 'people', id, 'tags', text, n % 2 === 0);
					else {
						const note = textAt(doc, 'people', id, 'note');
						if (note) writeText(note, text);
					}
				};
				left.forEach((edit) => apply(docs[0], edit));
				right.forEach((edit) => apply(docs[1], edit));
				const before = new Set([...containers(docs[0]), ...containers(docs[1])]);
				exchange(docs[0], docs[1]);
				expect(containers(docs[0])).toEqual(before);
				expect(containers(docs[1])).toEqual(before);
				expect(read(docs[0])).toEqual(read(docs[1]));
			})
		);
	});
});
