// Who is in the room, what they may do, and the links by which they come. Facilitators change it; others read names.
import { error, fail, redirect } from '@sveltejs/kit';
import type { RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';
import { isAppError, type ErrorCode } from '#lib/errors.ts';
import { relationsFor } from '#lib/network/relations.ts';
import { Id, isId, newId } from '#lib/room/ids.ts';
import { ACCESSES, accessByRole, accessTo, Exceptions, isFacilitator } from '#lib/room/rights.ts';
import { Role, SECTIONS } from '#lib/room/spaces.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
	depends('landsby:people');
	const me = await standing(locals, params.room, url);
	const { invitations, participants, rooms, sql } = locals.services;
	const visible = await participants.listFor(sql, params.room, me);
	const facilitates = isFacilitator(me.role);
	if (!facilitates)
		return {
			facilitates,
			hides: false,
			locked: [],
			closed: me.roomClosed === true,
			me: me.participant,
			people: visible.map(({ id, name, role, person }) => ({ id, name, role, person, more: null })),
			candidates: [],
			newIds: null,
			removed: []
		};
	const now = new Date();
	const links = new Map(
		(await invitations.newestOfRoom(sql, params.room, now)).map((link) => [link.participant, link])
	);
	const taken = new Set(visible.map(({ person }) => person));
	return {
		facilitates,
		me: me.participant,
		/** For the next invitation, so that a form posted twice invites once. */
		newIds: { participant: newId(), person: newId() },
		/** Who stands on the map and has no place in the room yet. */
		candidates: (await rooms.peopleOnMap(sql, params.room)).filter(({ id }) => !taken.has(id)),
		locked: me.locked,
		closed: me.roomClosed === true,
		/** Only caseworkers know of hidden people, decide who is and who cares for the child; and only they lock. */
		hides: me.role === 'caseworker',
		people: visible.map((place) => {
			const link = links.get(place.id);
			return {
				id: place.id,
				name: place.name,
				role: place.role,
				person: place.person,
				more: {
					carer: place.carer,
					hidden: place.hidden,
					state: place.state,
					comesBy: place.comesBy,
					keepsCopy: place.keepsCopy,
					seenAt: place.seenAt?.toISOString() ?? null,
					familyTime: place.familyTime,
					readsCare: place.reads.includes('care'),
					access: Object.fromEntries(SECTIONS.map((section) => [section, accessTo(place, section)])),
					link: link
						? {
								state: link.state,
								expiresAt: link.expiresAt.toISOString(),
								lastUsedAt: link.lastUsedAt?.toISOString() ?? null
							}
						: null
				}
			};
		}),
		removed: await participants.removedFrom(sql, params.room, me)
	};
};

const On = v.optional(v.literal('on'));
const Invite = v.strictObject({
	/** Id of somebody on the map, or `new`. */
	person: v.union([v.literal('new'), v.literal(''), Id]),
	name: v.optional(v.string(), ''),
	relation: v.optional(v.union([v.picklist(relationsFor('person')), v.literal('')]), ''),
	role: v.union([Role, v.literal('')]),
	carer: On,
	hidden: On,
	straight: On,
	code: On,
	newParticipant: v.optional(Id),
	newPerson: v.optional(Id)
});
const Colleague = v.strictObject({ email: v.string(), role: v.picklist(['caseworker', 'coordinator']) });
const One = v.strictObject({ participant: Id });
const Renewal = v.strictObject({ participant: Id, straight: On, code: On });
/** `cares`, `hides`, `families` and `keeps`: the form has that switch. */
const Change = v.strictObject({
	participant: Id,
	role: Role,
	carer: On,
	cares: On,
	hidden: On,
	hides: On,
	family: On,
	families: On,
	keeps: On,
	keepsCopy: On
});
/** Parts whose rights are set person by person; the child's voice is nobody else's. */
const settable = SECTIONS.filter((section) => section !== 'voice');
const Rights = v.strictObject({
	participant: Id,
	role: Role,
	watch: On,
	...v.entriesFromList(settable, v.picklist(ACCESSES))
});
const Closing = v.strictObject({ closed: On });
const Locks = v.strictObject(v.entriesFromList(SECTIONS, On));

