// The family's own time: no professional ever opens this page.
import { readerOf } from '../reader.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	await readerOf(locals, params.room, 'family');
};
