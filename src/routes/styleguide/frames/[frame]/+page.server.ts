/** One of the five frames, filled with samples. */
import { error } from '@sveltejs/kit';
import * as v from 'valibot';
import type { PageServerLoad } from './$types';

const known = v.picklist(['simple', 'work', 'facilitator', 'child', 'screen']);

export const load: PageServerLoad = ({ params }) => {
	const frame = v.safeParse(known, params.frame);
	if (!frame.success) error(404, { message: 'notFound', code: 'notFound' });
	return { frame: frame.output };
};
