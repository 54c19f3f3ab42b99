// To one's own letterbox.
import { error, redirect } from '@sveltejs/kit';
import { readerOf } from '../reader.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const me = await readerOf(locals, params.room, 'room');
	if (!me.hidden) error(404);
	redirect(303, `/rooms/${params.room}/letter/${me.participant}`);
};
