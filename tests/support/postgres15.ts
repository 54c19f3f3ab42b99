// The system's own PostgreSQL 15, the oldest that is promised, in a cluster that lives for one test run.
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connectTo } from '../../server/db/postgres.ts';

/**
 * Starts it in an empty folder; as root it runs as nobody.
 * @returns a URL in which `{name}` stands for the database's name, and how to stop it
 */
export async function startPostgres15(folder: string): Promise<{ url: string; stop: () => Promise<void> }> {
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
		['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'max_connections=200'],
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
