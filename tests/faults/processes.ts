// Real processes for faults: PostgreSQL in a folder of its own, and any number of servers on it (REDIS_URL among their
// settings where they are several). All of them can be killed, stopped and started again; `close` leaves nothing.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { newId } from '#lib/room/ids.ts';
import type { Role } from '#lib/room/spaces.ts';
import * as participants from '../../server/access/participants.ts';
import * as sessions from '../../server/access/sessions.ts';
import { readConfig } from '../../server/config.ts';
import { startEmbedded } from '../../server/db/embedded.ts';
import { connectTo, openDatabase } from '../../server/db/postgres.ts';
import { createLog } from '../../server/log.ts';
import { createRoom } from '../../server/sync/createRoom.ts';
import { findDocument } from '../../server/sync/load.ts';
import { freePort } from '../support/freePort.ts';
import type { Measured, Order } from './inside.ts';
import { Notes, type Address } from './oracle.ts';

const root = join(import.meta.dirname, '..', '..');
const nodeBinary = join(root, 'node_modules', '.bin', 'node');
const silent = createLog('silent');
export const secret = 'only-for-tests-only-for-tests-only-for-tests';

/**
 * Everything is slower on a busy machine, and the pages of a test write more and come more often than people; the
 * bounds of the product are tried elsewhere. Compaction comes soon, so that faults find it under way.
 */
export const wideLimits = {
	upgradesPerMinute: 1_000_000,
	socketsPerAddress: 1_000,
	messagesPerSecond: 1_000,
	updateBytesPerMinute: 100_000_000,
	textCharacters: 10_000_000,
	judgeMs: 5_000,
	firstJudgeMs: 20_000,
	compactRows: 20
} as const;

/** The limits above, and some of a test's own, as the environment has them. */
export function limits(own: Readonly<Record<string, number>> = {}): { LANDSBY_LIMITS: string } {
	return { LANDSBY_LIMITS: JSON.stringify({ ...wideLimits, ...own }) };
}

/** A folder that PostgreSQL, who is somebody else where root tests, may pass through. */
export function makeFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'landsby-faults-'));
	chmodSync(folder, 0o711);
	return folder;
}

/** The URL of the embedded database in a folder. */
export function urlOf(folder: string): string {
	return `postgres://landsby@localhost/landsby?host=${encodeURIComponent(join(folder, 'postgres'))}`;
}

/** PostgreSQL by itself: it outlives the servers, and is started again when it dies. */
export interface Cluster {
	readonly folder: string;
	readonly url: string;
	/** Directory of its files. */
	readonly data: string;
	/** As its superuser. */
	readonly sql: Sql;
	signal(signal: NodeJS.Signals, whom: 'postmaster' | 'all'): void;
	stop(): Promise<void>;
}

export async function startCluster(folder = makeFolder()): Promise<Cluster> {
	const embedded = await startEmbedded(folder, silent);
	const url = urlOf(folder);
	const sql = connectTo(url, { max: 1, onnotice: () => undefined });
	const data = join(folder, 'postgres', 'data');
	return {
		folder,
		url,
		data,
		sql,
		signal: (signal, whom) => signalPostgres(folder, signal, whom),
		stop: async () => {
			await sql.end({ timeout: 1 });
			await embedded.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

/** Signals the PostgreSQL of a folder: its postmaster, or that and every process of it. */
export function signalPostgres(folder: string, signal: NodeJS.Signals, whom: 'postmaster' | 'all'): void {
	const file = join(folder, 'postgres', 'data', 'postmaster.pid');
	const postmaster = Number(readFileSync(file, 'utf8').split('\n')[0]);
	// The postmaster first: it would start anew what has ended.
	process.kill(postmaster, signal);
	if (whom === 'postmaster') return;
	for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)))
		try {
			const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
			const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
			if (parent === postmaster) process.kill(Number(name), signal);
		} catch {
			// It has ended meanwhile.
		}
}

/** A commit takes so long at least, as on a slow disk: a fault finds more under way. */
export async function slowCommits(url: string, ms: number): Promise<void> {
	const sql = connectTo(url, { max: 1, onnotice: () => undefined });
	const [row] = await sql<{ name: string }[]>`select current_database() as name`;
	await sql.unsafe(`alter database ${row?.name ?? ''} set commit_delay = ${Math.round(ms * 1000)}`);
	await sql.unsafe(`alter database ${row?.name ?? ''} set commit_siblings = 0`);
	await sql.end();
}

/** A server in a process of its own. */
export interface ServerProcess {
	readonly ws: string;
	readonly http: string;
	readonly origin: string;
	readonly port: number;
	readonly isRunning: boolean;
	start(more?: Readonly<Record<string, string>>): Promise<void>;
	/** Ends it. @returns after how many milliseconds, and with which code; null where it was killed */
	end(signal: 'SIGKILL' | 'SIGTERM'): Promise<{ ms: number; code: number | null }>;
	/** Resolves when it has ended, by whomever. */
	ended(): Promise<void>;
	signal(signal: NodeJS.Signals): void;
	/** Gives it an order. @returns how it is */
	order(order: Order): Promise<Measured>;
	/** The status of `/readyz`; null where nobody answers within a time. */
	ready(withinMs?: number): Promise<number | null>;
}

export interface ServerPlan {
	/** null: the embedded database in the folder, which is then the server's own. */
	readonly databaseUrl: string | null;
	/** DATA_DIR */
	readonly folder: string;
	readonly env?: Readonly<Record<string, string>>;
	/** Several processes are one installation: they have one public address. */
	readonly origin?: string;
}

