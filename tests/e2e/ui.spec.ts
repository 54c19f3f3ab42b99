// The ground of every page in a real browser: what works without scripts, from the keyboard, in small windows and
// large text, and what a screen reader is told. Runs on the built pages alone; they need no database.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import axe from 'axe-core';
import { chromium, expect, test, type Page } from '@playwright/test';
import { browserArgs, findBrowser } from '../support/browser.ts';

let server: ChildProcess;
let origin: string;

test.beforeAll(async () => {
	const port = await freePort();
	origin = `http://localhost:${String(port)}`;
	server = spawn(process.execPath, ['build/index.js'], {
		env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), ORIGIN: origin },
		stdio: 'ignore'
	});
	await expect
		.poll(() =>
			fetch(`http://127.0.0.1:${String(port)}/`).then(
				(response) => response.status,
				() => 0
			)
		)
		.toBe(200);
});

test.afterAll(async () => {
	server.kill();
	if (server.exitCode === null) await once(server, 'exit');
});

let refused: string[] = [];

test.beforeEach(async ({ page }) => {
	refused = [];
	page.on('console', (message) => {
		if (message.text().includes('Content Security Policy')) refused.push(message.text());
	});
});

test.afterEach(() => {
	expect(refused, 'what the content policy refused').toEqual([]);
});

test.describe('without scripts', () => {
	test.use({ javaScriptEnabled: false });

	test('appearance, text size and calm hold from the first byte', async ({ page }) => {
		await page.goto(`${origin}/settings`);
		await page.getByLabel('Mørkt', { exact: true }).check();
		await page.getByLabel('Større', { exact: true }).check();
		await page.getByLabel('Ja, ro ned').check();
		await page.getByRole('button', { name: 'Lagre' }).click();
		await expect(page.getByText('Lagret på denne enheten.')).toBeVisible();
		await page.goto(`${origin}/`);
		const html = page.locator('html');
		await expect(html).toHaveAttribute('data-color-scheme', 'dark');
		await expect(html).toHaveAttribute('data-size', 'lg');
		await expect(html).toHaveAttribute('data-calm', 'on');
	});

	test('a language is chosen in its own words and kept', async ({ page }) => {
		await page.goto(`${origin}/`);
		await page.getByRole('button', { name: 'English' }).click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('The child’s village');
		await page.getByRole('link', { name: 'I have been sent a link' }).click();
		await expect(page.getByText('Open the link in the message you were sent.')).toBeVisible();
		// Sami waits for its translator: Norwegian is shown, and said to be Norwegian.
		await page.getByRole('button', { name: 'Davvisámegiella' }).click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Barnets landsby');
		await expect(page.locator('html')).toHaveAttribute('lang', 'nb');
	});

	test('the rest of the places open under "Mer" on a phone', async ({ page }) => {
		await page.setViewportSize({ width: 390, height: 844 });
		await page.goto(`${origin}/styleguide/frames/facilitator`);
		const more = page.getByRole('navigation', { name: 'Hovedmeny' });
		await expect(more.getByRole('link', { name: 'Logg' })).toBeHidden();
		await more.getByText('Mer', { exact: true }).click();
		await expect(more.getByRole('link', { name: 'Logg' })).toBeVisible();
	});

	test('the form sends nobody to another place', async ({ page }) => {
		const response = await page.request.post(`${origin}/settings?/language`, {
			form: { locale: 'nn', back: '//landsby.example/elsewhere' },
			headers: { accept: 'text/html', origin },
			maxRedirects: 0
		});
		expect(response.headers()['location']).toBe('/');
	});
});

