/**
 * Shared screens (T46, T50): a machine shows six digits, somebody who leads the room types them and says yes to the
 * machine by name, and from then on it is sent the shared document and nothing else. A screen is nobody: it has a session
 * with `screenOf`, and no place in the room.
 */
import { randomInt } from 'node:crypto';
import type { ISql, Sql } from 'postgres';
import * as v from 'valibot';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/room/ids.ts';
import { isFacilitator } from '#lib/room/rights.ts';
import * as audit from './audit.ts';
import { announce, announceEnded } from './rightsNews.ts';
import type { ParticipantStanding } from './place.ts';
import { accessLimits } from '../limits.ts';
import { hashOfToken, isToken, newToken } from './secrets.ts';
import * as sessions from './sessions.ts';
import { checkScreenMisses, countScreenMiss } from './signInTries.ts';
import { addGuest } from './users.ts';

/** Cookie by which a waiting screen is known. */
export const screenCookie = 'screen';

/** What a screen can show. */
export const PARTS = ['network', 'childsMap', 'emergency', 'visits', 'meetings'] as const;
export const Part = v.picklist(PARTS);
export type Part = v.InferOutput<typeof Part>;
export const Code = v.pipe(
	v.string(),
	v.transform((text) => text.replaceAll(/\s/g, '')),
	v.regex(/^\d{6}$/)
);

/** How far a device has come on its way to being a screen. */
export type Progress =
	| { readonly step: 'code'; readonly code: string; readonly expiresAt: Date }
	/** Somebody said yes: the device may enter. */
	| { readonly step: 'ready' }
	| { readonly step: 'none' };

/** A screen that is shown to those who lead the room. */
export interface Screen {
	readonly id: string;
	readonly device: string;
	readonly part: Part;
	readonly pairedAt: Date;
	/** Name of whoever shares it. */
	readonly by: string;
}

/** Attributes of a waiting screen's cookie. */
export function screenCookieAttributes(origin: string) {
	return {
		path: '/screen',
		httpOnly: true,
		sameSite: 'strict',
		secure: origin.startsWith('https:'),
		maxAge: 15 * 60
	} as const;
}

/**
 * A device asks to be a screen.
 * @param device what it is, in words for whoever says yes: a browser and a system
 * @returns the token for its cookie
 */
export async function ask(sql: Sql, device: string, now: Date): Promise<string> {
	const token = newToken();
	await sql`delete from screens where paired_at is null and expires_at < ${now}`;
	for (;;) {
		const code = String(randomInt(1_000_000)).padStart(6, '0');
		const made = await sql`
			insert into screens (id, token_hash, code, device, asked_at, expires_at)
			values (${newId()}, ${hashOfToken(token)}, ${code}, ${device.slice(0, 120)}, ${now},
				${new Date(now.getTime() + accessLimits.screenCodeLifeMs)})
			on conflict (code) do nothing returning 1`;
		if (made.length > 0) return token;
	}
}

/** How far the device with this cookie has come. */
export async function progress(sql: ISql, token: string | undefined, now: Date): Promise<Progress> {
	if (!isToken(token)) return { step: 'none' };
	const [row] = await sql<{ code: string | null; expiresAt: Date; isPaired: boolean }[]>`
		select code, expires_at as "expiresAt", paired_at is not null as "isPaired" from screens
		where token_hash = ${hashOfToken(token)} and user_id is null and ended_at is null and expires_at > ${now}`;
	if (!row) return { step: 'none' };
	if (row.isPaired) return { step: 'ready' };
	return row.code === null ? { step: 'none' } : { step: 'code', code: row.code, expiresAt: row.expiresAt };
}

/**
 * Whose code is this? Asked before the yes, so that the machine is named first.
 * @throws AppError `forbidden`; `notFound` where no screen waits with it; `tooMany` after five wrong ones
 */
export async function waiting(
	sql: Sql,
	secret: string,
	actor: ParticipantStanding,
	code: string,
	now: Date
): Promise<{ device: string }> {
	requireFacilitator(actor);
	await checkScreenMisses(sql, secret, actor.participant, now);
	const [row] = await sql<{ device: string }[]>`
		select device from screens where code = ${code} and paired_at is null and expires_at > ${now}`;
	if (!row) {
		await countScreenMiss(sql, secret, actor.participant, now);
		throw new AppError('notFound', 'no screen waits with this code', { field: 'code' });
	}
	return row;
}

/**
 * The yes: the screen with this code may show this room.
 * @throws AppError as `waiting`
 */
export async function pair(
	sql: Sql,
	secret: string,
	actor: ParticipantStanding,
	{ code, part }: { code: string; part: Part },
	now: Date
): Promise<void> {
	await waiting(sql, secret, actor, code, now);
	await sql.begin(async (tx) => {
		const [row] = await tx<{ id: string }[]>`
			update screens set code = null, room_id = ${actor.room}, part = ${part}, made_by = ${actor.participant},
				paired_at = ${now}, expires_at = ${new Date(now.getTime() + accessLimits.screenCodeLifeMs)}
			where code = ${code} and paired_at is null and expires_at > ${now} returning id`;
		if (!row) throw new AppError('notFound', 'no screen waits with this code', { field: 'code' });
		await record(tx, actor, row.id, 'screenPaired', now);
	});
}

/**
 * The device enters, once: it gets the session of a screen.
 * @returns the raw id of the session, for the cookie
 * @throws AppError `gone` where nobody said yes, or it entered already
 */
