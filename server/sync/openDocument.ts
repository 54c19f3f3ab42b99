// A document while somebody has it open: the Y.Doc, and the order of things. What comes in is judged, applied,
// appended to the log, and only after the commit shown to others and acknowledged (law L1). Should the live
// document ever hold what the log will not, it is read again from the log, and the pages are asked once more for
// what they hold: nobody is sent away, and nothing is lost that a page still has.
import { setTimeout as wait } from 'node:timers/promises';
import * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import { SYNC } from '#lib/room/protocol.ts';
import { knownProposal } from '#lib/room/proposals/document.ts';
import type { KnownProposal, Refusal } from '#lib/room/rights.ts';
import { ROOTS, type DocumentName } from '#lib/room/spaces.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { broadcast, encodeSync, togetherMax } from './broadcast.ts';
import { Budget, OverBudget } from './budget.ts';
import { judge, type Permission, type Verdict } from './judge.ts';
import { neutralise } from './neutralise.ts';
import { followsOn, isWhole, type LoadedDocument, type News } from './load.ts';
import { Numbers } from './numbers.ts';
import { Presence, type Present, type RelayedPresence } from './presence.ts';
import { changedPaths } from './places.ts';
import type { Hearer, Line, Relay, RelayedUpdate } from './relay.ts';
import { Sizes } from './sizes.ts';
import type { Appender, CommittedEntry, LogEntry, UpdateLog } from './updateLog.ts';
import { MalformedUpdate, readUpdate } from './updateReader.ts';

/** Who writes: a participant, by the rights of a moment. */
export interface Writer {
	readonly participant: string;
	readonly rightsVersion: number;
	/** Whether they may write anything at all in this document. */
	readonly mayWrite: boolean;
	/** Why they may not write at a key of a root, or null. */
	refuses(root: string, key: string, isNew: boolean, proposal: KnownProposal | null): Refusal | null;
}

/**
 * What is said of an update at once:
 * `taken`: applied, or nothing new in it; durable when `whenDurable` says so. `refused`: paths that were left out.
 * `waits`: it needs what is not here. Honest while our question (step 1) is not answered: the answer has it all.
 * `refused`: to be told to the page. `forged`: no honest client sends it.
 */
export type Received =
	| { readonly kind: 'taken'; readonly refused: ReadonlyMap<string, Refusal> }
	| { readonly kind: 'waits' }
	| {
			readonly kind: 'refused';
			readonly reason: 'readOnly' | 'unavailable' | 'tooLarge' | 'tooMuch';
			readonly paths: readonly string[];
	  }
	| { readonly kind: 'forged'; readonly why: string };

/** A connection, as its document knows it. */
export interface Reader extends Present {
	/** An update that is durable, framed. */
	sendUpdate(frame: Uint8Array): void;
	/** The document was read again from the log: ask the page for what we may have lost. */
	askAgain(): void;
	/** The log did not take what came by this connection: rights have changed, or a client id is not theirs. */
	notTaken(rightsVersion: number | null): void;
	/** There is no such document any more. */
	gone(): void;
	/** The document was restored to what it was earlier: this connection is of what came after. */
	outdated(): void;
	/** The document is getting full. */
	filling(): void;
}

/** Where documents come from. */
export interface Source {
	load(): Promise<LoadedDocument | null>;
	news(after: number): Promise<News | null>;
}

export interface Entry extends LogEntry {
	readonly sender: Reader | null;
	/** For an edit of the server: it waits for the commit. */
	readonly settle: ((isCommitted: boolean) => void) | null;
}

const reloadPauseMs = { first: 50, last: 2_000 };
/** How long a number may be missing that another process has told of, or is about to, before the log is asked. */
const missingMs = 50;
const editPatienceMs = 5_000;
const editTries = 3;
const reservationsMax = 2_000;

