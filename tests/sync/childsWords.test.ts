// [L3] What the child says about somebody on the map is written by the child, or by whoever leads the room: by nobody
// else, whose entry it may be and whatever their client sends.
import * as Y from 'yjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPerson, personNote, readPeople, setPerson, signNote } from '#lib/network/document.ts';
import type { Person } from '#lib/network/network.ts';
import { defineRoots, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { refusedWith } from '#lib/room/refused.svelte.ts';
import type { Refusal } from '#lib/room/rights.ts';
import { ROOTS, type Role } from '#lib/room/spaces.ts';
import * as participants from '../../server/access/participants.ts';
import { standardLimits } from '../../server/limits.ts';
import { judge, type Permission, type Verdict } from '../../server/sync/judge.ts';
import { neutralise } from '../../server/sync/neutralise.ts';
import { changedPaths } from '../../server/sync/places.ts';
import { readUpdate } from '../../server/sync/updateReader.ts';
import { connect, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const at = '2026-12-10T15:00:00.000Z';

/** A room with Berit on the map, whose entry is the guest's own; the caseworker and the guest are there. */
async function roomWith(role: Role) {
	const made = await server.room();
	const kari = connect(server.ws, made.roomId, made.cookie, server.origin);
	await until(() => kari.saved);
	const author: Author = { by: made.participantId, at };
	const berit = createPerson(kari.doc, author, { name: 'Berit', note: 'Hun synger.' });
	await until(() => kari.saved);
	const guest = await server.guest(made.roomId, role);
	await participants.addOwn(server.sql, guest.participant, [berit]);
	const page = connect(server.ws, made.roomId, guest.cookie, server.origin);
	await until(() => page.saved);
	return {
		kari: { doc: kari.doc, author },
		page: { doc: page.doc, author: { by: guest.participant, at } },
		berit,
		refused: () => page.notices.filter((notice) => notice.type === 'refused'),
		saved: () => until(() => page.saved && kari.saved),
		closed: () => page.closed,
		leave: () => [kari, page].forEach((one) => one.leave())
	};
}

function person(doc: Y.Doc, id: string): Person {
	const found = readPeople(doc).entities.find((entity) => entity.id === id);
	if (found?.kind !== 'person') throw new Error('nobody');
	return found;
}

function write(doc: Y.Doc, id: string, words: string): void {
	const note = personNote(doc, id);
	if (!note) throw new Error('a person has a place for words');
	note.insert(0, words);
}

/** What the child says about somebody, and who wrote that down. */
function words(doc: Y.Doc, id: string): string {
	const { note, noteBy } = person(doc, id);
	return `${note} (${noteBy?.by ?? 'unsigned'})`;
}

const path = (id: string, field: string) => `people/${id}/${field}`;

describe('the child’s words about somebody', () => {
	test.each<Role>(['child', 'coordinator'])('are written by the %s', async (role) => {
		const { kari, page, berit, refused, saved, leave } = await roomWith(role);
		write(page.doc, berit, 'Hun leser for meg. ');
		signNote(page.doc, berit, page.author);
		await saved();
		await until(() => person(kari.doc, berit).noteBy?.by === page.author.by);
		expect(person(kari.doc, berit).note).toBe('Hun leser for meg. Hun synger.');
		expect(refused()).toEqual([]);
		leave();
	});

	test.each<Role>(['relative', 'network', 'parent', 'fosterParent'])(
		'are not written by a %s, not even about themself: the words are given back, and the rest is taken',
		async (role) => {
			const { kari, page, berit, refused, saved, leave } = await roomWith(role);
			page.doc.transact(() => {
				write(page.doc, berit, 'Jeg vil bo hos henne. ');
				signNote(page.doc, berit, { ...kari.author, at: '2026-12-11T15:00:00.000Z' });
				setPerson(page.doc, berit, { relationText: 'mormor' });
			});
			await until(() => refused().length > 0);
			await saved();
			expect(refused()).toHaveLength(1);
			const [notice] = refused();
			const paths = notice?.type === 'refused' ? notice.paths : [];
			expect(notice).toMatchObject({ reason: 'notYours' });
			expect([...paths].sort()).toEqual([path(berit, 'note'), path(berit, 'noteBy')]);
			await until(() => person(kari.doc, berit).relationText === 'mormor');
			expect(words(kari.doc, berit)).toBe(`Hun synger. (${kari.author.by})`);
			const back = refusedWith(null, page.doc, paths, 'notYours');
			expect(back.words).toEqual(['Jeg vil bo hos henne. Hun synger.']);
			expect(back.contents.size).toBe(0);
			leave();
		}
	);

	test('nor put there with somebody new: they come without, and with a place for the child’s words', async () => {
		const { kari, page, refused, saved, leave } = await roomWith('parent');
		const solveig = createPerson(page.doc, page.author, { name: 'Solveig', note: 'Best av alle.' });
		await until(() => refused().length > 0);
		await saved();
		await until(() => readPeople(kari.doc).entities.some(({ id }) => id === solveig));
		expect(words(kari.doc, solveig)).toBe(' (unsigned)');
		write(kari.doc, solveig, 'Hun har hund.');
		await saved();
		expect(person(kari.doc, solveig).note).toBe('Hun har hund.');
		leave();
	});

	test('stay when somebody tries to put others in their place, or to take them away', async () => {
		for (const forge of [
			(entity: Y.Map<unknown>) => entity.set('note', 'Sagt for barnet'),
			(entity: Y.Map<unknown>) => entity.set('note', new Y.Text('Sagt for barnet')),
			(entity: Y.Map<unknown>) => entity.delete('note'),
			(entity: Y.Map<unknown>) => (entity.get('note') as Y.Text).delete(0, 4), // it is one, as it was made
			(entity: Y.Map<unknown>) => (entity.get('note') as Y.Text).setAttribute('note', 'x'),
			(entity: Y.Map<unknown>) => entity.delete('noteBy')
		]) {
			const { kari, page, berit, refused, closed, leave } = await roomWith('relative');
			const entity = page.doc.getMap<Y.Map<unknown>>('people').get(berit);
			if (!entity) throw new Error('nobody');
			forge(entity);
			await until(() => refused().length > 0);
			expect(closed()).toBe(null);
			expect(words(kari.doc, berit)).toBe(`Hun synger. (${kari.author.by})`);
			leave();
		}
	});

	test('that are older than their signature are read on', () => {
		const doc = new Y.Doc();
		defineRoots(doc, 'room');
		const berit = createPerson(doc, { by: newId(), at }, { name: 'Berit' });
		write(doc, berit, 'Fra før.');
		expect(words(doc, berit)).toBe('Fra før. (unsigned)');
	});
});

describe('whatever a client makes of an entry', () => {
	const roots = new Set(ROOTS.room.filter((root) => root !== 'meta'));
	/** Of those who may write everybody on the map, and not the child's words. */
	const permission: Permission = {
		roots,
		mayUse: () => true,
		refuses: (_root, key): Refusal | null => (/\/note(By)?$/u.test(key) ? 'notYours' : null),
		outgrown: () => new Map(),
		swollen: () => [],
		nestingDepth: 12
	};
	const key = fc.constantFrom('note', 'noteBy', 'helps', 'relationText');
	const doing = fc.oneof(
		fc.record({ what: fc.constant('set'), key, value: fc.constantFrom('words', 'text', 'filled', 'map') }),
		fc.record({
			what: fc.constantFrom('type', 'erase', 'delete', 'inside', 'undo'),
			key,
			value: fc.constant('')
		})
	);
	type Doing = typeof doing extends fc.Arbitrary<infer T> ? T : never;

	function act(entity: Y.Map<unknown>, { what, key, value }: Doing, undo: Y.UndoManager): void {
		const now = entity.get(key);
		if (what === 'set')
			entity.set(
				key,
				{ words: 'forged', text: new Y.Text(), filled: new Y.Text('forged'), map: new Y.Map() }[value]
			);
		else if (what === 'delete') entity.delete(key);
		else if (what === 'undo') undo.undo();
		else if (now instanceof Y.Text && what === 'type') now.insert(now.length, 'forged');
		else if (now instanceof Y.Text && what === 'erase') now.delete(0, Math.min(3, now.length));
		else if (now instanceof Y.Map && what === 'inside') now.set('note', new Y.Text('inside a set'));
	}

	function take(stored: Y.Doc, update: Uint8Array): void {
		const outline = readUpdate(update, standardLimits);
		const verdict = judge(stored, outline, permission);
		if (verdict.kind !== 'good') return;
		const rest = verdict.refused.size === 0 ? update : neutralise(update, outline, verdict);
		const again: Verdict = judge(stored, readUpdate(rest, standardLimits), permission);
		if (again.kind !== 'good') throw new Error(again.kind);
		expect([...again.refused.keys()]).toEqual([]);
		const changed = new Set<string>();
		const hear = (transaction: Y.Transaction) => {
			for (const one of changedPaths(stored, transaction)) changed.add(one);
		};
		stored.on('afterTransaction', hear);
		Y.applyUpdate(stored, rest);
		stored.off('afterTransaction', hear);
		expect([...changed].filter((one) => !again.touched.has(one))).toEqual([]);
	}

	test('the child’s words there are as they were, and nobody new has any', () => {
		fc.assert(
			fc.property(
				fc.array(fc.record({ on: fc.constantFrom('old', 'new'), doing }), { minLength: 1, maxLength: 8 }),
				fc.boolean(),
				(steps, together) => {
					const stored = new Y.Doc();
					defineRoots(stored, 'room');
					const author = { by: newId(), at };
					const old = createPerson(stored, author, { name: 'Berit', note: 'Hun synger.' });
					const page = new Y.Doc();
					defineRoots(page, 'room');
					Y.applyUpdate(page, Y.encodeStateAsUpdate(stored));
					const outbox: Uint8Array[] = [];
					page.on('update', (update: Uint8Array) => outbox.push(update));
					const people = page.getMap<Y.Map<unknown>>('people');
					const undo = new Y.UndoManager(people, { captureTimeout: 0 });
					const made = newId();
					page.transact(() => {
						const entity = new Y.Map<unknown>();
						people.set(made, entity);
						entity.set('kind', 'person');
						entity.set('name', 'Ny');
						entity.set('made', author);
						entity.set('helps', new Y.Map());
						if (!together) return;
						for (const { doing } of steps) act(entity, doing, undo);
					});
					if (!together)
						for (const { on, doing } of steps) {
							const entity = people.get(on === 'old' ? old : made);
							if (entity) page.transact(() => act(entity, doing, undo));
						}
					if (together && outbox.length > 1) take(stored, Y.mergeUpdates(outbox));
					else for (const update of outbox) take(stored, update);
					expect(words(stored, old)).toBe(`Hun synger. (${author.by})`);
					const stands = readPeople(stored).entities.find(({ id }) => id === made);
					if (stands?.kind === 'person') expect(words(stored, made)).toBe(' (unsigned)');
					expect(stored.store.pendingStructs).toBe(null);
				}
			),
			{ numRuns: 3_000, seed: 20_261_130 }
		);
	});
});