test.describe('for the keyboard and the screen reader', () => {
	test('a new page puts focus on its heading, and the first Tab is the way to the content', async ({
		page
	}) => {
		await page.goto(`${origin}/`);
		await page.keyboard.press('Tab');
		await expect(page.getByRole('link', { name: 'Hopp til innholdet' })).toBeFocused();
		await page.getByRole('link', { name: 'Innstillinger' }).click();
		await expect(page.getByRole('heading', { level: 1, name: 'Innstillinger' })).toBeFocused();
	});

	test('a dialog and a sheet take focus to their heading and give it back', async ({ page }) => {
		const parts = await styleguide(page);
		for (const [opener, heading] of [
			['Åpne dialog', 'Gi ut planen'],
			['Åpne ark', 'Hvem vil du legge til?'],
			['Åpne ark ved siden av', 'Berit Sørhaug']
		] as const) {
			const button = parts.getByRole('button', { name: opener, exact: true });
			await button.click();
			await expect(page.getByRole('heading', { name: heading })).toBeFocused();
			await page.keyboard.press('Escape');
			await expect(page.locator('dialog')).toHaveCount(0);
			await expect(button).toBeFocused();
		}
	});

	test('one message is shown at a time, three wait, F6 goes to it and Esc closes it', async ({ page }) => {
		const parts = await styleguide(page);
		const show = parts.getByRole('button', { name: 'Vis en beskjed' });
		for (let times = 0; times < 6; times += 1) await show.click();
		const toast = page.getByTestId('toast');
		await expect(toast).toHaveCount(1);
		for (let shown = 0; shown < 4; shown += 1) {
			await expect(toast).toHaveCount(1);
			await page.keyboard.press('F6');
			await expect(toast.getByRole('button', { name: 'Angre' })).toBeFocused();
			await page.keyboard.press('Escape');
		}
		await expect(toast).toHaveCount(0);
	});

	test('a message stays while somebody points at it, and leaves after ten seconds', async ({ page }) => {
		await page.clock.install();
		const parts = await styleguide(page);
		await parts.getByRole('button', { name: 'Vis en beskjed' }).click();
		const toast = page.getByTestId('toast');
		await toast.hover();
		await page.clock.runFor(30_000);
		await expect(toast).toBeVisible();
		await page.mouse.move(2, 2);
		await page.clock.runFor(9_000);
		await expect(toast).toBeVisible();
		await page.clock.runFor(2_000);
		await expect(toast).toHaveCount(0);
	});

	test('"Ser dette" opens by keyboard and closes by Esc', async ({ page }) => {
		await styleguide(page);
		const chip = page.getByTestId('light-marks').locator('details').first();
		const summary = chip.locator('summary');
		await summary.focus();
		await page.keyboard.press('Enter');
		await expect(chip.getByText('koordinator')).toBeVisible();
		await page.keyboard.press('Escape');
		await expect(chip.getByText('koordinator')).toBeHidden();
		await expect(summary).toBeFocused();
	});

	test('Shift three times leaves to a clock that tells nothing', async ({ page }) => {
		await page.goto(`${origin}/styleguide/frames/child`);
		await expect(page.getByRole('link', { name: 'Ut herfra' })).toBeVisible();
		// Pressed again until the page listens: scripts may still be on their way.
		await expect(async () => {
			for (let times = 0; times < 3; times += 1) await page.keyboard.press('Shift');
			await expect(page).toHaveURL(`${origin}/clock`, { timeout: 1000 });
		}).toPass();
		await expect(page).toHaveTitle('Klokka');
		await expect(page.locator('body')).not.toContainText('Landsby');
	});

	test('the rail folds by a key and is still folded after a reload', async ({ page }) => {
		await page.setViewportSize({ width: 1400, height: 820 });
		await page.goto(`${origin}/styleguide/frames/facilitator`);
		await expect(async () => {
			await page.keyboard.press('.');
			await expect(page.locator('html')).toHaveAttribute('data-rail', 'narrow', { timeout: 500 });
		}).toPass();
		await page.reload();
		await expect(page.locator('html')).toHaveAttribute('data-rail', 'narrow');
	});

	for (const scheme of ['light', 'dark'] as const) {
		test(`an automatic check finds nothing wrong, ${scheme}`, async ({ page }) => {
			await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
			for (const path of pages) {
				await page.goto(origin + path);
				await page.waitForLoadState('networkidle');
				// Evaluated by the debugger, which the page's own policy does not bind.
				await page.evaluate(axe.source);
				const found = await violations(page);
				expect(found, path).toEqual([]);
			}
		});
	}
});

