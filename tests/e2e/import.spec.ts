// Many people at once: names in a row by keyboard, a contacts file that is read on the device, people of a sibling's room.
import { expect, test, type Browser, type Page } from '@playwright/test';
import { createPeople } from '#lib/network/document.ts';
import { peopleMax } from '#lib/room/lengths.ts';
import { connectTo } from '../../server/db/postgres.ts';
import { connect } from '../support/client.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { hearsLater } from '../support/mapPage.ts';
import { signIn } from '../support/signIn.ts';
import { violations } from '../support/violations.ts';
import { roomWith } from './journey/inviting.ts';

let landsby: Landsby;
const rooms: Record<string, string> = {};

test.beforeAll(async () => {
	landsby = await startLandsby();
	for (const { id, case: label } of landsby.cli('room', 'list') as { id: string; case: string }[])
		rooms[label] = id;
});
test.afterAll(() => landsby.close());

test('a caseworker chooses five of sixty contacts, one of them is on the map already, and one undo takes all back', async ({
	browser
}) => {
	const page = await openMap(browser, 'A', 'kari@landsby.example');
	const sent: string[] = [];
	page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
	page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(payload.toString())));
	await page.reload();
	await expect(page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');

	await choosesFile(page, 'kontakter.vcf', sixty());
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByRole('heading', { name: 'Hvem skal inn på kartet?' })).toBeFocused();
	await expect(dialog).toContainText('60 i filen.');
	for (const name of ['Zara Ueland', 'Ylva Ueland', 'Xenia Ueland', 'William Ueland', 'Berit Sørhaug']) {
		await dialog.getByLabel('Søk etter navn').fill(name);
		await dialog.getByRole('checkbox', { name: new RegExp(`^${name}`) }).check();
	}
	await expect(dialog.getByTestId('how-many')).toContainText('5 valgt.');
	const berit = dialog.getByTestId('candidate').filter({ hasText: 'Berit' });
	await expect(berit).toContainText('Står på kartet: Berit Sørhaug');
	await expect(berit.getByRole('checkbox', { name: 'Slå sammen med Berit Sørhaug' })).toBeChecked();
	await expect(berit.getByRole('definition').last()).toContainText('00 00 06 99');
	expect(await violations(page)).toEqual([]);
	await dialog.getByLabel('Søk etter navn').fill('zara');
	await dialog.getByLabel('Hvem er Zara Ueland for Ylva?').selectOption('Venn');
	await dialog.getByRole('button', { name: 'Hent inn 5' }).click();

	await expect(page.getByTestId('toast')).toContainText('4 er hentet inn, og 1 er slått sammen.');
	const map = page.getByRole('application');
	await expect(map.getByRole('button', { name: /^Zara Ueland, venn, nær, venner/ })).toHaveCount(1);
	const waiting = page.getByTestId('waiting');
	await expect(waiting.getByRole('button', { name: 'Xenia' })).toBeVisible();
	await expect(map.getByRole('button', { name: /^Berit Sørhaug/ })).toHaveCount(1);
	await expect.poll(() => numbersIn('A', '0000069')).toBe(5);
	expect(sent.filter((each) => each.includes('Uvalgt'))).toEqual([]);
	expect(sent.some((each) => each.includes('Zara Ueland'))).toBe(true);

	await page.keyboard.press('Control+z');
	await expect(map.getByRole('button', { name: /^Zara/ })).toHaveCount(0);
	await expect(waiting.getByRole('button', { name: 'Xenia' })).toHaveCount(0);
	await expect(map.getByRole('button', { name: /^Berit Sørhaug/ })).toHaveCount(1);
	await expect.poll(() => numbersIn('A', '0000069')).toBe(0);
	await page.keyboard.press('Control+y');
	await expect(map.getByRole('button', { name: /^Zara/ })).toHaveCount(1);
	await expect.poll(() => numbersIn('A', '0000069')).toBe(5);
	await page.getByTestId('toast').getByRole('button', { name: 'Angre' }).click();
	await expect(map.getByRole('button', { name: /^Zara/ })).toHaveCount(0);
	await expect.poll(() => numbersIn('A', '0000069')).toBe(0);
	await page.context().close();
});

