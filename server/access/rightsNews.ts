/**
 * That rights have changed: their number goes up in the transaction that changed them, so that an edit judged by the ones
 * of a moment ago is not appended (T5), and other processes hear of it once it commits.
 */
import type { ISql } from 'postgres';

/**
 * Raises everybody's rights in a room: something has changed on which they hang for all, such as a meeting that was
 * closed. An edit that is under way and was judged before is then not appended, and judged again.
 */
export async function raiseAll(tx: ISql, roomId: string): Promise<void> {
	const rows = await tx<{ id: string }[]>`
		update participants set rights_version = rights_version + 1 where room_id = ${roomId} returning id`;
	await announce(
		tx,
		rows.map(({ id }) => id)
	);
}

/** Raises the rights of these participants: something on which theirs hang has changed in another row. */
export async function raise(tx: ISql, ids: readonly string[]): Promise<void> {
	await tx`update participants set rights_version = rights_version + 1 where id = any(${[...ids]}::uuid[])`;
	await announce(tx, ids);
}

/** Tells other processes, once the transaction commits, that rights of these participants are to be read again. */
export async function announce(tx: ISql, participants: readonly string[]): Promise<void> {
	if (participants.length > 0)
		await tx`select pg_notify('landsby', ${JSON.stringify({ rightsChanged: participants })})`;
}

/** Tells other processes, once the transaction commits, that these sessions have ended. */
export async function announceEnded(tx: ISql, idHashes: readonly string[]): Promise<void> {
	if (idHashes.length > 0)
		await tx`select pg_notify('landsby', ${JSON.stringify({ sessionsEnded: idHashes })})`;
}
