// One version of the plan, with the parts of this reader, and what people answered to it.
import { error, fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { changesBetween } from '#lib/plan/changes.ts';
import type { Actions, PageServerLoad } from './$types';
import { readerOf, versionNumber } from '../reading.server.ts';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const reader = await readerOf(locals, params.room, url);
	const { plan, sql } = locals.services;
	const number = versionNumber(params.version);
	const [version, before, versions] = await Promise.all([
		plan.versionFor(sql, params.room, number, reader),
		plan.versionFor(sql, params.room, number - 1, reader),
		plan.versionsOf(sql, params.room)
	]);
	if (!version) error(404);
	const answers = await plan.answersTo(sql, version.id);
	return {
		version: {
			id: version.id,
			header: version.header,
			hash: version.hash,
			room: version.room,
			care: version.care,
			intact: version.intact
		},
		before: before?.room ?? null,
		changes: version.room ? changesBetween(before?.room ?? null, version.room) : [],
		versions: versions.map((line) => ({
			number: line.number,
			at: line.at.toISOString(),
			meeting: line.meeting
		})),
		answers: answers.map((given) => ({ ...given, at: given.at.toISOString() })),
		mayAnswer: !reader.hidden && version.room !== null,
		justPublished: url.searchParams.has('published')
	};
};

export const actions: Actions = {
	answer: async ({ locals, params, request, url }) => {
		const reader = await readerOf(locals, params.room, url);
		const { plan, sql } = locals.services;
		const form = await request.formData();
		const text = (name: string) => {
			const value = form.get(name);
			return typeof value === 'string' ? value : '';
		};
		const typed = { answer: text('answer'), reason: text('reason') };
		const parsed = v.safeParse(plan.Answer, { ...typed, version: form.get('version') });
		if (!parsed.success)
			return fail(400, { typed, problem: typed.answer === '' ? ('choose' as const) : ('tooLong' as const) });
		await plan.answer(sql, reader, parsed.output, new Date());
		redirect(303, `${url.pathname}#answers`);
	}
};
