// Sign-in for staff. Wrong e-mail and wrong password get one answer; too many tries get the time to wait.
import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { isAppError } from '#lib/errors.ts';
import { deviceWords } from '../device.ts';
import { ownPath } from './ownPath.ts';
import type { Actions, PageServerLoad } from './$types';

/** Says that this device has signed in to this account before; opens nothing. */
const knownDeviceCookie = 'known';

const Form = v.strictObject({
	email: v.pipe(v.string(), v.maxLength(1000)),
	password: v.pipe(v.string(), v.maxLength(1000)),
	next: v.optional(v.pipe(v.string(), v.maxLength(2000)))
});

export const load: PageServerLoad = async ({ locals, url }) => {
	const next = ownPath(url.searchParams.get('next'));
	// A guest may be a member of staff on a borrowed device: only who signed in here is sent on.
	if (locals.session?.user.kind === 'staff') redirect(303, next);
	const { config, sql, users } = locals.services;
	const accounts = config.demo ? await users.demoAccounts(sql) : [];
	return { next, demo: config.demo, accounts };
};

export const actions: Actions = {
	default: async ({ request, locals, cookies, getClientAddress }) => {
		const { config, live, sessions, signInTries, sql, users } = locals.services;
		const parsed = v.safeParse(Form, Object.fromEntries(await request.formData()));
		if (!parsed.success) return fail(400, { email: '', problem: 'unknown' as const });
		const { email, password, next } = parsed.output;
		if (email.trim() === '' || password === '')
			return fail(400, {
				email,
				problem: 'empty' as const,
				noEmail: email.trim() === '',
				noPassword: password === ''
			});
		const now = new Date();
		const agent = request.headers.get('user-agent');
		const known = cookies.get(knownDeviceCookie) ?? null;
		try {
			const attempt = { email, password, address: getClientAddress(), knownDevice: known };
			const user = await users.withPassword(sql, config.secret, attempt, now);
			if (!user) return fail(401, { email, problem: 'unknown' as const });
			const started = await users.signIn(sql, user, locals.session, now, deviceWords(agent));
			for (const idHash of started.ended) live.sessionEnded(idHash);
			const attributes = sessions.cookieAttributes(config.origin, 'staff');
			cookies.set(sessions.sessionCookie, started.id, attributes);
			if (signInTries.deviceOf(config.secret, user.id, known) === null)
				cookies.set(knownDeviceCookie, signInTries.knownDevice(config.secret, user.id), {
					...attributes,
					path: '/sign-in',
					maxAge: 400 * 24 * 60 * 60
				});
		} catch (error) {
			if (!isAppError(error) || error.code !== 'tooMany') throw error;
			return fail(429, { email, problem: 'tooMany' as const, seconds: error.retryAfterSeconds ?? 60 });
		}
		redirect(303, ownPath(next));
	}
};
