/**
 * Who somebody is: sessions by Lucia, behind this one module. The database holds only SHA-256 of a session's
 * id, and our own columns say how long it may stand idle and how long it may live at all; Lucia only slides.
 * A session says who (user), never what: role and rights are read from `participants` for the room at hand.
 */
import { createHash } from 'node:crypto';
import { Lucia, TimeSpan, type Adapter } from 'lucia';
import type { ISql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/room/ids.ts';
import { accessLimits } from '../limits.ts';
import { singleCookie } from './secrets.ts';

export const sessionCookie = 'session';

export type UserKind = 'staff' | 'guest';
export type Office = 'staff' | 'leader' | 'admin';

/** Whoever can hold a session. */
export interface SessionUser {
	readonly id: string;
	readonly kind: UserKind;
	/** null for guests. */
	readonly office: Office | null;
	readonly name: string;
}

/** A valid session. `idHash` never leaves the server. */
export interface Session {
	readonly user: SessionUser;
	/** For lists of devices: names the session without being of use to anybody. */
	readonly publicId: string;
	/** SHA-256 of the session's id, hex: sockets are indexed by it. */
	readonly idHash: string;
	/** A room's shared screen instead of a person. */
	readonly screenOf: string | null;
	/** When it ends if it is not used. */
	readonly expiresAt: Date;
	/** When it ends however much it is used. */
	readonly absoluteExpiresAt: Date;
}

/** How long sessions live, in milliseconds. */
export const sessionLife = {
	staff: { idle: accessLimits.staffIdleMs, absolute: accessLimits.staffAbsoluteMs },
	guest: { idle: accessLimits.guestAbsoluteMs, absolute: accessLimits.guestAbsoluteMs }
} as const;

/** Use is written down at most once a minute. */
const touchEveryMs = 60_000;

/**
 * Starts a session with a fresh id (T51). An earlier session of the device is the caller's to end.
 * @param options `device`: what the person calls it or null, never a fingerprint; `isChild`: it ends sooner
 * @returns the raw id, for the cookie and nowhere else
 * @throws AppError `forbidden` where the user is unknown or disabled
 */
export async function start(
	sql: ISql,
	userId: string,
	now: Date,
	options: { device?: string | null; screenOf?: string | null; isChild?: boolean } = {}
): Promise<{ id: string; idHash: string; publicId: string }> {
	const publicId = newId();
	const attributes = {
		publicId,
		device: options.device ?? null,
		screenOf: options.screenOf ?? null,
		lifeMs: options.isChild ? accessLimits.childAbsoluteMs : null
	};
	const session = await lucia(sql, now).createSession(userId, attributes);
	return { id: session.id, idHash: hashOf(session.id), publicId };
}

/**
 * Reads the session of a request or an upgrade, and counts it as use.
 * Two cookies of that name are none: one of them was put there by somebody else (T52).
 */
export async function fromCookie(
	sql: ISql,
	cookieHeader: string | null | undefined,
	now: Date
): Promise<Session | null> {
	const id = singleCookie(cookieHeader, sessionCookie);
	return id === null ? null : fromId(sql, id, now);
}

/** SHA-256 of the session's id that a request carries, hex, whether or not there is such a session; null: none. */
export function hashInCookie(cookieHeader: string | null | undefined): string | null {
	const id = singleCookie(cookieHeader, sessionCookie);
	return id === null ? null : hashOf(id);
}

/** The valid session with this raw id, or null. */
export async function fromId(sql: ISql, id: string, now: Date): Promise<Session | null> {
	if (!/^[a-z0-9]{20,80}$/.test(id)) return null;
	const { session, user } = await lucia(sql, now).validateSession(id);
	if (session === null) return null;
	return {
		user: { id: user.id, kind: user.kind, office: user.office, name: user.name },
		publicId: session.publicId,
		idHash: hashOf(id),
		screenOf: session.screenOf,
		expiresAt: session.endsIdleAt,
		absoluteExpiresAt: session.absoluteExpiresAt
	};
}

/**
 * Counts as use of the session: somebody who writes in a room for two hours without loading a page is not idle.
 * @returns false where the session has ended
 */
export async function touch(sql: ISql, idHash: string, now: Date): Promise<boolean> {
	const rows = await sql`
		update sessions s set
			used_at = ${now},
			expires_at = least(${now}::timestamptz + ${idleOf(sql)}, s.absolute_expires_at)
		from users u
		where s.id_hash = ${Buffer.from(idHash, 'hex')} and u.id = s.user_id and ${alive(sql, now)}
		returning 1`;
	return rows.length > 0;
}

/** Which of these sessions still stand; the sweep closes the sockets of the others. */
export async function stillStanding(sql: ISql, idHashes: readonly string[], now: Date): Promise<Set<string>> {
	const rows = await sql<{ hash: string }[]>`
		select encode(s.id_hash, 'hex') as hash from sessions s join users u on u.id = s.user_id
		where s.id_hash in (select decode(hash, 'hex') from unnest(${[...idHashes]}::text[]) as asked(hash))
			and ${alive(sql, now)}`;
	return new Set(rows.map((row) => row.hash));
}

/** Ends one session. Its sockets are closed by `live.sessionEnded(idHash)`. */
export async function end(sql: ISql, idHash: string): Promise<void> {
	await sql`delete from sessions where id_hash = ${Buffer.from(idHash, 'hex')}`;
}

/** Ends all sessions of a user (disabled, password changed). @returns their hashes, for the sockets */
export async function endAllOf(sql: ISql, userId: string): Promise<string[]> {
	const rows = await sql<{ hash: string }[]>`
		delete from sessions where user_id = ${userId} returning encode(id_hash, 'hex') as hash`;
	return rows.map((row) => row.hash);
}

/** Ends all sessions of a user but this one. @returns their hashes, for the sockets */
export async function endOthers(sql: ISql, userId: string, idHash: string): Promise<string[]> {
	const rows = await sql<{ hash: string }[]>`
		delete from sessions where user_id = ${userId} and id_hash <> ${Buffer.from(idHash, 'hex')}
		returning encode(id_hash, 'hex') as hash`;
	return rows.map((row) => row.hash);
}

/** The devices a user is signed in on, newest use first. */
export async function devicesOf(
	sql: ISql,
	userId: string,
	now: Date
): Promise<{ publicId: string; device: string | null; madeAt: Date; usedAt: Date }[]> {
	return sql<{ publicId: string; device: string | null; madeAt: Date; usedAt: Date }[]>`
		select s.public_id as "publicId", s.device, s.made_at as "madeAt", s.used_at as "usedAt"
		from sessions s join users u on u.id = s.user_id
		where s.user_id = ${userId} and ${alive(sql, now)} order by s.used_at desc`;
}

/** Deletes what has ended, and with it on which device it was; the sweep does it now and then. */
export async function removeEnded(sql: ISql, now: Date): Promise<void> {
	await lucia(sql, now).deleteExpiredSessions();
}

/** Attributes of the cookie that carries a session; `secure` where the public address is https. */
export function cookieAttributes(origin: string, kind: UserKind) {
	return {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure: origin.startsWith('https:'),
		maxAge: sessionLife[kind].absolute / 1000
	} as const;
}

/** The part of a Cookie header that carries this session, for scripts and load tests. */
export function cookieHeader(id: string): string {
	return `${sessionCookie}=${id}`;
}

interface SessionAttributes {
	publicId: string;
	device: string | null;
	screenOf: string | null;
}

/** Of a new session only: how long it lives, where that is not what its user's kind says. */
interface NewSession {
	lifeMs?: number | null;
}

type SessionRow = SessionAttributes & { endsIdleAt: Date; absoluteExpiresAt: Date };

declare module 'lucia' {
	interface Register {
		Lucia: Lucia<SessionRow, Omit<SessionUser, 'id'>>;
		DatabaseSessionAttributes: SessionAttributes &
			NewSession &
			Partial<Pick<SessionRow, 'endsIdleAt' | 'absoluteExpiresAt'>>;
		DatabaseUserAttributes: Omit<SessionUser, 'id'>;
	}
}

/**
 * Lucia on one connection at one moment. Made anew for each call, so that time is an argument and a session
 * can be made inside a transaction; it holds no state of its own.
 */
function lucia(sql: ISql, now: Date): Lucia<SessionRow, Omit<SessionUser, 'id'>> {
	return new Lucia<SessionRow, Omit<SessionUser, 'id'>>(adapter(sql, now), {
		// Only decides how often Lucia asks to renew; until when is the adapter's word.
		sessionExpiresIn: new TimeSpan(24, 'h'),
		sessionCookie: { name: sessionCookie },
		getSessionAttributes: (row) => ({
			publicId: row.publicId,
			device: row.device,
			screenOf: row.screenOf,
			endsIdleAt: row.endsIdleAt ?? now,
			absoluteExpiresAt: row.absoluteExpiresAt ?? now
		}),
		getUserAttributes: ({ kind, office, name }) => ({ kind, office, name })
	});
}

/**
 * Lucia's seven methods on our table. Every one is handed the raw id, so each hashes it first. Lucia takes
 * the id of the answer for renewing and deleting, so the answer carries the raw id again, never the hash.
 */
function adapter(sql: ISql, now: Date): Adapter {
	return {
		async getSessionAndUser(id) {
			const [row] = await sql<(SessionRow & SessionUser & { userId: string; usedAt: Date })[]>`
				select s.user_id as "userId", s.public_id as "publicId", s.device, s.screen_of as "screenOf",
					s.used_at as "usedAt", s.absolute_expires_at as "absoluteExpiresAt",
					least(${now}::timestamptz + ${idleOf(sql)}, s.absolute_expires_at) as "endsIdleAt",
					u.kind, u.office, u.name
				from sessions s join users u on u.id = s.user_id
				where s.id_hash = ${hashBytes(id)} and ${alive(sql, now)}`;
			if (!row) return [null, null];
			const { userId, usedAt, kind, office, name, ...attributes } = row;
			const due = now.getTime() - usedAt.getTime() > touchEveryMs;
			return [
				// Limits were judged by our columns and our clock just now. What Lucia is told is only whether
				// to renew: it does when less than half of its own 24 hours is left.
				{ id, userId, expiresAt: new Date(Date.now() + (due ? 1 : 23) * 60 * 60_000), attributes },
				{ id: userId, attributes: { kind, office, name } }
			];
		},
		async setSession({ id, userId, attributes }) {
			const rows = await sql`
				insert into sessions (id_hash, public_id, user_id, screen_of, device, made_at, used_at, expires_at, absolute_expires_at)
				select ${hashBytes(id)}, ${attributes.publicId}, u.id, ${attributes.screenOf}, ${attributes.device}, ${now}, ${now},
					least(${now}::timestamptz + ${idleOf(sql)}, n.ends), n.ends
				from users u, lateral (
					select ${now}::timestamptz + coalesce(
						${attributes.lifeMs ?? null}::double precision * interval '1 millisecond', ${absoluteOf(sql)}) as ends
				) n where u.id = ${userId} and u.disabled_at is null
				returning 1`;
			if (rows.length === 0) throw new AppError('forbidden', 'no such user, or disabled');
		},
		async updateSessionExpiration(id) {
			await sql`
				update sessions s set
					used_at = ${now},
					expires_at = least(${now}::timestamptz + ${idleOf(sql)}, s.absolute_expires_at)
				from users u
				where s.id_hash = ${hashBytes(id)} and u.id = s.user_id`;
		},
		async deleteSession(id) {
			await sql`delete from sessions where id_hash = ${hashBytes(id)}`;
		},
		async deleteUserSessions(userId) {
			await sql`delete from sessions where user_id = ${userId}`;
		},
		async deleteExpiredSessions() {
			await sql`delete from sessions where expires_at <= ${now} or absolute_expires_at <= ${now}`;
		},
		// Raw ids cannot be given back; lists of devices go by `devicesOf`.
		getUserSessions: () => Promise.resolve([])
	};
}

/** Still to be believed: within both limits, and of a user who may sign in. Tables named s and u. */
function alive(sql: ISql, now: Date) {
	return sql`s.expires_at > ${now} and s.absolute_expires_at > ${now} and u.disabled_at is null`;
}

function idleOf(sql: ISql) {
	return life(sql, 'idle');
}

function absoluteOf(sql: ISql) {
	return life(sql, 'absolute');
}

function life(sql: ISql, limit: 'idle' | 'absolute') {
	return sql`(case u.kind when 'staff' then ${sessionLife.staff[limit]}::double precision
		else ${sessionLife.guest[limit]}::double precision end) * interval '1 millisecond'`;
}

function hashBytes(id: string): Buffer {
	return createHash('sha256').update(id).digest();
}

function hashOf(id: string): string {
	return hashBytes(id).toString('hex');
}
