// PostgreSQL without an installation: the binaries of an npm package on a unix socket in DATA_DIR. No TCP, no
// password: whoever may open the directory may use the database. Processes that share a DATA_DIR share one
// postmaster: the first starts it, the others join, and one of them goes on with it when the first leaves.
import { spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import postgres, { type Options, type Sql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import type { Log } from '../log.ts';
import { environment } from './binaries.ts';
import {
	clusterUser,
	dropStaleLock,
	lastLine,
	makeCluster,
	openPlace,
	postmasterOf,
	type Cluster
} from './cluster.ts';

/** What a caller needs of a running embedded database. */
export interface Embedded {
	/** For postgres.js: socket, user and database. */
	readonly connection: Pick<Options<Record<string, never>>, 'path' | 'user' | 'database'> & { path: string };
	/** Another process started it, and stops it. */
	readonly adopted: boolean;
	/** Stops it where this process started it; resolves when it has written everything out. */
	stop(): Promise<void>;
}

const databaseName = 'landsby';
const startTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;
const againAfterMs = 1_000;

/**
 * The shell around PostgreSQL keeps a pipe to this process: when the pipe breaks, it stops PostgreSQL, so that
 * even `kill -9` of the server leaves no orphan. It ends after PostgreSQL and not before: a signal ends `wait`
 * early, hence the loop. First it says PostgreSQL's number, so that its own is not taken for another one.
 */
const watchdog =
	'"$@" </dev/null 3<&- & p=$!; trap "kill -INT $p" INT TERM; echo "pid $p" >&2; ' +
	'(while read -r _; do :; done; kill -INT $p) <&3 & w=$!; ' +
	'while kill -0 $p 2>/dev/null; do wait $p; r=$?; done; kill $w 2>/dev/null; exit $r';

/**
 * Starts the embedded database in a directory, or joins the one that runs there already.
 * @param directory an absolute path; made where it does not exist
 * @param connections that it takes at most: enough for a few processes and the command line
 * @throws AppError `unavailable`, one line that says what to do
 */
export async function startEmbedded(directory: string, log: Log, connections = 60): Promise<Embedded> {
	const keeper = new Keeper(openPlace(directory), log, connections);
	await keeper.run();
	return keeper;
}

/** Sees to it that there is a postmaster until `stop`: started, joined, or started again. */
class Keeper implements Embedded {
	readonly connection;
	readonly #cluster: Cluster;
	readonly #log: Log;
	readonly #connections: number;
	#child: ChildProcess | null = null;
	/** Held open where another process started it: its end tells that the database is gone. */
	#watch: Sql | null = null;
	/** Joining or starting, while it goes on. */
	#busy: Promise<void> = Promise.resolve();
	#stopping = false;

	constructor(cluster: Cluster, log: Log, connections: number) {
		this.#cluster = cluster;
		this.#connections = connections;
		this.#log = log;
		this.connection = { path: cluster.path, user: clusterUser, database: databaseName };
	}

	get adopted(): boolean {
		return this.#child === null;
	}

	/** Joins or starts. One that is just going down, or just coming up, is waited for. */
	run(): Promise<void> {
		return (this.#busy = this.#joinOrStart());
	}

	async #joinOrStart(): Promise<void> {
		const until = Date.now() + startTimeoutMs;
		while (!this.#stopping) {
			if (await this.#join()) return;
			makeCluster(this.#cluster);
			dropStaleLock(this.#cluster);
			const failure = await this.#spawn(until);
			if (failure === null) return;
			const isTaken = failure.includes('lock file') && failure.includes('already exists');
			if (!isTaken || Date.now() > until)
				throw new AppError(
					'unavailable',
					`The embedded database did not start: ${lastLine(failure.split('HINT:')[0] ?? '')}. ` +
						'Set DATABASE_URL to use your own PostgreSQL (15 or newer).'
				);
			await wait(100);
		}
	}

	async stop(): Promise<void> {
		this.#stopping = true;
		await this.#busy.catch(() => undefined);
		await this.#watch?.end({ timeout: 1 });
		if (this.#child) await end(this.#child);
	}

	async #join(): Promise<boolean> {
		if (!(await listens(this.#cluster.path))) return false;
		const watch = postgres({
			...this.connection,
			max: 1,
			max_lifetime: null,
			connection: { application_name: 'landsby-watch' },
			onnotice: () => undefined,
			onclose: () =>
				this.#watch === watch && this.#goOn('the embedded database was stopped by who started it')
		});
		try {
			await watch`select 1`;
		} catch {
			await watch.end({ timeout: 0 });
			return false;
		}
		this.#watch = watch;
		return true;
	}

	/** @returns null when it runs or is not wanted any more, else what it said before it ended */
	async #spawn(until: number): Promise<string | null> {
		const { runner, data, sockets, path } = this.#cluster;
		const [program, args] = runner.command(runner.binaries.postgres, [
			...['-D', data, '-k', sockets],
			...['-c', 'listen_addresses=', '-c', 'unix_socket_permissions=0700'],
			...['-c', `max_connections=${this.#connections}`, '-c', 'log_min_messages=warning']
		]);
		const child = spawn('/bin/sh', ['-c', watchdog, 'sh', program, ...args], {
			...runner.options,
			cwd: sockets,
			env: environment(),
			// Ctrl-C in a terminal reaches the whole group: PostgreSQL must outlive the last commits.
			detached: true,
			stdio: ['ignore', 'ignore', 'pipe', 'pipe']
		});
		let said = '';
		let pid: string | undefined;
		child.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said = (said + text).slice(-4000);
			pid ??= /^pid (\d+)$/m.exec(said)?.[1];
		});
		// The watchdog's pipe breaks with this process; its own end is of no interest here.
		child.stdio[3]?.on('error', () => undefined);
		let failed = false;
		child.once('error', (error) => {
			failed = true;
			said = error.message;
		});
		const hasEnded = () => failed || child.exitCode !== null || child.signalCode !== null;
		while (!hasEnded() && Date.now() < until && !this.#stopping) {
			const isOurs = pid !== undefined && postmasterOf(this.#cluster) === pid;
			if (isOurs && (await listens(path)) && (await createDatabase(path)) && !hasEnded()) {
				this.#child = child;
				child.once('exit', (code) => {
					if (this.#child === child) this.#child = null;
					this.#goOn('the embedded database ended', code);
				});
				return null;
			}
			await wait(20);
		}
		await end(child);
		return this.#stopping ? null : said;
	}

	/** The database is gone although nobody stopped it here: join or start it again, for as long as it takes. */
	#goOn(words: string, code: number | null = null): void {
		if (this.#stopping) return;
		this.#watch = null;
		this.#log.error({ event: 'database.gone', code }, words);
		this.run().then(
			() => this.#log.warn({ event: 'database.back', joined: this.adopted }),
			async (error: unknown) => {
				this.#log.error({ event: 'database.lost', err: error });
				await wait(againAfterMs, undefined, { ref: false });
				this.#goOn('the embedded database is still gone');
			}
		);
	}
}

/** Ends a postmaster's shell: "fast" shutdown, which ends sessions and writes everything out. */
async function end(child: ChildProcess): Promise<void> {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	const ended = new Promise((resolve) => child.once('exit', resolve));
	child.kill('SIGINT');
	await Promise.race([ended, wait(stopTimeoutMs, undefined, { ref: false })]);
}

/**
 * Creates the database of a new cluster; one that exists is left alone.
 * @returns false while the postmaster does not take queries yet
 */
async function createDatabase(path: string): Promise<boolean> {
	const sql = postgres({ path, user: clusterUser, database: 'postgres', max: 1, onnotice: () => undefined });
	try {
		const [found] = await sql`select 1 from pg_database where datname = ${databaseName}`;
		if (!found) await sql`create database ${sql(databaseName)}`;
		return true;
	} catch {
		return false;
	} finally {
		await sql.end({ timeout: 1 });
	}
}

/** Whether somebody listens on a unix socket. */
function listens(path: string): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(path);
		const end = (is: boolean) => {
			socket.destroy();
			resolve(is);
		};
		socket.once('connect', () => end(true)).once('error', () => end(false));
	});
}
