// After a restore the log is what it was earlier, and pages may hold what came after, erased words among it. The epoch
// of a document tells the two apart: raised here, it keeps every older copy from being merged (T37).
import type { ISql } from 'postgres';

/**
 * Raises the epoch of documents; to be called once the database has been restored, before or while servers run.
 * Live documents are given up, edits under way are refused by their commit, and pages come anew.
 * @param sql the pool, or the transaction of the restore
 * @param documents their ids; without it all
 * @returns how many there were
 */
export async function raiseEpoch(sql: ISql, documents: readonly string[] | null = null): Promise<number> {
	const raised = await sql<{ id: string }[]>`
		update documents set epoch = epoch + 1
		${documents === null ? sql`` : sql`where id = any(${[...documents]}::uuid[])`} returning id`;
	// A payload has its bound; the sweep finds what is not named here.
	const named = raised.slice(0, 100).map(({ id }) => id);
	await sql`select pg_notify('landsby', ${JSON.stringify({ documentsChanged: named })})`;
	return raised.length;
}
