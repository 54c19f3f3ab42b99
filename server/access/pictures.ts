/**
 * Photographs of people on the map. Their bytes stand in a table, and the document holds an id: so neither presence nor
 * the log nor a version carries them, and each time one is sent it is asked anew who may have it (decision 22).
 */
import type { ISql, Sql } from 'postgres';
import type * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import { isOnMap, readPeople, setPerson } from '#lib/network/document.ts';
import { newId } from '#lib/room/ids.ts';
import { refusalAt } from '#lib/room/rights.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import * as audit from './audit.ts';
import type { Inviting } from './inviting.ts';
import { byId, type ParticipantStanding } from './participants.ts';
import { recode } from './recode.ts';

type PictureLimits = Pick<Limits, 'picturePixels' | 'pictures' | 'picturesAtOnce' | 'pictureAwayMs'>;

/** What reading one needs of the running server: rows are late where people write (decision 24). */
interface Reading {
	readonly sql: Sql;
	readonly live: { read<T>(documentId: string, upTo: number, fn: (doc: Y.Doc) => T): Promise<T> };
}

/** What writing needs. */
interface Writing extends Reading {
	readonly live: Reading['live'] & Inviting['live'];
}

/** How often it is looked whether some can be deleted for good. */
const forgetEveryMs = 60 * 60 * 1000;

/** What PostgreSQL says of a lock that it has waited for long enough. */
const lockNotAvailable = '55P03';

/** How many are being drawn anew in this process. */
let underWay = 0;

/** The last that holds a room's album, by pool: see `alone`. */
const turns = new WeakMap<Sql, Promise<unknown>>();

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
	{ sql, live }: Writing,
	limits: PictureLimits,
	actor: ParticipantStanding,
	person: string,
	file: Uint8Array,
	now: Date
): Promise<string> {
	ask(actor, person);
	await forget(sql, limits, now);
	await askPlace(sql, limits, actor);
	const bytes = await drawn(limits, file);
	return alone(sql, actor, () => put({ sql, live }, limits, actor, person, bytes, now));
}

