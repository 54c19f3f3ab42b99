/** Where people are drawn just now: each place is followed by itself, so that a drag touches one person's lines only. */
import { SvelteMap } from 'svelte/reactivity';
import type { Point } from './placement.ts';

class Mark implements Point {
	x = $state(0);
	y = $state(0);
}

export class Marks {
	readonly #marks = new SvelteMap<string, Mark>();

	/** The drawn place of somebody, undefined while they are not drawn. */
	at(id: string): Point | undefined {
		return this.#marks.get(id);
	}

	move(id: string, { x, y }: Point): void {
		let mark = this.#marks.get(id);
		if (!mark) {
			mark = new Mark();
			this.#marks.set(id, mark);
		}
		mark.x = x;
		mark.y = y;
	}

	/** The nearest one within reach of a point, null where nobody is. */
	near({ x, y }: Point, reach: number): string | null {
		const found = [...this.#marks]
			.map(([id, mark]) => ({ id, distance: Math.hypot(mark.x - x, mark.y - y) }))
			.filter(({ distance }) => distance <= reach)
			.sort((a, b) => a.distance - b.distance);
		return found[0]?.id ?? null;
	}

	/** Forgets whoever is no longer on the map. */
	keep(ids: ReadonlySet<string>): void {
		for (const id of [...this.#marks.keys()]) if (!ids.has(id)) this.#marks.delete(id);
	}
}
