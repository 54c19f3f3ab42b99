// One drag by real pointer input, while somebody else drags somebody else over the server.
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { seenLines, type Pair } from '../../tests/support/movingTies.ts';
import type { LargeRoom } from './largeRoom.ts';
import { middleOf, type OpenPage } from './pages.ts';
import { categories, framesIn, marks, type Frame } from './trace.ts';

/** A mouse says where it is about as often as a screen is drawn. */
const moveEveryMs = 16;
const radiusPx = 70;
const oneRoundMs = 2_000;
/** A broken line has a gap. */
const leastPainted = 0.7;
/** Of the middle of a line. */
const leastMovedPx = 5;

export interface Dragged {
	readonly frames: readonly Frame[];
	/** From one frame to the next, ms. */
	readonly intervals: readonly number[];
	/** How many lines of the dragged two were seen to move, and at how many places the other one was seen. */
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

/** Watches a drag that is under way in a page, where two of the room's people are dragged. */
export async function watch(open: OpenPage, room: LargeRoom, ms: number): Promise<Dragged> {
	const [person, other] = room.dragged;
	const { tiesOfDragged: ties } = room;
	const { browser, page } = open;
	await browser.startTracing(page, { categories });
	const seen = await page.evaluate(
		async ({ person, other, ms, marks }) => {
			const intervals: number[] = [];
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
				ownMoved: own.size
			};
		},
		{ person, other, ms, marks }
	);
	const frames = framesIn(await browser.stopTracing());
	return { frames, tiesMoved: await tiesThatMove(page, ties), ...seen };
}

/** Of how many ties the line was seen at two places, both times from one of its people to the other. */
async function tiesThatMove(page: Page, ties: readonly Pair[]): Promise<number> {
	const before = await seenLines(page, ties);
	await page.waitForTimeout(oneRoundMs / 4);
	const after = await seenLines(page, ties);
	return after.filter((line, index) => {
		const first = before[index];
		if (!first || first.painted < leastPainted || line.painted < leastPainted) return false;
		return Math.hypot(line.x - first.x, line.y - first.y) > leastMovedPx;
	}).length;
}
