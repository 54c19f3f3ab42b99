// npm run fuzz -- --cases 100000 --seed 7: the fuzzer of tests/sync for as long as one likes.
import { parseArgs } from 'node:util';
import { ensureInstalled, step } from './run.mjs';

const { values } = parseArgs({
	options: { cases: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } }
});
if (!ensureInstalled()) process.exit(1);
const ok = step(
	`${values.cases} cases, seed ${values.seed}`,
	'vitest',
	['run', '--project', 'server', 'tests/sync/fuzz'],
	{ LANDSBY_FUZZ_CASES: values.cases, LANDSBY_FUZZ_SEED: values.seed }
);
process.exit(ok ? 0 : 1);
