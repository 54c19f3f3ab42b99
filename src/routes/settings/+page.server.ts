/** Settings of this device: plain forms that set cookies, so they work without scripts and without an account. */
import { redirect, type Cookies } from '@sveltejs/kit';
import { comfortFrom, comfortNames, comfortSeconds } from '#lib/ui/comfort.ts';
import { isLocale } from '#lib/ui/languages.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ cookies, url }) => ({
	comfort: comfortFrom((name) => cookies.get(name)),
	saved: url.searchParams.has('saved')
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
	}
};

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
