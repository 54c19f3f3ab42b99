// Two people at the map, each in a browser of their own as on two machines; one of them may be slowed.
import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';
import { browserArgs, findBrowser } from '../../tests/support/browser.ts';
import { size } from './largeRoom.ts';
import { rankSlowing } from './slowing.ts';

export const window = { width: 1180, height: 820 } as const;

export interface OpenPage {
	readonly browser: Browser;
	readonly page: Page;
	readonly cdp: CDPSession;
	close(): Promise<void>;
}

/**
 * A page of somebody who has signed in, at the size of a tablet held level.
 * @param scale device pixels for one of the page
 */
export async function openPage(origin: string, cookie: string, scale: number): Promise<OpenPage> {
	const browser = await chromium.launch({ executablePath: await findBrowser(), args: browserArgs });
	const context = await browser.newContext({ viewport: window, deviceScaleFactor: scale, locale: 'nb-NO' });
	const [name = '', value = ''] = cookie.split('=');
	await context.addCookies([{ name, value, url: origin }]);
	const page = await context.newPage();
	page.setDefaultTimeout(120_000);
	return { browser, page, cdp: await context.newCDPSession(page), close: () => browser.close() };
}

/** Makes the processor of a page so many times slower; 1: as it is. */
export async function slow({ cdp }: OpenPage, times: number): Promise<void> {
	await cdp.send('Emulation.setCPUThrottlingRate', { rate: times });
	rankSlowing();
}

/** Waits until everybody is drawn. */
export async function settled({ page }: OpenPage): Promise<void> {
	await page.getByTestId('network-map').and(page.locator('[data-ready="true"]')).waitFor();
	await page.waitForFunction(
		(people) => document.querySelectorAll('[data-testid="map-person"]').length === people + 1,
		size.people
	);
	await page.waitForTimeout(1_000);
}

/** Where somebody stands in the window. */
export async function middleOf({ page }: OpenPage, person: string): Promise<{ x: number; y: number }> {
	const found = await page.evaluate((id) => {
		const box = document.querySelector(`[data-person="${id}"] .focus`)?.getBoundingClientRect();
		return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null;
	}, person);
	if (!found) throw new Error('whoever is to be dragged is not on the map');
	return found;
}
