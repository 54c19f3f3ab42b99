// A map that is pushed down the page without changing its size: what is pressed is what is seen there, and a hand that
// holds somebody keeps the map where it is until it opens.
import { expect, test, type Browser, type Page } from '@playwright/test';
import { createPerson } from '#lib/network/document.ts';
import { connect } from '../support/client.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';

let landsby: Landsby;
let room: string;

test.beforeAll(async () => {
	landsby = await startLandsby();
	const rooms = landsby.cli('room', 'list') as { id: string; case: string }[];
	room = rooms.find((each) => each.case === 'A')?.id ?? '';
});
test.afterAll(() => landsby.close());

interface Point {
	readonly x: number;
	readonly y: number;
}

for (const viewport of [
	{ width: 820, height: 1180 },
	{ width: 1366, height: 768 }
])
	test(`whoever is pressed is meant, also after the map was pushed down (${viewport.width} px)`, async ({
		browser
	}) => {
		const page = await open(browser, viewport);
		const before = await surfaceOf(page);
		await addsWaiting(`Tuva ${viewport.width}`);
		await expect(page.getByRole('button', { name: `Tuva ${viewport.width}` })).toBeVisible();
		await expect.poll(async () => (await surfaceOf(page)).y - before.y).not.toBe(0);
		const nora = await middle(page, 'Nora');
		await page.mouse.click(nora.x, nora.y);
		await expect(page.getByTestId('person-card')).toHaveAttribute('aria-label', /^Nora/);
		await page.context().close();
	});

test('a hand that holds somebody while a row comes above the map moves nobody, and goes on where it is', async ({
	browser
}) => {
	const page = await open(browser, { width: 820, height: 1180 });
	const start = await middle(page, 'Nora');
	await page.mouse.move(start.x, start.y);
	await page.mouse.down();
	const held = { x: start.x + 40, y: start.y + 50 };
	await page.mouse.move(held.x, held.y, { steps: 8 });
	await expect.poll(async () => away(await middle(page, 'Nora'), held)).toBeLessThan(2);
	const stood = await onMap(page, 'Nora');

	const top = (await surfaceOf(page)).y;
	const above = await heightAbove(page);
	await addsWaiting('Selma Lie');
	await expect(page.getByRole('button', { name: 'Selma' })).toHaveCount(1);
	await expect.poll(() => heightAbove(page)).toBeGreaterThan(above + 20);
	// A hand is never quite still.
	await page.mouse.move(held.x + 1, held.y);
	await page.waitForTimeout(300);
	expect(away(await onMap(page, 'Nora'), stood)).toBeLessThan(3);
	expect(Math.abs((await surfaceOf(page)).y - top)).toBeLessThan(1);

	// And goes on: they are under it.
	await page.mouse.move(held.x + 30, held.y + 30, { steps: 5 });
	await expect
		.poll(async () => away(await middle(page, 'Nora'), { x: held.x + 30, y: held.y + 30 }))
		.toBeLessThan(3);
	await page.mouse.move(held.x, held.y, { steps: 5 });
	await page.mouse.up();
	// The hand is open, and the map goes where the page has it.
	await expect.poll(async () => (await surfaceOf(page)).y).toBeGreaterThan(top + 20);
	await expect.poll(async () => away(await onMap(page, 'Nora'), stood)).toBeLessThan(40);
	const nora = await middle(page, 'Nora');
	await page.mouse.click(nora.x, nora.y);
	await expect(page.getByTestId('person-card')).toHaveAttribute('aria-label', /^Nora/);
	await page.context().close();
});

/** Another person adds somebody who has no place yet: a row comes above the map for whoever waits, or grows. */
async function addsWaiting(name: string): Promise<void> {
	const { cookie, participant } = landsby.cli('session', 'wenche@landsby.example') as {
		cookie: string;
		participant?: string;
	};
	const wenche = connect(`${landsby.origin.replace('http', 'ws')}/ws`, room, cookie, landsby.origin);
	await wenche.until(() => wenche.saved);
	createPerson(
		wenche.doc,
		{ by: participant ?? crypto.randomUUID(), at: new Date().toISOString() },
		{ name }
	);
	await wenche.until(() => wenche.saved);
	wenche.leave();
}

const mark = (page: Page, name: string) =>
	page.getByRole('application').getByRole('button', { name: new RegExp(`^${name}`) });

async function open(browser: Browser, viewport: { width: number; height: number }): Promise<Page> {
	const { cookie } = landsby.cli('session', 'kari@landsby.example') as { cookie: string };
	const [name = '', value = ''] = cookie.split('=');
	const context = await browser.newContext({ viewport, locale: 'nb-NO', reducedMotion: 'reduce' });
	await context.addCookies([{ name, value, url: landsby.origin }]);
	const page = await context.newPage();
	await page.goto(`${landsby.origin}/rooms/${room}/network?view=map`);
	await expect(page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
	return page;
}

const away = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

async function surfaceOf(page: Page): Promise<Point> {
	const box = await page.getByRole('application').boundingBox();
	return { x: box?.x ?? 0, y: box?.y ?? 0 };
}

/** Where the place of the map begins, whether or not the map is in its place. */
function heightAbove(page: Page): Promise<number> {
	return page.locator('.maps').evaluate((maps) => maps.getBoundingClientRect().top);
}

async function middle(page: Page, name: string): Promise<Point> {
	return mark(page, name)
		.locator('.focus')
		.last()
		.evaluate((circle) => {
			const { x, y, width, height } = circle.getBoundingClientRect();
			return { x: x + width / 2, y: y + height / 2 };
		});
}

/** Where somebody stands, from the map's corner. */
async function onMap(page: Page, name: string): Promise<Point> {
	const [at, from] = [await middle(page, name), await surfaceOf(page)];
	return { x: at.x - from.x, y: at.y - from.y };
}
