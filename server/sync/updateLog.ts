// Step 6 of the road: updates become durable here. Everything that waits while one commit is under way shares
// the next one, so a commit costs the same for one update as for a thousand.
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { ISql, Sql } from 'postgres';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { counter, histogram } from '../metrics.ts';
import { merged } from './broadcast.ts';
import { Drafts, type Draft } from './drafts.ts';
import type { Appender, Committed, LogEntry } from './logEntry.ts';

/** What waits for a commit. */
interface Waiting<TEntry extends LogEntry> {
	readonly to: Appender<TEntry>;
	readonly entry: TEntry;
}

/** What is written as one row, and again under the same name where the commit failed. */
interface Row<TEntry extends LogEntry> {
	readonly id: string;
	readonly to: Appender<TEntry>;
	readonly entries: readonly [TEntry, ...TEntry[]];
	readonly data: Uint8Array;
	readonly clients: readonly number[];
	/** A commit that had it in it failed in a way that does not tell whether it happened. */
	inDoubt: boolean;
}

interface Lane<TEntry extends LogEntry> {
	waiting: Waiting<TEntry>[];
	/** Rows of a commit that failed: they come before what waits. */
	again: Row<TEntry>[];
	working: boolean;
}

const pausesMs = { first: 50, last: 1_000 };

/**
 * Between the beginnings of two commits, by how busy the process is: where it has time, none. Where it has not, a commit
 * and a frame for more updates at once are what makes it carry more, and nobody feels these milliseconds.
 */
const gaps = [
	{ busy: 0.85, ms: 20, gatherMs: 40 },
	{ busy: 0.7, ms: 12, gatherMs: 12 },
	{ busy: 0.5, ms: 5, gatherMs: 0 },
	{ busy: 0.15, ms: 2.5, gatherMs: 0 }
] as const;
const lookEveryMs = 250;

