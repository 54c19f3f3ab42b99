// What is set for the network map as a whole, not person by person: it stands in `meta`, which the server alone writes.
import type { Sql } from 'postgres';
import type { Doc } from 'yjs';
import * as v from 'valibot';
import { AppError } from '#lib/errors.ts';
import { Agreement, dayProblem } from '#lib/network/agreement.ts';
import { Captions } from '#lib/network/captions.ts';
import { setAgreement, setCaptions } from '#lib/network/document.ts';
import type { ExportKind } from '#lib/network/export/files.ts';
import { isFacilitator, rightsOf } from '#lib/room/rights.ts';
import { wallTime } from '#lib/time/zone.ts';
import { readShownMap } from '#lib/voice/map/document.ts';
import * as audit from './audit.ts';
import type { Inviting } from './inviting.ts';
import type { ParticipantStanding } from './participants.ts';
import { groundOf } from './rooms.ts';
import * as takenAlong from './takenAlong.ts';

/** What is read of a room's document while people write in it. */
interface Reading {
	readonly sql: Sql;
	readonly live: { read<T>(document: string, upTo: number, read: (doc: Doc) => T): Promise<T> };
}

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
	const day = dayProblem(parsed.output.keptUntil, await todayIn(sql, actor.room, now));
	if (day !== null) throw new AppError('invalid', `the day is ${day}`, { field: 'keptUntil' });
	const ground = await groundOf(sql, actor.room);
	if (!ground) throw new AppError('notFound', 'no such room');
	await live.edit(ground.document, actor.participant, (doc) => setAgreement(doc, parsed.output));
	await record(sql, actor, 'mapAgreed', { keptUntil: parsed.output.keptUntil }, now);
}

/** The day that it is in a room. @returns YYYY-MM-DD; @throws AppError `notFound` */
export async function todayIn(sql: Sql, room: string, now: Date): Promise<string> {
	const [found] = await sql<{ zone: string }[]>`select time_zone as zone from rooms where id = ${room}`;
	if (!found) throw new AppError('notFound', 'no such room');
	return wallTime(now.toISOString(), found.zone).day;
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
	await takenAlong.record(sql, actor, 'mapExported', { kind }, isForFamily(actor), now);
}

/**
 * Puts on record that somebody takes the child's own map along: the child as it lies in the corner, anybody else as the
 * child has shown it. Where it is not shown, or not any more, there is nothing that they could take.
 * @param actor whoever has it on the screen
 * @throws AppError `forbidden`; `gone` where the child does not show it; `tooMany`
 */
export async function exportedChilds(
	{ sql, live }: Reading,
	actor: ParticipantStanding,
	kind: ExportKind,
	now: Date
): Promise<void> {
	if (actor.state !== 'admitted') throw new AppError('forbidden', 'not in the room');
	if (actor.role !== 'child') await mustBeShown({ sql, live }, actor.room);
	await takenAlong.record(sql, actor, 'mapExported', { kind, map: 'child' }, isForFamily(actor), now);
}

/** @throws AppError `gone` where the child does not show the map */
async function mustBeShown({ sql, live }: Reading, room: string): Promise<void> {
	const [document] = await sql<{ id: string; head: number }[]>`
		select id, head_seq as head from documents where room_id = ${room} and space = 'room'`;
	if (!document) throw new AppError('notFound', 'no such room');
	// The rows are too late for this: what was taken back a moment ago stands in them still.
	if ((await live.read(document.id, document.head, readShownMap)) === null)
		throw new AppError('gone', 'the child does not show it');
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
