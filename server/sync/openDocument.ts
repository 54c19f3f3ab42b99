// A document while somebody has it open: the Y.Doc, and the order of things. What comes in is judged, applied,
// appended to the log, and only after the commit shown to others and acknowledged (law L1).
import * as Y from 'yjs';
import { defineRoots } from '#lib/room/document.ts';
import { ROOTS, type DocumentName } from '#lib/room/spaces.ts';
import type { Limits } from '../limits.ts';
import type { LoadedDocument } from './load.ts';
import { Presence } from './presence.ts';
import type { UpdateLog } from './updateLog.ts';
import { MalformedUpdate, readUpdate, type Run, type UpdateOutline } from './updateReader.ts';

/** Who writes: a participant by the rights of a moment, or the server. */
export interface Writer {
	readonly participant: string | null;
	readonly rightsVersion: number | null;
	/** Whether they may write anything at all in this document. */
	readonly mayWrite: boolean;
	/** Whether the answer to our step 1 has come: until then gaps are honest (it contains what is missing). */
	readonly answered: boolean;
}

/**
 * What became of an update: `committed`, `nothing` new in it, `dropped` in silence (the step 2 under way has it),
 * `readOnly` or `notYours` (to be told), `forged` (nothing an honest client can send), `lost` (of unknown
 * outcome: everybody fetches the document again).
 */
export type Outcome = 'committed' | 'nothing' | 'dropped' | 'readOnly' | 'notYours' | 'forged' | 'lost';

/** Where committed updates go: every connection of the document. */
export interface Listener {
	/** @param sender whose update it was, by the object that wrote it */
	committed(update: Uint8Array, sender: object | null): void;
	/** The live document was thrown away: connect again and fetch it. */
	restart(): void;
}

export class OpenDocument {
	readonly id: string;
	readonly name: DocumentName;
	readonly epoch: number;
	readonly schema: number;
	readonly presence = new Presence();
	readonly listeners = new Set<Listener>();
	readonly doc: Y.Doc;
	/** Something in the log does not decode: people may look, and nothing is written on top of it. */
	readonly damaged: boolean;

	readonly #log: UpdateLog;
	readonly #limits: Limits;
	readonly #clients: Map<number, string | null>;
	readonly #emitted: Uint8Array[] = [];
	readonly #roots: ReadonlySet<string>;
	#metaTouched = false;
	/** The last append under way; resolves when it and all before it have met their fate. */
	#settled: Promise<unknown> = Promise.resolve();
	#writing = 0;
	#dead = false;

