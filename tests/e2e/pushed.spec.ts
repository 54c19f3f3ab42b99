// A map that is pushed down the page without changing its size: what is pressed is what is seen there, and a hand that
// holds somebody keeps the map where it is until it opens.
import { expect, test, type Browser, type Page } from '@playwright/test';
import { createPerson } from '#lib/network/document.ts';
import { connect } from '../support/client.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { away, middle, openMap, takes, type Point } from '../support/mapPage.ts';

let landsby: Landsby;
let room: string;

test.beforeAll(async () => {
	landsby = await startLandsby();
	room = await landsby.demoRoom('A');
});
test.afterAll(() => landsby.close());

for (const viewport of [
	{ width: 820, height: 1180 },
	{ width: 1366, height: 768 }
])
	test(`whoever is pressed is meant, also after the map was pushed down (${viewport.width} px)`, async ({
		browser
	}) => {
		const page = await open(browser, viewport);
		const before = await surfaceOf(page);
		// Whatever comes above it: a bar, a row, a question that the map is asked.
		await page.locator('.maps').evaluate((maps) => {
			const bar = document.createElement('div');
			bar.style.height = '60px';
			bar.style.flex = 'none';
			maps.before(bar);
		});
		await expect.poll(async () => (await surfaceOf(page)).y - before.y).toBeGreaterThan(50);
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
	await takes(page, start);
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
	await expect.poll(async () => away(await onMap(page, 'Nora'), stood)).toBeLessThan(60);
	const nora = await middle(page, 'Nora');
	await page.mouse.click(nora.x, nora.y);
	await expect(page.getByTestId('person-card')).toHaveAttribute('aria-label', /^Nora/);
	await page.context().close();
});

/** Another person adds somebody who has no place yet: a row comes above the map for whoever waits, or grows. */
async function addsWaiting(name: string): Promise<void> {
	const cookie = await landsby.session('wenche@landsby.example');
	const wenche = connect(`${landsby.origin.replace('http', 'ws')}/ws`, room, cookie, landsby.origin);
	await wenche.until(() => wenche.saved);
	createPerson(wenche.doc, { by: crypto.randomUUID(), at: new Date().toISOString() }, { name });
	await wenche.until(() => wenche.saved);
	wenche.leave();
}

const open = (browser: Browser, viewport: { width: number; height: number }): Promise<Page> =>
	openMap(browser, landsby, room, 'kari@landsby.example', { viewport, reducedMotion: 'reduce' });

async function surfaceOf(page: Page): Promise<Point> {
	const box = await page.getByRole('application').boundingBox();
	return { x: box?.x ?? 0, y: box?.y ?? 0 };
}

/** Where the place of the map begins, whether or not the map is in its place. */
function heightAbove(page: Page): Promise<number> {
	return page.locator('.maps').evaluate((maps) => maps.getBoundingClientRect().top);
}

/** Where somebody stands, from the map's corner. */
async function onMap(page: Page, name: string): Promise<Point> {
	const [at, from] = [await middle(page, name), await surfaceOf(page)];
	return { x: at.x - from.x, y: at.y - from.y };
}
