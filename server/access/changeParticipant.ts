/**
 * Changes of somebody's place in a room, with all that hangs on it: links and stays that end, the child's corner that
 * closes, a room that must keep a caseworker. The rules are in `placeRules.ts`.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ISql, Sql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import { isFacilitator, mayReadDocument, type Exceptions } from '#lib/room/rights.ts';
import * as audit from './audit.ts';
import { insertLetterbox } from './documents.ts';
import { byId, maySee, ofPerson, standing } from './participants.ts';
import type { Changed, ParticipantChanges, ParticipantStanding } from './place.ts';
import { placeAfter } from './placeRules.ts';
import { announce, announceEnded, raise } from './rightsNews.ts';
import { endAllBy } from './screens.ts';
import * as sessions from './sessions.ts';

/**
 * Changes role, carer, hidden or state. The caller tells `live.rightsChanged` and `live.sessionEnded` what comes
 * back; other processes hear it by `notify landsby`.
 * @param actor the facilitator who does it, null for the operator
 * @param from where given, only whoever still stands so is changed: somebody else may have been first
 * @throws AppError `notFound` (also for whom the actor may not see), `conflict` (field `role`) for the last
 * caseworker and (field `person`) for whom somebody stands there meanwhile, and as `placeAfter`
 */
export async function changeParticipant(
	sql: Sql,
	actor: ParticipantStanding | null,
	participantId: string,
	changes: ParticipantChanges,
	now: Date,
	from: ParticipantStanding['state'] | null = null
): Promise<Changed> {
	return sql.begin(async (tx) => {
		const before = await lock(tx, participantId);
		if (!before || (actor && (actor.room !== before.room || !maySee(actor, before))))
			throw new AppError('notFound', 'no such participant');
		if (from !== null && before.state !== from) throw new AppError('notFound', 'not there any more');
		const after = placeAfter(actor, before, changes, await hasAccount(tx, before));
		const same =
			after.role === before.role &&
			after.carer === before.carer &&
			after.hidden === before.hidden &&
			after.state === before.state &&
			after.familyTime === before.familyTime &&
			after.keepsCopy === before.keepsCopy &&
			isDeepStrictEqual(after.exceptions, before.exceptions);
		if (same) return { participants: [], sessions: [] };
		await keepOneCaseworker(tx, before, after);
		const back = before.state === 'removed' && after.state !== 'removed';
		const { user, state } = back ? await keepOnePlace(tx, actor, after) : after;
		await tx`
			update participants set role = ${after.role}, carer = ${after.carer}, hidden = ${after.hidden},
				state = ${state}, user_id = ${user}, family_time = ${after.familyTime ?? null},
				keeps_copy = ${after.keepsCopy ?? false}, rights = ${tx.json(after.exceptions)}, rights_version = rights_version + 1
			where id = ${participantId}`;
		if (after.hidden) await insertLetterbox(tx, before.room, participantId);
		const left = after.state === 'removed' && before.state !== 'removed';
		await audit.write(tx, {
			chain: before.room,
			at: now,
			actorUser: actor?.user ?? null,
			actorParticipant: actor?.participant ?? null,
			action: left ? 'accessEnded' : 'rightsChanged',
			subject: {
				participant: participantId,
				role: after.role,
				carer: after.carer,
				state,
				familyTime: mayReadDocument(after, 'family'),
				...(after.role === 'child' ? { keepsCopy: after.keepsCopy ?? false } : {}),
				exceptions: wordsOf(after.exceptions)
			},
			// That somebody is hidden, was hidden or came to be is nobody's but the caseworkers'.
			familySees: !before.hidden && !after.hidden
		});
		await announce(tx, [participantId]);
		if (left) await endLinks(tx, before, now);
		const others = await letGoOfCorner(tx, before, after, actor, now);
		const stays = back ? await endStays(tx, before) : [];
		const screensEnded = leads(before) && !leads(after) ? await endAllBy(tx, participantId, now) : [];
		return { participants: [participantId, ...others], sessions: [...stays, ...screensEnded] };
	});
}

/**
 * The child has opened the corner to somebody who is there to be seen, and closes it on a page of its own. Where either
 * is no more so, it is closed, and stays so until the child opens it again.
 * @returns others whose rights or pages this changes
 */
