// Signing out: the session is deleted, its sockets close, and the browser is told to forget (T53). Only by POST.
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	if (!locals.session) redirect(303, '/');
	return { name: locals.session.user.name };
};

export const actions: Actions = {
	default: async ({ locals, cookies, setHeaders }) => {
		const { live, lobby, sessions, sql, users } = locals.services;
		if (locals.session) {
			await users.signOut(sql, locals.session, new Date());
			live.sessionEnded(locals.session.idHash);
			await lobby.announceGone(sql, locals.session.user.id);
		}
		cookies.delete(sessions.sessionCookie, { path: '/' });
		setHeaders({ 'clear-site-data': '"cache", "storage"' });
		redirect(303, '/');
	}
};
