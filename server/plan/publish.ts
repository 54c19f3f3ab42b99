// Step 9 of the road: a meeting is closed, and what was agreed becomes a version that never changes (law L6).
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ISql, Sql } from 'postgres';
import * as v from 'valibot';
import { AppError } from '#lib/errors.ts';
import { readCare } from '#lib/emergency/care/document.ts';
import { readEmergency } from '#lib/emergency/document.ts';
import { readMeetings, readNotes } from '#lib/meetings/document.ts';
import { readAgreement, readCaptions, readPeople, readTies } from '#lib/network/document.ts';
import { carePart, roomPart } from '#lib/plan/assemble.ts';
import { PLAN_SCHEMA, TAKING_PART, type VersionHeader } from '#lib/plan/plan.ts';
import { Id, newId } from '#lib/room/ids.ts';
import { textMax } from '#lib/room/lengths.ts';
import { isFacilitator } from '#lib/room/rights.ts';
import { Day } from '#lib/time/zone.ts';
import { readVisits } from '#lib/visits/document.ts';
import { readVoice } from '#lib/voice/document.ts';
import { readShownMap } from '#lib/voice/map/document.ts';
import type { Doc } from 'yjs';
import * as audit from '../access/audit.ts';
import * as participants from '../access/participants.ts';
import { raiseAll } from '../access/rightsNews.ts';
import { readDocument } from '../sync/load.ts';
import { storableJson } from './storable.ts';
import { versionOfMeeting } from './versions.ts';

/** What the person who closes a meeting says; forms and the demo are parsed with it. */
export const Closing = v.strictObject({
	meeting: Id,
	/** Made with the form: the same request twice is one version. */
	requestId: Id,
	/** Who took part, by participant, and how. */
	tookPart: v.pipe(
		v.record(Id, v.picklist(TAKING_PART)),
		v.check((all) => Object.keys(all).length <= 200)
	),
	/** How the child was heard; also "not heard, because ...". */
	childHeard: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(textMax)),
	reviewBy: v.nullable(Day)
});
export type Closing = v.InferOutput<typeof Closing>;

/** A version that was published, now or by the same request before. */
export interface Published {
	readonly id: string;
	readonly number: number;
}

/**
 * Publishes the next version: everything in one transaction, at one fixed number of each document.
 * @param by the facilitator who closes the meeting
 * @throws AppError `forbidden`, `notFound` (no such meeting), `conflict` (the meeting is closed already), `unavailable`
 * field `documents` where something that was written cannot be read: a version that leaves it out unnoticed would be
 * signed for ever
 */
export function publish(
	sql: Sql,
	by: participants.ParticipantStanding,
	closing: Closing,
	now: Date
): Promise<Published> {
	if (by.state !== 'admitted' || by.hidden || !isFacilitator(by.role))
		throw new AppError('forbidden', 'only facilitators close a meeting');
	if (by.roomClosed === true) throw new AppError('forbidden', 'the room is closed');
	return sql.begin(async (tx) => {
		// In the order of their ids, as the log locks them: no deadlock. From here on nothing is appended.
		const documents = await tx<{ id: string; space: 'room' | 'care'; head: number }[]>`
			select id, space, head_seq as head from documents
			where room_id = ${by.room} and space in ('room', 'care') order by id for update`;
		const [before] = await tx<Published[]>`
			select id, number from versions where request_id = ${closing.requestId} and room_id = ${by.room}`;
		if (before) return before;
		const closedWith = await versionOfMeeting(tx, by.room, closing.meeting);
		if (closedWith !== null)
			throw new AppError('conflict', `the meeting was closed with version ${closedWith}`);

		const docs = new Map<'room' | 'care', Doc>();
		for (const { id, space } of documents) {
			const loaded = await readDocument(tx, id);
			if (loaded?.damaged)
				throw new AppError('unavailable', `the document ${space} cannot be read in full`, {
					field: 'documents'
				});
			if (loaded) docs.set(space, loaded.doc);
		}
		const [shared, care] = [docs.get('room'), docs.get('care')];
		if (!shared || !care) throw new AppError('notFound', 'the room has no documents');
		const { meeting, content } = contentOf(shared, closing.meeting);
		const parts = { room: frozen(content), care: frozen(carePart(readCare(care))) };

		const [last] = await tx<{ number: number; hash: Buffer }[]>`
			select number, hash from versions where room_id = ${by.room} order by number desc limit 1`;
		const [room] = await tx<{ childId: string; childName: string }[]>`
			select child_id as "childId", child_name as "childName" from rooms where id = ${by.room}`;
		if (!room) throw new AppError('notFound', 'no such room');
		const child = content.people.find(({ kind }) => kind === 'child');
		const tookPart = await present(tx, by.room, closing.tookPart);
		const header: VersionHeader = {
			schema: PLAN_SCHEMA,
			room: by.room,
			child: { id: room.childId, name: child?.name ?? room.childName },
			number: (last?.number ?? 0) + 1,
			publishedAt: now.toISOString(),
			publishedBy: { participant: by.participant, name: by.name, role: by.role },
			meeting,
			tookPart,
			childHeard: closing.childHeard,
			reviewBy: closing.reviewBy,
			previous: last ? last.hash.toString('hex') : null,
			parts: { room: parts.room.hash.toString('hex'), care: parts.care.hash.toString('hex') }
		};
		const version = { id: newId(), ...frozen(header) };
		await tx`
			insert into versions (id, room_id, number, header, hash, made_by, made_at, request_id)
			values (${version.id}, ${by.room}, ${header.number}, ${version.text}, ${version.hash}, ${by.participant}, ${now}, ${closing.requestId})`;
		for (const { space, head } of documents)
			await tx`
				insert into version_parts (version_id, space, seq, content, content_json, hash, id)
				values (${version.id}, ${space}, ${head}, ${parts[space].text}, ${parts[space].text}::text::jsonb, ${parts[space].hash}, ${newId()})`;
		await close(tx, { room: by.room, meeting: closing.meeting, version: version.id, tookPart }, now);
		// From here on the judge takes no late words in this meeting: they would be in no version.
		await raiseAll(tx, by.room);
		await audit.write(tx, {
			chain: by.room,
			at: now,
			actorUser: by.user,
			actorParticipant: by.participant,
			action: 'publish',
			subject: { version: version.id, number: header.number, meeting: closing.meeting },
			familySees: true
		});
		for (const doc of docs.values()) doc.destroy();
		return { id: version.id, number: header.number };
	});
}

