import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const globalSetup = './tests/support/globalSetup.ts';

// Pure rules (beside the rule) and server tests (tests/server, tests/sync, tests/plan) on a real database.
export default defineConfig({
	test: {
		// Most of the time they wait for a database or a clock: two at once, also on a machine of two cores.
		maxWorkers: 2,
		projects: [
			// Properties are tried in many cases, on a busy machine for longer than one thinks.
			{
				test: {
					name: 'rules',
					include: ['src/**/*.test.ts', 'server/**/*.test.ts'],
					environment: 'node',
					testTimeout: 30_000
				}
			},
			{
				test: {
					name: 'server',
					include: ['tests/**/*.test.ts'],
					exclude: ['tests/e2e/**'],
					environment: 'node',
					testTimeout: 30_000,
					hookTimeout: 60_000,
					...(existsSync(new URL(globalSetup, import.meta.url)) ? { globalSetup } : {})
				}
			}
		]
	}
});