/** An update that may be applied, without what of it was refused. */
interface Judged {
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

export class OpenDocument implements Appender<Entry>, Hearer {
	readonly id: string;
	readonly name: DocumentName;
	readonly readers = new Set<Reader>();
	/** null in a letterbox: there, that somebody is at it is nobody's to know (T19). */
	readonly presence: Presence | null;

	readonly #updates: UpdateLog<Entry>;
	readonly #source: Source;
	readonly #limits: Limits;
	readonly #log: Log;
	/** Time that judging takes, in milliseconds. */
	readonly #clock: (() => number) | undefined;
	readonly #roots: ReadonlySet<string>;
	/** Client ids that a page has announced and not yet written under; until then only we know whose they are. */
	readonly #reserved = new Map<number, string>();
	/** null while it is read again. */
	#content: LoadedDocument | null;
	#edition: Pick<LoadedDocument, 'epoch' | 'schema'>;
	/** State vector of the content that was thrown away: what pages may have seen. */
	#shown: Uint8Array | null = null;
	/** Which numbers of the log are in the live document. */
	readonly #numbers: Numbers;
	/** How other processes hear of it; null where this is the only one. */
	readonly #line: Line | null;
	/** While a number is missing: when the log will be asked for it. */
	#missing: NodeJS.Timeout | null = null;
	#bytes: number;
	#sizes: Sizes;
	#isFilling = false;
	/** What the log holds of it behind the snapshot. */
	#tail: { rows: number; bytes: number };
	/** Updates appended and durable, since it was read; who waits for which. */
	#appended = 0;
	#durable = 0;
	readonly #waiting: { at: number; done: () => void; lost: () => void }[] = [];
	#effect: Effect | null = null;
	#ready: Promise<void> = Promise.resolve();
	#catching: Promise<void> = Promise.resolve();
	#closed = false;

