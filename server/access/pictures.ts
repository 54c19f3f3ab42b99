/**
 * Photographs of people on the map. Their bytes stand in a table, and the document holds an id: so neither presence nor
 * the log nor a version carries them, and each time one is sent it is asked anew who may have it (decision 22).
 */
import type { ISql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import { readPeople, setPerson } from '#lib/network/document.ts';
import { newId } from '#lib/room/ids.ts';
import { refusalAt } from '#lib/room/rights.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import * as audit from './audit.ts';
import type { Inviting } from './inviting.ts';
import { byId, type ParticipantStanding } from './participants.ts';
import { recode } from './recode.ts';
import { groundOf } from './rooms.ts';

type PictureLimits = Pick<Limits, 'picturePixels' | 'pictures' | 'picturesAtOnce' | 'pictureAwayMs'>;

/** How often it is looked whether some can be deleted for good. */
const forgetEveryMs = 60 * 60 * 1000;

/** How many are being drawn anew in this process. */
let underWay = 0;

/** May this participant give somebody on the map a photograph, and take it away? Whoever may write them. */
export function mayPicture(actor: ParticipantStanding, person: string): boolean {
	return actor.state === 'admitted' && refusalAt(actor, 'room', 'people', person, false) === null;
}

/** May they do so with anybody at all? Asked before a large file is read. */
export function mayPictureAnybody(actor: ParticipantStanding): boolean {
	return actor.own.some((entity) => mayPicture(actor, entity)) || mayPicture(actor, '');
}

/**
 * Gives somebody on the map a photograph, in the place of the one they had.
 * @param actor who may write them
 * @param file as it was sent
 * @returns its id, as it stands in the document from now on
 * @throws AppError `forbidden`; `notFound` where nobody stands there; `invalid` and `tooLarge` as `recode` says; `tooMany`
 * where the room has as many as it may, with the field `room`, or others are being drawn just now
 */
export async function add(
	{ sql, live }: Inviting,
	limits: PictureLimits,
	actor: ParticipantStanding,
	person: string,
	file: Uint8Array,
	now: Date
): Promise<string> {
	ask(actor, person);
	await forget(sql, limits, now);
	const [room] = await sql<{ count: number }[]>`
		select count(*)::int as count from person_pictures where room_id = ${actor.room}`;
	if ((room?.count ?? 0) >= limits.pictures)
		throw new AppError('tooMany', 'the room has as many pictures as it may', { field: 'room' });
	const bytes = await drawn(limits, file);
	const id = newId();
	const document = await documentOf(sql, actor);
	await askAnew(sql, actor, person);
	await sql`
		insert into person_pictures (id, room_id, person_id, bytes, type, size, made_by, made_at)
		values (${id}, ${actor.room}, ${person}, ${bytes}, 'image/webp', ${bytes.length}, ${actor.participant}, ${now})`;
	try {
		await show({ sql, live }, document, actor, person, id);
	} catch (error) {
		await sql`delete from person_pictures where id = ${id}`;
		throw error;
	}
	await sql.begin(async (tx) => {
		await tx`
			update person_pictures set taken_away_at = ${now}
			where room_id = ${actor.room} and person_id = ${person} and id <> ${id} and taken_away_at is null`;
		// One to go back to is enough: nobody fills the room by changing their own over and over.
		await tx`
			delete from person_pictures
			where room_id = ${actor.room} and person_id = ${person} and taken_away_at is not null and id <> (
				select id from person_pictures
				where room_id = ${actor.room} and person_id = ${person} and taken_away_at is not null
				order by taken_away_at desc, made_at desc limit 1)`;
		await record(tx, actor, 'pictureAdded', person, now);
	});
	return id;
}

/**
 * Takes the photograph of somebody away: from now on nobody is sent it.
 * @returns its id, by which it can be put back for a day; null where there is none
 * @throws AppError `forbidden`
 */
export async function takeAway(
	{ sql, live }: Inviting,
	actor: ParticipantStanding,
	person: string,
	now: Date
): Promise<string | null> {
	await askAnew(sql, actor, person);
	const document = await documentOf(sql, actor);
	const taken = await sql.begin(async (tx) => {
		const rows = await tx<{ id: string }[]>`
			update person_pictures set taken_away_at = ${now}
			where room_id = ${actor.room} and person_id = ${person} and taken_away_at is null
			returning id`;
		if (rows.length > 0) await record(tx, actor, 'pictureTakenAway', person, now);
		return rows;
	});
	await show({ sql, live }, document, actor, person, undefined);
	return taken[0]?.id ?? null;
}

/**
 * Puts back a photograph that was taken away.
 * @param picture its id, as `takeAway` gave it
 * @throws AppError `forbidden`; `gone` where it has been deleted meanwhile, or somebody has put another in its place
 */
export async function putBack(
	{ sql, live }: Inviting,
	actor: ParticipantStanding,
	person: string,
	picture: string,
	now: Date
): Promise<void> {
	await askAnew(sql, actor, person);
	const document = await documentOf(sql, actor);
	await sql.begin(async (tx) => {
		const rows = await tx`
			update person_pictures p set taken_away_at = null
			where id = ${picture} and room_id = ${actor.room} and person_id = ${person} and not exists (
				select from person_pictures other
				where other.room_id = p.room_id and other.person_id = p.person_id and other.taken_away_at is null)
			returning id`;
		if (rows.length === 0) throw new AppError('gone', 'no such picture, or another stands there');
		await record(tx, actor, 'pictureRestored', person, now);
	});
	await show({ sql, live }, document, actor, person, picture);
}

/**
 * The bytes of a photograph, for somebody who is in its room; null where there is none, it was taken away, or whom it
 * shows was taken off the map.
 */
export async function read(
	sql: ISql,
	reader: ParticipantStanding,
	person: string,
	picture: string
): Promise<{ readonly type: string; readonly bytes: Buffer } | null> {
	if (reader.state !== 'admitted') return null;
	const [row] = await sql<{ type: string; bytes: Buffer }[]>`
		select p.type, p.bytes from person_pictures p
		where p.id = ${picture} and p.room_id = ${reader.room} and p.person_id = ${person}
			and p.taken_away_at is null and not exists (
				select from people x join documents d on d.id = x.document_id
				where d.room_id = p.room_id and d.space = 'room' and x.entity_id = p.person_id
					and x.removed_at is not null)`;
	return row ?? null;
}

/** Deletes for good what was taken away long enough ago, in every room. */
export async function forget(
	sql: ISql,
	{ pictureAwayMs }: Pick<Limits, 'pictureAwayMs'>,
	now: Date
): Promise<void> {
	await sql`delete from person_pictures where taken_away_at < ${new Date(now.getTime() - pictureAwayMs)}`;
}

/** Does so now and every hour. @returns how to stop it */
export function keepForgetting(
	sql: ISql,
	limits: Pick<Limits, 'pictureAwayMs'>,
	log: Pick<Log, 'error'>
): () => void {
	const once = () =>
		void forget(sql, limits, new Date()).catch((error: unknown) =>
			log.error({ event: 'pictures.notForgotten', err: error })
		);
	once();
	const timer = setInterval(once, forgetEveryMs);
	return () => clearInterval(timer);
}

function ask(actor: ParticipantStanding, person: string): void {
	if (!mayPicture(actor, person)) throw new AppError('forbidden', 'not theirs to picture');
}

/**
 * The same by the place that they have now: a photograph is long on its way, and may have been begun before the right to
 * it was withdrawn (T5).
 */
async function askAnew(sql: ISql, { participant }: ParticipantStanding, person: string): Promise<void> {
	const now = await byId(sql, participant);
	if (!now) throw new AppError('forbidden', 'no such place');
	ask(now, person);
}

/**
 * Draws a photograph anew, if not too many are being drawn just now.
 * @throws AppError `tooMany`; as `recode` says
 */
export async function drawn(
	{ picturePixels, picturesAtOnce }: Pick<Limits, 'picturePixels' | 'picturesAtOnce'>,
	file: Uint8Array
): Promise<Buffer> {
	if (underWay >= picturesAtOnce)
		throw new AppError('tooMany', 'others are being drawn', { retryAfterSeconds: 2 });
	underWay += 1;
	try {
		return await recode(file, picturePixels);
	} finally {
		underWay -= 1;
	}
}

async function documentOf(sql: ISql, { room }: ParticipantStanding): Promise<string> {
	const ground = await groundOf(sql, room);
	if (!ground) throw new AppError('notFound', 'no such room');
	return ground.document;
}

/** Writes in the document which one is shown. */
function show(
	{ live }: Inviting,
	document: string,
	{ participant }: ParticipantStanding,
	person: string,
	picture: string | undefined
): Promise<void> {
	return live.edit(document, participant, (doc) => {
		const found = readPeople(doc).entities.find(({ id }) => id === person);
		if (!found || found.kind === 'child' || found.removed)
			throw new AppError('notFound', 'nobody stands there');
		setPerson(doc, person, { picture });
	});
}

function record(
	tx: ISql,
	actor: ParticipantStanding,
	action: audit.AuditAction,
	person: string,
	at: Date
): Promise<void> {
	return audit.write(tx, {
		chain: actor.room,
		at,
		actorUser: actor.user,
		actorParticipant: actor.participant,
		action,
		subject: { person },
		// What the child does with the map is the child's own.
		familySees: actor.role !== 'child'
	});
}
