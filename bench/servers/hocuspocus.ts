// Hocuspocus with its database extension, on the same PostgreSQL.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import * as v from 'valibot';
import { freePort, ServerProcess, type BenchServer } from './server.ts';

const Package = v.pipe(v.string(), v.parseJson(), v.object({ version: v.string() }));

/** @param databaseUrl of an empty database of its own */
export async function hocuspocus(databaseUrl: string, sql: Sql): Promise<BenchServer> {
	const port = await freePort();
	const server = new ServerProcess('Hocuspocus', 'peers/hocuspocus.mjs', {
		PORT: String(port),
		DATABASE_URL: databaseUrl
	});
	const manifest = join(
		import.meta.dirname,
		'..',
		'peers',
		'node_modules',
		'@hocuspocus',
		'server',
		'package.json'
	);
	return {
		name: 'hocuspocus',
		label: 'Hocuspocus',
		version: v.parse(Package, readFileSync(manifest, 'utf8')).version,
		stores: true,
		takenIsStored: false,
		get pid() {
			return server.pid;
		},
		// A document comes to be when somebody opens it.
		rooms: (names) =>
			Promise.resolve(
				names.map((document) => ({
					wire: 'hocuspocus',
					url: `ws://127.0.0.1:${port}/`,
					headers: {},
					document
				}))
			),
		storedAt: async ({ document }) => {
			const [row] = await sql<{ at: Date }[]>`
				select stored_at as at from documents where name = ${document}`;
			return row?.at.getTime() ?? 0;
		},
		start: () => server.start(),
		memory: () => server.memory(),
		pause: () => server.pause(),
		stop: () => server.end('SIGTERM'),
		kill: () => server.end('SIGKILL')
	};
}
