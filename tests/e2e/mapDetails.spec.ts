// What a map answers at its limits and edges: a name that is too long, two at one tie, words at the edge of a narrow
// window, a sheet beside the map, an empty one, and how few things stand below the child's.
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { connectTo } from '../../server/db/postgres.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { mark, openMap } from '../support/mapPage.ts';
import { targetSize } from '../support/targetSize.ts';

let landsby: Landsby;
let room: string;
const kari = 'kari@landsby.example';
const thirtyOne = 'De som alltid er der for meg nå';

test.beforeAll(async () => {
	landsby = await startLandsby();
	room = await landsby.demoRoom('A');
});
test.afterAll(() => landsby.close());

test('a name that is too long for a ring says so, keeps the child’s dialog open, and is there to be shortened', async ({
	browser
}) => {
	const page = await opens(browser, await participant('child'));
	expect(thirtyOne).toHaveLength(31);
	await page.getByRole('button', { name: 'Mer', exact: true }).click();
	await page.getByRole('button', { name: 'Ringene' }).click();
	const dialog = page.getByRole('dialog', { name: 'Hva skal ringene hete?' });
	const nearest = dialog.getByRole('textbox', { name: 'Helt nær' });
	await nearest.fill(thirtyOne);
	await dialog.getByRole('button', { name: 'Ferdig' }).click();
	await expect(dialog.getByRole('alert')).toHaveText('Navnet er for langt. Bruk høyst 30 bokstaver.');
	await expect(nearest).toBeFocused();
	await expect(nearest).toHaveValue(thirtyOne);
	await page.keyboard.press('Escape');
	await expect(nearest).toHaveValue(thirtyOne);
	await nearest.fill('De som er der');
	await dialog.getByRole('button', { name: 'Ferdig' }).click();
	await expect(dialog).toHaveCount(0);
	await expect(page.getByTestId('network-map').getByText('De som er der')).toBeVisible();
	await leave(page);
});

test('a name that is too long for the room’s rings and fields is neither cut nor sent', async ({
	browser
}) => {
	const page = await opens(browser, kari);
	await page.getByRole('button', { name: 'Ringer og felt' }).click();
	const dialog = page.getByRole('dialog', { name: 'Ringer og felt' });
	const [ring, field] = [dialog.getByLabel(/^Helt nær/), dialog.getByLabel(/^Slekta/)];
	await ring.fill(thirtyOne);
	await field.fill('a'.repeat(150));
	await dialog.getByRole('button', { name: 'Lagre' }).click();
	await expect(dialog.getByText('Navnet er for langt. Bruk høyst 30 bokstaver.')).toHaveCount(2);
	await expect(ring).toBeFocused();
	await expect(ring).toHaveValue(thirtyOne);
	await expect(field).toHaveValue('a'.repeat(150));
	await leave(page);
});

test('a name that is too long for somebody is kept when the card is closed, and when one goes back to who it is', async ({
	browser
}) => {
	const page = await opens(browser, kari);
	const long = `Berit ${'Sørhaug '.repeat(15)}`.trim();
	await looksAt(page, 'Berit');
	const card = page.getByTestId('person-card');
	await card.getByRole('button', { name: 'Endre', exact: true }).click();
	await card.getByRole('textbox', { name: 'Navn', exact: true }).fill(long);
	await card.getByRole('button', { name: /^Lukk kortet/ }).click();
	await expect(page.getByTestId('rescued')).toContainText(`Navn: ${long}`);
	await expect(page.getByTestId('rescued')).toContainText('Høyst 120');
	await page.getByRole('button', { name: 'Forkast' }).click();

	await page.getByRole('button', { name: 'Legg til' }).first().click();
	const sheet = page.getByRole('dialog').filter({ has: page.getByTestId('add-person') });
	await sheet.getByRole('textbox', { name: 'Navn' }).fill('Torill');
	await sheet.getByRole('button', { name: /^Neste/ }).click();
	await sheet.getByRole('button', { name: 'Tilbake' }).click();
	await sheet.getByRole('textbox', { name: 'Navn' }).fill(long);
	await sheet.getByRole('button', { name: 'Ferdig' }).click();
	await expect(sheet.getByRole('textbox', { name: 'Navn' })).toHaveValue(long);
	await expect(sheet.getByText(/Høyst 120|høyst 120/)).toBeVisible();
	await leave(page);
});

