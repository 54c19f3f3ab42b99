// The child's own pages: “Bare du ser denne siden” is true because nobody else is let in.
import { redirect } from '@sveltejs/kit';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ parent }) => {
	const { room, way } = await parent();
	if (way !== 'child') redirect(303, `/rooms/${room.id}`);
};