const commitSeconds = histogram(
	'landsby_commit_seconds',
	'Time of one commit of the update log, which may hold many updates.',
	[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
);
const updatesLogged = counter('landsby_updates_logged_total', 'Updates committed to the log.');

export class UpdateLog<TEntry extends LogEntry> {
	readonly #sql: Sql;
	readonly #pool: Sql;
	readonly #limits: Pick<Limits, 'batchRows' | 'batchBytes' | 'queueBytes'>;
	readonly #log: Log;
	readonly #onCommit: (document: string, seq: number) => void;
	readonly #main: Lane<TEntry> = { waiting: [], again: [], working: false };
	/** Documents whose row somebody holds for long: they wait aside, so that all others go on. */
	readonly #aside = new Map<string, Lane<TEntry>>();
	readonly #inFlight = new Map<string, number>();
	readonly #idle = new Set<{ document: string | null; resolve: () => void }>();
	#bytes = 0;
	#stopped = false;
	#utilization = performance.eventLoopUtilization();
	#lookedAt = performance.now();
	#gap = { ms: 0, gatherMs: 0 };

	/**
	 * @param sql a connection of its own, with a lock time-out
	 * @param pool for documents that wait aside
	 * @param onCommit hears the newest number of each document after each commit
	 */
	constructor(
		sql: Sql,
		pool: Sql,
		limits: Pick<Limits, 'batchRows' | 'batchBytes' | 'queueBytes'>,
		log: Log,
		onCommit: (document: string, seq: number) => void
	) {
		this.#sql = sql;
		this.#pool = pool;
		this.#limits = limits;
		this.#log = log;
		this.#onCommit = onCommit;
	}

	/** How long what a page sends may wait for more of it: where each commit has to hold more. */
	get gatherMs(): number {
		// Asked before each: the first letters after a busy hour wait for nobody.
		this.#gapMs();
		return this.#gap.gatherMs;
	}

	/** Updates that wait or are being committed. */
	get waiting(): number {
		return [...this.#inFlight.values()].reduce((sum, count) => sum + count, 0);
	}

	/**
	 * Appends an update under the next number of its document; `to` hears what became of it. While the database
	 * does not answer it waits, and nothing is promised to anybody.
	 */
	append(to: Appender<TEntry>, entry: TEntry): void {
		this.#inFlight.set(to.id, (this.#inFlight.get(to.id) ?? 0) + 1);
		this.#bytes += entry.data.length;
		const lane = this.#aside.get(to.id) ?? this.#main;
		lane.waiting.push({ to, entry });
		if (this.#bytes > this.#limits.queueBytes) {
			// The database has been away for long. The pages hold what they wrote, and send it again.
			this.#drop(lane, to, 'failed');
			return;
		}
		this.#start(lane, lane === this.#main ? this.#sql : this.#pool);
	}

	/** Resolves when nothing of a document, or nothing at all, waits any more. */
	idle(document: string | null = null): Promise<void> {
		if (document === null ? this.#inFlight.size === 0 : !this.#inFlight.has(document))
			return Promise.resolve();
		return new Promise((resolve) => this.#idle.add({ document, resolve }));
	}

	/** Gives up what the database has not taken. */
	stop(): void {
		this.#stopped = true;
	}

	#start(lane: Lane<TEntry>, sql: Sql): void {
		if (lane.working) return;
		lane.working = true;
		void this.#work(lane, sql);
	}

	async #work(lane: Lane<TEntry>, sql: Sql): Promise<void> {
		// What has just arrived gets into the first batch. Of one socket each turn of the loop takes one message, and what
		// somebody makes is two: made, and shown. Others are to see both at once.
		await turn();
		await turn();
		let pauseMs = pausesMs.first;
		while (lane.waiting.length + lane.again.length > 0 && !this.#stopped) {
			const began = performance.now();
			const batch = this.#nextBatch(lane);
			let numbers: ReadonlyMap<string, number>;
			try {
				numbers = await this.#commit(sql, batch);
			} catch (error) {
				lane.again.unshift(...batch);
				if (this.#cope(error, batch, lane)) continue;
				await wait(pauseMs);
				pauseMs = Math.min(pauseMs * 2, pausesMs.last);
				continue;
			}
			pauseMs = pausesMs.first;
			for (const rows of byDocument(batch).values()) this.#tell(rows, numbers, lane);
			const early = this.#gapMs() - (performance.now() - began);
			// Where a whole batch waits already, waiting for more would only make the line longer.
			if (early >= 1 && lane.waiting.length < this.#limits.batchRows) await wait(early);
		}
		// Nothing is awaited between the last look at the rows and this: what is appended next starts anew.
		lane.working = false;
		for (const [document, aside] of this.#aside) if (aside === lane) this.#aside.delete(document);
	}

	/** How long after the beginning of a commit the next one begins. */
	#gapMs(): number {
		const now = performance.now();
		if (now - this.#lookedAt < lookEveryMs) return this.#gap.ms;
		const current = performance.eventLoopUtilization();
		const { utilization } = performance.eventLoopUtilization(current, this.#utilization);
		this.#utilization = current;
		this.#lookedAt = now;
		this.#gap = gaps.find(({ busy }) => utilization >= busy) ?? { ms: 0, gatherMs: 0 };
		return this.#gap.ms;
	}

	#nextBatch(lane: Lane<TEntry>): readonly Row<TEntry>[] {
		if (lane.again.length > 0) return lane.again.splice(0);
		const drafts = new Drafts<TEntry>();
		let bytes = 0;
		let taken = 0;
		for (const { to, entry } of lane.waiting) {
			bytes += entry.data.length;
			if (taken > 0 && bytes > this.#limits.batchBytes) break;
			if (!drafts.join(to, entry)) {
				if (drafts.rows.length >= this.#limits.batchRows) break;
				drafts.begin(to, entry);
			}
			taken += 1;
		}
		lane.waiting.splice(0, taken);
		return drafts.rows.flatMap(rowsOf);
	}

	/** @returns the numbers of those that are in the log now, by the names of the rows */
	async #commit(sql: Sql, batch: readonly Row<TEntry>[]): Promise<ReadonlyMap<string, number>> {
		const doubtful = batch.filter((row) => row.inDoubt);
		const numbers = doubtful.length > 0 ? await find(sql, doubtful) : new Map<string, number>();
		const missing = batch.filter((row) => !numbers.has(row.id));
		const began = performance.now();
		try {
			for (const [id, seq] of await insert(sql, missing)) numbers.set(id, seq);
			commitSeconds.observe((performance.now() - began) / 1000);
			updatesLogged.add(numbers.size);
		} catch (error) {
			for (const row of missing) row.inDoubt = true;
			throw error;
		}
		return numbers;
	}

	#tell(rows: readonly Row<TEntry>[], numbers: ReadonlyMap<string, number>, lane: Lane<TEntry>): void {
		const [{ to } = { to: null }] = rows;
		if (!to) return;
		const committed: Committed<TEntry>[] = [];
		for (const { id, entries, data } of rows) {
			const seq = numbers.get(id);
			if (seq !== undefined) committed.push({ entries, data, sender: entries[0].sender, seq });
		}
		this.#settle(
			to.id,
			committed.flatMap(({ entries }) => entries)
		);
		if (committed.length > 0) this.#tellCommitted(to, committed);
		if (committed.length < rows.length) {
			lane.again.unshift(...rows.filter(({ id }) => !numbers.has(id)));
			this.#drop(lane, to, 'refused');
		}
		const last = committed.at(-1);
		if (!last) return;
		try {
			this.#onCommit(to.id, last.seq);
		} catch (error) {
			this.#log.error({ event: 'commit.listener', err: error });
		}
	}

	/** What fails now is not the commit: nothing is written again, and the document is read as it was logged. */
	#tellCommitted(to: Appender<TEntry>, committed: readonly Committed<TEntry>[]): void {
		try {
			to.committed(committed);
		} catch (error) {
			this.#log.error({ event: 'commit.untold', document: to.id, err: error });
			to.dropped([], 'failed');
		}
	}

	/**
	 * After a failed commit.
	 * @returns true when it is worth going on at once
	 */
	#cope(error: unknown, batch: readonly Row<TEntry>[], lane: Lane<TEntry>): boolean {
		const code = codeOf(error);
		this.#log.error({ event: 'append.failed', code, rows: batch.length });
		const final = isFinal(code);
		if (!final && !isLocked(code)) return false;
		// One document must not hold up the others, nor take them with it.
		if (lane === this.#main) {
			for (const document of byDocument(batch).keys()) this.#setAside(document);
			return true;
		}
		const [row] = batch;
		if (final && row) this.#drop(lane, row.to, 'failed');
		return final;
	}

	/** Lets a document go on alone until nothing of it waits. */
	#setAside(document: string): void {
		const isOf = ({ to }: { readonly to: Appender<TEntry> }): boolean => to.id === document;
		const lane: Lane<TEntry> = {
			waiting: this.#main.waiting.filter(isOf),
			again: this.#main.again.filter(isOf),
			working: false
		};
		this.#main.waiting = this.#main.waiting.filter((one) => !isOf(one));
		this.#main.again = this.#main.again.filter((row) => !isOf(row));
		this.#aside.set(document, lane);
		this.#start(lane, this.#pool);
	}

	#drop(lane: Lane<TEntry>, to: Appender<TEntry>, why: 'refused' | 'failed'): void {
		const dropped = [
			...lane.again.flatMap((row) => (row.to === to ? row.entries : [])),
			...lane.waiting.flatMap((one) => (one.to === to ? [one.entry] : []))
		];
		lane.again = lane.again.filter((row) => row.to !== to);
		lane.waiting = lane.waiting.filter((one) => one.to !== to);
		this.#settle(to.id, dropped);
		to.dropped(dropped, why);
	}

	#settle(document: string, entries: readonly TEntry[]): void {
		for (const { data } of entries) this.#bytes -= data.length;
		const left = (this.#inFlight.get(document) ?? 0) - entries.length;
		if (left > 0) this.#inFlight.set(document, left);
		else this.#inFlight.delete(document);
		for (const waiter of this.#idle) {
			const busy = waiter.document === null ? this.#inFlight.size > 0 : this.#inFlight.has(waiter.document);
			if (busy) continue;
			this.#idle.delete(waiter);
			waiter.resolve();
		}
	}
}

