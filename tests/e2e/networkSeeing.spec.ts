// The family tree, the questions to the map, and the map before and now, in a real browser.
import { readFileSync } from 'node:fs';
import { expect, test, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { read, textOf } from '../support/readXml.ts';
import { violations } from '../support/violations.ts';
import { openFor, type Opened } from '../support/opened.ts';
import { roomWith } from './journey/inviting.ts';

let landsby: Landsby;
const rooms = new Map<string, string>();

test.beforeAll(async () => {
	landsby = await startLandsby();
	for (const { id, case: label } of landsby.cli('room', 'list') as { id: string; case: string }[])
		rooms.set(label, id);
});
test.afterAll(() => landsby.close());

test('the family stands as a tree and in words; a tie that says kin puts somebody into it', async ({
	browser
}) => {
	const { page, faults } = await open(browser, `${rooms.get('A') ?? ''}/network?view=family`);
	const tree = page.getByTestId('genogram');
	const words = page.getByTestId('family-in-words');
	const inTree = (name: RegExp) => tree.getByRole('button', { name });
	await expect(inTree(/^Maren, Mamma/)).toBeVisible();
	await expect(words).toContainText('Maren og Tor-Even, ikke lenger sammen. 1 barn: Ylva.');
	await expect(words).toContainText('Bor sammen');
	expect(await violations(page)).toEqual([]);

	// By keys: from the child up to a parent, whose card Enter opens.
	await inTree(/^Ylva, som kartet handler om/).focus();
	await page.keyboard.press('ArrowUp');
	await expect(inTree(/^Maren/)).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.getByTestId('person-card')).toContainText('Maren');

	// Nobody has said how Kjetil belongs: he stands beside the tree until a tie says it.
	await expect(inTree(/^Kjetil/)).toHaveCount(0);
	await words.getByRole('button', { name: /^Kjetil/ }).click();
	await page.getByTestId('person-card').getByRole('button', { name: 'Tegn bånd' }).click();
	await words.getByRole('button', { name: /^Tor-Even/ }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('radio', { name: 'vanlig' }).check();
	await dialog.getByRole('radio', { name: 'Møtet' }).check();
	await dialog.getByLabel('Er de i slekt?').selectOption({ label: 'Kjetil og Tor-Even er søsken' });
	await dialog.getByRole('button', { name: 'Tegn båndet' }).click();
	await expect(inTree(/^Kjetil/)).toBeVisible();
	await expect(words).toContainText('2 barn: Tor-Even og Kjetil.');

	const file = readFileSync(await (await download(page, 'Slektstreet som tegning (SVG)')).path(), 'utf8');
	const drawn = textOf(read(file.replace(/<style>.*?<\/style>/s, '')));
	for (const name of ['Slektstreet til Ylva', 'Kjetil', 'Rolf', 'ikke lenger sammen'])
		expect(drawn).toContain(name);

	// On a page at 400 % words come first, and the drawing scrolls by itself.
	await page.setViewportSize({ width: 320, height: 700 });
	await page.reload();
	await expect(tree).toBeVisible();
	const [treeTop, wordsTop] = [await tree.boundingBox(), await words.boundingBox()];
	expect(wordsTop?.y).toBeLessThan(treeTop?.y ?? 0);
	expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
	expect(faults).toEqual([]);
	await page.context().close();
});

test('the map answers who can help, who has said yes and whom the child misses, as a picture and in words', async ({
	browser
}) => {
	const { page, faults } = await open(browser, `${rooms.get('A') ?? ''}/network?view=map`);
	await expect(page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
	const question = page.getByTestId('look-for');
	const answer = page.getByTestId('look-answer');
	const map = page.getByRole('application');

	await question.selectOption({ label: 'Sove over' });
	await expect(answer).toContainText('Sove over: Berit og Hanne.');
	await expect(page.locator('[data-lit]')).toHaveCount(2);
	await expect(map.getByRole('button', { name: /^Berit.*kan hjelpe med dette/ })).toBeVisible();
	await expect(map.getByRole('button', { name: /^Silje/ })).not.toHaveAccessibleName(/kan hjelpe/);
	expect(await violations(page)).toEqual([]);

	await question.selectOption('consent');
	await expect(answer).toContainText('Spurt, ikke svart: Silje.');
	await expect(map.getByRole('button', { name: /^Kjetil.*, nei$/ })).toBeVisible();
	await question.selectOption('missed');
	await expect(answer).toContainText('Ønskes nærmere: Isak.');
	await expect(map.getByRole('button', { name: /^Isak.*ønskes nærmere/ })).toBeVisible();

	// The list has the same question, and says what is read from the map and what that means.
	await page.getByRole('navigation', { name: 'Visning' }).getByRole('link', { name: 'Liste' }).click();
	await question.selectOption('gaps');
	await expect(answer).toContainText('Ingen ringer eller felt er tomme');
	const nights = page.getByTestId('readings').locator('[data-code="nights"]');
	await expect(nights).toContainText('Kan hjelpe om natten: Berit, Hanne og Solveig.');
	await nights.getByText('Hva betyr dette?').click();
	await expect(nights).toContainText('ikke har sagt nei til netter');
	expect(await violations(page)).toEqual([]);
	expect(faults).toEqual([]);
	await page.context().close();
});

test('an empty ring is marked on the map and told, and nobody for nights', async ({ browser }) => {
	const { id } = roomWith(landsby);
	const { page, faults } = await open(browser, `${id}/network?view=map`);
	await page.getByRole('button', { name: 'Legg til' }).first().click();
	const sheet = page.getByRole('dialog');
	await sheet.getByRole('textbox', { name: 'Navn' }).fill('Olav');
	await sheet.getByRole('button', { name: 'Ferdig' }).click();
	await page.getByTestId('look-for').selectOption('gaps');
	await expect(page.getByTestId('look-answer')).toContainText('Ingen står her: helt nær');
	await expect(page.getByTestId('look-answer')).toContainText('kan hjelpe om natten');
	await expect(page.locator('[data-gap="1"]')).toHaveCount(1);
	await expect(page.locator('[data-gap="nights"]')).toHaveCount(1);
	await expect(page.locator('[data-gap="kin"]')).toHaveCount(1);
	// The hatching is ground: it is painted before the names of rings and sectors, and before everybody.
	const isUnder = await page.locator('[data-gap="kin"]').evaluate((hatching) =>
		['text.ring', 'g.sector', '[data-testid="map-person"]'].map((over) => {
			const letters = hatching.closest('.surface')?.querySelector(over);
			return letters
				? (hatching.compareDocumentPosition(letters) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
				: null;
		})
	);
	expect(isUnder).toEqual([true, true, true]);

	// Of this family nothing is known, and of this map there is no earlier one: each says what to do.
	await page.getByRole('link', { name: 'Før og nå' }).click();
	await expect(page.getByText('Det finnes ingen plan å sammenligne med ennå.')).toBeVisible();
	expect(await violations(page)).toEqual([]);
	await page.getByRole('link', { name: 'Tilbake til kartet' }).click();
	await page.getByRole('navigation', { name: 'Visning' }).getByRole('link', { name: 'Slekt' }).click();
	await expect(page.getByText('Legg til mor, far eller søsken på kartet.')).toBeVisible();
	expect(await violations(page)).toEqual([]);
	expect(faults).toEqual([]);
	await page.context().close();
});

test('the map before and now tells who came, came closer and is gone; with calm asked for nothing glides', async ({
	browser
}) => {
	const address = `${rooms.get('A') ?? ''}/network/compare?since=1`;
	const { page, faults } = await open(browser, address, { reducedMotion: 'reduce' });
	const compare = page.getByTestId('compare');
	await expect(compare).toContainText('Ingvild Moe er ny på kartet: litt lenger unna.');
	await expect(compare).toContainText('Silje Sørhaug kom nærmere: fra litt lenger unna til nær.');
	// Who is no person is drawn as on the map.
	for (const [kind, shapes] of [
		['animal', 'path'],
		['group', 'circle'],
		['place', 'path']
	] as const)
		await expect(compare.locator(`[data-kind="${kind}"] ${shapes}`)).not.toHaveCount(0);
	const silje = page.locator('[data-became="closer"]');
	const place = () => silje.getAttribute('transform');
	const now = await place();
	await expect(page.getByRole('slider', { name: 'Fra før til nå' })).toHaveAttribute('aria-valuetext', 'Nå');
	await page.getByRole('button', { name: 'Vis før' }).click();
	await expect(page.getByRole('slider', { name: 'Fra før til nå' })).toHaveAttribute(
		'aria-valuetext',
		'Før, 2. november 2026'
	);
	expect(await place()).not.toBe(now);
	await page.getByRole('button', { name: 'Vis nå' }).click();
	expect(await place()).toBe(now);
	expect(await violations(page)).toEqual([]);

	// Somebody who is taken off the map now is gone since then.
	await page.goto(`${landsby.origin}/rooms/${rooms.get('A') ?? ''}/network?view=family`);
	await page
		.getByTestId('family-in-words')
		.getByRole('button', { name: /^Eline/ })
		.click();
	await page.getByTestId('person-card').getByRole('button', { name: 'Ta bort' }).click();
	await expect(page.getByTestId('toast')).toContainText('Eline er tatt bort.');
	await page.goto(`${landsby.origin}/rooms/${address}`);
	await expect(compare).toContainText('Eline Wiik er ikke på kartet lenger. Sto helt nær.');
	expect(faults).toEqual([]);
	await page.context().close();
});

test('to look at the list and to unfold the fields of somebody moves nobody', async ({ browser }) => {
	const room = rooms.get('B') ?? '';
	const { page, faults } = await open(browser, `${room}/network?view=map`, {}, 'jonas@landsby.example');
	const places = async () => {
		await expect(page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
		return page
			.getByTestId('map-person')
			.evaluateAll((marks) =>
				marks.map((mark) => `${mark.getAttribute('data-person')} ${(mark as SVGElement).style.transform}`)
			);
	};
	const before = await places();
	expect(before.length).toBeGreaterThan(5);
	// As a page of its own, where nothing is taken over from the map.
	await page.goto(`${landsby.origin}/rooms/${room}/network?view=list`);
	const list = page.getByTestId('person-list');
	await list
		.getByRole('button', { name: /^Bånd|bånd/ })
		.last()
		.click();
	const card = page.getByTestId('person-card');
	await card.getByRole('button', { name: 'Flytt' }).click();
	await card.getByRole('button', { name: 'Endre', exact: true }).click();
	await expect(card.getByRole('textbox', { name: 'Navn' })).toBeVisible();
	await card.getByRole('button', { name: /^Lukk/ }).click();
	await page.getByRole('navigation', { name: 'Visning' }).getByRole('link', { name: 'Kart' }).click();
	expect(await places()).toEqual(before);
	expect(faults).toEqual([]);
	await page.context().close();
});

async function open(
	browser: Browser,
	path: string,
	options: BrowserContextOptions = {},
	who = 'kari@landsby.example'
): Promise<Opened> {
	const context = await browser.newContext({
		viewport: { width: 1180, height: 820 },
		locale: 'nb-NO',
		...options
	});
	return openFor(context, landsby, who, `/rooms/${path}`);
}

async function download(page: Page, item: string) {
	// Where there is little room its sign stands alone.
	await page
		.getByText('Ta med ut', { exact: true })
		.or(page.getByLabel('Ta med ut', { exact: true }))
		.click();
	const [file] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: item }).click()
	]);
	return file;
}
