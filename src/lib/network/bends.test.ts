import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bendsOf, bowOf, distanceToLine } from './bends.ts';
import { fittedView, groundFor, markScale } from './placement.ts';
import { standApart } from './standApart.ts';

const disc = (id: string, x: number, y: number) => ({ id, at: { x, y }, radius: 20 });
const tie = { id: 'tie', from: 'a', to: 'b' };

test('a line with nobody between its ends is straight', () => {
	expect(bendsOf([tie], [disc('a', 0, 0), disc('b', 300, 0), disc('aside', 150, 40)]).size).toBe(0);
});

test('a line goes round whoever stands between, on the side where nobody else stands', () => {
	const all = [disc('a', 0, 0), disc('b', 300, 0), disc('between', 150, 4)];
	const bend = bendsOf([tie], all).get('tie') ?? 0;
	expect(bend).toBeLessThan(0);
	expect(distanceToLine({ x: 150, y: 4 }, bowOf({ x: 0, y: 0 }, { x: 300, y: 0 }, bend))).toBeGreaterThan(20);
	const other = bendsOf([tie], [...all, disc('above', 150, -40)]).get('tie') ?? 0;
	expect(other).toBeGreaterThan(0);
});

test('two ties between the same two go the same way round, whichever way each was drawn', () => {
	const back = { id: 'back', from: 'b', to: 'a' };
	const bends = bendsOf([tie, back], [disc('a', 0, 0), disc('b', 300, 0), disc('between', 150, 4)]);
	expect(bends.get('back')).toBe(-(bends.get('tie') ?? 0));
});

test('on a full map most of the lines that would lie on somebody go round them', () => {
	const ground = groundFor(1086, 456, false);
	const { zoom } = fittedView(ground, 1086, 456);
	const person = fc.record({
		ring: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const),
		angle: fc.integer({ min: 0, max: 359 })
	});
	let [straight, bent] = [0, 0];
	fc.assert(
		fc.property(
			fc.array(person, { minLength: 20, maxLength: 34 }),
			fc.integer({ min: 1, max: 99 }),
			(people, seed) => {
				const ids = people.map((_, index) => `p${String(index).padStart(2, '0')}`);
				const shown = standApart(
					people.map((placement, index) => ({ id: ids[index] ?? '', placement, tall: 1 })),
					ground,
					zoom
				);
				const radius = ((ground.person / 2) * markScale(shown.ground, zoom)) / zoom;
				const discs = [
					{ id: 'child', at: { x: 0, y: 0 }, radius: radius * 1.7 },
					...[...shown.points].map(([id, at]) => ({ id, at, radius }))
				];
				const ties = ids.map((from, index) => ({
					id: `t${index}`,
					from,
					to: ids[(index * seed + 1) % ids.length] ?? ''
				}));
				const bends = bendsOf(ties, discs);
				for (const { id, from, to } of ties) {
					const [one, other] = [from, to].map((end) => discs.find((each) => each.id === end));
					if (!one || !other || one === other) continue;
					const crossed = (bend: number) => {
						const line = bowOf(one.at, other.at, bend, 40);
						return discs.filter(
							(each) => each !== one && each !== other && distanceToLine(each.at, line) < each.radius
						).length;
					};
					const now = crossed(bends.get(id) ?? 0);
					expect(now).toBeLessThanOrEqual(crossed(0) + 1);
					straight += crossed(0);
					bent += now;
				}
			}
		),
		{ numRuns: 40 }
	);
	expect(straight).toBeGreaterThan(200);
	expect(bent / straight).toBeLessThan(0.2);
});
