// One PostgreSQL for the whole test run: the embedded one, the Debian one of version 15 where LANDSBY_TEST_PG=15
// asks for it, or the one of DATABASE_URL. Says which.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../server/db/embedded.ts';
import { connectTo } from '../../server/db/postgres.ts';
import { createLog } from '../../server/log.ts';
import { startPostgres15 } from './postgres15.ts';

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
	if (process.env['LANDSBY_TEST_PG'] === '15') return startPostgres15(folder);
	chmodSync(folder, 0o711);
	// Two files run at once, and some of them open a dozen servers.
	const embedded = await startEmbedded(folder, createLog('error'), 200);
	return {
		url: `postgres://landsby@localhost/{name}?host=${encodeURIComponent(join(embedded.connection.path, '..'))}`,
		stop: async () => {
			await embedded.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
