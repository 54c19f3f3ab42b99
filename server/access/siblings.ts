/**
 * Rooms of brothers and sisters, for a caseworker who is a caseworker in both. Half-siblings have families who may not know
 * of one another: nobody else is told that there is another room, and no family's log tells it either.
 */
import type { ISql, Sql } from 'postgres';
import type { PersonKind } from '#lib/network/network.ts';
import { nameOrder } from '#lib/network/names.ts';
import * as audit from './audit.ts';
import type { ParticipantStanding } from './place.ts';

/** A sibling's room. */
export interface SiblingRoom {
	readonly id: string;
	readonly childName: string;
}

/** Somebody on the map of a sibling's room: who they are and where they belong, and nothing else that stands of them. */
export interface SiblingsPerson {
	readonly id: string;
	readonly kind: 'child' | PersonKind;
	readonly name: string;
	readonly relation: string | null;
	readonly sector: string | null;
}

/** Rooms of the child's siblings in which this caseworker is one, too, by the child's name. */
export async function roomsFor(sql: ISql, me: ParticipantStanding): Promise<SiblingRoom[]> {
	if (me.state !== 'admitted' || me.role !== 'caseworker') return [];
	const rooms = await sql<SiblingRoom[]>`
		select other.id, other.child_name as "childName"
		from rooms here
		join rooms other on other.sibling_group = here.sibling_group and other.id <> here.id
		join participants p on p.room_id = other.id
		where here.id = ${me.room} and p.user_id = ${me.user} and p.state = 'admitted' and p.role = 'caseworker'`;
	const byName = nameOrder('nb');
	return [...rooms].sort((a, b) => byName(a.childName, b.childName) || (a.id < b.id ? -1 : 1));
}

/**
 * Who stands on the map of a sibling's room, as it was last projected; recorded in both rooms.
 * @param from as a form gives it
 * @returns null where it is no sibling's room, or none of this caseworker's
 */
export async function peopleOf(
	sql: Sql,
	me: ParticipantStanding,
	from: string,
	at: Date
): Promise<{ readonly from: SiblingRoom; readonly people: readonly SiblingsPerson[] } | null> {
	const room = (await roomsFor(sql, me)).find(({ id }) => id === from);
	if (!room) return null;
	const people = await sql.begin(async (tx) => {
		const actor = { at, actorUser: me.user, familySees: false } as const;
		const here = { ...actor, chain: me.room, actorParticipant: me.participant };
		const chains = [
			{ ...here, action: 'siblingsPeopleFetched', subject: { from: room.id } },
			{ ...actor, chain: room.id, action: 'peopleShownToSiblingsRoom', subject: { to: me.room } }
		] as const;
		// Always in the same order, so that two who fetch from each other do not wait for one another.
		for (const entry of chains.toSorted((a, b) => (a.chain < b.chain ? -1 : 1))) await audit.write(tx, entry);
		return tx<SiblingsPerson[]>`
			select x.entity_id as id, x.kind, x.name, x.relation, x.sector
			from people x join documents d on d.id = x.document_id
			where d.room_id = ${room.id} and d.space = 'room' and x.removed_at is null
				and x.kind in ('child', 'person', 'animal', 'group', 'place')
			order by x.kind <> 'child', x.entity_id`;
	});
	return { from: room, people: [...people] };
}
