// One drag by real pointer input, while somebody else drags somebody else over the server.
import { setTimeout as wait } from 'node:timers/promises';
import { middleOf, type OpenPage } from './pages.ts';
import { categories, framesIn, marks, type Frame } from './trace.ts';

/** A mouse says where it is about as often as a screen is drawn. */
const moveEveryMs = 16;
const radiusPx = 70;
const oneRoundMs = 2_000;

export interface Dragged {
	readonly frames: readonly Frame[];
	/** From one frame to the next, ms. */
	readonly intervals: readonly number[];
	/** How many lines of the dragged one were seen to move, and how often the other one was seen elsewhere. */
	readonly tiesMoved: number;
	readonly otherMoved: number;
}

/** A hand that draws circles around where somebody stood, until it is told to let go. */
export class DragHand {
	readonly #open: OpenPage;
	readonly #start: { x: number; y: number };
	readonly #sent: Promise<unknown>[] = [];
	#on = true;
	readonly #moving: Promise<void>;

	private constructor(open: OpenPage, start: { x: number; y: number }) {
		this.#open = open;
		this.#start = start;
		this.#moving = this.#move();
	}

	static async takes(open: OpenPage, person: string): Promise<DragHand> {
		const start = await middleOf(open, person);
		const { cdp } = open;
		await cdp.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...start });
		await cdp.send('Input.dispatchMouseEvent', {
			type: 'mousePressed',
			...start,
			button: 'left',
			clickCount: 1
		});
		return new DragHand(open, start);
	}

	async letsGo(): Promise<void> {
		this.#on = false;
		await this.#moving;
		await Promise.all(this.#sent);
		await this.#open.cdp.send('Input.dispatchMouseEvent', {
			type: 'mouseReleased',
			...this.#start,
			button: 'left',
			clickCount: 1
		});
	}

	async #move(): Promise<void> {
		const began = Date.now();
		// A mouse does not wait for the page.
		for (let step = 1; this.#on; step += 1) {
			const turn = ((Date.now() - began) / oneRoundMs) * 2 * Math.PI;
			const radius = Math.min(radiusPx, step * 4);
			this.#sent.push(
				this.#open.cdp.send('Input.dispatchMouseEvent', {
					type: 'mouseMoved',
					x: this.#start.x + Math.sin(turn) * radius,
					y: this.#start.y + (Math.cos(turn) - 1) * radius,
					button: 'left',
					buttons: 1
				})
			);
			await wait(Math.max(0, began + step * moveEveryMs - Date.now()));
		}
	}
}

/**
 * Watches a drag that is under way in a page.
 * @param person who is dragged there
 * @param other whom somebody else drags
 */
export async function watch(open: OpenPage, person: string, other: string, ms: number): Promise<Dragged> {
	const { browser, page } = open;
	await browser.startTracing(page, { categories });
	const seen = await page.evaluate(
		async ({ person, other, ms, marks }) => {
			const intervals: number[] = [];
			const lines = [...document.querySelectorAll(`[data-tie]`)].map((line) => ({
				line,
				html: line.innerHTML
			}));
			const place = (id: string) => document.querySelector(`[data-person="${id}"]`)?.getAttribute('style');
			const places = new Set([place(other)]);
			const own = new Set([place(person)]);
			performance.mark(marks.begin);
			await new Promise<void>((resolve) => {
				let last = performance.now();
				const began = last;
				const next = (now: number) => {
					performance.mark(marks.frame);
					intervals.push(now - last);
					last = now;
					// Few are asked, so that asking costs nothing.
					if (intervals.length % 10 === 0) {
						places.add(place(other));
						own.add(place(person));
					}
					if (now - began < ms) requestAnimationFrame(next);
					else resolve();
				};
				requestAnimationFrame(next);
			});
			performance.mark(marks.end);
			return {
				intervals: intervals.slice(1),
				otherMoved: places.size,
				ownMoved: own.size,
				tiesMoved: lines.filter(({ line, html }) => !line.isConnected || line.innerHTML !== html).length
			};
		},
		{ person, other, ms, marks }
	);
	const frames = framesIn(await browser.stopTracing());
	return { frames, ...seen };
}
