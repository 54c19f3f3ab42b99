// The pool, and a connection of its own for the update log. Embedded by default, any PostgreSQL from 15 on
// by DATABASE_URL; the same SQL on both.
import postgres, { type Options, type Sql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import type { Config } from '../config.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { startEmbedded, type Embedded } from './embedded.ts';
import { migrate } from './migrate.ts';

const oldestVersion = 150_000;
const appRole = 'landsby_app';
/** Whatever is still asked when the pool is closed has been waited for before. */
const closeSeconds = 1;

export interface Database {
	/** The pool: pages, actions, projector. Works as `landsby_app` where that role could be made. */
	readonly sql: Sql;
	/** One connection for the update log alone, so that a slow report cannot stand in its way. */
	readonly log: Sql;
	readonly kind: 'embedded' | 'external';
	/** Whether this process started the database itself, so that it ends with it. */
	readonly started: boolean;
	/** Of the server, such as "18.4". */
	readonly version: string;
	/** False: versions and audit are kept from change by triggers only. */
	readonly roleSeparated: boolean;
	close(): Promise<void>;
}

/**
 * Values as this code wants them: numbers of updates and client ids are safe integers, days stay text.
 * Instants (timestamptz) come as Date.
 */
const types = {
	bigint: {
		to: 20,
		from: [20],
		serialize: (value: number) => String(value),
		parse: (text: string) => {
			const value = Number(text);
			if (!Number.isSafeInteger(value)) throw new RangeError('a number in the database is too large');
			return value;
		}
	},
	day: { to: 1082, from: [1082], serialize: (value: string) => value, parse: (text: string) => text }
};

/**
 * Opens the database: starts the embedded one where no other is named, migrates it, and connects as the
 * role that may not change what must stay.
 * @throws AppError `unavailable` or `conflict`, one line for the operator
 */
export async function openDatabase(
	config: Pick<Config, 'databaseUrl' | 'dataDir' | 'limits'>,
	log: Log
): Promise<Database> {
	const embedded = config.databaseUrl === null ? await startEmbedded(config.dataDir, log) : null;
	const connect = (options: Options<Record<string, never>>): Sql => {
		const all = { connect_timeout: 5, onnotice: () => undefined, ...options };
		return config.databaseUrl === null
			? postgres({ ...embedded?.connection, ...all, types } as never) // the types only shape values
			: connectTo(config.databaseUrl, all);
	};
	try {
		return await open(connect, embedded, config.limits);
	} catch (error) {
		await embedded?.stop();
		throw error;
	}
}

/**
 * Connects by URL. As with PostgreSQL's own tools, `?host=/directory` means a unix socket there.
 */
export function connectTo(databaseUrl: string, options: Options<Record<string, never>>): Sql {
	const url = new URL(databaseUrl);
	const socket = url.searchParams.get('host');
	url.searchParams.delete('host');
	const path = socket?.startsWith('/') ? { path: `${socket}/.s.PGSQL.${url.port || '5432'}` } : {};
	return postgres(url.href, { ...options, ...path, types } as never); // the types only shape values
}

async function open(
	connect: (more: Options<Record<string, never>>) => Sql,
	embedded: Embedded | null,
	limits: Pick<Limits, 'statementMs' | 'lockMs' | 'idleInTransactionMs' | 'poolConnections'>
): Promise<Database> {
	const owner = connect({ max: 2 });
	let version: string;
	let roleSeparated: boolean;
	try {
		version = await checkVersion(owner);
		await migrate(owner);
		const [role] = await owner<{ is: boolean }[]>`
			select pg_has_role(current_user, oid, 'member') as is from pg_roles where rolname = ${appRole}`;
		roleSeparated = role?.is ?? false;
	} finally {
		await owner.end({ timeout: 5 });
	}
	const parameters = {
		application_name: 'landsby',
		statement_timeout: limits.statementMs,
		lock_timeout: limits.lockMs,
		idle_in_transaction_session_timeout: limits.idleInTransactionMs,
		...(roleSeparated ? { role: appRole } : {})
	};
	const sql = connect({ max: limits.poolConnections, connection: parameters });
	const updateLog = connect({
		max: 1,
		connection: { ...parameters, application_name: 'landsby-log', plan_cache_mode: 'force_generic_plan' }
	});
	// The first query of a connection cannot carry arrays: their types are fetched with it.
	await Promise.all([sql`select 1`, updateLog`select 1`]);
	return {
		sql,
		log: updateLog,
		kind: embedded ? 'embedded' : 'external',
		started: embedded?.adopted === false,
		version,
		roleSeparated,
		close: async () => {
			await Promise.all([sql.end({ timeout: closeSeconds }), updateLog.end({ timeout: closeSeconds })]);
			await embedded?.stop();
		}
	};
}

async function checkVersion(owner: Sql): Promise<string> {
	try {
		const [row] = await owner<{ number: string; text: string }[]>`
			select current_setting('server_version_num') as number, current_setting('server_version') as text`;
		if (!row || Number(row.number) < oldestVersion)
			throw new AppError('conflict', `PostgreSQL 15 or newer is needed, this is ${row?.text ?? 'unknown'}.`);
		return row.text.split(' ')[0] ?? row.text;
	} catch (error) {
		if (error instanceof AppError) throw error;
		const reason = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
		throw new AppError('unavailable', `The database does not answer (${reason}). Check DATABASE_URL.`, {
			cause: error
		});
	}
}