test('two at one tie see who is at which field, and both words where they choose otherwise at once', async ({
	browser
}) => {
	const pages = await Promise.all([opens(browser, kari), opens(browser, 'wenche@landsby.example')]);
	const [one, other] = pages;
	const [mine, hers] = (await Promise.all(
		pages.map(async (page) => {
			await looksAt(page, 'Berit');
			await page.getByTestId('person-card').locator('button.tie').first().click();
			return page.getByTestId('edit-tie');
		})
	)) as [Locator, Locator];
	// However slow the machine: both choose at the same time.
	await Promise.all(pages.map((page) => page.clock.setFixedTime(new Date())));
	await mine.getByRole('radio', { name: 'svakt' }).check();
	await expect(hers.getByRole('radio', { name: 'svakt' })).toBeChecked();
	await hers.getByRole('radio', { name: 'anstrengt' }).check();
	const told = mine.getByText('Du valgte «svakt». Wenche valgte «anstrengt», og det står nå.');
	await expect(told).toBeVisible();
	await expect(hers.getByText('Du valgte «anstrengt», og det står nå. Kari valgte «svakt».')).toBeVisible();
	// Who hears the page is told which field it is.
	await expect(
		mine.getByRole('status').filter({ hasText: 'Wenche velger i feltet «Hvordan er båndet?»' })
	).toHaveCount(1);
	// Whoever says otherwise is named as who says so, on both pages.
	await hers.getByRole('radio', { name: 'Jeg', exact: true }).check();
	await expect(mine.getByRole('radio', { name: /^Wenche/ })).toBeChecked();
	await mine.getByRole('button', { name: 'Bruk «svakt»' }).click();
	await expect(hers.getByRole('radio', { name: /^Kari/ })).toBeChecked();
	await expect(hers.getByRole('radio', { name: 'svakt' })).toBeChecked();
	// Whoever uses the keyboard goes on at what was chosen: a space there writes nothing else.
	await expect(mine.getByRole('radio', { name: 'svakt' })).toBeFocused();

	await mine.getByRole('radio', { name: /^Bare fra/ }).check();
	await expect(hers.getByRole('radio', { name: /^Bare fra/ })).toBeChecked();
	await hers.getByRole('radio', { name: 'Begge veier' }).check();
	await expect(
		mine.getByText(/Du valgte «Bare fra .+»\. Wenche valgte «Begge veier», og det står nå\./)
	).toBeVisible();

	const type = (tie: Locator) => tie.getByLabel('Hva slags bånd');
	await type(mine).selectOption('helps');
	await expect(type(hers)).toHaveValue('helps');
	await type(hers).selectOption('friend');
	await expect(type(mine)).toHaveValue('friend');
	await expect(mine.getByText(/Wenche valgte «Venn.*», og det står nå/)).toBeVisible();

	// What both write is merged, and neither writes over the other.
	await mine.getByRole('textbox', { name: 'Mer om båndet' }).fill('De ringer.');
	await expect(hers.getByRole('textbox', { name: 'Mer om båndet' })).toHaveValue('De ringer.');
	await hers.getByRole('textbox', { name: 'Mer om båndet' }).focus();
	await expect(mine.getByText('Wenche skriver her')).toBeVisible();

	// Whoever takes it away does not take it from under the other's fingers.
	await other.getByRole('button', { name: 'Ta bort båndet' }).click();
	// What was pressed is gone each time: the focus goes on to what the tie was looked at from, and to what it is called.
	const onCard = other.getByTestId('person-card').getByRole('heading', { name: 'Berit' });
	await expect(onCard).toBeFocused();
	await other.getByTestId('toast').getByRole('button', { name: 'Lukk' }).click();
	await expect(onCard).toBeFocused();
	await expect(one.getByText(/^Båndet mellom .+ er tatt bort av noen andre\.$/)).toBeVisible();
	await one.getByRole('button', { name: 'Hent tilbake' }).click();
	await expect(mine.getByRole('radio', { name: 'svakt' })).toBeEnabled();
	await expect(one.getByRole('dialog').getByRole('heading', { name: /^Bånd mellom/ })).toBeFocused();
	await leave(...pages);
});

test('what the child has said of a tie is put down anew by whoever leads; a parent says otherwise in their own name', async ({
	browser
}) => {
	const pages = await Promise.all([opens(browser, kari), opens(browser, await participant('parent'))]);
	const [hers, parents] = (await Promise.all(
		pages.map(async (page) => {
			await looksAt(page, 'Nora');
			await page.getByTestId('person-card').locator('button.tie').filter({ hasText: 'Ylva' }).first().click();
			return page.getByTestId('edit-tie');
		})
	)) as [Locator, Locator];
	const sayer = (tie: Locator, name: string) => tie.getByRole('radio', { name, exact: true });
	await hers.getByRole('radio', { name: 'vanlig' }).check();
	await expect(sayer(parents, 'Ylva')).toBeChecked();
	await parents.getByRole('radio', { name: 'svakt' }).check();
	await expect(sayer(parents, 'Jeg')).toBeChecked();
	await expect(sayer(parents, 'Ylva'), 'nobody else says it for the child').toHaveCount(0);
	await expect(hers.getByRole('radio', { name: 'svakt' })).toBeChecked();
	await sayer(hers, 'Ylva').check();
	await expect(sayer(parents, 'Ylva')).toBeChecked();
	await leave(...pages);
});

