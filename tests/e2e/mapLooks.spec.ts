// What pictures of the map have shown and no other test would: where things stand on a phone, in very large letters, and who
// is counted among those who see it.
import { expect, test } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { roomWith } from './journey/inviting.ts';
import * as map from './journey/map.ts';
import { Person } from './journey/person.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

test('on a phone the views are turned in one place, and what is done most is in sight', async ({
	browser
}) => {
	const room = await landsby.demoRoom('A');
	const kari = await Person.sitsDown(browser, 'phone');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	const views = kari.page.getByRole('navigation', { name: 'Visning' });
	const places = [];
	for (const view of ['list', 'family', 'map']) {
		await kari.page.goto(`${landsby.origin}/rooms/${room}/network?view=${view}`);
		await kari.isSaved();
		places.push((await views.boundingBox())?.y);
	}
	expect(new Set(places).size).toBe(1);

	// Above the bar at the foot.
	const bar = await kari.page.getByRole('navigation', { name: 'Delene av rommet' }).boundingBox();
	const add = await kari.button('Legg til').first().boundingBox();
	expect((add?.y ?? Infinity) + (add?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
	// The question that was chosen is read whole.
	const question = kari.page.getByTestId('look-for');
	await question.selectOption('missed');
	const [asked, main] = await Promise.all([
		question.boundingBox(),
		kari.page.getByRole('main').boundingBox()
	]);
	expect(asked?.width).toBeGreaterThan((main?.width ?? Infinity) * 0.85);
	await question.selectOption('');

	const card = await map.looksAt(kari, 'Hanne');
	for (const name of ['Tegn bånd', 'Flytt', 'Endre'])
		await expect(card.getByRole('button', { name, exact: true })).toBeInViewport({ ratio: 1 });
	await kari.leaves();
});

test('in letters twice as large no button of a sheet is cut, and what is written in is seen above them', async ({
	browser
}) => {
	const room = await landsby.demoRoom('A');
	const kari = await Person.sitsDown(browser, 'phone');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	const glass = await kari.context.newCDPSession(kari.page);
	await glass.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network?view=map`);
	await kari.isSaved();
	await kari.presses(kari.button('Legg til').first());
	const cut = await kari.dialog
		.getByRole('button')
		.evaluateAll((buttons) =>
			buttons
				.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
				.map((one) => one.textContent)
		);
	expect(cut).toEqual([]);
	const name = kari.dialog.getByRole('textbox', { name: 'Navn' });
	await expect(name).toBeFocused();
	const bottom = await name.evaluate((field) => field.getBoundingClientRect().bottom);
	const buttons = await kari.dialog.getByRole('button', { name: 'Ferdig' }).boundingBox();
	expect(bottom).toBeLessThanOrEqual(buttons?.y ?? 0);
	await kari.leaves();
});

test('whoever comes in while a page stands open is counted among those who see it', async ({ browser }) => {
	const { id, guests } = roomWith(landsby, ['--name', 'Maren', '--role', 'relative']);
	const [kari, maren] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'phone')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.goto(`${landsby.origin}/rooms/${id}/network?view=map`);
	await kari.isSaved();
	const seen = kari.page.locator('details.sees').first();
	await expect(seen.locator('summary')).toContainText('Ser dette');
	await expect(seen.locator('summary')).not.toContainText('2 personer');
	await maren.comesInBy(guests[0]?.link ?? '');
	await expect(seen.locator('summary')).toContainText('2 personer');
	await Promise.all([kari, maren].map((one) => one.leaves()));
});

test('what leads on is in sight as soon as a dialog opens, however long it is', async ({ browser }) => {
	const room = await landsby.demoRoom('A');
	const kari = await Person.sitsDown(browser, 'tablet');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network?view=map`);
	await kari.isSaved();
	await kari.presses(kari.button('Ringer og felt'));
	await expect(kari.dialog.getByRole('button', { name: 'Lagre' })).toBeInViewport({ ratio: 1 });
	await kari.page.keyboard.press('Escape');
	const card = await map.looksAt(kari, 'Hanne');
	await kari.presses(card.getByRole('button', { name: 'Tegn bånd' }));
	await map.onMapOf(kari, 'Lars').focus();
	await kari.page.keyboard.press('Enter');
	await expect(kari.dialog.getByRole('button', { name: 'Tegn båndet' })).toBeInViewport({ ratio: 1 });
	await kari.leaves();
});

test('no word of what a child chooses pictures by is broken', async ({ browser }) => {
	const room = await landsby.demoRoom('A');
	const child = await Person.sitsDown(browser, 'tablet');
	await child.isSignedIn(landsby, await landsby.participant(room, 'child'));
	await child.page.goto(`${landsby.origin}/rooms/${room}/network`);
	const card = await map.looksAt(child, 'Nora');
	await child.presses(card.getByRole('button', { name: 'Mer' }));
	await child.presses(card.getByRole('button', { name: 'Velg bilde' }));
	const kinds = child.dialog.getByRole('group', { name: 'Hva slags bilde' }).getByRole('button');
	for (const window of [
		child.page.viewportSize(),
		{ width: 390, height: 844 },
		{ width: 320, height: 700 }
	]) {
		if (window) await child.page.setViewportSize(window);
		await expect(kinds).toHaveCount(4);
		expect(await kinds.evaluateAll(brokenWords), `${window?.width}`).toEqual([]);
	}
	await child.leaves();
});

test('a sentence about the family that ends with a shortened name has one stop', async ({ browser }) => {
	const room = await landsby.demoRoom('A');
	const kari = await Person.sitsDown(browser, 'desk');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network?view=map`);
	await kari.isSaved();
	// Two called Maren: each has a letter more.
	await map.adds(kari, 'Maren Haug', 'Nabo');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network?view=family`);
	const words = kari.page.getByTestId('family-in-words');
	await expect(words).toContainText('Ylva og Maren S.');
	expect(await words.innerText()).not.toContain('..');
	await kari.leaves();
});

/** Words that stand on more than one line. */
function brokenWords(elements: readonly Element[]): string[] {
	return elements.flatMap((element) => {
		const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
		const broken: string[] = [];
		while (texts.nextNode()) {
			const { data } = texts.currentNode as Text;
			for (const word of data.matchAll(/\S+/g)) {
				const range = document.createRange();
				range.setStart(texts.currentNode, word.index);
				range.setEnd(texts.currentNode, word.index + word[0].length);
				const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
				if (lines.size > 1) broken.push(word[0]);
			}
		}
		return broken;
	});
}
