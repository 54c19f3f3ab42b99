// One PostgreSQL for the whole test run: the embedded one, the Debian one of version 15 where LANDSBY_TEST_PG=15
// asks for it, or the one of DATABASE_URL. Says which.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../server/db/embedded.ts';
import { connectTo } from '../../server/db/postgres.ts';
import { createLog } from '../../server/log.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		/** Of a database in which others may be made; `{name}` stands for the database's name. */
		databaseUrl: string;
	}
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const { url, stop } = await start();
	const sql = connectTo(url.replace('{name}', 'postgres'), { max: 1 });
	const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
	await sql.end();
	process.stdout.write(`PostgreSQL ${row?.version ?? '?'} for the tests of server and database\n`);
	project.provide('databaseUrl', url);
	return stop;
}

async function start(): Promise<{ url: string; stop: () => Promise<void> }> {
	const given = process.env['DATABASE_URL'];
	if (given) {
		const url = new URL(given);
		url.pathname = '/{name}';
		return { url: decodeURI(url.href), stop: () => Promise.resolve() };
	}
	const folder = mkdtempSync(join(tmpdir(), 'landsby-test-'));
	if (process.env['LANDSBY_TEST_PG'] === '15') return startDebian(folder);
	chmodSync(folder, 0o711);
	const embedded = await startEmbedded(folder, createLog('error'));
	return {
		url: `postgres://landsby@localhost/{name}?host=${encodeURIComponent(join(embedded.connection.path, '..'))}`,
		stop: async () => {
			await embedded.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

/** The system's PostgreSQL 15 in a cluster of its own; it refuses to run as root. */
async function startDebian(folder: string): Promise<{ url: string; stop: () => Promise<void> }> {
	const bin = '/usr/lib/postgresql/15/bin';
	const nobody = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : null;
	if (nobody) chownSync(folder, nobody.uid, nobody.gid);
	const options = { ...nobody, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
	const data = join(folder, 'data');
	const made = spawnSync(
		join(bin, 'initdb'),
		['-D', data, '-U', 'landsby', '-A', 'trust', '-E', 'UTF8'],
		options
	);
	if (made.status !== 0) throw new Error(made.stderr.toString());
	writeFileSync(join(data, 'pg_hba.conf'), 'local all all trust\n');
	const child = spawn(
		join(bin, 'postgres'),
		['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'max_connections=100'],
		{ ...options, stdio: 'ignore' }
	);
	const url = `postgres://landsby@localhost/{name}?host=${encodeURIComponent(folder)}`;
	for (let tries = 0; ; tries += 1) {
		const sql = connectTo(url.replace('{name}', 'postgres'), { max: 1, onnotice: () => undefined });
		try {
			await sql`select 1`;
			break;
		} catch (error) {
			if (tries > 200) throw error;
			await wait(50);
		} finally {
			await sql.end();
		}
	}
	return {
		url,
		stop: async () => {
			const ended = new Promise((resolve) => child.once('exit', resolve));
			child.kill('SIGINT');
			await ended;
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

function idOf(which: '-u' | '-g'): number {
	return Number(spawnSync('id', [which, 'nobody'], { encoding: 'utf8' }).stdout.trim());
}
