// Sees in a page whether the lines of whoever is moved lie between people: by the pixels of their canvas, not by what the
// page says of itself.
import type { Page } from '@playwright/test';

/** Two people, by their ids. */
export type Pair = readonly [from: string, to: string];

export interface SeenLine {
	/** The part of the line's middle half where something is painted, 0 to 1. */
	readonly painted: number;
	/** The middle of the line, in the window. */
	readonly x: number;
	readonly y: number;
}

/** Looks along the straight line from each person to the other, as they stand now. */
export async function seenLines(page: Page, pairs: readonly Pair[]): Promise<SeenLine[]> {
	return page.evaluate((pairs) => {
		const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="moving-ties"]');
		const pen = canvas?.getContext('2d');
		if (!canvas || !pen || canvas.width === 0 || canvas.height === 0)
			throw new Error('there is no canvas of ties');
		const box = canvas.getBoundingClientRect();
		const density = canvas.width / box.width;
		const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
		const isPainted = (x: number, y: number) => {
			const [column, row] = [Math.floor((x - box.x) * density), Math.floor((y - box.y) * density)];
			return (data[(row * canvas.width + column) * 4 + 3] ?? 0) > 0;
		};
		const middle = (id: string) => {
			const disc = document.querySelector(`[data-person="${id}"] .focus`)?.getBoundingClientRect();
			if (!disc) throw new Error('whose tie it is, is not on the map');
			return { x: disc.x + disc.width / 2, y: disc.y + disc.height / 2 };
		};
		return pairs.map(([from, to]) => {
			const [start, end] = [middle(from), middle(to)];
			const spots = Array.from({ length: 41 }, (_none, step) => 0.25 + step / 80).map((part) => ({
				x: start.x + (end.x - start.x) * part,
				y: start.y + (end.y - start.y) * part
			}));
			const painted = spots.filter(({ x, y }) => isPainted(x, y)).length / spots.length;
			return { painted, x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
		});
	}, pairs);
}
