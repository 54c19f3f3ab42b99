// Step 5 of the road, around the judge: the Y.Doc of an open document. Whatever changes it is judged here first and
// applied here, and what came of it is told by Yjs, not taken from what was received.
import { withinConflicts, type Conflicts } from './conflicts.ts';
import * as Y from 'yjs';
import { knownProposal } from '#lib/room/proposals/document.ts';
import type { KnownProposal, Refusal } from '#lib/room/rights.ts';
import { ROOTS } from '#lib/room/spaces.ts';
import type { Limits } from '../limits.ts';
import { OverBudget, type Budget } from './budget.ts';
import { judge, type Permission, type Verdict } from './judge.ts';
import { isWhole, type LoadedDocument } from './load.ts';
import { neutralise } from './neutralise.ts';
import { changedPaths } from './places.ts';
import { Sizes } from './sizes.ts';
import { MalformedUpdate, readUpdate } from './updateReader.ts';

/** Who writes: a participant, by the rights of a moment. */
export interface Writer {
	readonly participant: string;
	readonly rightsVersion: number;
	/** Whether they may write anything at all in this document. */
	readonly mayWrite: boolean;
	/** Whether they may write until it is full. */
	readonly mayFill: boolean;
	/** Why they may not write at a key of a root, or null. */
	refuses(root: string, key: string, isNew: boolean, proposal: KnownProposal | null): Refusal | null;
}

/**
 * What is said of an update at once:
 * `taken`: applied, or nothing new in it; durable when `whenDurable` says so. `refused`: paths that were left out.
 * `waits`: it needs what is not here. Honest while our question (step 1) is not answered: the answer has it all.
 * `refused`: to be told to the page. `forged`: no honest client sends it. `tooMuch`: whoever writes has used up what
 * they may cost for a while; the page keeps what it wrote, and may send it then.
 */
export type Received =
	| { readonly kind: 'taken'; readonly refused: ReadonlyMap<string, Refusal> }
	| { readonly kind: 'waits' }
	| {
			readonly kind: 'refused';
			readonly reason: 'readOnly' | 'unavailable' | 'tooLarge' | 'tooMuch';
			readonly paths: readonly string[];
	  }
	| { readonly kind: 'forged'; readonly why: string }
	| { readonly kind: 'tooMuch'; readonly what: string };

/** An update that may be applied, without what of it was refused. */
export interface Judged {
	readonly kind: 'good';
	readonly verdict: Extract<Verdict, { kind: 'good' }>;
	readonly update: Uint8Array;
	readonly refused: ReadonlyMap<string, Refusal>;
}

/** What a change has come to: what Yjs made of it, never what was received. */
interface Effect {
	readonly emitted: Uint8Array[];
	readonly changed: Set<string>;
}

type Outcome<T> = Effect &
	({ readonly done: true; readonly value: T } | { readonly done: false; readonly error: unknown });

/**
 * Yjs tidies marks that nothing stands in any more after what came from others, and goes through the whole text for each
 * struct. The pages do so, too, and what they find comes here as their edit.
 */
function leaveFormattingToPages(transaction: Y.Transaction): void {
	transaction._needFormattingCleanup = false;
}

/** When a meeting begins, many come within this time, and each is sent the same. */
const keepAllMs = 10_000;

export class Content {
	readonly doc: Y.Doc;
	/** People may look, and nothing is written on top of what could not be read. */
	readonly damaged: boolean;

	readonly #limits: Limits;
	readonly #roots: ReadonlySet<string>;
	readonly #sizes: Sizes;
	/** How large the document is: reckoned by what was written, measured when a bound is near. */
	#bytes: number;
	#isMeasured = false;
	#filling = false;
	/** All of it as one update, for a moment in which several come. */
	#all: Uint8Array | null = null;
	#effect: Effect | null = null;

