// Pages that are not for everybody in the room: to the others they do not exist (T43).
import { error } from '@sveltejs/kit';
import { isId } from '#lib/room/ids.ts';
import { isFacilitator, mayReadDocument } from '#lib/room/rights.ts';
import type { Space } from '#lib/room/spaces.ts';
import { turnAway } from './turnAway.server.ts';

/**
 * The place of whoever may open this document of a room.
 * @param letterOf whose letterbox
 * @throws 404 for everybody else, 403 `withdrawn` for whose place has ended
 */
export async function readerOf(
	locals: App.Locals,
	room: string,
	space: Space,
	letterOf: string | null = null
) {
	const { participants, sql } = locals.services;
	if (!locals.session || !isId(room)) error(404);
	const me = await participants.standing(sql, locals.session.user.id, room);
	if (me?.state !== 'admitted') return turnAway(locals, room);
	if (!mayReadDocument(me, space, letterOf === me.participant)) error(404);
	return me;
}

/**
 * The place of whoever leads the room.
 * @throws 404 for everybody else, 403 `withdrawn` for whose place has ended
 */
export async function facilitatorOf(locals: App.Locals, room: string) {
	const me = await readerOf(locals, room, 'room');
	if (!isFacilitator(me.role)) error(404);
	return me;
}
