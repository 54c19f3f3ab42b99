// What is drawn of a full map lies on nothing else: discs, names, bars and the words below it, on a phone as on a desk.
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { createPeople } from '#lib/network/document.ts';
import type { Placement } from '#lib/network/network.ts';
import { connectTo } from '../../server/db/postgres.ts';
import { connect, until } from '../support/client.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { signIn } from '../support/signIn.ts';

let landsby: Landsby;
let room: string;
let child: string | undefined;
const count = 25;

test.beforeAll(async () => {
	landsby = await startLandsby();
	const made = ['room', 'create', '--child', 'Sunniva', '--by', 'kari@landsby.example'];
	room = (landsby.cli(...made) as { id: string }).id;
	const cookie = await landsby.session('kari@landsby.example');
	const sql = connectTo(landsby.databaseUrl, { max: 1 });
	const [kari] = await sql<{ id: string }[]>`
		select id from participants where room_id = ${room} and role = 'caseworker'`;
	await sql.end();
	const hand = connect(`${landsby.origin.replace('http', 'ws')}/ws`, room, cookie, landsby.origin);
	await until(() => hand.saved);
	const people = Array.from({ length: count }, (_, index) => ({
		name: `${'ABCDEFGHIJKLMNOPRSTUVYÆØÅ'.charAt(index)}nna`,
		placement: placeOf(index)
	}));
	createPeople(hand.doc, { by: kari?.id ?? '', at: new Date().toISOString() }, people);
	await until(() => hand.saved);
	hand.leave();
});
test.afterAll(() => landsby.close());

/** The child comes in once, however many tests look at the child's map. */
function childOfRoom(): string {
	const invited = () => landsby.cli('invite', room, '--name', 'Sunniva', '--role', 'child');
	child ??= (invited() as { participant: string }).participant;
	return child;
}

/** As hands put them: four nearly on one spot beside the child, four close, two on the very same place. */
function placeOf(index: number): Placement {
	if (index < 4) return { ring: 1, angle: (350 + index * 6) % 360 };
	if (index < 8) return { ring: 2, angle: 60 + index * 4 };
	if (index < 10) return { ring: 3, angle: 200 };
	return { ring: ([2, 3, 4, 3] as const)[index % 4] ?? 3, angle: (index * 53) % 360 };
}

for (const [width, height] of [
	[320, 640],
	[390, 844],
	[1180, 820]
] as const) {
	test(`twenty-five people, some put on one another by hand, are each seen in a window of ${width} x ${height}, and where they belong stays as it was`, async ({
		browser
	}) => {
		const page = await comes(browser, { width, height });
		await expect(marks(page)).toHaveCount(count + 1);
		const discs = await drawn(page);
		const near = discs.flatMap((one, index) =>
			discs
				.slice(index + 1)
				.map((other) => Math.hypot(one.x - other.x, one.y - other.y) - one.radius - other.radius)
		);
		expect(Math.min(...near)).toBeGreaterThan(0);
		// A name lies on no part of the child's own mark, in which a name stands.
		const child = discs.find(({ isChild }) => isChild);
		const names = await page.locator('.mark .name').evaluateAll((all) =>
			all.map((name) => {
				const { left, right, top, bottom } = name.getBoundingClientRect();
				// Above and below the letters the line is empty.
				const air = (bottom - top) / 5;
				return { word: name.textContent, left, right, top: top + air, bottom: bottom - air };
			})
		);
		const onChild = names.filter(({ left, right, top, bottom }) => {
			const { x = 0, y = 0, radius = 0 } = child ?? {};
			const [dx, dy] = [x - Math.min(right, Math.max(left, x)), y - Math.min(bottom, Math.max(top, y))];
			return Math.hypot(dx, dy) < radius;
		});
		expect(onChild).toEqual([]);
		// What is said of them is what the document says, not where they were pushed to.
		await expect(page.getByRole('application').getByRole('button', { name: /^Anna/ })).toHaveAccessibleName(
			/helt nær/
		);
		// What is pressed stands below the map: it covers no name and nobody, at any size.
		await expect(coveredBy(page)).resolves.toEqual([]);
		if (width === 320) {
			// Whose name there is no room for is named while the focus is on them.
			const nameless = marks(page)
				.filter({ hasNot: page.locator('.name') })
				.last();
			const id = await nameless.getAttribute('data-person');
			await nameless.focus();
			await expect(page.locator(`.mark[data-person="${id}"] .name`)).toHaveCount(1);
			// And in the list a person is a line or two, until they are unfolded.
			await page.goto(`${landsby.origin}/rooms/${room}/network?view=list`);
			const anna = page.getByTestId('person-list').locator('tr', { hasText: 'Anna' }).first();
			await expect(anna).toBeVisible();
			expect((await anna.boundingBox())?.height).toBeLessThan(140);
			await anna.getByRole('button', { name: 'Mer om Anna' }).tap();
			await expect(anna.getByLabel('Hvor nær Anna er')).toBeVisible();
		}
		await page.context().close();
	});
}

