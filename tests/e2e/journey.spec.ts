// The main job, end to end: a caseworker on a wide screen, the child on a tablet, a parent on a phone, in one room
// at the same time; the server is killed in the middle; the plan is published and holds everything.
import { createHash } from 'node:crypto';
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { connectTo } from '../../server/db/postgres.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

interface Made {
	readonly id: string;
}
interface Invited {
	readonly participant: string;
	readonly link: string;
}

/** A page that fails the test on any script error or breach of the content policy. */
async function open(
	browser: Browser,
	options: Parameters<Browser['newContext']>[0]
): Promise<{ context: BrowserContext; page: Page; faults: string[] }> {
	const context = await browser.newContext({ locale: 'nb-NO', timezoneId: 'Europe/Oslo', ...options });
	const page = await context.newPage();
	const faults: string[] = [];
	page.on('pageerror', (error) => faults.push(error.message));
	page.on('console', (message) => {
		if (/Content Security Policy|Refused to/.test(message.text())) faults.push(message.text());
	});
	return { context, page, faults };
}

const saved = (page: Page) =>
	expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'saved', { timeout: 30_000 });

async function addPerson(page: Page, name: string): Promise<void> {
	await page.getByRole('button', { name: 'Legg til', exact: true }).first().click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('textbox', { name: 'Navn' }).fill(name);
	await dialog.getByRole('button', { name: 'Ferdig' }).click();
}

