// A fresh, migrated database for a test file, on the PostgreSQL of the run.
import { randomBytes } from 'node:crypto';
import type { Sql } from 'postgres';
import { inject } from 'vitest';
import { readConfig, type Config } from '../../server/config.ts';
import { connectTo, openDatabase, type Database } from '../../server/db/postgres.ts';
import { createLog } from '../../server/log.ts';

export interface TestDatabase {
	readonly config: Config;
	readonly databaseUrl: string;
	readonly database: Database;
	readonly sql: Sql;
	/** As the owner, who may do what the product may not: only for tests that tamper. */
	readonly owner: Sql;
	/** Ends connections and drops the database. */
	drop(): Promise<void>;
}

/** @param env settings on top of the test's own */
export async function freshDatabase(env: Readonly<Record<string, string>> = {}): Promise<TestDatabase> {
	const template = inject('databaseUrl');
	const name = `landsby_${randomBytes(6).toString('hex')}`;
	const admin = connectTo(template.replace('{name}', 'postgres'), { max: 1, onnotice: () => undefined });
	await admin`create database ${admin(name)}`;
	const opened = await open(template.replace('{name}', name), env);
	return {
		...opened,
		drop: async () => {
			await opened.drop();
			await admin`drop database ${admin(name)} with (force)`;
			await admin.end();
		}
	};
}

/** The same database once more, with connections of its own, as another process has it; dropping it ends those alone. */
export function sameDatabase(
	{ databaseUrl }: Pick<TestDatabase, 'databaseUrl'>,
	env: Readonly<Record<string, string>> = {}
): Promise<TestDatabase> {
	return open(databaseUrl, env);
}

async function open(databaseUrl: string, env: Readonly<Record<string, string>>): Promise<TestDatabase> {
	const config = readConfig({
		DATABASE_URL: databaseUrl,
		LANDSBY_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
		LANDSBY_DEMO: 'off',
		LOG_LEVEL: 'silent',
		...env
	});
	const database = await openDatabase(config, createLog(config.logLevel));
	const owner = connectTo(databaseUrl, { max: 1, onnotice: () => undefined });
	return {
		config,
		databaseUrl,
		database,
		sql: database.sql,
		owner,
		drop: async () => {
			await owner.end();
			await database.close();
		}
	};
}
