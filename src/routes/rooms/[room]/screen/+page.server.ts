// Screens that show this room: letting one in by the six digits on it, choosing what it shows, ending it.
import { fail, type RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';
import { isAppError } from '#lib/errors.ts';
import { Id } from '#lib/room/ids.ts';
import { facilitatorOf } from '../reader.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
	depends('landsby:screens');
	const me = await facilitatorOf(locals, params.room);
	const { config, screens, sql } = locals.services;
	const shown = await screens.listFor(sql, me);
	return {
		/** What is typed on the machine by the screen. */
		address: `${new URL(config.origin).host}/screen`,
		screens: shown.map(({ pairedAt, ...screen }) => ({ ...screen, since: pairedAt.toISOString() }))
	};
};

export const actions: Actions = {
	/** Which machine is this? Named before the yes. */
	find: (event) =>
		act(event, async (me, form, { screens, sql, config }) => {
			const code = v.safeParse(screens.Code, form['code']);
			if (!code.success) return fail(400, { problem: 'code' as const });
			const { device } = await screens.waiting(sql, config.secret, me, code.output, new Date());
			return { found: { code: code.output, device } };
		}),

	/** The yes. */
	pair: (event) =>
		act(event, async (me, form, { screens, sql, config }) => {
			const wanted = v.parse(v.object({ code: screens.Code, part: screens.Part }), form);
			await screens.pair(sql, config.secret, me, wanted, new Date());
			return { paired: true as const };
		}),

	show: (event) =>
		act(event, async (me, form, { screens, sql, live }) => {
			const { screen, part } = v.parse(v.object({ screen: Id, part: screens.Part }), form);
			await live.rightsChanged([await screens.show(sql, me, screen, part)]);
			return { shown: part };
		}),

	end: (event) =>
		act(event, async (me, form, { screens, sql, live }) => {
			const { screen } = v.parse(v.object({ screen: Id }), form);
			for (const idHash of await screens.end(sql, me, screen, new Date())) live.sessionEnded(idHash);
			return { ended: true as const };
		})
};

type Services = App.Locals['services'];
type Me = Awaited<ReturnType<typeof facilitatorOf>>;

/** What all of these have in common: who asks, what they sent, and refusals as words on the page. */
async function act<T>(
	{ locals, params, request }: RequestEvent<{ room: string }>,
	run: (me: Me, form: Record<string, FormDataEntryValue>, services: Services) => Promise<T>
) {
	const me = await facilitatorOf(locals, params.room);
	try {
		return await run(me, Object.fromEntries(await request.formData()), locals.services);
	} catch (failure) {
		if (failure instanceof v.ValiError) return fail(400, { problem: 'form' as const });
		if (!isAppError(failure)) throw failure;
		if (failure.code === 'notFound') return fail(404, { problem: 'code' as const });
		if (failure.code === 'tooMany') return fail(429, { problem: 'tooMany' as const });
		throw failure;
	}
}
