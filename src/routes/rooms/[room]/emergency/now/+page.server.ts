// “Hvem kan komme nå?”: drawn by the server from the rows, without scripts, and every opening is on record (L7). It
// stands outside the room's frame, so it is a door of its own and asks who this is.
import { error, redirect } from '@sveltejs/kit';
import { nowOf } from '#lib/emergency/facts.ts';
import { isId } from '#lib/room/ids.ts';
import { mayReadDocument } from '#lib/room/rights.ts';
import { wallTime } from '#lib/time/zone.ts';
import { turnAway } from '../../turnAway.server.ts';
import type { PageServerLoad } from './$types';
import { momentAsked } from './asked.ts';

export const csr = false;

export const load: PageServerLoad = async ({ locals, params, url, setHeaders }) => {
	const { services, session } = locals;
	if (!session) redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`);
	if (!isId(params.room)) error(404);
	const me = await services.participants.standing(services.sql, session.user.id, params.room);
	if (me?.state !== 'admitted') return turnAway(locals, params.room);
	const room = await services.rooms.byId(services.sql, params.room);
	if (!room) error(404);

	const at = new Date();
	const care = mayReadDocument(me, 'care');
	// Written before anything is read: what could not be recorded is not shown.
	await services.sql.begin((tx) =>
		services.audit.write(tx, {
			chain: room.id,
			at,
			actorUser: session.user.id,
			actorParticipant: me.participant,
			action: 'emergencyOpened',
			subject: { care },
			familySees: me.role !== 'child' && !me.hidden
		})
	);
	const [{ facts, asOf }, participants, version] = await Promise.all([
		services.plan.emergencyOf(services.sql, services.log, room.id, { care }),
		services.participants.listFor(services.sql, room.id, me),
		services.plan.latestVersion(services.sql, room.id)
	]);
	const asked = momentAsked(url.searchParams, wallTime(at.toISOString(), room.timeZone));
	const space = care ? 'care' : 'room';
	setHeaders({ 'cache-control': 'no-store' });
	return {
		room: { id: room.id, childName: room.childName, childBorn: room.childBorn, timeZone: room.timeZone },
		asked,
		choosing: url.searchParams.has('choose'),
		now: nowOf(facts, asked.wall),
		facts,
		care,
		today: wallTime(at.toISOString(), room.timeZone).day,
		asOf: asOf === null ? null : wallTime(asOf.toISOString(), room.timeZone),
		version: version?.number ?? null,
		readers: participants
			.filter(({ state, reads }) => state === 'admitted' && reads.includes(space))
			.map(({ name }) => ({ name }))
	};
};