test('a file that is broken is refused with the line, and a table and 3,000 contacts are read', async ({
	browser
}) => {
	const page = await openMap(browser, 'A', 'kari@landsby.example');
	await choosesFile(page, 'kuttet.vcf', sixty().slice(0, -40));
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByLabel('Kontaktfil', { exact: true })).toHaveAccessibleDescription(
		/Kontakten som begynner på linje 296, har ingen slutt/
	);
	expect(await violations(page)).toEqual([]);
	const table = Buffer.from('Navn;Relasjon;Telefon\r\nÅse B\xf8e;farmor;00 00 07 01\r\n', 'latin1');
	await dialog.getByLabel('Kontaktfil', { exact: true }).setInputFiles(file('liste.csv', table));
	await expect(dialog.getByTestId('candidate')).toContainText(['Åse Bøe']);
	await expect(dialog.getByTestId('candidate')).toContainText(['farmor, 00 00 07 01']);

	await dialog.getByRole('button', { name: 'Velg en annen fil' }).click();
	const picture = `PHOTO;ENCODING=b;TYPE=JPEG:${'\r\n '.concat('B'.repeat(72)).repeat(40)}`;
	const many = Array.from({ length: 3000 }, (_, n) => card(`Nummer ${String(n)}`, '00000801', picture)).join(
		''
	);
	await dialog.getByLabel('Kontaktfil', { exact: true }).setInputFiles(file('mange.vcf', many));
	await expect(dialog).toContainText('3000 i filen.');
	await dialog.getByRole('button', { name: /^Velg \d+ av 3000: flere er det ikke plass til$/ }).click();
	// As many as there is room for, and not one more.
	await expect(dialog.getByTestId('how-many')).toContainText('Plass til 0 til.');
	await page.keyboard.press('Escape');
	await expect(dialog).toHaveCount(0);
	await page.context().close();
});

test('a parent reads their own file, without the numbers; a relative has no such button', async ({
	browser
}) => {
	const parent = await openMap(browser, 'A', null, 'parent');
	await choosesFile(parent, 'kontakter.vcf', sixty());
	const dialog = parent.getByRole('dialog');
	await expect(dialog).toContainText('Telefonnumre blir ikke med.');
	await expect(dialog.getByTestId('candidate').first()).not.toContainText('00 00');
	await parent.context().close();

	const relative = await openMap(browser, 'A', null, 'relative');
	await expect(relative.getByRole('button', { name: 'Foreslå en person' })).toBeVisible();
	await expect(relative.getByRole('button', { name: 'Legg til', exact: true })).toHaveCount(0);
	await relative.getByRole('button', { name: 'Foreslå en person' }).click();
	await expect(relative.getByRole('button', { name: 'Hent fra en kontaktfil' })).toHaveCount(0);
	await relative.context().close();
});

test('who came without a number of the file is named: one that is none, and all when the right to write them ended', async ({
	browser
}) => {
	const page = await openMap(browser, 'B2', 'jonas@landsby.example');
	await choosesFile(page, 'to.vcf', card('Ask Lien', 'spør Nora') + card('Bjørk Lien', '00000711'));
	await page.getByRole('dialog').getByRole('button', { name: 'Velg alle (2)' }).click();
	await page.getByRole('button', { name: 'Hent inn 2' }).click();
	const toast = page.getByTestId('toast');
	await expect(toast).toContainText('2 er hentet inn. Telefonnummer kom ikke med for Ask Lien.');
	await expect.poll(() => numbersIn('B2', '0000071')).toBe(1);
	await page.context().close();

	const { id, guests } = roomWith(landsby, ['--name', 'Maren', '--role', 'parent', '--carer', 'on']);
	rooms['carer'] = id;
	const maren = guests[0]?.participant ?? '';
	const carer = await openMap(browser, 'carer', null, maren);
	const hearer = await hearsLater(carer);
	await choosesFile(carer, 'to.vcf', card('Ask Lien', '00000721') + card('Bjørk Lien', '00000722'));
	await carer.getByRole('dialog').getByRole('button', { name: 'Velg alle (2)' }).click();
	hearer.waits();
	landsby.cli('participant', 'set', maren, '--carer', 'off');
	await carer.getByRole('button', { name: 'Hent inn 2' }).click();
	await expect(carer.getByTestId('toast')).toContainText('2 er hentet inn.');
	hearer.hears();
	await expect(carer.getByTestId('toast')).toContainText(
		'Telefonnummer kom ikke med for Ask Lien og Bjørk Lien.'
	);
	await expect(carer.getByTestId('waiting').getByRole('button', { name: 'Ask' })).toBeVisible();
	await expect.poll(() => numbersIn('carer', '0000072')).toBe(0);
	await carer.context().close();
});

