// Somebody's card: a photograph that one gives and others see, drawings that a child chooses by touch, and what stands of
// somebody in the documents of a few.
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import sharp from 'sharp';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { targetSize } from '../support/targetSize.ts';
import { violations } from '../support/violations.ts';
import { openFor, type Opened } from '../support/opened.ts';

let landsby: Landsby;
let room: string;
test.beforeAll(async () => {
	landsby = await startLandsby();
	const made = ['room', 'create', '--child', 'Sunniva', '--by', 'kari@landsby.example'];
	({ id: room } = landsby.cli(...made) as { id: string });
});
test.afterAll(() => landsby.close());

const photo = () =>
	sharp({ create: { width: 900, height: 1200, channels: 3, background: '#7a4a26' } })
		.jpeg()
		.withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '59/1 54/1 30/1' } })
		.toBuffer();

test('a caseworker gives somebody a photograph and says more; a relative sees it, changes only themself, and other rooms get nothing', async ({
	browser
}) => {
	const guest = landsby.cli('invite', room, '--name', 'Silje', '--role', 'relative') as {
		participant: string;
	};
	landsby.cli('invite', room, '--name', 'Berit', '--role', 'relative');
	const [kari, silje] = await Promise.all([
		open(browser, 'kari@landsby.example', 'list'),
		enterAsGuest(browser, guest.participant)
	]);

	const card = await look(kari.page, 'Berit');
	await card.getByRole('button', { name: 'Velg bilde' }).click();
	const dialog = kari.page.getByRole('dialog', { name: 'Bilde av Berit' });
	await expect(dialog.getByText('Ser dette:')).toBeVisible();
	expect(await violations(kari.page)).toEqual([]);
	await dialog
		.locator('input[type=file]')
		.setInputFiles({ name: 'x.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<svg/>') });
	await expect(dialog.getByRole('alert')).toHaveText(/ikke et bilde vi kan lese/);
	await dialog
		.locator('input[type=file]')
		.setInputFiles({ name: 'berit.jpg', mimeType: 'image/jpeg', buffer: await photo() });
	await expect(dialog.getByRole('button', { name: 'Ta bort fotografiet' })).toBeVisible();
	await expect(dialog.getByRole('alert')).toHaveCount(0);
	await dialog.getByRole('button', { name: 'Ferdig' }).click();

	await card.getByRole('button', { name: 'Endre' }).click();
	await card.getByRole('combobox', { name: 'Vet hva som har skjedd' }).selectOption('Delvis');
	await card.getByRole('combobox', { name: 'Snakker best' }).selectOption('Polsk');
	await card.getByRole('checkbox', { name: 'Trenger tolk' }).check();
	expect(await violations(kari.page)).toEqual([]);
	await card.getByRole('button', { name: 'Endre' }).click();
	await card.getByText('Mer om Berit').click();
	await expect(card.getByText('polsk, med tolk')).toBeVisible();
	await card.getByText('Fagfolkenes syn').click();
	await card.getByRole('button', { name: 'Skriv hvordan du ser det' }).click();
	await kari.page.keyboard.type('Trygg.');
	expect(await violations(kari.page)).toEqual([]);

	// The relative has it on her screen, may not change it, and is shown nothing of the professionals'.
	const theirs = await look(silje.page, 'Berit');
	const picture = theirs.locator('header image');
	await expect(picture).toHaveAttribute('href', /\/pictures\//);
	const address = (await picture.getAttribute('href')) ?? '';
	expect(await fetched(silje.page, address)).toEqual({ status: 200, type: 'image/webp' });
	await theirs.getByText('Mer om Berit').click();
	await expect(theirs.getByText('delvis')).toBeVisible();
	await expect(theirs.getByRole('button', { name: 'Velg bilde' })).toHaveCount(0);
	await expect(theirs.getByText('Fagfolkenes syn')).toHaveCount(0);
	await expect(theirs.getByText('Telefon og vei hit')).toHaveCount(0);
	expect(await violations(silje.page)).toEqual([]);
	const own = await look(silje.page, 'Silje');
	await own.getByRole('button', { name: 'Velg bilde' }).click();
	const drawing = silje.page.getByRole('radio', { name: 'langt, brunt hår' });
	await drawing.check({ force: true });
	await silje.page.getByRole('button', { name: 'Ferdig' }).click();
	await expect(own.locator('header image')).toHaveAttribute('href', /longWaves/);
	await expect((await look(kari.page, 'Silje')).locator('header image')).toHaveAttribute('href', /longWaves/);

	// Who leads another room, and nobody at all.
	const mina = await open(browser, 'mina@landsby.example', null);
	expect((await fetched(mina.page, address)).status).toBe(404);
	const nobody = await browser.newContext();
	expect((await nobody.request.get(landsby.origin + address)).status()).toBe(404);

	// Taken away it is gone for everybody; the way back brings the same one.
	await look(kari.page, 'Berit');
	await card.getByRole('button', { name: 'Velg bilde' }).click();
	await dialog.getByRole('button', { name: 'Ta bort fotografiet' }).click();
	await dialog.getByRole('button', { name: 'Ferdig' }).click();
	await expect((await look(silje.page, 'Berit')).locator('header image')).toHaveCount(0);
	expect((await fetched(silje.page, address)).status).toBe(404);
	await kari.page.getByTestId('toast').getByRole('button', { name: 'Angre' }).click();
	await expect(theirs.locator('header image')).toHaveAttribute('href', address);
	expect((await fetched(silje.page, address)).status).toBe(200);
	expect([...kari.faults, ...silje.faults]).toEqual([]);
	await Promise.all([kari, silje, mina].map(({ page }) => page.context().close()));
	await nobody.close();
});

