// A document while somebody has it open, and the order of things. What comes in is judged, applied, appended to the
// log, and only after the commit shown to others and acknowledged (law L1). Should the live document ever hold what the
// log will not, it is read again from the log, and the pages are asked once more for what they hold: nobody is sent
// away, and nothing is lost that a page still has. Its Y.Doc is made when somebody needs it, and let go of when nobody
// has written for a while: pages stay connected meanwhile.
import { setTimeout as wait } from 'node:timers/promises';
import * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import { SYNC, encodeSync } from '#lib/room/protocol.ts';
import type { DocumentName } from '#lib/room/spaces.ts';
import { steadyNow } from '../clock.ts';
import { broadcast, merged } from './broadcast.ts';
import { Budget } from './budget.ts';
import { ClientIds } from './clientIds.ts';
import { Conflicts } from './conflicts.ts';
import {
	Content,
	isNothing,
	isNothingHeld,
	nothingHeld,
	type Judged,
	type Received,
	type Writer
} from './content.ts';
import { Durability } from './durability.ts';
import { inTime } from './inTime.ts';
import { build, followsOn, plainUpdates, type News, type StoredDocument } from './load.ts';
import type { Appender, Committed } from './logEntry.ts';
import { Missing } from './missing.ts';
import { Numbers } from './numbers.ts';
import { Presence, type RelayedPresence } from './presence.ts';
import type { Hearer, Line, RelayedUpdate } from './relay.ts';
import { runsOf } from './runs.ts';
import type { Entry, Reader, Surroundings } from './surroundings.ts';

const reloadPauseMs = { first: 50, last: 2_000 };
/** How long a number may be missing that another process has told of, or is about to, before the log is asked. */
const missingMs = 50;
const editTries = 3;
/** Whoever was just answered from the log has it on their screen before the Y.Doc is made. */
const verifyAfterMs = 100;

/**
 * Where the content is. `stored`: as it lies in the log, nobody has needed more. `live`: a Y.Doc. `asleep`: let go of;
 * what comes waits until it is read. `reading`: read again after trouble; what comes is not taken, and asked for again.
 */
type State =
	| { readonly kind: 'stored'; readonly stored: StoredDocument; readonly plain: readonly Uint8Array[] }
	| { readonly kind: 'live'; readonly content: Content }
	| { readonly kind: 'asleep' | 'reading' };

export type Edition = Pick<StoredDocument, 'epoch' | 'schema'>;

/** The document was closed before anything was done with it: who opens it anew may ask again. */
export class ClosedMeanwhile extends Error {
	override readonly name = 'ClosedMeanwhile';
}

export class OpenDocument implements Appender<Entry>, Hearer {
	readonly id: string;
	readonly name: DocumentName;
	readonly readers = new Set<Reader>();
	/** null in a letterbox: there, that somebody is at it is nobody's to know (T19). */
	readonly presence: Presence | null;

	readonly #around: Surroundings;
	#state: State;
	#edition: Edition;
	readonly #clientIds: ClientIds;
	/** State vector of the content that was let go of or thrown away: what pages may have seen. */
	#shown: Uint8Array | null = null;
	/** Which numbers of the log are in the live document. */
	readonly #numbers: Numbers;
	/** How other processes hear of it; null where this is the only one. */
	readonly #line: Line | null;
	readonly #missing: Missing;
	#isFilling = false;
	/** What the log holds of it behind the snapshot. */
	#tail: { rows: number; bytes: number };
	readonly #durability = new Durability();
	#ready: Promise<void> = Promise.resolve();
	#catching: Promise<void> = Promise.resolve();
	/** When its content was last needed, by the clock of the process. */
	#neededAt = performance.now();
	#waking = false;
	/** Somebody asked for what is new while it was read: what they know of may have come too late for that. */
	#isAskedAgain = false;
	#closed = false;