test('many names in a row by keyboard alone, each with a way back, and nobody on top of another', async ({
	browser
}) => {
	const page = await openMap(browser, 'B2', 'jonas@landsby.example');
	const keys = page.keyboard;
	await page.getByRole('application').getByRole('button').first().focus();
	await keys.press('a');
	const sheet = page.getByRole('dialog');
	await expect(sheet.getByRole('textbox', { name: 'Navn' })).toBeFocused();
	const many = sheet.getByRole('button', { name: 'Skriv mange på rad' });
	await tabTo(page, many);
	await keys.press('Enter');
	const name = sheet.getByRole('textbox', { name: 'Navn' });
	await expect(name).toBeFocused();
	await keys.type('Torill, mormor');
	await keys.press('Enter');
	await expect(name).toHaveValue('');
	await keys.press('Tab');
	await keys.type('venn');
	await keys.press('Tab');
	await keys.type('Helt');
	await keys.press('Shift+Tab');
	await keys.press('Shift+Tab');
	await expect(name).toBeFocused();
	for (const each of ['Mikkel', 'Signe', 'Jakob', 'Frida', 'Oskar']) {
		await keys.type(each);
		await keys.press('Enter');
	}
	const added = page.getByTestId('quick-added').getByRole('listitem');
	await expect(added).toHaveCount(6);
	await expect(added.filter({ hasText: 'Mikkel' })).toContainText('venn, helt nær');
	// Where the ring is full, the next one of the same sector takes whoever comes, and the list says that nobody said so.
	await expect(added.first()).toContainText('Oskar');
	await expect(added.first()).toContainText('venn, nær');
	await expect(added.first()).toContainText('«Helt nær» er full der Oskar hører til.');
	await expect(added.filter({ hasText: 'Mikkel' })).not.toContainText('er full');
	await expect(added.last()).toContainText('mormor, nær');
	// A list that is pasted becomes several.
	await page.evaluate(() => navigator.clipboard.writeText('- Gro, nabo\n- Leif, trener\n'));
	await keys.press('Control+v');
	await keys.press('Enter');
	await expect(added).toHaveCount(8);
	await expect(added.first()).toContainText('Leif');
	await expect(added.first()).toContainText('trener');
	// Who stands there already is said, and can be taken back at once.
	await keys.type('signe');
	await keys.press('Enter');
	await expect(added).toHaveCount(9);
	await expect(added.first()).toContainText('Det står en som heter Signe på kartet fra før.');
	expect(await violations(page)).toEqual([]);
	await tabTo(page, page.getByRole('button', { name: 'Angre: ta bort signe', exact: true }));
	await keys.press('Enter');
	await expect(added).toHaveCount(8);
	await expect(added.filter({ hasText: 'fra før' })).toHaveCount(0);
	await tabTo(page, page.getByRole('button', { name: 'Angre: ta bort Signe', exact: true }));
	await keys.press('Enter');
	await expect(added).toHaveCount(7);
	await expect(name).toBeFocused();
	await keys.press('Escape');
	await expect(sheet).toHaveCount(0);
	await expect(
		page.getByRole('application').getByRole('button', { name: /^Mikkel, venn, helt nær/ })
	).toHaveCount(1);
	await expect(page.getByRole('application').getByRole('button', { name: /^Signe/ })).toHaveCount(0);
	expect(await touching(page, ['Torill', 'Mikkel', 'Jakob', 'Frida', 'Oskar', 'Gro', 'Leif'])).toEqual([]);
	await page.context().close();
});

