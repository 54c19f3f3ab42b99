import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres, { type ISql, type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectTo, openDatabase } from '../../server/db/postgres.ts';
import { standardLimits } from '../../server/limits.ts';
import { createLog } from '../../server/log.ts';
import { until } from '../support/client.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { startPostgres15 } from '../support/postgres15.ts';

const log = createLog('silent');
let db: TestDatabase;
beforeAll(async () => (db = await freshDatabase()));
afterAll(() => db.drop());

function open(databaseUrl: string) {
	return openDatabase({ databaseUrl, dataDir: '/nowhere', limits: standardLimits }, log).catch(
		(error: unknown) => error
	);
}

describe('a database that an operator names', () => {
	test('that refuses is told in one line', async () => {
		expect(String(await open('postgres://landsby@127.0.0.1:1/landsby'))).toBe(
			'AppError: The database does not answer (ECONNREFUSED). Check DATABASE_URL.'
		);
	});

	test('that takes the call and says nothing is given up after five seconds', async () => {
		const silent: Socket[] = [];
		const server = createServer((socket) => silent.push(socket.on('error', () => undefined)));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo; // it listens on a port
		expect(String(await open(`postgres://landsby@127.0.0.1:${port}/landsby`))).toBe(
			'AppError: The database does not answer (CONNECT_TIMEOUT). Check DATABASE_URL.'
		);
		for (const socket of silent) socket.destroy();
		server.close();
	});

	test('that does not exist is told in one line', async () => {
		const url = new URL(db.config.databaseUrl ?? '');
		url.pathname = '/no_such_database';
		expect(String(await open(url.href))).toMatch(/^AppError: The database does not answer \(3D000\)/);
	});
});

describe('values of the database', () => {
	test('numbers of updates come as numbers, instants as dates, days as text', async () => {
		const [row] = await db.sql`
			select 9007199254740991::bigint as n, '2026-11-24T10:00:00Z'::timestamptz as at, '2026-11-24'::date as day`;
		expect(row).toEqual({
			n: Number.MAX_SAFE_INTEGER,
			at: new Date('2026-11-24T10:00:00Z'),
			day: '2026-11-24'
		});
	});

	test('a number too large to be exact is an error, never a near one', async () => {
		await expect(db.sql`select 9007199254740993::bigint as n`).rejects.toThrow('too large');
	});

	test('the connection of the log takes arrays of bytes from its first query on', async () => {
		const bytes = [Buffer.from([0, 1, 255]), Buffer.alloc(0)];
		const rows = await db.database
			.log`select data from unnest(${db.database.log.array(bytes, 17)}::bytea[]) t(data)`;
		expect(rows.map(({ data }) => data as Buffer)).toEqual(bytes);
	});
});

