// Step 4 of the road, where the process is busy: what one page sends within a moment is read as one. Judging, applying
// and logging cost by the update and hardly by what is in it, and a commit would wait as long all the same.
import type { Limits } from '../limits.ts';
import { merged } from './broadcast.ts';
import { readUpdate } from './updateReader.ts';

/** Together at most: a person's letters, no offline work. */
const gatheredMax = { updates: 32, bytes: 4 * 1024 };

/** Takes one. @returns false where nothing is to be taken after it */
type TakeAlone = (update: Uint8Array) => boolean;
/** Takes so many as one. @returns false where they are not to be had so: then nothing came of it */
type TakeTogether = (update: Uint8Array, count: number) => boolean;

export class Gathering {
	readonly #limits: Limits;
	readonly #together: TakeTogether;
	readonly #alone: TakeAlone;
	#updates: Uint8Array[] = [];
	#bytes = 0;
	#timer: NodeJS.Timeout | null = null;

	/**
	 * @param together takes several as one
	 * @param alone takes one by itself, in its order, where `together` would not have them
	 */
	constructor(limits: Limits, together: TakeTogether, alone: TakeAlone) {
		this.#limits = limits;
		this.#together = together;
		this.#alone = alone;
	}

	/** Takes an update with those that come within so many milliseconds; in its order whatever it is. */
	add(update: Uint8Array, withinMs: number): void {
		if (withinMs === 0 || !this.#isFit(update)) {
			if (this.flush()) this.#alone(update);
			return;
		}
		this.#updates.push(update);
		this.#bytes += update.length;
		if (this.#updates.length === gatheredMax.updates) this.flush();
		else this.#timer ??= setTimeout(() => this.flush(), withinMs);
	}

	/** Takes what has come by now. @returns false where nothing is to be taken after it */
	flush(): boolean {
		const updates = this.drop();
		const all = updates.length > 1 ? asOne(updates) : null;
		if (all && this.#together(all, updates.length)) return true;
		return updates.every((update) => this.#alone(update));
	}

	/** Keeps what has come until `flush`. */
	hold(): void {
		if (this.#timer) clearTimeout(this.#timer);
		this.#timer = null;
	}

	/** Forgets what has come by now. @returns what it was */
	drop(): Uint8Array[] {
		this.hold();
		this.#bytes = 0;
		return this.#updates.splice(0);
	}

	/** Small, and sound as far as its bytes say: Yjs is given nothing that was not read before. */
	#isFit(update: Uint8Array): boolean {
		if (this.#bytes + update.length > gatheredMax.bytes) return false;
		try {
			readUpdate(update, this.#limits);
			return true;
		} catch {
			// What is wrong with it is said where it is judged.
			return false;
		}
	}
}

/** @returns null where Yjs would not have them together */
function asOne(updates: readonly Uint8Array[]): Uint8Array | null {
	try {
		return merged(updates);
	} catch {
		return null;
	}
}
