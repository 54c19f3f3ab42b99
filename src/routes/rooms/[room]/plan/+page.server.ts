// The plan: the newest version, or that there is none yet.
import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';
import { readerOf } from './reading.server.ts';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	await readerOf(locals, params.room, url);
	const latest = await locals.services.plan.latestVersion(locals.services.sql, params.room);
	if (latest) redirect(303, `/rooms/${params.room}/plan/${latest.number}`);
};