	constructor({ doc, damaged, bytes, space }: LoadedDocument, limits: Limits) {
		this.doc = doc;
		this.damaged = damaged;
		this.#bytes = bytes;
		this.#limits = limits;
		this.#sizes = new Sizes(doc, limits);
		this.#roots = new Set(ROOTS[space].filter((root) => root !== 'meta'));
		doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
			this.#all = null;
			this.#effect?.emitted.push(update);
			for (const path of changedPaths(doc, transaction)) this.#effect?.changed.add(path);
		});
		doc.on('afterTransaction', leaveFormattingToPages);
	}

	/** All that it holds, as what a page is asked with (step 1). */
	stateVector(): Uint8Array {
		return Y.encodeStateVector(this.doc);
	}

	/**
	 * What a page with this state vector lacks (step 2).
	 * @throws Error where it is no state vector
	 */
	difference(stateVector: Uint8Array): Uint8Array {
		if (!isNothingHeld(stateVector)) return Y.encodeStateAsUpdate(this.doc, stateVector);
		if (!this.#all) {
			this.#all = Y.encodeStateAsUpdate(this.doc);
			setTimeout(() => (this.#all = null), keepAllMs).unref();
		}
		return this.#all;
	}

	/**
	 * What somebody may do with an update: by what its bytes say, before anything is applied.
	 * @param budget what that may cost
	 * @param mayUse whether a Yjs client id is this participant's, or nobody's yet
	 */
	judge(
		update: Uint8Array,
		writer: Writer,
		budget: Budget,
		mayUse: (client: number, participant: string) => boolean
	): Received | Judged {
		const { doc } = this;
		try {
			const outline = readUpdate(update, this.#limits, budget);
			const verdict = judge(doc, outline, this.#permission(writer, mayUse), budget);
			if (!writer.mayWrite || this.damaged) return readOnly(verdict, this.damaged);
			if (verdict.kind !== 'good') return verdict;
			if (verdict.clients.length > 0 && this.#isFull(update.length, writer))
				return { kind: 'refused', reason: 'tooLarge', paths: [...verdict.touched] };
			const { refused } = verdict;
			if (refused.size === 0) return { kind: 'good', verdict, update, refused };
			// What is left is judged like anything else that comes in.
			const rest = neutralise(update, outline, verdict);
			const again = judge(
				...([doc, readUpdate(rest, this.#limits, budget), this.#permission(writer, mayUse), budget] as const)
			);
			if (again.kind !== 'good') return again;
			if (again.refused.size > 0) throw new Error('something refused was left in an update');
			return { kind: 'good', verdict: again, update: rest, refused };
		} catch (error) {
			if (error instanceof MalformedUpdate) return { kind: 'forged', why: error.message };
			if (!(error instanceof OverBudget)) throw error;
			return { kind: 'refused', reason: 'tooMuch', paths: [] };
		}
	}

	/**
	 * Applies what was judged.
	 * @param conflicts how many structs of others may be looked at for that
	 * @returns what Yjs made of it, or null where it and the judge disagree: then the content is not sound any more
	 */
	take({ update, verdict }: Judged, conflicts: Conflicts): readonly Uint8Array[] | null {
		const outcome = this.change(() => withinConflicts(conflicts, () => Y.applyUpdate(this.doc, update)));
		const isSound = outcome.done && isSubset(outcome.changed, verdict.touched) && isWhole(this.doc);
		return isSound ? outcome.emitted : null;
	}

	/**
	 * Applies what the log holds: it was judged when it came.
	 * @returns what of it was new, or null where it could not be applied: then the content is not sound any more
	 */
	adopt(updates: readonly Uint8Array[]): readonly Uint8Array[] | null {
		const emitted: Uint8Array[] = [];
		for (const update of updates) {
			const outcome = this.change(() => Y.applyUpdate(this.doc, update));
			if (!outcome.done || !isWhole(this.doc)) return null;
			emitted.push(...outcome.emitted);
		}
		// What was counted of the texts holds no longer.
		this.#sizes.forget();
		return emitted;
	}

	/** Runs something that changes the document, and tells what came of it. */
	change<T>(what: () => T): Outcome<T> {
		const effect: Effect = { emitted: [], changed: new Set() };
		this.#effect = effect;
		try {
			return { done: true, value: what(), ...effect };
		} catch (error) {
			return { done: false, error, ...effect };
		} finally {
			this.#effect = null;
		}
	}

	/** So many bytes were written. @returns whether the document is getting full */
	grow(bytes: number): boolean {
		this.#bytes += bytes;
		this.#isMeasured &&= bytes === 0;
		if (this.#filling || this.#bytes < this.#limits.documentWarnBytes) return this.#filling;
		this.#filling = this.#measure() >= this.#limits.documentWarnBytes;
		return this.#filling;
	}

	destroy(): void {
		this.doc.destroy();
	}

	/** What one update of a writer may do; it counts what that makes, so each has its own. */
	#permission(writer: Writer, mayUse: (client: number, participant: string) => boolean): Permission {
		const placeIn = this.#sizes.places();
		return {
			roots: this.#roots,
			mayUse: (client) => mayUse(client, writer.participant),
			refuses: (root, key, isNew) =>
				writer.refuses(root, key, isNew, knownProposal(this.doc, root, key)) ??
				(isNew ? placeIn(root) : null),
			outgrown: (growths) => this.#sizes.outgrown(growths),
			swollen: (more) => this.#sizes.swollen(more),
			nestingDepth: this.#limits.nestingDepth
		};
	}

	/** Whether the document would grow past the bound of whoever writes. */
	#isFull(more: number, { mayFill }: Writer): boolean {
		const { documentBytes, documentWarnBytes } = this.#limits;
		const most = mayFill ? documentBytes : Math.min(documentBytes, documentWarnBytes);
		return this.#bytes + more > most && this.#measure() + more > most;
	}

	/** Its size as Yjs has it: less than what was written, where something was deleted. */
	#measure(): number {
		if (!this.#isMeasured) this.#bytes = Y.encodeStateAsUpdate(this.doc).length;
		this.#isMeasured = true;
		return this.#bytes;
	}
}

/** The state vector of a page that has come for the first time. */
export const nothingHeld: Uint8Array = new Uint8Array([0]);

/** Whether this is that state vector. */
export function isNothingHeld(stateVector: Uint8Array): boolean {
	return stateVector.length === 1 && stateVector[0] === 0;
}

/** An update without structs and deletions. */
export function isNothing(update: Uint8Array): boolean {
	return update.length === 2 && update[0] === 0 && update[1] === 0;
}

/** Somebody who may only look: their copy is welcome as long as nothing in it is theirs. */
function readOnly(verdict: Verdict, damaged: boolean): Received {
	if (verdict.kind === 'good' && !verdict.bringsSomething) return { kind: 'taken', refused: new Map() };
	const paths = verdict.kind === 'good' ? [...verdict.touched] : [];
	return { kind: 'refused', reason: damaged ? 'unavailable' : 'readOnly', paths };
}

function isSubset(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
	return [...some].every((one) => all.has(one));
}
