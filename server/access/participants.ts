/**
 * A person's place in one room: role, carer, hidden, state, and which entries are theirs. Rights hang on these
 * rows alone. Every change raises `rights_version` in its own transaction: an edit that was judged by the rights
 * of a moment ago is then refused by the append (T5).
 */
import { isDeepStrictEqual } from 'node:util';
import type { ISql, Sql } from 'postgres';
import * as v from 'valibot';
import { AppError } from '#lib/errors.ts';
import { Exceptions, isFacilitator, mayReadDocument, type Standing } from '#lib/room/rights.ts';
import { type Role, SECTIONS, SPACES, type Space } from '#lib/room/spaces.ts';
import * as audit from './audit.ts';
import { insertLetterbox } from './documents.ts';
import type { ParticipantChanges, ParticipantStanding, ParticipantState } from './place.ts';
import { placeAfter } from './placeRules.ts';
import * as sessions from './sessions.ts';

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

/** What others must hear of after a change has been committed. */
export interface Changed {
	readonly participants: readonly string[];
	/** Sessions that ended with it. */
	readonly sessions: readonly string[];
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
	const rows = await sql<
		(ParticipantStanding & { seenAt: Date | null; userKind: sessions.UserKind | null })[]
	>`
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
 * Changes role, carer, hidden or state. The caller tells `live.rightsChanged` and `live.sessionEnded` what comes
 * back; other processes hear it by `notify landsby`.
 * @param actor the facilitator who does it, null for the operator
 * @throws AppError `notFound` (also for whom the actor may not see), `conflict` (field `role`) for the last
 * caseworker and (field `person`) for whom somebody stands there meanwhile, and as `placeAfter`
 */
export async function change(
	sql: Sql,
	actor: ParticipantStanding | null,
	participantId: string,
	changes: ParticipantChanges,
	now: Date
): Promise<Changed> {
	return sql.begin(async (tx) => {
		const before = await lock(tx, participantId);
		if (!before || (actor && (actor.room !== before.room || !maySee(actor, before))))
			throw new AppError('notFound', 'no such participant');
		const after = placeAfter(actor, before, changes, await hasAccount(tx, before));
		const same =
			after.role === before.role &&
			after.carer === before.carer &&
			after.hidden === before.hidden &&
			after.state === before.state &&
			after.familyTime === before.familyTime &&
			after.keepsCopy === before.keepsCopy &&
			isDeepStrictEqual(after.exceptions, before.exceptions);
		if (same) return { participants: [], sessions: [] };
		await keepOneCaseworker(tx, before, after);
		const back = before.state === 'removed' && after.state !== 'removed';
		const { user, state } = back ? await keepOnePlace(tx, actor, after) : after;
		await tx`
			update participants set role = ${after.role}, carer = ${after.carer}, hidden = ${after.hidden},
				state = ${state}, user_id = ${user}, family_time = ${after.familyTime ?? null},
				keeps_copy = ${after.keepsCopy ?? false}, rights = ${tx.json(after.exceptions)}, rights_version = rights_version + 1
			where id = ${participantId}`;
		if (after.hidden) await insertLetterbox(tx, before.room, participantId);
		const left = after.state === 'removed' && before.state !== 'removed';
		await audit.write(tx, {
			chain: before.room,
			at: now,
			actorUser: actor?.user ?? null,
			actorParticipant: actor?.participant ?? null,
			action: left ? 'accessEnded' : 'rightsChanged',
			subject: {
				participant: participantId,
				role: after.role,
				carer: after.carer,
				state,
				familyTime: mayReadDocument(after, 'family'),
				...(after.role === 'child' ? { keepsCopy: after.keepsCopy ?? false } : {}),
				exceptions: wordsOf(after.exceptions)
			},
			// That somebody is hidden, was hidden or came to be is nobody's but the caseworkers'.
			familySees: !before.hidden && !after.hidden
		});
		await announce(tx, [participantId]);
		if (left) await endLinks(tx, before, now);
		const others = await letGoOfCorner(tx, before, after, actor, now);
		return { participants: [participantId, ...others], sessions: back ? await endStays(tx, before) : [] };
	});
}

/**
 * The child has opened the corner to somebody who is there to be seen, and closes it on a page of its own. Where either
 * is no more so, it is closed, and stays so until the child opens it again.
 * @returns others whose rights or pages this changes
 */
async function letGoOfCorner(
	tx: ISql,
	before: ParticipantStanding,
	after: Pick<ParticipantStanding, 'role' | 'hidden' | 'state'>,
	actor: ParticipantStanding | null,
	now: Date
): Promise<string[]> {
	const children = await tx<{ id: string }[]>`
		select id from participants where room_id = ${before.room} and role = 'child' and state = 'admitted'`;
	const mayRead = after.state === 'admitted' && !after.hidden && after.role !== 'child';
	const [open] = await tx<{ reader: string }[]>`
		select corner_open_to as reader from rooms where id = ${before.room} and corner_open_to is not null for update`;
	if (!open || (children.length > 0 && (open.reader !== before.participant || mayRead))) return [];
	await tx`update rooms set corner_open_to = null where id = ${before.room}`;
	await audit.write(tx, {
		chain: before.room,
		at: now,
		actorUser: actor?.user ?? null,
		actorParticipant: actor?.participant ?? null,
		action: 'cornerClosed',
		subject: {},
		familySees: false
	});
	const others = [...children.map(({ id }) => id), open.reader].filter((id) => id !== before.participant);
	await raise(tx, others);
	return others;
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

/** A room without a caseworker could be led by nobody and opened to nobody. */
async function keepOneCaseworker(
	tx: ISql,
	before: ParticipantStanding,
	after: ParticipantStanding
): Promise<void> {
	const leads = (place: ParticipantStanding) => place.role === 'caseworker' && place.state === 'admitted';
	if (!leads(before) || leads(after)) return;
	const others = await tx`
		select 1 from participants where room_id = ${before.room} and id <> ${before.participant}
			and role = 'caseworker' and state = 'admitted' for update`;
	if (others.length === 0)
		throw new AppError('conflict', 'the room would have no caseworker', { field: 'role' });
}

/**
 * Who is let in again finds nobody else in their place: the same rules as for an invitation. Where the guest has another
 * place of which the actor may not know, this one waits for whoever comes by a new link.
 * @throws AppError `conflict`
 */
async function keepOnePlace(
	tx: ISql,
	actor: ParticipantStanding | null,
	after: ParticipantStanding
): Promise<Pick<ParticipantStanding, 'user' | 'state'>> {
	await tx`select 1 from rooms where id = ${after.room} for update`;
	const other = after.user === null ? null : await standing(tx, after.user, after.room);
	const isKnown = other !== null && (actor === null || maySee(actor, other));
	if (isKnown || (after.personId !== null && (await ofPerson(tx, actor, after.room, after.personId))))
		throw new AppError('conflict', 'somebody stands there', { field: 'person' });
	return other ? { user: null, state: 'invited' } : after;
}

async function hasAccount(tx: ISql, { user }: ParticipantStanding): Promise<boolean> {
	const rows = await tx`select 1 from users where id = ${user} and kind = 'staff'`;
	return rows.length > 0;
}

/**
 * Links end. The session of a guest does not: it opens nothing any more, and by it their pages can say that they are
 * no longer in the room (4403) instead of asking them to sign in.
 */
async function endLinks(tx: ISql, place: ParticipantStanding, now: Date): Promise<void> {
	await tx`
		update invitations set revoked_at = ${now} where participant_id = ${place.participant} and revoked_at is null`;
}

/**
 * A guest who is let in again comes by a new link: no device that was left behind gets back in by itself. Sessions of
 * staff, and of guests who are in another room, go on.
 */
async function endStays(tx: ISql, place: ParticipantStanding): Promise<string[]> {
	if (place.user === null) return [];
	const [user] = await tx<{ stays: boolean }[]>`
		select u.kind = 'staff' or exists (
			select 1 from participants p
			where p.user_id = u.id and p.id <> ${place.participant} and p.state = 'admitted') as stays
		from users u where u.id = ${place.user}`;
	if (user?.stays !== false) return [];
	const ended = await sessions.endAllOf(tx, place.user);
	await announceEnded(tx, ended);
	return ended;
}

async function lock(tx: ISql, participantId: string): Promise<ParticipantStanding | null> {
	await tx`select 1 from participants where id = ${participantId} for update`;
	return byId(tx, participantId);
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

/** Exceptions as the record keeps them: “visits:write meetings:read”. */
function wordsOf(exceptions: Exceptions): string {
	return Object.entries(exceptions)
		.map(([section, access]) => `${section}:${access}`)
		.join(' ');
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
