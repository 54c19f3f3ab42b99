// The whole product for a journey: the built server as its own process, on a database of its own, that can be
// killed and started again.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import * as joining from '../../server/access/joining.ts';
import * as sessions from '../../server/access/sessions.ts';
import * as users from '../../server/access/users.ts';
import { connectTo } from '../../server/db/postgres.ts';
import { copyPrepared } from './prepared.ts';
import { freePort } from './freePort.ts';
import { startPostgres15 } from './postgres15.ts';

const root = join(import.meta.dirname, '..', '..');
/** What is read of the server's modules once is not read again by its next start, nor by the command line. */
const compileCache = join(root, 'node_modules', '.cache', 'node');
const node = join(root, 'node_modules', '.bin', 'node');

export interface Landsby {
	readonly origin: string;
	/** Where it listens, and where its data lies: another process may share the latter. */
	readonly port: number;
	readonly dataDir: string;
	/** For looking into its database. */
	readonly databaseUrl: string;
	/** The id of a demo room, by the letter of its case. */
	demoRoom(label: string): Promise<string>;
	/** The id of somebody of a room who has this role, by which they can be given a session. */
	participant(room: string, role: string): Promise<string>;
	/**
	 * A new session, without the page where one signs in.
	 * @param who an account by its e-mail address, or a participant by id; a guest is made where nobody has come yet
	 * @returns `name=value`, for a Cookie header
	 */
	session(who: string): Promise<string>;
	/** Runs a command of the operator's, beside the server. @returns its JSON */
	cli(...args: string[]): unknown;
	/** Everything it has written to its outputs, of all its starts. */
	said(): string;
	/** Kills the server as a power cut would. */
	kill(): Promise<void>;
	/** Asks it to stop, as an operator does, and waits until it has. */
	stop(): Promise<void>;
	/** Starts it again on the same data. */
	start(): Promise<void>;
	/** Stops it and removes its data. */
	close(): Promise<void>;
}

/** Starts Landsby with the demo rooms: on the embedded database, or with LANDSBY_TEST_PG=15 on the system's own. */
export async function startLandsby(more: Readonly<Record<string, string>> = {}): Promise<Landsby> {
	const port = await freePort();
	const data = mkdtempSync(join(tmpdir(), 'landsby-journey-'));
	copyPrepared(data, more);
	const own =
		process.env['LANDSBY_TEST_PG'] === '15'
			? await startPostgres15(mkdtempSync(join(tmpdir(), 'landsby-journey-pg-')))
			: null;
	const databaseUrl =
		more['DATABASE_URL'] ??
		own?.url.replace('{name}', 'postgres') ??
		`postgres://landsby@localhost/landsby?host=${encodeURIComponent(join(data, 'postgres'))}`;
	const env = {
		...process.env,
		...(own ? { DATABASE_URL: databaseUrl } : {}),
		NODE_COMPILE_CACHE: compileCache,
		PORT: String(port),
		ORIGIN: `http://localhost:${port}`,
		DATA_DIR: data,
		LOG_LEVEL: 'warn',
		LANDSBY_DEMO: 'on',
		...more
	};
	let child: ChildProcess | null = null;
	let saidBefore = '';
	let said = '';

	async function start(): Promise<void> {
		const server = spawn(node, ['server/main.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
		child = server;
		saidBefore += said;
		said = '';
		server.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
		await new Promise<void>((resolve, reject) => {
			server.stdout.setEncoding('utf8').on('data', (text: string) => {
				said += text;
				if (said.includes('Landsby is running')) resolve();
			});
			server.once('exit', (code) => reject(new Error(`the server ended (${code}): ${said.slice(-2000)}`)));
		});
	}

	async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
		const server = child;
		if (!server || server.exitCode !== null || server.signalCode !== null) return;
		const ended = new Promise((resolve) => server.once('exit', resolve));
		server.kill(signal);
		await ended;
	}

	/** Asks the database on a connection of its own: the server may be killed at any time, and nothing is held open then. */
	async function ask<T>(question: (sql: Sql) => Promise<T>): Promise<T> {
		const sql = connectTo(databaseUrl, { max: 1 });
		try {
			return await question(sql);
		} finally {
			await sql.end();
		}
	}

	await start();
	return {
		origin: env.ORIGIN,
		port,
		dataDir: env.DATA_DIR,
		databaseUrl,
		demoRoom: (label) =>
			ask(async (sql) => {
				const [room] = await sql<{ id: string }[]>`select id from rooms where case_label = ${label}`;
				if (!room) throw new Error(`no demo room ${label}`);
				return room.id;
			}),
		participant: (room, role) =>
			ask(async (sql) => {
				const [found] = await sql<{ id: string }[]>`
					select id from participants where room_id = ${room} and role = ${role} and state <> 'removed' and not hidden
						and not carer order by id limit 1`;
				if (!found) throw new Error(`nobody is ${role}`);
				return found.id;
			}),
		session: (who) =>
			ask(async (sql) => {
				const now = new Date();
				if (!who.includes('@')) return sessions.cookieHeader((await joining.sessionFor(sql, who, now)).id);
				const account = await users.byEmail(sql, who);
				if (!account) throw new Error(`no account ${who}`);
				return sessions.cookieHeader((await sessions.start(sql, account.id, now)).id);
			}),
		cli: (...args) => {
			const run = spawnSync(node, ['server/cli/main.ts', ...args, '--json'], {
				cwd: root,
				env,
				encoding: 'utf8'
			});
			if (run.status !== 0) throw new Error(run.stderr);
			const answer: unknown = JSON.parse(run.stdout);
			return answer;
		},
		said: () => saidBefore + said,
		kill: () => end('SIGKILL'),
		stop: () => end('SIGTERM'),
		start,
		close: async () => {
			await end('SIGTERM');
			await own?.stop();
			rmSync(data, { recursive: true, force: true });
		}
	};
}
