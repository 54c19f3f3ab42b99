import { defineConfig } from '@playwright/test';
import { browserArgs, findBrowser } from './tests/support/browser.ts';

export default defineConfig({
	testDir: 'tests/e2e',
	globalSetup: './tests/support/prepareJourneys.ts',
	// Each file has its own server and database. They wait more than they reckon: two at once, also on two cores.
	workers: 2,
	timeout: 120_000,
	// On a busy machine a journey of several people may come too late once; it is then told as flaky, and is to be mended.
	retries: 1,
	// Long enough for a first page on a machine that does much else; what is there sooner is not waited for.
	expect: { timeout: 30_000 },
	reporter: [['list']],
	use: {
		actionTimeout: 30_000,
		locale: 'nb-NO',
		timezoneId: 'Europe/Oslo',
		launchOptions: { executablePath: await findBrowser(), args: browserArgs },
		// Writing down every step costs a third of the time: only where a journey is tried again.
		trace: 'on-first-retry'
	}
});
