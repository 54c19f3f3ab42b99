// Landsby with all its guards on. What would take one machine full of load for an attack is raised, and nothing else.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import * as v from 'valibot';
import type { Target } from '../load/wire.ts';
import { freePort, ServerProcess, type BenchServer } from './server.ts';

/** All load comes from one address, each room's by one session, and some of it faster than people write. */
export const raisedLimits = {
	socketsPerAddress: 5_000,
	upgradesPerMinute: 1_000_000,
	socketsPerSession: 200,
	messagesPerSecond: 1_000_000,
	messagesBurst: 1_000_000,
	updateBytesPerMinute: 1_000_000_000,
	freshClients: 1_000_000,
	conflictStepsKept: 1_000_000_000,
	judgeMsPerMinute: 1_000_000_000
};

const root = join(import.meta.dirname, '..', '..');
const Package = v.pipe(v.string(), v.parseJson(), v.object({ version: v.string() }));
const Rooms = v.pipe(
	v.string(),
	v.parseJson(),
	v.record(v.string(), v.object({ url: v.string(), cookie: v.string() }))
);

/** @param databaseUrl of an empty database of its own */
export async function landsby(databaseUrl: string, sql: Sql): Promise<BenchServer> {
	const port = await freePort();
	const env = {
		PORT: String(port),
		HOST: '127.0.0.1',
		ORIGIN: `http://localhost:${port}`,
		DATABASE_URL: databaseUrl,
		DATA_DIR: join(tmpdir(), 'landsby-bench'),
		LANDSBY_SECRET: 'only-for-the-bench-only-for-the-bench-only',
		LANDSBY_DEMO: 'off',
		LOG_LEVEL: 'warn',
		LANDSBY_LIMITS: JSON.stringify(raisedLimits)
	};
	const server = new ServerProcess('Landsby', 'servers/landsbyProcess.ts', env);
	return {
		name: 'landsby',
		label: 'Landsby',
		version: v.parse(Package, readFileSync(join(root, 'package.json'), 'utf8')).version,
		stores: true,
		takenIsStored: true,
		get pid() {
			return server.pid;
		},
		rooms: async (names) => {
			const rooms = v.parse(Rooms, await loadRooms(names, env));
			return names.map((name): Target => {
				const room = rooms[name];
				if (!room) throw new Error(`no room ${name}`);
				const address = new URL(room.url);
				return {
					wire: 'landsby',
					url: `ws://127.0.0.1:${port}${address.pathname}`,
					headers: { Cookie: room.cookie, Origin: env.ORIGIN },
					document: address.pathname.slice(-36)
				};
			});
		},
		storedAt: async ({ document }) => {
			const [row] = await sql<{ at: Date | null }[]>`
				select max(at) as at from updates u join documents d on d.id = u.document_id
				where d.room_id = ${document} and d.space = 'room'`;
			return row?.at?.getTime() ?? 0;
		},
		start: () => server.start(),
		memory: () => server.memory(),
		pause: () => server.pause(),
		stop: () => server.end('SIGTERM'),
		kill: () => server.end('SIGKILL')
	};
}

/** The operator's command, beside the server. */
function loadRooms(names: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
	return new Promise((resolve, reject) => {
		const cli = spawn(process.execPath, ['server/cli/main.ts', 'load-rooms', '--json'], {
			cwd: root,
			env: { ...process.env, ...env },
			stdio: ['pipe', 'pipe', 'inherit']
		});
		let out = '';
		cli.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
		cli.once('error', reject);
		cli.once('exit', (code) =>
			code === 0 ? resolve(out) : reject(new Error(`load-rooms ended with ${code ?? 'a signal'}`))
		);
		cli.stdin.end(JSON.stringify(names));
	});
}
