// Two people beside each other on one map: what undo takes back, who is held, who writes in which field, and what keys and
// taps answer.
import { expect, test, type Browser, type Page } from '@playwright/test';
import { readPeople, removePerson } from '#lib/network/document.ts';
import { connectTo } from '../../server/db/postgres.ts';
import { connect } from '../support/client.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { mark, middle, openMap, takes } from '../support/mapPage.ts';

let landsby: Landsby;
let room: string;

test.beforeAll(async () => {
	landsby = await startLandsby();
	room = await landsby.demoRoom('A');
});
test.afterAll(() => landsby.close());

test('undo leaves what another has moved since, says who, and takes the step before only at the next press', async ({
	browser
}) => {
	const [kari, wenche] = await both(browser);
	const [berit, arne] = [await label(kari, 'Berit'), await label(kari, 'Arne')];
	await steps(kari, 'Berit');
	await steps(kari, 'Arne');
	const beritMoved = await label(kari, 'Berit');
	const arneMoved = await label(kari, 'Arne');
	expect([beritMoved, arneMoved]).not.toEqual([berit, arne]);
	await expect.poll(() => label(wenche, 'Arne')).toBe(arneMoved);
	await steps(wenche, 'Arne');
	const arneNow = await label(wenche, 'Arne');
	expect(arneNow).not.toBe(arneMoved);
	await expect.poll(() => label(kari, 'Arne')).toBe(arneNow);

	const undo = kari.getByTestId('network-map').getByRole('button', { name: 'Angre' });
	await undo.click();
	await expect(kari.getByTestId('toast')).toContainText('Dette er endret av Wenche siden. Vi lot det stå.');
	expect(await label(kari, 'Berit')).toBe(beritMoved);
	expect(await label(kari, 'Arne')).toBe(arneNow);
	await undo.click();
	await expect.poll(() => label(kari, 'Berit')).toBe(berit);
	expect(await label(kari, 'Arne')).toBe(arneNow);
	await leave(kari, wenche);
});

test('whoever is held is not taken away meanwhile', async ({ browser }) => {
	const [kari, wenche] = await both(browser);
	// A hand that says nothing for long is thought to be gone; a slow machine is not that long.
	await wenche.clock.setFixedTime(new Date());
	const start = await middle(kari, 'Nora');
	await takes(kari, start);
	await kari.mouse.move(start.x + 20, start.y + 40, { steps: 8 });
	await expect(mark(wenche, 'Nora').locator('.holder')).toHaveText('Kari');
	await mark(wenche, 'Nora').focus();
	await wenche.keyboard.press('Enter');
	await wenche.getByTestId('person-card').getByRole('button', { name: 'Ta bort' }).click();
	await expect(wenche.getByTestId('toast')).toContainText('Kari flytter Nora nå');
	await expect(mark(wenche, 'Nora')).toHaveCount(1);
	await kari.mouse.up();
	await expect(wenche.locator('.holder')).toHaveCount(0);
	await wenche.getByTestId('person-card').getByRole('button', { name: 'Ta bort' }).click();
	await expect(mark(kari, 'Nora')).toHaveCount(0);
	await wenche.getByTestId('toast').getByRole('button', { name: 'Angre' }).click();
	await expect(mark(kari, 'Nora')).toHaveCount(1);
	await leave(kari, wenche);
});

