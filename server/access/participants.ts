/**
 * A person's place in one room: role, carer, hidden, state, and which entries are theirs. Rights hang on these
 * rows alone. Every change raises `rights_version` in its own transaction: an edit that was judged by the rights
 * of a moment ago is then refused by the append (T5).
 */
import type { ISql, Sql } from 'postgres';
import * as v from 'valibot';
import { AppError } from '#lib/errors.ts';
import { Exceptions, isFacilitator, mayReadDocument, type Standing } from '#lib/room/rights.ts';
import { type Role, SECTIONS, SPACES, type Space } from '#lib/room/spaces.ts';
import * as audit from './audit.ts';
import { insertLetterbox } from './documents.ts';
import type { ParticipantStanding, ParticipantState } from './place.ts';
import { raise } from './rightsNews.ts';
import type { UserKind } from './sessions.ts';

export { ParticipantChanges, ParticipantState, type ParticipantStanding } from './place.ts';

/** A participant as a reader of the room may see them. */
export interface VisibleParticipant extends Standing {
	readonly id: string;
	readonly name: string;
	readonly state: ParticipantState;
	readonly person: string | null;
	/** As a facilitator has set them. */
	readonly exceptions: Exceptions;
	/** Documents of the room that they may open, as far as the reader may know. */
	readonly reads: readonly Space[];
	/** Whether they take part in the family's own time. */
	readonly familyTime: boolean;
	/** Whether their device may keep what they write until it is saved; the child's alone. */
	readonly keepsCopy: boolean;
	readonly seenAt: Date | null;
	/** Comes in by e-mail and password (staff), by a link (guest), or has not come yet. */
	readonly comesBy: 'account' | 'link' | null;
}

/** The place of a user in a room, or null where they have none. */
export async function standing(
	sql: ISql,
	userId: string,
	roomId: string
): Promise<ParticipantStanding | null> {
	const [row] = await sql<ParticipantStanding[]>`
		${select(sql)} where p.room_id = ${roomId} and p.user_id = ${userId} and p.state <> 'removed'`;
	return row ? checked(row) : null;
}

/**
 * The place in a room of whoever's session this is, or null. Whether the session still stands is not asked: it is read
 * beside this one, not before it.
 * @param idHash of the session, hex
 */
export async function standingOfSession(
	sql: ISql,
	idHash: string,
	roomId: string
): Promise<ParticipantStanding | null> {
	const [row] = await sql<ParticipantStanding[]>`
		${select(sql)} where p.room_id = ${roomId} and p.state <> 'removed'
			and p.user_id = (select user_id from sessions where id_hash = ${Buffer.from(idHash, 'hex')})`;
	return row ? checked(row) : null;
}

/** The place a user has or had in a room, removed or not, or null; the newest where there were several. */
export async function ofUser(sql: ISql, userId: string, roomId: string): Promise<ParticipantStanding | null> {
	const [row] = await sql<ParticipantStanding[]>`
		${select(sql)} where p.room_id = ${roomId} and p.user_id = ${userId}
		order by p.state = 'removed', p.made_at desc limit 1`;
	return row ? checked(row) : null;
}

/** Whether the user once had a place in the room that has ended: only then may they be told so. */
export async function wasRemoved(sql: ISql, userId: string, roomId: string): Promise<boolean> {
	const rows = await sql`
		select 1 from participants where room_id = ${roomId} and user_id = ${userId} and state = 'removed' limit 1`;
	return rows.length > 0;
}

/**
 * Who stands in the room for somebody on the map, as far as this reader may know (null: the operator), or null. Somebody
 * may stand there twice: hidden, and as a coordinator who cannot know of it has invited them.
 */
export async function ofPerson(
	sql: ISql,
	reader: Pick<ParticipantStanding, 'participant' | 'role'> | null,
	roomId: string,
	personId: string
): Promise<ParticipantStanding | null> {
	const rows = await sql<ParticipantStanding[]>`
		${select(sql)} where p.room_id = ${roomId} and p.person_id = ${personId} and p.state <> 'removed'
		order by p.made_at, p.id`;
	const row = rows.find((place) => reader === null || maySee(reader, place));
	return row ? checked(row) : null;
}

