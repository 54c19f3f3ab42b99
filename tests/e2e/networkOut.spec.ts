// What is agreed about the map, how it is divided, and how it is taken along, in a real browser.
import { readFileSync } from 'node:fs';
import { expect, test, type Browser, type Download, type Page } from '@playwright/test';
import { connectTo } from '../../server/db/postgres.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { read, textOf, type XmlElement } from '../support/readXml.ts';
import { violations } from '../support/violations.ts';
import { openFor, type Opened } from '../support/opened.ts';

let landsby: Landsby;
const rooms = new Map<string, string>();

test.beforeAll(async () => {
	landsby = await startLandsby();
	for (const { id, case: label } of landsby.cli('room', 'list') as { id: string; case: string }[])
		rooms.set(label, id);
});
test.afterAll(() => landsby.close());

test('who leads the room writes what is agreed about the map; everybody reads it', async ({ browser }) => {
	const { page, faults } = await open(browser, 'B', 'jonas@landsby.example');
	const line = page.getByTestId('agreement');
	await expect(line).toContainText('Det er ikke skrevet ned hvem som kan se kartet');
	await line.getByRole('button', { name: 'Skriv avtalen' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: 'Lagre avtalen' }).click();
	await expect(dialog.getByText('Skriv hvem som kan se kartet.')).toBeVisible();
	await dialog.getByLabel('Hvem kan se og bruke kartet?').fill('De som er i rommet');
	await dialog.getByLabel('Hvor lenge oppbevares det?').fill('2028-06-10');
	expect(await violations(page)).toEqual([]);
	await dialog.getByRole('button', { name: 'Lagre avtalen' }).click();
	await expect(dialog).toBeHidden();
	const words = 'Kartet kan ses og brukes av: De som er i rommet. Det oppbevares til og med 10. juni 2028.';
	await expect(line).toContainText(words);

	const other = await open(browser, 'B', await landsby.participant(rooms.get('B') ?? '', 'parent'));
	await expect(other.page.getByTestId('agreement')).toContainText(words);
	await expect(other.page.getByRole('button', { name: 'Endre avtalen' })).toHaveCount(0);
	expect([...faults, ...other.faults]).toEqual([]);
	await page.context().close();
	await other.page.context().close();
});