async function letGoOfCorner(
	tx: ISql,
	before: ParticipantStanding,
	after: Pick<ParticipantStanding, 'role' | 'hidden' | 'state'>,
	actor: ParticipantStanding | null,
	now: Date
): Promise<string[]> {
	const children = await tx<{ id: string }[]>`
		select id from participants where room_id = ${before.room} and role = 'child' and state = 'admitted'`;
	const mayRead = after.state === 'admitted' && !after.hidden && after.role !== 'child';
	const [open] = await tx<{ reader: string }[]>`
		select corner_open_to as reader from rooms where id = ${before.room} and corner_open_to is not null for update`;
	if (!open || (children.length > 0 && (open.reader !== before.participant || mayRead))) return [];
	await tx`update rooms set corner_open_to = null where id = ${before.room}`;
	await audit.write(tx, {
		chain: before.room,
		at: now,
		actorUser: actor?.user ?? null,
		actorParticipant: actor?.participant ?? null,
		action: 'cornerClosed',
		subject: {},
		familySees: false
	});
	const others = [...children.map(({ id }) => id), open.reader].filter((id) => id !== before.participant);
	await raise(tx, others);
	return others;
}

/** Whether they share screens with the room. */
function leads({ role, state }: Pick<ParticipantStanding, 'role' | 'state'>): boolean {
	return state === 'admitted' && isFacilitator(role);
}

/** A room without a caseworker could be led by nobody and opened to nobody. */
async function keepOneCaseworker(
	tx: ISql,
	before: ParticipantStanding,
	after: ParticipantStanding
): Promise<void> {
	const keeps = (place: ParticipantStanding) => place.role === 'caseworker' && place.state === 'admitted';
	if (!keeps(before) || keeps(after)) return;
	const others = await tx`
		select 1 from participants where room_id = ${before.room} and id <> ${before.participant}
			and role = 'caseworker' and state = 'admitted' for update`;
	if (others.length === 0)
		throw new AppError('conflict', 'the room would have no caseworker', { field: 'role' });
}

/**
 * Who is let in again finds nobody else in their place: the same rules as for an invitation. Where the guest has another
 * place of which the actor may not know, this one waits for whoever comes by a new link.
 * @throws AppError `conflict`
 */
async function keepOnePlace(
	tx: ISql,
	actor: ParticipantStanding | null,
	after: ParticipantStanding
): Promise<Pick<ParticipantStanding, 'user' | 'state'>> {
	await tx`select 1 from rooms where id = ${after.room} for update`;
	const other = after.user === null ? null : await standing(tx, after.user, after.room);
	const isKnown = other !== null && (actor === null || maySee(actor, other));
	if (isKnown || (after.personId !== null && (await ofPerson(tx, actor, after.room, after.personId))))
		throw new AppError('conflict', 'somebody stands there', { field: 'person' });
	return other ? { user: null, state: 'invited' } : after;
}

async function hasAccount(tx: ISql, { user }: ParticipantStanding): Promise<boolean> {
	const rows = await tx`select 1 from users where id = ${user} and kind = 'staff'`;
	return rows.length > 0;
}

/**
 * Links end. The session of a guest does not: it opens nothing any more, and by it their pages can say that they are
 * no longer in the room (4403) instead of asking them to sign in.
 */
async function endLinks(tx: ISql, place: ParticipantStanding, now: Date): Promise<void> {
	await tx`
		update invitations set revoked_at = ${now} where participant_id = ${place.participant} and revoked_at is null`;
}

/**
 * A guest who is let in again comes by a new link: no device that was left behind gets back in by itself. Sessions of
 * staff, and of guests who are in another room, go on.
 */
async function endStays(tx: ISql, place: ParticipantStanding): Promise<string[]> {
	if (place.user === null) return [];
	const [user] = await tx<{ stays: boolean }[]>`
		select u.kind = 'staff' or exists (
			select 1 from participants p
			where p.user_id = u.id and p.id <> ${place.participant} and p.state = 'admitted') as stays
		from users u where u.id = ${place.user}`;
	if (user?.stays !== false) return [];
	const ended = await sessions.endAllOf(tx, place.user);
	await announceEnded(tx, ended);
	return ended;
}

async function lock(tx: ISql, participantId: string): Promise<ParticipantStanding | null> {
	await tx`select 1 from participants where id = ${participantId} for update`;
	return byId(tx, participantId);
}

/** Exceptions as the record keeps them: “visits:write meetings:read”. */
function wordsOf(exceptions: Exceptions): string {
	return Object.entries(exceptions)
		.map(([section, access]) => `${section}:${access}`)
		.join(' ');
}
