// What is set for the network map as a whole, not person by person: it stands in `meta`, which the server alone writes.
import type { Sql } from 'postgres';
import * as v from 'valibot';
import { AppError } from '#lib/errors.ts';
import { Agreement } from '#lib/network/agreement.ts';
import { Captions } from '#lib/network/captions.ts';
import { setAgreement, setCaptions } from '#lib/network/document.ts';
import type { ExportKind } from '#lib/network/export/files.ts';
import { isFacilitator, rightsOf } from '#lib/room/rights.ts';
import * as audit from './audit.ts';
import type { Inviting } from './inviting.ts';
import type { ParticipantStanding } from './participants.ts';
import { groundOf } from './rooms.ts';
import * as takenAlong from './takenAlong.ts';

/**
 * Writes who may see and use a room's map, and how long it is kept.
 * @param actor who leads the room
 * @throws AppError `forbidden`; `invalid`
 */
export async function agree(
	{ sql, live }: Inviting,
	actor: ParticipantStanding,
	agreement: Agreement,
	now: Date
): Promise<void> {
	if (actor.state !== 'admitted' || actor.hidden || !isFacilitator(actor.role))
		throw new AppError('forbidden', 'those who lead the room agree about the map');
	if (actor.roomClosed === true) throw new AppError('forbidden', 'the room is closed');
	const parsed = v.safeParse(Agreement, agreement);
	if (!parsed.success) throw new AppError('invalid', v.summarize(parsed.issues));
	const ground = await groundOf(sql, actor.room);
	if (!ground) throw new AppError('notFound', 'no such room');
	await live.edit(ground.document, actor.participant, (doc) => setAgreement(doc, parsed.output));
	await record(sql, actor, 'mapAgreed', { keptUntil: parsed.output.keptUntil }, now);
}

/**
 * Divides a room's map otherwise: how many rings, and what rings and sectors are called. Nobody is moved.
 * @param actor who may write everybody on the map
 * @throws AppError `forbidden`; `invalid`
 */
export async function arrange(
	{ sql, live }: Inviting,
	actor: ParticipantStanding,
	captions: Captions,
	now: Date
): Promise<void> {
	const { write, sections } = rightsOf(actor, 'room');
	if (actor.state !== 'admitted' || !write || sections.people !== 'write')
		throw new AppError('forbidden', 'not theirs to divide');
	const parsed = v.safeParse(Captions, captions);
	if (!parsed.success) throw new AppError('invalid', v.summarize(parsed.issues));
	const ground = await groundOf(sql, actor.room);
	if (!ground) throw new AppError('notFound', 'no such room');
	await live.edit(ground.document, actor.participant, (doc) => setCaptions(doc, parsed.output));
	await record(sql, actor, 'mapArranged', { rings: parsed.output.rings.length }, now);
}

/**
 * Puts on record that somebody takes the map along. The file itself is made in their browser, from what they may see.
 * @param actor whoever has the map on the screen
 * @throws AppError `forbidden`; `tooMany`
 */
export async function exported(
	sql: Sql,
	actor: ParticipantStanding,
	kind: ExportKind,
	now: Date
): Promise<void> {
	if (actor.state !== 'admitted') throw new AppError('forbidden', 'not in the room');
	await takenAlong.record(sql, actor, 'mapExported', kind, isForFamily(actor), now);
}

function record(
	sql: Sql,
	actor: ParticipantStanding,
	action: audit.AuditAction,
	subject: NonNullable<audit.AuditEntry['subject']>,
	at: Date
): Promise<void> {
	return sql.begin((tx) =>
		audit.write(tx, {
			chain: actor.room,
			at,
			actorUser: actor.user,
			actorParticipant: actor.participant,
			action,
			subject,
			familySees: isForFamily(actor)
		})
	);
}

/** What the child does with the map is the child's own; that somebody hidden was there must tell nobody. */
function isForFamily({ role, hidden }: ParticipantStanding): boolean {
	return role !== 'child' && !hidden;
}
