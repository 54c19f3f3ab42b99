// What is set for the map as a whole. Everything else on it is edited in the document itself.
import { fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { isAppError } from '#lib/errors.ts';
import { Id } from '#lib/room/ids.ts';
import { agreementFrom } from '#lib/network/agreement.ts';
import { captionsFrom } from '#lib/network/captions.ts';
import { EXPORTS } from '#lib/network/export/files.ts';
import { readerOf } from '../reader.server.ts';
import type { Actions } from './$types';

/** What is taken along, of which map: the room's, or the child's own as the child has shown it. */
const Exported = v.object({ kind: v.picklist(EXPORTS), map: v.picklist(['room', 'child']) });

export const actions: Actions = {
	/** Who may see and use the map, and how long it is kept. */
	agree: async ({ locals, params, request }) => {
		const me = await readerOf(locals, params.room, 'room');
		const data = await request.formData();
		const { services } = locals;
		const now = new Date();
		const { agreement, problems } = agreementFrom(
			{ mayBeSeenBy: text(data.get('mayBeSeenBy')), keptUntil: text(data.get('keptUntil')) },
			await services.networkMap.todayIn(services.sql, me.room, now)
		);
		if (!agreement) return fail(400, { action: 'agree' as const, problems });
		try {
			await services.networkMap.agree(services, me, agreement, now);
		} catch (failure) {
			return refused(failure, 'agree');
		}
		return { action: 'agree' as const };
	},

	/** How many rings there are, and what rings and sectors are called. */
	arrange: async ({ locals, params, request }) => {
		const me = await readerOf(locals, params.room, 'room');
		const data = await request.formData();
		const captions = captionsFrom({
			rings: Number(text(data.get('rings'))),
			text: (name) => text(data.get(name))
		});
		if (!captions)
			return fail(400, { action: 'arrange' as const, problems: { rings: 'notOffered' as const } });
		const { services } = locals;
		try {
			await services.networkMap.arrange(services, me, captions, new Date());
		} catch (failure) {
			return refused(failure, 'arrange');
		}
		return { action: 'arrange' as const };
	},

	/** Whoever takes the map along says so first; the file is made in their browser. */
	exported: async ({ locals, params, request }) => {
		const me = await readerOf(locals, params.room, 'room');
		const data = await request.formData();
		const asked = v.safeParse(Exported, { kind: data.get('kind'), map: data.get('map') ?? 'room' });
		if (!asked.success) return fail(400, { action: 'exported' as const, problems: {} });
		const { services } = locals;
		const { kind, map } = asked.output;
		try {
			if (map === 'child') await services.networkMap.exportedChilds(services, me, kind, new Date());
			else await services.networkMap.exported(services.sql, me, kind, new Date());
		} catch (failure) {
			if (isAppError(failure) && failure.code === 'tooMany')
				return fail(429, { action: 'exported' as const, problems: {} });
			if (isAppError(failure) && failure.code === 'gone')
				return fail(410, { action: 'exported' as const, problems: {} });
			throw failure;
		}
		return { action: 'exported' as const };
	},

	/** A photograph of somebody. */
	addPicture: async ({ locals, params, request }) => {
		const me = await readerOf(locals, params.room, 'room');
		const { services } = locals;
		const { limits } = services.config;
		// Which person it is stands in the form: whoever may picture nobody at all is refused before it is read.
		if (!services.pictures.mayPictureAnybody(me)) return fail(403, { problem: 'forbidden' as const });
		try {
			const data = await request.formData();
			// It is long on its way: whoever has signed out meanwhile sends nothing any more.
			if (!(await isStillSignedIn(locals))) return fail(403, { problem: 'forbidden' as const });
			const person = v.parse(Id, data.get('person'));
			const file = data.get('picture');
			if (!(file instanceof File)) return fail(400, { problem: 'notAPicture' as const });
			if (file.size > limits.pictureBytes) return fail(413, { problem: 'tooLarge' as const });
			const bytes = new Uint8Array(await file.arrayBuffer());
			return { picture: await services.pictures.add(services, limits, me, person, bytes, new Date()) };
		} catch (failure) {
			return notTaken(failure);
		}
	},

	takePictureAway: async ({ locals, params, request }) => {
		const me = await readerOf(locals, params.room, 'room');
		const { services } = locals;
		try {
			const person = v.parse(Id, (await request.formData()).get('person'));
			return { picture: await services.pictures.takeAway(services, me, person, new Date()) };
		} catch (failure) {
			return notTaken(failure);
		}
	},

	putPictureBack: async ({ locals, params, request }) => {
		const me = await readerOf(locals, params.room, 'room');
		const { services } = locals;
		try {
			const data = await request.formData();
			const [person, picture] = [v.parse(Id, data.get('person')), v.parse(Id, data.get('picture'))];
			await services.pictures.putBack(services, me, person, picture, new Date());
			return { picture };
		} catch (failure) {
			return notTaken(failure);
		}
	}
};

async function isStillSignedIn({ services: { sessions, sql }, session }: App.Locals): Promise<boolean> {
	if (!session) return false;
	return (await sessions.stillStanding(sql, [session.idHash], new Date())).has(session.idHash);
}

/** Why a photograph was not taken, as a code; the page has words for each. */
function notTaken(failure: unknown) {
	if (v.isValiError(failure)) return fail(400, { problem: 'notAPicture' as const });
	if (!isAppError(failure)) throw failure;
	switch (failure.code) {
		case 'forbidden':
			return fail(403, { problem: 'forbidden' as const });
		case 'notFound':
		case 'gone':
			return fail(410, { problem: 'gone' as const });
		case 'invalid':
			return fail(400, { problem: 'notAPicture' as const });
		case 'tooLarge':
			return fail(413, { problem: 'tooLarge' as const });
		case 'tooMany':
			return fail(429, { problem: failure.field === 'room' ? ('full' as const) : ('busy' as const) });
		default:
			throw failure;
	}
}

/** What this person may not do; anything else is a failure. */
function refused<TAction extends string>(failure: unknown, action: TAction) {
	if (isAppError(failure) && failure.code === 'forbidden') return fail(403, { action, problems: {} });
	throw failure;
}

function text(value: FormDataEntryValue | null): string {
	return typeof value === 'string' ? value : '';
}
