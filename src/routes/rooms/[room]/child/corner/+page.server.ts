// To whom the child opens the corner. Nobody else has this page.
import { error, fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { isAppError } from '#lib/errors.ts';
import { Id } from '#lib/room/ids.ts';
import { readerOf } from '../../reader.server.ts';
import type { Actions } from './$types';

const Choice = v.strictObject({ reader: v.union([v.literal(''), Id]) });

export const actions: Actions = {
	open: async ({ locals, params, request }) => {
		const me = await readerOf(locals, params.room, 'child');
		if (me.role !== 'child') error(404);
		const { corner, live, sql } = locals.services;
		const choice = v.safeParse(Choice, Object.fromEntries(await request.formData()));
		if (!choice.success) return fail(400, { answer: 'failed' as const });
		try {
			const reader = choice.output.reader === '' ? null : choice.output.reader;
			const changed = await corner.openCorner(sql, me, reader, new Date());
			await live.rightsChanged(changed.participants);
			return { answer: 'chosen' as const };
		} catch (failure) {
			if (isAppError(failure) && failure.code === 'notFound') return fail(404, { answer: 'gone' as const });
			if (isAppError(failure) && failure.code === 'conflict') return fail(409, { answer: 'shut' as const });
			throw failure;
		}
	}
};