/** What `add` does once the photograph is drawn, with the room's album to itself. */
async function put(
	{ sql, live }: Writing,
	limits: PictureLimits,
	actor: ParticipantStanding,
	person: string,
	bytes: Buffer,
	now: Date
): Promise<string> {
	const id = newId();
	const document = await documentOf(sql, actor);
	await askPlace(sql, limits, actor);
	await askAnew(sql, actor, person);
	await sql`
		insert into person_pictures (id, room_id, person_id, bytes, type, size, made_by, made_at)
		values (${id}, ${actor.room}, ${person}, ${bytes}, 'image/webp', ${bytes.length}, ${actor.participant}, ${now})`;
	try {
		await show({ live }, document, actor, person, id);
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
	{ sql, live }: Writing,
	actor: ParticipantStanding,
	person: string,
	now: Date
): Promise<string | null> {
	return alone(sql, actor, async () => {
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
		await show({ live }, document, actor, person, undefined);
		return taken[0]?.id ?? null;
	});
}

/**
 * Puts back a photograph that was taken away.
 * @param picture its id, as `takeAway` gave it
 * @throws AppError `forbidden`; `gone` where it has been deleted meanwhile, or somebody has put another in its place
 */
export async function putBack(
	{ sql, live }: Writing,
	actor: ParticipantStanding,
	person: string,
	picture: string,
	now: Date
): Promise<void> {
	await alone(sql, actor, async () => {
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
		await show({ live }, document, actor, person, picture);
	});
}

/**
 * The bytes of a photograph, for somebody who is in its room; null where there is none, it was taken away, or whom it
 * shows was taken off the map. The rows tell that while they are as new as the log; else the live document does.
 * @throws AppError `unavailable`
 */
export async function read(
	{ sql, live }: Reading,
	reader: ParticipantStanding,
	person: string,
	picture: string
): Promise<{ readonly type: string; readonly bytes: Buffer } | null> {
	if (reader.state !== 'admitted') return null;
	const [row] = await sql<Found[]>`
		select p.type, p.bytes, d.id as document, d.head_seq as head,
			s.seq is not distinct from d.head_seq as "isProjected",
			exists (
				select from people x
				where x.document_id = d.id and x.entity_id = p.person_id and x.removed_at is null) as "isThere"
		from person_pictures p
		join documents d on d.room_id = p.room_id and d.space = 'room'
		left join projections s on s.document_id = d.id
		where p.id = ${picture} and p.room_id = ${reader.room} and p.person_id = ${person}
			and p.taken_away_at is null`;
	if (!row) return null;
	const { type, bytes, document, head, isProjected } = row;
	const isThere = isProjected ? row.isThere : await live.read(document, head, (doc) => isOnMap(doc, person));
	return isThere ? { type, bytes } : null;
}

interface Found {
	readonly type: string;
	readonly bytes: Buffer;
	readonly document: string;
	/** Number of the last update of the room's document. */
	readonly head: number;
	/** Whether its rows stand for that number. */
	readonly isProjected: boolean;
	/** Whether the rows have this person on the map. */
	readonly isThere: boolean;
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

/** @throws AppError `tooMany` where the room has as many as it may */
async function askPlace(
	sql: ISql,
	{ pictures }: PictureLimits,
	{ room }: ParticipantStanding
): Promise<void> {
	const [album] = await sql<{ count: number }[]>`
		select count(*)::int as count from person_pictures where room_id = ${room}`;
	if ((album?.count ?? 0) >= pictures)
		throw new AppError('tooMany', 'the room has as many pictures as it may', { field: 'room' });
}

/**
 * Does something with the photographs of a room while nobody else does, in any process: two who picture the same person
 * would else each take the other's away, and together overtake the bound. The lock is held by a transaction that does
 * nothing else, as what is done must be committed before pages hear of it. One process holds one at a time: each waits
 * for another connection of the same pool, and many at once would wait for each other.
 * @throws AppError `tooMany` where others are at it for too long; whatever `what` throws
 */
function alone<T>(sql: Sql, { room }: ParticipantStanding, what: () => Promise<T>): Promise<T> {
	const held = async (): Promise<T> => {
		const outcome = await sql.begin(async (tx) => {
			await lock(tx, room);
			return { value: await what() };
		});
		return outcome.value;
	};
	const turn = (turns.get(sql) ?? Promise.resolve()).then(held);
	turns.set(
		sql,
		turn.catch(() => undefined)
	);
	return turn;
}

async function lock(tx: ISql, room: string): Promise<void> {
	try {
		await tx`select pg_advisory_xact_lock(hashtextextended(${`pictures ${room}`}, 0))`;
	} catch (cause) {
		if (!(cause instanceof Error && 'code' in cause && cause.code === lockNotAvailable)) throw cause;
		throw new AppError('tooMany', 'others are at it', { retryAfterSeconds: 2, cause });
	}
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

/** The room's document, with the number of its last update. */
async function documentOf(sql: ISql, { room }: ParticipantStanding): Promise<Ground> {
	const [ground] = await sql<Ground[]>`
		select id, head_seq as head from documents where room_id = ${room} and space = 'room'`;
	if (!ground) throw new AppError('notFound', 'no such room');
	return ground;
}

interface Ground {
	readonly id: string;
	readonly head: number;
}

/**
 * Writes in the document which one is shown. What another process wrote is read first: of two that are set side by side
 * the copies would choose one by themselves.
 */
async function show(
	{ live }: Pick<Writing, 'live'>,
	document: Ground,
	{ participant }: ParticipantStanding,
	person: string,
	picture: string | undefined
): Promise<void> {
	await live.read(document.id, document.head, () => undefined);
	return live.edit(document.id, participant, (doc) => {
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