// The driver as published crashes the process here, or goes on outside the transaction: patches/ mends that.
describe('a connection that is lost', () => {
	let pool: Sql;
	beforeAll(async () => {
		await db.owner`create table lost_connection (step int)`;
		pool = connectTo(db.config.databaseUrl ?? '', { max: 1, onnotice: () => undefined });
	});
	afterAll(() => pool.end());
	const backendOf = async (sql: ISql) =>
		(await sql<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid ?? 0;
	const end = (pid: number) => db.owner`select pg_terminate_backend(${pid})`;

	test('within a transaction’s query fails that transaction, and the next query has a new one', async () => {
		let pid = 0;
		const transaction = pool.begin(async (tx) => {
			pid = await backendOf(tx);
			await tx`select pg_sleep(60)`;
		});
		const failed = expect(transaction).rejects.toThrow();
		await until(() => pid > 0, 'the transaction has begun');
		await end(pid);
		await failed;
		expect(await backendOf(pool)).not.toBe(pid);
	});

	test('between two queries of a transaction lets none of the later ones run outside it', async () => {
		const transaction = pool.begin(async (tx) => {
			await tx`insert into lost_connection values (1)`;
			const pid = await backendOf(tx);
			await end(pid);
			await until(async () => (await backendOf(pool)) !== pid, 'the pool has a new connection');
			await tx`insert into lost_connection values (2)`;
		});
		await expect(transaction).rejects.toThrow();
		expect(await pool`select step from lost_connection`).toEqual([]);
	});

	test('in its first moment, while the driver asks for the types of arrays, fails what waited for it and nothing else', async () => {
		const url = new URL(db.config.databaseUrl ?? '');
		const real = { path: `${url.searchParams.get('host') ?? ''}/.s.PGSQL.5432` };
		// What pg_terminate_backend makes of it.
		const fields = 'SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0';
		const terminated = Buffer.from(`E\0\0\0${String.fromCharCode(fields.length + 4)}${fields}`, 'latin1');
		let cuts = 0;
		const between = createServer((client) => {
			const server = connect(real);
			for (const socket of [client, server]) socket.on('error', () => undefined);
			server.on('data', (data) => client.write(data)).on('close', () => client.destroy());
			client.on('close', () => server.destroy());
			client.on('data', (data) => {
				const isCut = cuts < 3 && data.includes('typcategory');
				if (!isCut) return void server.write(data);
				cuts += 1;
				client.end(terminated);
			});
		});
		await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
		const { port } = between.address() as AddressInfo; // it listens on a port
		const cut = postgres({
			host: '127.0.0.1',
			port,
			user: url.username,
			database: url.pathname.slice(1),
			max: 1
		});
		// A rejection that nobody hears would end the process, and fails this run.
		await until(
			() =>
				cut`select 1`.then(
					() => cuts === 3,
					() => false
				),
			'it has a connection at last'
		);
		expect((await cut<{ list: number[] }[]>`select ${[1, 2]}::int[] as list`)[0]?.list).toEqual([1, 2]);
		await cut.end();
		between.close();
	});

	test('is not one that a transaction takes behind a hundred waiting queries', async () => {
		const waiting = Array.from({ length: 100 }, () => pool`select 1`);
		const transaction = pool.begin(async (tx) => {
			await tx`insert into lost_connection values (3)`;
			throw new Error('undone');
		});
		await expect(transaction).rejects.toThrow('undone');
		await Promise.all(waiting);
		expect(await pool`select step from lost_connection`).toEqual([]);
	});
});

describe('the role that pages work as', () => {
	test('is not the owner, and may not make or change tables', async () => {
		expect(db.database.roleSeparated).toBe(true);
		const [row] = await db.sql`select current_user as name`;
		expect(row).toEqual({ name: 'landsby_app' });
		await expect(db.sql`create table mine (id int)`).rejects.toMatchObject({ code: '42501' });
		await expect(db.sql`alter table audit disable trigger all`).rejects.toMatchObject({ code: '42501' });
		await expect(
			db.sql`insert into migrations (number, name, hash) values (1, 'x', '')`
		).rejects.toMatchObject({
			code: '42501'
		});
	});

	test.skipIf(!existsSync('/usr/lib/postgresql/15/bin/postgres'))(
		'is taken where it was made beforehand for an owner who may make none, as docs/deploy says',
		async () => {
			const said = /```sql\n([^]*?)```/.exec(readFileSync('docs/deploy/README.md', 'utf8'))?.[1] ?? '';
			// The superuser of this cluster has the name that the page gives to the owner.
			const statements = said.replaceAll(/\blandsby\b/g, 'office').split(';');
			const folder = mkdtempSync(join(tmpdir(), 'landsby-roles-'));
			const cluster = await startPostgres15(folder);
			const superuser = connectTo(cluster.url.replace('{name}', 'postgres'), { max: 1 });
			for (const statement of statements) await superuser.unsafe(statement);
			const url = new URL(cluster.url.replace('{name}', 'office'));
			url.username = 'office';
			const made = await openDatabase({ ...db.config, databaseUrl: url.href }, log);
			try {
				expect(made.roleSeparated).toBe(true);
				const [row] = await made.sql`select current_user as name, session_user as "by"`;
				expect(row).toEqual({ name: 'landsby_app', by: 'office' });
				await expect(made.sql`delete from audit`).rejects.toMatchObject({ code: '42501' });
			} finally {
				await made.close();
				await superuser.end();
				await cluster.stop();
			}
		}
	);

	test('[L6, L7] where none could be made, triggers still keep what was published and recorded', async () => {
		const name = `plain_${randomBytes(6).toString('hex')}`;
		await db.owner`create role ${db.owner(name)} nologin`;
		await db.owner`create database ${db.owner(name)} owner ${db.owner(name)}`;
		const url = new URL(db.config.databaseUrl ?? '');
		url.pathname = `/${name}`;
		url.searchParams.set('role', name);
		const plain = await openDatabase({ ...db.config, databaseUrl: url.href }, log);
		try {
			expect(plain.roleSeparated).toBe(false);
			for (const table of ['versions', 'version_parts', 'version_answers', 'audit'])
				await expect(plain.sql`truncate ${plain.sql(table)} cascade`).rejects.toMatchObject({
					code: '23001'
				});
		} finally {
			await plain.close();
			await db.owner`drop database ${db.owner(name)} with (force)`;
			await db.owner`drop role ${db.owner(name)}`;
		}
	});

	test('waits neither for ever for an answer nor for a lock', async () => {
		const [row] = await db.sql`
			select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
				current_setting('idle_in_transaction_session_timeout') as idle`;
		expect(row).toEqual({ statement: '5s', lock: '2s', idle: '10s' });
	});
});
