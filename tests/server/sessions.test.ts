import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	cookieAttributes,
	cookieHeader,
	fromCookie,
	sessionLife,
	touch
} from '../../server/access/sessions.ts';
import * as sessions from '../../server/access/sessions.ts';
import * as users from '../../server/access/users.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
beforeAll(async () => (db = await freshDatabase()));
afterAll(() => db.drop());

const start = new Date('2026-11-24T08:00:00Z');
const minutes = (count: number) => new Date(start.getTime() + count * 60_000);
let made = 0;

async function staff(): Promise<string> {
	made += 1;
	const email = `kari${made}@landsby.example`;
	const user = await users.addStaff(
		db.sql,
		{ email, name: 'Kari Nygård', office: 'staff', password: null },
		start
	);
	return user.id;
}

test('whether many still stand is looked up by their key, however many sessions there are', async () => {
	const user = await staff();
	await db.sql`
		insert into sessions (id_hash, public_id, user_id, made_at, used_at, expires_at, absolute_expires_at)
		select sha256(n::text::bytea), gen_random_uuid(), ${user}, ${start}, ${start}, ${minutes(60)}, ${minutes(60)}
		from generate_series(1, 5000) n`;
	await db.owner`analyze sessions`;
	const { idHash } = await sessions.start(db.sql, user, start);
	const one = await db.sql.reserve();
	const scans = async () => {
		await one`select pg_stat_force_next_flush()`;
		const [row] = await one<{ count: number }[]>`
			select seq_scan::int as count from pg_stat_user_tables where relname = 'sessions'`;
		return row?.count;
	};
	try {
		const before = await scans();
		expect(await sessions.stillStanding(one, [idHash, 'ab'.repeat(32)], minutes(1))).toEqual(
			new Set([idHash])
		);
		expect(await scans()).toBe(before);
	} finally {
		one.release();
	}
	await db.sql`delete from sessions where user_id = ${user}`;
});

