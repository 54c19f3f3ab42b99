// The PostgreSQL of a run: the product's embedded one, or that of DATABASE_URL; a fresh database for each server.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { startEmbedded } from '../server/db/embedded.ts';
import { connectTo } from '../server/db/postgres.ts';
import { createLog } from '../server/log.ts';
import { parentOf } from './cpu.ts';

export interface BenchDatabase {
	readonly version: string;
	readonly kind: 'embedded' | 'DATABASE_URL';
	/** Process id of the postmaster; null where PostgreSQL runs on another machine. */
	readonly postmaster: number | null;
	/** Makes an empty database; an older one of this name goes. */
	fresh(name: string): Promise<{ url: string; sql: Sql }>;
	close(): Promise<void>;
}

export async function openDatabase(): Promise<BenchDatabase> {
	const given = process.env['DATABASE_URL'];
	const { url, stop } = given ? { url: urlWith(given), stop: () => Promise.resolve() } : await embedded();
	const admin = connectTo(url('postgres'), { max: 1, onnotice: () => undefined });
	const [row] = await admin<{ version: string; backend: number }[]>`
		select current_setting('server_version') as version, pg_backend_pid() as backend`;
	if (!row) throw new Error('the database says nothing of itself');
	const opened: Sql[] = [];
	return {
		version: row.version.split(' ')[0] ?? row.version,
		kind: given ? 'DATABASE_URL' : 'embedded',
		postmaster: parentOf(row.backend, 'postgres'),
		fresh: async (name) => {
			await admin`drop database if exists ${admin(name)} with (force)`;
			await admin`create database ${admin(name)}`;
			const sql = connectTo(url(name), { max: 2, onnotice: () => undefined });
			opened.push(sql);
			return { url: url(name), sql };
		},
		close: async () => {
			await Promise.all(opened.map((sql) => sql.end({ timeout: 5 })));
			await admin.end({ timeout: 5 });
			await stop();
		}
	};
}

function urlWith(given: string): (name: string) => string {
	return (name) => {
		const url = new URL(given);
		url.pathname = `/${name}`;
		return url.href;
	};
}

async function embedded(): Promise<{ url: (name: string) => string; stop: () => Promise<void> }> {
	const folder = mkdtempSync(join(tmpdir(), 'landsby-bench-'));
	chmodSync(folder, 0o711);
	const postgres = await startEmbedded(folder, createLog('error'));
	const host = encodeURIComponent(join(postgres.connection.path, '..'));
	return {
		url: (name) => `postgres://landsby@localhost/${name}?host=${host}`,
		stop: async () => {
			await postgres.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
