// Where somebody waits who came by a link. Nothing of the room is here but the child's first name and who lets them in.
import { error, redirect } from '@sveltejs/kit';
import { isId } from '#lib/room/ids.ts';
import { wallTime } from '#lib/time/zone.ts';
import { turnAway } from '../../rooms/[room]/turnAway.server.ts';
import type { PageServerLoad } from './$types';

/** When it is said whether anybody is there to open. */
const longMs = 3 * 60_000;

export const load: PageServerLoad = async ({ locals, params, depends }) => {
	depends('landsby:lobby');
	const { session, services } = locals;
	if (!isId(params.room)) error(404);
	// Their link was ended while they waited, or opened by another device: that is told in words, and names nobody.
	if (!session) redirect(303, '/join?over');
	const waiting = await services.lobby.waitingAt(services.sql, session.user.id, params.room);
	if (waiting) {
		const isLong = Date.now() - waiting.since.getTime() > longMs;
		const here = isLong ? await services.live.hostsOf(params.room) : [];
		const present = here
			.filter(({ role }) => role === 'caseworker' || !waiting.hidden)
			.map(({ name }) => name);
		return {
			name: waiting.name,
			child: waiting.child,
			hosts: waiting.hosts,
			notNow: waiting.notNow,
			/** The time of day where the room is: whoever waits for an hour that was agreed sees that the page is alive. */
			clock: wallTime(new Date().toISOString(), waiting.timeZone).time,
			/** When it has been long: who of those that can open is there. */
			present: isLong ? present : null
		};
	}
	const place = await services.participants.standing(services.sql, session.user.id, params.room);
	if (place?.state !== 'admitted') return turnAway(locals, params.room);
	redirect(303, place.role === 'child' ? `/rooms/${params.room}/child` : `/rooms/${params.room}`);
};
