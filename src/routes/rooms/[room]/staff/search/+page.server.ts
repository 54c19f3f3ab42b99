// The search for a foster home in the network. It is edited in the document itself; what is taken along is recorded here.
import { fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { isAppError } from '#lib/errors.ts';
import { REPORT_KINDS } from '#lib/staff/search/report.ts';
import { readerOf } from '../../reader.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	await readerOf(locals, params.room, 'staff');
};

export const actions: Actions = {
	/** Whoever takes the report along says so first; it is made in their browser. */
	reported: async ({ locals, params, request }) => {
		const me = await readerOf(locals, params.room, 'staff');
		const kind = v.safeParse(v.picklist(REPORT_KINDS), (await request.formData()).get('kind'));
		if (!kind.success) return fail(400, {});
		const { sql, takenAlong } = locals.services;
		try {
			await takenAlong.searchReport(sql, me, kind.output, new Date());
		} catch (failure) {
			if (isAppError(failure) && failure.code === 'tooMany') return fail(429, {});
			throw failure;
		}
		return {};
	}
};