test('the map gets fewer rings and a sector another name; nobody is lost, the child’s map stays', async ({
	browser
}) => {
	const { page, faults } = await open(browser, 'A', 'kari@landsby.example');
	const people = page.getByTestId('map-person');
	const before = await people.count();
	await page.getByRole('button', { name: 'Ringer og felt' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('radio', { name: '3' }).check();
	await dialog.getByLabel('Helt nær').fill('Hjertet');
	await dialog.getByLabel('Skole').fill('Fjellvang skole');
	await dialog.getByRole('button', { name: 'Lagre' }).click();
	await expect(dialog).toBeHidden();
	await expect(page.locator('[data-sector="school"] text')).toHaveText('Fjellvang skole');
	await expect(page.locator('svg .ring').filter({ hasText: 'Hjertet' })).toHaveCount(1);
	await expect(page.getByText('Langt unna', { exact: true })).toHaveCount(0);
	await expect(people).toHaveCount(before);

	const child = await open(browser, 'A', await landsby.participant(rooms.get('A') ?? '', 'child'));
	await expect(child.page.locator('svg .ring').filter({ hasText: 'Helt nær' })).toHaveCount(1);
	await expect(child.page.locator('svg .ring').filter({ hasText: 'Langt unna' })).toHaveCount(1);
	expect([...faults, ...child.faults]).toEqual([]);
	await page.context().close();
	await child.page.context().close();
});

test('the browser’s own print has the map or the list with every word, and nothing that is pressed', async ({
	browser
}) => {
	const { page, faults } = await open(browser, 'A', 'kari@landsby.example');
	// Whose name has room depends on how many rings the map has, which a journey before this one changes.
	const name = page
		.locator('[data-testid="map-person"] text')
		.filter({ hasText: /^[A-ZÆØÅ][a-zæøå]+$/ })
		.first();
	await expect(name).toBeVisible();
	await page.emulateMedia({ media: 'print' });
	// What can be written on of A4 that lies.
	await page.setViewportSize({ width: 1047, height: 718 });
	const main = page.getByRole('main');
	for (const words of ['Nettverkskart', 'Tegnforklaring', 'Kartet kan ses og brukes av'])
		await expect(main.getByText(words).locator('visible=true').first()).toBeVisible();
	await expect(page.getByRole('button', { name: 'Legg til' })).toBeHidden();
	await expect(page.getByTestId('look-for')).toBeHidden();
	await expect(page.getByRole('group', { name: 'Hvilket kart' })).toBeHidden();
	await expect(page.getByRole('button', { name: 'Større' })).toBeHidden();
	await expect(name).toBeVisible();
	const map = await page.getByTestId('network-map').boundingBox();
	expect((map?.x ?? 0) + (map?.width ?? 0)).toBeLessThanOrEqual(1047);
	expect(map?.height).toBeLessThanOrEqual(510);
	// The letters are never below seven points.
	const points = await name.evaluate((text) => {
		const svg = text.closest('svg');
		const drawn = svg ? svg.getBoundingClientRect().width / svg.clientWidth : 0;
		return Number(text.getAttribute('font-size')) * drawn * 0.75;
	});
	expect(points).toBeGreaterThanOrEqual(7);

	await page.goto(`${page.url().split('?')[0] ?? ''}?view=list`);
	const list = page.getByTestId('person-list');
	await expect(list.getByText('Sove over, hente og bringe, kjenne historien')).toBeVisible();
	await expect(list.getByRole('button', { name: 'Angre' })).toBeHidden();
	await expect(list.getByLabel('Hvor nær Berit er')).toBeVisible();
	expect(faults).toEqual([]);
	await page.context().close();
});

test('the map is taken along as picture, drawing, tables and GraphML, each on record', async ({
	browser
}) => {
	const { page, faults } = await open(browser, 'A', 'kari@landsby.example');
	const svg = read((await taken(page, 'Tegning (SVG)')).replace(/<style>.*?<\/style>/s, ''));
	const words = all(svg).map(({ text }) => text);
	for (const word of ['Ylvas nettverkskart', 'Berit', 'Solveig', 'Tegnforklaring', 'ønsker nærmere'])
		expect(words).toContain(word);
	expect(words.join(' ')).toContain('Kartet kan ses og brukes av: de som er i rommet');

	const people = await taken(page, 'Folk som tabell (CSV)');
	expect(people.split('\r\n')[0]).toContain('Navn;');
	expect(people).toContain('Berit Sørhaug;mormor');
	expect(await taken(page, 'Bånd som tabell (CSV)')).toContain('Ylva;Isak Lunde;familie;ønsker nærmere;');
	const graph = read(await taken(page, 'For nettverksprogram (GraphML)'));
	expect(all(graph).filter(({ name }) => name === 'node')).toHaveLength(
		await page.getByTestId('map-person').count()
	);
	expect(textOf(graph)).not.toMatch(/\+47\d{8}/);

	const png = readFileSync(await (await download(page, 'Bilde (PNG)')).path());
	expect(png.subarray(1, 4).toString()).toBe('PNG');
	expect(png.readUInt32BE(16)).toBeGreaterThan(3000);

	const sql = connectTo(landsby.databaseUrl, { max: 1 });
	const recorded = await sql<{ kind: string }[]>`
		select subject ->> 'kind' as kind from audit
		where chain = ${rooms.get('A') ?? ''} and action = 'mapExported' order by n`;
	await sql.end();
	expect(recorded.map(({ kind }) => kind)).toEqual(['svg', 'people', 'ties', 'graphml', 'png']);
	expect(faults).toEqual([]);
	await page.context().close();
});

test('a child’s own map is printed with every name on it, also on a phone and by the browser’s own print', async ({
	browser
}) => {
	const { page, faults } = await open(browser, 'A', await landsby.participant(rooms.get('A') ?? '', 'child'));
	await page.setViewportSize({ width: 390, height: 844 });
	const begins = page.getByRole('button', { name: 'Begynn med kartet til de voksne' });
	if ((await begins.count()) > 0) await begins.click();
	await expect(page.getByTestId('map-person')).not.toHaveCount(1);
	const people = await page
		.getByTestId('map-person')
		.evaluateAll((all) => all.map((one) => (one.getAttribute('aria-label') ?? '').split(/[ ,]/)[0] ?? ''));
	// What the browser says before it draws paper, and after.
	await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
	await page.emulateMedia({ media: 'print' });
	const sheet = page.locator('.map-sheet').first();
	await expect(sheet).toBeVisible();
	const words = await sheet.locator('text').allTextContents();
	for (const name of people) expect(words.some((word) => word.startsWith(name)) ? '' : name).toBe('');
	await expect(page.getByRole('button', { name: 'Legg til' })).toBeHidden();
	await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
	await page.emulateMedia({ media: 'screen' });
	await expect(sheet).toHaveCount(0);
	await expect(page.getByRole('button', { name: 'Legg til' })).toBeVisible();
	// It is put on record as what the button prints is.
	const sql = connectTo(landsby.databaseUrl, { max: 1 });
	const last = async () => {
		const [row] = await sql<{ kind: string }[]>`
			select subject ->> 'kind' as kind from audit
			where chain = ${rooms.get('A') ?? ''} and action = 'mapExported' order by n desc limit 1`;
		return row?.kind;
	};
	await expect.poll(last).toBe('print');
	await sql.end();
	expect(faults).toEqual([]);
	await page.context().close();
});

test('a picture has the type of the page in it, not whatever the machine has', async ({ browser }) => {
	const { page } = await open(browser, 'A', 'kari@landsby.example');
	const file = await (await download(page, 'Tegning (SVG)')).path();
	const svg = readFileSync(file, 'utf8');
	expect(svg).toMatch(/@font-face\{[^}]*data:font\/woff2;base64,/);
	// Painted with and without its type it is not the same picture: so the type in it is what is seen.
	const widths = await page.evaluate(async (source) => {
		const inked = async (text: string) => {
			const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
			const image = new Image();
			image.src = url;
			await image.decode();
			const canvas = document.createElement('canvas');
			[canvas.width, canvas.height] = [image.width, image.height];
			const pen = canvas.getContext('2d');
			pen?.drawImage(image, 0, 0);
			return pen?.getImageData(0, 0, image.width, 80).data.join('') ?? '';
		};
		const bare = source.replace(/<style>.*?<\/style>/s, '');
		return (await inked(source)) === (await inked(bare));
	}, svg);
	expect(widths).toBe(false);
	await page.context().close();
});

test('nothing is taken along that cannot be put on record', async ({ browser }) => {
	const { page } = await open(browser, 'A', 'kari@landsby.example');
	await page.context().setOffline(true);
	await page.getByText('Ta med ut', { exact: true }).click();
	await page.getByRole('button', { name: 'Folk som tabell (CSV)' }).click();
	await expect(page.getByTestId('toast')).toContainText('Kartet ble ikke tatt med ut.');
	await page.context().close();
});

for (const [paper, width, height] of [
	['A4', 842, 595],
	['A3', 1191, 842]
] as const)
	test(`on ${paper} the map alone is printed, on one page, with every name`, async ({ browser }, info) => {
		const { page, faults } = await open(browser, 'A', 'kari@landsby.example');
		await page.evaluate(() => (window.print = () => document.body.setAttribute('data-printed', 'yes')));
		await page.getByText('Ta med ut', { exact: true }).click();
		await page.getByRole('button', { name: `Skriv ut på ${paper}` }).click();
		await expect(page.locator('body[data-printed]')).toBeVisible();
		const printed = (await page.locator('.map-sheets text').allTextContents()).join('\n');
		const names = await page
			.getByTestId('map-person')
			.evaluateAll((all) =>
				all.map((one) => /^[^ ,]+/.exec(one.getAttribute('aria-label') ?? '')?.[0] ?? '')
			);
		expect(names.length).toBeGreaterThan(20);
		for (const name of names) expect(printed).toContain(name);
		const pdf = await page.pdf({ preferCSSPageSize: true, path: info.outputPath(`map-${paper}.pdf`) });
		const boxes = [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map((found) =>
			[found[1], found[2]].map(Number).map(Math.round)
		);
		expect(boxes).toEqual([[width, height]]);
		// The browser says when it has printed; then nothing of the sheets is left.
		await expect(page.locator('.map-sheets')).toHaveCount(0);
		expect(faults).toEqual([]);
		await page.context().close();
	});

test('the child prints the map as the child has drawn it, without the lines of adults', async ({
	browser
}) => {
	const { page, faults } = await open(browser, 'A', await landsby.participant(rooms.get('A') ?? '', 'child'));
	await page.evaluate(() => (window.print = () => document.body.setAttribute('data-printed', 'yes')));
	await page.getByRole('button', { name: 'Mer', exact: true }).click();
	await page.getByRole('button', { name: 'Skriv ut' }).click();
	await expect(page.locator('body[data-printed]')).toBeVisible();
	const sheet = page.locator('.map-sheets svg');
	await expect(sheet.getByText('Fagfolk', { exact: true })).toHaveCount(0);
	// Each of the child's ties, and each line of the legend, ends in two rings; adults' lines have none.
	const rings = await sheet.locator('circle[r="3.2"]').count();
	const legend = 7;
	const ties = await page.locator('[data-tie]').count();
	expect(rings).toBe((ties + legend) * 2);
	expect(faults).toEqual([]);
	await page.context().close();
});

async function open(browser: Browser, label: string, who: string): Promise<Opened> {
	const context = await browser.newContext({ viewport: { width: 1180, height: 820 }, locale: 'nb-NO' });
	const opened = await openFor(context, landsby, who, `/rooms/${rooms.get(label) ?? ''}/network?view=map`);
	await expect(opened.page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
	return opened;
}

async function download(page: Page, item: string): Promise<Download> {
	await page.getByText('Ta med ut', { exact: true }).click();
	const [file] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: item }).click()
	]);
	return file;
}

async function taken(page: Page, item: string): Promise<string> {
	return readFileSync(await (await download(page, item)).path(), 'utf8');
}

function all(one: XmlElement): XmlElement[] {
	return [one, ...one.children.flatMap(all)];
}
