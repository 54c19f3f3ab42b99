// Step 6 of the road: updates become durable here. Everything that waits while one commit is under way shares
// the next one, so a commit costs the same for one update as for a thousand.
import type { Sql } from 'postgres';
import { newId } from '#lib/room/ids.ts';
import type { Limits } from '../limits.ts';

/** An update that the live document has integrated. */
export interface LogEntry {
	readonly document: string;
	/** Whose it is; null: the server's. */
	readonly participant: string | null;
	/** By which rights it was judged; compared with the row in the very commit (T5). */
	readonly rightsVersion: number | null;
	readonly data: Uint8Array;
	/** Yjs client ids in it that were not known as bound when it was judged. */
	readonly clients: readonly number[];
}

/** The commit found that the rights have changed, or that a client id is somebody else's. Nothing was logged. */
export type Fate = { readonly seq: number } | 'refused';

interface Waiting {
	readonly id: string;
	readonly entry: LogEntry;
	readonly resolve: (fate: Fate) => void;
	readonly reject: (error: unknown) => void;
}

export class UpdateLog {
	readonly #sql: Sql;
	readonly #limits: Pick<Limits, 'batchRows' | 'batchBytes'>;
	readonly #waiting: Waiting[] = [];
	readonly #onCommit: (document: string, seq: number) => void;
	#committing: Promise<void> | null = null;

	/**
	 * @param sql a connection of its own, array types fetched
	 * @param onCommit hears the newest number of each document after each commit
	 */
	constructor(
		sql: Sql,
		limits: Pick<Limits, 'batchRows' | 'batchBytes'>,
		onCommit: (document: string, seq: number) => void
	) {
		this.#sql = sql;
		this.#limits = limits;
		this.#onCommit = onCommit;
	}

	/**
	 * Appends an update under the next number of its document.
	 * @returns its fate, after the commit; rejects when the outcome is unknown (the database went away): then the
	 *   live document is to be loaded again, never the update appended again
	 */
	append(entry: LogEntry): Promise<Fate> {
		return new Promise((resolve, reject) => {
			this.#waiting.push({ id: newId(), entry, resolve, reject });
			this.#committing ??= this.#work().finally(() => (this.#committing = null));
		});
	}

	/** Resolves when nothing waits any more. */
	async idle(): Promise<void> {
		while (this.#committing) await this.#committing;
	}

	async #work(): Promise<void> {
		// One turn of the loop lets everything that has just arrived get into the first batch.
		await null;
		while (this.#waiting.length > 0) {
			const batch = this.#nextBatch();
			try {
				const numbers = await this.#insert(batch);
				const heads = new Map<string, number>();
				for (const { id, entry, resolve } of batch) {
					const seq = numbers.get(id);
					if (seq !== undefined) heads.set(entry.document, Math.max(heads.get(entry.document) ?? 0, seq));
					resolve(seq === undefined ? 'refused' : { seq });
				}
				for (const [document, seq] of heads) this.#onCommit(document, seq);
			} catch (error) {
				for (const { reject } of batch) reject(error);
			}
		}
	}

	#nextBatch(): Waiting[] {
		let bytes = 0;
		let rows = 0;
		for (const { entry } of this.#waiting) {
			bytes += entry.data.length;
			if (rows > 0 && (rows >= this.#limits.batchRows || bytes > this.#limits.batchBytes)) break;
			rows += 1;
		}
		return this.#waiting.splice(0, rows);
	}

	/** One statement, its own transaction: locks the heads in one order, re-reads rights, binds client ids. */
	async #insert(batch: readonly Waiting[]): Promise<Map<string, number>> {
		const sql = this.#sql;
		const entries = batch.map(({ entry }) => entry);
		const named = entries.flatMap(({ document, participant, clients }, index) =>
			clients.map((client) => ({ ord: index + 1, document, client, participant }))
		);
		const rows = await sql<{ id: string; seq: number }[]>`
			with incoming as (
				select * from unnest(
					${batch.map(({ id }) => id)}::uuid[], ${entries.map(({ document }) => document)}::uuid[],
					${entries.map(({ participant }) => participant)}::uuid[],
					${entries.map(({ rightsVersion }) => rightsVersion)}::int[],
					${sql.array(
						entries.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.length)),
						17
					)}::bytea[]
				) with ordinality t(id, document_id, participant_id, rights_version, data, ord)),
			heads as (
				select id, head_seq from documents
				where id in (select document_id from incoming) order by id for update),
			rights as (
				select id, rights_version from participants
				where id in (select participant_id from incoming) order by id for share),
			named as (
				select * from unnest(
					${named.map(({ ord }) => ord)}::bigint[], ${named.map(({ document }) => document)}::uuid[],
					${named.map(({ client }) => client)}::bigint[], ${named.map(({ participant }) => participant)}::uuid[]
				) t(ord, document_id, client_id, participant_id)),
			bound as (
				insert into clients (document_id, client_id, participant_id)
				select distinct on (n.document_id, n.client_id) n.document_id, n.client_id, n.participant_id
				from named n join heads h on h.id = n.document_id
				order by n.document_id, n.client_id, n.ord
				on conflict (document_id, client_id) do update set participant_id = clients.participant_id
				returning *),
			accepted as (
				select i.*, h.head_seq + row_number() over (partition by i.document_id order by i.ord) as seq
				from incoming i join heads h on h.id = i.document_id left join rights r on r.id = i.participant_id
				where (i.participant_id is null or r.rights_version = i.rights_version)
					and not exists (
						select from named n join bound b using (document_id, client_id)
						where n.ord = i.ord and b.participant_id is distinct from i.participant_id)),
			moved as (
				update documents d set head_seq = a.top
				from (select document_id, max(seq) as top from accepted group by 1) a where d.id = a.document_id)
			insert into updates (document_id, seq, id, participant_id, data)
			select document_id, seq, id, participant_id, data from accepted
			returning id, seq`;
		return new Map(rows.map(({ id, seq }) => [id, seq]));
	}
}