	constructor(
		loaded: LoadedDocument,
		name: DocumentName,
		source: Source,
		updates: UpdateLog<Entry>,
		relay: Relay | null,
		limits: Limits,
		log: Log,
		clock?: () => number
	) {
		this.id = loaded.id;
		this.name = name;
		this.#line = relay?.open(loaded.id, this) ?? null;
		this.presence =
			name.space === 'letter'
				? null
				: new Presence(this.readers, limits, Date.now, (present) => this.#line?.sendPresence(present));
		this.#source = source;
		this.#updates = updates;
		this.#limits = limits;
		this.#log = log;
		this.#clock = clock;
		this.#sizes = new Sizes(loaded.doc, limits);
		this.#roots = new Set(ROOTS[name.space].filter((root) => root !== 'meta'));
		this.#content = loaded;
		this.#numbers = new Numbers(loaded.seq);
		this.#bytes = loaded.bytes;
		this.#edition = loaded;
		this.#tail = { ...loaded.tail };
		this.#watch(loaded.doc);
		this.#look(loaded);
	}

	/** Nobody has it open and nothing is under way. */
	get idle(): boolean {
		return this.readers.size === 0 && this.#durable === this.#appended && this.#content !== null;
	}
	/** It is being read again from the log; what comes in meanwhile is not taken. */
	get isReading(): boolean {
		return this.#content === null;
	}
	/** It will not come back: unloaded, or there is none any more. */
	get closed(): boolean {
		return this.#closed;
	}
	/** Goes up when the document was restored; with the schema it is written in. */
	get edition(): Pick<LoadedDocument, 'epoch' | 'schema'> {
		return this.#edition;
	}
	/** People may look, and nothing is written on top of what could not be read. */
	get damaged(): boolean {
		return this.#content?.damaged ?? false;
	}
	/** There is little place left: people should hear of it before nothing more is taken. */
	get filling(): boolean {
		return this.#isFilling;
	}
	/** How long the log has grown behind the snapshot. */
	get tail(): { readonly rows: number; readonly bytes: number } {
		return this.#tail;
	}
	/** Number of the last update that is in the live document. */
	get seq(): number {
		return this.#numbers.upTo;
	}

	/** What a page is asked with (step 1): all we have. null while it is read again. */
	stateVector(): Uint8Array | null {
		return this.#content && Y.encodeStateVector(this.#content.doc);
	}

	/**
	 * What a page with this state vector lacks (step 2). Not to be sent before it is durable: `whenDurable`.
	 * @returns null while it is read again
	 * @throws Error where it is no state vector
	 */
	difference(stateVector: Uint8Array): Uint8Array | null {
		return this.#content && Y.encodeStateAsUpdate(this.#content.doc, stateVector);
	}

	/**
	 * Calls back once all that the live document holds now is durable: at once where it is, never where it is
	 * read again before (then every connection begins anew, and `lost` is called).
	 */
	whenDurable(done: () => void, lost: () => void = () => undefined): void {
		if (!this.#content) lost();
		else if (this.#durable === this.#appended) done();
		else this.#waiting.push({ at: this.#appended, done, lost });
	}

	/** Whether a Yjs client id is this participant's, or nobody's yet. */
	mayUse(client: number, participant: string): boolean {
		const bound = this.#content?.clients.get(client);
		const owner = bound === undefined ? this.#reserved.get(client) : bound;
		return owner === undefined || owner === participant;
	}

	/** Others see the ids of pages before those write: nobody may take one of them in between (T25). */
	reserve(client: number, participant: string): void {
		this.#reserved.set(client, participant);
		if (this.#reserved.size <= reservationsMax) return;
		for (const oldest of this.#reserved.keys()) {
			this.#reserved.delete(oldest);
			return;
		}
	}

	/**
	 * Takes bytes from a connection.
	 * @param isAnswer they answer our question, and may carry all offline work
	 */
	receive(received: Uint8Array, writer: Writer, sender: Reader, isAnswer = false): Received {
		const content = this.#content;
		if (!content) return { kind: 'waits' };
		const judged = this.#judge(content, received, writer, isAnswer);
		if (judged.kind !== 'good') return judged;
		const { verdict, update, refused } = judged;
		const outcome = this.#run(() => Y.applyUpdate(content.doc, update));
		if (!outcome.done || !isSubset(outcome.changed, verdict.touched) || !isWhole(content.doc)) {
			// The judge and Yjs disagree. What was integrated before is sound and on its way; this is not.
			this.#log.error({ event: 'judge.wrong', document: this.id });
			this.#readAgain();
			return { kind: 'forged', why: 'effect' };
		}
		this.#append(content, outcome.emitted, {
			participant: writer.participant,
			rightsVersion: writer.rightsVersion,
			clients: this.#bind(content, verdict.clients, writer.participant),
			owner: writer.participant,
			sender,
			settle: null
		});
		return { kind: 'taken', refused };
	}

	/**
	 * An edit by the server itself: same log, same broadcast, a fresh client id that stays the server's.
	 * @param by participant for whom it is done, for the record of the log
	 * @param edit may run again when what it was built on was not taken
	 * @returns what `edit` returned, once it is durable
	 * @throws AppError `unavailable`; whatever `edit` throws
	 */
	async edit<T>(by: string | null, edit: (doc: Y.Doc) => T): Promise<T> {
		for (let tries = 0; tries < editTries; tries += 1) {
			await this.#within(this.#ready);
			const content = this.#content;
			if (!content) break;
			if (content.damaged) throw new AppError('unavailable', 'the document cannot be read in full');
			const { doc } = content;
			doc.clientID = freshClientId(content.clients);
			const outcome = this.#run(() => edit(doc));
			if (!outcome.done) {
				// What it had changed by then is in no log.
				if (outcome.emitted.length > 0) this.#readAgain();
				throw outcome.error;
			}
			const isCommitted = new Promise<boolean>((settle) => {
				const sent = this.#append(content, outcome.emitted, {
					participant: by,
					rightsVersion: null,
					clients: this.#bind(content, [doc.clientID], null),
					owner: null,
					sender: null,
					settle
				});
				// Nothing was written, but it may have been decided by what is not durable yet.
				if (!sent)
					this.whenDurable(
						() => settle(true),
						() => settle(false)
					);
			});
			if (await this.#within(isCommitted)) return outcome.value;
		}
		throw new AppError('unavailable', 'the edit could not be saved');
	}

	/** From the log: these are durable now. */
	committed(entries: readonly CommittedEntry<Entry>[]): void {
		const [first] = entries;
		const last = entries.at(-1);
		if (!first || !last) return;
		broadcast(
			this.readers,
			entries.map(({ entry: { data, sender } }) => ({ data, sender })),
			(reader, frame) => reader.sendUpdate(frame)
		);
		for (const { entry } of entries) entry.settle?.(true);
		this.#durable += entries.length;
		while (this.#waiting[0] && this.#waiting[0].at <= this.#durable) this.#waiting.shift()?.done();
		this.#tail.rows += entries.length;
		for (const { entry } of entries) this.#tail.bytes += entry.data.length;
		this.#numbers.add(first.seq, last.seq);
		this.#lookForMissing();
		if (this.#line) this.#tellOthers(this.#line, entries);
	}

	/** From another process: this is durable. */
	hearUpdate({ first, last, epoch, data }: RelayedUpdate): void {
		const content = this.#content;
		// What is read just now, or was restored, has its own way to all that the log holds.
		if (!content || this.#closed || this.#numbers.has(last)) return;
		if (epoch !== this.#edition.epoch || !this.#numbers.reaches(first)) {
			this.#lookForMissing(last);
			return;
		}
		const outcome = this.#run(() => Y.applyUpdate(content.doc, data));
		if (!outcome.done || !isWhole(content.doc)) return this.#readAgain();
		this.#numbers.add(first, last);
		this.#adoptOthers(content, outcome.emitted);
	}

	/** From another process: who is at the document there. */
	hearPresence(process: string, present: readonly RelayedPresence[]): void {
		if (!this.presence || this.#closed) return;
		for (const { client, participant } of present) this.reserve(client, participant);
		this.presence.hear(process, present);
	}

	/** Another process asks who is here. */
	hearQuestion(): void {
		const own = this.presence?.own() ?? [];
		if (own.length > 0) this.#line?.sendPresence(own);
	}

	/** The relay is heard, from now on or again: what was said meanwhile is made up for. */
	async makeUp(): Promise<void> {
		this.hearQuestion();
		this.#line?.ask();
		await this.catchUp();
	}

	/** From the log: these will not be durable, and the live document holds them. */
	dropped(entries: readonly Entry[], why: 'refused' | 'failed'): void {
		for (const entry of entries) entry.settle?.(false);
		const [first] = entries;
		this.#readAgain(why === 'failed' ? reloadPauseMs.last : 0);
		if (why !== 'refused' || !first?.sender) return;
		const { sender, rightsVersion } = first;
		// What was read again tells whether it was for a restore: then they are outdated, and did nothing wrong.
		void this.#ready.then(() => {
			if (!this.#closed) sender.notTaken(rightsVersion);
		});
	}

	/** Reads what others have written to the log since. */
	catchUp(): Promise<void> {
		// One after the other: what was written since the one before had read must not be missed.
		this.#catching = this.#catching
			.then(() => this.#catchUp())
			.catch((error: unknown) =>
				this.#log.error({ event: 'document.behind', document: this.id, err: error })
			);
		return this.#catching;
	}

	/** The log was shortened; what has come since is counted anew. */
	compacted(): void {
		this.#tail = { rows: 0, bytes: 0 };
	}

	/** Lets go of it; only when idle, or when the process ends. */
	close(): void {
		this.#closed = true;
		if (this.#missing) clearTimeout(this.#missing);
		this.#line?.leave();
		this.presence?.close();
		this.#content?.doc.destroy();
	}

	/** Where the judge is asked: by what the bytes say, before anything is applied. */
	#judge(content: LoadedDocument, update: Uint8Array, writer: Writer, isAnswer: boolean): Received | Judged {
		const { doc } = content;
		const { firstJudgeMs, judgeMs } = this.#limits;
		const budget = new Budget(isAnswer ? firstJudgeMs : judgeMs, this.#clock);
		try {
			const outline = readUpdate(update, this.#limits, budget);
			const verdict = judge(doc, outline, this.#permission(doc, writer), budget);
			if (!writer.mayWrite || content.damaged) return readOnly(verdict, content.damaged);
			if (verdict.kind !== 'good') return verdict;
			if (verdict.clients.length > 0 && this.#isFull(content, update.length))
				return { kind: 'refused', reason: 'tooLarge', paths: [...verdict.touched] };
			const { refused } = verdict;
			if (refused.size === 0) return { kind: 'good', verdict, update, refused };
			// What is left is judged like anything else that comes in.
			const rest = neutralise(update, outline, verdict);
			const again = judge(doc, readUpdate(rest, this.#limits, budget), this.#permission(doc, writer), budget);
			if (again.kind !== 'good') return again;
			if (again.refused.size > 0) throw new Error('something refused was left in an update');
			return { kind: 'good', verdict: again, update: rest, refused };
		} catch (error) {
			if (error instanceof MalformedUpdate) return { kind: 'forged', why: error.message };
			if (!(error instanceof OverBudget)) throw error;
			this.#log.warn({ event: 'judge.dear', document: this.id, participant: writer.participant });
			return { kind: 'refused', reason: 'tooMuch', paths: [] };
		}
	}

	/** What one update of a writer may do; it counts what that makes, so each has its own. */
	#permission(doc: Y.Doc, writer: Writer): Permission {
		const placeIn = this.#sizes.places();
		return {
			roots: this.#roots,
			mayUse: (client) => this.mayUse(client, writer.participant),
			refuses: (root, key, isNew) =>
				writer.refuses(root, key, isNew, knownProposal(doc, root, key)) ?? (isNew ? placeIn(root) : null),
			outgrown: (growths) => this.#sizes.outgrown(growths),
			nestingDepth: this.#limits.nestingDepth
		};
	}

	/** Tells people once when the document begins to be full. Reckoned, and measured when that is near. */
	#look({ doc }: LoadedDocument): void {
		if (this.#isFilling || this.#bytes < this.#limits.documentWarnBytes) return;
		this.#bytes = Y.encodeStateAsUpdate(doc).length;
		if (this.#bytes < this.#limits.documentWarnBytes) return;
		this.#isFilling = true;
		for (const reader of this.readers) reader.filling();
	}

	/** Whether the document would grow past its bound. Reckoned by what was written, measured when that is near. */
	#isFull({ doc }: LoadedDocument, more: number): boolean {
		if (this.#bytes + more <= this.#limits.documentBytes) return false;
		this.#bytes = Y.encodeStateAsUpdate(doc).length;
		return this.#bytes + more > this.#limits.documentBytes;
	}

	/** Runs something that changes the document, and tells what came of it. */
	#run<T>(
		change: () => T
	): ({ readonly done: true; readonly value: T } | { readonly done: false; readonly error: unknown }) &
		Effect {
		const effect: Effect = { emitted: [], changed: new Set() };
		this.#effect = effect;
		try {
			return { done: true, value: change(), ...effect };
		} catch (error) {
			return { done: false, error, ...effect };
		} finally {
			this.#effect = null;
		}
	}

	#watch(doc: Y.Doc): void {
		doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
			this.#effect?.emitted.push(update);
			for (const path of changedPaths(doc, transaction)) this.#effect?.changed.add(path);
		});
	}

	#bind(content: LoadedDocument, clients: readonly number[], owner: string | null): number[] {
		const unbound = clients.filter((client) => !content.clients.has(client));
		for (const client of unbound) {
			content.clients.set(client, owner);
			this.#reserved.delete(client);
		}
		return unbound;
	}

	/** @returns false where there is nothing to append */
	#append(
		content: LoadedDocument,
		emitted: readonly Uint8Array[],
		entry: Omit<Entry, 'data' | 'epoch'>
	): boolean {
		const [first, ...rest] = emitted;
		if (!first) return false;
		const data = rest.length === 0 ? first : Y.mergeUpdates([...emitted]);
		this.#bytes += data.length;
		this.#look(content);
		this.#appended += 1;
		this.#updates.append(this, { ...entry, data, epoch: this.#edition.epoch });
		return true;
	}

	async #catchUp(): Promise<void> {
		const content = this.#content;
		if (!content || this.#closed) return;
		const after = this.#numbers.upTo;
		const news = await this.#source.news(after);
		// It may have been closed or read again meanwhile; either way this is no longer its content.
		if (this.#content !== content) return;
		if (!news) {
			this.#vanish();
			return;
		}
		if (news.epoch !== this.#edition.epoch) {
			this.#outdate();
			return;
		}
		// What is missing may lie in rows that were compacted: then the snapshot has it.
		const snapshot = news.snapshot && news.snapshot.seq > after ? news.snapshot : null;
		const from = snapshot?.seq ?? after;
		const tail = news.tail.filter(({ seq }) => seq > from);
		const last = tail.at(-1) ?? snapshot;
		if (!last) return;
		if (!followsOn(tail, from, last.seq)) {
			this.#readAgain();
			return;
		}
		const emitted: Uint8Array[] = [];
		for (const { data } of snapshot ? [snapshot, ...tail] : tail) {
			const outcome = this.#run(() => Y.applyUpdate(content.doc, data));
			if (!outcome.done || !isWhole(content.doc)) {
				this.#readAgain();
				return;
			}
			emitted.push(...outcome.emitted);
		}
		this.#numbers.add(1, last.seq);
		this.#adoptOthers(content, emitted);
	}

	/** What others have written and the live document has taken in goes to those who are here. */
	#adoptOthers(content: LoadedDocument, emitted: readonly Uint8Array[]): void {
		this.#bytes += bytesOf(emitted);
		this.#sizes.forget();
		this.#look(content);
		const durable = emitted.map((data) => ({ data, sender: null }));
		broadcast(this.readers, durable, (reader, frame) => reader.sendUpdate(frame));
	}

	/** Tells other processes what is durable; numbers of others may lie between. */
	#tellOthers(line: Line, entries: readonly CommittedEntry<Entry>[]): void {
		const { epoch } = this.#edition;
		for (const run of runsOf(entries)) {
			const { first, last } = run;
			const [only, ...more] = run.updates;
			if (only)
				line.sendUpdate({ first, last, epoch, data: more.length > 0 ? Y.mergeUpdates(run.updates) : only });
		}
	}

	/**
	 * Somebody else has written to the log in between. Where processes tell each other, it is on its way; the command
	 * line tells nobody.
	 * @param upTo a number that is known to be there
	 */
	#lookForMissing(upTo = 0): void {
		if (this.#missing || this.#closed || !(this.#numbers.isMissing || upTo > this.#numbers.upTo)) return;
		this.#missing = setTimeout(
			() => {
				this.#missing = null;
				if (this.#numbers.isMissing || upTo > this.#numbers.upTo) void this.catchUp();
			},
			this.#line ? missingMs : 0
		);
	}

	/**
	 * Reads the document again, once nothing of ours is on its way to the log. Meanwhile nothing is taken; then
	 * every page is asked for what it holds.
	 */
	#readAgain(pauseMs = 0): void {
		const content = this.#content;
		if (!content || this.#closed) return;
		this.#content = null;
		this.#shown = Y.encodeStateVector(content.doc);
		for (const { lost } of this.#waiting.splice(0)) lost();
		content.doc.destroy();
		this.#ready = this.#fetch(pauseMs);
	}

	async #fetch(firstPauseMs: number): Promise<void> {
		if (firstPauseMs > 0) await wait(firstPauseMs);
		for (
			let pauseMs = reloadPauseMs.first;
			!this.#closed;
			pauseMs = Math.min(pauseMs * 2, reloadPauseMs.last)
		) {
			try {
				await this.#updates.idle(this.id);
				const loaded = await this.#source.load();
				if (loaded) this.#adopt(loaded);
				else this.#vanish();
				return;
			} catch (error) {
				this.#log.error({ event: 'document.unread', document: this.id, err: error });
				await wait(pauseMs);
			}
		}
	}

	#adopt(loaded: LoadedDocument): void {
		// Nothing of what pages hold may reach what was restored.
		if (loaded.epoch !== this.#edition.epoch) return this.#outdate();
		this.#content = loaded;
		this.#edition = loaded;
		this.#numbers.reset(loaded.seq);
		this.#bytes = loaded.bytes;
		this.#sizes = new Sizes(loaded.doc, this.#limits);
		this.#look(loaded);
		this.#tail = { ...loaded.tail };
		this.#appended = 0;
		this.#durable = 0;
		this.#watch(loaded.doc);
		// What others wrote to the log meanwhile, pages have not seen either.
		const news = encodeSync(SYNC.update, Y.encodeStateAsUpdate(loaded.doc, this.#shown ?? undefined));
		for (const reader of [...this.readers]) {
			reader.sendUpdate(news);
			reader.askAgain();
		}
	}

	/** It was restored: whoever comes now gets another live document, and those who are here must come anew. */
	#outdate(): void {
		this.close();
		this.#content = null;
		for (const { lost } of this.#waiting.splice(0)) lost();
		for (const reader of [...this.readers]) reader.outdated();
	}

	#vanish(): void {
		this.#closed = true;
		for (const reader of [...this.readers]) reader.gone();
	}

	async #within<T>(promise: Promise<T>): Promise<T> {
		const late = new AbortController();
		try {
			return await Promise.race([
				promise,
				wait(editPatienceMs, undefined, { signal: late.signal }).then(() => {
					throw new AppError('unavailable', 'the database does not answer');
				})
			]);
		} finally {
			late.abort();
		}
	}
}

/** Somebody who may only look: their copy is welcome as long as nothing in it is theirs. */
function readOnly(verdict: Verdict, damaged: boolean): Received {
	if (verdict.kind === 'good' && !verdict.bringsSomething) return { kind: 'taken', refused: new Map() };
	const paths = verdict.kind === 'good' ? [...verdict.touched] : [];
	return { kind: 'refused', reason: damaged ? 'unavailable' : 'readOnly', paths };
}

/** Entries whose numbers follow on each other, a few at a time: merging grows with the square of their number. */
function runsOf(
	entries: readonly CommittedEntry<Entry>[]
): { first: number; last: number; updates: Uint8Array[] }[] {
	const runs: { first: number; last: number; updates: Uint8Array[] }[] = [];
	for (const { seq, entry } of entries) {
		const run = runs.at(-1);
		if (run && run.last + 1 === seq && run.updates.length < togetherMax.updates) {
			run.last = seq;
			run.updates.push(entry.data);
		} else runs.push({ first: seq, last: seq, updates: [entry.data] });
	}
	return runs;
}

function bytesOf(updates: readonly Uint8Array[]): number {
	return updates.reduce((sum, { length }) => sum + length, 0);
}

function isSubset(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
	return [...some].every((one) => all.has(one));
}

function freshClientId(taken: ReadonlyMap<number, unknown>): number {
	for (;;) {
		const [id] = crypto.getRandomValues(new Uint32Array(1));
		if (id !== undefined && !taken.has(id)) return id;
	}
}
