// npm test: what must hold before anything lands. With --all also types, lint, dead code, format, every server test
// (on PostgreSQL 15 too, where the machine has one) and the journeys in a real browser.
import { existsSync } from 'node:fs';
import { ensureInstalled, step } from './run.mjs';

const all = process.argv.includes('--all');
const compile = ['compile', '--project', './project.inlang', '--outdir', './src/lib/paraglide', '--emit-ts-declarations'];

if (!ensureInstalled()) process.exit(1);
const results = [];
const run = (...args) => results.push([args[0], step(...args)]);

run('Message keys', 'node', ['tests/support/messageKeys.mjs']);
run('Messages', 'paraglide-js', compile);
run('Kit types', 'svelte-kit', ['sync']);
run('Import directions', 'depcruise', ['src', 'server', '--config', '.dependency-cruiser.cjs']);
run('Rules', 'vitest', ['run', '--project', 'rules']);
run('The road and migrations on the embedded database', 'vitest', ['run', '--project', 'server', 'tests/sync/road', 'tests/sync/door', 'tests/server/migrate']);
if (existsSync('/usr/lib/postgresql/15/bin/postgres') && !process.env.DATABASE_URL)
	run('The same on PostgreSQL 15', 'vitest', ['run', '--project', 'server', 'tests/sync/road', 'tests/server/migrate'], { LANDSBY_TEST_PG: '15' });
else process.stdout.write('\nNo PostgreSQL 15 on this machine: only the embedded one was tested.\n');
run('Build', 'node', ['server/start.mjs', '--build-only']);
if (all) {
	run('Check', 'node', ['tests/support/check.mjs']);
	run('All server tests', 'vitest', ['run', '--project', 'server']);
	run('Journeys in the browser', 'playwright', ['test']);
}

const failed = results.filter(([, ok]) => !ok);
process.stdout.write(`\n${results.length - failed.length} passed, ${failed.length} failed\n`);
process.exit(failed.length === 0 ? 0 : 1);
