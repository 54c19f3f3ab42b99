import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { isAppError } from '#lib/errors.ts';
import { EDIT, TYPE, writeText, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { partsOf } from './agenda.ts';
import {
	createAgendaItem,
	createAgreement,
	createMeeting,
	createTask,
	droppedFrom,
	itemText,
	malformedNotes,
	moveItem,
	notesOf,
	readMeetings,
	readNotes,
	removeFromMeetings,
	restoreInMeetings,
	seedNotes,
	setAgendaItem,
	setMeeting,
	setTask,
	tickDone,
	wordsOfNotes,
	type NewMeeting
} from './document.ts';
import type { Meeting } from './meetings.ts';
import { plainText, type NoteNode } from './notes.ts';

const kari: Author = { by: newId(), at: '2026-12-10T15:00:00.000Z' };
const silje: Author = { by: newId(), at: '2026-12-10T15:00:01.000Z' };
const council: NewMeeting = {
	type: 'familyCouncil',
	title: 'Familieråd for Ylva',
	starts: '2026-12-10T15:00:00.000Z',
	ends: '2026-12-10T19:00:00.000Z',
	place: 'Fjellvik grendehus',
	purpose: 'Hvem gjør morgenene trygge?',
	agenda: ['Velkommen og regler', { text: 'Det Ylva vil si', minutes: 15 }]
};

describe('a meeting', () => {
	test('is whole from the first moment: title, time, place, purpose, agenda and empty notes', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		expect(readMeetings(doc).malformed).toEqual([]);
		expect(meetingIn(doc, id)).toMatchObject({
			type: 'familyCouncil',
			title: 'Familieråd for Ylva',
			starts: '2026-12-10T15:00:00.000Z',
			ends: '2026-12-10T19:00:00.000Z',
			place: 'Fjellvik grendehus',
			purpose: 'Hvem gjør morgenene trygge?',
			made: { by: kari.by }
		});
		expect(texts(doc, id).agenda).toEqual(['Velkommen og regler', 'Det Ylva vil si']);
		expect(notesOf(doc, id)).toBeInstanceOf(Y.XmlFragment);
		expect(readNotes(doc, id)).toEqual({ type: 'doc' });
	});

	test.each([
		[{ title: '   ' }, 'title'],
		[{ title: 'å'.repeat(10_000) }, 'title'],
		[{ place: 'å'.repeat(10_000) }, 'place'],
		[{ starts: 'i morgen' }, 'starts'],
		[{ starts: '2026-02-31T16:00:00.000Z', ends: undefined }, 'starts'],
		[{ ends: '2027-02-31T16:00:00.000Z' }, 'ends'],
		[{ ends: '2026-12-10T14:00:00.000Z' }, 'ends'],
		[{ ends: council.starts }, 'ends'],
		[{ agenda: ['Velkommen', ' '] }, 'text'],
		[{ agenda: [{ text: 'Velkommen', minutes: -5 }] }, 'minutes']
	])('with %j is refused, and tells which field', (changes, field) => {
		const problem = thrown(() => createMeeting(new Y.Doc(), kari, { ...council, ...changes }));
		expect(problem).toMatchObject({ code: 'invalid', field });
	});

	test('cannot be changed to end before it begins', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		expect(thrown(() => setMeeting(doc, id, { starts: '2026-12-10T20:00:00.000Z' }))).toMatchObject({
			field: 'ends'
		});
		setMeeting(doc, id, { starts: '2026-12-11T15:00:00.000Z', ends: undefined });
		expect(meetingIn(doc, id).starts).toBe('2026-12-11T15:00:00.000Z');
		expect(meetingIn(doc, id).ends).toBeUndefined();
	});

	test('that is taken away comes back with everything others wrote in it meanwhile', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		removeFromMeetings(doc, id, kari);
		type(doc, id, 'Ylva er redd for høye stemmer.');
		expect(meetingIn(doc, id).removed).toMatchObject({ by: kari.by });
		restoreInMeetings(doc, id);
		expect(meetingIn(doc, id).removed).toBeUndefined();
		expect(plainText(readNotes(doc, id))).toBe('Ylva er redd for høye stemmer.');
	});
});

