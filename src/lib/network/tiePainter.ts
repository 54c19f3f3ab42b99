/**
 * Paints ties that move in a thread of their own. Where there is no graphics processor, painting lines takes as long as
 * all else that a page does in a frame; so a hand does not wait for it, and lines are a frame behind it at most.
 */
import { paintTies, type TieFrame } from './tieCanvas.ts';
import type { Order } from './tieWorker.ts';

export class TiePainter {
	readonly #worker: Worker | null;
	readonly #pen: CanvasRenderingContext2D | null;
	readonly #painted: (key: string) => void;

	/**
	 * @param canvas its own from now on
	 * @param painted called with a frame's key when the first with that key is on the screen
	 */
	constructor(canvas: HTMLCanvasElement, painted: (key: string) => void) {
		this.#painted = painted;
		// A browser that cannot give a canvas away paints here.
		const gives = 'transferControlToOffscreen' in HTMLCanvasElement.prototype;
		this.#pen = gives ? null : canvas.getContext('2d');
		this.#worker = gives ? new Worker(new URL('./tieWorker.ts', import.meta.url), { type: 'module' }) : null;
		if (!this.#worker) return;
		this.#worker.addEventListener('message', ({ data }: MessageEvent<string>) => painted(data));
		const offscreen = canvas.transferControlToOffscreen();
		this.#worker.postMessage({ canvas: offscreen } satisfies Order, [offscreen]);
	}

	paint(frame: TieFrame): void {
		this.#worker?.postMessage({ frame } satisfies Order);
		if (!this.#pen) return;
		paintTies(this.#pen, frame);
		this.#painted(frame.key);
	}

	end(): void {
		this.#worker?.terminate();
	}
}