	constructor(stored: StoredDocument, name: DocumentName, around: Surroundings) {
		this.id = stored.id;
		this.name = name;
		this.#around = around;
		this.#line = around.relay?.open(stored.id, this) ?? null;
		this.presence =
			name.space === 'letter'
				? null
				: new Presence(this.readers, around.limits, steadyNow, (present) =>
						this.#line?.sendPresence(present)
					);
		this.#clientIds = new ClientIds(stored.clients);
		this.#numbers = new Numbers(stored.seq);
		this.#missing = new Missing(this.#numbers, this.#line ? missingMs : 0, () => void this.catchUp());
		this.#edition = editionOf(stored);
		this.#tail = { ...stored.tail };
		const plain = plainUpdates(stored);
		this.#state = plain ? { kind: 'stored', stored, plain } : { kind: 'reading' };
		if (!plain) this.#build(stored);
	}

	/** Nobody has it open and nothing is under way. */
	get idle(): boolean {
		return this.readers.size === 0 && this.#durability.isWhole && !this.isReading && !this.#waking;
	}
	/** It is being read again from the log; what comes in meanwhile is not taken. */
	get isReading(): boolean {
		return this.#state.kind === 'reading';
	}
	/** Its content was let go of: what needs it waits for `wake`, and goes on when it is told to. */
	get asleep(): boolean {
		return this.#state.kind === 'asleep';
	}
	/** It will not come back: unloaded, or there is none any more. */
	get closed(): boolean {
		return this.#closed;
	}
	/** Goes up when the document was restored; with the schema it is written in. */
	get edition(): Edition {
		return this.#edition;
	}
	/** People may look, and nothing is written on top of what could not be read. */
	get damaged(): boolean {
		return this.#state.kind === 'live' && this.#state.content.damaged;
	}
	/** There is little place left: people should hear of it before nothing more is taken. */
	get filling(): boolean {
		return this.#isFilling;
	}
	/** How long what a page sends may wait for more of it, to be judged together: not at all where the process has time. */
	get gatherMs(): number {
		return this.#around.updates.gatherMs;
	}
	/** How long the log has grown behind the snapshot. */
	get tail(): { readonly rows: number; readonly bytes: number } {
		return this.#tail;
	}
	/** Number of the last update that is in the live document. */
	get seq(): number {
		return this.#numbers.upTo;
	}

