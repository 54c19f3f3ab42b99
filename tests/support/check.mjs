// npm run check: everything about the code that can be judged without running it.
import { ensureInstalled, step } from './run.mjs';

const steps = [
	['Message keys', 'node', ['tests/support/messageKeys.mjs']],
	[
		'Compile messages',
		'paraglide-js',
		['compile', '--project', './project.inlang', '--outdir', './src/lib/paraglide', '--emit-ts-declarations']
	],
	['Kit types', 'svelte-kit', ['sync']],
	['Types', 'svelte-check', ['--tsconfig', './tsconfig.json', '--fail-on-warnings']],
	['Lint', 'eslint', ['.', '--max-warnings', '0']],
	['Import directions', 'depcruise', ['src', 'server', '--config', '.dependency-cruiser.cjs']],
	['Dead code', 'knip', []],
	['Format', 'prettier', ['--check', '.', '--log-level', 'warn', '--cache']]
];

if (!ensureInstalled()) process.exit(1);
const failed = steps.filter(([title, command, args]) => !step(title, command, args)).map(([title]) => title);
if (failed.length > 0) {
	process.stdout.write(`\nFailed: ${failed.join(', ')}\n`);
	process.exit(1);
}