test('a child chooses a drawing by touch, and says something about somebody that nobody else sees', async ({
	browser
}) => {
	const guest = landsby.cli('invite', room, '--name', 'Sunniva', '--role', 'child') as {
		participant: string;
	};
	landsby.cli('invite', room, '--name', 'Otto', '--role', 'network');
	const { page, faults } = await open(browser, guest.participant, '');
	const waiting = page.getByTestId('waiting').getByRole('button', { name: 'Otto' });
	await waiting.tap();
	const card = page.getByTestId('child-help');
	await card.getByRole('button', { name: 'Nær', exact: true }).tap();
	await card.getByRole('button', { name: 'Mer' }).tap();
	await card.getByRole('button', { name: 'Velg bilde' }).tap();
	await page.getByRole('button', { name: 'Dyr', exact: true }).tap();
	const cat = page.getByRole('radio', { name: 'katt' });
	expect(await targetSize(cat)).toBeGreaterThanOrEqual(64);
	await cat.tap();
	expect(await violations(page)).toEqual([]);
	await page.getByRole('button', { name: 'Ferdig' }).tap();
	await expect(page.getByTestId('network-map').locator('image')).toHaveAttribute('href', /cat/);
	await card.getByRole('button', { name: 'Tilbake' }).tap();
	await expect(card.locator('image')).toHaveAttribute('href', /cat/);
	await card.getByRole('button', { name: 'Angre' }).tap();
	await expect(card.locator('image')).toHaveCount(0);

	await card.getByRole('button', { name: 'Mer' }).tap();
	await card.getByRole('link', { name: 'Si noe om Otto' }).tap();
	await expect(page.getByRole('heading', { name: 'Hvordan er det med Otto?' })).toBeVisible();
	await page.getByRole('radio', { name: 'glad' }).tap();
	await page.getByRole('button', { name: 'Neste' }).tap();
	await page.getByRole('textbox').fill('Han er snill.');
	await page.getByRole('button', { name: 'Neste' }).tap();
	await page.getByRole('button', { name: 'Legg det i hjørnet mitt' }).tap();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hjørne/i);
	await page.goto(`${landsby.origin}/rooms/${room}/network`);
	await page.getByRole('application').getByRole('button', { name: /^Otto/ }).focus();
	await page.keyboard.press('Enter');
	await card.getByRole('button', { name: 'Mer' }).tap();
	await expect(page.getByTestId('kept-about')).toContainText('Han er snill.');
	expect(await violations(page)).toEqual([]);

	const kari = await open(browser, 'kari@landsby.example', 'list');
	const theirs = await look(kari.page, 'Otto');
	await expect(theirs.getByText('Han er snill.')).toHaveCount(0);
	await expect(theirs.getByText('Det Sunniva har sagt')).toHaveCount(0);
	expect(faults).toEqual([]);
	await page.context().close();
	await kari.page.context().close();
});

/** @param view of the map; '' for the child's, null where they are in no room */
async function open(browser: Browser, who: string, view: string | null): Promise<Opened> {
	const context = await browser.newContext({
		viewport: { width: 1180, height: 820 },
		locale: 'nb-NO',
		hasTouch: true
	});
	if (view === null) return openFor(context, landsby, who, '/rooms');
	const opened = await openFor(
		context,
		landsby,
		who,
		`/rooms/${room}/network${view === '' ? '' : `?view=${view}`}`
	);
	const { page } = opened;
	if (view === 'list') await expect(page.getByTestId('person-list')).toBeVisible();
	else await expect(page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
	return opened;
}

const enterAsGuest = (browser: Browser, participant: string): Promise<Opened> =>
	open(browser, participant, 'list');

/** Opens the card of somebody from the list. */
async function look(page: Page, name: string): Promise<Locator> {
	const row = page.getByTestId('person-list').locator('tr', { has: page.getByRole('rowheader', { name }) });
	const card = page.getByRole('region', { name, exact: true });
	if (await card.isVisible()) return card;
	const own = row.getByRole('button', { name, exact: true });
	if (await own.isVisible()) await own.click();
	else {
		// Where each has a card in the list instead of a row, the rest of it is folded.
		await row.getByLabel(`Det du kan gjøre med ${name}`, { exact: true }).click();
		await row.getByRole('button', { name: 'Åpne kortet', exact: true }).click();
	}
	await expect(card).toBeVisible();
	return card;
}

/** What the page of somebody is answered at an address. */
function fetched(page: Page, address: string): Promise<{ status: number; type: string | null }> {
	return page.evaluate(async (at) => {
		const answer = await fetch(at);
		return { status: answer.status, type: answer.headers.get('content-type') };
	}, address);
}
