// Making a room in four steps, or all on one page. Every value is kept on the way; sent twice, it makes one room;
// nobody is told anything by it.
import { error, fail, redirect } from '@sveltejs/kit';
import { isAppError } from '#lib/errors.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { createMeeting } from '#lib/meetings/document.ts';
import { agendaFor } from '#lib/meetings/words.svelte.ts';
import { isId, newId } from '#lib/room/ids.ts';
import { instantOf } from '#lib/time/zone.ts';
import { dayIn } from '../when.ts';
import {
	emptyValues,
	firstProblem,
	meetingOf,
	peopleMax,
	problemsIn,
	readValues,
	roomOf,
	STEPS,
	type Step,
	type Template,
	type Values
} from './form.ts';
import { templateTitle } from './templates.ts';
import type { Actions, PageServerLoad } from './$types';

/** Rooms are made in the country the service works in. */
const timeZone = 'Europe/Oslo';

export const load: PageServerLoad = ({ locals, url }) => {
	if (!locals.session) redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname)}`);
	if (locals.session.user.kind !== 'staff') error(404);
	return { values: emptyValues(newId(), getLocale()) };
};

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const { session } = locals;
		if (!session) redirect(303, '/sign-in?next=/rooms/new');
		if (session.user.kind !== 'staff') error(404);
		const { createRoom, rooms, sql } = locals.services;
		const data = await request.formData();
		const values = readValues(data);
		if (!isId(values.room)) error(400, { message: 'invalid', code: 'invalid' });
		const now = new Date();
		const today = dayIn(timeZone, now);
		const step = STEPS.find((known) => String(known) === data.get('step')) ?? 1;
		const go = data.get('go');

		if (go === 'row')
			return {
				step,
				values: { ...values, people: [...values.people, { name: '', relation: '' }].slice(0, peopleMax) }
			};
		if (go === 'all') return { step, values: { ...values, all: true } };
		if (go === 'steps') return { step: 1 as const, values: { ...values, all: false } };
		const wanted = STEPS.find((known) => go === `step-${known}`);
		// Back is always open; forward only over what is in order.
		if (wanted !== undefined && wanted <= step) return { step: wanted, values };
		if (go !== 'create') {
			const problems = problemsIn(values, step, today);
			if (Object.keys(problems).length > 0) return fail(400, { step, values, problems });
			return { step: Math.min(step + 1, 4) as Step, values }; // 1 to 3, one further
		}

		const found = firstProblem(values, today);
		if (found) return fail(400, { step: found.step, values, problems: found.problems });
		const room = roomOf(values);
		try {
			const made = await createRoom(sql, {
				id: values.room,
				child: room.child,
				by: { user: session.user.id, name: session.user.name },
				people: room.people,
				timeZone,
				now
			});
			await planMeeting(locals.services, made, values, now);
		} catch (failure) {
			// Sent twice: the first one made it.
			if (!isAppError(failure) || failure.code !== 'conflict') throw failure;
			if (!(await rooms.wasMadeBy(sql, values.room, session.user.id))) throw failure;
		}
		redirect(303, `/rooms/${values.room}`);
	}
};

/** What kind of meeting each template begins with. */
const meetingType: Record<Template, 'networkMeeting' | 'familyCouncil' | 'followUpCouncil'> = {
	networkMeeting: 'networkMeeting',
	familyCouncil: 'familyCouncil',
	earlyFamilyCouncil: 'familyCouncil',
	newHome: 'networkMeeting',
	riskOfBreakdown: 'networkMeeting',
	followUp: 'followUpCouncil',
	empty: 'networkMeeting'
};

/** Puts the first meeting into the new room, with an agenda to begin from. */
async function planMeeting(
	{ live, rooms, sql }: App.Locals['services'],
	made: { roomId: string; participantId: string },
	values: Values,
	now: Date
): Promise<void> {
	const meeting = meetingOf(values);
	const ground = meeting && (await rooms.groundOf(sql, made.roomId));
	if (!ground) return;
	const type = meetingType[meeting.template];
	const author = { by: made.participantId, at: now.toISOString() };
	await live.edit(ground.document, made.participantId, (doc) =>
		createMeeting(doc, author, {
			type,
			title: templateTitle(meeting.template),
			starts: instantOf(meeting.day, meeting.time, timeZone),
			agenda: agendaFor(type, roomOf(values).child.name)
		})
	);
}
