// The caseworkers' notes, and which letterboxes there are in the room.
import { readerOf } from '../reader.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const me = await readerOf(locals, params.room, 'staff');
	const { participants, sql } = locals.services;
	const people = await participants.listFor(sql, params.room, me);
	return { letterboxes: people.filter(({ hidden }) => hidden).map(({ id, name }) => ({ id, name })) };
};