test('map, list and card at 1366 x 768: all that is needed is inside the window, in one line of controls, and covers nobody', async ({
	browser
}) => {
	const page = await comes(browser, { width: 1366, height: 768 }, 'kari@landsby.example', 'both');
	await drawn(page);
	const title = await page.getByRole('heading', { level: 1 }).boundingBox();
	const inOneLine = async () => {
		const add = await page.getByRole('main').getByRole('button', { name: 'Legg til' }).boundingBox();
		expect(Math.abs(middleOf(add) - middleOf(title))).toBeLessThan(8);
		const [views, select] = await Promise.all([
			page.getByRole('navigation', { name: 'Visning' }).boundingBox(),
			page.getByLabel('Se etter').boundingBox()
		]);
		expect(Math.abs(middleOf(views) - middleOf(select))).toBeLessThan(8);
	};
	const isWhole = async () => {
		await inOneLine();
		for (const what of [
			page.getByRole('application'),
			page.getByTestId('network-map').getByText('Tegnforklaring'),
			page.getByRole('button', { name: 'Hele kartet' }),
			page.getByTestId('agreement')
		])
			await expect(what).toBeInViewport({ ratio: 1 });
		await expect(coveredBy(page)).resolves.toEqual([]);
	};
	await isWhole();
	await page.getByRole('application').getByRole('button', { name: /^Lnna/ }).focus();
	await page.keyboard.press('Enter');
	await expect(page.getByTestId('person-card')).toBeVisible();
	await isWhole();
	await page.context().close();
});

test('as many as wait beside the child’s own map, the page is no wider for them, and no word is broken', async ({
	browser
}) => {
	const participant = childOfRoom();
	for (const size of [
		{ width: 1180, height: 820 },
		{ width: 390, height: 844 },
		{ width: 320, height: 640 }
	]) {
		const page = await comes(browser, size, participant);
		await expect(page.getByTestId('waiting').getByRole('button')).toHaveCount(count);
		expect(
			await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
		).toBeLessThanOrEqual(0);
		// A button with one word is one line high.
		const more = page.getByRole('button', { name: 'Mer', exact: true });
		await expect(more).toBeVisible();
		expect((await more.boundingBox())?.height).toBeLessThan(80);
		await page.context().close();
	}
});

test('on the narrowest child’s map nobody lies under anybody, and whoever has no room for a name is named below it', async ({
	browser
}) => {
	const page = await comes(browser, { width: 320, height: 640 }, childOfRoom());
	await page.getByTestId('child-begins').getByRole('button').tap();
	await expect(marks(page)).toHaveCount(count + 1);
	const discs = await drawn(page);
	const gaps = discs.flatMap((one, index) =>
		discs
			.slice(index + 1)
			.map((other) => Math.hypot(one.x - other.x, one.y - other.y) - one.radius - other.radius)
	);
	expect(Math.min(...gaps)).toBeGreaterThan(0);
	const nameless = await marks(page)
		.filter({ hasNot: page.locator('.name') })
		.evaluateAll((all) => all.map((one) => (one.getAttribute('aria-label') ?? '').split(',')[0] ?? ''));
	const below = page.getByTestId('unnamed').getByRole('button');
	// The letter of the avatar stands before the name.
	const named = (await below.allTextContents()).map((words) => words.trim().split(/\s+/).at(-1) ?? '');
	expect(nameless.filter((name) => name !== 'Sunniva').sort()).toEqual(named.sort());
	expect(named.length).toBeGreaterThan(0);
	// In one line, however many they are.
	expect((await page.getByTestId('unnamed').boundingBox())?.height).toBeLessThan(140);
	await below.first().tap();
	await expect(page.getByTestId('child-help').getByRole('heading')).toHaveText(named[0] ?? '');
	await page.context().close();
});

test('on a phone the child’s way out lies over the name of no ring, also while a card is open', async ({
	browser
}) => {
	const page = await comes(browser, { width: 390, height: 844 }, childOfRoom());
	// Whoever came to the map in another test stands there already.
	const begins = page.getByTestId('child-begins').getByRole('button');
	await expect(begins.or(marks(page).nth(1))).toBeVisible();
	if (await begins.isVisible()) await begins.tap();
	await expect(marks(page)).toHaveCount(count + 1);
	await drawn(page);
	await page.getByRole('application').getByRole('button', { name: /^Hnna/ }).focus();
	await page.keyboard.press('Enter');
	await expect(page.getByTestId('child-help')).toBeVisible();
	const wayOut = page.getByRole('link', { name: 'Ut herfra' });
	await expect(async () =>
		expect(await lyingUnder(wayOut, page.locator('.surface .pill'))).toEqual([])
	).toPass({ timeout: 5_000 });
	await page.context().close();
});

