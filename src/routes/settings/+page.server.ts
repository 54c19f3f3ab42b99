/**
 * Settings of this device: plain forms that set cookies, so they work without scripts and without an account. Staff also
 * see where else they are signed in, and can end it.
 */
import { redirect, type Cookies } from '@sveltejs/kit';
import { comfortFrom, comfortNames, comfortSeconds } from '#lib/ui/comfort.ts';
import { isLocale } from '#lib/ui/languages.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ cookies, url, locals }) => ({
	comfort: comfortFrom((name) => cookies.get(name)),
	saved: url.searchParams.has('saved'),
	devices: await devicesOf(locals)
});

export const actions: Actions = {
	comfort: async ({ request, cookies, url }) => {
		const form = await request.formData();
		const wished = comfortFrom((name) => textOf(form.get(name)) ?? cookies.get(name));
		for (const name of comfortNames) keep(cookies, name, wished[name], url);
		redirect(303, '/settings?saved');
	},
	language: async ({ request, cookies, url }) => {
		const form = await request.formData();
		const locale = form.get('locale');
		if (isLocale(locale)) keep(cookies, 'locale', locale, url);
		redirect(303, backWithin(textOf(form.get('back'))));
	},
	elsewhere: async ({ locals }) => {
		const { session, services } = locals;
		if (session?.user.kind === 'staff') {
			const ended = await services.users.signOutElsewhere(services.sql, session, new Date());
			for (const idHash of ended) services.live.sessionEnded(idHash);
		}
		redirect(303, '/settings');
	}
};

/** Where somebody of staff is signed in; empty for everybody else, and while the database is away. */
async function devicesOf(locals: App.Locals) {
	try {
		const { session, services } = locals;
		if (session?.user.kind !== 'staff') return [];
		const devices = await services.sessions.devicesOf(services.sql, session.user.id, new Date());
		return devices.map(({ publicId, device, usedAt }) => ({
			id: publicId,
			device,
			usedAt: usedAt.toISOString(),
			here: publicId === session.publicId
		}));
	} catch {
		// How the page looks must be possible to set at any time.
		return [];
	}
}

function textOf(value: FormDataEntryValue | null): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

/** Read by scripts as well (the live choices, the language), so not HttpOnly; says nothing about the person. */
function keep(cookies: Cookies, name: string, value: string, url: URL): void {
	cookies.set(name, value, {
		path: '/',
		maxAge: comfortSeconds,
		sameSite: 'lax',
		httpOnly: false,
		secure: url.protocol === 'https:'
	});
}

/** Only a path of our own: a form must not be able to send people to another place. */
function backWithin(back: string | undefined): string {
	return back !== undefined && /^\/(?![/\\])[\w\-/?=&%.]*$/u.test(back) ? back : '/';
}
