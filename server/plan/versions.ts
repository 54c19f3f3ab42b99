// Published versions, for those who may read them: each reader gets the parts that are theirs.
import { createHash } from 'node:crypto';
import type { ISql } from 'postgres';
import * as v from 'valibot';
import { CarePart, PLAN_SCHEMA, RoomPart, VersionHeader } from '#lib/plan/plan.ts';
import { mayReadDocument, type Standing } from '#lib/room/rights.ts';

/** A version as one reader may have it. */
export interface ReadableVersion {
	readonly id: string;
	/** Where it cannot be read (somebody has changed it), only what is known without it. */
	readonly header: VersionHeader;
	/** SHA-256 over the header's canonical JSON, hex. */
	readonly hash: string;
	/** Null: it, or the header over it, cannot be read. Then it is not intact. */
	readonly room: RoomPart | null;
	/** Null: not theirs to read, or it cannot be read. */
	readonly care: CarePart | null;
	/** The exact texts that the hashes are over. */
	readonly texts: {
		readonly header: string;
		readonly parts: Readonly<Partial<Record<'room' | 'care', string>>>;
	};
	/** Whether every hash still fits what it is over. */
	readonly intact: boolean;
}

/** One line of the list of versions. */
export interface VersionLine {
	readonly id: string;
	readonly number: number;
	readonly at: Date;
	/** Title of the meeting that was closed with it; null where its header cannot be read. */
	readonly meeting: string | null;
}

/** All versions of a room, newest first. */
export async function versionsOf(sql: ISql, roomId: string): Promise<VersionLine[]> {
	const rows = await sql<{ id: string; number: number; at: Date; header: string }[]>`
		select id, number, made_at as at, header from versions where room_id = ${roomId} order by number desc`;
	// Parsed here: one that is no JSON any more would make the database refuse the whole list.
	return rows.map(({ header, ...line }) => ({
		...line,
		meeting: read(VersionHeader, header)?.meeting.title ?? null
	}));
}

/** Number and instant of the newest version, or null. */
export async function latestVersion(
	sql: ISql,
	roomId: string
): Promise<{ number: number; at: string } | null> {
	const [row] = await sql<{ number: number; at: Date }[]>`
		select number, made_at as at from versions where room_id = ${roomId} order by number desc limit 1`;
	return row ? { number: row.number, at: row.at.toISOString() } : null;
}

/** The title of a meeting that stands in the room's document, as last projected; null where there is none. */
export async function meetingTitle(sql: ISql, roomId: string, meetingId: string): Promise<string | null> {
	const [row] = await sql<{ title: string }[]>`
		select t.title from meeting_texts t join documents d on d.id = t.document_id
		where d.room_id = ${roomId} and d.space = 'room' and t.entity_id = ${meetingId} and t.removed_at is null`;
	return row?.title ?? null;
}

/** Which version a meeting of this room was closed with, or null. */
export async function versionOfMeeting(sql: ISql, roomId: string, meetingId: string): Promise<number | null> {
	const [row] = await sql<{ number: number }[]>`
		select v.number from meetings m join versions v on v.id = m.version_id
		where m.room_id = ${roomId} and m.id = ${meetingId}`;
	return row?.number ?? null;
}

/**
 * A version with the parts that this reader may read. What was changed so that it can no longer be read is no error
 * of the page's: it is a version that is not intact.
 * @returns null where there is no such version
 */
export async function versionFor(
	sql: ISql,
	roomId: string,
	number: number,
	reader: Standing
): Promise<ReadableVersion | null> {
	const [row] = await sql<StoredVersion[]>`
		select v.id, v.number, v.header, v.hash, v.made_at as at, r.child_id as "childId", r.child_name as "childName",
			p.id as participant, p.name, p.role, m.id as meeting
		from versions v join rooms r on r.id = v.room_id join participants p on p.id = v.made_by
		left join meetings m on m.room_id = v.room_id and m.version_id = v.id
		where v.room_id = ${roomId} and v.number = ${number}`;
	if (!row) return null;
	const spaces = (['room', 'care'] as const).filter((space) => mayReadDocument(reader, space));
	const stored = await sql<{ space: 'room' | 'care'; content: string; hash: Buffer }[]>`
		select space, content, hash from version_parts where version_id = ${row.id} and space = any(${spaces})`;
	const texts = Object.fromEntries(stored.map(({ space, content }) => [space, content]));
	const header = read(VersionHeader, row.header);
	const room = header && read(RoomPart, texts['room']);
	const care = header && read(CarePart, texts['care']);
	const fits = (space: 'room' | 'care') => {
		const part = stored.find((one) => one.space === space);
		return (
			part !== undefined &&
			sha256(part.content).equals(part.hash) &&
			header?.parts[space] === part.hash.toString('hex')
		);
	};
	const isReadable = room !== null && (care !== null || !spaces.includes('care'));
	return {
		id: row.id,
		header: header ?? bareHeader(roomId, row),
		hash: row.hash.toString('hex'),
		room,
		care,
		texts: { header: row.header, parts: texts },
		intact: isReadable && sha256(row.header).equals(row.hash) && spaces.every(fits)
	};
}

interface StoredVersion {
	readonly id: string;
	readonly number: number;
	readonly header: string;
	readonly hash: Buffer;
	readonly at: Date;
	readonly childId: string;
	readonly childName: string;
	readonly participant: string;
	readonly name: string;
	readonly role: string;
	readonly meeting: string | null;
}

/** What the rows beside an unreadable header still say: which version it is, of whom, when and by whom. */
function bareHeader(room: string, row: StoredVersion): VersionHeader {
	return {
		schema: PLAN_SCHEMA,
		room,
		child: { id: row.childId, name: row.childName },
		number: row.number,
		publishedAt: row.at.toISOString(),
		publishedBy: { participant: row.participant, name: row.name, role: row.role },
		meeting: { id: row.meeting ?? '', type: '', title: '', starts: row.at.toISOString() },
		tookPart: [],
		childHeard: '',
		reviewBy: null,
		previous: null,
		parts: {}
	};
}

/** A stored text as what it should be; null where it is no JSON, or not of this form. */
function read<const TSchema extends v.GenericSchema>(
	schema: TSchema,
	text: string | undefined
): v.InferOutput<TSchema> | null {
	const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
	return parsed.success ? parsed.output : null;
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
