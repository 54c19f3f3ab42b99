// A child's own words for the rings of their map, by touch: seen on the map and wherever it goes, and by nobody before the
// child shows it. And what else is the child's there: a few drawings at a time, and ties with round ends also under a hand.
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { mark, middle, takes } from '../support/mapPage.ts';
import { Person } from './journey/person.ts';

let landsby: Landsby;
let room = '';
let child: Person;
let kari: Person;

test.beforeAll(async ({ browser }) => {
	landsby = await startLandsby();
	room = await landsby.demoRoom('A');
	child = await Person.sitsDown(browser, 'tablet');
	await child.isSignedIn(landsby, await landsby.participant(room, 'child'));
	kari = await Person.sitsDown(browser, 'desk');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await child.page.goto(`${landsby.origin}/rooms/${room}/network`);
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network?view=map`);
	for (const { page } of [child, kari]) await expect(ready(page)).toHaveCount(1);
});
test.afterAll(async () => {
	for (const { faults, context } of [child, kari]) {
		expect(faults).toEqual([]);
		await context.close();
	}
	await landsby.close();
});

test('the child names a ring by touch, takes it back and names it again; others see it when it is shown', async () => {
	const { page } = child;
	const dialog = page.getByRole('dialog', { name: 'Hva skal ringene hete?' });
	await expect(page.getByTestId('map-changed')).toHaveText(/^Du tegnet sist \d+\. \S+ \d{4}\.$/);
	await child.presses(child.button('Mer'));
	await child.presses(child.button('Ringene'));
	const nearest = dialog.getByRole('textbox', { name: 'Helt nær' });
	await child.presses(nearest);
	await page.keyboard.type('I hjertet');
	await child.presses(dialog.getByRole('textbox', { name: 'Langt unna' }));
	await page.keyboard.type('De i Trondheim');
	await nearest.focus();
	await child.presses(dialog.getByRole('button', { name: 'Angre' }));
	await expect(dialog.getByRole('textbox', { name: 'Langt unna' })).toHaveValue('');
	await child.presses(dialog.getByRole('button', { name: 'Ferdig' }));
	await expect(mark(page, 'Nora')).toHaveAccessibleName(/I hjertet/);
	await expect(page.getByTestId('network-map').getByText('I hjertet')).toBeVisible();
	await expect(page.getByTestId('network-map').getByText('Langt unna')).toBeVisible();
	await expect(page.getByTestId('map-changed')).toHaveText(`Du tegnet sist ${today()}.`);

	// Until it is shown it is in nothing that is sent to others.
	expect(await kari.wasEverSent('I hjertet')).toBe(false);
	await child.presses(child.button('Vis kartet mitt'));
	await child.presses(page.getByTestId('show-map').getByRole('button', { name: 'Vis kartet' }));
	const shown = kari.page.getByTestId('childs-map');
	await expect(shown.getByText('I hjertet')).toBeVisible();
	// The room's own map has the room's words.
	await expect(kari.page.getByTestId('network-map').first().getByText('I hjertet')).toHaveCount(0);
	// A ring that is called otherwise is another map than the one that is shown.
	await expect(page.getByTestId('map-shown')).toHaveText('Alle i rommet ser kartet ditt.');
});

test('what is taken along has the child’s words, as list, drawing and table', async () => {
	const { page } = kari;
	const svg = await taken(page, 'Tegning (SVG)');
	expect(svg).toContain('I hjertet');
	const table = await taken(page, 'Folk som tabell (CSV)');
	expect(table).toMatch(/Nora[^\n]*I hjertet/);
	await page.goto(`${landsby.origin}/rooms/${room}/network?view=list`);
	await expect(page.getByTestId('childs-map').getByRole('heading', { name: 'I hjertet' })).toBeVisible();
	await page.goto(`${landsby.origin}/rooms/${room}/network?view=map`);
	await expect(ready(page)).toHaveCount(2);
});

test('a drawing is found in two taps, and never more than a few are looked at', async () => {
	const { page } = child;
	const card = page.getByTestId('child-help');
	await taps(page, 'Nora');
	await child.presses(card.getByRole('button', { name: 'Mer' }));
	await child.presses(card.getByRole('button', { name: 'Velg bilde' }));
	const choice = page.getByTestId('choose-face');
	expect(await choice.getByRole('radio').count()).toBeLessThanOrEqual(10);
	await child.presses(choice.getByRole('button', { name: 'Dyr' }));
	const rabbit = choice.getByRole('radio', { name: 'kanin' });
	await child.presses(rabbit);
	await expect(rabbit).toBeChecked();
	for (const box of await choice
		.getByRole('button')
		.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height)))
		expect(box).toBeGreaterThan(63.9);
	// Another group than the chosen one takes nothing away.
	await child.presses(choice.getByRole('button', { name: 'Ting' }));
	await child.presses(page.getByRole('dialog').getByRole('button', { name: 'Ferdig' }));
	await child.presses(card.getByRole('button', { name: 'Tilbake' }));
	await expect(card.locator('image')).toHaveAttribute('href', /rabbit/);
});

test('a tie of the child’s keeps its round ends while its person is dragged', async () => {
	const { page } = child;
	const from = await middle(page, 'Nora');
	await takes(page, from);
	await page.mouse.move(from.x - 30, from.y + 24, { steps: 6 });
	// Paper inside the two round ends: nothing else on that canvas is painted with it in full.
	await expect.poll(() => paperOnTies(page)).toBeGreaterThan(5);
	await page.mouse.up();
	await expect.poll(() => paperOnTies(page)).toBe(0);
});

/** How many pixels of the canvas of moving ties have the colour of paper. */
async function paperOnTies(page: Page): Promise<number> {
	return page.evaluate(() => {
		const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="moving-ties"]');
		if (!canvas || canvas.width === 0 || canvas.height === 0) return 0;
		// It is painted by another thread: what has come of it can be copied.
		const pen = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
		pen?.drawImage(canvas, 0, 0);
		if (!pen) return 0;
		const swatch = new OffscreenCanvas(1, 1).getContext('2d');
		if (!swatch) return 0;
		swatch.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--card').trim();
		swatch.fillRect(0, 0, 1, 1);
		const [red = 0, green = 0, blue = 0] = swatch.getImageData(0, 0, 1, 1).data;
		const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
		let found = 0;
		for (let at = 0; at < data.length; at += 4)
			if (data[at + 3] === 255 && data[at] === red && data[at + 1] === green && data[at + 2] === blue)
				found += 1;
		return found;
	});
}

/** What a file of the child's map holds. */
async function taken(page: Page, what: string): Promise<string> {
	await page.getByText('Ta med ut', { exact: true }).click();
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('group', { name: 'Ylvas eget kart' }).getByRole('button', { name: what }).click()
	]);
	return readFileSync(await download.path(), 'utf8');
}

const ready = (page: Page) => page.locator('[data-testid="network-map"][data-ready="true"]');

async function taps(page: Page, name: string): Promise<void> {
	const { x, y } = await middle(page, name);
	await page.touchscreen.tap(x, y);
}

/** “30. november 2026”, as it is in the room. */
function today(): string {
	return new Date().toLocaleDateString('nb-NO', {
		day: 'numeric',
		month: 'long',
		year: 'numeric',
		timeZone: 'Europe/Oslo'
	});
}