test('a note about a tie, and taking something back, are told of as the last change', async ({ browser }) => {
	const [one, other] = await Promise.all([opens(browser, kari), opens(browser, 'wenche@landsby.example')]);
	const told = one.getByTestId('map-changed');
	await steps(one, 'Jonas');
	await expect(told).toHaveText(/, av Kari/);
	await looksAt(other, 'Berit');
	await other.getByTestId('person-card').locator('button.tie').first().click();
	await other.getByRole('textbox', { name: 'Mer om båndet' }).fill('Hver søndag.');
	await expect(told).toHaveText(/, av Wenche/);
	// Her signature of the step was a moment ago: she signs again once a minute has gone.
	await one.clock.setFixedTime(new Date(Date.now() + 90_000));
	await one.getByTestId('network-map').getByRole('button', { name: 'Angre' }).click();
	await expect(told).toHaveText(/, av Kari/);
	await leave(one, other);
});

test('why somebody cannot be moved is read whole at the edge of a narrow map', async ({ browser }) => {
	const page = await opens(browser, await participant('relative'), { width: 320, height: 640 });
	const edges = await mapPeople(page);
	for (const { id } of [edges.at(0), edges.at(-1)].filter((edge) => edge !== undefined)) {
		await page.locator(`.mark[data-person="${id}"]`).focus();
		await page.keyboard.press('m');
		const why = page.getByTestId('map-why');
		await expect(why).toHaveText(/^\s*Du kan ikke flytte/);
		await expect
			.poll(() =>
				why.evaluate((words) => {
					const [box, map] = [words, words.closest('.map')].map((each) => each?.getBoundingClientRect());
					return box && map && box.left >= map.left && box.right <= map.right && box.top >= map.top;
				})
			)
			.toBe(true);
	}
	await leave(page);
});

for (const [width, height, where] of [
	[844, 390, 'beside'],
	[1000, 700, 'beside'],
	[820, 1180, 'above'],
	[390, 844, 'above']
] as const)
	test(`in a window of ${width} x ${height} whoever is put on the map is seen ${where} the sheet`, async ({
		browser
	}) => {
		const page = await opens(browser, kari, { width, height }, await emptyRoom());
		await page.getByRole('button', { name: 'Legg til' }).first().click();
		const sheet = page.locator('dialog.sheet');
		await sheet.getByRole('textbox', { name: 'Navn' }).fill('Torill');
		// Among kin: at the right of the map, where a sheet stands.
		await sheet.getByText('Besteforelder', { exact: true }).click();
		await sheet.getByRole('button', { name: /^Neste/ }).click();
		for (const ring of ['Langt unna', 'Helt nær']) {
			await sheet.getByRole('radio', { name: ring, exact: true }).check();
			await expect(mark(page, 'Torill')).toHaveAccessibleName(new RegExp(ring.toLowerCase()));
			await expect
				.poll(async () => {
					const [disc, over] = await Promise.all([
						mark(page, 'Torill').locator('.focus').last().evaluate(boxOf),
						sheet.evaluate(boxOf)
					]);
					const inWindow = disc.left >= 0 && disc.top >= 0 && disc.right <= width && disc.bottom <= height;
					return inWindow && (where === 'beside' ? disc.right <= over.left : disc.bottom <= over.top);
				})
				.toBe(true);
		}
		// No word of the map is cut at its edges, and none of a button at the foot of the sheet.
		const cut = await page.evaluate(() => {
			const map = document.querySelector('.surface')?.getBoundingClientRect() ?? new DOMRect();
			const words = [...document.querySelectorAll('.surface text')].filter((word) => {
				const { left, right } = word.getBoundingClientRect();
				return left < map.left - 1 || right > map.right + 1;
			});
			const buttons = [...document.querySelectorAll('.sheet .actions .btn')].filter(
				({ scrollWidth, clientWidth }) => scrollWidth > clientWidth
			);
			return [...words, ...buttons].map(({ textContent }) => textContent);
		});
		expect(cut).toEqual([]);
		await leave(page);
	});