	constructor(loaded: LoadedDocument, name: DocumentName, log: UpdateLog, limits: Limits) {
		this.id = loaded.id;
		this.name = name;
		this.epoch = loaded.epoch;
		this.schema = loaded.schema;
		this.damaged = loaded.damaged;
		this.doc = loaded.doc;
		this.#clients = loaded.clients;
		this.#log = log;
		this.#limits = limits;
		this.#roots = new Set(ROOTS[name.space].filter((root) => root !== 'meta'));
		defineRoots(this.doc, name.space);
		this.doc.on('update', (update: Uint8Array) => this.#emitted.push(update));
		const meta = this.doc.getMap('meta');
		this.doc.on('afterTransaction', ({ changedParentTypes }: Y.Transaction) => {
			this.#metaTouched ||= [...changedParentTypes.keys()].some((type) => Object.is(type, meta));
		});
	}

	/** Nobody has it open and nothing is under way. */
	get idle(): boolean {
		return this.listeners.size === 0 && this.#writing === 0;
	}
	get dead(): boolean {
		return this.#dead;
	}

	/** Whose a Yjs client id is; undefined: nobody's yet. */
	ownerOf(client: number): string | null | undefined {
		return this.#clients.get(client);
	}

	/** Resolves once everything that the live document holds now is durable. */
	async durable(): Promise<void> {
		await this.#settled;
	}

	/**
	 * Takes bytes from a connection.
	 * @param sender object that stands for the connection, so that it gets no echo
	 */
	async receive(update: Uint8Array, writer: Writer, sender: object): Promise<Outcome> {
		if (this.#dead) return 'lost';
		let outline: UpdateOutline;
		try {
			outline = readUpdate(update, this.#limits);
		} catch (error) {
			if (error instanceof MalformedUpdate) return 'forged';
			throw error;
		}
		const verdict = this.#judge(outline, writer);
		if (verdict !== null) return verdict;
		try {
			Y.applyUpdate(this.doc, update, sender);
		} catch {
			// Yjs stopped half-way: what the live document holds now is in no log.
			this.abandon();
			return 'forged';
		}
		if (this.#metaTouched || this.doc.store.pendingStructs !== null || this.doc.store.pendingDs !== null) {
			this.abandon();
			return 'forged';
		}
		return this.#commit(this.#newClients(outline.runs), writer, sender);
	}

	/**
	 * An edit by the server itself: same log, same broadcast, a client id of its own.
	 * @param by participant it is done for, for the record of the log; client ids stay the server's
	 * @throws whatever `edit` throws, before anything was changed by it; Error when the document could not be saved
	 */
	async edit<T>(edit: (doc: Y.Doc) => T): Promise<T> {
		if (this.#dead) throw new Error('the document is being fetched again');
		this.doc.clientID = freshClientId(this.#clients);
		this.#clients.set(this.doc.clientID, null);
		const result = edit(this.doc);
		this.#metaTouched = false;
		const outcome = await this.#commit([this.doc.clientID], { participant: null, rightsVersion: null }, null);
		if (outcome === 'committed' || outcome === 'nothing') return result;
		throw new Error(`the edit was not saved: ${outcome}`);
	}

	/** Throws the live document away: it may hold what no log does. Everybody fetches it again. */
	abandon(): void {
		if (this.#dead) return;
		this.#dead = true;
		for (const listener of this.listeners) listener.restart();
		this.listeners.clear();
		this.doc.destroy();
	}

	/**
	 * Where the judge stands. Today: whether the writer may write in this document at all, and what no honest
	 * client sends (foreign client ids, gaps, unknown roots, the server's own root). Rights inside a document
	 * need to know which entities an update reaches, and belong here too.
	 */
	#judge({ runs, deletes, refers, roots }: UpdateOutline, writer: Writer): Outcome | null {
		const known = (client: number) => Y.getState(this.doc.store, client);
		const fresh = runs.filter(({ client, end }) => end > known(client));
		if (!writer.mayWrite || this.damaged) {
			// A whole copy carries old deletions of everybody; only new structs show that somebody wrote.
			const wrote = fresh.length > 0 || (writer.answered && deletes.length > 0);
			return wrote ? 'readOnly' : 'nothing';
		}
		for (const root of roots) if (!this.#roots.has(root)) return 'forged';
		for (const { client } of fresh) {
			const owner = this.#clients.get(client);
			if (owner !== undefined && owner !== writer.participant) return 'forged';
		}
		const ends = new Map<number, number>();
		const upTo = (client: number) => ends.get(client) ?? known(client);
		let gap = false;
		for (const { client, clock, end } of runs) {
			gap ||= clock > upTo(client);
			ends.set(client, Math.max(upTo(client), end));
		}
		for (const [client, clock] of refers) gap ||= clock >= upTo(client);
		for (const { client, end } of deletes) gap ||= end > upTo(client);
		if (gap) return writer.answered ? 'forged' : 'dropped';
		return null;
	}

	#newClients(runs: readonly Run[]): number[] {
		return [...new Set(runs.map(({ client }) => client))].filter((client) => !this.#clients.has(client));
	}

	async #commit(
		clients: readonly number[],
		writer: Pick<Writer, 'participant' | 'rightsVersion'>,
		sender: object | null
	): Promise<Outcome> {
		const emitted = this.#emitted.splice(0);
		if (emitted.length === 0) return 'nothing';
		const [first, ...rest] = emitted;
		const data = first && rest.length === 0 ? first : Y.mergeUpdates(emitted);
		for (const client of clients)
			if (!this.#clients.has(client)) this.#clients.set(client, writer.participant);
		this.#writing += 1;
		const appended = this.#log.append({
			document: this.id,
			participant: writer.participant,
			rightsVersion: writer.rightsVersion,
			data,
			clients
		});
		const before = this.#settled;
		this.#settled = Promise.allSettled([before, appended]);
		try {
			const fate = await appended;
			if (fate === 'refused') {
				this.abandon();
				return 'notYours';
			}
			for (const listener of this.listeners) listener.committed(data, sender);
			return 'committed';
		} catch {
			// The commit may or may not have happened. The log knows; the live document must ask it.
			this.abandon();
			return 'lost';
		} finally {
			this.#writing -= 1;
		}
	}
}

function freshClientId(taken: ReadonlyMap<number, unknown>): number {
	for (;;) {
		const [id] = crypto.getRandomValues(new Uint32Array(1));
		if (id !== undefined && !taken.has(id)) return id;
	}
}