/** As one row; where Yjs would not have its updates together, each as its own. */
function rowsOf<TEntry extends LogEntry>(draft: Draft<TEntry>): Row<TEntry>[] {
	try {
		return [rowOf(draft)];
	} catch {
		return draft.entries.map((entry) => rowOf({ to: draft.to, entries: [entry] }));
	}
}

function rowOf<TEntry extends LogEntry>({ to, entries }: Draft<TEntry>): Row<TEntry> {
	const [{ clients }, ...more] = entries;
	return {
		// Names it where a commit is in doubt, no longer: not worth asking the system for chance each time.
		id: randomUUID(),
		to,
		entries,
		data: merged(entries.map(({ data }) => data)),
		clients: more.length === 0 ? clients : [...new Set(entries.flatMap((entry) => entry.clients))],
		inDoubt: false
	};
}

/**
 * One statement, its own transaction: locks the heads in one order, reads rights again, binds client ids.
 * What stands behind a refused update of the same document is refused with it: it was integrated on top.
 * @returns the numbers of those that were taken
 */
async function insert(sql: ISql, rows: readonly Row<LogEntry>[]): Promise<[id: string, seq: number][]> {
	const [only] = rows;
	if (only && rows.length === 1 && only.clients.length === 0) return insertOne(sql, only);
	const named = rows.flatMap(({ to, clients, entries: [{ owner }] }, index) =>
		clients.map((client) => ({ ord: index + 1, document: to.id, client, owner }))
	);
	// Most commits name nobody: a page's client id is bound by the first of its updates. Then that is not asked, either.
	const binding =
		named.length === 0
			? sql``
			: sql`
		named as (
			select * from unnest(
				${named.map(({ ord }) => ord)}::bigint[], ${named.map(({ document }) => document)}::uuid[],
				${named.map(({ client }) => client)}::bigint[], ${named.map(({ owner }) => owner)}::uuid[]
			) t(ord, document_id, client_id, owner)),
		bound as (
			insert into clients (document_id, client_id, participant_id)
			select distinct on (n.document_id, n.client_id) n.document_id, n.client_id, n.owner
			from named n join heads h on h.id = n.document_id
			order by n.document_id, n.client_id, n.ord
			on conflict (document_id, client_id) do update set participant_id = clients.participant_id
			returning *),`;
	const isTheirs =
		named.length === 0
			? sql``
			: sql`
				and not exists (
					select from named n join bound b using (document_id, client_id)
					where n.ord = i.ord and b.participant_id is distinct from n.owner)`;
	const taken = await sql<{ id: string; seq: number }[]>`
		with incoming as (
			select * from unnest(
				${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ to }) => to.id)}::uuid[],
				${rows.map(({ entries: [{ participant }] }) => participant)}::uuid[],
				${rows.map(({ entries: [{ rightsVersion }] }) => rightsVersion)}::int[],
				${rows.map(({ entries: [{ epoch }] }) => epoch)}::int[],
				${byteaArray(rows.map(({ data }) => data))}::bytea[]
			) with ordinality t(id, document_id, participant_id, rights_version, epoch, data, ord)),
		heads as (
			select id, head_seq, epoch from documents
			where id in (select document_id from incoming) order by id for no key update),
		rights as (
			select id, rights_version from participants
			where id in (select participant_id from incoming) order by id for share),
		${binding}
		judged as (
			select i.*, h.head_seq,
				h.epoch = i.epoch and (i.rights_version is null or r.rights_version = i.rights_version)
				${isTheirs} as good
			from incoming i join heads h on h.id = i.document_id left join rights r on r.id = i.participant_id),
		accepted as (
			select *, head_seq + row_number() over (partition by document_id order by ord) as seq
			from (select *, bool_and(coalesce(good, false)) over (partition by document_id order by ord) as whole
				from judged) j
			where whole),
		moved as (
			update documents d set head_seq = a.top
			from (select document_id, max(seq) as top from accepted group by 1) a where d.id = a.document_id)
		insert into updates (document_id, seq, id, participant_id, data)
		select document_id, seq, id, participant_id, data from accepted
		returning id, seq`;
	return taken.map(({ id, seq }) => [id, seq]);
}