	/**
	 * What a page is asked with (step 1): all we have; or nothing, where it has told that it holds nothing.
	 * @returns null while it is read again
	 */
	stateVector(holdsNothing: boolean): Uint8Array | null {
		if (this.#state.kind === 'asleep') return this.#shown;
		if (this.#state.kind === 'stored' && holdsNothing) return nothingHeld;
		return this.#content?.stateVector() ?? null;
	}

	/**
	 * What a page with this state vector lacks: updates, to be sent in this order, the last of them as step 2. Not to be
	 * sent before it is durable: `whenDurable`.
	 * @returns null while it is read
	 * @throws Error where it is no state vector
	 */
	difference(stateVector: Uint8Array): readonly Uint8Array[] | null {
		if (this.#state.kind === 'stored' && isNothingHeld(stateVector)) {
			// Whether it is sound all the same is looked at behind their backs.
			setTimeout(() => {
				if (!this.#closed && this.#state.kind === 'stored') this.#build(this.#state.stored);
			}, verifyAfterMs).unref();
			return this.#state.plain;
		}
		const content = this.#content;
		return content && [content.difference(stateVector)];
	}

	/**
	 * Calls back once all that the live document holds now is durable: at once where it is, never where it is
	 * read again before (then every connection begins anew, and `lost` is called).
	 */
	whenDurable(done: () => void, lost: () => void = () => undefined): void {
		if (this.isReading) lost();
		else this.#durability.wait(done, lost);
	}

	/** Whether a Yjs client id is this participant's, or nobody's yet. */
	mayUse(client: number, participant: string): boolean {
		return this.#clientIds.mayUse(client, participant);
	}

	/** A page has announced that it writes under this id. */
	reserve(client: number, participant: string): void {
		this.#clientIds.reserve(client, participant);
	}

	/**
	 * Takes bytes from a connection.
	 * @param isAnswer they answer our question, and may carry all offline work
	 */
	receive(received: Uint8Array, writer: Writer, sender: Reader, isAnswer: boolean): Received {
		return this.#judge(received, writer, isAnswer, (content, judged) =>
			this.#take(content, judged, writer, sender)
		);
	}

	/** Takes bytes from a connection where nothing of them is refused. @returns whether they were taken */
	receiveWhole(received: Uint8Array, writer: Writer, sender: Reader): boolean {
		const fate = this.#judge(received, writer, false, (content, judged) =>
			judged.refused.size > 0 ? null : this.#take(content, judged, writer, sender)
		);
		return fate?.kind === 'taken';
	}

	/** @param take what is done with it where it is good */
	#judge<T>(
		received: Uint8Array,
		writer: Writer,
		isAnswer: boolean,
		take: (content: Content, judged: Judged) => T
	): Received | T {
		// What a page answers that has come to look: no Y.Doc is made for that.
		if (this.#state.kind === 'stored' && isNothing(received)) return { kind: 'taken', refused: new Map() };
		const content = this.#content;
		if (!content) return { kind: 'waits' };
		const { limits, clock, allowances } = this.#around;
		const allowance = allowances.of(writer.participant);
		if (allowance.usedUp !== null) return { kind: 'tooMuch', what: allowance.usedUp };
		const budget = new Budget(isAnswer ? limits.firstJudgeMs : limits.judgeMs, clock);
		const judged = content.judge(received, writer, budget, (client, participant) =>
			this.mayUse(client, participant)
		);
		allowance.spendJudging(budget.spentMs);
		if (judged.kind === 'refused' && judged.reason === 'tooMuch')
			this.#around.log.warn({ event: 'judge.dear', document: this.id, participant: writer.participant });
		return judged.kind === 'good' ? take(content, judged) : judged;
	}

	#take(content: Content, judged: Judged, writer: Writer, sender: Reader): Received {
		const allowance = this.#around.allowances.of(writer.participant);
		// Each makes every later edit of the document a little dearer, for good.
		if (!allowance.takeClients(this.#clientIds.unboundOf(judged.verdict.clients)))
			return { kind: 'tooMuch', what: 'client ids' };
		const conflicts = new Conflicts(this.#around.limits.conflictSteps);
		const emitted = content.take(judged, conflicts);
		allowance.spendConflicts(conflicts.seen, judged.update.length);
		if (!emitted) {
			// The judge and Yjs disagree. What was integrated before is sound and on its way; this is not.
			this.#around.log.error({ event: 'judge.wrong', document: this.id });
			allowance.spendReread();
			this.#readAgain();
			return { kind: 'forged', why: 'effect' };
		}
		this.#append(content, emitted, {
			participant: writer.participant,
			rightsVersion: writer.rightsVersion,
			clients: this.#clientIds.bind(judged.verdict.clients, writer.participant),
			owner: writer.participant,
			sender,
			reach: { paths: judged.verdict.touched, clients: judged.verdict.clients },
			settle: null
		});
		return { kind: 'taken', refused: judged.refused };
	}

	/**
	 * An edit by the server itself: same log, same broadcast, a fresh client id that stays the server's.
	 * @param by participant for whom it is done, for the record of the log
	 * @param edit may run again when what it was built on was not taken
	 * @returns what `edit` returned, once it is durable
	 * @throws AppError `unavailable`; ClosedMeanwhile, and then nothing of it was taken; whatever `edit` throws
	 */
	async edit<T>(by: string | null, edit: (doc: Y.Doc) => T): Promise<T> {
		for (let tries = 0; tries < editTries; tries += 1) {
			await inTime(this.wake());
			// Nobody would hear what is done to a Y.Doc that was let go of, and the log least of all.
			if (this.#closed) throw new ClosedMeanwhile();
			const content = this.#content;
			if (!content) break;
			if (content.damaged) throw new AppError('unavailable', 'the document cannot be read in full');
			const { doc } = content;
			doc.clientID = this.#clientIds.fresh();
			const outcome = content.change(() => edit(doc));
			if (!outcome.done) {
				// What it had changed by then is in no log.
				if (outcome.emitted.length > 0) this.#readAgain();
				throw outcome.error;
			}
			const isCommitted = new Promise<boolean>((settle) => {
				const sent = this.#append(content, outcome.emitted, {
					participant: by,
					rightsVersion: null,
					clients: this.#clientIds.bind([doc.clientID], null),
					owner: null,
					sender: null,
					reach: null,
					settle
				});
				// Nothing was written, but it may have been decided by what is not durable yet.
				if (!sent)
					this.whenDurable(
						() => settle(true),
						() => settle(false)
					);
			});
			if (await inTime(isCommitted)) return outcome.value;
		}
		throw new AppError('unavailable', 'the edit could not be saved');
	}

