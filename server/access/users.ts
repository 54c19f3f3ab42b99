/** Accounts: whoever can hold a session. Staff sign in; guests are made by a join link and have no e-mail. */
import type { ISql, Sql } from 'postgres';
import * as v from 'valibot';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/room/ids.ts';
import * as audit from './audit.ts';
import { announceEnded } from './rightsNews.ts';
import { hashPassword, passwordProblem, verifyPassword } from './passwords.ts';
import * as sessions from './sessions.ts';
import { countSignInTry, deviceOf, forgetSignInTries } from './signInTries.ts';

export const Office = v.picklist(['staff', 'leader', 'admin']);

/** An address as it is stored: trimmed, lower case. One account for each. */
export const Email = v.pipe(v.string(), v.trim(), v.toLowerCase(), v.maxLength(254), v.email());

export interface User {
	readonly id: string;
	readonly kind: sessions.UserKind;
	readonly office: sessions.Office | null;
	readonly name: string;
	readonly email: string | null;
	readonly disabledAt: Date | null;
	readonly madeAt: Date;
}

export interface NewStaff {
	readonly email: string;
	readonly name: string;
	readonly office: sessions.Office;
	/** null: can only come in by a one-time link. */
	readonly password: string | null;
}

/**
 * Makes an account for staff.
 * @throws AppError `invalid` (`email`, `name`, `password`) or `conflict` where the address has one already
 */
export async function addStaff(sql: Sql, staff: NewStaff, now: Date): Promise<User> {
	const email = v.safeParse(Email, staff.email);
	if (!email.success) throw new AppError('invalid', 'not an e-mail address', { field: 'email' });
	const name = staff.name.trim();
	if (name === '' || name.length > 120)
		throw new AppError('invalid', 'a name has 1 to 120 characters', { field: 'name' });
	const problem = staff.password === null ? null : passwordProblem(staff.password);
	if (problem) throw new AppError('invalid', `the password is ${problem}`, { field: 'password' });
	const password = staff.password === null ? null : await hashPassword(staff.password);
	const id = newId();
	return sql.begin(async (tx) => {
		const rows = await tx`
			insert into users (id, kind, office, name, email, password, made_at)
			values (${id}, 'staff', ${staff.office}, ${name}, ${email.output}, ${password}, ${now})
			on conflict (email) do nothing returning 1`;
		if (rows.length === 0)
			throw new AppError('conflict', 'this e-mail address has an account', { field: 'email' });
		await audit.write(tx, {
			chain: null,
			at: now,
			action: 'userAdded',
			subject: { user: id },
			familySees: false
		});
		return {
			id,
			kind: 'staff',
			office: staff.office,
			name,
			email: email.output,
			disabledAt: null,
			madeAt: now
		};
	});
}

/** Makes the user behind a join link. */
export async function addGuest(tx: ISql, name: string, now: Date): Promise<string> {
	const id = newId();
	await tx`insert into users (id, kind, name, made_at) values (${id}, 'guest', ${name}, ${now})`;
	return id;
}

/** All staff accounts, in the order of their addresses. */
export async function listStaff(sql: ISql): Promise<User[]> {
	return sql<User[]>`select ${columns(sql)} from users where kind = 'staff' order by email`;
}

/** The account of an address, or null. */
export async function byEmail(sql: ISql, email: string): Promise<User | null> {
	const [user] = await sql<
		User[]
	>`select ${columns(sql)} from users where email = ${email.trim().toLowerCase()}`;
	return user ?? null;
}

/** The user with this id, or null. */
export async function byId(sql: ISql, id: string): Promise<User | null> {
	const [user] = await sql<User[]>`select ${columns(sql)} from users where id = ${id}`;
	return user ?? null;
}

/**
 * Closes an account and ends its sessions. What the person did stays.
 * @returns hashes of the ended sessions, for their sockets
 * @throws AppError `notFound`
 */
