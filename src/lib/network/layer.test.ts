import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOthersToo, onLayer, type LayerEdits } from './layer.ts';
import type { Person, Placement } from './network.ts';

const stamp = { at: '2026-11-30T15:00:00.000Z', by: 'kari' };
function person(id: string, placement?: Placement, removed = false): Person {
	return {
		id,
		kind: 'person',
		name: id,
		made: stamp,
		removed: removed ? stamp : undefined,
		placement,
		helps: [],
		note: ''
	} as unknown as Person; // only what the rule reads; every other field is absent from most people
}
/** Nothing of it is called here. */
const edits = {} as LayerEdits;
const near = { ring: 1, angle: 40 };
const far = { ring: 4, angle: 200 };

test('somebody stands where the layer says, not where the room has them; the others wait', () => {
	const people = [person('berit', far), person('nora', near)];
	const shown = onLayer(people, { placed: new Map([['berit', near]]), edits });
	expect(shown.map(({ id, placement }) => [id, placement])).toEqual([
		['berit', near],
		['nora', undefined]
	]);
});

test('who may not write sees who stands there, and nobody who waits', () => {
	const people = [person('berit', far), person('nora', near)];
	const shown = onLayer(people, { placed: new Map([['berit', near]]), edits: null });
	expect(shown.map(({ id }) => id)).toEqual(['berit']);
});

test('[L3] whatever others do with people of the room, nobody on the layer is moved or taken off', () => {
	const Place = fc.record({ ring: fc.integer({ min: 1, max: 5 }), angle: fc.integer({ min: 0, max: 359 }) });
	fc.assert(
		fc.property(
			fc.array(fc.tuple(Place, fc.option(Place, { nil: undefined }), fc.boolean()), { maxLength: 12 }),
			fc.constantFrom(edits, null),
			(all, whose) => {
				const placed = new Map(all.map(([own], index) => [`p${index}`, own]));
				const people = all.map(([, rooms, removed], index) => person(`p${index}`, rooms, removed));
				const shown = onLayer(people, { placed, edits: whose });
				expect(new Map(shown.map(({ id, placement }) => [id, placement]))).toEqual(placed);
				expect(shown.every(({ removed }) => removed === undefined)).toBe(true);
			}
		)
	);
});

test('whom a child has added is others’ too once others put, tied or described them', () => {
	const [child, adult] = ['the-child', 'an-adult'];
	const at = '2026-11-23T09:00:00.000Z';
	expect(isOthersToo({ id: 'arne' }, [], child)).toBe(false);
	expect(isOthersToo({ id: 'arne', changed: { at, by: child } }, [{ from: 'mats', to: 'nora' }], child)).toBe(
		false
	);
	expect(isOthersToo({ id: 'arne', changed: { at, by: adult } }, [], child)).toBe(true);
	expect(isOthersToo({ id: 'arne', noteBy: { at, by: adult } }, [], child)).toBe(true);
	expect(isOthersToo({ id: 'arne', placement: { ring: 2, angle: 10 } }, [], child)).toBe(true);
	expect(isOthersToo({ id: 'arne' }, [{ from: 'mats', to: 'arne' }], child)).toBe(true);
});
