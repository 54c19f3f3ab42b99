import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { inPieces } from './pieces.ts';

interface Step {
	readonly page: number;
	readonly key: number;
	readonly at: number;
	readonly does: 'writes' | 'removes' | 'sets' | 'hears';
}

const step: fc.Arbitrary<Step> = fc.record({
	page: fc.nat(2),
	key: fc.nat(2),
	at: fc.nat(30),
	does: fc.constantFrom('writes', 'writes', 'removes', 'sets', 'hears')
});

/** What three pages come to that write like this, and hear of each other now and then. */
function written(steps: readonly Step[], gc: boolean): Y.Doc {
	const docs = Array.from({ length: 3 }, () => new Y.Doc({ gc }));
	const hear = (doc: Y.Doc): void => {
		for (const other of docs) if (other !== doc) Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
	};
	for (const { page, key, at, does } of steps) {
		const doc = docs[page];
		if (!doc) continue;
		if (does === 'hears') {
			hear(doc);
			continue;
		}
		const people = doc.getMap<Y.Text>('people');
		const name = `person ${key}`;
		const text = people.get(name);
		if (!text || does === 'sets') people.set(name, new Y.Text('ord'));
		else if (does === 'writes') text.insert(Math.min(at, text.length), 'a');
		else if (text.length > 0) text.delete(Math.min(at, text.length - 1), 1);
	}
	const [doc] = docs;
	if (!doc) throw new Error('no page');
	hear(doc);
	return doc;
}

function holdsAll({ store }: Y.Doc): boolean {
	return store.pendingStructs === null && store.pendingDs === null;
}

test('pieces come to what the whole would, each whole by itself, wherever the one who gets them stands', () => {
	fc.assert(
		fc.property(
			fc.array(step, { maxLength: 60 }),
			fc.array(step, { maxLength: 120 }),
			fc.boolean(),
			fc.integer({ min: 1, max: 7 }),
			(before, after, gc, parts) => {
				const known = written(before, gc);
				const page = new Y.Doc({ gc });
				Y.applyUpdate(page, Y.encodeStateAsUpdate(known));
				Y.applyUpdate(page, Y.encodeStateAsUpdate(written(after, gc)));
				const server = new Y.Doc();
				Y.applyUpdate(server, Y.encodeStateAsUpdate(known));
				const update = Y.encodeStateAsUpdate(page, Y.encodeStateVector(server));
				const straight = new Y.Doc();
				Y.applyUpdate(straight, Y.encodeStateAsUpdate(server));
				Y.applyUpdate(straight, update);
				const pieces = inPieces(update, { whole: 0, parts, bytes: 1000 });
				for (const piece of pieces) {
					Y.applyUpdate(server, piece);
					expect(holdsAll(server)).toBe(true);
				}
				expect(server.getMap('people').toJSON()).toEqual(straight.getMap('people').toJSON());
				expect(Y.encodeStateVector(server)).toEqual(Y.encodeStateVector(straight));
				const both = new Y.Doc();
				Y.applyUpdate(both, Y.encodeStateAsUpdate(straight));
				Y.applyUpdate(both, Y.encodeStateAsUpdate(server));
				expect(Y.encodeStateAsUpdate(both)).toEqual(Y.encodeStateAsUpdate(straight));
			}
		),
		{ numRuns: 300 }
	);
});

test('a small update is a piece by itself', () => {
	const doc = new Y.Doc();
	doc.getText('words').insert(0, 'Berit henter Ylva');
	const update = Y.encodeStateAsUpdate(doc);
	expect(inPieces(update)).toEqual([update]);
});

test('much of it is cut into pieces that are small, and not so many that they would be a flood', () => {
	const doc = new Y.Doc();
	const text = doc.getText('words');
	for (let letter = 0; letter < 30_000; letter += 1) text.insert(0, 'a');
	const update = Y.encodeStateAsUpdate(doc);
	const pieces = inPieces(update);
	expect(pieces.length).toBeGreaterThan(10);
	expect(pieces.length).toBeLessThanOrEqual(101);
	const most = Math.max(...pieces.map((piece) => Y.decodeUpdate(piece).structs.length));
	expect(most).toBeLessThanOrEqual(500);
});

test('nothing is gone before what takes its place has come', () => {
	const server = new Y.Doc();
	server.getText('words').insert(0, 'x'.repeat(900));
	server.getMap('person').set('name', 'Berit');
	const page = new Y.Doc();
	Y.applyUpdate(page, Y.encodeStateAsUpdate(server));
	const text = page.getText('words');
	for (let letter = 0; letter < 900; letter += 1) {
		text.delete(text.length - 1, 1);
		text.insert(0, 'y');
	}
	page.getMap('person').set('name', 'Berit Hansen');
	const update = Y.encodeStateAsUpdate(page, Y.encodeStateVector(server));
	for (const piece of inPieces(update, { whole: 0, parts: 50, bytes: 1000 })) {
		Y.applyUpdate(server, piece);
		expect(server.getText('words').length).toBeGreaterThanOrEqual(900);
		expect(server.getMap('person').get('name')).toMatch(/^Berit/);
	}
	expect(server.getText('words').toString()).toBe('y'.repeat(900));
});
