// Where an invitation asks who one is. Nothing tells the child, the place or the purpose before the answer (T50);
// unknown, used-up, expired, ended and malformed links look alike (T47). Works without scripts.
import { error, fail, redirect } from '@sveltejs/kit';
import { isAppError } from '#lib/errors.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, cookies, url, getClientAddress, depends }) => {
	depends('landsby:join');
	const { config, joinCookies, joining, lobby, signInTries, sql } = locals.services;
	const token = cookies.get(joinCookies.linkCookie);
	if (token === undefined) return { step: 'paste' as const };
	const now = new Date();
	await signInTries.checkLinkMisses(sql, config.secret, getClientAddress(), now);
	const found = await joining.look(sql, token, cookies.get(joinCookies.deviceCookie) ?? null, now);
	if (found.state === 'dead') {
		await signInTries.countLinkMiss(sql, config.secret, getClientAddress(), now);
		gone();
	}
	if (found.state === 'elsewhere') {
		const device = cookies.get(joinCookies.deviceCookie) ?? null;
		return { step: 'elsewhere' as const, knocked: await lobby.hasKnocked(sql, token, device) };
	}
	const here = locals.session?.user ?? null;
	if (here?.kind === 'staff') return { step: 'staff' as const, staff: here.name };
	const { link } = found;
	const child = link.role === 'child';
	if (here && here.id === link.user && found.state === 'mine') redirect(303, home(link.room, child));
	const other = here && here.id !== link.user ? here : null;
	const maySame = other !== null && (await joining.mayBeSame(sql, link, other.id));
	const said = url.searchParams.get('who');
	const who = said === 'same' && maySame ? ('same' as const) : said === 'other' ? ('other' as const) : null;
	if (found.state === 'fresh' && !url.searchParams.has('yes'))
		return { step: 'who' as const, name: link.name };
	if (other && who === null) return { step: 'also' as const, name: link.name, other: other.name, maySame };
	return {
		step: found.state === 'mine' ? ('again' as const) : ('promise' as const),
		name: link.name,
		child,
		who,
		needsCode: link.needsCode,
		wrongCode: url.searchParams.has('wrong')
	};
};

export const actions: Actions = {
	/** A link that was pasted instead of opened. */
	open: async ({ request, cookies, locals }) => {
		const { config, joinCookies } = locals.services;
		const text = (await request.formData()).get('link');
		const token = typeof text === 'string' ? joinCookies.tokenIn(text.slice(0, 2000)) : null;
		if (token === null) return fail(400, { problem: 'noLink' as const });
		joinCookies.carry(cookies, token, config.origin);
		redirect(303, '/join');
	},

	/** "No, that is wrong": the device forgets the link; the link stays good for the right person. */
	no: ({ cookies, locals }) => {
		cookies.delete(locals.services.joinCookies.linkCookie, { path: '/join' });
		redirect(303, '/join?no');
	},

	/** The link is in use on another device: whoever leads the room sees that this one waits. */
	knock: async ({ locals, cookies, getClientAddress }) => {
		const { config, joinCookies, lobby, signInTries, sql } = locals.services;
		await signInTries.checkLinkMisses(sql, config.secret, getClientAddress(), new Date());
		const token = cookies.get(joinCookies.linkCookie) ?? '';
		const room = await lobby.knock(sql, token, cookies.get(joinCookies.deviceCookie) ?? '', new Date());
		if (room === null) await signInTries.countLinkMiss(sql, config.secret, getClientAddress(), new Date());
		redirect(303, '/join');
	},

	/** The yes. Of two devices at the same instant one gets it. */
	enter: async ({ request, locals, cookies, getClientAddress }) => {
		const { config, joinCookies, joining, live, sessions, signInTries, sql } = locals.services;
		const now = new Date();
		const token = cookies.get(joinCookies.linkCookie);
		// Ten minutes are over: the link itself is still good.
		if (token === undefined) redirect(303, '/join');
		const form = await request.formData();
		const [who, code] = [form.get('who'), form.get('code')];
		await signInTries.checkLinkMisses(sql, config.secret, getClientAddress(), now);
		let admission;
		try {
			admission = await joining.accept(
				sql,
				{
					token,
					device: cookies.get(joinCookies.deviceCookie) ?? null,
					session: locals.session,
					who: who === 'same' || who === 'other' ? who : null,
					code: typeof code === 'string' ? code : null
				},
				now
			);
		} catch (failure) {
			if (!isAppError(failure)) throw failure;
			if (failure.code === 'gone') {
				await signInTries.countLinkMiss(sql, config.secret, getClientAddress(), now);
				gone();
			}
			if (failure.code === 'invalid')
				redirect(303, `/join?yes&wrong${who === 'same' || who === 'other' ? `&who=${who}` : ''}`);
			// Somebody was first, or somebody signed in here meanwhile: the page says what is so now.
			if (failure.code === 'conflict') redirect(303, '/join?yes');
			throw failure;
		}
		cookies.set(
			sessions.sessionCookie,
			admission.sessionId,
			sessions.cookieAttributes(config.origin, 'guest')
		);
		joinCookies.bindDevice(cookies, admission.device, config.origin);
		cookies.delete(joinCookies.linkCookie, { path: '/join' });
		for (const idHash of admission.ended) live.sessionEnded(idHash);
		if (admission.changed) await live.rightsChanged([admission.participant]);
		if (admission.waits) redirect(303, `/lobby/${admission.room}`);
		redirect(303, home(admission.room, admission.role === 'child'));
	}
};

function home(room: string, child: boolean): string {
	return child ? `/rooms/${room}/child` : `/rooms/${room}`;
}

/** Unknown, used-up, expired and malformed links: one page, one status. */
function gone(): never {
	error(410, { message: 'gone', code: 'gone' });
}
