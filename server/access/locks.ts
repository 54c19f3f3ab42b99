/** Sections that stand still for everybody but caseworkers, until one lifts the lock. */
import type { Sql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import { SECTIONS, type Section } from '#lib/room/spaces.ts';
import * as audit from './audit.ts';
import * as participants from './participants.ts';
import { raiseAll } from './rightsNews.ts';

/**
 * Locks these sections and no others.
 * @param actor a caseworker of the room
 * @throws AppError `forbidden`
 */
export async function setLocks(
	sql: Sql,
	actor: participants.ParticipantStanding,
	sections: readonly Section[],
	now: Date
): Promise<void> {
	if (actor.state !== 'admitted' || actor.role !== 'caseworker')
		throw new AppError('forbidden', 'not theirs to lock');
	const wanted = SECTIONS.filter((section) => sections.includes(section));
	await sql.begin(async (tx) => {
		// One after the other: two caseworkers who lock at once must not leave half of each.
		await tx`select 1 from rooms where id = ${actor.room} for update`;
		const gone = await tx`
			delete from section_locks where room_id = ${actor.room} and section <> all(${wanted}) returning section`;
		const come = await tx`
			insert into section_locks (room_id, section, by, at)
			select ${actor.room}, s, ${actor.participant}, ${now} from unnest(${wanted}::text[]) s
			on conflict do nothing returning section`;
		if (gone.length + come.length === 0) return;
		await raiseAll(tx, actor.room);
		await audit.write(tx, {
			chain: actor.room,
			at: now,
			actorUser: actor.user,
			actorParticipant: actor.participant,
			action: 'locksChanged',
			subject: { locked: wanted.join(' ') },
			familySees: true
		});
	});
}
