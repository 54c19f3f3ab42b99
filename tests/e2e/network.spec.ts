// The network map in a real browser: by keyboard, by two hands at once, and in its equal in words (law L9).
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { middle, standing } from '../support/mapPage.ts';
import { targetSize } from '../support/targetSize.ts';
import { violations } from '../support/violations.ts';
import { openFor, type Opened } from '../support/opened.ts';

let landsby: Landsby;
let room: string;

test.beforeAll(async () => {
	landsby = await startLandsby();
	room = `/rooms/${await landsby.demoRoom('A')}`;
});
test.afterAll(() => landsby.close());

test('everything the map does can be done by keyboard, and is said in words', async ({ browser }) => {
	const { page, faults } = await open(browser, 'kari@landsby.example', 'map');
	const says = page.getByTestId('map-says');
	await page
		.getByRole('application')
		.getByRole('button', { name: /^Ylva, i midten/ })
		.focus();
	await page.keyboard.press('ArrowRight');
	await expect(focused(page)).toHaveAccessibleName(
		/^Berit Sørhaug, mormor, helt nær, slekta på mors side, \d bånd$/
	);

	await page.keyboard.press('m');
	await expect(says).toHaveText(/Du flytter Berit/);
	await page.keyboard.press('ArrowDown');
	await expect(says).toHaveText(/^Nær, slekta\./);
	await page.keyboard.press('Escape');
	await expect(focused(page)).toHaveAccessibleName(/helt nær/);
	await page.keyboard.press('m');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await expect(focused(page)).toHaveAccessibleName(/^Berit Sørhaug, mormor, nær,/);

	await page.keyboard.press('b');
	await page.keyboard.press('ArrowLeft');
	await page.keyboard.press('Enter');
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: 'Tegn båndet' }).click();
	await expect(dialog.getByText('Velg en av de seks linjene.')).toBeVisible();
	await dialog.getByRole('radio', { name: 'svakt' }).check();
	await dialog.getByRole('radio', { name: 'Møtet' }).check();
	await dialog.getByRole('button', { name: 'Tegn båndet' }).click();
	await expect(dialog).toBeHidden();
	// A key that is pressed next is meant for whoever the tie was begun with.
	await expect(focused(page)).toHaveAccessibleName(/^Berit Sørhaug/);

	await page.getByRole('link', { name: 'Hopp til kartet' }).focus();
	await page.keyboard.press('Enter');
	await expect(focused(page)).toHaveAccessibleName(/^Berit Sørhaug/);

	await page.getByRole('application').getByRole('button', { name: /^Arne/ }).focus();
	await page.keyboard.press('Delete');
	await expect(page.getByTestId('toast')).toContainText('Arne er tatt bort.');
	await expect(page.getByRole('application').getByRole('button', { name: /^Arne/ })).toHaveCount(0);
	await page.getByTestId('toast').getByRole('button', { name: 'Angre' }).click();
	await expect(page.getByRole('application').getByRole('button', { name: /^Arne/ })).toHaveCount(1);
	expect(await violations(page)).toEqual([]);
	expect(faults).toEqual([]);
	await page.context().close();
});

