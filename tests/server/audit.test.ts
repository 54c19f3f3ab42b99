import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import * as audit from '../../server/access/audit.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
beforeEach(async () => (db = await freshDatabase()));
afterEach(() => db.drop());

const at = new Date('2026-11-24T08:00:00.123Z');

async function chainOf(length: number): Promise<string> {
	const chain = newId();
	for (let n = 1; n <= length; n += 1)
		await audit.write(db.sql, {
			chain,
			at,
			actorUser: newId(),
			action: 'roomOpened',
			subject: { n, words: 'æøå' },
			familySees: true
		});
	return chain;
}

/** As the owner of the database, past the triggers: what a backup program or an intruder could do. */
async function tamper(change: (owner: TestDatabase['owner']) => Promise<unknown>): Promise<void> {
	await db.owner`alter table audit disable trigger all`;
	await change(db.owner);
	await db.owner`alter table audit enable trigger all`;
}

describe('the record of who did what', () => {
	test('is whole when nobody touched it', async () => {
		await chainOf(5);
		await chainOf(3);
		await audit.write(db.sql, { chain: null, at, action: 'signIn', familySees: false });
		expect(await audit.verify(db.sql)).toEqual({ rows: 9, chains: 3, broken: null });
		expect((await audit.heads(db.sql)).map(({ n }) => n).sort()).toEqual([1, 3, 5]);
	});

	test('numbers rows without holes when many write at once', async () => {
		const chain = newId();
		await Promise.all(
			Array.from({ length: 40 }, () =>
				db.sql.begin((tx) => audit.write(tx, { chain, at, action: 'roomOpened', familySees: true }))
			)
		);
		const rows = await db.sql<{ n: number }[]>`select n from audit where chain = ${chain} order by n`;
		expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
		expect((await audit.verify(db.sql)).broken).toBe(null);
	});

	test('does not happen without its act, nor the act without it', async () => {
		const chain = newId();
		const undone = db.sql.begin(async (tx) => {
			await audit.write(tx, { chain, at, action: 'publish', familySees: true });
			throw new Error('the act failed');
		});
		await expect(undone).rejects.toThrow('the act failed');
		expect(await db.sql`select 1 from audit where chain = ${chain}`).toHaveLength(0);
	});

	test('cannot be changed by the server itself', async () => {
		await chainOf(2);
		await expect(db.sql`update audit set action = 'signOut'`).rejects.toThrow();
		await expect(db.sql`delete from audit`).rejects.toThrow();
		await expect(db.owner`truncate audit`).rejects.toThrow(/never changed/);
	});

	test('names the row whose content was changed', async () => {
		const chain = await chainOf(5);
		for (const change of [
			(owner: TestDatabase['owner']) =>
				owner`update audit set action = 'invite' where chain = ${chain} and n = 3`,
			(owner: TestDatabase['owner']) =>
				owner`update audit set action = 'roomOpened', subject = '{"n": 33}' where chain = ${chain} and n = 3`,
			(owner: TestDatabase['owner']) =>
				owner`update audit set subject = '{"n": 3, "words": "æøå"}', at = at + interval '1 second' where chain = ${chain} and n = 3`,
			(owner: TestDatabase['owner']) =>
				owner`update audit set at = at - interval '1 second', family_sees = false where chain = ${chain} and n = 3`
		]) {
			await tamper(change);
			expect((await audit.verify(db.sql)).broken).toEqual({ chain, n: 3, reason: 'changed' });
		}
		await tamper((owner) => owner`update audit set family_sees = true where chain = ${chain} and n = 3`);
		expect((await audit.verify(db.sql)).broken).toBe(null);
	});

	test('names the row that points at another one before it', async () => {
		const chain = await chainOf(3);
		await tamper((owner) => owner`update audit set prev = hash where chain = ${chain} and n = 2`);
		expect((await audit.verify(db.sql)).broken).toEqual({ chain, n: 2, reason: 'unlinked' });
	});

	test('names the place of a row that was taken out', async () => {
		const chain = await chainOf(5);
		await tamper((owner) => owner`delete from audit where chain = ${chain} and n = 2`);
		expect((await audit.verify(db.sql)).broken).toEqual({ chain, n: 2, reason: 'missing' });
		// Closing the gap in the numbers does not help.
		await tamper((owner) => owner`update audit set n = n - 1 where chain = ${chain} and n > 2`);
		expect((await audit.verify(db.sql)).broken).toMatchObject({ chain, n: 2 });
	});

	test('names the first of two rows that changed places', async () => {
		const chain = await chainOf(4);
		await tamper(async (owner) => {
			await owner`update audit set n = 99 where chain = ${chain} and n = 2`;
			await owner`update audit set n = 2 where chain = ${chain} and n = 3`;
			await owner`update audit set n = 3 where chain = ${chain} and n = 99`;
		});
		expect((await audit.verify(db.sql)).broken).toMatchObject({ chain, n: 2 });
	});

	test('names the row that was put in between, and a chain passed off as another', async () => {
		const chain = await chainOf(3);
		await tamper(
			(owner) => owner`
				insert into audit select ${newId()}, chain, 4, at, actor_user, actor_participant, action, subject, family_sees, prev, hash
				from audit where chain = ${chain} and n = 3`
		);
		expect((await audit.verify(db.sql)).broken).toMatchObject({ chain, n: 4 });
		const other = newId();
		await tamper(async (owner) => {
			await owner`delete from audit where n = 4`;
			await owner`update audit set chain = ${other}`;
		});
		expect((await audit.verify(db.sql)).broken).toMatchObject({ chain: other, n: 1 });
	});

	test('that was cut at its end no longer fits the head that was printed', async () => {
		const chain = await chainOf(3);
		const [printed] = await audit.heads(db.sql);
		await tamper((owner) => owner`delete from audit where chain = ${chain} and n = 3`);
		const [found] = await audit.heads(db.sql);
		expect(found).not.toEqual(printed);
		expect(found?.n).toBe(2);
	});
});
