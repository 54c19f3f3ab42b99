// npm test: checks, rules, server and database, and journeys in a real browser.
// Options: --quick leaves the browser out; --only=check|unit|browser runs one of them.
import { existsSync } from 'node:fs';
import { ensureInstalled, step } from './run.mjs';

const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7);
const quick = process.argv.includes('--quick');
const wants = (part) => (only === undefined ? !(quick && part === 'browser') : only === part);

if (!ensureInstalled()) process.exit(1);
const results = [];
const run = (...args) => results.push([args[0], step(...args)]);

if (wants('check')) run('Check', 'node', ['tests/support/check.mjs']);
if (wants('unit')) {
	run('Messages', 'paraglide-js', [
		'compile',
		'--project',
		'./project.inlang',
		'--outdir',
		'./src/lib/paraglide',
		'--emit-ts-declarations'
	]);
	run('Rules and server on the embedded database', 'vitest', ['run']);
	// The same SQL on the oldest PostgreSQL we promise, where the machine has one.
	if (process.env.DATABASE_URL) process.stdout.write('\nPostgreSQL of DATABASE_URL was used above.\n');
	else if (existsSync('/usr/lib/postgresql/15/bin/postgres'))
		run('Server on PostgreSQL 15', 'vitest', ['run', '--project', 'server'], { LANDSBY_TEST_PG: '15' });
	else
		process.stdout.write(
			'\nNo PostgreSQL 15 on this machine and no DATABASE_URL: only the embedded one was tested.\n'
		);
}
if (wants('browser')) {
	run('Build', 'node', ['server/start.mjs', '--build-only']);
	run('Journeys in the browser', 'playwright', ['test']);
}

const failed = results.filter(([, ok]) => !ok);
process.stdout.write(`\n${results.length - failed.length} passed, ${failed.length} failed\n`);
process.exit(failed.length === 0 ? 0 : 1);
