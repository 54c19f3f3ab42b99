// Whether the meeting is closed already, and with which version: what the document cannot say.
import { isId } from '#lib/room/ids.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent }) => {
	// The layout above has judged whether this reader may know of the room.
	await parent();
	const { plan, sql } = locals.services;
	return {
		closedWith: isId(params.meeting) ? await plan.versionOfMeeting(sql, params.room, params.meeting) : null
	};
};
