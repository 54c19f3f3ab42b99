// The child's corner as whoever reads it whom the child has chosen; the child has a page of their own.
import { redirect } from '@sveltejs/kit';
import { readerOf } from '../reader.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { role } = await readerOf(locals, params.room, 'child');
	if (role === 'child') redirect(303, `/rooms/${params.room}/child/corner`);
};
