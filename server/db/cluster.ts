// The files of an embedded cluster: made whole or not at all, opened to its own user only, freed of locks that
// the dead left behind.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	chmodSync,
	chownSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#lib/errors.ts';
import { environment, findRunner, type Runner } from './binaries.ts';

/** The superuser of an embedded cluster. */
export const clusterUser = 'landsby';

/** A socket's path may have 107 bytes, the lock beside it included. */
const socketPathMax = 107;
const socketFile = '.s.PGSQL.5432';
/** A cluster that was being made this long ago is not being made any more. */
const abandonedAfterMs = 10 * 60_000;

export interface Cluster {
	readonly runner: Runner;
	readonly home: string;
	readonly data: string;
	/** Directory of the socket. */
	readonly sockets: string;
	/** The socket itself. */
	readonly path: string;
}

/**
 * Finds or makes the place of a cluster; the cluster itself is made by `makeCluster`.
 * @param directory DATA_DIR, an absolute path; made where it does not exist
 * @throws AppError `unavailable`, one line that says what to do
 */
export function openPlace(directory: string): Cluster {
	const home = join(directory, 'postgres');
	const data = join(home, 'data');
	makeWritable(directory);
	const runner = findRunner(directory, data);
	makeWritable(home);
	chmodSync(home, 0o700);
	give(home, runner);
	const sockets = socketDirectory(home, runner);
	return { runner, home, data, sockets, path: join(sockets, socketFile) };
}

/**
 * Makes the cluster where there is none. Two processes may try at once: each makes its own, and the first whole
 * one gets the name. A kill half-way leaves nothing that looks usable.
 */
export function makeCluster({ runner, home, data }: Cluster): void {
	if (!existsSync(join(data, 'PG_VERSION'))) {
		removeAbandoned(home);
		const fresh = `${data}.new-${process.pid}`;
		rmSync(fresh, { recursive: true, force: true });
		initialise(fresh, home, runner);
		try {
			renameSync(fresh, data);
		} catch (error) {
			rmSync(fresh, { recursive: true, force: true });
			if (!existsSync(join(data, 'PG_VERSION'))) throw error;
		}
	}
	// Peers only: the operating system says who connects. Root may do everything anyway, and the command line
	// may be root's. Written at each start, because the next one may be by somebody else.
	const names = new Set([runner.osUser, userInfo().username, 'root']);
	writeFileSync(join(data, 'pg_hba.conf'), `local all ${clusterUser} peer map=landsby\n`);
	writeFileSync(
		join(data, 'pg_ident.conf'),
		[...names].map((name) => `landsby "${name}" ${clusterUser}\n`).join('')
	);
	for (const name of ['pg_hba.conf', 'pg_ident.conf']) give(join(data, name), runner);
}

function initialise(fresh: string, home: string, runner: Runner): void {
	const [program, args] = runner.command(runner.binaries.initdb, [
		...['-D', fresh, '-U', clusterUser, '-A', 'peer', '-E', 'UTF8'],
		...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--data-checksums']
	]);
	const run = spawnSync(program, args, {
		...runner.options,
		cwd: home,
		env: environment(),
		encoding: 'utf8'
	});
	if (run.status === 0) return;
	const why = run.stderr.includes('could not look up effective user ID')
		? 'The embedded database needs a user with a name, and this one has none.'
		: `The embedded database could not be made in ${home}: ${lastLine(run.stderr)}.`;
	throw new AppError('unavailable', `${why} Set DATABASE_URL to use your own PostgreSQL (15 or newer).`);
}

function removeAbandoned(home: string): void {
	for (const name of readdirSync(home)) {
		const path = join(home, name);
		const age = () => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
		if (name.startsWith('data.new-') && age() > abandonedAfterMs)
			rmSync(path, { recursive: true, force: true });
	}
}

/**
 * Removes the lock of a postmaster that is no more. PostgreSQL does so itself where the process is gone; it does
 * not where process 1 never buries its dead (the number stays taken), nor where another program got the number
 * after a container was started again.
 */
export function dropStaleLock({ data, path }: Cluster): void {
	const lock = join(data, 'postmaster.pid');
	const pid = postmasterOf({ data });
	if (pid === null) return;
	let stat: string;
	try {
		stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	} catch {
		// No such process, or no /proc: PostgreSQL finds out by itself.
		return;
	}
	const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec(stat) ?? [];
	if (state !== 'Z' && name === 'postgres') return;
	rmSync(lock, { force: true });
	rmSync(`${path}.lock`, { force: true });
}

/** @returns the process number in the cluster's lock, or null where there is none */
export function postmasterOf({ data }: Pick<Cluster, 'data'>): string | null {
	try {
		return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0] ?? null;
	} catch {
		return null;
	}
}

function makeWritable(path: string): void {
	try {
		// Where root starts it, PostgreSQL is somebody else and must pass through; what it passes is closed itself.
		mkdirSync(path, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
		const probe = join(path, `.writable-${process.pid}`);
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

function give(path: string, { options: { uid, gid } }: Runner): void {
	if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/**
 * In DATA_DIR where its path is short enough, else in /tmp: there somebody else may have made the directory
 * first, to play the database.
 */
function socketDirectory(home: string, runner: Runner): string {
	if (Buffer.byteLength(join(home, `${socketFile}.lock`)) <= socketPathMax) return home;
	const short = `/tmp/landsby-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`;
	mkdirSync(short, { recursive: true, mode: 0o700 });
	const found = lstatSync(short);
	const own = [process.getuid?.(), runner.options.uid];
	if (!found.isDirectory() || !own.includes(found.uid))
		throw new AppError(
			'unavailable',
			`${short} belongs to somebody else. Choose a DATA_DIR with a shorter path, or remove that directory.`
		);
	chmodSync(short, 0o700);
	give(short, runner);
	return short;
}

/** What a program said last, for one line to the operator. */
export function lastLine(text: string): string {
	return text.trim().split('\n').at(-1)?.trim() || 'no reason given';
}
