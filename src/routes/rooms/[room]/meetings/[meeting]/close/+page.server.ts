// Closing a meeting: how the child was heard, who took part, and the version that comes of it.
import { error, fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { isAppError } from '#lib/errors.ts';
import { TAKING_PART } from '#lib/plan/plan.ts';
import { isId, newId } from '#lib/room/ids.ts';
import { isFacilitator } from '#lib/room/rights.ts';
import type { Actions, PageServerLoad } from './$types';

async function facilitatorOf(locals: App.Locals, room: string, url: URL) {
	const { session, services } = locals;
	if (!session) redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname)}`);
	if (!isId(room)) error(404);
	const reader = await services.participants.standing(services.sql, session.user.id, room);
	if (reader?.state !== 'admitted' || !isFacilitator(reader.role)) error(404);
	return reader;
}

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const reader = await facilitatorOf(locals, params.room, url);
	const { participants, plan, sql } = locals.services;
	if (!isId(params.meeting)) error(404);
	const [title, number, people] = await Promise.all([
		plan.meetingTitle(sql, params.room, params.meeting),
		plan.versionOfMeeting(sql, params.room, params.meeting),
		participants.listFor(sql, params.room, reader)
	]);
	if (title === null) error(404);
	return {
		title,
		/** The version this meeting was closed with already. */
		number,
		// Hidden people are never named in a plan, so they are not asked about here either.
		people: people.filter(({ hidden }) => !hidden).map(({ id, name, role }) => ({ id, name, role })),
		ways: [...TAKING_PART],
		requestId: newId()
	};
};

export const actions: Actions = {
	default: async ({ locals, params, request, url }) => {
		const reader = await facilitatorOf(locals, params.room, url);
		const { plan, sql } = locals.services;
		const form = await request.formData();
		const text = (name: string) => {
			const value = form.get(name);
			return typeof value === 'string' ? value : '';
		};
		const tookPart = Object.fromEntries(
			[...form].flatMap(([name, value]) =>
				name.startsWith('how:') && typeof value === 'string' && value !== '' ? [[name.slice(4), value]] : []
			)
		);
		const typed = {
			childHeard: text('childHeard'),
			reviewBy: text('reviewBy'),
			requestId: text('requestId'),
			tookPart
		};
		const parsed = v.safeParse(plan.Closing, {
			meeting: params.meeting,
			requestId: typed.requestId,
			tookPart,
			childHeard: typed.childHeard,
			reviewBy: typed.reviewBy === '' ? null : typed.reviewBy
		});
		if (!parsed.success) {
			const fields = new Set(parsed.issues.map((issue) => issue.path?.[0]?.key));
			return fail(400, {
				typed,
				cannotBeRead: false,
				wrong: {
					childHeard: fields.has('childHeard')
						? typed.childHeard.trim() === ''
							? ('missing' as const)
							: ('tooLong' as const)
						: null,
					reviewBy: fields.has('reviewBy')
				}
			});
		}
		let number: number;
		try {
			({ number } = await plan.publish(sql, reader, parsed.output, new Date()));
		} catch (problem) {
			if (isAppError(problem) && problem.code === 'unavailable' && problem.field === 'documents')
				return fail(503, { typed, wrong: { childHeard: null, reviewBy: false }, cannotBeRead: true });
			// Somebody else closed it a moment ago: there is a version, and that is what people need to see.
			if (!isAppError(problem) || problem.code !== 'conflict') throw problem;
			const closed = await plan.versionOfMeeting(sql, params.room, params.meeting);
			redirect(303, `/rooms/${params.room}/plan/${closed ?? ''}`);
		}
		redirect(303, `/rooms/${params.room}/plan/${number}?published`);
	}
};
