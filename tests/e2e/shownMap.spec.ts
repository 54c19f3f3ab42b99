// The child's own map as the child shows it: taken along by a caseworker, held by the plan, compared with itself, seen on a
// shared screen; and gone from all of them but the plan when the child takes it back.
import { readFileSync } from 'node:fs';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { connectTo } from '../../server/db/postgres.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { middle } from '../support/mapPage.ts';
import { read, textOf, type XmlElement } from '../support/readXml.ts';
import { violations } from '../support/violations.ts';
import { childLeavesCard } from './journey/map.ts';
import { Person } from './journey/person.ts';

let landsby: Landsby;
let room = '';
test.beforeAll(async () => {
	landsby = await startLandsby();
	room = await landsby.demoRoom('A');
});
test.afterAll(() => landsby.close());

const title = 'Ylvas eget kart';

test('the child shows the map, a caseworker takes it along, a plan and a screen hold it, the child takes it back', async ({
	browser
}, info) => {
	test.setTimeout(240_000);
	const child = await comes(browser, 'tablet', await landsby.participant(room, 'child'));
	const kari = await comes(browser, 'desk', 'kari@landsby.example');
	const { participant } = landsby.cli('invite', room, '--name', 'Silje', '--role', 'relative') as {
		participant: string;
	};
	const aunt = await comes(browser, 'phone', participant);
	const network = `${landsby.origin}/rooms/${room}/network`;
	const { page } = kari;

	await test.step('before it is shown there is nothing of it to take along', async () => {
		await child.page.goto(network);
		await page.goto(`${network}?view=map`);
		await expect(ready(page)).toHaveCount(1);
		await expect(ready(child.page)).toHaveCount(1);
		await opensMenu(page);
		await expect(page.getByRole('group', { name: title })).toHaveCount(0);
		await expect(page.getByRole('button', { name: 'Bilde (PNG)' })).toHaveCount(1);
		await page.keyboard.press('Escape');
	});

	await test.step('it is shown, and the child is told that a plan keeps it', async () => {
		await child.presses(child.button('Vis kartet mitt'));
		const asks = child.page.getByTestId('show-map');
		await expect(asks).toContainText(
			'Hvis det blir laget en plan mens du viser kartet, blir kartet med i den'
		);
		await child.page.screenshot({ path: info.outputPath('asks.png') });
		await child.presses(asks.getByRole('button', { name: 'Vis kartet' }));
		await expect(child.page.getByTestId('map-shown')).toHaveText('Alle i rommet ser kartet ditt.');
		await expect(page.getByTestId('childs-map').getByRole('heading')).toContainText('slik Ylva viste det');
	});

	await test.step('what is asked of the maps is answered by each that is looked at, in words and on the map', async () => {
		const question = page.getByTestId('look-for');
		const answer = page.getByTestId('look-answer');
		const empty = (map: string) => page.locator(map).locator('[data-gap]');
		await question.selectOption('gaps');
		await expect(answer.getByRole('heading')).toHaveText(['Kartet vårt', 'Ylvas kart']);
		await page.screenshot({ path: info.outputPath('asked.png') });
		// The child's own map has rings alone: no sector of it is empty.
		const sectors = /felt|Ingen hører til her ennå/;
		await turnsTo(page, 'Ylvas kart');
		await expect(answer.getByRole('heading')).toHaveCount(0);
		await expect(answer).toContainText(/\S/);
		await expect(answer).not.toContainText(sectors);
		for (const gap of await empty('[data-testid="childs-map"]').all())
			expect(await gap.getAttribute('data-gap')).toMatch(/^(\d|nights)$/);
		await turnsTo(page, 'Kartet vårt');
		await expect(answer).toContainText(sectors);
		await turnsTo(page, 'Side om side');
		await question.selectOption('');
		await expect(answer).toHaveText('');
	});

	await test.step('as picture, drawing, tables and GraphML, each named as the child’s own, each on record', async () => {
		const shown = /Slik Ylva viste det \d+\. \w+ \d{4}\./;
		const svg = read((await taken(page, 'Tegning (SVG)')).text.replace(/<style>.*?<\/style>/s, ''));
		const words = all(svg).map(({ text }) => text);
		expect(words).toContain(title);
		expect(words.some((one) => shown.test(one))).toBe(true);
		for (const word of ['Berit', 'Nora', 'Tegnforklaring', 'ønsker nærmere', 'Helt nær'])
			expect(words).toContain(word);
		// Sectors are the room's own; so is what others have said of a tie.
		expect(words).not.toContain('Fagfolk');
		expect(words.join(' ')).toContain('Kartet kan ses og brukes av: de som er i rommet');

		const people = await taken(page, 'Folk som tabell (CSV)');
		expect(people.name).toMatch(/^barnets-eget-kart-folk-\d{4}-\d\d-\d\d\.csv$/);
		const [headings = '', ...rows] = people.text.replace('\uFEFF', '').trim().split('\r\n');
		expect(headings).toBe('Kart;Navn;Hvem er det;Nærhet');
		// The child stands in the middle, and in no table.
		expect(rows.length + 1).toBe(await onMap(page).count());
		for (const row of rows) expect(row).toMatch(/^Ylvas eget kart\. Slik Ylva viste det \d+\. \w+ \d{4}\.;/);
		const ties = (await taken(page, 'Bånd som tabell (CSV)')).text.trim().split('\r\n');
		expect(ties.slice(1)).toContainEqual(expect.stringContaining('Ylva;Isak Lunde;ønsker nærmere;'));
		expect(ties).toHaveLength(1 + (await page.getByTestId('childs-map').locator('[data-tie]').count()));

		const graph = read((await taken(page, 'For nettverksprogram (GraphML)')).text);
		expect(dataOf(graph, 'graph.layer')).toEqual(['child']);
		expect(dataOf(graph, 'graph.shownAt')).toHaveLength(1);
		expect(dataOf(graph, 'node.sector')).toEqual([]);
		const png = await taken(page, 'Bilde (PNG)');
		expect(png.name).toMatch(/^barnets-eget-kart-\d/);
		expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');

		await page.evaluate(() => (window.print = () => document.body.setAttribute('data-printed', 'yes')));
		for (const paper of ['A4', 'A3']) {
			await page.evaluate(() => {
				window.dispatchEvent(new Event('afterprint'));
				document.body.removeAttribute('data-printed');
			});
			await opensMenu(page);
			await page
				.getByRole('group', { name: title })
				.getByRole('button', { name: `Skriv ut på ${paper}` })
				.click();
			await expect(page.locator('body[data-printed]')).toBeVisible();
			const printed = (await page.locator('.map-sheets text').allTextContents()).join('\n');
			expect(printed).toContain(title);
			expect(printed).toMatch(shown);
		}
		expect(await recorded()).toEqual(
			['svg', 'people', 'ties', 'graphml', 'png', 'print', 'print'].map((kind) => ({ kind, map: 'child' }))
		);
		// What is taken along is what is looked at.
		await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
		await turnsTo(page, 'Kartet vårt');
		await opensMenu(page);
		await expect(page.getByRole('group', { name: title })).toHaveCount(0);
		await page.keyboard.press('Escape');
		await turnsTo(page, 'Side om side');
	});

	await test.step('on a phone both maps are in one list of ways, and all of them can be reached', async () => {
		await aunt.page.goto(`${network}?view=list`);
		await expect(aunt.page.getByTestId('childs-map')).toBeVisible();
		await aunt.presses(aunt.page.locator('summary').filter({ has: aunt.page.locator('.lucide-download') }));
		const last = aunt.page
			.getByRole('group', { name: title })
			.getByRole('button', { name: 'Skriv ut på A3' });
		await last.scrollIntoViewIfNeeded();
		await expect(last).toBeInViewport();
		await aunt.page.screenshot({ path: info.outputPath('phone.png') });
		expect(await violations(aunt.page)).toEqual([]);
	});

	const screen = await Person.sitsDown(browser, 'desk');
	await test.step('a shared screen shows it when the caseworker chooses it', async () => {
		await screen.page.goto(`${landsby.origin}/screen`);
		await screen.presses(screen.button('Vis en kode'));
		const code = screen.page.getByTestId('screen-code').locator('.code');
		await expect(code).toHaveText(/^\d{3} \d{3}$/);
		await page.goto(`${landsby.origin}/rooms/${room}/screen`);
		await page.getByLabel('Kode, seks sifre').fill((await code.textContent()) ?? '');
		await kari.presses(kari.button('Neste'));
		await kari.presses(kari.button('Ja, vis rommet der'));
		await expect(screen.page.getByTestId('screen-network')).toBeVisible();
		await kari.presses(kari.button('Barnets kart'));
		const shown = screen.page.getByTestId('screen-childsMap');
		await expect(shown).toContainText('Ylvas kart, slik Ylva viste det');
		await expect(shown.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
		await expect(shown.getByTestId('map-person')).not.toHaveCount(0);
		await expect(shown.getByText('Fagfolk')).toHaveCount(0);
		await screen.page.screenshot({ path: info.outputPath('screen.png') });
	});

	await test.step('the plan that is given out holds it', async () => {
		await closesMeeting(kari);
		const held = page.getByTestId('plan-childs-map');
		await expect(held.getByRole('heading', { level: 2 })).toHaveText(
			/^Ylvas eget kart, slik Ylva viste det \d+\. \w+$/
		);
		await expect(held).toContainText('Ylva og Isak Lunde: ønsker nærmere');
		// Whom one has invited waits for a place on the room's map; the child stands in the middle and waits for none.
		await expect(page.locator('#map p').last()).toHaveText('Silje');
		await expect(page.getByText('Nytt: Ylvas eget kart, slik Ylva viste det')).toBeVisible();
		await page.screenshot({ path: info.outputPath('plan.png'), fullPage: true });
		expect(await violations(page)).toEqual([]);
	});

	await test.step('what the child shows later is compared with what the plan holds, and with nothing of the room’s', async () => {
		const { x, y } = await middle(child.page, 'Kjetil');
		await child.page.touchscreen.tap(x, y);
		const card = child.page.getByTestId('child-help');
		await child.presses(card.getByRole('button', { name: 'Mer' }));
		await child.presses(card.getByRole('button', { name: /^Flytt/ }));
		await child.presses(card.getByRole('button', { name: 'Helt nær', exact: true }));
		await expect(child.page.getByTestId('map-shown')).toHaveText('Det nye ser bare du.');
		await page.goto(`${network}/compare`);
		await page.getByText('Ylvas kart', { exact: true }).click();
		const compared = page.getByTestId('compare');
		// The corner is closed: nothing of what she has moved since is told.
		await expect(compared).toContainText('Alle står like nær som da');
		await childLeavesCard(child);
		await child.presses(child.button('Vis kartet mitt'));
		await child.presses(child.button('Vis det slik det er nå'));
		await expect(compared).toContainText('Kjetil Lunde kom nærmere: fra langt unna til helt nær.');
		await expect(compared.locator('[data-became="closer"]')).toHaveCount(1);
		await expect(page.getByText('Fagfolk', { exact: true })).toHaveCount(0);
		await page.screenshot({ path: info.outputPath('compare.png'), fullPage: true });
		expect(await violations(page)).toEqual([]);
	});

	await test.step('taken back it is gone at once from screen, comparing and what can be taken along', async () => {
		await aunt.page.goto(`${network}?view=map`);
		await child.presses(child.button('Vis kartet mitt'));
		await child.presses(child.button('Ta det tilbake'));
		await expect(child.page.getByTestId('map-shown')).toHaveText('Bare du ser dette.');
		await expect(screen.page.getByTestId('screen-childsMap')).toHaveText('Her er det ikke noe å se nå.');
		await expect(page.getByText('Ylvas kart', { exact: true })).toHaveCount(0);
		await expect(page.getByTestId('compare')).toContainText('Siden planen fra');
		await page.goto(`${network}?view=list`);
		await expect(page.getByTestId('childs-map')).toContainText('Ylva har ikke vist kartet sitt ennå.');
		await opensMenu(page);
		await expect(page.getByRole('group', { name: title })).toHaveCount(0);
		await expect(page.getByRole('button', { name: 'Bilde (PNG)' })).toHaveCount(1);
		// Nor does the server put on record that it was, whoever says so.
		const answer = await page.evaluate(async (address) => {
			const body = new FormData();
			body.set('kind', 'png');
			body.set('map', 'child');
			const response = await fetch(address, {
				method: 'POST',
				headers: { 'x-sveltekit-action': 'true' },
				body
			});
			return response.text();
		}, `${network}?/exported`);
		expect(JSON.parse(answer)).toMatchObject({ type: 'failure', status: 410 });
		expect(await recorded()).toHaveLength(7);
	});

	await test.step('the plan keeps what it was given out with', async () => {
		await page.goto(`${landsby.origin}/rooms/${room}/plan`);
		await expect(page.getByTestId('plan-childs-map')).toContainText(
			'Ylva bestemmer selv hva som vises av kartet nå.'
		);
		await expect(page.getByText('Ja. Teksten er lik den som ble gitt ut.')).toBeVisible();
	});
	expect([...child.faults, ...kari.faults, ...aunt.faults, ...screen.faults]).toEqual([]);
	await Promise.all([child, kari, aunt, screen].map(({ context }) => context.close()));
});

const ready = (page: Page) => page.locator('[data-testid="network-map"][data-ready="true"]').first();
const turnsTo = (page: Page, map: string) =>
	page.getByRole('group', { name: 'Hvilket kart' }).getByText(map, { exact: true }).click();
const onMap = (page: Page) => page.getByTestId('childs-map').getByTestId('map-person');

async function comes(browser: Browser, at: 'desk' | 'tablet' | 'phone', who: string): Promise<Person> {
	const person = await Person.sitsDown(browser, at);
	await person.isSignedIn(landsby, who);
	return person;
}

/** What stands on record of the maps that were taken along. */
async function recorded(): Promise<unknown[]> {
	const sql = connectTo(landsby.databaseUrl, { max: 1 });
	const rows = await sql<{ subject: unknown }[]>`
		select subject from audit where chain = ${room} and action = 'mapExported' order by n`;
	await sql.end();
	return rows.map(({ subject }) => subject);
}

async function opensMenu(page: Page): Promise<void> {
	await page.getByText('Ta med ut', { exact: true }).click();
}

/** Takes one file of the child's map along. */
async function taken(page: Page, item: string): Promise<{ name: string; bytes: Buffer; text: string }> {
	await opensMenu(page);
	const [file] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('group', { name: title }).getByRole('button', { name: item }).click()
	]);
	const bytes = readFileSync(await file.path());
	return { name: file.suggestedFilename(), bytes, text: bytes.toString('utf8') };
}

/** Closes the room's next meeting, and comes to the plan that is given out. */
async function closesMeeting({ page }: Person): Promise<void> {
	await page.goto(`${landsby.origin}/rooms/${room}/meetings`);
	await page.getByRole('main').locator('a[href*="/meetings/"]').first().click();
	await page.getByRole('link', { name: 'Avslutt møtet' }).click();
	await page.getByLabel('Skriv det med få ord').fill('Ylva viste kartet sitt.');
	await page.getByRole('button', { name: /^Gi ut versjon/ }).click();
	await expect(page).toHaveURL(/\/plan\/\d+/);
}

function dataOf(graph: XmlElement, key: string): string[] {
	return all(graph)
		.filter(({ name, attributes }) => name === 'data' && attributes['key'] === key)
		.map(({ text }) => text);
}

function all(one: XmlElement): { name: string; text: string; attributes: XmlElement['attributes'] }[] {
	return [{ name: one.name, text: textOf(one), attributes: one.attributes }, ...one.children.flatMap(all)];
}
