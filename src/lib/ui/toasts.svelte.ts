/**
 * Short messages that leave by themselves: one is visible, three wait, the rest are left to "Siste endringer".
 * Undo is offered here for ten seconds; what can be undone is never asked about first. What was done last is offered
 * first: whoever presses "Angre" means what they just did. What was shown before it comes again afterwards.
 */

import { queued } from './toastQueue.ts';

export interface Toast {
	readonly id: number;
	readonly text: string;
	/** The one button: its words, or undefined for "Angre", and what it does. */
	readonly action: { readonly label: string | undefined; readonly run: () => void } | undefined;
}

interface Offer {
	readonly text: string;
	readonly action?: { readonly label: string; readonly run: () => void };
	/** Takes back what was done; the button then says "Angre". */
	readonly undo?: () => void;
	/** Answers what was pressed just now, so it does not wait behind others. */
	readonly answers?: boolean;
}

/** How long a message stays when nobody points at it or has focus in it. */
export const toastMilliseconds = 10_000;

class Toasts {
	#queue = $state<readonly Toast[]>([]);
	#next = 1;

	/** The one that is shown now. */
	get current(): Toast | undefined {
		return this.#queue[0];
	}

	/** How many wait behind it. */
	get waiting(): number {
		return Math.max(0, this.#queue.length - 1);
	}

	/**
	 * Shows a message, or queues it; an offer to undo, or an answer, is shown at once (toastQueue.ts).
	 * @returns its id, for whoever takes it away again; null when the queue is full and it must be found in the history
	 */
	show(offer: Offer): number | null {
		const toast = { id: this.#next++, text: offer.text, action: actionOf(offer) };
		const queue = queued(this.#queue, toast, offer.undo !== undefined || offer.answers === true);
		if (queue) this.#queue = queue;
		return queue && toast.id;
	}

	/** Takes a message away, shown or waiting. */
	dismiss(id: number): void {
		this.#queue = this.#queue.filter((toast) => toast.id !== id);
	}

	/** Presses the button of a message and takes it away. */
	act(id: number): void {
		const toast = this.#queue.find((one) => one.id === id);
		this.dismiss(id);
		toast?.action?.run();
	}

	/** Takes all away: when the person signs out or the room changes. */
	clear(): void {
		this.#queue = [];
	}
}

function actionOf(offer: Offer): Toast['action'] {
	if (offer.undo) return { label: undefined, run: offer.undo };
	return offer.action;
}

/** The queue of this browser window. Only ever filled in the browser. */
export const toasts = new Toasts();
