// Published versions, for those who may read them: each reader gets the parts that are theirs.
import { createHash } from 'node:crypto';
import type { ISql } from 'postgres';
import * as v from 'valibot';
import { CarePart, RoomPart, VersionHeader } from '#lib/plan/plan.ts';
import { mayReadDocument, type Standing } from '#lib/room/rights.ts';

/** A version as one reader may have it. */
export interface ReadableVersion {
	readonly id: string;
	readonly header: VersionHeader;
	/** SHA-256 over the header's canonical JSON, hex. */
	readonly hash: string;
	readonly room: RoomPart;
	/** Null: not theirs to read. */
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
	/** Title of the meeting that was closed with it. */
	readonly meeting: string;
}

/** All versions of a room, newest first. */
export async function versionsOf(sql: ISql, roomId: string): Promise<VersionLine[]> {
	return sql<VersionLine[]>`
		select id, number, made_at as at, header::jsonb -> 'meeting' ->> 'title' as meeting
		from versions where room_id = ${roomId} order by number desc`;
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

/** Which version a meeting was closed with, or null. */
export async function versionOfMeeting(sql: ISql, meetingId: string): Promise<number | null> {
	const [row] = await sql<{ number: number }[]>`
		select v.number from meetings m join versions v on v.id = m.version_id where m.id = ${meetingId}`;
	return row?.number ?? null;
}

/**
 * A version with the parts that this reader may read.
 * @returns null where there is no such version
 */
export async function versionFor(
	sql: ISql,
	roomId: string,
	number: number,
	reader: Standing
): Promise<ReadableVersion | null> {
	const [row] = await sql<{ id: string; header: string; hash: Buffer }[]>`
		select id, header, hash from versions where room_id = ${roomId} and number = ${number}`;
	if (!row) return null;
	const spaces = (['room', 'care'] as const).filter((space) => mayReadDocument(reader, space));
	const parts = await sql<{ space: 'room' | 'care'; content: string; hash: Buffer }[]>`
		select space, content, hash from version_parts where version_id = ${row.id} and space = any(${spaces})`;
	const header = v.parse(v.pipe(v.string(), v.parseJson(), VersionHeader), row.header);
	const texts = Object.fromEntries(parts.map(({ space, content }) => [space, content]));
	const room = v.parse(v.pipe(v.string(), v.parseJson(), RoomPart), texts['room']);
	const care =
		texts['care'] === undefined ? null : v.parse(v.pipe(v.string(), v.parseJson(), CarePart), texts['care']);
	const intact =
		sha256(row.header).equals(row.hash) &&
		parts.every(
			({ space, content, hash }) =>
				sha256(content).equals(hash) && header.parts[space] === hash.toString('hex')
		);
	return {
		id: row.id,
		header,
		hash: row.hash.toString('hex'),
		room,
		care,
		texts: { header: row.header, parts: texts },
		intact
	};
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
