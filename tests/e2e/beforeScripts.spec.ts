// A form can be used before the scripts of its page have come, and what was written and chosen by then stays.
import { expect, test, type Page } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import * as map from './journey/map.ts';
import { Person } from './journey/person.ts';

let landsby: Landsby;
let kari: Person;
let room: string;
test.beforeAll(async ({ browser }) => {
	landsby = await startLandsby();
	const made = ['room', 'create', '--child', 'Sunniva', '--by', 'kari@landsby.example'];
	({ id: room } = landsby.cli(...made) as { id: string });
	kari = await Person.sitsDown(browser, 'desk');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
	await map.adds(kari, 'Berit', 'Besteforelder');
	await kari.isSaved();
	// Who can be invited is read from the rows, which follow what was saved.
	await expect(async () => {
		await kari.page.goto(`${landsby.origin}/rooms/${room}/people?invite`);
		expect(await kari.page.getByRole('option', { name: /^Berit/ }).count()).toBe(1);
	}).toPass();
});
test.afterAll(async () => {
	await kari.leaves();
	await landsby.close();
});

/** Opens a page of the room, the invitation where none is named; its scripts come when the returned function is called. */
async function opensBeforeScripts(page: Page, place = 'people?invite'): Promise<() => void> {
	let come = () => {};
	const may = new Promise<void>((resolve) => (come = resolve));
	await page.route(/\.js$/, async (route) => {
		await may;
		await route.continue();
	});
	await page.goto(`${landsby.origin}/rooms/${room}/${place}`, { waitUntil: 'commit' });
	await expect(page.locator('summary', { hasText: 'Lukk rommet' })).toBeVisible();
	return come;
}

test('somebody of the map who is chosen stays chosen, and gets the role that goes with them', async () => {
	const { page } = kari;
	const scriptsCome = await opensBeforeScripts(page);
	await page.getByLabel('Hvem er det?', { exact: true }).selectOption({ label: 'Berit, besteforelder' });
	scriptsCome();
	// With scripts a name is asked for only of somebody new.
	await expect(page.getByLabel('Navnet deres')).toHaveCount(0);
	await expect(page.getByLabel('Hvem er det?', { exact: true }).locator('option:checked')).toHaveText(
		'Berit, besteforelder'
	);
	await expect(page.getByRole('radio', { name: /^Slekt/ })).toBeChecked();
	await page.unroute(/\.js$/);
});

test('somebody new, and all that is said of them, stays as it was written', async () => {
	const { page } = kari;
	const scriptsCome = await opensBeforeScripts(page);
	await page.getByLabel('Hvem er det?', { exact: true }).selectOption('new');
	await page.getByLabel('Navnet deres').fill('Odd');
	await page.getByLabel('Hvem er det for Sunniva?').selectOption({ label: 'nabo' });
	await page.getByRole('radio', { name: /^Nettverk/ }).check();
	await page.getByRole('switch', { name: 'Spør etter en kode' }).check();
	const hint = page.getByText('Bare når den du inviterer, ikke står på kartet.');
	scriptsCome();
	await expect(hint).toHaveCount(0);
	await expect(page.getByLabel('Hvem er det?', { exact: true })).toHaveValue('new');
	await expect(page.getByLabel('Navnet deres')).toHaveValue('Odd');
	await expect(page.getByLabel('Hvem er det for Sunniva?')).toHaveValue('neighbour');
	await expect(page.getByRole('radio', { name: /^Nettverk/ })).toBeChecked();
	await expect(page.getByRole('switch', { name: 'Spør etter en kode' })).toBeChecked();
	await page.getByRole('button', { name: 'Lag lenke' }).click();
	await expect(page.getByTestId('spoken-code')).toBeVisible();
	await page.unroute(/\.js$/);
});

test('a name that is written first is not taken away', async () => {
	const { page } = kari;
	const scriptsCome = await opensBeforeScripts(page);
	const hint = page.getByText('Bare når den du inviterer, ikke står på kartet.');
	await expect(hint).toBeVisible();
	await page.getByLabel('Navnet deres').fill('Ragnhild');
	scriptsCome();
	await expect(hint).toHaveCount(0);
	await expect(page.getByLabel('Navnet deres')).toHaveValue('Ragnhild');
	await page.unroute(/\.js$/);
});

test('what was folded out stays open', async () => {
	const { page } = kari;
	const scriptsCome = await opensBeforeScripts(page, 'people');
	await page.locator('summary', { hasText: 'Lukk rommet' }).click();
	await expect(kari.button('Lukk rommet')).toBeVisible();
	scriptsCome();
	// The bar of the room is drawn by scripts.
	await expect(page.getByTestId('connection')).toBeVisible();
	await expect(kari.button('Lukk rommet')).toBeVisible();
	await page.unroute(/\.js$/);
});
