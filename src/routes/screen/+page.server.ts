// A shared screen. It begins as a machine that asks with six digits; once somebody who leads a room has typed them, it
// shows one part of that room and nothing else (T46, T50). Works without scripts, but for what is shown at the end.
import { fail, redirect } from '@sveltejs/kit';
import { isAppError } from '#lib/errors.ts';
import { rightsOf } from '#lib/room/rights.ts';
import type { Actions, PageServerLoad } from './$types';
import { deviceWords } from '../device.ts';

export const load: PageServerLoad = async ({ locals, cookies, depends }) => {
	// The second is asked again by a room that is told that its rights have changed: another part is to be shown.
	depends('landsby:screen', 'landsby:room');
	const { services, session } = locals;
	const { screens, rooms, sql } = services;
	if (session?.screenOf) {
		const shown = await screens.shown(sql, session.user.id);
		const standing = shown && (await screens.standing(sql, session.user.id, shown.room));
		const room = shown && (await rooms.byId(sql, shown.room));
		if (!shown || !standing || !room) return { step: 'none' as const };
		return {
			step: 'shows' as const,
			part: shown.part,
			by: shown.by,
			room: {
				room: {
					id: room.id,
					childId: room.childId,
					childName: room.childName,
					childBorn: null,
					timeZone: room.timeZone,
					caseLabel: null
				},
				me: {
					participant: shown.screen,
					name: '',
					role: 'screen' as const,
					carer: false,
					person: null
				},
				participants: [],
				documents: { room: rightsOf(standing, 'room') },
				letters: {},
				keepsCopy: false
			}
		};
	}
	if (session) return { step: 'signedIn' as const, name: session.user.name };
	const progress = await screens.progress(sql, cookies.get(screens.screenCookie), new Date());
	return progress.step === 'code' ? { ...progress, expiresAt: progress.expiresAt.toISOString() } : progress;
};

export const actions: Actions = {
	/** Six digits, please. */
	ask: async ({ locals, cookies, request }) => {
		const { config, screens, sql } = locals.services;
		if (locals.session && !locals.session.screenOf) redirect(303, '/screen');
		const token = await screens.ask(sql, deviceWords(request.headers.get('user-agent')), new Date());
		cookies.set(screens.screenCookie, token, screens.screenCookieAttributes(config.origin));
		redirect(303, '/screen');
	},

	/** Somebody said yes. */
	enter: async ({ locals, cookies }) => {
		const { config, screens, sessions, sql } = locals.services;
		if (locals.session) redirect(303, '/screen');
		try {
			const id = await screens.enter(sql, cookies.get(screens.screenCookie), new Date());
			cookies.set(sessions.sessionCookie, id, sessions.cookieAttributes(config.origin, 'guest'));
		} catch (error) {
			if (!isAppError(error)) throw error;
			return fail(410, { gone: true });
		}
		cookies.delete(screens.screenCookie, { path: '/screen' });
		redirect(303, '/screen');
	}
};
