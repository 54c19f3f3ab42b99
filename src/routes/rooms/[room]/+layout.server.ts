// The door of a room: who is this, are they in it, and what their page needs to open it.
import { error, redirect } from '@sveltejs/kit';
import { isId } from '#lib/room/ids.ts';
import { isFacilitator, mayReadDocument, rightsOf, type Rights } from '#lib/room/rights.ts';
import { SPACES, type Space } from '#lib/room/spaces.ts';
import type { LayoutServerLoad } from './$types';
import { turnAway } from './turnAway.server.ts';

export const load: LayoutServerLoad = async ({ locals, params, url, depends, untrack }) => {
	depends('landsby:room');
	const { services, session } = locals;
	// Not read again for every page of the room: going from part to part must need no answer from here.
	const here = untrack(() => url.pathname + url.search);
	if (!session) redirect(303, `/sign-in?next=${encodeURIComponent(here)}`);
	if (!isId(params.room)) error(404);
	const me = await services.participants.standing(services.sql, session.user.id, params.room);
	if (me?.state === 'waiting') redirect(303, `/lobby/${params.room}`);
	if (me?.state !== 'admitted') return turnAway(locals, params.room);

	const [room, participants, latestVersion, guests, siblings] = await Promise.all([
		services.rooms.byId(services.sql, params.room),
		services.participants.listFor(services.sql, params.room, me),
		services.plan.latestVersion(services.sql, params.room),
		services.lobby.guestsOf(services.sql, me),
		services.siblings.roomsFor(services.sql, me)
	]);
	if (!room) error(404);
	await services.participants.noteOpened(services.sql, me, new Date());

	const documents: Partial<Record<Space, Rights>> = Object.fromEntries(
		SPACES.filter((space) => space !== 'letter' && mayReadDocument(me, space)).map((space) => [
			space,
			rightsOf(me, space)
		])
	);
	const letters: Record<string, Rights> = Object.fromEntries(
		[...participants, { ...me, id: me.participant }]
			.filter(({ id, hidden }) => hidden && mayReadDocument(me, 'letter', id === me.participant))
			.map(({ id }) => [id, rightsOf(me, 'letter', id === me.participant)])
	);
	return {
		room: {
			id: room.id,
			childId: room.childId,
			childName: room.childName,
			childBorn: room.childBorn,
			timeZone: room.timeZone,
			caseLabel: room.caseLabel
		},
		me: { participant: me.participant, name: me.name, role: me.role, carer: me.carer, person: me.personId },
		participants: participants
			.filter(({ state }) => state === 'admitted')
			.map(({ id, name, role, person, reads }) => ({ id, name, role, person, reads })),
		documents,
		letters,
		// Staff work on devices of their employer; of all others only the child, where a caseworker has allowed it.
		keepsCopy: session.user.kind === 'staff' || (me.role === 'child' && (me.keepsCopy ?? false)),
		/** They come by a link: there is nothing to sign in with. */
		byLink: session.user.kind === 'guest',
		latestVersion,
		/** How many wait to be let in, for those who can. */
		waiting: guests.filter(({ notNow }) => !notNow).length,
		/** There are rooms of siblings from which people can be fetched; told only to a caseworker of both. */
		hasSiblings: siblings.length > 0,
		way:
			me.role === 'child'
				? ('child' as const)
				: isFacilitator(me.role)
					? ('facilitator' as const)
					: ('relative' as const),
		now: new Date().toISOString()
	};
};