test('whoever is dragged moves on the other screen, carries the name of the hand, and cannot be taken out of it', async ({
	browser
}) => {
	const [kari, wenche] = await Promise.all([
		open(browser, 'kari@landsby.example', 'map'),
		open(browser, 'wenche@landsby.example', 'map')
	]);
	const there = wenche.page.getByRole('application').getByRole('button', { name: /^Ola Aasen/ });
	const [before, start] = [await middle(wenche.page, 'Ola'), await middle(kari.page, 'Ola')];
	await kari.page.mouse.move(start.x, start.y);
	await kari.page.mouse.down();
	await kari.page.mouse.move(start.x + 5, start.y + 5);
	expect(await middle(kari.page, 'Ola')).toEqual(start);
	await kari.page.mouse.move(start.x + 40, start.y + 80, { steps: 8 });
	await expect(there.locator('.holder')).toHaveText('Kari');
	await expect.poll(async () => (await middle(wenche.page, 'Ola')).y - before.y).toBeGreaterThan(40);

	const held = await standing(wenche.page, 'Ola');
	await wenche.page.mouse.move(held.x, held.y);
	await wenche.page.mouse.down();
	await expect(wenche.page.getByTestId('map-says')).toHaveText('Kari flytter denne nå');
	await wenche.page.mouse.up();
	// To press is also to look at somebody; without the card both screens have the same map again.
	await wenche.page.getByRole('button', { name: /^Lukk kortet/ }).click();

	await kari.page.mouse.up();
	await expect(there.locator('.holder')).toHaveCount(0);
	// Both stand where the drop was brought to the nearest ring.
	await expect
		.poll(async () => {
			const [a, b] = [await middle(kari.page, 'Ola'), await middle(wenche.page, 'Ola')];
			return Math.hypot(a.x - b.x, a.y - b.y);
		})
		.toBeLessThan(2);
	expect([...kari.faults, ...wenche.faults]).toEqual([]);
	await Promise.all([kari.page.context().close(), wenche.page.context().close()]);
});

test('the list holds everybody on the map, can be sorted, and changes in place', async ({ browser }) => {
	const { page, faults } = await open(browser, 'kari@landsby.example', 'list');
	const list = page.getByTestId('person-list');
	const names = () =>
		list
			.getByRole('textbox', { name: /^Navnet til/ })
			.evaluateAll((all) => all.map((each) => (each as HTMLInputElement).value));
	const people = await names();
	expect(people).toHaveLength(25);
	expect(people).toEqual([...people].sort(new Intl.Collator('nb').compare));
	await list.getByRole('button', { name: 'Navn' }).click();
	expect(await names()).toEqual([...people].reverse());
	await expect(list.getByRole('columnheader', { name: 'Navn' })).toHaveAttribute('aria-sort', 'descending');

	await list.getByLabel('Hvor nær Mats er').selectOption('Helt nær');
	const name = list.getByRole('textbox', { name: 'Navnet til Mats' });
	await name.fill('x'.repeat(10_000));
	await name.blur();
	await expect(list.getByText(/for langt/)).toBeVisible();
	await expect(name).toHaveValue('x'.repeat(10_000));
	await name.fill('<b>Mats</b>');
	await name.blur();
	await page.goto(`${landsby.origin}${room}/network?view=map`);
	await expect(
		page.getByRole('application').getByRole('button', { name: '<b>Mats</b>, ' })
	).toHaveAccessibleName(/helt nær/);
	expect(await violations(page)).toEqual([]);
	expect(faults).toEqual([]);
	await page.context().close();
});

test('a tie is drawn in the list as on the map, without a hand and without sight', async ({ browser }) => {
	const { page, faults } = await open(browser, 'kari@landsby.example', 'list');
	const prompt = page.getByTestId('tie-prompt');
	const other = prompt.getByLabel('Den andre');
	const menu = page.getByLabel('Det du kan gjøre med Arne');
	const begin = async () => {
		await menu.press('Enter');
		await page.getByRole('button', { name: 'Tegn bånd' }).press('Enter');
		await expect(other).toBeFocused();
	};
	await begin();
	await expect(page.getByRole('status').filter({ hasText: 'Båndet går fra Arne' })).toHaveCount(1);
	await page.keyboard.press('Escape');
	await expect(prompt).toHaveCount(0);
	await expect(menu).toBeFocused();

	await begin();
	await prompt.getByRole('button', { name: 'Neste' }).press('Enter');
	await expect(prompt.getByText('Velg hvem båndet går til.')).toBeVisible();
	await expect(other).toBeFocused();
	await other.selectOption('Lars Brekke');
	expect(await violations(page)).toEqual([]);
	await prompt.getByRole('button', { name: 'Neste' }).press('Enter');
	const dialog = page.getByRole('dialog', { name: 'Bånd mellom Arne og Lars' });
	await dialog.getByRole('radio', { name: 'svakt' }).check();
	await dialog.getByRole('radio', { name: 'Møtet' }).check();
	await dialog.getByRole('button', { name: 'Tegn båndet' }).press('Enter');
	await expect(page.getByRole('button', { name: /^Lars: 1 bånd/ })).toBeVisible();
	await expect(menu).toBeFocused();
	expect(faults).toEqual([]);
	await page.context().close();
});