/** The same for one update that names nobody: most commits where few write, and half the work. */
async function insertOne(
	sql: ISql,
	{ id, to, entries: [{ participant, rightsVersion, epoch }], data }: Row<LogEntry>
): Promise<[id: string, seq: number][]> {
	const taken = await sql<{ seq: number }[]>`
		with head as (
			select id, head_seq + 1 as seq from documents where id = ${to.id} and epoch = ${epoch} for no key update),
		rights as (
			select id from participants
			where id = ${participant} and rights_version = ${rightsVersion} and exists (select from head) for share),
		moved as (
			update documents d set head_seq = h.seq from head h
			where d.id = h.id and (${rightsVersion}::int is null or exists (select from rights)) returning h.seq)
		insert into updates (document_id, seq, id, participant_id, data)
		select ${to.id}, seq, ${id}, ${participant}, ${Buffer.from(data.buffer, data.byteOffset, data.length)} from moved
		returning seq`;
	return taken.map(({ seq }) => [id, seq]);
}

/**
 * Which of these the log holds already. One that was compacted since is appended again, and so is one whose statement
 * still waits for a lock on a connection that was lost; that changes nothing, since Yjs integrates nothing twice. So
 * names need not be unique in the table: each is made of chance, and only the process that made it asks for it. An index
 * would be written with every update.
 */
