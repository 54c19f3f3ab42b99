// The child's corner has one other reader at most: the adult whom the child has chosen, for as long as the child allows.
import type { Sql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import * as audit from './audit.ts';
import * as participants from './participants.ts';
import type { Changed } from './place.ts';
import { raise } from './rightsNews.ts';

/**
 * Opens the child's corner to one adult, instead of whoever could read it before, or to nobody. In a closed room it is
 * opened to nobody new; to close it is the child's at any time.
 * @param actor the child; nobody else may say who reads the corner
 * @param participantId an adult who is in the room and whom the child may see, or null
 * @returns whose rights have changed, for `live.rightsChanged`
 * @throws AppError `forbidden`, `notFound`; `conflict` where the room is closed
 */
export async function openCorner(
	sql: Sql,
	actor: participants.ParticipantStanding,
	participantId: string | null,
	now: Date
): Promise<Changed> {
	if (actor.role !== 'child' || actor.state !== 'admitted')
		throw new AppError('forbidden', 'the corner is the child’s');
	return sql.begin(async (tx) => {
		const [room] = await tx<{ reader: string | null; isClosed: boolean }[]>`
			select corner_open_to as reader, closed_at is not null as "isClosed"
			from rooms where id = ${actor.room} for update`;
		if (!room) throw new AppError('notFound', 'no such room');
		if (room.reader === participantId) return { participants: [], sessions: [] };
		if (room.isClosed && participantId !== null) throw new AppError('conflict', 'the room is closed');
		if (participantId !== null) {
			const chosen = await participants.byId(tx, participantId);
			const isHere = chosen?.room === actor.room && chosen.state === 'admitted' && !chosen.hidden;
			if (!isHere || chosen.role === 'child') throw new AppError('notFound', 'no such adult is in the room');
		}
		await tx`update rooms set corner_open_to = ${participantId} where id = ${actor.room}`;
		// The child's other pages say who reads, too.
		const changed = [actor.participant, room.reader, participantId].filter((id) => id !== null);
		await raise(tx, changed);
		await audit.write(tx, {
			chain: actor.room,
			at: now,
			actorUser: actor.user,
			actorParticipant: actor.participant,
			action: participantId === null ? 'cornerClosed' : 'cornerOpened',
			subject: participantId === null ? {} : { participant: participantId },
			// Whom the child confides in is the child's own.
			familySees: false
		});
		return { participants: changed, sessions: [] };
	});
}

/** To whom the child has opened the corner; for the child's own pages, null for everybody else. */
export async function readerOfCorner(
	sql: Sql,
	reader: participants.ParticipantStanding
): Promise<string | null> {
	if (reader.role !== 'child') return null;
	const [room] = await sql<{ reader: string | null }[]>`
		select corner_open_to as reader from rooms where id = ${reader.room}`;
	return room?.reader ?? null;
}
