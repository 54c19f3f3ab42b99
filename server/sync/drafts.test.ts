import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { togetherMax } from './broadcast.ts';
import { Drafts } from './drafts.ts';
import { isWhole } from './load.ts';
import { changedPaths } from './places.ts';
import type { Appender, LogEntry } from './logEntry.ts';

const document: Appender<LogEntry> = { id: 'room', committed: () => undefined, dropped: () => undefined };
const pages = [{ page: 'Kari' }, { page: 'Wenche' }, { page: 'Mina' }];
const keys = ['berit', 'odd', 'noor'];

interface Step {
	readonly page: number;
	readonly key: number;
	/** Whether the page has heard of everything before it writes. */
	readonly hears: boolean;
	readonly removes: boolean;
}

/** What the live document takes in when pages write like this, in the order in which it comes. */
function written(steps: readonly Step[]): { live: Y.Doc; entries: LogEntry[] } {
	const live = new Y.Doc();
	const docs = pages.map(() => new Y.Doc());
	const entries: LogEntry[] = [];
	for (const { page, key, hears, removes } of steps) {
		const doc = docs[page];
		if (!doc) continue;
		if (hears) Y.applyUpdate(doc, Y.encodeStateAsUpdate(live));
		doc.transact(() => {
			const people = doc.getMap<Y.Text>('people');
			const text = people.get(keys[key] ?? '');
			if (!text) people.set(keys[key] ?? '', new Y.Text('a'));
			else if (removes && text.length > 0) text.delete(0, 1);
			else text.insert(text.length, 'b');
		});
		const paths = new Set<string>();
		const emitted: Uint8Array[] = [];
		const hear = (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction): void => {
			emitted.push(update);
			for (const path of changedPaths(live, transaction)) paths.add(path);
		};
		live.on('update', hear);
		Y.applyUpdate(live, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(live)));
		live.off('update', hear);
		const [data] = emitted;
		if (!data) continue;
		entries.push({
			participant: null,
			rightsVersion: null,
			epoch: 1,
			data,
			clients: [],
			owner: null,
			sender: pages[page] ?? null,
			reach: { paths, clients: [doc.clientID] }
		});
	}
	return { live, entries };
}

function drafted(entries: readonly LogEntry[]): Drafts<LogEntry> {
	const drafts = new Drafts<LogEntry>();
	for (const entry of entries) if (!drafts.join(document, entry)) drafts.begin(document, entry);
	return drafts;
}

const step = fc.record({
	page: fc.nat(2),
	key: fc.nat(2),
	hears: fc.boolean(),
	removes: fc.boolean()
});

test('rows hold all that came and can be read one after the other, whole each time, whoever wrote in between', () => {
	fc.assert(
		fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
			const { live, entries } = written(steps);
			const { rows } = drafted(entries);
			expect(rows.flatMap((row) => row.entries)).toHaveLength(entries.length);
			const read = new Y.Doc();
			for (const row of rows) {
				expect(new Set(row.entries.map(({ sender }) => sender)).size).toBe(1);
				Y.applyUpdate(read, Y.mergeUpdates(row.entries.map(({ data }) => data)));
				expect(isWhole(read)).toBe(true);
			}
			expect(Y.encodeStateAsUpdate(read)).toEqual(Y.encodeStateAsUpdate(live));
		}),
		{ numRuns: 300 }
	);
});

const types = (page: number, key: number): Step => ({ page, key, hears: true, removes: false });

test('three who write at once, each about somebody else, are three rows', () => {
	const begun = [types(0, 0), types(1, 1), types(2, 2)];
	const { entries } = written([...begun, ...begun, ...begun, ...begun]);
	expect(drafted(entries).rows.map((row) => row.entries.length)).toEqual([4, 4, 4]);
});

test('what was written on top of somebody else’s words stays behind them', () => {
	const { entries } = written([types(0, 0), types(1, 0), types(0, 0)]);
	expect(drafted(entries).rows.map((row) => row.entries.length)).toEqual([1, 1, 1]);
});

test('what was not judged, or by other rights, stands alone', () => {
	const { entries } = written([types(0, 0), types(0, 0), types(0, 0)]);
	const [first, second, third] = entries;
	if (!first || !second || !third) throw new Error('three were written');
	expect(drafted([first, { ...second, sender: null, reach: null }, third]).rows).toHaveLength(3);
	expect(drafted([first, { ...second, rightsVersion: 2 }]).rows).toHaveLength(2);
	expect(drafted([first, { ...second, epoch: 2 }]).rows).toHaveLength(2);
});

test('a row holds as many as travel together', () => {
	const { entries } = written(Array.from({ length: togetherMax.updates + 1 }, () => types(0, 0)));
	expect(drafted(entries).rows.map((row) => row.entries.length)).toEqual([togetherMax.updates, 1]);
});