export async function enter(sql: Sql, token: string | undefined, now: Date): Promise<string> {
	return sql.begin(async (tx) => {
		const [row] = isToken(token)
			? await tx<{ id: string; room: string; device: string }[]>`
				select id, room_id as room, device from screens
				where token_hash = ${hashOfToken(token)} and paired_at is not null and user_id is null
					and ended_at is null and expires_at > ${now}
				for update`
			: [];
		if (!row) throw new AppError('gone', 'nobody said yes to this screen');
		const user = await addGuest(tx, row.device, now);
		const session = await sessions.start(tx, user, now, { device: row.device, screenOf: row.room });
		await tx`update screens set user_id = ${user} where id = ${row.id}`;
		return session.id;
	});
}

/** What a screen may do in the room it shows, as everything that judges reads it: look, and leave no trace. */
export async function standing(
	sql: ISql,
	userId: string,
	roomId: string
): Promise<ParticipantStanding | null> {
	const [row] = await sql<{ id: string; version: number }[]>`
		select id, rights_version as version from screens
		where user_id = ${userId} and room_id = ${roomId} and ended_at is null`;
	return row === undefined
		? null
		: {
				participant: row.id,
				room: roomId,
				user: userId,
				name: '',
				role: 'screen',
				carer: false,
				hidden: true,
				state: 'admitted',
				personId: null,
				rightsVersion: row.version,
				exceptions: {},
				own: [],
				locked: [],
				closed: []
			};
}

/** The number of the rights of each of these that still shows its room. */
export async function versionsOf(sql: ISql, ids: readonly string[]): Promise<Map<string, number>> {
	const rows = await sql<{ id: string; version: number }[]>`
		select id, rights_version as version from screens where id = any(${[...ids]}::uuid[]) and ended_at is null`;
	return new Map(rows.map(({ id, version }) => [id, version]));
}

/** What this screen shows, and who shares it; null where it shows nothing any more. */
export async function shown(
	sql: ISql,
	userId: string
): Promise<{ room: string; screen: string; part: Part; by: string } | null> {
	const [row] = await sql<{ room: string; screen: string; part: Part; by: string }[]>`
		select s.room_id as room, s.id as screen, s.part, p.name as by
		from screens s join participants p on p.id = s.made_by
		where s.user_id = ${userId} and s.ended_at is null`;
	return row ?? null;
}

/** The screens that show a room, for those who lead it. */
export async function listFor(sql: ISql, actor: ParticipantStanding): Promise<Screen[]> {
	if (!isFacilitator(actor.role)) return [];
	return sql<Screen[]>`
		select s.id, s.device, s.part, s.paired_at as "pairedAt", p.name as by
		from screens s join participants p on p.id = s.made_by
		where s.room_id = ${actor.room} and s.ended_at is null and s.user_id is not null order by s.paired_at`;
}

/**
 * Shows another part.
 * @returns the screen's id, for `live.rightsChanged`
 * @throws AppError `forbidden`, `notFound`
 */
export async function show(sql: Sql, actor: ParticipantStanding, id: string, part: Part): Promise<string> {
	requireFacilitator(actor);
	return sql.begin(async (tx) => {
		const rows = await tx`
			update screens set part = ${part}, rights_version = rights_version + 1
			where id = ${id} and room_id = ${actor.room} and ended_at is null returning 1`;
		if (rows.length === 0) throw new AppError('notFound', 'no such screen');
		await announce(tx, [id]);
		return id;
	});
}

/**
 * Ends a screen at once.
 * @returns its sessions, for `live.sessionEnded`
 * @throws AppError `forbidden`, `notFound`
 */
export async function end(sql: Sql, actor: ParticipantStanding, id: string, now: Date): Promise<string[]> {
	requireFacilitator(actor);
	return sql.begin(async (tx) => {
		const [row] = await tx<{ user: string | null }[]>`
			update screens set ended_at = ${now}
			where id = ${id} and room_id = ${actor.room} and ended_at is null returning user_id as "user"`;
		if (!row) throw new AppError('notFound', 'no such screen');
		await record(tx, actor, id, 'screenEnded', now);
		const ended = row.user === null ? [] : await sessions.endAllOf(tx, row.user);
		await announceEnded(tx, ended);
		return ended;
	});
}

/**
 * Ends all that somebody has shared: they lead the room no more, and a screen that nobody answers for shows nothing.
 * @returns its sessions, for `live.sessionEnded`
 */
export async function endAllBy(tx: ISql, participant: string, now: Date): Promise<string[]> {
	const rows = await tx<{ user: string | null }[]>`
		update screens set ended_at = ${now}
		where made_by = ${participant} and ended_at is null returning user_id as "user"`;
	const ended: string[] = [];
	for (const { user } of rows) if (user !== null) ended.push(...(await sessions.endAllOf(tx, user)));
	await announceEnded(tx, ended);
	return ended;
}

function requireFacilitator(actor: ParticipantStanding): void {
	if (actor.state !== 'admitted' || !isFacilitator(actor.role))
		throw new AppError('forbidden', 'those who lead the room share it');
}

function record(
	tx: ISql,
	actor: ParticipantStanding,
	screen: string,
	action: 'screenPaired' | 'screenEnded',
	now: Date
): Promise<void> {
	return audit.write(tx, {
		chain: actor.room,
		at: now,
		actorUser: actor.user,
		actorParticipant: actor.participant,
		action,
		subject: { screen },
		familySees: true
	});
}
