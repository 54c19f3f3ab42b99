// The address on an invitation. It looks nothing up and changes nothing: the token moves into a cookie of ten
// minutes, and the page behind the 303 has an address that gives nothing away (T48, T49).
import { redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, cookies, locals }) => {
	locals.services.joinCookies.carry(cookies, params.token, locals.services.config.origin);
	redirect(303, '/join');
};
