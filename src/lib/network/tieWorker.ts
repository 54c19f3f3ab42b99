/** A thread that paints ties on a canvas which a page has given it: see `tiePainter.ts`. */
import { paintTies, type TieFrame } from './tieCanvas.ts';

export type Order = { readonly canvas: OffscreenCanvas } | { readonly frame: TieFrame };

let pen: OffscreenCanvasRenderingContext2D | null = null;
/** The newest that is not painted yet: of many that have waited, the others are too late. */
let waiting: TieFrame | null = null;
let key = '';

addEventListener('message', ({ data }: MessageEvent<Order>) => {
	if ('canvas' in data) pen = data.canvas.getContext('2d');
	else {
		if (!waiting) setTimeout(paint);
		waiting = data.frame;
	}
});

function paint(): void {
	const frame = waiting;
	waiting = null;
	if (!frame || !pen) return;
	paintTies(pen, frame);
	if (frame.key === key) return;
	key = frame.key;
	// By then it is on the screen.
	requestAnimationFrame(() => postMessage(key));
}
