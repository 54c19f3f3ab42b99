import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const globalSetup = './tests/support/globalSetup.ts';

// Pure rules (beside the rule) and server tests (tests/server, tests/sync, tests/plan) on a real database.
export default defineConfig({
	test: {
		projects: [
			{ test: { name: 'rules', include: ['src/**/*.test.ts'], environment: 'node' } },
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