test('whoever is taken away under a hand all the same can be fetched back by it', async ({ browser }) => {
	const kari = await open(browser, 'kari@landsby.example');
	const cookie = await landsby.session('wenche@landsby.example');
	const wenche = connect(`${landsby.origin.replace('http', 'ws')}/ws`, room, cookie, landsby.origin);
	await wenche.until(() => wenche.saved);
	const nora = readPeople(wenche.doc).entities.find(({ name }) => name.startsWith('Nora'));
	const by = await participant('Wenche');

	const start = await middle(kari, 'Nora');
	await takes(kari, start);
	await kari.mouse.move(start.x + 20, start.y + 40, { steps: 8 });
	removePerson(wenche.doc, nora?.id ?? '', { by, at: new Date().toISOString() });
	await expect(mark(kari, 'Nora')).toHaveCount(0);
	await expect(kari.getByTestId('toast')).toContainText(/tok bort Nora mens du flyttet/);
	await kari.mouse.up();
	await kari.getByTestId('toast').getByRole('button', { name: 'Hent tilbake' }).click();
	await expect(mark(kari, 'Nora')).toHaveCount(1);
	await wenche.until(() =>
		readPeople(wenche.doc).entities.some(({ id, removed }) => id === nora?.id && !removed)
	);
	wenche.leave();
	await leave(kari);
});

test('a field that somebody writes in says so, and two words in one field are both there to choose from', async ({
	browser
}) => {
	const [kari, wenche] = await both(browser);
	for (const page of [kari, wenche]) {
		await mark(page, 'Hanne').focus();
		await page.keyboard.press('Enter');
		await page.getByTestId('person-card').getByRole('button', { name: 'Endre', exact: true }).click();
	}
	const [mine, hers] = [kari, wenche].map((page) =>
		page.getByTestId('person-card').getByRole('textbox', { name: 'Navn', exact: true })
	) as [ReturnType<Page['getByRole']>, ReturnType<Page['getByRole']>];
	await hers.focus();
	await expect(kari.getByText('Wenche skriver her')).toBeVisible();
	// However slow the machine: both write at the same time.
	await Promise.all([kari, wenche].map((page) => page.clock.setFixedTime(new Date())));
	await mine.fill('Hanne Hansen');
	await expect(hers).toHaveValue('Hanne Hansen');
	await hers.fill('Hanne Olsen');
	const told = kari.getByText('Du skrev «Hanne Hansen». Wenche skrev «Hanne Olsen», og det står nå.');
	await expect(told).toBeVisible();
	await expect(
		wenche.getByText('Du skrev «Hanne Olsen», og det står nå. Kari skrev «Hanne Hansen».')
	).toBeVisible();
	// Leaving the field writes nothing over the other's word.
	await mine.blur();
	await expect(mine).toHaveValue('Hanne Olsen');
	await kari.getByRole('button', { name: 'Bruk «Hanne Hansen»' }).click();
	await expect(told).toHaveCount(0);
	await hers.blur();
	await expect(hers).toHaveValue('Hanne Hansen');
	await expect(kari.getByText('Wenche skriver her')).toHaveCount(0);
	await leave(kari, wenche);
});

test('a choice that somebody is at says so, and two who choose otherwise have both to choose from', async ({
	browser
}) => {
	const [kari, wenche] = await both(browser);
	const cards = await Promise.all(
		[kari, wenche].map(async (page) => {
			await mark(page, 'Samira').focus();
			await page.keyboard.press('Enter');
			const card = page.getByTestId('person-card');
			await card.getByRole('button', { name: 'Endre', exact: true }).click();
			return card;
		})
	);
	const [mine, hers] = cards as [(typeof cards)[0], (typeof cards)[0]];
	const knows = (card: typeof mine) => card.getByLabel('Vet hva som har skjedd');
	await knows(hers).focus();
	await expect(mine.getByText('Wenche velger her')).toBeVisible();
	// However slow the machine: both choose at the same time.
	await Promise.all([kari, wenche].map((page) => page.clock.setFixedTime(new Date())));
	await knows(mine).selectOption({ label: 'Delvis' });
	await expect(knows(hers)).toHaveValue('partly');
	await knows(hers).selectOption({ label: 'Nei' });
	const told = mine.getByText('Du valgte «Delvis». Wenche valgte «Nei», og det står nå.');
	await expect(told).toBeVisible();
	await expect(hers.getByText('Du valgte «Nei», og det står nå. Kari valgte «Delvis».')).toBeVisible();
	await mine.getByRole('button', { name: 'Bruk «Delvis»' }).click();
	await expect(told).toHaveCount(0);
	await expect(knows(hers)).toHaveValue('partly');
	await hers.getByRole('button', { name: 'Greit' }).click();

	// The same of chips, of a text that both write in, and of the ring.
	await hers.getByRole('checkbox', { name: 'snakke', exact: true }).focus();
	await expect(mine.getByText('Wenche velger her')).toBeVisible();
	await hers.getByRole('textbox', { name: /ord om Samira/ }).focus();
	await expect(mine.getByText('Wenche skriver her')).toBeVisible();
	await expect(mine.getByText('Wenche velger her')).toHaveCount(0);
	for (const card of cards) await card.getByRole('button', { name: 'Flytt', exact: true }).click();
	await mine.getByRole('radio', { name: 'Helt nær' }).check();
	await expect(hers.getByRole('radio', { name: 'Helt nær' })).toBeChecked();
	await hers.getByRole('radio', { name: 'Langt unna' }).check();
	await expect(
		mine.getByText('Du valgte «Helt nær». Wenche valgte «Langt unna», og det står nå.')
	).toBeVisible();
	await leave(kari, wenche);
});

