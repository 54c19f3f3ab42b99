// Documents that are open in this process: loaded on first use, unloaded when nobody is left. Opening never
// creates one.
import type * as Y from 'yjs';
import * as v from 'valibot';
import { AppError } from '#lib/errors.ts';
import type { DocumentName } from '#lib/room/spaces.ts';
import type { Database } from '../db/postgres.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Connection } from './connection.ts';
import { documentById, findDocument, loadDocument } from './load.ts';
import { OpenDocument } from './openDocument.ts';
import { UpdateLog } from './updateLog.ts';

/** What other processes, and the command line beside the server, say on the channel `landsby`. */
const Notification = v.object({
	rightsChanged: v.optional(v.array(v.string()), []),
	sessionsEnded: v.optional(v.array(v.string()), []),
	/** Ids of documents that the command line wrote to: the live ones lag behind the log. */
	documentsChanged: v.optional(v.array(v.string()), [])
});

export class LiveRooms {
	readonly #database: Database;
	readonly #limits: Limits;
	readonly #log: Log;
	readonly #updates: UpdateLog;
	readonly #open = new Map<string, Promise<OpenDocument | null>>();
	readonly #connections = new Set<Connection>();
	readonly #commitListeners = new Set<(document: string, seq: number) => void>();
	readonly #timers: NodeJS.Timeout[] = [];

	constructor(database: Database, limits: Limits, log: Log) {
		this.#database = database;
		this.#limits = limits;
		this.#log = log;
		this.#updates = new UpdateLog(database.log, limits, (document, seq) => {
			for (const listener of this.#commitListeners) listener(document, seq);
		});
	}

	/** Begins to hear of changes made elsewhere, and to sweep; `close` ends it. */
	async start(): Promise<void> {
		await this.#database.sql.listen('landsby', (payload) => this.#heed(payload));
		this.#timers.push(
			setInterval(() => void this.#sweep(), this.#limits.sweepMs),
			setInterval(() => void this.#unloadIdle(), this.#limits.unloadMs)
		);
	}

	/** How many documents and connections there are. */
	get size(): { documents: number; connections: number } {
		return { documents: this.#open.size, connections: this.#connections.size };
	}

	/** Calls back after each commit with the newest number of each document. @returns how to stop it */
	onCommit(listener: (document: string, seq: number) => void): () => void {
		this.#commitListeners.add(listener);
		return () => this.#commitListeners.delete(listener);
	}

	/** Finds a document by name and opens it. @returns null where there is none */
	async openByName(name: DocumentName): Promise<OpenDocument | null> {
		const id = await findDocument(this.#database.sql, name);
		return id === null ? null : this.#openById(id, name);
	}

	/**
	 * Edits a document as the server: same log, same broadcast, a client id of its own.
	 * @param id of the document's row
	 * @param _by for whom it is done; the caller writes the audit row in its own transaction
	 * @throws AppError `notFound`; whatever `edit` throws
	 */
	async edit<T>(id: string, _by: string | null, edit: (doc: Y.Doc) => T): Promise<T> {
		const name = await documentById(this.#database.sql, id);
		const document = name === null ? null : await this.#openById(id, name);
		if (!document) throw new AppError('notFound', 'no such document');
		return document.edit(edit);
	}

	add(connection: Connection): void {
		this.#connections.add(connection);
	}
	remove(connection: Connection): void {
		this.#connections.delete(connection);
	}
	connectionsOfSession(idHash: string): number {
		return [...this.#connections].filter(({ session }) => session === idHash).length;
	}

	/** Reads the rights of these participants again, on all their pages; ends what is no longer theirs. */
	async rightsChanged(participants: readonly string[]): Promise<void> {
		const touched = [...this.#connections].filter(({ participant }) => participants.includes(participant));
		await Promise.all(touched.map((connection) => connection.readRightsAgain()));
	}

	/** Closes every page of a session. */
	sessionEnded(idHash: string): void {
		for (const connection of this.#connections) if (connection.session === idHash) connection.endSession();
	}

	/** Waits for commits under way, then closes every connection. */
	async close(): Promise<void> {
		for (const timer of this.#timers) clearInterval(timer);
		for (const connection of this.#connections) connection.restart();
		await this.#updates.idle();
	}

	async #openById(id: string, name: DocumentName): Promise<OpenDocument | null> {
		for (;;) {
			const opening = this.#open.get(id) ?? this.#load(id, name);
			this.#open.set(id, opening);
			const document = await opening;
			if (document && !document.dead) return document;
			if (this.#open.get(id) === opening) this.#open.delete(id);
			if (!document) return null;
		}
	}

	async #load(id: string, name: DocumentName): Promise<OpenDocument | null> {
		try {
			const loaded = await loadDocument(this.#database.sql, id);
			if (!loaded) return null;
			if (loaded.damaged) this.#log.error({ event: 'document.damaged', document: id });
			return new OpenDocument(loaded, name, this.#updates, this.#limits);
		} catch (error) {
			this.#open.delete(id);
			throw error;
		}
	}

	#heed(payload: string): void {
		const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Notification), payload);
		if (!parsed.success) {
			this.#log.warn({ event: 'notification.malformed' });
			return;
		}
		for (const idHash of parsed.output.sessionsEnded) this.sessionEnded(idHash);
		for (const id of parsed.output.documentsChanged) {
			void this.#open.get(id)?.then(
				(document) => document?.abandon(),
				() => undefined
			);
			for (const listener of this.#commitListeners) listener(id, 0);
		}
		if (parsed.output.rightsChanged.length > 0)
			void this.rightsChanged(parsed.output.rightsChanged).catch((error: unknown) =>
				this.#log.error({ event: 'rights.unread', err: error })
			);
	}

	/** The net under everything else: sessions and rights of all connections, read again. */
	async #sweep(): Promise<void> {
		try {
			await Promise.all([...this.#connections].map((connection) => connection.readRightsAgain()));
		} catch (error) {
			this.#log.error({ event: 'sweep.failed', err: error });
		}
	}

	async #unloadIdle(): Promise<void> {
		for (const [id, opening] of this.#open) {
			const document = await opening.catch(() => null);
			if (document && !document.idle && !document.dead) continue;
			this.#open.delete(id);
			document?.abandon();
		}
	}
}
