/** Undo of one's own steps, over all documents of the room that are open. */
import * as Y from 'yjs';
import { EDIT, TYPE } from './document.ts';
import type { LiveDocument } from './liveDocument.svelte.ts';
import { ROOTS } from './spaces.ts';

/** Typing within this time is one step. */
const typingRunMs = 500;

/** What one undo takes back: a step of each of these, in this order. */
type Step = readonly Y.UndoManager[];

export class Undo {
	canUndo = $state(false);
	canRedo = $state(false);
	readonly #managers: Y.UndoManager[] = [];
	/** Whose step came when: the managers' own stacks know nothing of one another. */
	readonly #done: Step[] = [];
	readonly #undone: Step[] = [];
	/** The managers of steps that are being made together. */
	#together: Y.UndoManager[] | null = null;

	constructor(documents: readonly LiveDocument[]) {
		for (const document of documents) this.follow(document);
	}

	/** Takes back the last own step; what others have changed since stays as it is. */
	undo(): void {
		const step = this.#done.pop();
		const taken = step?.toReversed().filter((manager) => manager.undo()) ?? [];
		if (taken.length > 0) this.#undone.push(taken.toReversed());
		this.#tell();
	}

	/** Does again what was last taken back. */
	redo(): void {
		const step = this.#undone.pop();
		const done = step?.filter((manager) => manager.redo()) ?? [];
		if (done.length > 0) this.#done.push(done);
		this.#tell();
	}

	/** Makes one step of what is edited meanwhile, in however many documents. */
	together(edit: () => void): void {
		const steps: Y.UndoManager[] = [];
		this.#together = steps;
		try {
			edit();
		} finally {
			this.#together = null;
			if (steps.length > 0) this.#done.push(steps);
			this.#tell();
		}
	}

	close(): void {
		for (const manager of this.#managers) manager.destroy();
	}

	/** Takes in the steps of one more document, from now on. */
	follow({ doc, space }: LiveDocument): void {
		const sections = ROOTS[space].filter((root) => root !== 'meta' && root !== 'answers');
		const manager = new Y.UndoManager(
			sections.map((root) => doc.getMap(root)),
			{ trackedOrigins: new Set([EDIT, TYPE]), captureTimeout: typingRunMs }
		);
		// Every step of its own but typing: two ticks in half a second are two steps.
		doc.on('beforeTransaction', ({ origin }: Y.Transaction) => {
			if (origin === EDIT) manager.stopCapturing();
		});
		manager.on('stack-item-added', ({ type, origin }) => {
			if (type !== 'undo' || origin === manager) return;
			if (this.#together) this.#together.push(manager);
			else this.#done.push([manager]);
			this.#undone.length = 0;
			this.#tell();
		});
		this.#managers.push(manager);
	}

	#tell(): void {
		this.canUndo = this.#done.length > 0;
		this.canRedo = this.#undone.length > 0;
	}
}
