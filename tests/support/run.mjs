// What the check and test commands share: the pinned Node on PATH, steps with a heading, one exit code.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const bin = join(root, 'node_modules', '.bin');

/**
 * Everything below runs on the Node of package.json, whatever the system's is, and a module that was read once is not
 * read again by the next of many processes.
 */
export const env = {
	...process.env,
	PATH: bin + delimiter + (process.env.PATH ?? ''),
	NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node')
};

/**
 * Runs one step and says how it went.
 * @param {string} title what a person reads
 * @param {string} command an executable of node_modules/.bin or on PATH
 * @param {string[]} args
 * @param {Record<string, string>} [more] environment variables for this step
 * @returns {boolean} whether it succeeded
 */
export function step(title, command, args, more = {}) {
	const started = Date.now();
	process.stdout.write(`\n== ${title}\n`);
	const run = spawnSync(command, args, {
		cwd: root,
		env: { ...env, ...more },
		stdio: ['ignore', 'inherit', 'inherit']
	});
	const seconds = ((Date.now() - started) / 1000).toFixed(1);
	const ok = run.status === 0;
	process.stdout.write(`== ${title}: ${ok ? 'ok' : 'FAILED'} (${seconds} s)\n`);
	return ok;
}

/** Installs what package-lock.json says when nothing is there yet. */
export function ensureInstalled() {
	if (existsSync(join(root, 'node_modules', '.bin', 'node'))) return true;
	return step('Install', 'npm', ['ci', '--no-audit', '--no-fund']);
}