	/**
	 * Reads the live document, with all in it that was committed by a number of the log.
	 * @param upTo that number
	 * @returns what `read` returned, once what it read is durable
	 * @throws AppError `unavailable`; ClosedMeanwhile
	 */
	async read<T>(upTo: number, read: (doc: Y.Doc) => T): Promise<T> {
		await inTime(this.wake());
		if (this.seq < upTo) await inTime(this.catchUp());
		if (this.#closed) throw new ClosedMeanwhile();
		const content = this.#content;
		if (content && this.seq >= upTo) {
			const value = read(content.doc);
			const isDurable = new Promise<boolean>((settle) =>
				this.whenDurable(
					() => settle(true),
					() => settle(false)
				)
			);
			if (await inTime(isDurable)) return value;
		}
		throw new AppError('unavailable', 'the document could not be read');
	}

	/** From the log: these are durable now. */
	committed(rows: readonly Committed<Entry>[]): void {
		const [first] = rows;
		const last = rows.at(-1);
		if (!first || !last) return;
		// Whatever becomes of the rest: to whom waits for the commit it has come.
		for (const { entries } of rows) for (const entry of entries) entry.settle?.(true);
		broadcast(this.readers, rows, (reader, frame) => reader.sendUpdate(frame));
		for (const { data } of rows) this.#tail.bytes += data.length;
		this.#tail.rows += rows.length;
		this.#durability.commit(rows.flatMap(({ entries }) => entries.map(({ nr }) => nr)));
		this.#numbers.add(first.seq, last.seq);
		this.#missing.look();
		if (this.#line) this.#tellOthers(this.#line, rows);
	}

	/** From another process: this is durable. */
	hearUpdate({ first, last, epoch, data }: RelayedUpdate): void {
		if (this.#closed || this.#numbers.has(last)) return;
		if (!this.#isHere()) {
			// What is being read may have been read before this was written.
			this.#missing.look(last);
			if (this.asleep) void this.wake();
			return;
		}
		if (epoch !== this.#edition.epoch || !this.#numbers.reaches(first)) {
			this.#missing.look(last);
			return;
		}
		const content = this.#content;
		const emitted = content?.adopt([data]);
		if (!content || !emitted) return this.#readAgain();
		this.#numbers.add(first, last);
		this.#showOthers(content, emitted);
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

	/** Once it is heard of by the relay: what others have written and said since it was read. */
	async join(): Promise<void> {
		if ((await this.#line?.heard) && !this.#closed) await this.makeUp();
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
		const { sender, rightsVersion, participant } = first;
		if (participant !== null) this.#around.allowances.of(participant).spendReread();
		// What was read again tells whether it was for a restore: then they are outdated, and did nothing wrong.
		void this.#ready.then(() => {
			if (!this.#closed) sender.notTaken(rightsVersion);
		});
	}

	/** Reads what others have written to the log since: where it is being read just now, once that is done. */
	catchUp(): Promise<void> {
		// One after the other: what was written since the one before had read must not be missed.
		this.#catching = this.#catching
			.then(() => this.#catchUp())
			.catch((error: unknown) =>
				this.#around.log.error({ event: 'document.behind', document: this.id, err: error })
			);
		return this.#catching;
	}

	/** The log was shortened by what `tail` was then; what has come since lies behind the snapshot. */
	compacted({ rows, bytes }: OpenDocument['tail']): void {
		this.#tail = {
			rows: Math.max(0, this.#tail.rows - rows),
			bytes: Math.max(0, this.#tail.bytes - bytes)
		};
	}

	/**
	 * Lets go of the content where nobody has needed it for a while: years of a child's life need not lie in memory
	 * because somebody has left a page open.
	 */
	rest(): void {
		if (this.#state.kind !== 'live' || this.#closed) return;
		const { content } = this.#state;
		const isBusy = !this.#durability.isQuiet || this.#numbers.isMissing;
		// What is damaged or nearly full is told by what is in memory.
		if (isBusy || content.damaged || this.#isFilling) return;
		if (performance.now() - this.#neededAt < this.#around.limits.restMs) return;
		this.#shown = content.stateVector();
		this.#state = { kind: 'asleep' };
		content.destroy();
	}

	/** Reads the content again, where it was let go of. @returns when it can be worked on */
	wake(): Promise<void> {
		this.#neededAt = performance.now();
		if (this.#state.kind === 'asleep' && !this.#waking) {
			this.#waking = true;
			this.#ready = this.#fetch(0, false).finally(() => (this.#waking = false));
		}
		return this.#ready;
	}

	/** Lets go of it; only when idle, or when the process ends. */
	close(): void {
		this.#closed = true;
		this.#missing.stop();
		this.#line?.leave();
		this.presence?.close();
		if (this.#state.kind === 'live') this.#state.content.destroy();
	}

	/** The Y.Doc, made where there is none yet; null while it is read, and once it is closed. */
	get #content(): Content | null {
		if (this.#closed) return null;
		this.#neededAt = performance.now();
		if (this.#state.kind === 'stored') this.#build(this.#state.stored);
		return this.#state.kind === 'live' ? this.#state.content : null;
	}

	/** Neither closed nor let go of: there is, or can be made, a Y.Doc. */
	#isHere(): boolean {
		return !this.#closed && !this.asleep && !this.isReading;
	}

	#build(stored: StoredDocument): Content {
		const { source, limits, log } = this.#around;
		const loaded = build(stored);
		const content = new Content(loaded, limits);
		this.#state = { kind: 'live', content };
		this.#grow(content, 0);
		if (!loaded.damaged) return content;
		log.error({ event: 'document.damaged', document: this.id });
		// Whoever opens it waits until it is on record.
		this.#ready = source
			.setAside(loaded.unreadable)
			.catch((error: unknown) => log.error({ event: 'quarantine.failed', document: this.id, err: error }));
		// Whoever came before it was known was told that all is well.
		for (const reader of [...this.readers]) reader.restart();
		return content;
	}

	/** Tells people once when the document begins to be full. */
	#grow(content: Content, bytes: number): void {
		const isFilling = content.grow(bytes);
		if (this.#isFilling || !isFilling) return;
		this.#isFilling = true;
		for (const reader of this.readers) reader.filling();
	}

	/** @returns false where there is nothing to append */
	#append(
		content: Content,
		emitted: readonly Uint8Array[],
		entry: Omit<Entry, 'data' | 'epoch' | 'nr'>
	): boolean {
		if (emitted.length === 0) return false;
		const data = merged(emitted);
		this.#grow(content, data.length);
		const nr = this.#durability.append();
		this.#around.updates.append(this, { ...entry, nr, data, epoch: this.#edition.epoch });
		return true;
	}

	async #catchUp(): Promise<void> {
		if (!this.#isHere()) {
			this.#catchUpLater();
			return;
		}
		const after = this.#numbers.upTo;
		const news = await this.#around.source.news(after);
		if (!this.#isHere()) {
			this.#catchUpLater();
			return;
		}
		if (news) this.#takeNews(news, after);
		else this.#vanish();
	}

	/**
	 * It is closed, asleep or being read. What is read from now on holds what is new; what is being read may not. Nobody
	 * waits for that: a document that does not read must not keep others from being looked after.
	 */
	#catchUpLater(): void {
		if (this.#closed) return;
		if (this.isReading || this.#waking) this.#isAskedAgain = true;
		else void this.wake();
	}

	/** Takes in what the log holds behind a number. */
	#takeNews(news: News, after: number): void {
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
		const content = this.#content;
		const updates = (snapshot ? [snapshot, ...tail] : tail).map(({ data }) => data);
		const emitted = followsOn(tail, from, last.seq) ? content?.adopt(updates) : null;
		if (!content || !emitted) {
			this.#readAgain();
			return;
		}
		this.#numbers.add(1, last.seq);
		this.#showOthers(content, emitted);
	}

	/** What others have written and the live document has taken in goes to those who are here. */
	#showOthers(content: Content, emitted: readonly Uint8Array[]): void {
		this.#grow(content, bytesOf(emitted));
		const durable = emitted.map((data) => ({ data, sender: null }));
		broadcast(this.readers, durable, (reader, frame) => reader.sendUpdate(frame));
	}

	/** Tells other processes what is durable; numbers of others may lie between. */
	#tellOthers(line: Line, rows: readonly Committed<Entry>[]): void {
		const { epoch } = this.#edition;
		for (const { first, last, updates } of runsOf(rows)) {
			line.sendUpdate({ first, last, epoch, data: merged(updates) });
		}
	}

	/**
	 * Reads the document again, once nothing of ours is on its way to the log. Meanwhile nothing is taken; then
	 * every page is asked for what it holds.
	 */
	#readAgain(pauseMs = 0): void {
		if (this.#state.kind !== 'live' || this.#closed) return;
		const { content } = this.#state;
		this.#state = { kind: 'reading' };
		// What it held and was never durable nobody has been shown: told from its state vector it would be left out for good.
		this.#shown = null;
		this.#durability.lose();
		content.destroy();
		this.#ready = this.#fetch(pauseMs, true);
	}

	async #fetch(firstPauseMs: number, isAfterTrouble: boolean): Promise<void> {
		const { source, updates, log } = this.#around;
		if (firstPauseMs > 0) await wait(firstPauseMs);
		for (
			let pauseMs = reloadPauseMs.first;
			!this.#closed;
			pauseMs = Math.min(pauseMs * 2, reloadPauseMs.last)
		) {
			try {
				await updates.idle(this.id);
				const stored = await source.read();
				if (stored) this.#resume(stored, isAfterTrouble);
				else this.#vanish();
				return;
			} catch (error) {
				log.error({ event: 'document.unread', document: this.id, err: error });
				await wait(pauseMs);
			}
		}
	}

	/** @param isAfterTrouble pages may hold what the log does not: they are asked */
	#resume(stored: StoredDocument, isAfterTrouble: boolean): void {
		if (this.#closed) return;
		// Nothing of what pages hold may reach what was restored.
		if (stored.epoch !== this.#edition.epoch) {
			this.#outdate();
			return;
		}
		this.#edition = editionOf(stored);
		this.#clientIds.reset(stored.clients);
		this.#numbers.reset(stored.seq);
		this.#tail = { ...stored.tail };
		this.#durability.reset();
		this.#neededAt = performance.now();
		const content = this.#build(stored);
		// What others wrote to the log meanwhile, pages have not seen.
		const news = content.difference(this.#shown ?? nothingHeld);
		for (const reader of [...this.readers]) {
			if (!isNothing(news)) reader.sendUpdate(encodeSync(SYNC.update, news));
			if (isAfterTrouble) reader.askAgain();
			else reader.goOn();
		}
		this.#missing.look();
		if (!this.#isAskedAgain) return;
		this.#isAskedAgain = false;
		void this.catchUp();
	}

	/** It was restored: whoever comes now gets another live document, and those who are here must come anew. */
	#outdate(): void {
		this.close();
		this.#state = { kind: 'reading' };
		this.#durability.lose();
		for (const reader of [...this.readers]) reader.outdated();
	}

	#vanish(): void {
		this.close();
		for (const reader of [...this.readers]) reader.gone();
	}
}

/** These two alone: the rest is as large as the document. */
function editionOf({ epoch, schema }: StoredDocument): Edition {
	return { epoch, schema };
}

function bytesOf(updates: readonly Uint8Array[]): number {
	return updates.reduce((sum, { length }) => sum + length, 0);
}
