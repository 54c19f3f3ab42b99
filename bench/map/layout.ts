// What is reckoned when a map of strangers is laid out from nothing: a place for everybody, and a name where there is room.
// It runs in the measured page, bundled for it, so that the page's slowed processor does the work.
import { labelOffset, placedLabels } from '#lib/network/labels.ts';
import { SECTORS, type Placement, type Ring } from '#lib/network/network.ts';
import { freePlace } from '#lib/network/freePlaces.ts';
import { fittedView, groundFor, pointOf } from '#lib/network/placement.ts';

/**
 * @param people how many
 * @param ties how many lines names have to keep clear of
 * @returns ms, and how many names found room
 */
function layOut(people: number, ties: number, width: number, height: number): { ms: number; names: number } {
	const began = performance.now();
	const ground = groundFor(width, height, false);
	const { zoom } = fittedView(ground, width, height);
	const taken: Placement[] = [];
	for (let index = 0; index < people; index += 1) {
		const ring = ((index % 4) + 1) as Ring;
		taken.push(freePlace(taken, ring, SECTORS[index % SECTORS.length]));
	}
	const points = taken.map((place) => {
		const { x, y } = pointOf(ground, place);
		return { x: x * zoom, y: y * zoom };
	});
	const end = (index: number) => points[index % people] ?? { x: 0, y: 0 };
	const lines = Array.from({ length: ties }, (_, index) => ({ from: end(index), to: end(index * 7 + 11) }));
	const labels = points.map((at, index) => ({
		id: String(index),
		at,
		radius: (ground.person / 2) * zoom,
		width: 60,
		rank: taken[index]?.ring ?? 4
	}));
	const names = placedLabels(labels, lines, 20);
	for (const { id, ...label } of labels) labelOffset(label, names.get(id) ?? 'below', 20);
	return { ms: performance.now() - began, names: names.size };
}

Reflect.set(globalThis, 'layOut', layOut);
