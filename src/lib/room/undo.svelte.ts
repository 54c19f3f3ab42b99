/** Undo of one's own steps, over all documents of the room that are open, as the page follows it. */
import type * as Y from 'yjs';
import { signChange, type Author } from './document.ts';
import type { LiveDocument } from './liveDocument.svelte.ts';
import { ROOTS, SIGNED, type Space } from './spaces.ts';
import { Steps, type ChangedBy } from './steps.ts';

export class Undo {
	canUndo = $state(false);
	canRedo = $state(false);
	readonly #steps: Steps;
	readonly #left: (changedBy: ChangedBy) => void;
	readonly #spaces = new Map<Y.Doc, Space>();

	/**
	 * @param left is told when a step was left as others have changed it since
	 * @param author who takes back here, at this moment: it is a change like others, and signed where those are
	 */
	constructor(
		documents: readonly LiveDocument[],
		left: (changedBy: ChangedBy) => void,
		author: () => Author
	) {
		this.#left = left;
		this.#steps = new Steps(
			() => {
				this.canUndo = this.#steps.canUndo;
				this.canRedo = this.#steps.canRedo;
			},
			(doc, paths) => {
				const roots = SIGNED[this.#spaces.get(doc) ?? 'letter'];
				for (const [root = '', id = ''] of [...paths].map((path) => path.split('/')))
					if (roots?.includes(root)) signChange(doc, root, id, author());
			}
		);
		for (const document of documents) this.follow(document);
	}

	/**
	 * Takes back the last own step; what others have changed since stays as it is, and that is told.
	 * @returns whether there was a step and nothing of it was left
	 */
	undo(): boolean {
		return this.canUndo && this.#tell(this.#steps.undo());
	}

	/** Does again what was last taken back. @returns whether there was a step and nothing of it was left */
	redo(): boolean {
		return this.canRedo && this.#tell(this.#steps.redo());
	}

	/** Makes one step of what is edited meanwhile, in however many documents. */
	together(edit: () => void): void {
		this.#steps.together(edit);
	}

	close(): void {
		this.#steps.close();
	}

	/** Takes in the steps of one more document, from now on. */
	follow({ doc, space }: LiveDocument): void {
		this.#spaces.set(doc, space);
		this.#steps.follow(
			doc,
			ROOTS[space].filter((root) => root !== 'meta' && root !== 'answers')
		);
	}

	#tell(changedBy: ChangedBy): boolean {
		if (changedBy.length > 0) this.#left(changedBy);
		return changedBy.length === 0;
	}
}