function contentOf(doc: Doc, meetingId: string) {
	const people = readPeople(doc);
	const ties = readTies(doc);
	const emergency = readEmergency(doc);
	const visits = readVisits(doc);
	const meetings = readMeetings(doc);
	const voice = readVoice(doc);
	const meeting = meetings.entities.find((entity) => entity.id === meetingId);
	if (meeting?.kind !== 'meeting' || meeting.removed !== undefined)
		throw new AppError('notFound', 'no such meeting', { field: 'meeting' });
	const content = roomPart({
		people: people.entities,
		ties: ties.entities,
		agreement: readAgreement(doc),
		captions: readCaptions(doc),
		contacts: emergency.entities.filter((entity) => entity.kind === 'emergencyContact'),
		about: emergency.entities.find((entity) => entity.kind === 'about') ?? null,
		visits: visits.entities,
		meetings: meetings.entities,
		statements: voice.entities,
		childMap: readShownMap(doc),
		notes: { meeting: meeting.id, content: readNotes(doc, meeting.id) },
		unreadable: [people, ties, emergency, visits, meetings, voice].reduce(
			(sum, { malformed }) => sum + malformed.length,
			0
		)
	});
	const { id, type, title, starts } = meeting;
	return { meeting: { id, type, title, starts }, content };
}

/** The participants of this room among those who are said to have taken part; hidden ones are never named. */
async function present(
	tx: ISql,
	room: string,
	tookPart: Closing['tookPart']
): Promise<VersionHeader['tookPart']> {
	const rows = await tx<{ participant: string; name: string; role: string }[]>`
		select id as participant, name, role from participants
		where room_id = ${room} and id = any(${Object.keys(tookPart)}::uuid[]) and not hidden order by id`;
	return rows.flatMap((row) => {
		const how = tookPart[row.participant];
		return how === undefined ? [] : [{ ...row, how }];
	});
}

/** Attendance is of those whom the version names, so that no count tells of anybody else. */
async function close(
	tx: ISql,
	{
		room,
		meeting,
		version,
		tookPart
	}: { room: string; meeting: string; version: string; tookPart: VersionHeader['tookPart'] },
	now: Date
): Promise<void> {
	await tx`
		insert into meetings (id, room_id, phase, phase_since, closed_at, version_id)
		values (${meeting}, ${room}, 'closed', ${now}, ${now}, ${version})
		on conflict (room_id, id) do update
		set phase = 'closed', phase_since = ${now}, closed_at = ${now}, version_id = ${version}`;
	for (const { participant, how } of tookPart)
		await tx`
			insert into attendance (room_id, meeting_id, participant_id, state, at)
			values (${room}, ${meeting}, ${participant}, ${how}, ${now}) on conflict do nothing`;
}

/** A value as canonical JSON (RFC 8785) whose texts can be stored, and the hash over it. */
export function frozen(value: object): { text: string; hash: Buffer } {
	const text = canonicalize(JSON.parse(storableJson(value)));
	if (text === undefined) throw new TypeError('this value has no canonical form');
	return { text, hash: createHash('sha256').update(text).digest() };
}