export const actions: Actions = {
	/** Somebody is invited: their place is made, and a link that is shown once. */
	invite: async (event) => {
		const { locals, params, request, url } = event;
		const actor = await standing(locals, params.room, url);
		const data = Object.fromEntries(await request.formData());
		const kept = {
			name: text(data['name']),
			person: text(data['person']),
			relation: text(data['relation']),
			role: text(data['role'])
		};
		const parsed = v.safeParse(Invite, data);
		if (!parsed.success)
			return fail(400, { action: 'invite' as const, problem: 'invalid' as const, field: null, kept });
		const { person, name, relation, role, carer, hidden, newParticipant, newPerson, ...way } = parsed.output;
		if (person === '')
			return fail(400, { action: 'invite' as const, problem: 'empty' as const, field: 'person', kept });
		if (person === 'new' && name.trim() === '')
			return fail(400, { action: 'invite' as const, problem: 'empty' as const, field: 'name', kept });
		if (person === 'new' && name.trim().length > 120)
			return fail(400, { action: 'invite' as const, problem: 'tooLong' as const, field: 'name', kept });
		if (role === '')
			return fail(400, { action: 'invite' as const, problem: 'empty' as const, field: 'role', kept });
		const { services } = locals;
		try {
			const invited = await services.inviting.invite(
				services,
				actor,
				{
					room: params.room,
					person:
						person === 'new' ? { name, relation: relation === '' ? undefined : relation } : { id: person },
					role,
					carer: carer === 'on',
					hidden: hidden === 'on',
					way: wayIn(way),
					...(newParticipant && newPerson ? { ids: { participant: newParticipant, person: newPerson } } : {})
				},
				new Date()
			);
			return made(event, invited);
		} catch (failure) {
			return refused(failure, 'invite', kept);
		}
	},

	/** A member of staff is let in by their account: no link. */
	colleague: async ({ locals, params, request, url }) => {
		const actor = await standing(locals, params.room, url);
		const data = Object.fromEntries(await request.formData());
		const kept = { email: text(data['email']), role: text(data['role']) };
		const parsed = v.safeParse(Colleague, data);
		if (!parsed.success || parsed.output.email.trim() === '')
			return fail(400, { action: 'colleague' as const, problem: 'empty' as const, field: 'email', kept });
		const { services } = locals;
		try {
			const added = await services.inviting.addColleague(
				services,
				actor,
				{ room: params.room, ...parsed.output },
				new Date()
			);
			await services.live.rightsChanged(added.changed);
			redirect(303, `/rooms/${params.room}/people?person=${added.participant}`);
		} catch (failure) {
			return refused(failure, 'colleague', kept);
		}
	},

	/** A new link; the old one stops working. */
	link: async (event) => {
		const { locals, params, request, url } = event;
		const actor = await standing(locals, params.room, url);
		const parsed = v.safeParse(Renewal, Object.fromEntries(await request.formData()));
		if (!parsed.success)
			return fail(400, { action: 'link' as const, problem: 'invalid' as const, field: null });
		const { services } = locals;
		try {
			return made(
				event,
				await services.inviting.renewLink(
					services,
					actor,
					parsed.output.participant,
					new Date(),
					wayIn(parsed.output)
				)
			);
		} catch (failure) {
			return refused(failure, 'link');
		}
	},

	/** The link ends; the place in the room stays. */
	endLink: async ({ locals, params, request, url }) => {
		const actor = await standing(locals, params.room, url);
		const parsed = v.safeParse(One, Object.fromEntries(await request.formData()));
		if (!parsed.success)
			return fail(400, { action: 'endLink' as const, problem: 'invalid' as const, field: null });
		const { services } = locals;
		try {
			await services.inviting.endLink(services, actor, parsed.output.participant, new Date());
		} catch (failure) {
			return refused(failure, 'endLink');
		}
		return { action: 'endLink' as const };
	},

	/** Role, carer, hidden, whether the child's device keeps a copy. */
	change: async ({ locals, params, request, url }) => {
		const actor = await standing(locals, params.room, url);
		const parsed = v.safeParse(Change, Object.fromEntries(await request.formData()));
		if (!parsed.success)
			return fail(400, { action: 'change' as const, problem: 'invalid' as const, field: null });
		const { participant, role, carer, cares, hidden, hides, family, families, keeps, keepsCopy } =
			parsed.output;
		const { services } = locals;
		try {
			await services.inviting.changePlace(
				services,
				actor,
				participant,
				// A form without the switch says nothing about it.
				{
					role,
					...(cares === 'on' || carer === 'on' ? { carer: carer === 'on' } : {}),
					...(hides === 'on' || hidden === 'on' ? { hidden: hidden === 'on' } : {}),
					...(families === 'on' ? { familyTime: family === 'on' } : {}),
					...(keeps === 'on' || keepsCopy === 'on' ? { keepsCopy: keepsCopy === 'on' } : {})
				},
				new Date()
			);
		} catch (failure) {
			return refused(failure, 'change');
		}
		return { action: 'change' as const, participant };
	},

	/** What one person may do in each part, where it is not what their role says. */
	rights: async ({ locals, params, request, url }) => {
		const actor = await standing(locals, params.room, url);
		const parsed = v.safeParse(Rights, Object.fromEntries(await request.formData()));
		if (!parsed.success)
			return fail(400, { action: 'rights' as const, problem: 'invalid' as const, field: null });
		const { participant, role, watch, ...given } = parsed.output;
		const wanted = settable.map((section) => [section, watch === 'on' ? 'read' : given[section]] as const);
		const { services } = locals;
		try {
			await services.inviting.changePlace(
				services,
				actor,
				participant,
				// Only what differs is an exception: a new role later brings its own rights for all the rest.
				{
					exceptions: v.parse(
						Exceptions,
						Object.fromEntries(wanted.filter(([section, access]) => access !== accessByRole(role, section)))
					)
				},
				new Date()
			);
		} catch (failure) {
			return refused(failure, 'rights');
		}
		return { action: 'change' as const, participant };
	},

	/** Which parts stand still for all but caseworkers. */
	locks: async ({ locals, params, request, url }) => {
		const actor = await standing(locals, params.room, url);
		const parsed = v.safeParse(Locks, Object.fromEntries(await request.formData()));
		if (!parsed.success)
			return fail(400, { action: 'locks' as const, problem: 'invalid' as const, field: null });
		const { locks, sql } = locals.services;
		try {
			await locks.setLocks(
				sql,
				actor,
				SECTIONS.filter((section) => parsed.output[section] === 'on'),
				new Date()
			);
		} catch (failure) {
			return refused(failure, 'locks');
		}
		return { action: 'locks' as const };
	},

	/** Everybody reads on, and nobody writes, until it is opened again. */
	close: async ({ locals, params, request, url }) => {
		const actor = await standing(locals, params.room, url);
		const parsed = v.safeParse(Closing, Object.fromEntries(await request.formData()));
		if (!parsed.success)
			return fail(400, { action: 'close' as const, problem: 'invalid' as const, field: null });
		const { rooms, sql } = locals.services;
		try {
			await rooms.setClosed(sql, actor, parsed.output.closed === 'on', new Date());
		} catch (failure) {
			return refused(failure, 'close');
		}
		return { action: 'close' as const };
	},

	/** The way in closes at once; what the person wrote stays. */
	remove: (event) => setState(event, 'removed'),

	/** Back to the same place; a guest needs a new link. */
	restore: (event) => setState(event, 'admitted')
};

