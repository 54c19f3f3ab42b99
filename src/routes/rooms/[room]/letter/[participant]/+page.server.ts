// A letterbox: for whose it is, and for the caseworkers. Whether there is one is told to nobody else.
import { error } from '@sveltejs/kit';
import { isId } from '#lib/room/ids.ts';
import { readerOf } from '../../reader.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const me = await readerOf(locals, params.room, 'letter', params.participant);
	const { participants, sql } = locals.services;
	const owner = isId(params.participant) ? await participants.byId(sql, params.participant) : null;
	if (owner?.room !== params.room || !owner.hidden) error(404);
	return { owner: owner.name, mine: owner.participant === me.participant };
};