test('whoever is taken away while somebody writes about them can be brought back there, with the words', async ({
	browser
}) => {
	const [kari, wenche] = await Promise.all([
		open(browser, 'kari@landsby.example', 'map'),
		open(browser, 'wenche@landsby.example', 'map')
	]);
	const look = async ({ page }: Opened) => {
		await page
			.getByRole('application')
			.getByRole('button', { name: /^Eline/ })
			.focus();
		await page.keyboard.press('Enter');
		return page.getByTestId('person-card');
	};
	const [card, theirs] = await Promise.all([look(kari), look(wenche)]);
	const words = card.getByRole('textbox', { name: /ord om Eline/ });
	await words.fill('Hun kan ');
	await theirs.getByRole('button', { name: 'Ta bort' }).click();
	await expect(theirs).toHaveCount(0);
	await expect(card.getByTestId('taken-away')).toContainText('Eline er tatt bort av noen andre.');
	await words.press('End');
	await words.pressSequentially('bake.');
	await card.getByRole('button', { name: 'Hent tilbake' }).click();
	await expect(card.getByTestId('taken-away')).toHaveCount(0);
	await expect(words).toHaveValue('Hun kan bake.');
	await expect((await look(wenche)).getByRole('textbox', { name: /ord om Eline/ })).toHaveValue(
		'Hun kan bake.'
	);
	expect([...kari.faults, ...wenche.faults]).toEqual([]);
	await Promise.all([kari.page.context().close(), wenche.page.context().close()]);
});

test('the child does in the list what the map does: looks, moves, ties, takes off and undoes, by keys', async ({
	browser
}) => {
	const { page, faults } = await openAsChild(browser, room.split('/').at(-1) ?? '');
	await page.getByRole('link', { name: 'Vis som liste' }).focus();
	await page.keyboard.press('Enter');
	const list = page.getByTestId('child-list');
	const card = page.getByTestId('child-help');
	const row = (name: string) => list.getByRole('button', { name: new RegExp(`^${name}`) });
	const ring = (name: string) => list.getByRole('region', { name, exact: true });
	await expect(page.getByTestId('network-map')).toHaveCount(0);
	for (const each of (await list.getByRole('button').all()).slice(0, 3))
		expect(await targetSize(each)).toBeGreaterThanOrEqual(64);
	await row('Berit').focus();
	await page.keyboard.press('Enter');
	await card.getByRole('button', { name: /^Flytt/ }).press('Enter');
	await card.getByRole('button', { name: 'Langt unna' }).press('Enter');
	await expect(ring('Langt unna').getByRole('button', { name: /^Berit/ })).toBeVisible();
	await card.getByRole('button', { name: 'Angre' }).press('Enter');
	await expect(ring('Langt unna').getByRole('button', { name: /^Berit/ })).toHaveCount(0);

	await card.getByRole('button', { name: 'Tegn bånd' }).press('Enter');
	await row('Arne').press('Enter');
	await page.getByTestId('child-draws-tie').getByRole('button').nth(1).press('Enter');
	await expect(row('Arne')).toContainText('Berit');
	await expect(row('Berit')).toContainText('Arne');
	await card.getByRole('button', { name: 'Angre' }).press('Enter');
	await expect(row('Arne')).not.toContainText('Berit');
	expect(await violations(page)).toEqual([]);
	await page.getByRole('link', { name: 'Vis kartet' }).click();
	await expect(page.getByTestId('network-map')).toBeVisible();
	expect(faults).toEqual([]);
	await page.context().close();
});