/** The place with this id, removed or not, or null. */
export async function byId(sql: ISql, participantId: string): Promise<ParticipantStanding | null> {
	const [row] = await sql<ParticipantStanding[]>`${select(sql)} where p.id = ${participantId}`;
	return row ? checked(row) : null;
}

/** Whether this participant may see that one: hidden people exist for caseworkers and for themselves only. */
export function maySee(
	reader: Pick<ParticipantStanding, 'participant' | 'role'>,
	other: { participant: string; hidden: boolean }
): boolean {
	return !other.hidden || reader.role === 'caseworker' || reader.participant === other.participant;
}

/** The number of the rights of each of these who is admitted, to find those whose rights have changed. */
export async function versionsOf(sql: ISql, ids: readonly string[]): Promise<Map<string, number>> {
	const rows = await sql<{ id: string; version: number }[]>`
		select id, rights_version as version from participants
		where id = any(${[...ids]}::uuid[]) and state = 'admitted'`;
	return new Map(rows.map(({ id, version }) => [id, version]));
}

/**
 * Everybody in the room whom this reader may see, neither row nor count of the others. Facilitators also see
 * those who were invited and have not come.
 */
export async function listFor(
	sql: ISql,
	roomId: string,
	reader: Pick<ParticipantStanding, 'participant' | 'role'>
): Promise<VisibleParticipant[]> {
	const rows = await sql<(ParticipantStanding & { seenAt: Date | null; userKind: UserKind | null })[]>`
		select place.*, seen.seen_at as "seenAt", u.kind as "userKind"
		from (${select(sql)} where p.room_id = ${roomId} and p.state <> 'removed') place
		join participants seen on seen.id = place.participant
		left join users u on u.id = place.user
		order by place.participant`;
	return rows
		.map(checked)
		.filter((row) => maySee(reader, row))
		.filter((row) => row.state === 'admitted' || isFacilitator(reader.role))
		.map((row) => ({
			id: row.participant,
			name: row.name,
			role: row.role,
			carer: row.carer,
			hidden: row.hidden,
			state: row.state,
			person: row.personId,
			reads: readsOf(row, reader),
			familyTime: mayReadDocument(row, 'family'),
			keepsCopy: row.keepsCopy ?? false,
			seenAt: row.seenAt,
			exceptions: row.exceptions,
			comesBy: row.userKind === null ? null : row.userKind === 'staff' ? 'account' : 'link'
		}));
}

/** Those who were in the room and are not any more, for facilitators: they can be let in again. */
export async function removedFrom(
	sql: ISql,
	roomId: string,
	reader: Pick<ParticipantStanding, 'participant' | 'role'>
): Promise<{ id: string; name: string; role: Role }[]> {
	if (!isFacilitator(reader.role)) return [];
	const rows = await sql<ParticipantStanding[]>`
		${select(sql)} where p.room_id = ${roomId} and p.state = 'removed' order by p.id`;
	return rows
		.filter((row) => maySee(reader, row))
		.map(({ participant, name, role }) => ({ id: participant, name, role }));
}

/** A new place in a room. */
export interface NewParticipant {
	readonly id: string;
	readonly room: string;
	readonly user: string | null;
	readonly person: string | null;
	readonly name: string;
	readonly role: Role;
	readonly carer: boolean;
	readonly hidden: boolean;
	readonly state: 'invited' | 'admitted';
	/** Who let them in: the user, where it was not the operator. */
	readonly madeBy: string | null;
	/** Entities that become theirs. */
	readonly own: readonly string[];
}

