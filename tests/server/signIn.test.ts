import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAppError } from '#lib/errors.ts';
import { hashPassword, passwordProblem, verifyPassword } from '../../server/access/passwords.ts';
import * as signInLinks from '../../server/access/signInLinks.ts';
import { deviceOf, knownDevice } from '../../server/access/signInTries.ts';
import * as users from '../../server/access/users.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
beforeAll(async () => (db = await freshDatabase()));
afterAll(() => db.drop());

const password = 'kjøkkenbord i lampelys';
const start = new Date('2026-11-24T08:00:00Z');
const seconds = (count: number) => new Date(start.getTime() + count * 1000);
let made = 0;

async function staff(): Promise<{ id: string; email: string }> {
	made += 1;
	const email = `jonas${made}@landsby.example`;
	const user = await users.addStaff(db.sql, { email, name: 'Jonas Berg', office: 'staff', password }, start);
	return { id: user.id, email };
}

function tries(email: string, address: string, device: string | null = null) {
	return (given: string, at: Date) =>
		users.withPassword(
			db.sql,
			db.config.secret,
			{ email, password: given, address, knownDevice: device },
			at
		);
}

describe('a password', () => {
	test('is kept as an argon2id hash with a salt of its own', async () => {
		const [one, two] = await Promise.all([hashPassword(password), hashPassword(password)]);
		expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
		expect(one).not.toBe(two);
		expect(await verifyPassword(one, password)).toBe(true);
		expect(await verifyPassword(one, `${password} `)).toBe(false);
	});

	test('of nobody is never right, and costs the same work: it waits in the same line', async () => {
		const results = await Promise.allSettled(
			Array.from({ length: 60 }, () => verifyPassword(null, 'a wrong password'))
		);
		const answered = results.filter((result) => result.status === 'fulfilled');
		expect(answered).toHaveLength(4 + 50);
		for (const { value } of answered) expect(value).toBe(false);
	});

	test('has at least twelve characters and at most 256 bytes, and is none of those everybody tries', () => {
		expect(passwordProblem('elleve tegn')).toBe('tooShort');
		expect(passwordProblem('tolv tegn ja')).toBe(null);
		expect(passwordProblem('å'.repeat(129))).toBe('tooLong');
		expect(passwordProblem('Barnevernet2026!')).toBe('tooCommon');
		expect(passwordProblem('aaaaaaaaaaaa')).toBe('tooCommon');
		expect(passwordProblem('landsby-demo')).toBe(null);
	});

	test('is checked for four at a time; more than fifty waiting are told to come back', async () => {
		const stored = await hashPassword(password);
		const results = await Promise.allSettled(
			Array.from({ length: 200 }, () => verifyPassword(stored, 'a wrong password'))
		);
		const refused = results.filter((result) => result.status === 'rejected');
		expect(refused).toHaveLength(200 - 4 - 50);
		for (const { reason } of refused) expect(reason).toMatchObject({ code: 'tooMany' });
		expect(await verifyPassword(stored, password)).toBe(true);
	});
});

describe('signing in', () => {
	test('works with the address in any case, and not with another password', async () => {
		const { email, id } = await staff();
		const from = tries(email.toUpperCase(), '192.0.2.1');
		expect((await from(password, start))?.id).toBe(id);
		expect(await from('a wrong password', start)).toBe(null);
	});

	test('answers an unknown account, a closed account and a wrong password alike', async () => {
		const { email } = await staff();
		await users.disable(db.sql, email, start);
		expect(await tries(email, '192.0.2.2')(password, start)).toBe(null);
		expect(await tries('nobody@landsby.example', '192.0.2.2')(password, start)).toBe(null);
		const guest = await users.addGuest(db.sql, 'Gunnvor', start);
		expect(await users.byId(db.sql, guest)).toMatchObject({ kind: 'guest', email: null });
	});

	test('is slowed down from the eleventh try, longer each time, never for ever', async () => {
		const { email, id } = await staff();
		const from = tries(email, '192.0.2.3');
		for (let round = 0; round < 10; round += 1) expect(await from('wrong wrong wrong', start)).toBe(null);
		await expect(from(password, start)).rejects.toMatchObject({ code: 'tooMany', retryAfterSeconds: 1 });
		expect(await from('wrong wrong wrong', seconds(1))).toBe(null);
		await expect(from(password, seconds(2))).rejects.toMatchObject({ retryAfterSeconds: 1 });
		expect(await from('wrong wrong wrong', seconds(3))).toBe(null);
		await expect(from(password, seconds(3))).rejects.toMatchObject({ retryAfterSeconds: 4 });
		// The owner gets in as soon as the wait is over, and starts from nothing again.
		expect((await from(password, seconds(7)))?.id).toBe(id);
		expect(await from('wrong wrong wrong', seconds(7))).toBe(null);
	});

	test('never waits longer than five minutes', async () => {
		const { email } = await staff();
		const from = tries(email, '192.0.2.4');
		let at = start.getTime();
		let longest = 0;
		// Each as early as it may be, so that the count within a quarter of an hour is as high as it can be.
		for (let round = 0; round < 34; round += 1) {
			const wait = await from('wrong wrong wrong', new Date(at)).then(
				() => 0,
				(error: unknown) => (isAppError(error) ? (error.retryAfterSeconds ?? 0) : 0)
			);
			longest = Math.max(longest, wait);
			at += wait * 1000;
		}
		expect(longest).toBe(300);
	}, 60_000);

	test('counts a hundred tries at once one by one', async () => {
		const { email } = await staff();
		const from = tries(email, '192.0.2.5');
		const results = await Promise.allSettled(
			Array.from({ length: 60 }, () => from('wrong wrong wrong', start))
		);
		const looked = results.filter((result) => result.status === 'fulfilled');
		expect(looked).toHaveLength(10);
	});

	test('is not closed to its owner by a stranger who guesses: the known device is counted by itself', async () => {
		const { email, id } = await staff();
		const stranger = tries(email, '198.51.100.7');
		for (let round = 0; round < 10; round += 1) await stranger('wrong wrong wrong', start);
		await expect(stranger(password, start)).rejects.toMatchObject({ code: 'tooMany' });
		const owner = tries(email, '192.0.2.6', knownDevice(db.config.secret, id));
		expect((await owner(password, start))?.id).toBe(id);
	});

	test('is not helped by the known device of another account, or a forged one', async () => {
		const [mine, theirs] = [await staff(), await staff()];
		const cookie = knownDevice(db.config.secret, mine.id);
		expect(deviceOf(db.config.secret, mine.id, cookie)).not.toBe(null);
		expect(deviceOf(db.config.secret, theirs.id, cookie)).toBe(null);
		expect(deviceOf('another secret of thirty-two bytes', mine.id, cookie)).toBe(null);
		expect(deviceOf(db.config.secret, mine.id, `${cookie.slice(0, -2)}xx`)).toBe(null);
	});

	test('is slowed for an address that tries a hundred accounts', async () => {
		const spray = (round: number) => tries(`spray${round}@landsby.example`, '198.51.100.9')(password, start);
		for (let round = 0; round < 100; round += 1) expect(await spray(round)).toBe(null);
		await expect(spray(100)).rejects.toMatchObject({ code: 'tooMany' });
		// Another address is not touched by it.
		expect(await tries('spray100@landsby.example', '192.0.2.8')(password, start)).toBe(null);
	}, 60_000);

	test('keeps neither account nor address in clear', async () => {
		const { email } = await staff();
		await tries(email, '203.0.113.77')('wrong wrong wrong', start);
		const rows = await db.owner<{ key: Buffer }[]>`select key from sign_in_tries`;
		for (const { key } of rows) {
			expect(key).toHaveLength(32);
			expect(key.toString('latin1')).not.toContain('203.0.113');
		}
	});
});