describe('agenda, agreements and tasks', () => {
	test('stand in the order they were said, each in its own list and meeting', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		const other = createMeeting(doc, kari, { ...council, agenda: [] });
		createAgreement(doc, kari, id, 'Hanne tar morgener', true);
		createAgreement(doc, silje, id, 'Ylva prøver å bo hos Silje');
		createTask(doc, kari, other, 'Søke om støtte');
		expect(texts(doc, id)).toEqual({
			agenda: ['Velkommen og regler', 'Det Ylva vil si'],
			agreements: ['Hanne tar morgener', 'Ylva prøver å bo hos Silje'],
			tasks: []
		});
		expect(texts(doc, other)).toEqual({ agenda: [], agreements: [], tasks: ['Søke om støtte'] });
	});

	test('say who and when, and that can be taken away again', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		const hanne = newId();
		const task = createTask(doc, kari, id, 'Hente nøkkel', { who: hanne, deadline: '2026-12-19' });
		expect(partsOf(readMeetings(doc).entities, id).tasks).toMatchObject([
			{ who: hanne, deadline: '2026-12-19' }
		]);
		setTask(doc, task, { who: undefined, deadline: undefined });
		const [cleared] = partsOf(readMeetings(doc).entities, id).tasks;
		expect(cleared?.who).toBeUndefined();
		expect(cleared?.deadline).toBeUndefined();
		const item = createAgendaItem(doc, kari, id, 'Skolen forteller');
		setAgendaItem(doc, item, { who: hanne, minutes: 15 });
		expect(partsOf(readMeetings(doc).entities, id).agenda.at(-1)).toMatchObject({ who: hanne, minutes: 15 });
	});

	test.each([
		['who', 'Hanne'],
		['deadline', '2027-02-30'],
		['deadline', 'fredag']
	])('refuse a %s that is none: %j', (field, value) => {
		const doc = new Y.Doc();
		const task = createTask(doc, kari, createMeeting(doc, kari, council), 'Hente nøkkel');
		expect(thrown(() => setTask(doc, task, { [field]: value }))).toMatchObject({ code: 'invalid', field });
	});

	test.each(['', '  \n', 'å'.repeat(10_000)])('refuse a text that is empty or far too long', (text) => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		for (const make of [createAgendaItem, createAgreement, createTask])
			expect(thrown(() => make(doc, kari, id, text))).toMatchObject({ code: 'invalid', field: 'text' });
		expect(texts(doc, id).agreements).toEqual([]);
	});

	test('are ticked by somebody at some time, and unticked', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		const task = createTask(doc, kari, id, 'Hente nøkkel');
		tickDone(doc, task, silje, true);
		expect(partsOf(readMeetings(doc).entities, id).tasks[0]?.done).toEqual({ at: silje.at, by: silje.by });
		tickDone(doc, task, silje, false);
		expect(partsOf(readMeetings(doc).entities, id).tasks[0]?.done).toBeUndefined();
	});

	test('move a step at a time among those that stand, and stay at the ends', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, { ...council, agenda: [] });
		const [a, b, c] = ['a', 'b', 'c'].map((text) => createAgendaItem(doc, kari, id, text)) as [
			string,
			string,
			string
		];
		moveItem(doc, c, -1);
		expect(texts(doc, id).agenda).toEqual(['a', 'c', 'b']);
		moveItem(doc, a, -1);
		moveItem(doc, b, 1);
		expect(texts(doc, id).agenda).toEqual(['a', 'c', 'b']);
		removeFromMeetings(doc, c, kari);
		moveItem(doc, b, -1);
		expect(texts(doc, id).agenda).toEqual(['b', 'a']);
	});

	test.each([['same'], ['!'], ['zzzz'], ['a0']])(
		'can be moved and added to where a client wrote the order %j on all of them',
		(order) => {
			const doc = new Y.Doc();
			const id = createMeeting(doc, kari, { ...council, agenda: [] });
			const made = ['a', 'b', 'c'].map((text) => createAgendaItem(doc, kari, id, text));
			for (const item of made) (doc.getMap('meetings').get(item) as Y.Map<unknown>).set('order', order);
			createAgendaItem(doc, kari, id, 'd');
			expect(texts(doc, id).agenda).toEqual(['a', 'b', 'c', 'd']);
			moveItem(doc, made[2]!, -1);
			expect(texts(doc, id).agenda).toEqual(['a', 'c', 'b', 'd']);
		}
	);

	test('undoing an addition takes it away and keeps what others wrote in it; redoing brings both back', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		const undo = new Y.UndoManager([doc.getMap('meetings')], {
			trackedOrigins: new Set([EDIT]),
			captureTimeout: 0
		});
		const agreement = createAgreement(doc, kari, id, 'Snøball');
		asOther(doc, (other) => writeText(itemText(other, agreement)!, 'Snøball blir med.'));
		undo.undo();
		expect(texts(doc, id).agreements).toEqual([]);
		undo.redo();
		expect(texts(doc, id).agreements).toEqual(['Snøball blir med.']);
	});

	test('undoing one’s own typing in an agreement leaves the words others typed there', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		const agreement = createAgreement(doc, kari, id, 'Hanne');
		const undo = new Y.UndoManager([doc.getMap('meetings')], { trackedOrigins: new Set([TYPE]) });
		writeText(itemText(doc, agreement)!, 'Hanne tar morgener');
		asOther(doc, (other) => writeText(itemText(other, agreement)!, 'Hanne tar morgener mandag til onsdag'));
		undo.undo();
		expect(texts(doc, id).agreements).toEqual(['Hanne mandag til onsdag']);
	});
});