test('the child puts whoever is not on the map yet where she wants them: by a button, by a tap, and by hand', async ({
	browser
}) => {
	const id = room.split('/').at(-1) ?? '';
	for (const name of ['Torunn', 'Yngve', 'Wilma'])
		landsby.cli('invite', id, '--name', name, '--role', 'relative');
	const { page, faults } = await openAsChild(browser, id);
	const waiting = page.getByTestId('waiting');
	const card = page.getByTestId('child-help');
	const onMap = (name: string) =>
		page.getByRole('application').getByRole('button', { name: new RegExp(`^${name}`) });
	const more = async (thing: string) => {
		await card.getByRole('button', { name: 'Mer' }).click();
		await card.getByRole('button', { name: thing, exact: true }).click();
	};
	// What waits lies beside the map and its title, and is large enough for a child.
	const [title, strip, map] = await Promise.all([
		boxOf(page.getByRole('heading', { level: 1 })),
		boxOf(waiting),
		boxOf(page.getByTestId('network-map'))
	]);
	expect(overlap(title, strip) || overlap(strip, map)).toBe(false);
	for (const chip of await waiting.getByRole('button').all())
		expect(await targetSize(chip)).toBeGreaterThanOrEqual(64);

	await waiting.getByRole('button', { name: 'Torunn' }).click();
	for (const ring of ['Helt nær', 'Nær', 'Litt lenger unna', 'Langt unna'])
		expect(await targetSize(card.getByRole('button', { name: ring, exact: true }))).toBeGreaterThanOrEqual(
			64
		);
	// Four rings, and the rest behind one word.
	await expect(card.getByRole('button').and(page.locator(':not(.sq)'))).toHaveText([
		'Helt nær',
		'Nær',
		'Litt lenger unna',
		'Langt unna',
		'Mer'
	]);
	await card.getByRole('button', { name: 'Litt lenger unna' }).click();
	await expect(onMap('Torunn')).toHaveAccessibleName(/litt lenger unna/);
	await expect(card.getByRole('button', { name: 'Tegn bånd' })).toBeFocused();
	// Besides what is around the map, four things to choose from and no more.
	await expect(page.getByRole('button', { name: /^(Tegn bånd|Angre|Mer|Legg til)$/ })).toHaveCount(4);
	await expect(page.getByRole('button', { name: 'Skriv ut' })).toHaveCount(0);
	// One tap is one step back.
	await card.getByRole('button', { name: 'Angre' }).click();
	await expect(onMap('Torunn')).toHaveCount(0);
	await expect(waiting.getByRole('button', { name: 'Torunn' })).toBeVisible();

	const { x, y } = await middle(page, 'Ylva');
	await waiting.getByRole('button', { name: 'Yngve' }).click();
	// A tap where nobody stands: on somebody it would choose them.
	const stand = await page
		.getByTestId('map-person')
		.evaluateAll((all) =>
			all
				.map((one) => one.getBoundingClientRect())
				.map((box) => [box.x + box.width / 2, box.y + box.height / 2])
		);
	const free = Array.from({ length: 24 }, (_none, step) => (step * Math.PI) / 12)
		.map((turn) => ({ x: x + 92 * Math.cos(turn), y: y + 92 * Math.sin(turn) }))
		.map((spot) => ({
			spot,
			room: Math.min(...stand.map(([px = 0, py = 0]) => Math.hypot(px - spot.x, py - spot.y)))
		}))
		.reduce((best, one) => (one.room > best.room ? one : best));
	await page.mouse.click(free.spot.x, free.spot.y);
	await expect(onMap('Yngve')).toHaveAccessibleName(/helt nær/);

	const chip = await boxOf(waiting.getByRole('button', { name: 'Wilma' }));
	await page.mouse.move(chip.x + chip.width / 2, chip.y + chip.height / 2);
	await page.mouse.down();
	await page.mouse.move(x + 20, y + 70, { steps: 8 });
	await page.mouse.up();
	await expect(onMap('Wilma')).toHaveAccessibleName(/helt nær/);
	await expect(waiting.getByRole('button')).toHaveText(['Torunn']);

	// What she puts on the map herself she can take away, also when undo no longer reaches it.
	await page.getByRole('button', { name: 'Legg til' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('textbox', { name: 'Navn' }).fill('Kompis');
	await dialog.getByRole('button', { name: 'Neste' }).click();
	await dialog.getByRole('button', { name: 'Langt unna' }).click();
	await card.getByRole('button', { name: 'Tegn bånd' }).click();
	await page.mouse.click(x, y);
	await expect(page.getByTestId('child-draws-tie').getByRole('button')).toHaveCount(4);
	const ties = page.getByTestId('child-ties');
	await ties.getByRole('button', { name: 'Flere' }).click();
	await ties.getByRole('button', { name: 'Vi snakkes ikke' }).click();
	await expect(onMap('Kompis')).toHaveAccessibleName(/1 bånd/);
	// Who else sees it has it from the server: it is saved. Others see who it is, and not where or how near.
	const kari = await open(browser, 'kari@landsby.example', 'map');
	await expect(kari.page.getByTestId('waiting').getByRole('button', { name: 'Kompis' })).toHaveCount(1);
	await expect(kari.page.getByTestId('waiting').getByRole('button', { name: 'Yngve' })).toHaveCount(1);
	await expect(kari.page.getByRole('application').getByRole('button', { name: /^Kompis/ })).toHaveCount(0);
	await kari.page.context().close();
	await page.reload();
	await expect(page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
	await onMap('Kompis').focus();
	await page.keyboard.press('Enter');
	await more('Flytt eller ta bort');
	await card.getByRole('button', { name: 'Ta bort …' }).click();
	await dialog.getByRole('button', { name: 'Ta bort båndet til Ylva' }).click();
	await expect(onMap('Kompis')).toHaveAccessibleName(/0 bånd/);
	await more('Flytt eller ta bort');
	await card.getByRole('button', { name: 'Ta bort for alle', exact: true }).click();
	await expect(onMap('Kompis')).toHaveCount(0);
	await page.getByTestId('toast').getByRole('button', { name: 'Angre' }).click();
	await page.getByTestId('toast').getByRole('button', { name: 'Angre' }).click();
	await expect(onMap('Kompis')).toHaveAccessibleName(/1 bånd/);
	// Those whom grown-ups added she takes off her own map, where they wait then.
	await onMap('Maren').focus();
	await page.keyboard.press('Enter');
	await expect(card).toHaveAccessibleName(/^Maren/);
	await more('Flytt eller ta bort');
	await expect(card.getByRole('button', { name: /^Ta bort/ })).toHaveCount(0);
	await card.getByRole('button', { name: 'Ta av kartet' }).click();
	await expect(onMap('Maren')).toHaveCount(0);
	await expect(waiting.getByRole('button', { name: 'Maren' })).toHaveCount(1);
	await page.getByTestId('toast').getByRole('button', { name: 'Angre' }).click();
	await expect(onMap('Maren')).toHaveAccessibleName(/helt nær/);
	expect(await violations(page)).toEqual([]);
	// The map is not covered by the card, and did not move when somebody was chosen.
	expect(overlap(await boxOf(card), await boxOf(page.getByTestId('network-map')))).toBe(false);
	expect(await violations(page)).toEqual([]);
	expect(faults).toEqual([]);
	await page.context().close();
});

/** Opens the map of case A as somebody of the staff. */
async function open(browser: Browser, email: string, view: string): Promise<Opened> {
	return enter(browser, email, `${room}/network?view=${view}`, view === 'list');
}

/** Opens the map as the child it is about. */
async function openAsChild(browser: Browser, roomId: string): Promise<Opened> {
	return enter(browser, await landsby.participant(roomId, 'child'), `${room}/network`, false);
}

async function enter(browser: Browser, who: string, path: string, asList: boolean): Promise<Opened> {
	const context = await browser.newContext({ viewport: { width: 1180, height: 820 }, locale: 'nb-NO' });
	const { page, faults } = await openFor(context, landsby, who, path);
	await expect(page.getByTestId(asList ? 'person-list' : 'network-map')).toBeVisible();
	if (!asList) await expect(page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
	return { page, faults };
}

interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

async function boxOf(what: Locator): Promise<Box> {
	const box = await what.boundingBox();
	if (!box) throw new Error('it is not on the screen');
	return box;
}

const overlap = (a: Box, b: Box): boolean =>
	a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const focused = (page: Page) => page.locator('[data-testid="map-person"]:focus');
