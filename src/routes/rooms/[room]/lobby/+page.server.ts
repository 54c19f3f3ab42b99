// Who waits to be let in, for those who lead the room. Works without scripts.
import { error, fail, type RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';
import { isAppError } from '#lib/errors.ts';
import { Id, isId } from '#lib/room/ids.ts';
import { isFacilitator } from '#lib/room/rights.ts';
import { turnAway } from '../turnAway.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
	depends('landsby:room');
	const me = await facilitator(locals, params.room);
	const guests = await locals.services.lobby.guestsOf(locals.services.sql, me);
	return { guests: guests.map(({ since, ...guest }) => ({ ...guest, since: since.toISOString() })) };
};

const One = v.object({ participant: Id });

export const actions: Actions = {
	admit: (event) => answer(event, (me, guest, services) => letIn(services, me, [guest])),

	/** Everybody who waits now and was not told to wait. */
	admitAll: async ({ locals, params }) => {
		const me = await facilitator(locals, params.room);
		const { lobby, sql } = locals.services;
		const waiting = (await lobby.guestsOf(sql, me)).filter(
			({ notNow, otherDevice }) => !notNow && !otherDevice
		);
		await letIn(
			locals.services,
			me,
			waiting.map(({ participant }) => participant)
		);
	},

	notNow: (event) =>
		answer(event, async (me, guest, { lobby, sql }) => lobby.notNow(sql, me, guest, new Date())),

	/** They lose their place, and the link opens nothing any more. */
	block: (event) =>
		answer(event, async (me, guest, services) => {
			await services.inviting.changePlace(services, me, guest, { state: 'removed' }, new Date());
			await services.lobby.announceLobby(services.sql, me.room);
		})
};

type Services = App.Locals['services'];
type Me = NonNullable<Awaited<ReturnType<Services['participants']['standing']>>>;

async function letIn(services: Services, me: Me, guests: readonly string[]): Promise<void> {
	const { lobby, live, sql } = services;
	for (const guest of guests) {
		const changed = await lobby.admit(sql, me, guest, new Date());
		for (const idHash of changed.sessions) live.sessionEnded(idHash);
	}
}

async function answer(
	{ locals, params, request }: RequestEvent<{ room: string }>,
	run: (me: Me, guest: string, services: Services) => Promise<void>
) {
	const me = await facilitator(locals, params.room);
	const form = v.safeParse(One, Object.fromEntries(await request.formData()));
	if (!form.success) return fail(400, { problem: true });
	try {
		await run(me, form.output.participant, locals.services);
	} catch (failure) {
		// Somebody else was first, or they have gone: the list says what is so now.
		if (!isAppError(failure) || failure.code !== 'notFound') throw failure;
	}
	return { problem: false };
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
