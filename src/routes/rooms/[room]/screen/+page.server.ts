// Screens that show this room: letting one in by the six digits on it, choosing what it shows, ending it.
import { error, fail, type RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';
import { isAppError } from '#lib/errors.ts';
import { Id, isId } from '#lib/room/ids.ts';
import { isFacilitator } from '#lib/room/rights.ts';
import { turnAway } from '../turnAway.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
	depends('landsby:screens');
	const me = await facilitator(locals, params.room);
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
type Me = NonNullable<Awaited<ReturnType<Services['participants']['standing']>>>;

/** What all of these have in common: who asks, what they sent, and refusals as words on the page. */
async function act<T>(
	{ locals, params, request }: RequestEvent<{ room: string }>,
	run: (me: Me, form: Record<string, FormDataEntryValue>, services: Services) => Promise<T>
) {
	const me = await facilitator(locals, params.room);
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

/** Whoever leads the room; to everybody else this page does not exist. */
async function facilitator(locals: App.Locals, room: string): Promise<Me> {
	const { participants, sql } = locals.services;
	if (!locals.session || !isId(room)) error(404);
	const me = await participants.standing(sql, locals.session.user.id, room);
	if (me?.state !== 'admitted') return turnAway(locals, room);
	if (!isFacilitator(me.role)) error(404);
	return me;
}
