// Who waits to be let in, for those who lead the room. Works without scripts.
import { fail, type RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';
import { isAppError } from '#lib/errors.ts';
import { Id } from '#lib/room/ids.ts';
import { facilitatorOf } from '../reader.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
	depends('landsby:room');
	const me = await facilitatorOf(locals, params.room);
	const guests = await locals.services.lobby.guestsOf(locals.services.sql, me);
	return { guests: guests.map(({ since, ...guest }) => ({ ...guest, since: since.toISOString() })) };
};

/** A second device is named by when it knocked: another one may have come since. */
const One = v.object({
	participant: Id,
	otherDeviceAt: v.optional(v.pipe(v.string(), v.isoTimestamp()))
});

export const actions: Actions = {
	admit: (event) =>
		answer(event, async (me, guest, { lobby, live, sql }) => {
			const { sessions } = await lobby.admit(sql, me, guest, new Date());
			for (const idHash of sessions) live.sessionEnded(idHash);
		}),

	/** Everybody who waits now and was not told to wait. */
	admitAll: async ({ locals, params }) => {
		const me = await facilitatorOf(locals, params.room);
		const { lobby, sql } = locals.services;
		const waiting = (await lobby.guestsOf(sql, me)).filter(
			({ notNow, otherDevice }) => !notNow && !otherDevice
		);
		const knocks = waiting.map(({ participant }) => ({ participant, otherDeviceAt: null }));
		await lobby.admitEach(sql, me, knocks, new Date());
	},

	notNow: (event) =>
		answer(event, async (me, guest, { lobby, sql }) => lobby.notNow(sql, me, guest, new Date())),

	/** They lose their place, and the link opens nothing any more. */
	block: (event) =>
		answer(event, async (me, guest, services) => {
			await services.inviting.changePlace(services, me, guest.participant, { state: 'removed' }, new Date());
			await services.lobby.announceLobby(services.sql, guest.participant);
		})
};

type Knock = Parameters<Services['lobby']['admit']>[2];
type Services = App.Locals['services'];
type Me = Awaited<ReturnType<typeof facilitatorOf>>;

async function answer(
	{ locals, params, request }: RequestEvent<{ room: string }>,
	run: (me: Me, guest: Knock, services: Services) => Promise<void>
) {
	const me = await facilitatorOf(locals, params.room);
	const form = v.safeParse(One, Object.fromEntries(await request.formData()));
	if (!form.success) return fail(400, { problem: true });
	try {
		const { participant, otherDeviceAt } = form.output;
		const knocked = otherDeviceAt === undefined ? null : new Date(otherDeviceAt);
		await run(me, { participant, otherDeviceAt: knocked }, locals.services);
	} catch (failure) {
		// Somebody else was first, or they have gone: the list says what is so now.
		if (!isAppError(failure) || failure.code !== 'notFound') throw failure;
	}
	return { problem: false };
}
