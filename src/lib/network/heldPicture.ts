/**
 * Somebody in a hand, as a small picture of their own above Cytoscape's canvases. It is painted once and then only
 * shifted, where the canvas of all who move would be painted in every frame.
 */
import type { Point } from './placement.ts';
import { shiftsOften } from './shiftsOften.ts';

/** What of the map is on the screen, in pixels of the screen: one unit of the map, where 0,0 lies, and one pixel of the page. */
export interface Seen {
	readonly zoom: number;
	readonly pan: Point;
	readonly density: number;
}

/** Edges are soft, and nobody ends where their bounds do. */
const rimPx = 4;

export class HeldPicture {
	readonly #canvas = document.createElement('canvas');
	readonly #endShifting: () => void;
	painted = false;
	/** Where the middle of whoever is held was when they were painted, and the picture's corner. */
	#middle: Point = { x: 0, y: 0 };
	#corner: Point = { x: 0, y: 0 };

	/** @param container what it lies over, as large as the map's canvases */
	constructor(container: HTMLElement) {
		const canvas = this.#canvas;
		canvas.dataset['testid'] = 'held-picture';
		Object.assign(canvas.style, {
			position: 'absolute',
			left: '0',
			top: '0',
			pointerEvents: 'none',
			willChange: 'transform'
		});
		container.append(canvas);
		this.#endShifting = shiftsOften(canvas);
	}

	/**
	 * Paints them anew.
	 * @param at their middle on the map
	 * @param reach how far they reach from it, on the map
	 * @param draw draws them where they are on the map
	 */
	paint(at: Point, reach: number, seen: Seen, draw: (pen: CanvasRenderingContext2D) => void): void {
		const pen = this.#canvas.getContext('2d');
		if (!pen) return;
		const { zoom, pan, density } = seen;
		const half = Math.ceil(reach * zoom + rimPx * density);
		this.#middle = onScreen(at, seen);
		this.#corner = { x: Math.round(this.#middle.x) - half, y: Math.round(this.#middle.y) - half };
		// A new size wipes it, too.
		this.#canvas.width = this.#canvas.height = 2 * half;
		this.#canvas.style.width = this.#canvas.style.height = `${(2 * half) / density}px`;
		pen.setTransform(zoom, 0, 0, zoom, pan.x - this.#corner.x, pan.y - this.#corner.y);
		draw(pen);
		this.painted = true;
	}

	/** Brings the picture to where they are now: by whole pixels, or it would be blurred. */
	shift(at: Point, seen: Seen): void {
		const now = onScreen(at, seen);
		const x = (this.#corner.x + Math.round(now.x - this.#middle.x)) / seen.density;
		const y = (this.#corner.y + Math.round(now.y - this.#middle.y)) / seen.density;
		this.#canvas.style.transform = `translate(${x}px, ${y}px)`;
	}

	remove(): void {
		this.#endShifting();
		this.#canvas.remove();
	}
}

function onScreen({ x, y }: Point, { zoom, pan }: Seen): Point {
	return { x: x * zoom + pan.x, y: y * zoom + pan.y };
}
