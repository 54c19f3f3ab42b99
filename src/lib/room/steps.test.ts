import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createEntity, removeEntity, setFields, setFlag, signChange, textAt, writeText } from './document.ts';
import { newId } from './ids.ts';
import { Steps } from './steps.ts';

const author = { by: newId(), at: '2026-11-20T10:00:00.000Z' };
const fields = ['name', 'place', 'sector'] as const;

/** Kari, whose steps are undone, and Maren, on copies of one document that tell each other everything. */
function two() {
	const [kari, maren] = [new Y.Doc(), new Y.Doc()];
	const ids = ['Berit', 'Arne', 'Nora'].map((name) =>
		createEntity(kari, 'people', 'thing', author, {
			fields: { name, place: 1 },
			maps: { tags: ['night'] },
			texts: { note: '' }
		})
	);
	const exchange = () => {
		Y.applyUpdate(maren, Y.encodeStateAsUpdate(kari, Y.encodeStateVector(maren)), 'far');
		Y.applyUpdate(kari, Y.encodeStateAsUpdate(maren, Y.encodeStateVector(kari)), 'far');
	};
	exchange();
	const steps = new Steps(() => undefined);
	steps.follow(kari, ['people']);
	const of = (index: number) => {
		const entity = kari.getMap('people').get(ids[index] ?? '') as Y.Map<unknown>;
		return entity.toJSON() as Record<string, unknown>;
	};
	return { kari, maren, ids, exchange, steps, of };
}

