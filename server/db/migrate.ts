// Numbered SQL files of migrations/, each run once, in order, in a transaction of its own.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import postgres, { type ISql, type Sql } from 'postgres';
import { AppError } from '#lib/errors.ts';

const folder = new URL('../../migrations/', import.meta.url);

/** One number for the advisory lock: two processes that start at once migrate one after the other. */
const lockNumber = 7_305_114;

const triesMax = 5;
const triedAgainMs = 50;

interface Migration {
	readonly number: number;
	readonly name: string;
	readonly text: string;
	readonly hash: Buffer;
}

/**
 * Brings a database to the newest state.
 * @param sql a connection of the owner
 * @returns names of the files that ran now
 * @throws AppError `conflict`, in words for the operator, where the database was migrated by a newer version or
 *   a file was changed after it had run
 */
export async function migrate(sql: Sql, migrations?: readonly Migration[]): Promise<string[]> {
	const all = migrations ?? (await readMigrations());
	const connection = await sql.reserve();
	try {
		await connection`select pg_advisory_lock(${lockNumber})`;
		await connection`
			create table if not exists migrations (
				number int primary key, name text not null, hash bytea not null, at timestamptz not null default now())`;
		const done = await connection<{ number: number; name: string; hash: Buffer }[]>`
			select number, name, hash from migrations order by number`;
		checkHistory(all, done);
		const missing = all.filter(({ number }) => !done.some((row) => row.number === number));
		for (const migration of missing) await run(connection, migration);
		return missing.map(({ name }) => name);
	} finally {
		await connection`select pg_advisory_unlock(${lockNumber})`;
		connection.release();
	}
}

/**
 * Roles are the cluster's, and the lock is the database's: where two databases of one cluster are migrated at the same
 * moment, one of them finds the role made by the other and begins anew.
 */
async function run(connection: ISql, { number, name, text, hash }: Migration): Promise<void> {
	for (let tries = 1; ; tries += 1) {
		await connection`begin`;
		try {
			await connection.unsafe(text);
			await connection`insert into migrations (number, name, hash) values (${number}, ${name}, ${hash})`;
			await connection`commit`;
			return;
		} catch (error) {
			await connection`rollback`;
			if (!isOfTheCluster(error) || tries === triesMax)
				throw new AppError('internal', `Migration ${name} failed: ${words(error)}`, { cause: error });
			await wait(triedAgainMs);
		}
	}
}

/** Whether an error is about what all databases of a cluster share: roles, and who belongs to them. */
function isOfTheCluster(error: unknown): boolean {
	if (!(error instanceof postgres.PostgresError)) return false;
	const { code, constraint_name: constraint = '' } = error;
	return code === '42710' || code === 'XX000' || (code === '23505' && constraint.startsWith('pg_auth'));
}

/** The files of migrations/ in order. */
export async function readMigrations(): Promise<Migration[]> {
	const names = (await readdir(folder)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort();
	return Promise.all(
		names.map(async (name) => {
			const text = await readFile(new URL(name, folder), 'utf8');
			return {
				number: Number(name.slice(0, 4)),
				name,
				text,
				hash: createHash('sha256').update(text).digest()
			};
		})
	);
}

function checkHistory(
	all: readonly Migration[],
	done: readonly { number: number; name: string; hash: Buffer }[]
): void {
	for (const row of done) {
		const file = all.find(({ number }) => number === row.number);
		if (!file)
			throw new AppError(
				'conflict',
				`The database was migrated by a newer version of Landsby (${row.name}). Install that version or a newer one.`
			);
		if (!file.hash.equals(row.hash))
			throw new AppError(
				'conflict',
				`Migration ${row.name} was changed after it had run. Put the original file back; changes go into a new migration.`
			);
	}
}

function words(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