export async function disable(sql: Sql, email: string, now: Date): Promise<string[]> {
	return sql.begin(async (tx) => {
		const [user] = await tx<{ id: string }[]>`
			update users set disabled_at = coalesce(disabled_at, ${now})
			where email = ${email.trim().toLowerCase()} returning id`;
		if (!user) throw new AppError('notFound', 'no account with this e-mail address');
		await audit.write(tx, {
			chain: null,
			at: now,
			action: 'userDisabled',
			subject: { user: user.id },
			familySees: false
		});
		return sessions.endAllOf(tx, user.id);
	});
}

/** What a sign-in form brings along. */
export interface SignIn {
	readonly email: string;
	readonly password: string;
	/** The client's address, as far as the proxy may be believed. */
	readonly address: string;
	/** The cookie that says this device signed in to the account before. */
	readonly knownDevice: string | null;
}

/**
 * Checks e-mail and password. Unknown account, disabled account, guest and wrong password get one answer after
 * one amount of work (T55).
 * @param secret LANDSBY_SECRET
 * @returns the user, or null
 * @throws AppError `tooMany`
 */
export async function withPassword(
	sql: Sql,
	secret: string,
	signIn: SignIn,
	now: Date
): Promise<User | null> {
	const account = signIn.email.trim().toLowerCase();
	const [user] = await sql<(User & { password: string | null })[]>`
		select ${columns(sql)}, password from users where email = ${account} and kind = 'staff' and disabled_at is null`;
	const attempt = {
		account,
		address: signIn.address,
		device: user ? deviceOf(secret, user.id, signIn.knownDevice) : null
	};
	await countSignInTry(sql, secret, attempt, now);
	const right = await verifyPassword(user?.password ?? null, signIn.password);
	if (!user || !right) return null;
	await forgetSignInTries(sql, secret, attempt);
	const { password: _password, ...known } = user;
	return known;
}

/**
 * Starts a session for somebody who has just proved who they are, and ends the one the device had: the id is always
 * a new one (T51).
 * @returns the raw id, for the cookie, and hashes of the ended sessions, for their sockets
 */
export async function signIn(
	sql: Sql,
	user: Pick<User, 'id'>,
	before: sessions.Session | null,
	now: Date,
	device: string | null = null
): Promise<{ id: string; ended: readonly string[] }> {
	return sql.begin(async (tx) => {
		const session = await sessions.start(tx, user.id, now, { device });
		if (before) await sessions.end(tx, before.idHash);
		await audit.write(tx, { chain: null, at: now, actorUser: user.id, action: 'signIn', familySees: false });
		return { id: session.id, ended: before ? [before.idHash] : [] };
	});
}

/** Ends the session of this device. */
export async function signOut(sql: Sql, session: sessions.Session, now: Date): Promise<void> {
	await sql.begin(async (tx) => {
		await sessions.end(tx, session.idHash);
		await audit.write(tx, {
			chain: null,
			at: now,
			actorUser: session.user.id,
			action: 'signOut',
			familySees: false
		});
	});
}

/**
 * Ends the sessions of all other devices of whoever is signed in here (T53).
 * @returns their hashes, for the sockets
 */
export async function signOutElsewhere(
	sql: Sql,
	session: sessions.Session,
	now: Date
): Promise<readonly string[]> {
	return sql.begin(async (tx) => {
		const ended = await sessions.endOthers(tx, session.user.id, session.idHash);
		for (const _ of ended)
			await audit.write(tx, {
				chain: null,
				at: now,
				actorUser: session.user.id,
				action: 'signOut',
				familySees: false
			});
		await announceEnded(tx, ended);
		return ended;
	});
}

/** The accounts of the demo, in the order they are offered; empty where no demo was made. */
export async function demoAccounts(sql: ISql): Promise<{ email: string; name: string }[]> {
	const rows = await sql<{ email: string; name: string }[]>`
		select email, name from users where email = any(${[...demoEmails]}) and disabled_at is null`;
	return demoEmails.flatMap((email) => rows.filter((row) => row.email === email));
}

const demoEmails = ['kari', 'wenche', 'jonas', 'mina', 'leder'].map((name) => `${name}@landsby.example`);

function columns(sql: ISql) {
	return sql`id, kind, office, name, email, disabled_at as "disabledAt", made_at as "madeAt"`;
}