describe('a one-time sign-in link', () => {
	test('is not used up by looking, and works once', async () => {
		const { id } = await staff();
		const { token } = await signInLinks.make(db.sql, id, start);
		for (let round = 0; round < 20; round += 1)
			expect(await signInLinks.works(db.sql, token, seconds(1))).toBe(true);
		expect(await signInLinks.use(db.sql, token, seconds(2))).toBe(id);
		expect(await signInLinks.works(db.sql, token, seconds(3))).toBe(false);
		await expect(signInLinks.use(db.sql, token, seconds(3))).rejects.toMatchObject({ code: 'gone' });
	});

	test('is got by one of two at the same instant', async () => {
		const { id } = await staff();
		const { token } = await signInLinks.make(db.sql, id, start);
		const both = await Promise.allSettled([1, 2].map(() => signInLinks.use(db.sql, token, seconds(1))));
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	});

	test('ends after a quarter of an hour, and when a new one is made', async () => {
		const { id } = await staff();
		const first = await signInLinks.make(db.sql, id, start);
		expect(await signInLinks.works(db.sql, first.token, seconds(15 * 60))).toBe(false);
		const second = await signInLinks.make(db.sql, id, start);
		expect(await signInLinks.works(db.sql, first.token, seconds(1))).toBe(false);
		expect(await signInLinks.works(db.sql, second.token, seconds(1))).toBe(true);
	});

	test('stands in the database as a hash only', async () => {
		const { id } = await staff();
		const { token } = await signInLinks.make(db.sql, id, start);
		const rows = await db.owner<{ row: string }[]>`select to_jsonb(l)::text as row from sign_in_links l`;
		const bytes = Buffer.from(token, 'base64url').toString('hex');
		for (const { row } of rows) {
			expect(row).not.toContain(token);
			expect(row).not.toContain(bytes);
		}
	});
});

describe('an account', () => {
	test('is made once for an address, whatever its case', async () => {
		const { email } = await staff();
		const again = {
			email: ` ${email.toUpperCase()} `,
			name: 'Another',
			office: 'staff',
			password: null
		} as const;
		await expect(users.addStaff(db.sql, again, start)).rejects.toMatchObject({
			code: 'conflict',
			field: 'email'
		});
	});

	test('is refused with the field that does not fit', async () => {
		const good = { email: 'mina@landsby.example', name: 'Mina', office: 'staff', password } as const;
		const refused = (staff: Partial<users.NewStaff>) => users.addStaff(db.sql, { ...good, ...staff }, start);
		await expect(refused({ email: 'mina' })).rejects.toMatchObject({ code: 'invalid', field: 'email' });
		await expect(refused({ name: ' ' })).rejects.toMatchObject({ code: 'invalid', field: 'name' });
		await expect(refused({ name: 'å'.repeat(10_000) })).rejects.toMatchObject({
			code: 'invalid',
			field: 'name'
		});
		await expect(refused({ password: 'short' })).rejects.toMatchObject({
			code: 'invalid',
			field: 'password'
		});
	});
});