test.describe('in small windows and large text', () => {
	test('nothing is pushed sideways at 320 px', async ({ page }) => {
		await page.setViewportSize({ width: 320, height: 640 });
		for (const path of pages) {
			await page.goto(origin + path);
			expect(await sideways(page), path).toBeLessThanOrEqual(0);
		}
	});

	test('nor at 320 px with text at double size', async () => {
		const large = await chromium.launch({
			executablePath: await findBrowser(),
			args: [...browserArgs, '--blink-settings=defaultFontSize=32']
		});
		try {
			const page = await large.newPage({ viewport: { width: 320, height: 640 }, locale: 'nb-NO' });
			for (const path of pages) {
				await page.goto(origin + path);
				const size = await page.evaluate(() => Number.parseFloat(getComputedStyle(document.body).fontSize));
				expect(size, path).toBeGreaterThanOrEqual(32);
				expect(await sideways(page), path).toBeLessThanOrEqual(0);
			}
		} finally {
			await large.close();
		}
	});

	test('targets are at least 44 px, a child’s at least 64', async ({ page }) => {
		for (const [path, least] of [
			['/styleguide/frames/child', 64],
			['/styleguide/frames/work', 44],
			['/styleguide/frames/facilitator', 44],
			['/settings', 44]
		] as const) {
			await page.setViewportSize({ width: 390, height: 844 });
			await page.goto(origin + path);
			const small = await page.locator('.btn, summary, .nav a, .radio, .chip.pick').evaluateAll(
				(all, smallest) =>
					all
						.filter((element) => element.checkVisibility() && element.getBoundingClientRect().height > 0)
						.filter((element) => {
							const { width, height } = element.getBoundingClientRect();
							return height < smallest - 0.5 || width < smallest - 0.5;
						})
						.map((element) => element.outerHTML.slice(0, 120)),
				least
			);
			expect(small, path).toEqual([]);
		}
	});
});

test('a page that does not exist says the same as one that is not yours, and says no more', async ({
	page
}) => {
	const response = await page.goto(`${origin}/no-such-page`);
	expect(response?.status()).toBe(404);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Du har ikke tilgang til denne siden.');
});

const pages = [
	'/',
	'/?link',
	'/settings',
	'/accessibility',
	'/privacy',
	'/clock',
	'/no-such-page',
	'/styleguide',
	'/styleguide/frames/simple',
	'/styleguide/frames/work',
	'/styleguide/frames/facilitator',
	'/styleguide/frames/child',
	'/styleguide/frames/screen'
];

/** The part of the styleguide with messages and overlays, once its scripts run. */
async function styleguide(page: Page) {
	await page.goto(`${origin}/styleguide`);
	const parts = page.getByTestId('light-messages');
	// The button that shows a password is added by script: when it is there, the page listens.
	await expect(
		page.getByTestId('light-fields').getByRole('button', { name: 'Vis', exact: true })
	).toBeVisible();
	return parts;
}

async function sideways(page: Page): Promise<number> {
	return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function violations(page: Page): Promise<string[]> {
	return page.evaluate(async () => {
		const { axe: checker } = globalThis as unknown as {
			axe: {
				run(
					context: Document,
					options: { runOnly: string[] }
				): Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }>;
			};
		};
		const { violations: found } = await checker.run(document, {
			runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
		});
		return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
	});
}

async function freePort(): Promise<number> {
	const probe = createServer();
	probe.listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const address = probe.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	probe.close();
	await once(probe, 'close');
	return address.port;
}
