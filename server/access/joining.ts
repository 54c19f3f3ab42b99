/**
 * Coming in by a link: what it is worth on this device, and the yes to it. Looking changes nothing, so previews and
 * scanners use nothing up (T47-T50).
 */
import type { ISql, Sql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import type { Role } from '#lib/room/spaces.ts';
import * as audit from './audit.ts';
import { announceLobby } from './lobby.ts';
import { announce, announceEnded } from './rightsNews.ts';
import { hashOfToken, isToken, newToken } from './secrets.ts';
import * as sessions from './sessions.ts';
import { countWrongCode, isCode } from './spokenCode.ts';
import { addGuest } from './users.ts';

/** What a link is worth on a device, looking only. */
export type LinkState =
	/** Unknown, malformed, expired, ended, removed: all alike. */
	| { readonly state: 'dead' }
	/** Used by another device. Tells nobody's name. */
	| { readonly state: 'elsewhere' }
	/** Good, and not used yet. */
	| { readonly state: 'fresh'; readonly link: Link }
	/** Used by this device: it may come in again. */
	| { readonly state: 'mine'; readonly link: Link };

export interface Link {
	readonly participant: string;
	readonly room: string;
	readonly name: string;
	readonly role: Role;
	/** The guest behind the participant, null until somebody came. */
	readonly user: string | null;
	/** A code must be told before the first device may use it. */
	readonly needsCode: boolean;
}

/** Looks at a link without changing anything. @param device the device's cookie */
export async function look(sql: ISql, token: string, device: string | null, now: Date): Promise<LinkState> {
	const row = await find(sql, token, now, false);
	return row ? stateOn(row, device) : { state: 'dead' };
}

/**
 * May this guest session take the link's participant as well ("is this also you?")? Not where the same room would
 * then hold two places of one user: child and mother on one tablet stay two people.
 */
export async function mayBeSame(sql: ISql, link: Link, userId: string): Promise<boolean> {
	const rows = await sql`
		select 1 from participants where room_id = ${link.room} and user_id = ${userId}
			and id <> ${link.participant} and state <> 'removed'`;
	return rows.length === 0;
}

/** The yes to a link. */
export interface Acceptance {
	readonly token: string;
	/** The device's cookie; null on a device that keeps none. */
	readonly device: string | null;
	/** The session the device has already. */
	readonly session: sessions.Session | null;
	/** The answer to "is this also you?", where the device has the session of another guest. */
	readonly who: 'same' | 'other' | null;
	/** The code that was spoken on the telephone, as it was typed. */
	readonly code?: string | null;
}

/** Somebody who came in. */
export interface Admission {
	readonly room: string;
	readonly participant: string;
	readonly role: Role;
	/** They wait in the lobby. */
	readonly waits: boolean;
	readonly user: string;
	/** Raw id of the new session, for the cookie. */
	readonly sessionId: string;
	/** The cookie that binds the link to this device. */
	readonly device: string;
	/** Sessions that ended, and whether rights changed: for `live`. */
	readonly ended: readonly string[];
	readonly changed: boolean;
}

/**
 * Takes a link: binds it to the device, makes the guest and the session, admits the participant or lets them wait in the
 * lobby. Of two devices at the same instant exactly one gets it. Five wrong codes end the link.
 * @throws AppError `gone` (dead), `invalid` field `code` (missing or wrong), `conflict` with field `device` (used elsewhere), `session` (a member of staff is
 * signed in here) or `who` ("is this also you?" must be answered, or cannot be yes)
 */
export async function accept(sql: Sql, yes: Acceptance, now: Date): Promise<Admission> {
	const admission = await sql.begin(async (tx) => {
		const row = await find(tx, yes.token, now, true);
		const found: LinkState = row ? stateOn(row, yes.device) : { state: 'dead' };
		if (!row || found.state === 'dead') throw new AppError('gone', 'this link does not work');
		if (found.state === 'elsewhere')
			throw new AppError('conflict', 'used on another device', { field: 'device' });
		const { link } = found;
		if (
			found.state === 'fresh' &&
			row.codeHash !== null &&
			!isCode(row.codeHash, yes.token, yes.code ?? '')
		) {
			// Counted by what is committed: so it is told outside.
			await countWrongCode(tx, row.id, now);
			return null;
		}
		const user = await guestFor(tx, link, yes, now);
		const device = yes.device !== null && isToken(yes.device) ? yes.device : newToken();
		await tx`
			update invitations set used_at = coalesce(used_at, ${now}), last_used_at = ${now},
				device_hash = ${hashOfToken(device)}
			where id = ${row.id}`;
		const waits = row.placeState === 'waiting' || (row.lobby && found.state === 'fresh');
		const state = waits ? 'waiting' : 'admitted';
		// Who comes again was told “not now” before: now is another time.
		const changed = waits || row.placeState !== state || link.user !== user;
		if (changed) {
			await tx`
				update participants set user_id = ${user}, state = ${state}, waits_since = ${waits ? now : null},
					not_now_at = null, rights_version = rights_version + 1
				where id = ${link.participant}`;
			await announce(tx, [link.participant]);
		}
		if (waits) await announceLobby(tx, link.participant);
		await audit.write(tx, {
			chain: link.room,
			at: now,
			actorUser: user,
			actorParticipant: link.participant,
			action: 'join',
			subject: { participant: link.participant, invitation: row.id, again: found.state === 'mine' },
			familySees: !row.hidden && link.role !== 'child'
		});
		const ended = yes.session === null ? [] : [yes.session.idHash];
		for (const idHash of ended) await sessions.end(tx, idHash);
		await announceEnded(tx, ended);
		const session = await sessions.start(tx, user, now, { isChild: link.role === 'child' });
		return {
			room: link.room,
			participant: link.participant,
			role: link.role,
			waits,
			user,
			sessionId: session.id,
			device,
			ended,
			changed
		};
	});
	if (!admission) throw new AppError('invalid', 'not the code', { field: 'code' });
	return admission;
}

/**
 * A session for a participant without a link: the operator's `session --participant`. Makes the guest where there
 * is none yet and admits them.
 * @throws AppError `notFound`
 */
export async function sessionFor(
	sql: Sql,
	participantId: string,
	now: Date
): Promise<{ id: string; user: string }> {
	return sql.begin(async (tx) => {
		const [place] = await tx<
			{ room: string; name: string; role: Role; user: string | null; state: string }[]
		>`
			select room_id as room, name, role, user_id as "user", state from participants
			where id = ${participantId} and state <> 'removed' for update`;
		if (!place) throw new AppError('notFound', 'no such participant');
		const user = place.user ?? (await addGuest(tx, place.name, now));
		if (place.user === null || place.state !== 'admitted') {
			await tx`
				update participants set user_id = ${user}, state = 'admitted', rights_version = rights_version + 1
				where id = ${participantId}`;
			await announce(tx, [participantId]);
		}
		await audit.write(tx, {
			chain: place.room,
			at: now,
			action: 'sessionMade',
			subject: { participant: participantId },
			familySees: false
		});
		const session = await sessions.start(tx, user, now, { isChild: place.role === 'child' });
		return { id: session.id, user };
	});
}

interface LinkRow extends Link {
	readonly id: string;
	readonly usedAt: Date | null;
	readonly deviceHash: Buffer | null;
	readonly placeState: string;
	readonly hidden: boolean;
	readonly lobby: boolean;
	readonly codeHash: Buffer | null;
}

/** The living link of a token. A participant who signs in with an account has none. */
async function find(sql: ISql, token: string, now: Date, lock: boolean): Promise<LinkRow | null> {
	if (!isToken(token)) return null;
	const [row] = await sql<LinkRow[]>`
		select i.id, i.used_at as "usedAt", i.device_hash as "deviceHash", p.id as participant, p.room_id as room,
			p.name, p.role, p.user_id as "user", p.state as "placeState", p.hidden, i.lobby,
			i.code_hash as "codeHash"
		from invitations i join participants p on p.id = i.participant_id left join users u on u.id = p.user_id
		where i.token_hash = ${hashOfToken(token)} and i.revoked_at is null
			and (i.expires_at > ${now} or (p.state = 'waiting' and i.used_at is not null))
			and p.state <> 'removed' and (u.id is null or (u.kind = 'guest' and u.disabled_at is null))
		${lock ? sql`for update of i, p` : sql``}`;
	return row ?? null;
}

function stateOn(row: LinkRow, device: string | null): LinkState {
	const link = {
		participant: row.participant,
		room: row.room,
		name: row.name,
		role: row.role,
		user: row.user,
		needsCode: row.codeHash !== null && row.usedAt === null
	};
	if (row.usedAt === null) return { state: 'fresh', link };
	const known = isToken(device) && row.deviceHash !== null && hashOfToken(device).equals(row.deviceHash);
	return known ? { state: 'mine', link } : { state: 'elsewhere' };
}

/** Which user comes in: the participant's own, the one of the device's session, or a new guest. */
async function guestFor(tx: ISql, link: Link, yes: Acceptance, now: Date): Promise<string> {
	const here = yes.session?.user ?? null;
	if (here?.kind === 'staff') throw new AppError('conflict', 'staff is signed in here', { field: 'session' });
	if (here && here.id !== link.user) {
		if (yes.who === null) throw new AppError('conflict', 'another guest is signed in here', { field: 'who' });
		if (yes.who === 'same') {
			if (await mayBeSame(tx, link, here.id)) return here.id;
			throw new AppError('conflict', 'two places in one room are two people', { field: 'who' });
		}
	}
	return link.user ?? (await addGuest(tx, link.name, now));
}