describe('a session', () => {
	test('tells who somebody is, and nothing about what they may', async () => {
		const user = await staff();
		const { id, publicId } = await sessions.start(db.sql, user, start);
		const session = await fromCookie(db.sql, `locale=nb; ${cookieHeader(id)}`, minutes(1));
		expect(session?.user).toEqual({ id: user, kind: 'staff', office: 'staff', name: 'Kari Nygård' });
		expect(session?.publicId).toBe(publicId);
	});

	test('cannot be taken over by whoever reads the database: only a hash of its id is there', async () => {
		const { id } = await sessions.start(db.sql, await staff(), start);
		const rows = await db.owner<{ row: string }[]>`select to_jsonb(s)::text as row from sessions s`;
		expect(rows.length).toBeGreaterThan(0);
		for (const { row } of rows) {
			expect(row).not.toContain(id);
			const hex = /"id_hash": "\\\\x([0-9a-f]+)"/.exec(row)?.[1] ?? '';
			expect(hex).toHaveLength(64);
			// The hash itself, and its bytes as text, open nothing.
			expect(await sessions.fromId(db.sql, hex, minutes(1))).toBe(null);
		}
	});

	test('ends after an hour without use, although it was good for twelve', async () => {
		const { id } = await sessions.start(db.sql, await staff(), start);
		expect(await fromCookie(db.sql, cookieHeader(id), minutes(59))).not.toBe(null);
		expect(await fromCookie(db.sql, cookieHeader(id), minutes(59 + 61))).toBe(null);
	});

	test('ends after twelve hours, however much it is used', async () => {
		const { id } = await sessions.start(db.sql, await staff(), start);
		for (let at = 30; at < 12 * 60; at += 30)
			expect(await fromCookie(db.sql, cookieHeader(id), minutes(at)), `after ${at} minutes`).not.toBe(null);
		expect(await fromCookie(db.sql, cookieHeader(id), minutes(12 * 60))).toBe(null);
	});

	test('ends after twelve hours even where its idle limit was pushed beyond them', async () => {
		const { id, idHash } = await sessions.start(db.sql, await staff(), start);
		await db.owner`
			update sessions set expires_at = absolute_expires_at + interval '1 day' where encode(id_hash, 'hex') = ${idHash}`;
		expect(await fromCookie(db.sql, cookieHeader(id), minutes(12 * 60))).toBe(null);
	});

	test('is none of an account that is closed, also where the session itself is still there', async () => {
		const user = await staff();
		const { id, idHash } = await sessions.start(db.sql, user, start);
		await db.owner`update users set disabled_at = ${start} where id = ${user}`;
		expect(await fromCookie(db.sql, cookieHeader(id), minutes(1))).toBe(null);
		expect(await touch(db.sql, idHash, minutes(1))).toBe(false);
	});

	test('of a guest is good for a day', async () => {
		const guest = await users.addGuest(db.sql, 'Gunnvor', start);
		const { id } = await sessions.start(db.sql, guest, start);
		expect(await fromCookie(db.sql, cookieHeader(id), minutes(24 * 60 - 1))).not.toBe(null);
		expect(await fromCookie(db.sql, cookieHeader(id), minutes(24 * 60))).toBe(null);
	});

	test('is kept alive by work in a room, without a page being loaded', async () => {
		const { id, idHash } = await sessions.start(db.sql, await staff(), start);
		expect(await touch(db.sql, idHash, minutes(50))).toBe(true);
		expect(await fromCookie(db.sql, cookieHeader(id), minutes(100))).not.toBe(null);
		expect(await touch(db.sql, idHash, minutes(13 * 60))).toBe(false);
	});

	test('is none when two cookies of its name arrive: somebody else set one of them', async () => {
		const { id } = await sessions.start(db.sql, await staff(), start);
		const other = await sessions.start(db.sql, await staff(), start);
		expect(await fromCookie(db.sql, `${cookieHeader(id)}; ${cookieHeader(other.id)}`, minutes(1))).toBe(null);
		expect(await fromCookie(db.sql, `${cookieHeader(id)}; ${cookieHeader(id)}`, minutes(1))).toBe(null);
	});

	test('is gone after signing out, also for whoever kept the cookie', async () => {
		const { id } = await sessions.start(db.sql, await staff(), start);
		const session = await fromCookie(db.sql, cookieHeader(id), minutes(1));
		await users.signOut(db.sql, session!, minutes(2));
		expect(await fromCookie(db.sql, cookieHeader(id), minutes(3))).toBe(null);
	});

	test('gets a new id at every sign-in, and the one before is gone', async () => {
		const user = await staff();
		const first = await sessions.start(db.sql, user, start);
		const before = await fromCookie(db.sql, cookieHeader(first.id), minutes(1));
		const second = await users.signIn(db.sql, { id: user }, before, minutes(1));
		expect(second.id).not.toBe(first.id);
		expect(second.ended).toEqual([first.idHash]);
		expect(await fromCookie(db.sql, cookieHeader(first.id), minutes(2))).toBe(null);
		expect(await fromCookie(db.sql, cookieHeader(second.id), minutes(2))).not.toBe(null);
	});

	test('ends at once when the account is closed, and none can be made any more', async () => {
		const user = await staff();
		const { id, idHash } = await sessions.start(db.sql, user, start);
		const account = await users.byId(db.sql, user);
		expect(await users.disable(db.sql, account!.email!, minutes(1))).toEqual([idHash]);
		expect(await fromCookie(db.sql, cookieHeader(id), minutes(1))).toBe(null);
		await expect(sessions.start(db.sql, user, minutes(1))).rejects.toMatchObject({ code: 'forbidden' });
	});

	test('is known to the sweep only while it stands', async () => {
		const standing = await sessions.start(db.sql, await staff(), start);
		const gone = await sessions.start(db.sql, await staff(), start);
		await sessions.end(db.sql, gone.idHash);
		const found = await sessions.stillStanding(db.sql, [standing.idHash, gone.idHash], minutes(1));
		expect([...found]).toEqual([standing.idHash]);
	});

	test.each([
		'',
		'session=',
		'session=x',
		`session=${'a'.repeat(5000)}`,
		'session=%00',
		"session='; --",
		'sess%69on=abc'
	])('is none for the header %j', async (header) => {
		expect(await fromCookie(db.sql, header, minutes(1))).toBe(null);
	});
});

describe('the cookie of a session', () => {
	test('cannot be read by scripts, goes to no other site, and only over TLS where the address is https', () => {
		expect(cookieAttributes('https://landsby.example', 'staff')).toEqual({
			path: '/',
			httpOnly: true,
			sameSite: 'lax',
			secure: true,
			maxAge: sessionLife.staff.absolute / 1000
		});
		expect(cookieAttributes('http://localhost:3000', 'guest').secure).toBe(false);
	});
});
