/**
 * Links by which people come in: each is for one named participant, lives seven days, and belongs to the first device
 * that says yes. Made, ended and listed here, used in `joining.ts`. Only SHA-256 of a token is stored.
 */
import type { ISql, Sql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/room/ids.ts';
import type { Role } from '#lib/room/spaces.ts';
import { accessLimits } from '../limits.ts';
import * as audit from './audit.ts';
import { announceEnded } from './rightsNews.ts';
import { hashOfToken, newToken } from './secrets.ts';
import * as sessions from './sessions.ts';
import { hashOfCode, newCode } from './spokenCode.ts';

/** Who may be let in by a link. Those who lead a room sign in with an account of their own. */
export const LINK_ROLES = [
	'child',
	'parent',
	'fosterParent',
	'relative',
	'network',
	'support',
	'interpreter',
	'observer'
] as const satisfies readonly Role[];

/** How one comes in by a link. */
export interface WayIn {
	/** They wait until somebody lets them in. */
	readonly lobby: boolean;
	/** Six digits are asked for, which are spoken on the telephone and never written beside the link. */
	readonly withCode: boolean;
}
export const straightIn: WayIn = { lobby: false, withCode: false };

/**
 * Makes a link for a participant. An earlier link of theirs stops working, and the device that used it is signed out.
 * @param tx the transaction that also makes or changes the participant
 * @param actor who invites: participant and user, null for the operator
 * @returns the token and the code, which stand nowhere else; `ended`: sessions to close
 * @throws AppError `notFound`, `conflict` where the participant signs in with an account
 */
export async function createInvitation(
	tx: ISql,
	invitation: {
		participant: string;
		actor: { participant: string; user: string | null } | null;
		way?: WayIn;
	},
	now: Date
): Promise<{ id: string; token: string; code: string | null; expiresAt: Date; ended: string[] }> {
	const [place] = await tx<{ room: string; state: string; kind: string | null; hidden: boolean }[]>`
		select p.room_id as room, p.state, p.hidden, u.kind from participants p left join users u on u.id = p.user_id
		where p.id = ${invitation.participant} for update of p`;
	if (!place || place.state === 'removed') throw new AppError('notFound', 'no such participant');
	if (place.kind === 'staff') throw new AppError('conflict', 'this participant signs in with an account');
	const ended = await endLinksOf(tx, invitation.participant, now);
	const id = newId();
	const token = newToken();
	const { lobby, withCode } = invitation.way ?? straightIn;
	const code = withCode ? newCode() : null;
	const expiresAt = new Date(now.getTime() + accessLimits.invitationLifeMs);
	await tx`
		insert into invitations (id, token_hash, participant_id, made_by, made_at, expires_at, lobby, code_hash)
		values (${id}, ${hashOfToken(token)}, ${invitation.participant}, ${invitation.actor?.user ?? null}, ${now}, ${expiresAt},
			${lobby}, ${code === null ? null : hashOfCode(token, code)})`;
	await audit.write(tx, {
		chain: place.room,
		at: now,
		actorUser: invitation.actor?.user ?? null,
		actorParticipant: invitation.actor?.participant ?? null,
		action: 'invite',
		subject: { participant: invitation.participant, invitation: id },
		familySees: !place.hidden
	});
	return { id, token, code, expiresAt, ended };
}

/**
 * Ends a participant's link: it opens nothing any more, and the device that used it is signed out. Their place in the
 * room stays.
 * @returns sessions to close
 */
export async function endInvitation(
	sql: Sql,
	participantId: string,
	actor: { participant: string; user: string | null } | null,
	now: Date
): Promise<string[]> {
	return sql.begin(async (tx) => {
		const [place] = await tx<{ room: string; hidden: boolean }[]>`
			select room_id as room, hidden from participants where id = ${participantId} for update`;
		if (!place) throw new AppError('notFound', 'no such participant');
		const ended = await endLinksOf(tx, participantId, now);
		await audit.write(tx, {
			chain: place.room,
			at: now,
			actorUser: actor?.user ?? null,
			actorParticipant: actor?.participant ?? null,
			action: 'invitationEnded',
			subject: { participant: participantId },
			familySees: !place.hidden
		});
		return ended;
	});
}

/** A link as the facilitator sees it. */
export interface InvitationState {
	readonly participant: string;
	readonly state: 'notUsed' | 'used' | 'expired' | 'ended';
	readonly madeAt: Date;
	readonly expiresAt: Date;
	readonly lastUsedAt: Date | null;
}

/** The newest link of each participant of a room. */
export async function newestOfRoom(sql: ISql, roomId: string, now: Date): Promise<InvitationState[]> {
	return sql<InvitationState[]>`
		select distinct on (i.participant_id) i.participant_id as participant,
			case when i.revoked_at is not null then 'ended' when i.expires_at <= ${now} then 'expired'
				when i.used_at is not null then 'used' else 'notUsed' end as state,
			i.made_at as "madeAt", i.expires_at as "expiresAt", i.last_used_at as "lastUsedAt"
		from invitations i join participants p on p.id = i.participant_id
		where p.room_id = ${roomId} and p.state <> 'removed'
		order by i.participant_id, i.made_at desc, i.id desc`;
}

/** Ends the living links of a participant, and the sessions of the guest who came by one of them. */
async function endLinksOf(tx: ISql, participantId: string, now: Date): Promise<string[]> {
	const links = await tx<{ used: boolean }[]>`
		update invitations set revoked_at = ${now} where participant_id = ${participantId} and revoked_at is null
		returning used_at is not null as used`;
	if (!links.some((link) => link.used)) return [];
	const [guest] = await tx<{ id: string }[]>`
		select u.id from participants p join users u on u.id = p.user_id
		where p.id = ${participantId} and u.kind = 'guest'`;
	if (!guest) return [];
	const ended = await sessions.endAllOf(tx, guest.id);
	await announceEnded(tx, ended);
	return ended;
}