test('two import at once where there is room for one of them: the other is told, and nothing half stands', async ({
	browser
}) => {
	// A room of twelve free places, in which two people have their list ready.
	const { id } = roomWith(landsby);
	rooms['full'] = id;
	const cookie = await landsby.session('kari@landsby.example');
	const filler = connect(`ws://localhost:${String(landsby.port)}/ws`, id, cookie, landsby.origin);
	await filler.until(() => filler.saved, 'the room opens');
	const author = { by: await landsby.participant(id, 'caseworker'), at: new Date().toISOString() };
	const others = Array.from({ length: peopleMax - 13 }, (_, index) => ({ name: `Fyll ${String(index)}` }));
	createPeople(filler.doc, author, others);
	await filler.until(() => filler.saved, 'it is nearly full');
	const pages = await Promise.all([0, 1].map(() => openMap(browser, 'full', 'kari@landsby.example')));
	const hearers = await Promise.all(pages.map(hearsLater));
	for (const [index, page] of pages.entries()) {
		const who = index === 0 ? 'Ask' : 'Bjørk';
		const cards = Array.from({ length: 10 }, (_, at) =>
			card(`${who} ${'ABCDEFGHIJ'[at] ?? ''}`, `000007${String(index)}${String(at)}`)
		);
		await choosesFile(page, 'ti.vcf', cards.join(''));
		const dialog = page.getByRole('dialog');
		await dialog.getByRole('button', { name: 'Velg alle (10)' }).click();
		await expect(dialog.getByRole('button', { name: 'Hent inn 10' })).toBeEnabled();
	}
	// Neither knows of the other's before both have asked.
	for (const hearer of hearers) hearer.waits();
	for (const page of pages) await page.getByRole('button', { name: 'Hent inn 10' }).click();
	for (const hearer of hearers) hearer.hears();

	const refusals = () => Promise.all(pages.map((page) => page.getByTestId('refusal').count()));
	await expect.poll(async () => (await refusals()).toSorted().join()).toBe('0,1');
	const loser = (await refusals()).indexOf(1);
	const [page, winner] = loser === 0 ? pages : pages.toReversed();
	if (!page || !winner) throw new Error('two pages');
	await expect(page.getByTestId('refusal')).toContainText('det er ikke plass til flere på kartet');
	await expect(page.getByTestId('refusal')).toContainText(loser === 0 ? 'Ask A' : 'Bjørk A');
	// Nothing says that they came, on no page is a part of them, and their numbers went away again.
	await expect(page.getByTestId('toast')).toHaveCount(0);
	await expect(winner.getByTestId('toast')).toContainText('10 er hentet inn.');
	const came = loser === 0 ? 'Bjørk' : 'Ask';
	for (const each of pages) {
		const names = each.getByTestId('waiting').getByRole('button');
		await expect(names.filter({ hasText: /^(Ask|Bjørk)/ })).toHaveCount(10);
		await expect(names.filter({ hasText: new RegExp(`^${came}`) })).toHaveCount(10);
	}
	await expect.poll(() => numbersIn('full', '000007')).toBe(10);
	filler.leave();
	for (const each of pages) await each.context().close();
});

test('the caseworker of two siblings fetches people from the one map to the other', async ({ browser }) => {
	const page = await openMap(browser, 'B', 'jonas@landsby.example');
	await page.getByRole('button', { name: 'Legg til', exact: true }).click();
	await page.getByRole('dialog').getByRole('link', { name: 'Hent fra søskens rom' }).click();
	await page.getByRole('button', { name: 'Se hvem som er på kartet til Thea' }).click();
	await expect(page.getByRole('heading', { name: 'Fra kartet til Thea' })).toBeFocused();
	const liv = page.getByTestId('candidate').filter({ hasText: 'Liv' });
	await liv.getByRole('checkbox').first().check();
	await expect(page.getByTestId('candidate').filter({ hasText: 'Thea' })).toContainText(
		'Står på kartet: Thea'
	);
	expect(await violations(page)).toEqual([]);
	await page.getByRole('button', { name: 'Hent inn 1' }).click();
	await expect(page.getByRole('application').getByRole('button', { name: /^Liv, trener/ })).toHaveCount(1);

	// The page can be come to by its address, too; of a room of somebody else it is not there.
	await page.goto(`${landsby.origin}/rooms/${rooms['B'] ?? ''}/network/siblings`);
	await expect(page.getByRole('button', { name: 'Se hvem som er på kartet til Thea' })).toBeVisible();
	await page.goto(`${landsby.origin}/rooms/${rooms['A'] ?? ''}/network/siblings`);
	await expect(page.getByRole('heading', { name: 'Hent fra søskens rom' })).toHaveCount(0);
	await page.context().close();
});

