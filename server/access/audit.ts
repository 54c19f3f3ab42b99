/**
 * The record of who saw and did what (law L7): one hash chain per room and one for the installation.
 * A row is written in the transaction of what it records, so neither happens without the other.
 */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ISql } from 'postgres';
import { newId } from '#lib/room/ids.ts';

/** The chain of what concerns no room: sign-ins, accounts. */
export const INSTALLATION = '00000000-0000-0000-0000-000000000000';

/** Everything that is recorded. The log's sentences are chosen by this word. */
export type AuditAction =
	| 'signIn'
	| 'signOut'
	| 'signInLinkMade'
	| 'userAdded'
	| 'userDisabled'
	| 'sessionMade'
	| 'roomCreated'
	| 'roomOpened'
	| 'roomClosed'
	| 'roomReopened'
	| 'invite'
	| 'invitationEnded'
	| 'join'
	| 'rightsChanged'
	| 'locksChanged'
	| 'accessEnded'
	| 'cornerOpened'
	| 'cornerClosed'
	| 'lobbyAnswered'
	| 'viewedAs'
	| 'siblingsPeopleFetched'
	| 'peopleShownToSiblingsRoom'
	| 'screenPaired'
	| 'screenEnded'
	| 'mapAgreed'
	| 'mapArranged'
	| 'mapExported'
	| 'pictureAdded'
	| 'pictureTakenAway'
	| 'pictureRestored'
	| 'searchReported'
	| 'publish'
	| 'documentMended'
	| 'planShown'
	| 'answer'
	| 'emergencyOpened';

/** What happened. `subject` holds ids, numbers and words of closed lists, never names or content. */
export interface AuditEntry {
	/** The room whose chain it stands in; null = the installation's. */
	readonly chain: string | null;
	readonly at: Date;
	readonly actorUser?: string | null;
	readonly actorParticipant?: string | null;
	readonly action: AuditAction;
	readonly subject?: Readonly<Record<string, string | number | boolean | null>>;
	/** May the family's view of the log show it? */
	readonly familySees: boolean;
}

/** What a check of all chains found. */
export interface AuditReport {
	readonly rows: number;
	readonly chains: number;
	/** The first row that does not fit what stands before it, chain by chain; null when all is whole. */
	readonly broken: { readonly chain: string; readonly n: number; readonly reason: BrokenReason } | null;
}
export type BrokenReason = 'missing' | 'changed' | 'unlinked';

interface AuditRow {
	id: string;
	chain: string;
	n: number;
	at: Date;
	actor_user: string | null;
	actor_participant: string | null;
	action: string;
	subject: Record<string, unknown>;
	family_sees: boolean;
	prev: Buffer;
	hash: Buffer;
}

/**
 * Adds a row to the end of its chain. Two transactions that write to one chain wait for each other, so
 * numbers have no holes.
 * @param tx the transaction of what is recorded
 */
export async function write(tx: ISql, entry: AuditEntry): Promise<void> {
	const chain = entry.chain ?? INSTALLATION;
	await tx`select pg_advisory_xact_lock(hashtextextended(${`audit ${chain}`}, 0))`;
	const [last] = await tx<{ n: number; hash: Buffer }[]>`
		select n, hash from audit where chain = ${chain} order by n desc limit 1`;
	const row = {
		id: newId(),
		chain,
		n: (last?.n ?? 0) + 1,
		at: entry.at.toISOString(),
		actorUser: entry.actorUser ?? null,
		actorParticipant: entry.actorParticipant ?? null,
		action: entry.action,
		subject: { ...entry.subject },
		familySees: entry.familySees
	};
	const prev = last?.hash ?? genesis(chain);
	await tx`
		insert into audit (id, chain, n, at, actor_user, actor_participant, action, subject, family_sees, prev, hash)
		values (${row.id}, ${chain}, ${row.n}, ${entry.at}, ${row.actorUser}, ${row.actorParticipant},
			${row.action}, ${tx.json(row.subject)}, ${row.familySees}, ${prev}, ${hashOf(prev, row)})`;
}

/**
 * Walks every chain from its beginning and names the first row that was changed, taken out or moved.
 * A chain cut at its end looks whole from inside: compare `heads` with a head that was printed earlier.
 */
export async function verify(sql: ISql): Promise<AuditReport> {
	let rows = 0;
	let chains = 0;
	let chain: string | null = null;
	let prev: Buffer = Buffer.alloc(0);
	let n = 0;
	const read = sql<AuditRow[]>`
		select id, chain, n, at, actor_user, actor_participant, action, subject, family_sees, prev, hash
		from audit order by chain, n`;
	for await (const batch of read.cursor(500)) {
		for (const row of batch) {
			if (row.chain !== chain) {
				chain = row.chain;
				chains += 1;
				prev = genesis(chain);
				n = 0;
			}
			n += 1;
			rows += 1;
			const reason = wrongWith(row, n, prev);
			if (reason) return { rows, chains, broken: { chain, n: reason === 'missing' ? n : row.n, reason } };
			prev = row.hash;
		}
	}
	return { rows, chains, broken: null };
}

/** The last row of each chain, to be printed where a later cut must show (backups, published versions). */
export async function heads(sql: ISql): Promise<{ chain: string; n: number; hash: string }[]> {
	const rows = await sql<{ chain: string; n: number; hash: Buffer }[]>`
		select distinct on (chain) chain, n, hash from audit order by chain, n desc`;
	return rows.map(({ chain, n, hash }) => ({ chain, n, hash: hash.toString('hex') }));
}

function wrongWith(row: AuditRow, n: number, prev: Buffer): BrokenReason | null {
	if (row.n !== n) return 'missing';
	if (!row.prev.equals(prev)) return 'unlinked';
	const hash = hashOf(prev, {
		id: row.id,
		chain: row.chain,
		n,
		at: row.at.toISOString(),
		actorUser: row.actor_user,
		actorParticipant: row.actor_participant,
		action: row.action,
		subject: row.subject,
		familySees: row.family_sees
	});
	return row.hash.equals(hash) ? null : 'changed';
}

/** What stands before the first row: bound to the chain, so that a whole chain cannot be passed off as another. */
function genesis(chain: string): Buffer {
	return createHash('sha256').update(`landsby audit ${chain}`).digest();
}

function hashOf(prev: Buffer, row: object): Buffer {
	const text = canonicalize(row);
	if (text === undefined) throw new Error('an audit row is always an object');
	return createHash('sha256').update(prev).update(text).digest();
}
