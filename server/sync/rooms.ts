// Documents that are open in this process, and who has them open: loaded on first use, unloaded when nobody is
// left. Opening never creates one.
import { setTimeout as wait } from 'node:timers/promises';
import type * as Y from 'yjs';
import * as v from 'valibot';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/room/ids.ts';
import { isFacilitator } from '#lib/room/rights.ts';
import type { DocumentName, Role } from '#lib/room/spaces.ts';
import * as participants from '../access/participants.ts';
import * as screens from '../access/screens.ts';
import * as sessions from '../access/sessions.ts';
import type { Database } from '../db/postgres.ts';
import { steadyNow } from '../clock.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { Allowances } from './allowances.ts';
import type { Connection } from './connection.ts';
import { compact } from './compact.ts';
import { documentById, findDocument, readNews, readStored, setAside } from './load.ts';
import { ClosedMeanwhile, OpenDocument } from './openDocument.ts';
import type { Entry, Source } from './surroundings.ts';
import type { Relay } from './relay.ts';
import { UpdateLog } from './updateLog.ts';

/** What other processes, and the command line beside the server, say on the channel `landsby`. */
const Notification = v.object({
	rightsChanged: v.optional(v.array(v.string()), []),
	sessionsEnded: v.optional(v.array(v.string()), []),
	/** Ids of documents that somebody else wrote to: the live ones lag behind the log. */
	documentsChanged: v.optional(v.array(v.string()), []),
	/** Which process says so, where it is one. */
	from: v.optional(v.string()),
	/** Rooms to whose lobby somebody came; and of whom only caseworkers know. */
	lobbiesChanged: v.optional(v.array(v.string()), []),
	hiddenLobbiesChanged: v.optional(v.array(v.string()), [])
});

/** Use of a session is written down at most so often. */
const touchEveryMs = 60_000;
/** Sessions that have ended are deleted so often: until then they are only over. */
const clearEveryMs = 10 * 60_000;
/** One document is compacted at most so often while people write in it. */
const compactEveryMs = 10_000;
/** Between two goodbyes when the server stops, where there are few. */
const goodbyeMs = 10;
/** While the relay is silent: how often other processes are told by the database of what was written here. */
const tellMs = 50;
/** And how often the log is asked for what they have written. */
const askMs = 250;
/** What one notification may name: its payload has a bound of 8,000 bytes. */
const namedMax = 100;
/** How often a document is opened anew that is closed again before anything was done with it. */
const openTries = 3;

export class LiveRooms {
	readonly #database: Database;
	readonly #limits: Limits;
	readonly #log: Log;
	readonly #clock: (() => number) | undefined;
	readonly #relay: Relay | null;
	/** Names this process in notifications, which it hears itself, too. */
	readonly #process = newId();
	/** Documents that others have to be told of by the database. */
	readonly #untold = new Set<string>();
	#telling: NodeJS.Timeout | null = null;
	#asking = false;
	#isSweeping = false;
	#isSweepDue = false;
	readonly #updates: UpdateLog<Entry>;
	/** What each participant may still cost, over all documents: it outlives those that are let go of. */
	readonly #allowances: Allowances;
	readonly #open = new Map<string, Promise<OpenDocument | null>>();
	readonly #connections = new Set<Connection>();
	readonly #bySession = new Map<string, Set<Connection>>();
	readonly #byRoom = new Map<string, Set<Connection>>();
	readonly #touchedAt = new Map<string, number>();
	/** When ended sessions were last deleted, by the clock of the process. */
	#clearedAt = -Infinity;
	readonly #commitListeners = new Set<(document: string, seq: number) => void>();
	readonly #timers: NodeJS.Timeout[] = [];
	/** Documents that wait for their compaction, one after the other. */
	readonly #compacting = new Set<string>();
	readonly #compactedAt = new Map<string, number>();
	#compaction: Promise<void> = Promise.resolve();
	#closing = false;

