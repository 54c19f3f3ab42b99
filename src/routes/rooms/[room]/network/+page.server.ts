// What is set for the map as a whole. Everything else on it is edited in the document itself.
import { fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { isAppError } from '#lib/errors.ts';
import { agreementFrom } from '#lib/network/agreement.ts';
import { captionsFrom } from '#lib/network/captions.ts';
import { EXPORTS } from '#lib/network/export/files.ts';
import { readerOf } from '../reader.server.ts';
import type { Actions } from './$types';

export const actions: Actions = {
	/** Who may see and use the map, and how long it is kept. */
	agree: async ({ locals, params, request }) => {
		const me = await readerOf(locals, params.room, 'room');
		const data = await request.formData();
		const { agreement, problems } = agreementFrom({
			mayBeSeenBy: text(data.get('mayBeSeenBy')),
			keptUntil: text(data.get('keptUntil'))
		});
		const { services } = locals;
		if (!agreement) return fail(400, { action: 'agree' as const, problems });
		try {
			await services.networkMap.agree(services, me, agreement, new Date());
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
		if (!captions) return fail(400, { action: 'arrange' as const, problems: {} });
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
		const kind = v.safeParse(v.picklist(EXPORTS), (await request.formData()).get('kind'));
		if (!kind.success) return fail(400, { action: 'exported' as const, problems: {} });
		const { networkMap, sql } = locals.services;
		await networkMap.exported(sql, me, kind.output, new Date());
		return { action: 'exported' as const };
	}
};

/** What this person may not do; anything else is a failure. */
function refused<TAction extends string>(failure: unknown, action: TAction) {
	if (isAppError(failure) && failure.code === 'forbidden') return fail(403, { action, problems: {} });
	throw failure;
}

function text(value: FormDataEntryValue | null): string {
	return typeof value === 'string' ? value : '';
}
