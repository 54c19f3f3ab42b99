// Finds a Chromium for the journeys: what one says, what Playwright has, what the system has, what npm brought.
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

/** Switches that keep the browser from calling hosts of its own; no sandbox where the user is root. */
export const browserArgs = [
	...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];

/**
 * @returns the path of a Chromium that can be started
 * @throws Error naming everything that was tried
 */
export async function findBrowser(): Promise<string> {
	const tried: string[] = [];
	const named = process.env['PLAYWRIGHT_CHROMIUM'];
	if (named !== undefined) {
		if (existsSync(named)) return named;
		tried.push(`PLAYWRIGHT_CHROMIUM=${named} (no such file)`);
	} else tried.push('PLAYWRIGHT_CHROMIUM (not set)');

	const own = chromium.executablePath();
	if (own && existsSync(own)) return own;
	tried.push("Playwright's own browser (not installed)");

	for (const name of ['chromium', 'chromium-browser', 'google-chrome'])
		for (const folder of (process.env['PATH'] ?? '').split(delimiter))
			if (existsSync(join(folder, name))) return join(folder, name);
	tried.push('chromium, chromium-browser, google-chrome on PATH (none)');

	if (process.platform === 'linux' && process.arch === 'x64') {
		const { default: packaged } = await import('@sparticuz/chromium');
		mkdirSync('/tmp', { recursive: true });
		return packaged.executablePath();
	}
	tried.push('@sparticuz/chromium (Linux x64 only)');
	throw new Error(
		`No browser for the journeys. Tried: ${tried.join('; ')}. Run "npx playwright install chromium".`
	);
}