describe('two people at once', () => {
	test('each adds an agreement: both stand, in one order for both', () => {
		const [a, b] = twoPages();
		const id = createMeeting(a, kari, council);
		meet(a, b);
		createAgreement(a, kari, id, 'Fra Kari');
		createAgreement(b, silje, id, 'Fra Silje');
		meet(a, b);
		expect(texts(a, id).agreements.sort()).toEqual(['Fra Kari', 'Fra Silje']);
		expect(texts(a, id)).toEqual(texts(b, id));
	});

	test('write notes in the same meeting: every word stands', () => {
		const [a, b] = twoPages();
		const id = createMeeting(a, kari, council);
		meet(a, b);
		type(a, id, 'Ylva spør: Får Snøball være med?');
		type(b, id, 'Vi snakker rolig.');
		meet(a, b);
		for (const words of ['Får Snøball være med?', 'Vi snakker rolig.'])
			expect(plainText(readNotes(a, id))).toContain(words);
		expect(readNotes(a, id)).toEqual(readNotes(b, id));
	});

	test('whatever two do, no list and no notes that either had are lost', () => {
		fc.assert(
			fc.property(fc.array(edit(), { maxLength: 6 }), fc.array(edit(), { maxLength: 6 }), (mine, theirs) => {
				const [a, b] = twoPages();
				const id = createMeeting(a, kari, council);
				meet(a, b);
				for (const run of mine) run(a, id, kari);
				for (const run of theirs) run(b, id, silje);
				const had = new Set([a, b].flatMap((doc) => [...doc.getMap('meetings').keys()]));
				const notes = [a, b].map((doc) => plainText(readNotes(doc, id)));
				meet(a, b);
				expect(readMeetings(a)).toEqual(readMeetings(b));
				expect(readMeetings(a).malformed).toEqual([]);
				expect(new Set(a.getMap('meetings').keys())).toEqual(had);
				const together = plainText(readNotes(a, id));
				for (const line of notes.flatMap((words) => words.split('\n'))) expect(together).toContain(line);
			}),
			{ numRuns: 60 }
		);
	});
});

