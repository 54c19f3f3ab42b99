/** One's own steps over several documents, in the order in which they were made: what undo takes back, and redo. */
import * as Y from 'yjs';
import { EDIT, TYPE } from './document.ts';
import { emptied, leaveOthers, type StackItem } from './leftStanding.ts';
import { touchedPaths } from './touched.ts';

/** Typing within this time is one step. */
const typingRunMs = 500;

/** A step in one document. */
interface Part {
	readonly manager: Y.UndoManager;
	readonly item: StackItem;
}
/** What one undo takes back: these parts, in this order. */
type Step = readonly Part[];

/**
 * Who has changed what a step would have brought back: client ids; null stands for somebody who cannot be told. Empty:
 * nobody has.
 */
export type ChangedBy = readonly (number | null)[];

export class Steps {
	readonly #managers: Y.UndoManager[] = [];
	/** Whose step came when: the managers' own stacks know nothing of one another. */
	readonly #done: Step[] = [];
	readonly #undone: Step[] = [];
	readonly #takenBack = new Set<string>();
	/** The parts of steps that are being made together. */
	#together: Part[] | null = null;
	readonly #changed: () => void;
	readonly #touched: (doc: Y.Doc, paths: ReadonlySet<string>) => void;

	/**
	 * @param changed is called when a step came or went
	 * @param touched is told which entities, as `root/id`, have become other by taking a step back or doing it again
	 */
	constructor(
		changed: () => void,
		touched: (doc: Y.Doc, paths: ReadonlySet<string>) => void = () => undefined
	) {
		this.#changed = changed;
		this.#touched = touched;
	}

	get canUndo(): boolean {
		return this.#done.length > 0;
	}
	get canRedo(): boolean {
		return this.#undone.length > 0;
	}

	/**
	 * Takes back the last own step, and never an earlier one in its place. What others have changed since stays as it is.
	 * @returns whose changes were left standing
	 */
	undo(): ChangedBy {
		return this.#take('undo', this.#done, this.#undone);
	}

	/**
	 * Does again what was last taken back.
	 * @returns whose changes were left standing
	 */
	redo(): ChangedBy {
		return this.#take('redo', this.#undone, this.#done);
	}

	/** Makes one step of what is edited meanwhile, in however many documents. */
	together(edit: () => void): void {
		const parts: Part[] = [];
		this.#together = parts;
		try {
			edit();
		} finally {
			this.#together = null;
			if (parts.length > 0) this.#done.push(parts);
			this.#changed();
		}
	}

	/**
	 * Takes in the steps of one more document, from now on.
	 * @param roots in which they are made
	 */
	follow(doc: Y.Doc, roots: readonly string[]): void {
		const manager = new Y.UndoManager(
			roots.map((root) => doc.getMap(root)),
			{
				trackedOrigins: new Set([EDIT, TYPE]),
				captureTimeout: typingRunMs,
				// What others have changed is left by `leaveOthers`; Yjs itself takes a value of one's own that was taken back
				// for one of theirs.
				ignoreRemoteMapChanges: true
			}
		);
		// Every step of its own but typing: two ticks in half a second are two steps.
		doc.on('beforeTransaction', ({ origin }: Y.Transaction) => {
			if (origin === EDIT) manager.stopCapturing();
		});
		manager.on('stack-item-added', ({ type, origin, stackItem: item }) => {
			if (type !== 'undo' || origin === manager) return;
			if (this.#together) this.#together.push({ manager, item });
			else this.#done.push([{ manager, item }]);
			this.#undone.length = 0;
			this.#changed();
		});
		this.#managers.push(manager);
	}

	close(): void {
		for (const manager of this.#managers) manager.destroy();
	}

	#take(way: 'undo' | 'redo', from: Step[], to: Step[]): ChangedBy {
		const step = from.pop();
		if (!step) return [];
		const changedBy = new Set<number | null>();
		const taken: Part[] = [];
		for (const { manager, item } of step.toReversed()) {
			for (const by of leaveOthers(manager.doc, item, this.#takenBack)) changedBy.add(by);
			const { back, paths } = takeAlone(manager, item, way);
			if (!back) continue;
			taken.push({ manager, item: back });
			this.#touched(manager.doc, paths);
			if (way === 'undo') for (const name of emptied(manager.doc, back)) this.#takenBack.add(name);
		}
		// Words that others have taken away leave no trace of who did.
		if (taken.length === 0 && changedBy.size === 0) changedBy.add(null);
		if (taken.length > 0) to.push(taken);
		this.#changed();
		return [...changedBy];
	}
}

/**
 * Takes one step and no other: a manager by itself goes on to earlier ones until something has changed.
 * @returns the step that takes it back again (null: nothing has changed), and what it has changed
 */
function takeAlone(
	manager: Y.UndoManager,
	item: StackItem,
	way: 'undo' | 'redo'
): { readonly back: StackItem | null; readonly paths: ReadonlySet<string> } {
	const [from, to] =
		way === 'undo' ? (['undoStack', 'redoStack'] as const) : (['redoStack', 'undoStack'] as const);
	const others = manager[from].filter((one) => one !== item);
	const before = new Set(manager[to]);
	const paths = new Set<string>();
	const look = (transaction: Y.Transaction) => {
		for (const path of touchedPaths(manager.doc, transaction)) paths.add(path);
	};
	manager[from] = [item];
	manager.doc.on('afterTransaction', look);
	try {
		manager[way]();
	} finally {
		manager.doc.off('afterTransaction', look);
		manager[from] = others;
	}
	return { back: manager[to].find((one) => !before.has(one)) ?? null, paths };
}
