/**
 * Letting somebody into a room: their person on the map, their place, what is theirs, and the link or account by
 * which they come. The map is written by the same functions as everywhere (a server edit), the rest in one
 * transaction behind it.
 */
import type { ISql, Sql } from 'postgres';
import type * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import { readEmergency } from '#lib/emergency/document.ts';
import { createPerson, readPeople } from '#lib/network/document.ts';
import { tidyName, type Relation } from '#lib/network/network.ts';
import { present, seedProposals, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { canCare, isFacilitator } from '#lib/room/rights.ts';
import type { Role } from '#lib/room/spaces.ts';
import * as audit from './audit.ts';
import { createInvitation, endInvitation, LINK_ROLES, straightIn, type WayIn } from './invitations.ts';
import { changeParticipant } from './changeParticipant.ts';
import { announceLobby } from './lobby.ts';
import * as participants from './participants.ts';
import type { ParticipantChanges, ParticipantStanding } from './participants.ts';
import { qrCode, type QrCode } from './qrCode.ts';
import { groundOf } from './rooms.ts';
import { byEmail } from './users.ts';

/** What inviting needs of the running server. */
export interface Inviting {
	readonly sql: Sql;
	readonly live: {
		edit<T>(documentId: string, by: string | null, fn: (doc: Y.Doc) => T): Promise<T>;
	};
}

/** What changing somebody's rights needs besides: those who are in the room now must notice at once. */
export interface Changing extends Inviting {
	readonly live: Inviting['live'] & {
		rightsChanged(participants: readonly string[]): Promise<void>;
		sessionEnded(idHash: string): void;
	};
}

export interface Invite {
	readonly room: string;
	/** Somebody on the map, or a new person. */
	readonly person:
		{ readonly id: string } | { readonly name: string; readonly relation?: Relation | undefined };
	readonly role: Role;
	readonly carer: boolean;
	/** Lives at a secret address or must not be seen for another reason: leaves no trace in the shared document. */
	readonly hidden: boolean;
	/** Whether they wait in the lobby, and are asked for a code; straight in where nothing is said. */
	readonly way?: WayIn;
	/** Ids that a form had before it was sent: posted twice, it makes one place and one person. */
	readonly ids?: { readonly participant: string; readonly person: string };
}

/** A link that can be handed over now and never again: only its hash is stored. */
export interface Invited {
	readonly participant: string;
	readonly name: string;
	readonly token: string;
	readonly expiresAt: Date;
	/** Spoken on the telephone; null where none is asked. */
	readonly code: string | null;
}

/**
 * Invites one person by link. The same form twice makes one place; the later link is the one that works.
 * @param actor the facilitator, null for the operator
 * For a coordinator hidden people are not there: whom she invites gets an ordinary place, as if nobody stood in the room
 * for them, and only caseworkers see both. Any other answer would tell her who is hidden.
 * @throws AppError `forbidden`, `notFound` (room), `invalid` (`name`, `person`, `role`, `carer`), `conflict` where that person
 * has a place in the room already
 */
export async function invite(
	services: Inviting,
	actor: ParticipantStanding | null,
	invitation: Invite,
	now: Date
): Promise<Invited> {
	const { sql, live } = services;
	checkActor(actor, invitation);
	checkOpen(actor);
	if (invitation.carer && !canCare(invitation.role))
		throw new AppError('invalid', 'parents and foster parents care, nobody else', { field: 'carer' });
	const links: readonly Role[] = LINK_ROLES;
	// Who leads a room needs an account of their own; only the operator may hand such a right to a link.
	if (invitation.role === 'screen' || (actor && !links.includes(invitation.role)))
		throw new AppError('invalid', 'nobody is let in by link in this role', { field: 'role' });
	const ground = await groundOf(sql, invitation.room);
	if (!ground) throw new AppError('notFound', 'no such room');
	if ('id' in invitation.person) {
		if ((invitation.person.id === ground.childId) !== (invitation.role === 'child'))
			throw new AppError('invalid', 'the child, and only the child, is let in as the child', {
				field: 'role'
			});
	}
	const participant = await idFor(sql, actor, invitation);
	await checkFree(sql, actor, invitation, participant);
	const author = { by: actor?.participant ?? 'operator', at: now.toISOString() };
	const entry = await live.edit(ground.document, actor?.participant ?? null, (doc) => {
		const person = personOf(doc, author, invitation);
		if (!invitation.hidden) seedProposals(doc, participant);
		return person;
	});
	return sql.begin(async (tx) => {
		// One after the other in a room: what two sent at the same instant is seen by the second.
		await tx`select 1 from rooms where id = ${invitation.room} for update`;
		const again = await checkFree(tx, actor, invitation, participant);
		if (!again)
			await participants.add(
				tx,
				{
					id: participant,
					room: invitation.room,
					user: null,
					person: entry.person,
					name: entry.name,
					role: invitation.role,
					carer: invitation.carer,
					hidden: invitation.hidden,
					state: 'invited',
					madeBy: actor?.user ?? null,
					own: entry.own
				},
				now
			);
		const link = await createInvitation(
			tx,
			{ participant, actor, way: wayFor(invitation.role, invitation.way) },
			now
		);
		const { token, code, expiresAt } = link;
		return { participant, name: entry.name, token, code, expiresAt };
	});
}

/** The id of the new place: the form's own, unless it is that of somebody of whom the actor may not know. */
async function idFor(sql: ISql, actor: ParticipantStanding | null, { room, ids }: Invite): Promise<string> {
	if (ids === undefined) return newId();
	const other = await participants.byId(sql, ids.participant);
	const isSecret = other && actor && (other.room !== room || !participants.maySee(actor, other));
	return isSecret ? newId() : ids.participant;
}

/**
 * Whether this very form was sent before: its place stands, and nobody has come to it yet.
 * @throws AppError `conflict` where the person or the id has another place that the actor may see
 */
async function checkFree(
	sql: ISql,
	actor: ParticipantStanding | null,
	{ room, person, ids }: Invite,
	participant: string
): Promise<boolean> {
	const wanted = 'id' in person ? person.id : ids?.person;
	const taken = wanted === undefined ? null : await participants.ofPerson(sql, actor, room, wanted);
	const same = await participants.byId(sql, participant);
	if (
		(taken && taken.participant !== participant) ||
		(same && (same.room !== room || same.state !== 'invited'))
	)
		throw new AppError('conflict', 'this person has a place already', { field: 'person' });
	return same !== null;
}

/**
 * Lets a member of staff in by their account. Somebody who was taken out comes back to their old place.
 * @throws AppError `notFound` field `email`, `conflict` where they are in the room already, `forbidden`
 * @returns the participant's id, and those whose rights changed, for `live.rightsChanged`
 */
export async function addColleague(
	services: Inviting,
	actor: ParticipantStanding | null,
	colleague: { readonly room: string; readonly email: string; readonly role: Role },
	now: Date
): Promise<{ participant: string; changed: readonly string[] }> {
	const { sql, live } = services;
	checkActor(actor, { ...colleague, hidden: false, carer: false });
	checkOpen(actor);
	const user = await byEmail(sql, colleague.email);
	if (user?.kind !== 'staff' || user.disabledAt !== null)
		throw new AppError('notFound', 'no account with this e-mail address', { field: 'email' });
	const ground = await groundOf(sql, colleague.room);
	if (!ground) throw new AppError('notFound', 'no such room');
	const before = await participants.ofUser(sql, user.id, colleague.room);
	if (before && before.state !== 'removed')
		throw new AppError('conflict', 'in the room already', { field: 'email' });
	if (before) {
		const changes = { state: 'admitted', role: colleague.role } as const;
		const changed = await changeParticipant(sql, actor, before.participant, changes, now);
		return { participant: before.participant, changed: changed.participants };
	}
	const participant = newId();
	await live.edit(ground.document, actor?.participant ?? null, (doc) => seedProposals(doc, participant));
	await sql.begin(async (tx) => {
		await participants.add(
			tx,
			{
				id: participant,
				room: colleague.room,
				user: user.id,
				person: null,
				name: user.name,
				role: colleague.role,
				carer: false,
				hidden: false,
				state: 'admitted',
				madeBy: actor?.user ?? null,
				own: []
			},
			now
		);
		await audit.write(tx, {
			chain: colleague.room,
			at: now,
			actorUser: actor?.user ?? null,
			actorParticipant: actor?.participant ?? null,
			action: 'invite',
			subject: { participant, role: colleague.role },
			familySees: true
		});
	});
	return { participant, changed: [] };
}

/**
 * Changes somebody's role, carer, hidden or state, and lets every open page feel it. Somebody who is hidden no more gets
 * the place for proposals that they could not have before.
 * @throws AppError as `changeParticipant`
 */
export async function changePlace(
	services: Changing,
	actor: ParticipantStanding | null,
	participantId: string,
	changes: ParticipantChanges,
	now: Date
): Promise<void> {
	const { sql, live } = services;
	const changed = await changeParticipant(sql, actor, participantId, changes, now);
	if (changes.hidden === false && changed.participants.length > 0) {
		const place = await participants.byId(sql, participantId);
		const ground = place && (await groundOf(sql, place.room));
		if (ground)
			await live.edit(ground.document, actor?.participant ?? null, (doc) =>
				seedProposals(doc, participantId)
			);
	}
	await live.rightsChanged(changed.participants);
	for (const idHash of changed.sessions) live.sessionEnded(idHash);
}

/**
 * A new link for somebody who has a place already. The old one stops working, and the device that used it is signed out.
 * @throws AppError `notFound` (also for whom the actor may not see), `forbidden`, `conflict` for accounts
 */
export async function renewLink(
	services: Changing,
	actor: ParticipantStanding | null,
	participantId: string,
	now: Date,
	way: WayIn = straightIn
): Promise<Invited> {
	const { sql, live } = services;
	const place = await reachable(sql, actor, participantId);
	const link = await sql.begin((tx) =>
		createInvitation(tx, { participant: participantId, actor, way: wayFor(place.role, way) }, now)
	);
	for (const idHash of link.ended) live.sessionEnded(idHash);
	const { token, code, expiresAt } = link;
	return { participant: participantId, name: place.name, token, code, expiresAt };
}

/** Ends somebody's link; their place stays. @throws AppError as `renewLink` */
export async function endLink(
	services: Changing,
	actor: ParticipantStanding | null,
	participantId: string,
	now: Date
): Promise<void> {
	const { sql, live } = services;
	await reachable(sql, actor, participantId);
	for (const idHash of await endInvitation(sql, participantId, actor, now)) live.sessionEnded(idHash);
	await announceLobby(sql, participantId);
}

/** The address of a link, and the code that a camera reads. */
export function linkTo(origin: string, token: string): { url: string; qr: QrCode } {
	const url = `${origin}/join/${token}`;
	return { url, qr: qrCode(url) };
}

/** Somebody in the actor's room whom the actor may see; a coordinator has no say over a caseworker. */
async function reachable(
	sql: Sql,
	actor: ParticipantStanding | null,
	participantId: string
): Promise<ParticipantStanding> {
	const place = await participants.byId(sql, participantId);
	if (!place || (actor && (actor.room !== place.room || !participants.maySee(actor, place))))
		throw new AppError('notFound', 'no such participant');
	checkActor(actor, { ...place, carer: false });
	return place;
}

/** The child waits in no lobby: the tablet is handed over. */
function wayFor(role: Role, way: WayIn = straightIn): WayIn {
	return { ...way, lobby: way.lobby && role !== 'child' };
}

/** Facilitators invite; only caseworkers decide who is hidden, cares for the child or leads the room. */
function checkActor(
	actor: ParticipantStanding | null,
	wanted: { room: string; role: Role; hidden: boolean; carer: boolean }
): void {
	if (!actor) return;
	const led = actor.room === wanted.room && actor.state === 'admitted' && isFacilitator(actor.role);
	const beyond = wanted.hidden || wanted.carer || wanted.role === 'caseworker';
	if (!led || (beyond && actor.role !== 'caseworker'))
		throw new AppError('forbidden', 'not theirs to invite');
}

/** Who is new comes to stand on the map, and in a closed room nobody writes there. */
function checkOpen(actor: ParticipantStanding | null): void {
	if (actor?.roomClosed === true) throw new AppError('conflict', 'the room is closed', { field: 'room' });
}

/**
 * The person behind an invitation, made where they are new, and the entries that become theirs. A hidden person is
 * not put on the map by being invited.
 */
function personOf(
	doc: Y.Doc,
	author: Author,
	{ person, hidden, ids }: Invite
): { person: string | null; name: string; own: string[] } {
	if (!('id' in person)) {
		if (hidden) return { person: null, name: person.name.trim(), own: [] };
		const before = readPeople(doc).entities.find((entity) => entity.id === ids?.person);
		if (before && (before.kind === 'child' || before.name !== tidyName(person.name)))
			throw new AppError('conflict', 'this id is somebody else’s', { field: 'person' });
		const fields = { kind: 'person' as const, name: person.name, relation: person.relation };
		const id = before?.id ?? createPerson(doc, author, fields, ids?.person);
		return { person: id, name: person.name.trim(), own: [id] };
	}
	const known = present(readPeople(doc).entities).find((entity) => entity.id === person.id);
	// An animal, a group and a place are let in by nobody.
	if (known?.kind !== 'person' && known?.kind !== 'child')
		throw new AppError('invalid', 'nobody of this id is on the map', { field: 'person' });
	const contacts = readEmergency(doc).entities.flatMap((entity) =>
		entity.kind === 'emergencyContact' && entity.removed === undefined && entity.person === person.id
			? [entity.id]
			: []
	);
	return { person: known.id, name: known.name, own: [known.id, ...contacts] };
}