describe('what a hostile or broken client wrote', () => {
	test('a meeting without notes is reported and not shown: an editor on it would lose what is typed', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		(doc.getMap('meetings').get(id) as Y.Map<unknown>).set('notes', 'torn');
		expect(readMeetings(doc).entities.some((entity) => entity.id === id)).toBe(false);
		expect(readMeetings(doc).malformed).toEqual([{ root: 'meetings', id, reason: 'notes are missing' }]);
		expect(readNotes(doc, id)).toEqual({ type: 'doc' });
	});

	test('a meeting that begins on a day that does not exist is reported, and one that ends on it only loses its end', () => {
		const doc = new Y.Doc();
		const [never, endless] = [createMeeting(doc, kari, council), createMeeting(doc, kari, council)];
		(doc.getMap('meetings').get(never) as Y.Map<unknown>).set('starts', '2026-02-31T16:00:00.000Z');
		(doc.getMap('meetings').get(endless) as Y.Map<unknown>).set('ends', '2027-02-31T16:00:00.000Z');
		expect(readMeetings(doc).malformed.map((entity) => entity.id)).toEqual([never]);
		expect(meetingIn(doc, endless)).toMatchObject({
			title: council.title,
			starts: council.starts,
			ends: undefined,
			place: council.place
		});
	});

	test('one torn item is reported, the others stand', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		const task = createTask(doc, kari, id, 'Hente nøkkel');
		(doc.getMap('meetings').get(task) as Y.Map<unknown>).set('meeting', '../../etc');
		expect(readMeetings(doc).malformed.map((entity) => entity.id)).toEqual([task]);
		expect(texts(doc, id).agenda).toHaveLength(2);
	});

	test('a bad optional field counts as absent', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		const task = createTask(doc, kari, id, 'Hente nøkkel');
		const map = doc.getMap('meetings').get(task) as Y.Map<unknown>;
		map.set('who', '<img onerror>');
		map.set('deadline', '2027-02-30');
		map.set('done', 'ja');
		expect(partsOf(readMeetings(doc).entities, id).tasks).toMatchObject([
			{ text: 'Hente nøkkel', who: undefined, deadline: undefined, done: undefined }
		]);
	});

	test('a script node in the notes is dropped and reported, the words around it stand', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		type(doc, id, 'Før.');
		const script = new Y.XmlElement('script');
		script.insert(0, [new Y.XmlText('alert(1)')]);
		notesOf(doc, id)!.push([script]);
		type(doc, id, 'Etter.');
		expect(plainText(readNotes(doc, id))).toBe('Før.\nEtter.');
		// Where the notes are only shown, nobody's words are missing.
		expect(wordsOfNotes(notesOf(doc, id)!, () => 'Kari')).toBe('Før.\nalert(1)\nEtter.');
		expect(malformedNotes(doc, id)).toEqual([{ root: 'meetings', id, reason: 'notes: node script' }]);
	});

	test('hooks, loose text and embedded things in the notes are reported, never thrown', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		const fragment = notesOf(doc, id)!;
		const paragraph = new Y.XmlElement('paragraph');
		const text = new Y.XmlText();
		text.applyDelta([{ insert: 'hei' }, { insert: { image: 'https://a.example/x.png' } }]);
		paragraph.insert(0, [text]);
		fragment.insert(0, [new Y.XmlHook('x') as unknown as Y.XmlElement, new Y.XmlText('løs'), paragraph]);
		expect(plainText(readNotes(doc, id))).toBe('hei');
		expect(malformedNotes(doc, id).map(({ reason }) => reason)).toEqual([
			'notes: node hook',
			'notes: place text',
			'notes: node embed'
		]);
	});

	test('thousands of elements in each other do not break the reader', () => {
		const doc = new Y.Doc();
		const id = createMeeting(doc, kari, council);
		let outer: Y.XmlFragment = notesOf(doc, id)!;
		doc.transact(() => {
			for (let depth = 0; depth < 5_000; depth += 1) {
				const quote = new Y.XmlElement('blockquote');
				outer.insert(0, [quote]);
				outer = quote;
			}
		});
		expect(readNotes(doc, id)).toEqual({ type: 'doc' });
		expect(droppedFrom(notesOf(doc, id))).toEqual([{ what: 'depth', name: 'blockquote' }]);
	});
});

