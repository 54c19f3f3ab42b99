// A one-time sign-in link. Looking changes nothing; the press of the button uses it up (T48).
import { error, redirect } from '@sveltejs/kit';
import { isAppError } from '#lib/errors.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { signInLinks, sql } = locals.services;
	if (!(await signInLinks.works(sql, params.token, new Date()))) gone();
};

export const actions: Actions = {
	default: async ({ locals, params, cookies }) => {
		const { config, live, sessions, signInLinks, sql, users } = locals.services;
		const now = new Date();
		try {
			const user = await signInLinks.use(sql, params.token, now);
			const started = await users.signIn(sql, { id: user }, locals.session, now);
			for (const idHash of started.ended) live.sessionEnded(idHash);
			cookies.set(sessions.sessionCookie, started.id, sessions.cookieAttributes(config.origin, 'staff'));
		} catch (failure) {
			if (isAppError(failure) && (failure.code === 'gone' || failure.code === 'forbidden')) gone();
			throw failure;
		}
		redirect(303, '/rooms');
	}
};

/** Unknown, used-up, expired and malformed links: one page, one status. */
function gone(): never {
	error(410, { message: 'gone', code: 'gone' });
}
