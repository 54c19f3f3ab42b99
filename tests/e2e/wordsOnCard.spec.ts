// The child's words about somebody on their card: who may write them, who wrote them, and who sees them; under the map
// who changed it last; and what the server sends of a page before its scripts have come.
import { expect, test, type Browser, type Page } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { signIn } from '../support/signIn.ts';

let landsby: Landsby;
let room: string;
test.beforeAll(async () => {
	landsby = await startLandsby();
	const made = landsby.cli('room', 'create', '--child', 'Sunniva', '--by', 'kari@landsby.example') as {
		id: string;
	};
	room = made.id;
});
test.afterAll(() => landsby.close());

async function come(browser: Browser, who: string, path: string): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'nb-NO' });
	await signIn(context, landsby, who);
	const page = await context.newPage();
	await page.goto(`${landsby.origin}/rooms/${room}/${path}`);
	return page;
}

async function adds(page: Page, name: string, relation: string): Promise<void> {
	await page.getByRole('button', { name: 'Legg til' }).first().click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('textbox', { name: 'Navn' }).fill(name);
	await dialog.getByText(relation, { exact: true }).click();
	await dialog.getByRole('button', { name: 'Ferdig' }).click();
	await expect(page.getByTestId('add-person')).toHaveCount(0);
}

async function looksAt(page: Page, name: string) {
	await page
		.getByRole('application')
		.getByRole('button', { name: new RegExp(`^${name}`) })
		.focus();
	await page.keyboard.press('Enter');
	return page.getByTestId('person-card');
}

test('the child’s words are written by who leads the room, with her name and the day; a parent reads them', async ({
	browser
}) => {
	const kari = await come(browser, 'kari@landsby.example', 'network?view=map');
	await adds(kari, 'Berit', 'Besteforelder');
	const card = await looksAt(kari, 'Berit');
	await card.getByRole('textbox', { name: 'Sunnivas ord om Berit' }).fill('Hun synger for meg.');
	await expect(card.getByTestId('words-by')).toHaveText(/^Skrevet ned av Kari Nygård, \d/);
	// Who reads the upper part of the card stands there, and opens to their names.
	await card.locator('details.sees').first().locator('summary').click();
	await expect(card.locator('details.sees').first()).toContainText('Kari Nygård');
	await expect(kari.getByTestId('map-changed')).toHaveText(/^Sist endret \d+\. \S+ \d{4}, av Kari Nygård\.$/);

	const { participant } = landsby.cli('invite', room, '--name', 'Maren', '--role', 'parent') as {
		participant: string;
	};
	const maren = await come(browser, participant, 'network?view=map');
	const theirs = await looksAt(maren, 'Berit');
	await expect(theirs).toContainText('«Hun synger for meg.»');
	await expect(theirs.getByTestId('words-by')).toHaveText(/^Skrevet ned av Kari Nygård, \d/);
	await expect(theirs.getByRole('textbox')).toHaveCount(0);
	await maren.context().close();
	await kari.context().close();
});

test('what is written about a tie stands with it on both cards, and a tie that the child says has round ends', async ({
	browser
}) => {
	const kari = await come(browser, 'kari@landsby.example', 'network?view=map');
	await adds(kari, 'Arne', 'Besteforelder');
	// On the other side of the map: a line that is nearly hidden has no ends.
	await adds(kari, 'Silje', 'Venn');
	const card = await looksAt(kari, 'Arne');
	await card.getByRole('button', { name: 'Tegn bånd' }).click();
	await kari
		.getByRole('application')
		.getByRole('button', { name: /^Silje/ })
		.focus();
	await kari.keyboard.press('Enter');
	const dialog = kari.getByRole('dialog');
	await dialog.getByText('nært', { exact: true }).click();
	await dialog.getByText('Sunniva', { exact: true }).click();
	await dialog.getByRole('button', { name: 'Tegn båndet' }).click();
	const line = kari.locator('[data-tie]');
	await expect(line.locator('circle')).toHaveCount(2);

	const again = await looksAt(kari, 'Arne');
	await again.getByRole('button', { name: /Silje/ }).click();
	await dialog.getByRole('textbox', { name: 'Mer om båndet' }).fill('De ringer hver søndag.');
	await dialog.getByText('Møtet', { exact: true }).click();
	await dialog.getByRole('button', { name: 'Ferdig' }).click();
	await expect(again.getByTestId('tie-note')).toHaveText('De ringer hver søndag.');
	// Said by the meeting it has ends as every adult's.
	await expect(line.locator('circle')).toHaveCount(0);
	await expect((await looksAt(kari, 'Silje')).getByTestId('tie-note')).toHaveText('De ringer hver søndag.');
	await kari.context().close();
});

test('a page of a room has a title and a heading in what the server sends, before any script', async ({
	browser
}) => {
	const context = await browser.newContext({ javaScriptEnabled: false, locale: 'nb-NO' });
	await signIn(context, landsby, 'kari@landsby.example');
	const page = await context.newPage();
	for (const part of [
		'',
		'/network',
		'/network/compare',
		'/emergency',
		'/visits',
		'/meetings',
		'/staff',
		'/plan',
		'/people'
	]) {
		await page.goto(`${landsby.origin}/rooms/${room}${part}`);
		await expect(page, part).toHaveTitle(/^.+ – .*Landsby$/);
		await expect(page.getByRole('heading', { level: 1 }), part).toHaveCount(1);
	}
	await context.close();
});
