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

test('in letters twice as large no button of a sheet is cut', async ({ browser }) => {
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
