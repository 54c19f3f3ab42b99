// npm test: everything that must hold before anything lands. `--only=check|tests|browser` runs one part.
import { existsSync } from 'node:fs';
import { ensureInstalled, step } from './run.mjs';

const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7);
const wants = (part) => only === undefined || only === part;

if (!ensureInstalled()) process.exit(1);
const results = [];
const run = (...args) => results.push([args[0], step(...args)]);

run('Build', 'node', ['server/start.mjs', '--build-only']);
if (wants('check')) run('Check', 'node', ['tests/support/check.mjs']);
if (wants('tests')) {
	run('Rules, server and database', 'vitest', ['run']);
	// The same SQL on the oldest PostgreSQL we promise, where the machine has one.
	if (process.env.DATABASE_URL) process.stdout.write('\nThe PostgreSQL of DATABASE_URL was used above.\n');
	else if (existsSync('/usr/lib/postgresql/15/bin/postgres'))
		run(
			'Sync and plan on PostgreSQL 15',
			'vitest',
			['run', '--project', 'server', 'tests/sync', 'tests/plan', 'tests/server/migrate'],
			{
				LANDSBY_TEST_PG: '15'
			}
		);
	else process.stdout.write('\nNo PostgreSQL 15 on this machine: only the embedded one was tested.\n');
}
if (wants('browser')) {
	run('Journeys in the browser', 'playwright', ['test']);
	if (existsSync('/usr/lib/postgresql/15/bin/postgres'))
		run('The main journey on PostgreSQL 15', 'playwright', ['test', 'tests/e2e/journey'], {
			LANDSBY_TEST_PG: '15'
		});
}

const failed = results.filter(([, ok]) => !ok);
process.stdout.write(`\n${results.length - failed.length} passed, ${failed.length} failed\n`);
process.exit(failed.length === 0 ? 0 : 1);