async function find(sql: ISql, rows: readonly Row<LogEntry>[]): Promise<Map<string, number>> {
	const found = await sql<{ id: string; seq: number }[]>`
		select id, seq from updates
		where document_id = any(${[...new Set(rows.map(({ to }) => to.id))]}::uuid[])
			and id = any(${rows.map(({ id }) => id)}::uuid[])`;
	return new Map(found.map(({ id, seq }) => [id, seq]));
}

/** Written out: arrays of bytes are not known to the driver before a connection's second query. */
function byteaArray(values: readonly Uint8Array[]): string {
	const hex = (data: Uint8Array) => Buffer.from(data.buffer, data.byteOffset, data.length).toString('hex');
	return `{${values.map((data) => `"\\\\x${hex(data)}"`).join(',')}}`;
}

function byDocument<TEntry extends LogEntry>(rows: readonly Row<TEntry>[]): Map<string, Row<TEntry>[]> {
	return Map.groupBy(rows, ({ to }) => to.id);
}

/** SQLSTATE, code of the driver or of the system; undefined for what is a fault of our own. */
function codeOf(error: unknown): string | undefined {
	return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** Somebody holds a row for longer than we wait. */
function isLocked(code: string | undefined): boolean {
	return code === '55P03' || code === '57014';
}

/** The same again would fail the same way: bad data, broken references, a fault of ours. */
function isFinal(code: string | undefined): boolean {
	return code === undefined || /^(0A|22|23|42|54|XX)...$/.test(code);
}