test('caseworker, child and parent work in one room, the server dies, and nothing anybody saw is lost', async ({
	browser
}) => {
	test.setTimeout(240_000);
	const room = landsby.cli(
		'room',
		'create',
		'--child',
		'Sunniva',
		'--by',
		'kari@landsby.example',
		'--born',
		'2017'
	) as Made;
	const childLink = landsby.cli('invite', room.id, '--name', 'Sunniva', '--role', 'child') as Invited;
	const parentLink = landsby.cli(
		'invite',
		room.id,
		'--name',
		'Maren',
		'--role',
		'parent',
		'--carer',
		'on'
	) as Invited;
	const relativeLink = landsby.cli('invite', room.id, '--name', 'Gunnvor', '--role', 'relative') as Invited;
	const url = `${landsby.origin}/rooms/${room.id}`;

	const kari = await open(browser, { viewport: { width: 1920, height: 1080 } });
	const child = await open(browser, {
		viewport: { width: 1180, height: 820 },
		hasTouch: true,
		isMobile: true
	});
	const maren = await open(browser, {
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		isMobile: true
	});

	await test.step('the caseworker signs in with a password', async () => {
		await kari.page.goto(`${landsby.origin}/sign-in`);
		await kari.page.getByLabel('E-post').fill('kari@landsby.example');
		await kari.page.getByRole('textbox', { name: 'Passord' }).fill('landsby-demo');
		await kari.page.getByRole('button', { name: 'Logg inn', exact: true }).click();
		await expect(kari.page).toHaveURL(/\/rooms/);
	});

	await test.step('a preview of the link uses nothing up; child and parent come in by theirs', async () => {
		for (let times = 0; times < 3; times += 1)
			await kari.context.request.get(parentLink.link, { maxRedirects: 0 });
		for (const { page, link } of [
			{ page: child.page, link: childLink.link },
			{ page: maren.page, link: parentLink.link }
		]) {
			await page.goto(link);
			await expect(page).toHaveURL(/\/join$/);
			await page.getByRole('link', { name: 'Ja, det er meg' }).click();
			await page.locator('form[action*="enter"] button').click();
			await expect(page).toHaveURL(new RegExp(`/rooms/${room.id}`));
		}
		await expect(child.page).toHaveURL(`${url}/child`);
	});

	await test.step('all three add people to the map at once, and each sees the others’', async () => {
		await Promise.all(
			[kari.page, maren.page, child.page].map((page) => page.goto(`${url}/network?view=map`))
		);
		await Promise.all([saved(kari.page), saved(maren.page)]);
		await Promise.all([
			addPerson(kari.page, 'Berit Sørhaug'),
			addPerson(maren.page, 'Solveig Haug'),
			(async () => {
				await child.page.getByRole('button', { name: 'Legg til' }).tap();
				await child.page.getByRole('dialog').getByRole('textbox', { name: 'Navn' }).fill('Nora');
				await child.page.getByRole('dialog').getByRole('button', { name: 'Neste' }).tap();
				await child.page
					.getByRole('dialog')
					.getByRole('button', { name: /Helt nær/ })
					.tap();
			})()
		]);
		await saved(kari.page);
		await saved(maren.page);
		for (const name of ['Berit', 'Solveig', 'Nora'])
			for (const page of [kari.page, maren.page, child.page])
				await expect(
					page.getByRole('application').getByRole('button', { name: new RegExp(name) })
				).toBeAttached();
	});

	await test.step('the caseworker makes a meeting, and caseworker and parent write its notes at the same moment', async () => {
		await kari.page.goto(`${url}/meetings`);
		await kari.page.getByRole('button', { name: 'Avtal et møte' }).first().click();
		await kari.page.getByLabel('Navn på møtet').fill('Nettverksmøte om hverdagen');
		await kari.page.getByLabel('Dag', { exact: true }).fill('2026-12-10');
		await kari.page.getByLabel('Fra kl.').fill('16:00');
		await kari.page.getByRole('button', { name: 'Lag møtet' }).click();
		await expect(kari.page).toHaveURL(/\/meetings\/[0-9a-f-]{36}$/);
		await maren.page.goto(kari.page.url());
		const [hers, his] = [kari.page, maren.page].map((page) => page.locator('.prose'));
		await hers!.click();
		await his!.click();
		await Promise.all([
			hers!.pressSequentially('Kari skriver om morgenene. ', { delay: 25 }),
			his!.pressSequentially('Maren skriver om helgene. ', { delay: 25 })
		]);
		for (const notes of [hers!, his!]) {
			await expect(notes).toContainText('morgenene');
			await expect(notes).toContainText('helgene');
		}
		await Promise.all([saved(kari.page), saved(maren.page)]);
	});

	await test.step('the emergency plan: its numbers reach carers and caseworkers only', async () => {
		await kari.page.goto(`${url}/emergency?view=people`);
		await kari.page
			.getByRole('button', { name: /Legg til/ })
			.first()
			.click();
		const dialog = kari.page.getByRole('dialog');
		await dialog.getByText('Solveig Haug').click();
		await dialog.getByText('Komme hit').click();
		await dialog.getByText('Netter').click();
		await dialog.getByRole('button', { name: 'Legg til', exact: true }).click();
		await saved(kari.page);
		await maren.page.goto(`${url}/emergency?view=people`);
		await expect(maren.page.getByText('Solveig').first()).toBeVisible();
		const gunnvor = await open(browser, { viewport: { width: 390, height: 844 } });
		await gunnvor.page.goto(relativeLink.link);
		await gunnvor.page.getByRole('link', { name: 'Ja, det er meg' }).click();
		await gunnvor.page.locator('form[action*="enter"] button').click();
		const sockets: string[] = [];
		gunnvor.page.on('websocket', (socket) => sockets.push(socket.url()));
		await gunnvor.page.goto(`${url}/emergency?view=people`);
		await expect(gunnvor.page.getByText('Solveig').first()).toBeVisible();
		expect(sockets.some((address) => address.endsWith(room.id))).toBe(true);
		expect(sockets.some((address) => address.includes('.care'))).toBe(false);
		await gunnvor.context.close();
	});

	await test.step('the server is killed and started again; all go on without reloading', async () => {
		await kari.page.goto(`${url}/meetings`);
		await kari.page.getByRole('link', { name: /Nettverksmøte om hverdagen/ }).click();
		await expect(kari.page).toHaveURL(/\/meetings\/[0-9a-f-]{36}$/);
		await maren.page.goto(kari.page.url());
		await expect(maren.page.locator('.prose')).toContainText('morgenene');
		await maren.page.evaluate(() => Reflect.set(window, 'notReloaded', true));
		await landsby.kill();
		await kari.page.locator('.prose').click();
		await kari.page.locator('.prose').pressSequentially('Skrevet uten server. ', { delay: 20 });
		await expect(kari.page.getByTestId('connection')).not.toHaveAttribute('data-state', 'saved');
		await expect(maren.page.locator('.prose')).not.toContainText('Skrevet uten server');
		await landsby.start();
		await Promise.all([saved(kari.page), saved(maren.page)]);
		await expect(maren.page.locator('.prose')).toContainText('Skrevet uten server');
		await expect(maren.page.locator('.prose')).toContainText('helgene');
		expect(await maren.page.evaluate(() => Reflect.get(window, 'notReloaded') === true)).toBe(true);
		await kari.page.getByPlaceholder('Skriv det dere er enige om').fill('Solveig kommer om natten.');
		await kari.page.getByPlaceholder('Skriv det dere er enige om').press('Enter');
		await expect(maren.page.getByText('Solveig kommer om natten.')).toBeAttached();
		await saved(kari.page);
	});

	await test.step('the meeting is closed, and the version holds what everybody wrote', async () => {
		const meeting = kari.page.url();
		// The page of closing reads what is projected; it follows the document within two seconds.
		await expect(async () => {
			const answer = await kari.page.goto(`${meeting}/close`);
			expect(answer?.status()).toBe(200);
		}).toPass();
		await kari.page.getByRole('button', { name: /Gi ut versjon 1/ }).click();
		await expect(kari.page.getByText('Skriv hvordan barnet er hørt').first()).toBeVisible();
		await kari.page.getByLabel('Skriv det med få ord').fill('Sunniva var med hele tiden.');
		await kari.page.getByRole('button', { name: /Gi ut versjon 1/ }).dblclick();
		await expect(kari.page).toHaveURL(/\/plan\/1/);
		await expect(kari.page.getByText('Solveig kommer om natten.').first()).toBeVisible();
		await expect(kari.page.getByText('Ja. Teksten er lik den som ble gitt ut.')).toBeVisible();
	});

	for (const { faults } of [kari, child, maren]) expect(faults).toEqual([]);
	for (const { context } of [kari, child, maren]) await context.close();

	await test.step('with every browser closed, a fresh one sees everything', async () => {
		const fresh = await open(browser, { viewport: { width: 1180, height: 820 } });
		const { cookie } = landsby.cli('session', 'kari@landsby.example') as { cookie: string };
		const [name = '', value = ''] = cookie.split('=');
		await fresh.context.addCookies([{ name, value, url: landsby.origin }]);
		await fresh.page.goto(`${url}/network?view=list`);
		for (const person of ['Berit Sørhaug', 'Solveig Haug', 'Nora'])
			await expect(fresh.page.getByRole('row', { name: new RegExp(`^${person}`) })).toBeVisible();
		await fresh.context.close();
	});

	await test.step('the published version stands in PostgreSQL as its hash says', async () => {
		const sql = connectTo(landsby.databaseUrl, { max: 1 });
		const [version] = await sql<{ header: string; hash: Buffer; number: number }[]>`
			select header, hash, number from versions where room_id = ${room.id}`;
		expect(version?.number).toBe(1);
		expect(createHash('sha256').update(version!.header).digest().equals(version!.hash)).toBe(true);
		const [part] = await sql<{ content: string }[]>`
			select p.content from version_parts p join versions v on v.id = p.version_id
			where v.room_id = ${room.id} and p.space = 'room'`;
		const header = JSON.parse(version!.header) as { parts: { room: string } };
		expect(createHash('sha256').update(part!.content).digest('hex')).toBe(header.parts.room);
		for (const word of [
			'Berit Sørhaug',
			'Solveig Haug',
			'Nora',
			'morgenene',
			'helgene',
			'uten server',
			'Solveig kommer om natten.'
		])
			expect(part!.content).toContain(word);
		await sql.end();
	});
});