	/**
	 * @param relay to other processes; null where this is the only one
	 * @param clock by which judging is timed, in milliseconds; a test has its own
	 */
	constructor(
		database: Database,
		limits: Limits,
		log: Log,
		relay: Relay | null = null,
		clock?: () => number
	) {
		this.#database = database;
		this.#relay = relay;
		this.#clock = clock;
		this.#limits = limits;
		this.#log = log;
		this.#allowances = new Allowances(limits);
		this.#updates = new UpdateLog<Entry>(database.log, database.sql, limits, log, (document, seq) =>
			this.#tell(document, seq)
		);
	}

	/** Begins to hear of changes made elsewhere, and to sweep; `close` ends it. */
	async start(): Promise<void> {
		// What was said while the connection was lost is made up for as soon as it is back.
		await this.#database.sql.listen(
			'landsby',
			(payload) => this.#heed(payload),
			() => void this.#sweep()
		);
		this.#timers.push(
			setInterval(() => void this.#sweep(), this.#limits.sweepMs),
			setInterval(() => void this.unload(), this.#limits.unloadMs)
		);
		this.#relay?.serve({
			unsent: (document) => this.#tellByDatabase(document),
			whole: () => void this.#makeUp()
		});
		if (this.#relay) this.#timers.push(setInterval(() => void this.#askWhileSilent(), askMs));
	}

	/** How many documents and connections there are, and how many updates wait for their commit. */
	get size(): { documents: number; connections: number; waiting: number } {
		return {
			documents: this.#open.size,
			connections: this.#connections.size,
			waiting: this.#updates.waiting
		};
	}

	/** Calls back after each commit with the newest number of each document. @returns how to stop it */
	onCommit(listener: (document: string, seq: number) => void): () => void {
		this.#commitListeners.add(listener);
		return () => this.#commitListeners.delete(listener);
	}

	/** The id of a document that somebody has open here, or null: then the database knows whether there is one. */
	idOfOpen({ room, space, participant }: DocumentName): string | null {
		for (const { document } of this.#byRoom.get(room) ?? [])
			if (document.name.space === space && document.name.participant === participant) return document.id;
		return null;
	}

	/** Finds a document by name and opens it. @returns null where there is none */
	async openByName(name: DocumentName): Promise<OpenDocument | null> {
		const id = await findDocument(this.#database.sql, name);
		return id === null ? null : this.open(id, name);
	}

	/** Opens a document for somebody who comes to it. @param id of its row; @returns null where there is none any more */
	async open(id: string, name: DocumentName): Promise<OpenDocument | null> {
		const document = await this.#openById(id, name);
		await document?.wake();
		return document;
	}

	/**
	 * Edits a document as the server: same log, same broadcast, a client id of its own.
	 * @param id of the document's row
	 * @param by participant for whom it is done; the caller writes the audit row in its own transaction
	 * @param edit may run again when what it was built on was not taken
	 * @throws AppError `notFound`, `unavailable`; whatever `edit` throws
	 */
	async edit<T>(id: string, by: string | null, edit: (doc: Y.Doc) => T): Promise<T> {
		return this.#at(id, (document) => document.edit(by, edit));
	}

	/**
	 * Reads a document as the server, for what must not be as late as its rows are.
	 * @param id of the document's row
	 * @param upTo a number of its log: all up to there is in what is read, whichever process wrote it
	 * @throws AppError `notFound`, `unavailable`; whatever `read` throws
	 */
	async read<T>(id: string, upTo: number, read: (doc: Y.Doc) => T): Promise<T> {
		return this.#at(id, (document) => document.read(upTo, read));
	}

	/** Whether a session and a room may have one more. */
	hasPlace(session: string, { name: { room } }: OpenDocument): boolean {
		const { socketsPerSession, socketsPerRoom } = this.#limits;
		const [ofSession, ofRoom] = [this.#bySession.get(session), this.#byRoom.get(room)];
		return (ofSession?.size ?? 0) < socketsPerSession && (ofRoom?.size ?? 0) < socketsPerRoom;
	}

	add(connection: Connection): void {
		this.#connections.add(connection);
		join(this.#bySession, connection.session, connection);
		join(this.#byRoom, connection.document.name.room, connection);
	}

	left(connection: Connection): void {
		this.#connections.delete(connection);
		leave(this.#bySession, connection.session, connection);
		leave(this.#byRoom, connection.document.name.room, connection);
		if (!this.#bySession.has(connection.session)) this.#touchedAt.delete(connection.session);
	}

	/** Reads the rights of these participants again, on all their pages; ends what is no longer theirs. */
	async rightsChanged(changed: readonly string[]): Promise<void> {
		this.#notify({ rightsChanged: changed });
		await this.#readRightsOf(changed);
	}

	async #readRightsOf(changed: readonly string[]): Promise<void> {
		const touched = [...this.#connections].filter(({ participant }) => changed.includes(participant));
		await Promise.all(touched.map((connection) => this.readRights(connection)));
	}

	/**
	 * Looks once more at a connection that has just come: its session may have ended, or a right been withdrawn, between the
	 * look-up at the door and now, before anybody knew of it.
	 */
	async lookAgain(connection: Connection): Promise<void> {
		connection.hold();
		try {
			const { session } = connection;
			const [standing] = await Promise.all([
				sessions.stillStanding(this.#database.sql, [session], new Date()),
				this.readRights(connection)
			]);
			if (!standing.has(session)) connection.endSession();
		} finally {
			connection.release();
		}
	}

	/** Reads the rights of one connection again; nothing more is read from it meanwhile. */
	async readRights(connection: Connection): Promise<void> {
		connection.hold();
		try {
			const { user, document, standing } = connection;
			const places = standing.role === 'screen' ? screens : participants;
			connection.apply(await places.standing(this.#database.sql, user, document.name.room));
		} finally {
			connection.release();
		}
	}

	/** Somebody came to a room's lobby: the pages of those who can let them in look again. */
	#lobbyChanged(room: string, mayKnow: (role: Role) => boolean): void {
		for (const connection of this.#byRoom.get(room) ?? [])
			if (mayKnow(connection.standing.role)) connection.tellRights();
	}

	/**
	 * Who of those that can let people in has the room open just now, at any process. Others answer a moment after they
	 * were asked for the first time: whoever waits asks again.
	 */
	async hostsOf(room: string): Promise<{ name: string; role: Role }[]> {
		const here = [...(this.#byRoom.get(room) ?? [])].map(({ participant, standing }) => ({
			participant,
			name: standing.name,
			role: standing.role
		}));
		const document = this.#relay && (await this.openByName({ room, space: 'room', participant: null }));
		const all = [...here, ...(document?.presence?.elsewhere() ?? [])];
		const hosts = all.filter(({ role }) => isFacilitator(role));
		return [...new Map(hosts.map((host) => [host.participant, host])).values()];
	}

	/** Closes every page of a session, wherever it is connected. */
	sessionEnded(idHash: string): void {
		this.#notify({ sessionsEnded: [idHash] });
		this.#closePagesOf(idHash);
	}

	#closePagesOf(idHash: string): void {
		for (const connection of [...(this.#bySession.get(idHash) ?? [])]) connection.endSession();
	}

	/** Lets go of documents that nobody has open, and of the content of those in which nobody writes. */
	async unload(): Promise<void> {
		this.#allowances.prune();
		for (const [id, opening] of this.#open) {
			const document = await opening.catch(() => null);
			if (document && !document.idle && !document.closed) {
				document.rest();
				if (this.#isLong(document)) this.#compact(document);
				continue;
			}
			if (this.#open.get(id) === opening) this.#open.delete(id);
			document?.close();
			this.#compactedAt.delete(id);
			if (document && this.#isWorthShortening(document)) this.#compact(document);
		}
		await this.#compaction;
	}

	/**
	 * Waits for commits under way, a while, then closes every connection, so that pages come back elsewhere.
	 * @param until by the steady clock: where the database is away, nothing is waited for longer
	 */
	async close(until = Infinity): Promise<void> {
		this.#closing = true;
		for (const timer of this.#timers) clearInterval(timer);
		await this.#drain(until);
		await this.#sendAway(until);
		await this.#drain(until);
		await this.#flushUntold();
		this.#updates.stop();
		await atMost(this.#compaction, until - steadyNow());
		await atMost(this.#shortenForNextStart(until), until - steadyNow());
	}

	/**
	 * Whoever had a document open comes back at the next start, all at once, and a short log is quicker to read. As far as
	 * there is time: nothing is lost where there is none.
	 */
	async #shortenForNextStart(atLast: number): Promise<void> {
		const until = Math.min(atLast, steadyNow() + this.#limits.stopDrainMs);
		for (const opening of this.#open.values()) {
			const document = await opening.catch(() => null);
			document?.close();
			if (document && this.#isWorthShortening(document) && steadyNow() < until)
				await this.#shorten(document.id);
		}
	}

	/** Waits for commits under way, as long as that is worth it: twice, before and after pages are let go. */
	async #drain(until: number): Promise<void> {
		await atMost(this.#updates.idle(), Math.min(this.#limits.stopDrainMs / 2, until - steadyNow()));
	}

	/** Lets pages go one after the other: thousands that come back at once would meet a server that has just started. */
	async #sendAway(until: number): Promise<void> {
		const connections = [...this.#connections];
		const spreadMs = Math.max(0, Math.min(this.#limits.stopSpreadMs, until - steadyNow()));
		const gapMs = Math.min(goodbyeMs, spreadMs / connections.length);
		const began = steadyNow();
		for (const [index, connection] of connections.entries()) {
			const early = index * gapMs - (steadyNow() - began);
			if (early >= 1) await wait(early);
			connection.restart();
		}
	}

	/** Does something with a document, and opens it anew where it was let go of before that began. */
	async #at<T>(id: string, work: (document: OpenDocument) => Promise<T>): Promise<T> {
		for (let tries = 0; tries < openTries; tries += 1) {
			const document = await this.#byId(id);
			try {
				return await work(document);
			} catch (error) {
				if (!(error instanceof ClosedMeanwhile)) throw error;
			}
		}
		throw new AppError('unavailable', 'the document was closed again and again');
	}

	async #byId(id: string): Promise<OpenDocument> {
		const name = await documentById(this.#database.sql, id);
		const document = name === null ? null : await this.#openById(id, name);
		if (!document) throw new AppError('notFound', 'no such document');
		return document;
	}

	async #openById(id: string, name: DocumentName): Promise<OpenDocument | null> {
		if (this.#closing) throw new AppError('unavailable', 'the server is stopping');
		for (;;) {
			const opening = this.#open.get(id) ?? this.#load(id, name);
			this.#open.set(id, opening);
			const document = await opening;
			if (document && !document.closed) return document;
			if (this.#open.get(id) === opening) this.#open.delete(id);
			if (!document) return null;
		}
	}

	async #load(id: string, name: DocumentName): Promise<OpenDocument | null> {
		const { sql } = this.#database;
		const source: Source = {
			read: () => readStored(sql, id),
			news: (after) => readNews(sql, id, after),
			setAside: (unreadable) => setAside(sql, id, unreadable)
		};
		try {
			const stored = await source.read();
			if (!stored) return null;
			const document = new OpenDocument(stored, name, {
				source,
				updates: this.#updates,
				relay: this.#relay,
				limits: this.#limits,
				allowances: this.#allowances,
				log: this.#log,
				clock: this.#clock
			});
			// What others have written and said between the reading and the listening.
			if (this.#relay) void document.join();
			return document;
		} catch (error) {
			this.#open.delete(id);
			throw error;
		}
	}

	#tell(id: string, seq: number): void {
		for (const listener of this.#commitListeners) listener(id, seq);
		void this.#open.get(id)?.then(
			(document) => {
				if (document && this.#isLong(document)) this.#compact(document);
			},
			() => undefined
		);
	}

	/** Whether the log behind the snapshot is too long, whoever writes. */
	#isLong({ tail: { rows, bytes } }: OpenDocument): boolean {
		return rows >= this.#limits.compactRows || bytes >= this.#limits.compactBytes;
	}

	/** Whether it is long enough for the next who opens the document to notice, now that nobody writes. */
	#isWorthShortening({ tail: { rows, bytes } }: OpenDocument): boolean {
		return rows >= this.#limits.compactIdleRows || bytes >= this.#limits.compactIdleBytes;
	}

	/** Shortens the log of a document, after those that wait already: it is never urgent. */
	#compact(document: OpenDocument): void {
		const { id } = document;
		if (this.#compacting.has(id) || this.#closing) return;
		// Each time costs what the document is large: a flood of edits is shortened now and then, not at every step.
		const now = performance.now();
		if (now - (this.#compactedAt.get(id) ?? -Infinity) < compactEveryMs) return;
		this.#compactedAt.set(id, now);
		this.#compacting.add(id);
		this.#compaction = this.#compaction.then(async () => {
			const { rows, bytes } = document.tail;
			if (!this.#closing) await this.#shorten(id);
			// Counted anew after a failure, too: or every commit would try again.
			document.compacted({ rows, bytes });
			this.#compacting.delete(id);
			// Nobody has it open any more: when it was shortened is not kept for ever.
			if (!this.#open.has(id)) this.#compactedAt.delete(id);
		});
	}

	async #shorten(id: string): Promise<void> {
		try {
			await compact(this.#database.sql, id);
		} catch (error) {
			this.#log.error({ event: 'compact.failed', document: id, err: error });
		}
	}

	#heed(payload: string): void {
		const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Notification), payload);
		if (!parsed.success) {
			this.#log.warn({ event: 'notification.malformed' });
			return;
		}
		const { sessionsEnded, documentsChanged, rightsChanged, from } = parsed.output;
		const { lobbiesChanged, hiddenLobbiesChanged } = parsed.output;
		if (from === this.#process) return;
		for (const room of lobbiesChanged) this.#lobbyChanged(room, isFacilitator);
		for (const room of hiddenLobbiesChanged) this.#lobbyChanged(room, (role) => role === 'caseworker');
		for (const idHash of sessionsEnded) this.#closePagesOf(idHash);
		for (const id of documentsChanged) {
			void this.#open.get(id)?.then(
				(document) => document?.catchUp(),
				() => undefined
			);
			this.#tell(id, 0);
		}
		if (rightsChanged.length > 0)
			void this.#readRightsOf(rightsChanged).catch((error: unknown) =>
				this.#log.error({ event: 'rights.unread', err: error })
			);
	}

	/** Tells other processes through the database. What does not come there they find when they sweep. */
	#notify(what: { readonly [name in keyof v.InferOutput<typeof Notification>]?: readonly string[] }): void {
		const payload = JSON.stringify({ ...what, from: this.#process });
		void this.#database.sql`select pg_notify('landsby', ${payload})`.catch((error: unknown) =>
			this.#log.warn({ event: 'notification.unsent', err: error })
		);
	}

	#tellByDatabase(document: string): void {
		this.#untold.add(document);
		this.#telling ??= setTimeout(() => void this.#flushUntold(), tellMs);
	}

	async #flushUntold(): Promise<void> {
		if (this.#telling) clearTimeout(this.#telling);
		this.#telling = null;
		const untold = [...this.#untold];
		this.#untold.clear();
		for (let at = 0; at < untold.length; at += namedMax)
			this.#notify({ documentsChanged: untold.slice(at, at + namedMax) });
	}

	/** The relay is heard again: what others wrote and said meanwhile. */
	async #makeUp(): Promise<void> {
		await Promise.all(
			[...this.#open.values()].map((opening) =>
				opening.then(
					(document) => document?.makeUp(),
					() => undefined
				)
			)
		);
	}

	/** Others may have told of their updates where we do not hear. */
	async #askWhileSilent(): Promise<void> {
		if (this.#relay?.healthy !== false || this.#asking) return;
		this.#asking = true;
		try {
			await this.#sweepDocuments();
		} catch (error) {
			this.#log.debug({ event: 'log.unasked', err: error });
		} finally {
			this.#asking = false;
		}
	}

	/**
	 * One sweep at a time: where the database stands still, they would only take its connections from each other. One that
	 * was called for meanwhile comes after it.
	 */
	async #sweep(): Promise<void> {
		this.#isSweepDue = true;
		if (this.#isSweeping) return;
		this.#isSweeping = true;
		while (this.#isSweepDue && !this.#closing) {
			this.#isSweepDue = false;
			await this.#sweepAll();
		}
		this.#isSweeping = false;
	}

	/** The net under everything else: sessions, rights and numbers of all that is open, read again. */
	async #sweepAll(): Promise<void> {
		try {
			await this.#sweepSessions();
			await this.#sweepRights();
			await this.#sweepDocuments();
			await this.#sweepPresence();
		} catch (error) {
			// The database is away. Nobody is sent out for that; what they write waits.
			// Where the process is stopping, so is the database.
			if (!this.#closing) this.#log.error({ event: 'sweep.failed', err: error });
		}
	}

	async #sweepSessions(): Promise<void> {
		const now = new Date();
		for (const [idHash, connections] of this.#bySession) {
			// Not `some`: each must be asked, to begin to count anew.
			const isActive = [...connections].filter((connection) => connection.takeActivity()).length > 0;
			if (!isActive || now.getTime() - (this.#touchedAt.get(idHash) ?? 0) < touchEveryMs) continue;
			this.#touchedAt.set(idHash, now.getTime());
			await sessions.touch(this.#database.sql, idHash, now);
		}
		const all = [...this.#bySession.keys()];
		const standing = await sessions.stillStanding(this.#database.sql, all, now);
		for (const idHash of all) if (!standing.has(idHash)) this.#closePagesOf(idHash);
		if (steadyNow() - this.#clearedAt < clearEveryMs) return;
		await sessions.removeEnded(this.#database.sql, now);
		this.#clearedAt = steadyNow();
	}

	async #sweepRights(): Promise<void> {
		const ids = [...new Set([...this.#connections].map(({ participant }) => participant))];
		const versions = new Map([
			...(await participants.versionsOf(this.#database.sql, ids)),
			...(await screens.versionsOf(this.#database.sql, ids))
		]);
		const changed = [...this.#connections].filter(
			({ participant, standing }) => versions.get(participant) !== standing.rightsVersion
		);
		await Promise.all(changed.map((connection) => this.readRights(connection)));
	}

	async #sweepPresence(): Promise<void> {
		if (!this.#relay) return;
		for (const opening of this.#open.values()) (await opening.catch(() => null))?.presence?.prune();
	}

	/** Whether somebody else has written to the log of a document that is open here. */
	async #sweepDocuments(): Promise<void> {
		const heads = await this.#database.sql<{ id: string; head: number }[]>`
			select id, head_seq as head from documents where id = any(${[...this.#open.keys()]}::uuid[])`;
		for (const { id, head } of heads) {
			const document = await this.#open.get(id);
			if (document && document.seq < head) await document.catchUp();
		}
	}
}

/** Waits for something, and no longer than is said. */
async function atMost(what: Promise<unknown>, ms: number): Promise<void> {
	if (ms === Infinity) await what;
	else await Promise.race([what, wait(Math.max(0, ms), undefined, { ref: false })]);
}

function join(index: Map<string, Set<Connection>>, key: string, connection: Connection): void {
	const members = index.get(key) ?? new Set<Connection>();
	members.add(connection);
	index.set(key, members);
}

function leave(index: Map<string, Set<Connection>>, key: string, connection: Connection): void {
	const members = index.get(key);
	members?.delete(connection);
	if (members?.size === 0) index.delete(key);
}