async function openMap(browser: Browser, label: string, email: string | null, role?: string): Promise<Page> {
	const room = rooms[label] ?? '';
	const context = await browser.newContext({
		viewport: { width: 1180, height: 820 },
		locale: 'nb-NO',
		permissions: ['clipboard-read', 'clipboard-write']
	});
	await signIn(
		context,
		landsby,
		email ?? (role?.includes('-') ? role : await landsby.participant(room, role ?? ''))
	);
	const page = await context.newPage();
	page.on('pageerror', (error) => {
		throw error;
	});
	await page.goto(`${landsby.origin}/rooms/${room}/network?view=map`);
	await expect(page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
	return page;
}

/** How many numbers stand in a room's care document that begin like this. */
async function numbersIn(label: string, start: string): Promise<number> {
	const sql = connectTo(landsby.databaseUrl, { max: 1 });
	const [row] = await sql<{ count: number }[]>`
		select count(*)::int as count from care_numbers n join documents d on d.id = n.document_id
		where d.room_id = ${rooms[label] ?? ''} and n.removed_at is null and n.value like ${`+47${start}%`}`;
	await sql.end();
	return row?.count ?? 0;
}

async function choosesFile(page: Page, name: string, content: string): Promise<void> {
	await page.getByRole('button', { name: 'Legg til', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Hent fra en kontaktfil' }).click();
	await page.getByLabel('Kontaktfil', { exact: true }).setInputFiles(file(name, content));
}

function file(name: string, content: string | Buffer) {
	return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) };
}

/** Fifty-five that nobody chooses, four that are new, and one whom the map knows by the last name first. */
function sixty(): string {
	const names = ['Zara Ueland', 'Ylva Ueland', 'Xenia Ueland', 'William Ueland'];
	const others = Array.from({ length: 55 }, (_, n) => card(`Uvalgt ${String(n + 1)}`, '00000601'));
	const chosen = names.map((name, n) => card(name, `0000069${String(n)}`));
	return [...others, ...chosen, card('Sørhaug\\, Berit', '00000699')]
		.join('')
		.replace('FN:Sørhaug\\, Berit', 'FN:Berit Sørhaug');
}

function card(name: string, number: string, ...more: string[]): string {
	return [
		'BEGIN:VCARD',
		'VERSION:3.0',
		`FN:${name}`,
		`TEL;TYPE=CELL:${number}`,
		...more,
		'END:VCARD',
		''
	].join('\r\n');
}

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, what: ReturnType<Page['getByRole']>): Promise<void> {
	for (let presses = 0; presses < 60; presses += 1) {
		if (await what.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	throw new Error('not reached by Tab');
}

/** Pairs of people whose discs touch on the screen. */
async function touching(page: Page, names: readonly string[]): Promise<string[]> {
	const circles = await Promise.all(
		names.map((name) =>
			page
				.getByRole('application')
				.getByRole('button', { name: new RegExp(`^${name}`) })
				.locator('.focus')
				.last()
				.evaluate((circle) => {
					const { x, y, width, height } = circle.getBoundingClientRect();
					return { x: x + width / 2, y: y + height / 2, width };
				})
		)
	);
	return circles.flatMap((one, index) =>
		circles.slice(index + 1).flatMap((other, later) =>
			// The ring of focus stands 9 px outside the disc, however small that is.
			Math.hypot(one.x - other.x, one.y - other.y) < one.width - 18
				? [`${names[index] ?? ''} and ${names[index + 1 + later] ?? ''}`]
				: []
		)
	);
}