test('first notes are written as the editor writes them, and only where there are none', () => {
	const doc = new Y.Doc();
	const id = createMeeting(doc, kari, council);
	const notes: NoteNode = {
		type: 'doc',
		content: [
			{ type: 'heading', level: 2, content: [{ type: 'text', text: 'Morgener' }] },
			{
				type: 'paragraph',
				content: [
					{ type: 'text', text: 'Ring ' },
					{ type: 'text', text: 'Berit', marks: [{ type: 'bold' }] },
					{ type: 'text', text: ' eller ' },
					{ type: 'mention', person: newId() },
					{ type: 'text', text: ' først.' }
				]
			},
			{
				type: 'taskList',
				content: [
					{
						type: 'taskItem',
						checked: true,
						content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Nøkkel' }] }]
					}
				]
			}
		]
	};
	seedNotes(doc, id, notes);
	expect(readNotes(doc, id)).toEqual(notes);
	expect(malformedNotes(doc, id)).toEqual([]);
	seedNotes(doc, id, { type: 'doc', content: [{ type: 'paragraph' }] });
	expect(readNotes(doc, id)).toEqual(notes);
});

function meetingIn(doc: Y.Doc, id: string): Meeting {
	const found = readMeetings(doc).entities.find((entity) => entity.id === id);
	if (found?.kind !== 'meeting') throw new Error('no such meeting');
	return found;
}

function texts(doc: Y.Doc, meeting: string) {
	const { agenda, agreements, tasks } = partsOf(readMeetings(doc).entities, meeting);
	const words = (items: readonly { text: string }[]) => items.map(({ text }) => text);
	return { agenda: words(agenda), agreements: words(agreements), tasks: words(tasks) };
}

/** A paragraph at the end of the notes, as the editor writes it. */
function type(doc: Y.Doc, meeting: string, words: string): void {
	const paragraph = new Y.XmlElement('paragraph');
	paragraph.insert(0, [new Y.XmlText(words)]);
	notesOf(doc, meeting)!.push([paragraph]);
}

function twoPages(): [Y.Doc, Y.Doc] {
	return [new Y.Doc(), new Y.Doc()];
}

function meet(a: Y.Doc, b: Y.Doc): void {
	Y.applyUpdate(a, Y.encodeStateAsUpdate(b, Y.encodeStateVector(a)));
	Y.applyUpdate(b, Y.encodeStateAsUpdate(a, Y.encodeStateVector(b)));
}

/** An edit that comes in from another page. */
function asOther(doc: Y.Doc, edited: (other: Y.Doc) => void): void {
	const other = new Y.Doc();
	meet(doc, other);
	edited(other);
	meet(doc, other);
}

function thrown(run: () => unknown): unknown {
	try {
		run();
	} catch (error) {
		if (isAppError(error)) return error;
		throw error;
	}
	throw new Error('expected a refusal');
}

type Edit = (doc: Y.Doc, meeting: string, author: Author) => void;

/** Any one edit that a page makes, on some item of the meeting. */
function edit(): fc.Arbitrary<Edit> {
	const on = (pick: number, run: (doc: Y.Doc, id: string, author: Author) => void): Edit => {
		return (doc, meeting, author) => {
			const { agenda, agreements, tasks } = partsOf(readMeetings(doc).entities, meeting);
			const items = [...agenda, ...agreements, ...tasks];
			const item = items[pick % Math.max(1, items.length)];
			if (item) run(doc, item.id, author);
		};
	};
	return fc.nat(50).chain((pick) =>
		fc.constantFrom<Edit>(
			(doc, meeting, author) => createAgendaItem(doc, author, meeting, 'Ny sak'),
			(doc, meeting, author) => createAgreement(doc, author, meeting, 'Enig'),
			(doc, meeting, author) => createTask(doc, author, meeting, 'Gjøre'),
			(doc, meeting) => type(doc, meeting, `Notat ${pick}.`),
			(doc, meeting) => setMeeting(doc, meeting, { title: `Råd ${pick}` }),
			on(pick, (doc, id) => moveItem(doc, id, pick % 2 === 0 ? 1 : -1)),
			on(pick, (doc, id, author) => tickDone(doc, id, author, pick % 2 === 0)),
			on(pick, (doc, id, author) => removeFromMeetings(doc, id, author)),
			on(pick, (doc, id) => writeText(itemText(doc, id)!, `Endret ${pick}`))
		)
	);
}