/** Inserts a place with its own entries, and the letterbox of a hidden one. */
export async function add(tx: ISql, place: NewParticipant, now: Date): Promise<void> {
	if (place.role === 'screen') throw new AppError('invalid', 'a screen is no participant', { field: 'role' });
	await tx`
		insert into participants (id, room_id, user_id, person_id, name, role, carer, hidden, state, rights_version, made_by, made_at)
		values (${place.id}, ${place.room}, ${place.user}, ${place.person}, ${place.name}, ${place.role},
			${place.carer}, ${place.hidden}, ${place.state}, 1, ${place.madeBy}, ${now})`;
	await own(tx, place.id, place.own);
	if (place.hidden) await insertLetterbox(tx, place.room, place.id);
}

/**
 * Makes entities a participant's own, and raises their rights.
 * For actions only: invite, making a contact for a participant, accepting a proposal.
 */
export async function addOwn(tx: ISql, participantId: string, entities: readonly string[]): Promise<void> {
	await own(tx, participantId, entities);
	await raise(tx, [participantId]);
}

/**
 * Notes that somebody opened their room, and records it: once in half an hour, so that the log shows visits and
 * not page loads. Presence is never made of this.
 */
export async function noteOpened(sql: Sql, place: ParticipantStanding, now: Date): Promise<void> {
	const quietSince = new Date(now.getTime() - 30 * 60_000);
	await sql.begin(async (tx) => {
		const [row] = await tx<{ isNew: boolean }[]>`
			with before as (select id, seen_at from participants where id = ${place.participant} for update)
			update participants p set seen_at = ${now} from before
			where p.id = before.id
			returning before.seen_at is null or before.seen_at < ${quietSince} as "isNew"`;
		if (!row?.isNew) return;
		await audit.write(tx, {
			chain: place.room,
			at: now,
			actorUser: place.user,
			actorParticipant: place.participant,
			action: 'roomOpened',
			// When a child looked at the room is the child's own; when a hidden person did must tell nobody (T45).
			familySees: place.role !== 'child' && !place.hidden
		});
	});
}

async function own(tx: ISql, participantId: string, entities: readonly string[]): Promise<void> {
	if (entities.length === 0) return;
	await tx`
		insert into participant_entities (participant_id, entity_id)
		select ${participantId}, e from unnest(${[...entities]}::uuid[]) e on conflict do nothing`;
}

/** Which documents somebody may open. To whom the child has opened the corner is known to those two alone. */
function readsOf(
	place: ParticipantStanding,
	reader: Pick<ParticipantStanding, 'participant' | 'role'>
): Space[] {
	const isTheirs = reader.role === 'child' || reader.participant === place.participant;
	return SPACES.filter(
		(space) => mayReadDocument(place, space) && (space !== 'child' || place.role === 'child' || isTheirs)
	);
}

/** What a row holds as text or JSON, as types know it; what nobody knows any more stands for nothing. */
function checked<T extends ParticipantStanding>(row: T): T {
	const exceptions = v.safeParse(Exceptions, row.exceptions);
	return {
		...row,
		exceptions: exceptions.success ? exceptions.output : {},
		locked: SECTIONS.filter((section) => row.locked.includes(section))
	};
}

/** A participant as `ParticipantStanding`; the table stands as p. */
function select(sql: ISql) {
	return sql`
		select p.id as participant, p.room_id as room, p.user_id as "user", p.name, p.role, p.carer, p.hidden, p.state,
			p.family_time as "familyTime", p.keeps_copy as "keepsCopy", coalesce(r.corner_open_to = p.id, false) as corner,
			r.closed_at is not null as "roomClosed",
			p.person_id as "personId", p.rights_version as "rightsVersion", coalesce(p.rights, '{}'::jsonb) as exceptions,
			array(select e.entity_id::text from participant_entities e where e.participant_id = p.id order by 1) as own,
			array(select l.section from section_locks l where l.room_id = p.room_id order by 1) as locked,
			array(select m.id::text from meetings m where m.room_id = p.room_id and m.closed_at is not null) as closed
		from participants p join rooms r on r.id = p.room_id`;
}
