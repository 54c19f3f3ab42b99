// Step 8 of the road: documents as rows, so that the plan can be listed, asked and reminded about without Yjs.
// It reads what is committed, never the live document, which is one commit ahead.
import { setTimeout as wait } from 'node:timers/promises';
import type { ISql, Sql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import { steadyNow } from '../clock.ts';
import { atMost } from '../db/atMost.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { histogram } from '../metrics.ts';
import { loadDocument, type LoadedDocument } from '../sync/load.ts';
import { projectCare } from './care.ts';
import { projectEmergency } from './emergency.ts';
import { projectMeetings } from './meetings.ts';
import { projectNetwork } from './network.ts';
import { giveOwnContacts } from './ownContacts.ts';
import { quarantine } from './quarantine.ts';
import { digestOf, writeRows, type Projection } from './rows.ts';
import { storableText } from './storable.ts';
import { projectVisits } from './visits.ts';
import { projectVoice } from './voice.ts';
import type { Space } from '#lib/room/spaces.ts';
import type { Doc } from 'yjs';

/** How often a projection that was overtaken begins anew. */
const triesMax = 10;

/** Where another process is at the same document: it is looked at again after so long, so many times. */
const busy = { waitMs: 100, times: 100 } as const;

/** Another transaction was first, or each waited for the other. */
const overtakenCodes = new Set(['40001', '40P01']);

/** Raised when the tables mean something else than before: everything is projected anew. */
const projectionSchema = 7;

/** Which parts a document of a space holds. */
const parts: Record<Space, readonly ((doc: Doc) => Projection)[]> = {
	room: [projectNetwork, projectEmergency, projectVisits, projectMeetings, projectVoice],
	care: [projectCare],
	child: [],
	family: [],
	staff: [],
	letter: []
};

const lagSeconds = histogram(
	'landsby_projection_lag_seconds',
	'Time from the first update that was not projected to the rows that hold it.',
	[0.25, 0.5, 1, 2, 3, 5, 10, 30]
);

type ProjectLimits = Pick<Limits, 'projectQuietMs' | 'projectAtMostMs' | 'projectCatchUpMs' | 'stopDrainMs'>;

export class Projector {
	readonly #sql: Sql;
	readonly #limits: ProjectLimits;
	readonly #log: Log;
	/** Documents that changed: since when, and the timer that waits for quiet. */
	readonly #waiting = new Map<string, { since: number; timer: NodeJS.Timeout }>();
	#work: Promise<unknown> = Promise.resolve();
	#catchUp: NodeJS.Timeout | null = null;
	#stopped = false;
	#ended = false;

	constructor(sql: Sql, limits: ProjectLimits, log: Log) {
		this.#sql = sql;
		this.#limits = limits;
		this.#log = log;
	}

	/** Catches up with what was committed while nobody projected, now and from time to time. */
	start(): void {
		void this.catchUp();
		this.#catchUp = setInterval(() => void this.catchUp(), this.#limits.projectCatchUpMs);
	}

	/** The log has committed an update: the document is projected after a moment of quiet. */
	hear(document: string, _seq: number): void {
		const { projectQuietMs, projectAtMostMs } = this.#limits;
		const now = steadyNow();
		const waiting = this.#waiting.get(document);
		const since = waiting?.since ?? now;
		clearTimeout(waiting?.timer);
		const dueMs = Math.max(0, Math.min(projectQuietMs, since + projectAtMostMs - now));
		const timer = setTimeout(() => {
			this.#waiting.delete(document);
			void this.#enqueue(document, since);
		}, dueMs);
		this.#waiting.set(document, { since, timer });
	}

	/** Projects every document whose log is ahead. */
	async catchUp(): Promise<void> {
		try {
			const behind = await this.#sql<{ id: string }[]>`
				select d.id from documents d left join projections p on p.document_id = d.id
				where p.seq is null or p.seq < d.head_seq or p.schema < ${projectionSchema}
				order by d.id`;
			for (const { id } of behind) await this.#enqueue(id);
		} catch (error) {
			this.#log.error({ event: 'projection.behind', err: error });
		}
	}

	/**
	 * Projects what waits, for a while, then ends: what is left is projected by another process, or at the next start.
	 * @param until by the steady clock: it is not waited for longer
	 */
	async stop(until = Infinity): Promise<void> {
		if (this.#catchUp) clearInterval(this.#catchUp);
		for (const [document, { timer }] of this.#waiting) {
			clearTimeout(timer);
			void this.#enqueue(document);
		}
		this.#waiting.clear();
		this.#stopped = true;
		const atMostMs = Math.max(0, Math.min(this.#limits.stopDrainMs, until - steadyNow()));
		await Promise.race([this.#work, wait(atMostMs, undefined, { ref: false })]);
		this.#ended = true;
	}

	/** One after the other: projecting is never urgent enough to crowd out people. */
	#enqueue(document: string, since: number | null = null): Promise<unknown> {
		if (this.#stopped) return this.#work;
		this.#work = this.#work.then(() =>
			this.#ended
				? null
				: project(this.#sql, document).then(
						() => {
							if (since !== null) lagSeconds.observe((steadyNow() - since) / 1000);
						},
						(error: unknown) => this.#log.error({ event: 'projection.failed', document, err: error })
					)
		);
		return this.#work;
	}
}

/**
 * Brings the rows of a room up to what is committed: for those who ask while people are writing, and cannot wait until
 * they pause.
 * @param over nobody waits for it any more: what has begun comes to its end, and nothing else is tried
 * @throws AppError `unavailable`; an error of the database
 */
export async function projectRoom(sql: Sql, room: string, over?: AbortSignal): Promise<void> {
	const behind = await sql<{ id: string }[]>`
		select d.id from documents d left join projections p on p.document_id = d.id
		where d.room_id = ${room} and (p.seq is null or p.seq < d.head_seq) order by d.id`;
	for (const { id } of behind) await project(sql, id, over);
}

/**
 * Writes the rows of one document as committed now.
 * @param over nobody waits for it any more: it is not tried again
 * @returns the number of the update they stand for; null where there is no such document, or it was over
 */
export async function project(sql: Sql, document: string, over?: AbortSignal): Promise<number | null> {
	let overtaken = 0;
	for (let waited = 0; ;) {
		try {
			const seq = await inTurn(sql)(() =>
				over?.aborted ? Promise.resolve(null) : projectOnce(sql, document)
			);
			if (seq !== 'busy') return seq;
			if (waited === busy.times) throw new AppError('unavailable', 'another process is at this document');
			waited += 1;
		} catch (error) {
			// Rights were changed meanwhile, or another process was first: what was written shows only in a new transaction.
			const isOvertaken = error instanceof Error && 'code' in error && overtakenCodes.has(String(error.code));
			if (!isOvertaken || (overtaken += 1) === triesMax) throw error;
			continue;
		}
		await wait(busy.waitMs);
	}
}

/**
 * A document that is projected holds one connection and reads through a second. As many at once as there are connections
 * would wait for one another, and sign-in with them.
 */
const projectionsMax = 3;
const turns = new WeakMap<Sql, ReturnType<typeof atMost>>();

function inTurn(sql: Sql): ReturnType<typeof atMost> {
	const turn = turns.get(sql) ?? atMost(projectionsMax);
	turns.set(sql, turn);
	return turn;
}

/** @returns `busy` where another process is at the document just now */
function projectOnce(sql: Sql, document: string): Promise<number | null | 'busy'> {
	return sql.begin(async (tx) => {
		// Several processes hear of one edit. Those who came later would do all the work and then be told that it was done.
		// Sent together, and answered in this order: what is read is what stands after the lock.
		const [[lock], [row]] = await Promise.all([
			tx<{ isOurs: boolean }[]>`
				select pg_try_advisory_xact_lock(hashtextextended(${`project ${document}`}, 0)) as "isOurs"`,
			tx<Standing[]>`
				select d.space, d.room_id as room, d.head_seq as head, p.seq, p.schema, p.digests
				from documents d left join projections p on p.document_id = d.id where d.id = ${document}`
		]);
		if (lock?.isOurs !== true) return 'busy';
		if (!row) return null;
		const isOfThisVersion = (row.schema ?? 0) >= projectionSchema;
		if (row.seq !== null && row.seq >= row.head && isOfThisVersion) return row.seq;
		// Read in a transaction of its own, which sees one moment. The rows are written in this one, which sees what others
		// have written meanwhile: to one that does not, PostgreSQL refuses every row of a document that people write in.
		const loaded = await loadDocument(sql, document);
		if (!loaded) return null;
		const { digests, work } = plan(tx, row, isOfThisVersion ? (row.digests ?? {}) : {}, loaded);
		// Sent together: they go to the database one after the other all the same, in one piece instead of twenty.
		await Promise.all([
			...work,
			// Behind them: it reads their rows, and locks participants, whom the log locks behind the document, too.
			...(row.space === 'room' ? [giveOwnContacts(tx, row.room, loaded)] : []),
			tx`
				insert into projections (document_id, seq, schema, digests)
				values (${document}, ${loaded.seq}, ${projectionSchema}, ${tx.json(digests)})
				on conflict (document_id) do update
				set seq = excluded.seq, schema = excluded.schema, digests = excluded.digests, at = now()`
		]);
		loaded.doc.destroy();
		return loaded.seq;
	});
}

interface Standing {
	readonly space: Space;
	readonly room: string;
	readonly head: number;
	/** What its rows stand for; null where there are none yet. */
	readonly seq: number | null;
	readonly schema: number | null;
	readonly digests: Readonly<Record<string, string>> | null;
}

/** What has to be written: what is as it was written last is left alone. */
function plan(
	tx: ISql,
	{ space, room }: Standing,
	before: Readonly<Record<string, string>>,
	{ id, seq, doc }: LoadedDocument
): { digests: Record<string, string>; work: Promise<unknown>[] } {
	const projections = parts[space].map((projectPart) => projectPart(doc));
	const digests: Record<string, string> = {};
	const work: Promise<unknown>[] = [];
	const note = (
		what: string,
		values: Parameters<typeof digestOf>[0],
		write: () => Promise<unknown>
	): void => {
		const digest = digestOf(values);
		digests[what] = digest;
		if (before[what] !== digest) work.push(write());
	};
	for (const { tables } of projections)
		for (const [table, rows] of Object.entries(tables))
			note(table, rows, () => writeRows(tx, table, id, seq, rows));
	const malformed = projections.flatMap((projection) => projection.malformed);
	note('quarantine', malformed, () => quarantine(tx, id, malformed));
	for (const { childName } of projections) {
		const name = storableText(childName ?? '').trim();
		if (name !== '') work.push(nameRoom(tx, room, name));
	}
	return { digests, work };
}

async function nameRoom(tx: ISql, room: string, name: string): Promise<void> {
	await tx`update rooms set child_name = ${name} where id = ${room} and child_name <> ${name}`;
}
