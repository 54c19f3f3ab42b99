import { defineConfig } from '@playwright/test';
import { browserArgs, findBrowser } from './tests/support/browser.ts';

export default defineConfig({
	testDir: 'tests/e2e',
	// Each journey starts its own server and database; more at once only slow each other on two cores.
	workers: 1,
	timeout: 120_000,
	// On a busy machine a journey of several people may come too late once; it is then told as flaky, and is to be mended.
	retries: 1,
	expect: { timeout: 15_000 },
	reporter: [['list']],
	use: {
		actionTimeout: 15_000,
		locale: 'nb-NO',
		timezoneId: 'Europe/Oslo',
		launchOptions: { executablePath: await findBrowser(), args: browserArgs },
		trace: 'retain-on-failure'
	}
});
