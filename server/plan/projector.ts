// Step 8 of the road: documents as rows, so that the plan can be listed, asked and reminded about without Yjs.
// It reads what is committed, never the live document, which is one commit ahead.
import type { Sql } from 'postgres';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { histogram } from '../metrics.ts';
import { loadDocument } from '../sync/load.ts';
import { projectCare } from './care.ts';
import { projectEmergency } from './emergency.ts';
import { projectMeetings } from './meetings.ts';
import { projectNetwork } from './network.ts';
import { giveOwnContacts } from './ownContacts.ts';
import { quarantine } from './quarantine.ts';
import { writeRows, type Projection } from './rows.ts';
import { storableText } from './storable.ts';
import { projectVisits } from './visits.ts';
import { projectVoice } from './voice.ts';
import type { Space } from '#lib/room/spaces.ts';
import type { Doc } from 'yjs';

/** How often a projection that was overtaken begins anew. */
const triesMax = 10;

/** Another transaction was first, or each waited for the other. */
const overtakenCodes = new Set(['40001', '40P01']);

/** Raised when the tables mean something else than before: everything is projected anew. */
const projectionSchema = 2;

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

export class Projector {
	readonly #sql: Sql;
	readonly #limits: Pick<Limits, 'projectQuietMs' | 'projectAtMostMs' | 'projectCatchUpMs'>;
	readonly #log: Log;
	/** Documents that changed: since when, and the timer that waits for quiet. */
	readonly #waiting = new Map<string, { since: number; timer: NodeJS.Timeout }>();
	#work: Promise<unknown> = Promise.resolve();
	#catchUp: NodeJS.Timeout | null = null;
	#stopped = false;

	constructor(
		sql: Sql,
		limits: Pick<Limits, 'projectQuietMs' | 'projectAtMostMs' | 'projectCatchUpMs'>,
		log: Log
	) {
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
		const now = Date.now();
		const waiting = this.#waiting.get(document);
		const since = waiting?.since ?? now;
		clearTimeout(waiting?.timer);
		const wait = Math.max(0, Math.min(projectQuietMs, since + projectAtMostMs - now));
		const timer = setTimeout(() => {
			this.#waiting.delete(document);
			void this.#enqueue(document, since);
		}, wait);
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

	/** Projects what waits, then ends. */
	async stop(): Promise<void> {
		if (this.#catchUp) clearInterval(this.#catchUp);
		for (const [document, { timer }] of this.#waiting) {
			clearTimeout(timer);
			void this.#enqueue(document);
		}
		this.#waiting.clear();
		this.#stopped = true;
		await this.#work;
	}

	/** One after the other: projecting is never urgent enough to crowd out people. */
	#enqueue(document: string, since: number | null = null): Promise<unknown> {
		if (this.#stopped) return this.#work;
		this.#work = this.#work.then(() =>
			project(this.#sql, document).then(
				() => {
					if (since !== null) lagSeconds.observe((Date.now() - since) / 1000);
				},
				(error: unknown) => this.#log.error({ event: 'projection.failed', document, err: error })
			)
		);
		return this.#work;
	}
}

/**
 * Writes the rows of one document as committed now.
 * @returns the number of the update they stand for; null where there is no such document
 */
export async function project(sql: Sql, document: string): Promise<number | null> {
	for (let tries = 1; ; tries += 1) {
		try {
			return await projectOnce(sql, document);
		} catch (error) {
			// Another process (the command line beside the server) projected the same document meanwhile, or rights
			// were changed: what was written shows only in a new transaction.
			const overtaken = error instanceof Error && 'code' in error && overtakenCodes.has(String(error.code));
			if (!overtaken || tries === triesMax) throw error;
		}
	}
}

async function projectOnce(sql: Sql, document: string): Promise<number | null> {
	const [row] = await sql<{ space: Space; room: string; seq: number | null }[]>`
		select d.space, d.room_id as room, p.seq from documents d
		left join projections p on p.document_id = d.id and p.seq >= d.head_seq and p.schema >= ${projectionSchema}
		where d.id = ${document}`;
	if (!row || row.seq !== null) return row?.seq ?? null;
	// Read in a transaction of its own, which sees one moment. The rows are written in one that sees what others have
	// written meanwhile: to one that does not, PostgreSQL refuses every row of a document that people write in.
	const loaded = await loadDocument(sql, document);
	if (!loaded) return null;
	return sql.begin(async (tx) => {
		await tx`
			insert into projections (document_id, seq, schema) values (${document}, -1, 0)
			on conflict (document_id) do nothing`;
		const [stands] = await tx<{ seq: number; schema: number }[]>`
			select seq, schema from projections where document_id = ${document} for update`;
		if (stands && stands.seq >= loaded.seq && stands.schema >= projectionSchema) return stands.seq;
		const projections = parts[row.space].map((projectPart) => projectPart(loaded.doc));
		// Sent together: they go to the database one after the other all the same, in one piece instead of twenty.
		await Promise.all(
			projections.flatMap(({ tables }) =>
				Object.entries(tables).map(([table, rows]) => writeRows(tx, table, document, loaded.seq, rows))
			)
		);
		await quarantine(
			tx,
			document,
			projections.flatMap(({ malformed }) => malformed)
		);
		for (const { childName } of projections) {
			const name = storableText(childName ?? '').trim();
			if (name !== '')
				await tx`update rooms set child_name = ${name} where id = ${row.room} and child_name <> ${name}`;
		}
		// Last: it locks participants, whom the log locks behind the document, too.
		if (row.space === 'room') await giveOwnContacts(tx, row.room, loaded);
		await tx`
			update projections set seq = ${loaded.seq}, schema = ${projectionSchema}, at = now()
			where document_id = ${document}`;
		loaded.doc.destroy();
		return loaded.seq;
	});
}
