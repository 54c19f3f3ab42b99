/** The map that the child has shown, as everybody else has it: a layer that nobody here can move. */
import { ordinaryCaptions } from '#lib/network/captions.ts';
import type { Layer } from '#lib/network/layer.ts';
import { live } from '#lib/room/live.svelte.ts';
import type { Room } from '#lib/room/room.svelte.ts';
import type { Shown } from './childMap.ts';
import { readShownMap } from './document.ts';

const nobody: Shown['placed'] = new Map();

export class ShownMap implements Layer {
	/** What cannot be read of it is told with the child's words. */
	readonly unreadable = 0;
	readonly space = 'room';
	readonly edits = null;
	/** Its day is the one on which it was shown, and it is the child's. */
	readonly changed = null;
	readonly #shown: { readonly current: Shown | null };

	constructor(room: Room) {
		this.#shown = live(room.shared, ['voice'], readShownMap);
	}

	/** When it was shown, an instant; null: it is not. */
	get at(): string | null {
		return this.#shown.current?.at ?? null;
	}
	get placed() {
		return this.#shown.current?.placed ?? nobody;
	}
	get ties() {
		return this.#shown.current?.ties ?? [];
	}
	get captions() {
		return this.#shown.current?.captions ?? ordinaryCaptions;
	}
}
