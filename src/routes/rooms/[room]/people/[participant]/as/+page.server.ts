// “Se rommet som …”: what somebody sees and may do, made with their rights by the functions that decide it for them, not by
// a list beside those. For caseworkers, and on record.
import { error } from '@sveltejs/kit';
import { nowOf } from '#lib/emergency/facts.ts';
import { isId } from '#lib/room/ids.ts';
import { mayReadDocument, rightsOf } from '#lib/room/rights.ts';
import { SPACES } from '#lib/room/spaces.ts';
import { wallTime } from '#lib/time/zone.ts';
import { readerOf } from '../../../reader.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const me = await readerOf(locals, params.room, 'staff');
	const { audit, log, participants, plan, rooms, sql } = locals.services;
	const place = isId(params.participant) ? await participants.byId(sql, params.participant) : null;
	if (place?.room !== params.room || place.state === 'removed') error(404);
	const room = await rooms.byId(sql, params.room);
	if (!room) error(404);
	const at = new Date();
	await sql.begin((tx) =>
		audit.write(tx, {
			chain: place.room,
			at,
			actorUser: me.user,
			actorParticipant: me.participant,
			action: 'viewedAs',
			subject: { participant: place.participant },
			familySees: !place.hidden
		})
	);
	const [people, { facts }, latest] = await Promise.all([
		participants.listFor(sql, params.room, place),
		plan.emergencyOf(sql, log, params.room, { care: mayReadDocument(place, 'care') }),
		plan.latestVersion(sql, params.room)
	]);
	const version = latest && (await plan.versionFor(sql, params.room, latest.number, place));
	// To whom a child has opened the corner is the child's own: of others it says neither.
	const told = SPACES.filter((space) => space !== 'child' || place.role === 'child');
	const reads = told.filter((space) => mayReadDocument(place, space, place.hidden));
	return {
		person: { name: place.name, role: place.role, hidden: place.hidden },
		rights: rightsOf(place, 'room'),
		sees: reads,
		seesNot: told.filter((space) => !reads.includes(space)),
		people: people
			.filter(({ state }) => state === 'admitted')
			.map(({ id, name, role }) => ({ id, name, role })),
		now: nowOf(facts, wallTime(at.toISOString(), room.timeZone)),
		care: reads.includes('care'),
		version: version && { header: version.header, room: version.room, care: version.care }
	};
};