describe('undo beside others', () => {
	test('a step that others changed is left and told, and the one before is taken back only by the next press', () => {
		const { kari, maren, ids, exchange, steps, of } = two();
		const [berit = '', arne = ''] = ids;
		setFields(kari, 'people', berit, { name: 'Berit Olsen' });
		setFields(kari, 'people', arne, { place: 2, sector: 'kin' });
		exchange();
		setFields(maren, 'people', arne, { place: 3 });
		exchange();
		expect(steps.undo()).toEqual([maren.clientID]);
		// Neither Berit's name nor half of Arne's move.
		expect(of(0)).toMatchObject({ name: 'Berit Olsen' });
		expect(of(1)).toMatchObject({ place: 3, sector: 'kin' });
		expect(steps.canUndo).toBe(true);
		expect(steps.undo()).toEqual([]);
		expect(of(0)).toMatchObject({ name: 'Berit' });
		expect(of(1)).toMatchObject({ place: 3, sector: 'kin' });
		expect([steps.canUndo, steps.canRedo]).toEqual([false, true]);
	});

	test('a signature is no step: that another signed another change keeps nobody from taking back their own', () => {
		const { kari, maren, ids, exchange, steps, of } = two();
		const [berit = ''] = ids;
		const later = { by: newId(), at: '2026-11-20T11:00:00.000Z' };
		setFields(kari, 'people', berit, { place: 2 });
		signChange(kari, 'people', berit, { ...author, at: '2026-11-20T10:30:00.000Z' });
		exchange();
		setFields(maren, 'people', berit, { name: 'Berit Olsen' });
		signChange(maren, 'people', berit, later);
		exchange();
		expect(steps.undo()).toEqual([]);
		expect(of(0)).toMatchObject({ name: 'Berit Olsen', place: 1, changed: later });
	});

	test('tells which entities have become other by it, of texts too, so that whoever took back can sign', () => {
		const kari = new Y.Doc();
		const berit = createEntity(kari, 'people', 'thing', author, { fields: { place: 1 } });
		const tie = createEntity(kari, 'ties', 'tie', author, { fields: {}, texts: { note: '' } });
		const told: string[][] = [];
		const steps = new Steps(
			() => undefined,
			(_, paths) => told.push([...paths])
		);
		steps.follow(kari, ['people', 'ties']);
		writeText(textAt(kari, 'ties', tie, 'note') ?? new Y.Text(), 'De ringer hver søndag.');
		setFields(kari, 'people', berit, { place: 2 });
		expect(told).toEqual([]);
		steps.undo();
		steps.undo();
		steps.redo();
		expect(told).toEqual([[`people/${berit}`], [`ties/${tie}`], [`ties/${tie}`]]);
		// What is written then is no step of its own, and what was taken back can still be done again.
		signChange(kari, 'people', berit, { by: newId(), at: '2026-11-20T11:00:00.000Z' });
		expect(steps.canRedo).toBe(true);
	});

	test('redo leaves what others have changed since, and goes on to no other step', () => {
		const { kari, maren, ids, exchange, steps, of } = two();
		const [berit = '', arne = ''] = ids;
		setFields(kari, 'people', berit, { name: 'Berit Olsen' });
		setFields(kari, 'people', arne, { place: 2 });
		steps.undo();
		steps.undo();
		exchange();
		setFields(maren, 'people', berit, { name: 'Berit Hansen' });
		exchange();
		expect(steps.redo()).toEqual([maren.clientID]);
		expect(of(0)).toMatchObject({ name: 'Berit Hansen' });
		expect(of(1)).toMatchObject({ place: 1 });
		expect(steps.redo()).toEqual([]);
		expect(of(1)).toMatchObject({ place: 2 });
	});

	test('of a step over several, only what others changed is left', () => {
		const { kari, maren, ids, exchange, steps, of } = two();
		steps.together(() => {
			for (const id of ids) removeEntity(kari, 'people', id, author);
		});
		exchange();
		removeEntity(maren, 'people', ids[1] ?? '', { ...author, by: newId() });
		exchange();
		expect(steps.undo()).toEqual([maren.clientID]);
		expect([0, 1, 2].map((index) => 'removed' in of(index))).toEqual([false, true, false]);
	});

	test('what was ticked, and unticked by others, is left: who did so cannot be told', () => {
		const { kari, maren, ids, exchange, steps, of } = two();
		const [berit = ''] = ids;
		setFields(kari, 'people', berit, { place: 4 });
		setFlag(kari, 'people', berit, 'tags', 'school', true);
		exchange();
		setFlag(maren, 'people', berit, 'tags', 'school', false);
		exchange();
		expect(steps.undo()).toEqual([null]);
		expect(of(0)).toMatchObject({ place: 4, tags: { night: true } });
	});

	test('typing is taken back among the words of others', () => {
		const { kari, maren, ids, exchange, steps, of } = two();
		const [berit = ''] = ids;
		const write = (doc: Y.Doc, words: string) => {
			const note = textAt(doc, 'people', berit, 'note');
			if (note) writeText(note, words);
		};
		write(kari, 'Leser høyt.');
		exchange();
		write(maren, 'Leser høyt. Hver kveld.');
		exchange();
		expect(steps.undo()).toEqual([]);
		expect(of(0)).toMatchObject({ note: ' Hver kveld.' });
		write(kari, 'Synger. Hver kveld.');
		exchange();
		write(maren, '');
		exchange();
		expect(steps.undo()).toEqual([null]);
		expect(of(0)).toMatchObject({ note: '' });
	});

	test('whatever two people do, a press takes back the last own step alone, or leaves it and says so', () => {
		/** Which write a value is: each is another, so that a value that was put back is known from the same written anew. */
		type Values = Record<string, number>;
		interface Made {
			readonly person: number;
			readonly before: Values;
			readonly after: Values;
		}
		const doing = fc.record({
			what: fc.constantFrom('kari', 'kari', 'maren', 'undo', 'undo', 'redo'),
			person: fc.nat(2),
			fields: fc.subarray([...fields], { minLength: 1 }),
			away: fc.boolean()
		});
		fc.assert(
			fc.property(fc.array(doing, { maxLength: 40 }), (doings) => {
				const { kari, maren, ids, exchange, steps, of } = two();
				let write = 0;
				/** What stands, by write; who took a field away is a write as well. */
				const stands: Values[] = ids.map(() => ({}));
				const shown: Record<number, unknown> = {};
				ids.forEach((_, person) => {
					for (const field of fields) {
						write += 1;
						(stands[person] ??= {})[field] = write;
						shown[write] = of(person)[field];
					}
				});
				const [done, undone]: [Made[], Made[]] = [[], []];
				const pick = (values: Values, names: readonly string[]) =>
					Object.fromEntries(names.map((name) => [name, values[name] ?? 0]));
				for (const { what, person, fields: names, away } of doings) {
					if (what === 'undo' || what === 'redo') {
						const [from, to] = what === 'undo' ? [done, undone] : [undone, done];
						const last = from.pop();
						const told = steps[what]();
						if (!last) {
							expect(told).toEqual([]);
							continue;
						}
						const [left, back] = what === 'undo' ? [last.after, last.before] : [last.before, last.after];
						const now = stands[last.person] ?? {};
						const changed = Object.entries(left).some(([name, value]) => now[name] !== value);
						expect(told.length > 0).toBe(changed);
						if (!changed) {
							Object.assign(now, back);
							to.push(last);
						}
					} else {
						const now = stands[person] ?? {};
						// What is not there cannot be taken away.
						const reached = names.filter((name) => !away || shown[now[name] ?? 0] !== undefined);
						if (reached.length === 0) continue;
						const before = pick(now, reached);
						for (const name of reached) {
							write += 1;
							now[name] = write;
							shown[write] = away ? undefined : write * 10;
						}
						setFields(
							what === 'kari' ? kari : maren,
							'people',
							ids[person] ?? '',
							Object.fromEntries(reached.map((name) => [name, away ? undefined : write * 10]))
						);
						for (const name of reached) shown[now[name] ?? 0] = away ? undefined : write * 10;
						if (what === 'kari') {
							done.push({ person, before, after: pick(now, reached) });
							undone.length = 0;
						}
					}
					exchange();
					for (const [index, values] of stands.entries())
						for (const field of fields) expect(of(index)[field]).toBe(shown[values[field] ?? 0]);
					expect(steps.canUndo).toBe(done.length > 0);
					expect(maren.getMap('people').toJSON()).toEqual(kari.getMap('people').toJSON());
				}
			}),
			{ numRuns: 500 }
		);
	});
});
