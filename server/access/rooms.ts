/** Rooms as the list and the command line need them; what goes on inside a room is the plan's business. */
import type { ISql, Sql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import { nameOrder } from '#lib/network/names.ts';
import type { Role } from '#lib/room/spaces.ts';
import * as audit from './audit.ts';
import * as participants from './participants.ts';
import { raiseAll } from './rightsNews.ts';

/** A room in somebody's list. */
export interface ListedRoom {
	readonly id: string;
	readonly childId: string;
	readonly childName: string;
	/** As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD. */
	readonly childBorn: string | null;
	/** How staff tell rooms apart; never shown to families. */
	readonly caseLabel: string | null;
	/** Rooms of brothers and sisters carry the same one. */
	readonly siblingGroup: string | null;
	readonly timeZone: string;
	/** The reader's own place in it. */
	readonly participant: string;
	readonly role: Role;
	readonly madeAt: Date;
	readonly closedAt: Date | null;
}

/** The rooms a user has been let into, by the child's name. */
export async function listFor(sql: ISql, userId: string): Promise<ListedRoom[]> {
	const rooms = await sql<ListedRoom[]>`
		select r.id, r.child_id as "childId", r.child_name as "childName", r.child_born as "childBorn",
			r.case_label as "caseLabel", r.sibling_group as "siblingGroup", r.time_zone as "timeZone",
			p.id as participant, p.role, r.made_at as "madeAt", r.closed_at as "closedAt"
		from participants p join rooms r on r.id = p.room_id
		where p.user_id = ${userId} and p.state = 'admitted'`;
	const byName = nameOrder('nb');
	return [...rooms].sort((a, b) => byName(a.childName, b.childName) || (a.id < b.id ? -1 : 1));
}

/** What a card in the list shows of a room at a glance, from the projection of its shared document. */
export interface Glance {
	readonly room: string;
	/** The next meeting that stands in the room, and when it begins. */
	readonly next: { readonly title: string; readonly type: string; readonly starts: Date } | null;
	/** Who stands in the emergency plan, and how many of them have not said whether they can come. */
	readonly contacts: number;
	readonly unanswered: number;
	/** Which parts hold something: the lit windows of the village. */
	readonly filled: {
		readonly network: boolean;
		readonly visits: boolean;
		readonly meetings: boolean;
		readonly plan: boolean;
	};
}

/** A glance at each of these rooms. The caller asks only for rooms that the reader has been let into. */
export async function glanceAt(sql: ISql, rooms: readonly string[], now: Date): Promise<Glance[]> {
	const rows = await sql<
		(Glance['filled'] & {
			room: string;
			title: string | null;
			type: string | null;
			starts: Date | null;
			contacts: number;
			unanswered: number;
		})[]
	>`
		select d.room_id as room, m.title, m.type, m.starts,
			exists (select 1 from people x where x.document_id = d.id and x.kind <> 'child' and x.removed_at is null) as network,
			(select count(*)::int from emergency_contacts x where x.document_id = d.id and x.removed_at is null) as contacts,
			(select count(*)::int from emergency_contacts x where x.document_id = d.id and x.removed_at is null
				and coalesce(x.consent, 'notAsked') in ('notAsked', 'asked')) as unanswered,
			exists (select 1 from visit_series x where x.document_id = d.id and x.removed_at is null) as visits,
			exists (select 1 from meeting_texts x where x.document_id = d.id and x.removed_at is null) as meetings,
			exists (select 1 from versions x where x.room_id = d.room_id) as plan
		from documents d
		left join lateral (
			select title, type, starts from meeting_texts x
			where x.document_id = d.id and x.removed_at is null and x.starts >= ${now}
			order by x.starts limit 1) m on true
		where d.space = 'room' and d.room_id = any(${[...rooms]}::uuid[])`;
	return rows.map(({ room, title, type, starts, contacts, unanswered, ...filled }) => ({
		room,
		contacts,
		unanswered,
		next: title === null || type === null || starts === null ? null : { title, type, starts },
		filled
	}));
}

interface OnMap {
	readonly id: string;
	readonly name: string;
	readonly relation: string | null;
	/** The same in the room's own words: that they were it once. */
	readonly relationText: string | null;
	readonly isChild: boolean;
}

/** Who stands on the map and could be let in: the child first, then by name. Animals are not. */
export async function peopleOnMap(sql: ISql, roomId: string): Promise<OnMap[]> {
	const rows = await sql<OnMap[]>`
		select x.entity_id as id, x.name, x.relation, x.relation_text as "relationText", x.kind = 'child' as "isChild"
		from people x join documents d on d.id = x.document_id
		where d.room_id = ${roomId} and d.space = 'room' and x.kind in ('child', 'person') and x.removed_at is null`;
	const byName = nameOrder('nb');
	return [...rows].sort(
		(a, b) => Number(b.isChild) - Number(a.isChild) || byName(a.name, b.name) || (a.id < b.id ? -1 : 1)
	);
}

/** A room as its own pages need it. */
export interface Room {
	readonly id: string;
	readonly childId: string;
	readonly childName: string;
	/** As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD. */
	readonly childBorn: string | null;
	readonly language: string;
	readonly timeZone: string;
	readonly caseLabel: string | null;
	readonly closedAt: Date | null;
}

/** The room with this id, or null. Whether somebody may know of it is judged by their standing first. */
export async function byId(sql: ISql, roomId: string): Promise<Room | null> {
	const [room] = await sql<Room[]>`
		select id, child_id as "childId", child_name as "childName", child_born as "childBorn",
			language, time_zone as "timeZone", case_label as "caseLabel", closed_at as "closedAt"
		from rooms where id = ${roomId}`;
	return room ?? null;
}

/** Every room of the installation, for the operator: no content but the child's name and the case. */
export async function listAll(sql: ISql): Promise<{ id: string; child: string; case: string | null }[]> {
	const rooms = await sql<{ id: string; child: string; case: string | null }[]>`
		select id, child_name as child, case_label as "case" from rooms order by made_at, id`;
	return [...rooms];
}

/** The middle of a room's map, and the id of its shared document; null where there is no such room. */
export async function groundOf(
	sql: ISql,
	roomId: string
): Promise<{ childId: string; document: string } | null> {
	const [room] = await sql<{ childId: string; document: string }[]>`
		select r.child_id as "childId", d.id as document
		from rooms r join documents d on d.room_id = r.id and d.space = 'room'
		where r.id = ${roomId}`;
	return room ?? null;
}

/** Whether a user made this room: a form that is posted twice leads to the room it made the first time. */
export async function wasMadeBy(sql: ISql, roomId: string, userId: string): Promise<boolean> {
	const rows = await sql`select 1 from rooms where id = ${roomId} and made_by = ${userId}`;
	return rows.length > 0;
}

/**
 * Closes a room, or opens it again. A closed room is read by everybody who is in it, and written by nobody.
 * @param actor a caseworker of the room
 * @throws AppError `forbidden`
 */
export async function setClosed(
	sql: Sql,
	actor: participants.ParticipantStanding,
	isClosed: boolean,
	now: Date
): Promise<void> {
	if (actor.state !== 'admitted' || actor.role !== 'caseworker')
		throw new AppError('forbidden', 'not theirs to close');
	await sql.begin(async (tx) => {
		const changed = await tx`
			update rooms set closed_at = ${isClosed ? now : null}
			where id = ${actor.room} and (closed_at is not null) <> ${isClosed} returning id`;
		if (changed.length === 0) return;
		await raiseAll(tx, actor.room);
		await audit.write(tx, {
			chain: actor.room,
			at: now,
			actorUser: actor.user,
			actorParticipant: actor.participant,
			action: isClosed ? 'roomClosed' : 'roomReopened',
			familySees: true
		});
	});
}
