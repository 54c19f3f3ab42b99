import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byOrder, orderAfterStep, orderAtEnd, orderBetween } from './order.ts';

describe('order of things in a list', () => {
	test('whatever is put between two neighbours sorts between them, however often', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 }), (places) => {
				const list: string[] = [];
				for (const place of places) {
					const at = place % (list.length + 1);
					list.splice(at, 0, orderBetween(list[at - 1] ?? null, list[at] ?? null));
				}
				expect([...list].sort()).toEqual(list);
				expect(new Set(list).size).toBe(list.length);
			})
		);
	});

	test('a step up or down changes places with the neighbour and stops at the ends', () => {
		const [a, b, c] = ['a', 'b', 'c'].map((id, index) => ({ id, order: `a${index}` }));
		if (!a || !b || !c) throw new Error('three things');
		const moved = (id: string, step: -1 | 1) => {
			const order = orderAfterStep([a, b, c], id, step);
			return [a, b, c]
				.map((entity) => (entity.id === id && order !== null ? { ...entity, order } : entity))
				.sort(byOrder)
				.map((entity) => entity.id)
				.join('');
		};
		expect(moved('b', -1)).toBe('bac');
		expect(moved('b', 1)).toBe('acb');
		expect(moved('c', -1)).toBe('acb');
		expect(orderAfterStep([a, b, c], 'a', -1)).toBeNull();
		expect(orderAfterStep([a, b, c], 'c', 1)).toBeNull();
		expect(orderAtEnd([c, a, b]) > c.order).toBe(true);
	});
});