test('who moved somebody last stands below the map, for others too', async ({ browser }) => {
	const [kari, wenche] = await both(browser);
	const [karis, wenches] = [kari, wenche].map((page) => page.getByTestId('map-changed')) as [
		ReturnType<Page['getByTestId']>,
		ReturnType<Page['getByTestId']>
	];
	await steps(kari, 'Jonas');
	await expect(wenches).toHaveText(/^Sist endret \d+\. \S+ \d{4}, av Kari/);
	await steps(wenche, 'Hanne');
	await expect(karis).toHaveText(/^Sist endret \d+\. \S+ \d{4}, av Wenche/);
	await leave(kari, wenche);
});

test('every key on the map answers, and nothing that was said before stays', async ({ browser }) => {
	const page = await open(browser, 'kari@landsby.example');
	const says = page.getByTestId('map-says');
	await mark(page, 'Silje').focus();
	await page.keyboard.press('b');
	await expect(says).toContainText('Velg den andre');
	await page.keyboard.press('Escape');
	await expect(says).toHaveText('Avbrutt. Ingen bånd ble tegnet.');
	await page.keyboard.press('+');
	await expect(says).toHaveText('Kartet vises i 125 prosent.');
	await page.keyboard.press('-');
	await expect(says).toHaveText('Kartet vises i 100 prosent.');
	await page.keyboard.press('0');
	await expect(says).toHaveText('Hele kartet vises.');
	await steps(page, 'Silje');
	await expect(says).toContainText('Silje');
	await page.keyboard.press('Control+z');
	await expect(says).toHaveText('Det siste er tatt tilbake.');
	await page.keyboard.press('Control+z');
	await expect(says).toHaveText('Det er ingenting å ta tilbake.');
	await page.keyboard.press('ArrowUp');
	await expect(says).not.toHaveText('Det er ingenting å ta tilbake.');
	await leave(page);
});

test('M and Delete on somebody whom one may not move say why', async ({ browser }) => {
	const page = await open(browser, await participant('Silje'));
	const says = page.getByTestId('map-says');
	await mark(page, 'Berit').focus();
	await page.keyboard.press('m');
	await expect(says).toHaveText(
		'Du kan ikke flytte Berit. Du kan endre det som står om deg selv. Resten kan du se.'
	);
	// Who sees the map, and hears nothing, is told beside them.
	const why = page.getByTestId('map-why');
	await expect(why).toHaveText(/^\s*Du kan ikke flytte Berit\./);
	await expect(why).toBeVisible();
	await page.keyboard.press('Delete');
	await expect(says).toContainText('Du kan ikke ta bort Berit.');
	await page.keyboard.press('ArrowUp');
	await expect(why).toHaveCount(0);
	await leave(page);
});

