// The map of an earlier plan, for whoever reads the room: in the parts of a version that are theirs, and of those people alone.
import { error } from '@sveltejs/kit';
import { versionNumber } from '../../plan/reading.server.ts';
import { readerOf } from '../../reader.server.ts';
import type { PlanChildMap, PlanPerson } from '#lib/plan/plan.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const me = await readerOf(locals, params.room, 'room');
	const { plan, sql } = locals.services;
	const versions = await plan.versionsOf(sql, params.room);
	const asked = url.searchParams.get('since');
	const number = asked === null ? versions[0]?.number : versionNumber(asked);
	const version = number === undefined ? null : await plan.versionFor(sql, params.room, number, me);
	if (asked !== null && !version) error(404);
	return {
		plans: versions.map(({ number, at }) => ({ number, at: at.toISOString() })),
		since: version && {
			number: version.header.number,
			at: version.header.publishedAt,
			meeting: version.header.meeting.title,
			/** Null: the version cannot be read any more. */
			people:
				version.room?.people.flatMap(({ id, name, kind, ring, sector, relation, takenAway }) =>
					takenAway === true || kind === 'child' ? [] : [{ id, name, kind, ring, sector, relation }]
				) ?? null,
			rings: version.room?.rings?.length ?? null,
			/** The child's own map of then; null where the version holds none. */
			childs: version.room?.childMap ? childsOf(version.room.childMap, version.room.people) : null
		}
	};
};

/** Who stood where on the child's own map, and when the child had shown it. */
function childsOf({ shownAt, placed }: PlanChildMap, people: readonly PlanPerson[]) {
	const place = new Map(placed.map(({ person, ring, angle }) => [person, { ring, angle }]));
	return {
		shownAt,
		people: people.flatMap(({ id, name, kind }) => {
			const where = place.get(id);
			return where === undefined || kind === 'child' ? [] : [{ id, name, kind, ...where }];
		})
	};
}