/** Makes a server that is not started yet. */
export async function makeServer({ databaseUrl, folder, env, origin }: ServerPlan): Promise<ServerProcess> {
	const port = await freePort();
	const address = origin ?? `http://localhost:${port}`;
	const settings = {
		PATH: process.env['PATH'],
		HOST: '127.0.0.1',
		PORT: String(port),
		ORIGIN: address,
		DATA_DIR: folder,
		LANDSBY_DEMO: 'off',
		LANDSBY_SECRET: secret,
		LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
		...limits(),
		...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
		...env
	};
	let child: ChildProcess | null = null;
	const running = () => {
		if (!child || child.exitCode !== null || child.signalCode !== null) return null;
		return child;
	};
	const ended = async (): Promise<void> => {
		const one = running();
		if (one) await new Promise((resolve) => one.once('exit', resolve));
	};
	return {
		ws: `ws://127.0.0.1:${port}/ws`,
		http: `http://127.0.0.1:${port}`,
		origin: address,
		port,
		get isRunning() {
			return running() !== null;
		},
		start: async (more = {}) => {
			const started = spawn(nodeBinary, [join(import.meta.dirname, 'roomServer.ts')], {
				cwd: root,
				env: { ...settings, ...more },
				stdio: ['ignore', 'pipe', 'inherit', 'ipc']
			});
			child = started;
			await new Promise<void>((resolve, reject) => {
				started.stdout?.setEncoding('utf8').on('data', (text: string) => {
					if (text.includes('ready')) resolve();
					else process.stdout.write(text);
				});
				started.once('exit', (code) => reject(new Error(`the server ended: ${code ?? 'killed'}`)));
			});
		},
		end: async (signal) => {
			const one = running();
			const began = performance.now();
			const end = ended();
			one?.kill(signal);
			await end;
			return { ms: Math.round(performance.now() - began), code: one?.exitCode ?? null };
		},
		ended,
		signal: (signal) => void running()?.kill(signal),
		order: (order) =>
			new Promise((resolve, reject) => {
				const one = running();
				if (!one) return reject(new Error('the server does not run'));
				one.once('message', (answer) => resolve(answer as Measured)); // what inside.ts sends
				one.send(order);
			}),
		ready: async (withinMs = 10_000) => {
			try {
				const signal = AbortSignal.timeout(withinMs);
				return (await fetch(`http://127.0.0.1:${port}/readyz`, { signal })).status;
			} catch {
				return null;
			}
		}
	};
}

/** A room, what is known of its words, and who is in it. */
export interface TestRoom {
	readonly id: string;
	readonly notes: Notes;
	/** The caseworker, who only looks, unless a test says otherwise. */
	readonly caseworker: Somebody;
	readonly people: readonly Somebody[];
}

export interface Somebody {
	readonly user: string;
	readonly participant: string;
	/** Cookie of their session. */
	readonly cookie: string;
}

export interface RoomsPlan {
	readonly rooms?: number;
	/** In each room, beside the caseworker. */
	readonly people?: number;
	readonly role?: Role;
	/** When sessions begin. */
	readonly now?: Date;
}

/** Makes rooms with people in them; migrates the database where that is new. */
export async function makeRooms(
	databaseUrl: string,
	{ rooms = 2, people = 3, role = 'coordinator', now = new Date() }: RoomsPlan = {}
): Promise<TestRoom[]> {
	const config = readConfig({ DATABASE_URL: databaseUrl, LANDSBY_SECRET: secret, LANDSBY_DEMO: 'off' });
	const database = await openDatabase(config, silent);
	const { sql } = database;
	const addUser = async (kind: 'staff' | 'guest') => {
		const user = newId();
		await sql`
			insert into users (id, kind, office, name, made_at)
			values (${user}, ${kind}, ${kind === 'staff' ? 'staff' : null}, ${kind}, ${now})`;
		return { user, cookie: await signIn(sql, user, now) };
	};
	const made: TestRoom[] = [];
	for (let index = 0; index < rooms; index += 1) {
		const kari = await addUser('staff');
		const { roomId, participantId } = await createRoom(sql, {
			child: { name: 'Ylva' },
			by: { user: kari.user, name: 'Kari Nygård' },
			now
		});
		const others: Somebody[] = [];
		for (let page = 0; page < people; page += 1) {
			const { user, cookie } = await addUser('guest');
			const participant = newId();
			const place = { person: null, name: `Page ${page}`, role, carer: false, hidden: false, own: [] };
			await participants.add(
				sql,
				{ id: participant, room: roomId, user, state: 'admitted', madeBy: null, ...place },
				now
			);
			others.push({ user, participant, cookie });
		}
		const document = await findDocument(sql, { room: roomId, space: 'room', participant: null });
		made.push({
			id: roomId,
			notes: new Notes(roomId, document ?? ''),
			caseworker: { ...kari, participant: participantId },
			people: others
		});
	}
	await database.close();
	return made;
}

/** Starts a session. @returns its cookie */
export async function signIn(sql: Sql, user: string, now: Date): Promise<string> {
	return sessions.cookieHeader((await sessions.start(sql, user, now)).id);
}

/** By which way somebody comes to a server: its own, or one that is put between (`port` of a proxy). */
export function addressOf(
	{ port: own, origin }: Pick<ServerProcess, 'port' | 'origin'>,
	{ cookie }: Pick<Somebody, 'cookie'>,
	port = own
): Address {
	return { ws: `ws://127.0.0.1:${port}/ws`, origin, cookie };
}
