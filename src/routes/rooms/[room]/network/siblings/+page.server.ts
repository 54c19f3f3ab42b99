// People of a sibling's room, for the caseworker of both. What of them comes into this room is written by the page, as any
// other edit; who they are is told here, and on record in both rooms.
import { error } from '@sveltejs/kit';
import { readerOf } from '../../reader.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const me = await readerOf(locals, params.room, 'staff');
	const { siblings, sql } = locals.services;
	return { siblings: await siblings.roomsFor(sql, me) };
};

export const actions = {
	fetch: async ({ locals, params, request }) => {
		const me = await readerOf(locals, params.room, 'staff');
		const { siblings, sql } = locals.services;
		const from = (await request.formData()).get('from');
		const found = await siblings.peopleOf(sql, me, typeof from === 'string' ? from : '', new Date());
		if (!found) error(404);
		return found;
	}
} satisfies Actions;
