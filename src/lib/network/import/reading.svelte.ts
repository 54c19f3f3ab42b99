/** Reads a file on the device, in slices, so that the page can be used meanwhile. Nothing of it goes anywhere. */
import type { Contacts, Fault } from './contacts.ts';
import { fileBytesMax } from './contacts.ts';

/** How long the page may wait for a slice: less than a frame. */
const sliceMs = 10;

export type FileProblem = Fault | { readonly code: 'tooLarge' | 'unreadable' };

export class FileReading {
	/** From 0 to 1 while a file is read; null while none is. */
	progress = $state<number | null>(null);
	problem = $state.raw<FileProblem | null>(null);
	#reading: object | null = null;

	/**
	 * Reads a file. A file that was chosen later ends the reading of an earlier one.
	 * @returns everybody in it; null where it could not be read (`problem`) or another one was chosen meanwhile
	 */
	async read(file: File): Promise<Contacts | null> {
		const mine = {};
		this.#reading = mine;
		this.problem = null;
		this.progress = 0;
		const outcome = await this.#outcome(file, () => this.#reading !== mine);
		if (this.#reading !== mine) return null;
		this.progress = null;
		this.#reading = null;
		if (outcome && 'contacts' in outcome) return outcome;
		this.problem = outcome?.fault ?? { code: 'unreadable' };
		return null;
	}

	/** Lets go of the file that is being read. */
	stop(): void {
		this.#reading = null;
		this.progress = null;
	}

	async #outcome(file: File, isOver: () => boolean) {
		if (file.size > fileBytesMax) return { fault: { code: 'tooLarge' as const } };
		let bytes;
		try {
			bytes = new Uint8Array(await file.arrayBuffer());
		} catch {
			return null; // taken away since it was chosen, or its place cannot be read
		}
		// Only whoever reads a file fetches what it takes to read one.
		const { readFile } = await import('./file.ts');
		const reading = readFile(bytes, file.name);
		for (;;) {
			const until = performance.now() + sliceMs;
			let step = reading.next();
			while (step.done !== true && performance.now() < until) step = reading.next();
			if (step.done === true) return step.value;
			this.progress = step.value;
			await new Promise((resolve) => setTimeout(resolve));
			if (isOver()) return null;
		}
	}
}