for (const size of [
	{ width: 390, height: 844 },
	{ width: 820, height: 1180 }
])
	test(`whoever is tapped is seen above their card at ${size.width} x ${size.height}`, async ({
		browser
	}) => {
		const page = await open(browser, 'kari@landsby.example', size);
		const names = await page
			.getByRole('application')
			.locator('[data-person] .focus')
			.evaluateAll((all) =>
				all
					.map((one) => ({
						id: one.closest('[data-person]')?.getAttribute('data-person') ?? '',
						bottom: one.getBoundingClientRect().bottom
					}))
					.sort((a, b) => b.bottom - a.bottom)
			);
		for (const { id } of names.slice(0, 2)) {
			const disc = page.getByRole('application').locator(`[data-person="${id}"] .focus`).last();
			const box = () => disc.evaluate((one) => one.getBoundingClientRect().toJSON() as DOMRect);
			// Low in the window, above the bar at its foot: there the card will lie.
			await disc.evaluate((one) =>
				window.scrollBy({ top: one.getBoundingClientRect().bottom - (innerHeight - 90), behavior: 'instant' })
			);
			const { x, y, width, height } = await box();
			await page.mouse.click(x + width / 2, y + height / 2);
			const sheet = page.locator('dialog.sheet');
			await expect(sheet).toBeVisible();
			await expect
				.poll(async () => {
					const [at, top] = [await box(), await sheet.evaluate((one) => one.getBoundingClientRect().top)];
					return at.bottom <= top && at.top >= 0;
				})
				.toBe(true);
			await sheet.getByRole('button', { name: /Lukk/ }).first().click();
			await expect(sheet).toHaveCount(0);
		}
		await leave(page);
	});

test('side by side no button lies on a name of a map', async ({ browser }) => {
	const page = await open(browser, 'kari@landsby.example', { width: 1366, height: 768 });
	await page.getByText('Side om side', { exact: true }).click();
	const map = page.getByTestId('network-map').first();
	await expect.poll(async () => (await map.boundingBox())?.width ?? 0).toBeLessThan(600);
	const covered = () =>
		map.evaluate((element) => {
			const boxes = (selector: string) =>
				[...element.querySelectorAll(selector)].map((one) => ({
					what: one.textContent.trim() || (one.getAttribute('aria-label') ?? ''),
					box: one.getBoundingClientRect()
				}));
			return boxes('.zoom button').flatMap(({ what: button, box: a }) =>
				boxes('svg text')
					.filter(
						({ what, box: b }) =>
							what !== '' && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
					)
					.map(({ what }) => `${button} on ${what}`)
			);
		});
	await expect.poll(covered).toEqual([]);
	await leave(page);
});

/** The id of a participant of the room. */
async function participant(name: string): Promise<string> {
	const sql = connectTo(landsby.databaseUrl, { max: 1 });
	const [found] = await sql<{ id: string }[]>`
		select id from participants where room_id = ${room} and name like ${`${name}%`}`;
	await sql.end();
	if (!found) throw new Error(`${name} is in the room`);
	return found.id;
}

/** What is said of somebody on the map, and where they stand in the list’s words. */
async function label(page: Page, name: string): Promise<string> {
	return (await mark(page, name).getAttribute('aria-label')) ?? '';
}

/** One step farther out, or nearer where there is no farther, by keys. */
async function steps(page: Page, name: string): Promise<void> {
	await mark(page, name).focus();
	await page.keyboard.press('m');
	const before = await label(page, name);
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await expect.poll(() => label(page, name)).not.toBe(before);
}

async function both(browser: Browser): Promise<[Page, Page]> {
	return Promise.all([open(browser, 'kari@landsby.example'), open(browser, 'wenche@landsby.example')]);
}

const open = (browser: Browser, who: string, viewport = { width: 1180, height: 820 }): Promise<Page> =>
	openMap(browser, landsby, room, who, { viewport });

async function leave(...pages: readonly Page[]): Promise<void> {
	for (const page of pages) await page.context().close();
}
