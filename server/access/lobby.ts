/**
 * The lobby: whoever comes by a link waits until somebody who leads the room lets them in, and gets not a byte of the room
 * before (T50). Waiting never ends by itself. A second device that comes with a link in use waits as well, and whoever
 * lets it in sees both.
 */
import type { ISql, Sql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import { isFacilitator } from '#lib/room/rights.ts';
import type { Role } from '#lib/room/spaces.ts';
import * as audit from './audit.ts';
import { changeParticipant } from './changeParticipant.ts';
import * as participants from './participants.ts';
import type { Changed } from './place.ts';
import { announceEnded } from './rightsNews.ts';
import type { ParticipantStanding } from './place.ts';
import { hashOfToken, isToken } from './secrets.ts';
import * as sessions from './sessions.ts';

/** What somebody who waits may know. */
export interface Waiting {
	readonly name: string;
	/** The child's first name: known once the promise was given. */
	readonly child: string;
	/** Who may let them in, caseworkers first. */
	readonly hosts: readonly string[];
	readonly since: Date;
	/** IANA name of the room's time zone. */
	readonly timeZone: string;
	/** They were told that it is not their time yet. */
	readonly notNow: boolean;
	/** Only caseworkers know of them. */
	readonly hidden: boolean;
}

/** Somebody in the lobby, for those who lead the room. */
export interface Guest {
	readonly participant: string;
	readonly name: string;
	readonly role: Role;
	readonly since: Date;
	readonly notNow: boolean;
	/** They are in the room on one device, and wait with another. */
	readonly otherDevice: boolean;
}

/** Whom an answer is about: whoever stood in the list, on the very device that knocked then. */
export interface Knock {
	readonly participant: string;
	/** When a second device knocked; null: they wait themselves. */
	readonly otherDeviceAt: Date | null;
}

/** The lobby as one who waits sees it; null where they do not wait for this room. */
export async function waitingAt(sql: ISql, userId: string, roomId: string): Promise<Waiting | null> {
	const [row] = await sql<Omit<Waiting, 'hosts'>[]>`
		select p.name, split_part(r.child_name, ' ', 1) as child, coalesce(p.waits_since, p.made_at) as since,
			r.time_zone as "timeZone", p.not_now_at is not null as "notNow", p.hidden
		from participants p join rooms r on r.id = p.room_id
		where p.user_id = ${userId} and p.room_id = ${roomId} and p.state = 'waiting'`;
	if (!row) return null;
	const hosts = await sql<{ name: string }[]>`
		select name from participants
		where room_id = ${roomId} and state = 'admitted'
			and (role = 'caseworker' or (role = 'coordinator' and not ${row.hidden}))
		order by role, made_at`;
	return { ...row, hosts: hosts.map(({ name }) => name) };
}

/**
 * Who waits, first come first: for those who lead the room and only as far as they may know of them. Whoever has gone, or
 * whose link was ended, has no session any more and waits no more, until they come by a link again.
 */
export async function guestsOf(sql: ISql, actor: ParticipantStanding): Promise<Guest[]> {
	if (!isFacilitator(actor.role)) return [];
	const rows = await sql<(Guest & { hidden: boolean })[]>`
		select id as participant, name, role, hidden, coalesce(waits_since, made_at) as since,
			not_now_at is not null as "notNow", false as "otherDevice"
		from participants p where room_id = ${actor.room} and state = 'waiting'
			and exists (select 1 from sessions s where s.user_id = p.user_id)
		union all
		select p.id, p.name, p.role, p.hidden, i.other_device_at, false, true
		from participants p join invitations i on i.participant_id = p.id
		where p.room_id = ${actor.room} and p.state in ('waiting', 'admitted') and i.revoked_at is null
			and i.other_device is not null
		order by since`;
	return rows
		.filter((row) => participants.maySee(actor, row))
		.map(({ participant, name, role, since, notNow, otherDevice }) => ({
			participant,
			name,
			role,
			since,
			notNow,
			otherDevice
		}));
}

/**
 * Lets somebody in, on the device that waits. Where they are in the room on another one, that one is signed out.
 * @returns for `live`: whose rights changed, sessions that ended
 * @throws AppError `forbidden`, `notFound` where nobody waits (also for whom the actor may not see)
 */
export async function admit(sql: Sql, actor: ParticipantStanding, knock: Knock, now: Date): Promise<Changed> {
	const { participant: participantId, otherDeviceAt } = knock;
	await requireGuest(sql, actor, knock);
	if (otherDeviceAt === null) {
		const changed = await changeParticipant(sql, actor, participantId, { state: 'admitted' }, now, 'waiting');
		await announceLobby(sql, participantId);
		return changed;
	}
	return sql.begin(async (tx) => {
		const [link] = await tx<{ user: string | null }[]>`
			update invitations i set device_hash = other_device, other_device = null, other_device_at = null
			from participants p
			where p.id = i.participant_id and p.id = ${participantId} and i.revoked_at is null
				and i.other_device_at = ${otherDeviceAt}
			returning p.user_id as "user"`;
		if (!link) throw new AppError('notFound', 'nobody waits');
		const ended = link.user === null ? [] : await sessions.endAllOf(tx, link.user);
		await announceEnded(tx, ended);
		await announceLobby(tx, participantId);
		await record(tx, actor, participantId, 'admitted', now);
		return { participants: [], sessions: ended };
	});
}

/**
 * Lets all of these in. Who was answered by somebody else meanwhile, or has gone, keeps nobody else outside.
 * @returns as `admit`, of all
 * @throws AppError `forbidden`
 */
export async function admitEach(
	sql: Sql,
	actor: ParticipantStanding,
	knocks: readonly Knock[],
	now: Date
): Promise<Changed> {
	const all: Changed[] = [];
	for (const one of knocks) {
		try {
			all.push(await admit(sql, actor, one, now));
		} catch (error) {
			if (!(error instanceof AppError) || error.code !== 'notFound') throw error;
		}
	}
	return {
		participants: all.flatMap(({ participants: changed }) => changed),
		sessions: all.flatMap(({ sessions: ended }) => ended)
	};
}

/**
 * “Not now”: they are told so and may wait on, or a second device is turned away.
 * @throws AppError as `admit`
 */
export async function notNow(sql: Sql, actor: ParticipantStanding, knock: Knock, now: Date): Promise<void> {
	const { participant: participantId, otherDeviceAt } = knock;
	await requireGuest(sql, actor, knock);
	await sql.begin(async (tx) => {
		if (otherDeviceAt !== null)
			await tx`
				update invitations set other_device = null, other_device_at = null
				where participant_id = ${participantId} and other_device_at = ${otherDeviceAt}`;
		else
			await tx`update participants set not_now_at = ${now} where id = ${participantId} and state = 'waiting'`;
		await announceLobby(tx, participantId);
		await record(tx, actor, participantId, 'notNow', now);
	});
}

/**
 * A device knocks with a link that another device uses: it waits, and those who lead the room see it.
 * @param device the value of the device's cookie
 * @returns the room; null where the link is dead or nobody's any more
 */
export async function knock(sql: Sql, token: string, device: string, now: Date): Promise<string | null> {
	if (!isToken(token) || !isToken(device)) return null;
	const [row] = await sql<{ room: string; participant: string }[]>`
		update invitations i set other_device = ${hashOfToken(device)}, other_device_at = ${now}
		from participants p
		where p.id = i.participant_id and p.state in ('waiting', 'admitted') and i.token_hash = ${hashOfToken(token)}
			and i.revoked_at is null and i.expires_at > ${now} and i.used_at is not null
		returning p.room_id as room, p.id as participant`;
	if (!row) return null;
	await announceLobby(sql, row.participant);
	return row.room;
}

/** Whether this device knocked and waits. */
export async function hasKnocked(sql: ISql, token: string, device: string | null): Promise<boolean> {
	if (!isToken(token) || !isToken(device)) return false;
	const rows = await sql`
		select 1 from invitations
		where token_hash = ${hashOfToken(token)} and other_device = ${hashOfToken(device)} and revoked_at is null`;
	return rows.length > 0;
}

/**
 * Tells every process, once the transaction commits, that somebody came to or left a room's lobby. Of whom only
 * caseworkers know, only their pages hear: one that is told and then sees nothing new would tell of them all the same.
 */
export async function announceLobby(tx: ISql, participantId: string): Promise<void> {
	await tx`
		select pg_notify('landsby', json_build_object(
			case when hidden then 'hiddenLobbiesChanged' else 'lobbiesChanged' end, json_build_array(room_id))::text)
		from participants where id = ${participantId}`;
}

/** Somebody has signed out, or was signed out: those who lead a room in whose lobby they waited hear of it. */
export async function announceGone(sql: ISql, userId: string): Promise<void> {
	const rows = await sql<{ id: string }[]>`
		select id from participants where user_id = ${userId} and state = 'waiting'`;
	for (const { id } of rows) await announceLobby(sql, id);
}

/** @throws AppError `forbidden`, `notFound` where nobody of the actor's list is meant, or another device by now */
async function requireGuest(sql: ISql, actor: ParticipantStanding, knock: Knock): Promise<void> {
	if (actor.state !== 'admitted' || !isFacilitator(actor.role))
		throw new AppError('forbidden', 'those who lead the room let people in');
	const at = knock.otherDeviceAt?.getTime();
	const isThere = (await guestsOf(sql, actor)).some(
		({ participant, otherDevice, since }) =>
			participant === knock.participant && (otherDevice ? since.getTime() === at : at === undefined)
	);
	if (!isThere) throw new AppError('notFound', 'nobody waits');
}

function record(
	tx: ISql,
	actor: ParticipantStanding,
	participant: string,
	answer: 'admitted' | 'notNow',
	now: Date
): Promise<void> {
	return audit.write(tx, {
		chain: actor.room,
		at: now,
		actorUser: actor.user,
		actorParticipant: actor.participant,
		action: 'lobbyAnswered',
		subject: { participant, answer },
		familySees: false
	});
}