type Event = RequestEvent<{ room: string }>;
type Kept = Readonly<Record<string, string>>;

/** The reader's own place, read anew: a page that has been open for hours proves nothing. */
async function standing(locals: App.Locals, room: string, url: URL) {
	if (!locals.session) redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname)}`);
	const { participants, sql } = locals.services;
	const me = isId(room) ? await participants.standing(sql, locals.session.user.id, room) : null;
	if (me?.state !== 'admitted') error(404);
	return me;
}

async function setState({ locals, params, request, url }: Event, state: 'admitted' | 'removed') {
	const action = state === 'removed' ? ('remove' as const) : ('restore' as const);
	const actor = await standing(locals, params.room, url);
	const parsed = v.safeParse(One, Object.fromEntries(await request.formData()));
	if (!parsed.success) return fail(400, { action, problem: 'invalid' as const, field: null });
	const { services } = locals;
	try {
		await services.inviting.changePlace(services, actor, parsed.output.participant, { state }, new Date());
	} catch (failure) {
		return refused(failure, action);
	}
	// Who takes themselves out has no page here any more.
	if (state === 'removed' && parsed.output.participant === actor.participant) redirect(303, '/rooms');
	return { action, participant: parsed.output.participant };
}

/** What is shown once and never again: the link. */
function made(
	{ locals }: Event,
	invited: { participant: string; name: string; token: string; code: string | null; expiresAt: Date }
) {
	const { config, inviting } = locals.services;
	const { url, qr } = inviting.linkTo(config.origin, invited.token);
	return {
		action: 'link' as const,
		made: {
			participant: invited.participant,
			name: invited.name,
			url,
			qr,
			code: invited.code,
			expiresAt: invited.expiresAt.toISOString()
		}
	};
}

/** How somebody comes in, as the form says it. */
function wayIn({ straight, code }: { straight?: 'on' | undefined; code?: 'on' | undefined }) {
	return { lobby: straight !== 'on', withCode: code === 'on' };
}

const statuses: Partial<Record<ErrorCode, number>> = {
	invalid: 400,
	forbidden: 403,
	notFound: 404,
	conflict: 409
};

/** What was refused, as a code the page has words for; anything else is a failure. */
function refused<TAction extends string>(failure: unknown, action: TAction, kept: Kept = {}) {
	const status = isAppError(failure) ? statuses[failure.code] : undefined;
	if (!isAppError(failure) || status === undefined) throw failure;
	return fail(status, { action, problem: failure.code, field: failure.field ?? null, kept });
}

function text(value: FormDataEntryValue | undefined): string {
	return typeof value === 'string' ? value : '';
}
