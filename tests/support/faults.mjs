// npm run faults: every fault of tests/faults as often and as long as docs/reliability.md says. Takes about an hour.
// `-- --only=kills|faults` runs one part, `-- --seed 7` kills in another order.
import { parseArgs } from 'node:util';
import { ensureInstalled, step } from './run.mjs';

const { values } = parseArgs({
	options: { only: { type: 'string' }, seed: { type: 'string', default: '1' } }
});
const wants = (part) => values.only === undefined || values.only === part;
if (!ensureInstalled()) process.exit(1);
const results = [];
const kill = (title, ...more) =>
	results.push(step(title, 'node', ['tests/faults/kills.ts', '--seed', values.seed, ...more]));
if (wants('kills')) {
	kill('200 kills of the server, 50 of its database', '--kills', '200', '--database-kills', '50');
	kill(
		'100 kills at five steps of an edit, 20 at each',
		'--steps',
		'--kills',
		'100',
		'--database-kills',
		'0',
		'--commit-ms',
		'50'
	);
}
if (wants('faults'))
	results.push(
		step('All faults', 'vitest', ['run', '--project', 'server', 'tests/faults', 'tests/support/proxy'], {
			LANDSBY_FAULTS: 'long'
		})
	);
process.exit(results.every(Boolean) ? 0 : 1);