for (const [width, height] of [
	[820, 1180],
	[1180, 820],
	[1920, 1080]
] as const) {
	test(`to be asked for the other end of a tie covers no name of the map in a window of ${width} x ${height}`, async ({
		browser
	}) => {
		const page = await comes(browser, { width, height });
		await page.getByRole('application').getByRole('button', { name: /^Lnna/ }).focus();
		await page.keyboard.press('Enter');
		await page.getByTestId('person-card').getByRole('button', { name: 'Tegn bånd' }).click();
		const bar = page.locator('.notice');
		await expect(bar).toBeInViewport({ ratio: 1 });
		await expect(bar.getByRole('button')).toBeVisible();
		const covered = page.locator('.surface text, .legend-button, [data-testid="map-person"] circle');
		await expect(async () => expect(await lyingUnder(bar, covered)).toEqual([])).toPass({ timeout: 10_000 });
		await page.context().close();
	});
}

test('the words below a map lie below it, also where a proposal stands above', async ({ browser }) => {
	const { participant } = landsby.cli('invite', room, '--name', 'Silje', '--role', 'relative') as {
		participant: string;
	};
	const silje = await comes(browser, { width: 390, height: 844 }, participant);
	for (const name of ['Ivar Moen', 'Torunn Moen']) {
		await silje.getByRole('button', { name: 'Foreslå en person' }).tap();
		await silje.getByRole('dialog').getByRole('textbox', { name: 'Navn' }).fill(name);
		await silje.getByRole('dialog').getByRole('button', { name: 'Send forslag' }).tap();
		await expect(silje.getByRole('dialog')).toHaveCount(0);
	}
	await silje.context().close();
	for (const size of [
		{ width: 1180, height: 820 },
		{ width: 1180, height: 700 },
		{ width: 1920, height: 1080 }
	]) {
		const page = await comes(browser, size);
		await expect(page.getByText('Silje foreslår: Ivar Moen')).toBeVisible();
		await page.getByRole('application').getByRole('button', { name: /^Lnna/ }).focus();
		await page.keyboard.press('Enter');
		await expect(page.getByTestId('person-card')).toBeVisible();
		const words = page.getByTestId('agreement');
		await words.scrollIntoViewIfNeeded();
		const foot = await page.locator('.canvas').first().evaluate(bottomOf);
		expect(await words.evaluate((each) => each.getBoundingClientRect().top)).toBeGreaterThanOrEqual(foot);
		// And no name of the map is cut off at its foot; the box of letters is a little larger than what is drawn.
		const lowest = await page
			.locator('.surface text')
			.evaluateAll((all) => Math.max(...all.map((each) => each.getBoundingClientRect().bottom)));
		expect(lowest).toBeLessThanOrEqual(foot + 2);
		await page.context().close();
	}
});

const middleOf = (box: { y: number; height: number } | null) => (box ? box.y + box.height / 2 : NaN);
const bottomOf = (element: Element) => element.getBoundingClientRect().bottom;

function marks(page: Page): Locator {
	return page.getByRole('application').getByTestId('map-person');
}

/** The discs as they lie in the window: the ring of focus is drawn around each. */
async function drawn(page: Page) {
	await expect(page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
	// Until nobody moves any more: they glide to their places.
	await expect(async () => {
		const before = await places(page);
		await page.waitForTimeout(200);
		expect(await places(page)).toEqual(before);
	}).toPass({ timeout: 10_000 });
	return places(page);
}

function places(page: Page) {
	return marks(page).evaluateAll((all) =>
		all.map((mark) => {
			const { x, y, width } = mark.querySelector('.focus.inner')?.getBoundingClientRect() ?? new DOMRect();
			const inner = Number(mark.querySelector('.focus.inner')?.getAttribute('r'));
			return {
				x: x + width / 2,
				y: y + width / 2,
				radius: inner - 6,
				isChild: /i midten/.test(mark.getAttribute('aria-label') ?? '')
			};
		})
	);
}

/** What of the map lies under a button, in words. */
async function coveredBy(page: Page): Promise<string[]> {
	const things = page.locator('.surface text, [data-testid="map-person"] circle');
	const found: string[] = [];
	for (const control of await page.locator('.mapping :is(button, summary, a.btn)').all())
		if (await control.isVisible()) found.push(...(await lyingUnder(control, things)));
	return found;
}

/** What of some things lies under another, in words. */
async function lyingUnder(over: Locator, things: Locator): Promise<string[]> {
	const box = await over.boundingBox();
	if (!box) throw new Error('nothing lies over the map');
	return things.evaluateAll(
		(all, { x, y, width, height }) =>
			all
				.filter((thing) => {
					const { left, right, top, bottom } = thing.getBoundingClientRect();
					return left < x + width && x < right && top < y + height && y < bottom && right > left;
				})
				.map((thing) => thing.textContent.trim() || thing.outerHTML.slice(0, 60)),
		box
	);
}

async function comes(
	browser: Browser,
	viewport: { width: number; height: number },
	who = 'kari@landsby.example',
	view = 'map'
): Promise<Page> {
	const context = await browser.newContext({
		viewport,
		locale: 'nb-NO',
		hasTouch: true,
		reducedMotion: 'reduce'
	});
	await signIn(context, landsby, who);
	const page = await context.newPage();
	await page.goto(`${landsby.origin}/rooms/${room}/network?view=${view}`);
	await expect(page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
	return page;
}