for (const [width, height] of [
	[320, 640],
	[390, 844],
	[1180, 820],
	[1920, 1080]
] as const)
	test(`what an empty map says to do first covers no word of it in a window of ${width} x ${height}`, async ({
		browser
	}) => {
		const page = await opens(browser, kari, { width, height }, await emptyRoom());
		const card = page.getByText(/^Begynn med dem Sunniva/);
		await expect(card).toBeVisible();
		const covered = await page.locator('.nobody').evaluate((nobody) => {
			const { left, right, top, bottom } = nobody.getBoundingClientRect();
			return [...document.querySelectorAll('.surface text')].flatMap((word) => {
				const box = word.getBoundingClientRect();
				return box.left < right && left < box.right && box.top < bottom && top < box.bottom
					? [word.textContent]
					: [];
			});
		});
		expect(covered).toEqual([]);
		await leave(page);
	});

for (const [width, height] of [
	[320, 640],
	[820, 1180],
	[1180, 820]
] as const)
	test(`below the child’s map stand three things, and four while somebody is looked at, in a window of ${width} x ${height}`, async ({
		browser
	}) => {
		const page = await opens(browser, await participant('child'), { width, height });
		const choices = page.getByRole('main').getByRole('button').and(page.locator('.foot .btn, .help .btn'));
		await expect(choices).toHaveText(['Mer', 'Vis kartet mitt', 'Legg til']);
		for (const one of await choices.all()) expect(await targetSize(one)).toBeGreaterThanOrEqual(64);
		// Who sees it is said once.
		await expect(page.getByRole('main').getByText(/bare du/i)).toHaveCount(1);
		// How wide the rings are for their height: the card moves nobody to another shape of map.
		const shape = () =>
			page
				.locator('ellipse[data-ring]')
				.first()
				.evaluate((rim) => Number(rim.getAttribute('rx')) / Number(rim.getAttribute('ry')));
		const before = await shape();
		await mark(page, 'Nora').focus();
		await page.keyboard.press('Enter');
		const card = page.getByTestId('child-help');
		await expect(card).toBeVisible();
		expect(await shape()).toBeCloseTo(before);
		const back = card.getByRole('button', { name: /^Lukk kortet/ });
		expect(await choices.and(page.locator(':not(.sq)')).allInnerTexts()).toHaveLength(4);
		expect(await targetSize(back)).toBeGreaterThanOrEqual(64);
		await back.click();
		await expect(mark(page, 'Nora')).toBeFocused();
		await expect(choices).toHaveCount(3);
		// However far down the page is scrolled, the way out is where the child has it.
		await page.mouse.wheel(0, 5_000);
		await choices.last().scrollIntoViewIfNeeded();
		await expect(page.getByRole('link', { name: 'Ut herfra' })).toBeInViewport({ ratio: 1 });
		await leave(page);
	});

const boxOf = (element: Element) => element.getBoundingClientRect().toJSON() as DOMRect;

/** Everybody on the map but the child, from the left. */
async function mapPeople(page: Page): Promise<{ id: string; x: number }[]> {
	const all = await page.locator('.mark').evaluateAll((marks) =>
		marks.map((each) => ({
			id: each.getAttribute('data-person') ?? '',
			x: each.querySelector('.focus')?.getBoundingClientRect().x ?? 0,
			child: /i midten/.test(each.getAttribute('aria-label') ?? '')
		}))
	);
	return all.filter(({ child }) => !child).sort((a, b) => a.x - b.x);
}

async function looksAt(page: Page, name: string): Promise<void> {
	await mark(page, name).focus();
	await page.keyboard.press('Enter');
	await expect(page.getByTestId('person-card')).toBeVisible();
}

/** One step farther out, by keys. */
async function steps(page: Page, name: string): Promise<void> {
	await mark(page, name).focus();
	await page.keyboard.press('m');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
}

async function emptyRoom(): Promise<string> {
	const made = ['room', 'create', '--child', 'Sunniva', '--by', kari];
	return (landsby.cli(...made) as { id: string }).id;
}

/** The id of the first participant of the room with a role. */
async function participant(role: string): Promise<string> {
	const sql = connectTo(landsby.databaseUrl, { max: 1 });
	const [found] = await sql<{ id: string }[]>`
		select id from participants where room_id = ${room} and role = ${role} order by id`;
	await sql.end();
	if (!found) throw new Error(`there is a ${role} in the room`);
	return found.id;
}

const opens = (
	browser: Browser,
	who: string,
	viewport = { width: 1180, height: 820 },
	where = room
): Promise<Page> => openMap(browser, landsby, where, who, { viewport, reducedMotion: 'reduce' });

async function leave(...pages: readonly Page[]): Promise<void> {
	for (const page of pages) await page.context().close();
}
