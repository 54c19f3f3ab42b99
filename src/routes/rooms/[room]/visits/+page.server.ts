// The visitation plan. The child has a page of its own for the same: who comes, and how long it is until then.
import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ parent }) => {
	const { room, way } = await parent();
	if (way === 'child') redirect(303, `/rooms/${room.id}/child/visits`);
};
