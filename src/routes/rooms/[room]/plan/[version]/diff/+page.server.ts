// What changed between two versions.
import { error, redirect } from '@sveltejs/kit';
import { changesBetween } from '#lib/plan/changes.ts';
import type { PageServerLoad } from './$types';
import { readerOf, versionNumber } from '../../reading.server.ts';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const reader = await readerOf(locals, params.room, url);
	const { plan, sql } = locals.services;
	const number = versionNumber(params.version);
	const since = versionNumber(url.searchParams.get('since') ?? String(Math.max(1, number - 1)));
	const [before, after, versions] = await Promise.all([
		plan.versionFor(sql, params.room, since, reader),
		plan.versionFor(sql, params.room, number, reader),
		plan.versionsOf(sql, params.room)
	]);
	if (!before || !after) error(404);
	// One that cannot be read any more says so on its own page; there is nothing to compare.
	if (!after.room) redirect(303, `/rooms/${params.room}/plan/${number}`);
	if (!before.room) redirect(303, `/rooms/${params.room}/plan/${since}`);
	return {
		number,
		since,
		header: after.header,
		before: before.room,
		after: after.room,
		changes: changesBetween(since === number ? null : before.room, after.room),
		versions: versions.map((line) => line.number)
	};
};
