// Coming by a link: waiting until the caseworker lets one in, being told that it is not time yet, and being shut out.
import { expect, test } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { arrives, makesLink, roomWith } from './journey/inviting.ts';
import { Person } from './journey/person.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

/** Within which a page that waits for somebody asks anew, in ms. */
const fewSeconds = 6_000;

test('a grandmother waits, is seen, and is let in without loading her page again; others are told “not now” or shut out', async ({
	browser
}) => {
	const { id: room } = landsby.cli(
		...['room', 'create', '--child', 'Sunniva Moen', '--by', 'kari@landsby.example']
	) as { id: string };
	const [kari, gunnvor, odd, rune] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'phone'),
		Person.sitsDown(browser, 'phone'),
		Person.sitsDown(browser, 'phone')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/people`);
	const hers = await makesLink(kari, 'Gunnvor');
	const his = await makesLink(kari, 'Odd', true);
	const third = await makesLink(kari, 'Rune');
	await kari.goesTo(room, 'network');
	await kari.isSaved();
	await kari.marksPage();

	await arrives(gunnvor, hers.link);
	const lobby = gunnvor.page.getByTestId('lobby');
	await expect(lobby.getByRole('heading', { name: 'Du er på plass.' })).toBeVisible();
	await expect(lobby.getByText('Kari Nygård slipper deg inn til Sunniva.')).toBeVisible();
	await expect(lobby.getByTestId('clock')).toHaveText(/^Klokka er \d\d\.\d\d\.$/);
	await expect(lobby.getByText('Moen')).toHaveCount(0);
	// Whatever address she tries, she is back here or nowhere.
	await gunnvor.page.goto(`${landsby.origin}/rooms/${room}/network`);
	await expect(gunnvor.page).toHaveURL(new RegExp(`/lobby/${room}$`));
	for (const path of ['emergency/now', 'people', 'plan/1', 'plan/1.json', 'screen', 'lobby']) {
		const answer = await gunnvor.context.request.get(`${landsby.origin}/rooms/${room}/${path}`, {
			maxRedirects: 0
		});
		expect([303, 404], path).toContain(answer.status());
	}
	await gunnvor.marksPage();

	// Kari sees it where she is.
	await expect(kari.page.getByTestId('lobby-waiting')).toHaveText('1 venter');
	await odd.page.goto(his.link);
	await odd.presses(odd.page.getByRole('link', { name: 'Ja, det er meg' }));
	await odd.page.getByLabel('Kode, seks sifre').fill('1');
	await odd.presses(odd.page.locator('form[action*="enter"]').getByRole('button'));
	await expect(odd.page.getByText('Det var ikke koden.')).toBeVisible();
	await odd.page.getByLabel('Kode, seks sifre').fill(his.code);
	await odd.presses(odd.page.locator('form[action*="enter"]').getByRole('button'));
	await arrives(rune, third.link);
	await expect(kari.page.getByTestId('lobby-waiting')).toHaveText('3 venter');
	expect(await kari.hasNotReloaded()).toBe(true);
	await kari.presses(kari.page.getByTestId('lobby-waiting'));
	const row = (name: string) => kari.page.getByTestId('waiting-guest').filter({ hasText: name });
	await expect(kari.page.getByTestId('waiting-guest')).toHaveCount(3);

	await kari.presses(row('Odd').getByRole('button', { name: 'Ikke nå' }));
	await expect(odd.page.getByText('Det er ikke åpent for deg akkurat nå.')).toBeVisible();
	await kari.presses(row('Rune').getByRole('button', { name: 'Steng ute' }));
	await expect(
		rune.page.getByRole('heading', { name: 'Du er ikke lenger med i dette rommet.' })
	).toBeVisible();
	await kari.presses(row('Gunnvor').getByRole('button', { name: 'Slipp inn', exact: true }));
	await expect(gunnvor.page).toHaveURL(new RegExp(`/rooms/${room}$`));
	await gunnvor.isSaved();
	expect(await gunnvor.hasNotReloaded()).toBe(true);
	await expect(kari.page.getByTestId('waiting-guest')).toHaveCount(1);

	await kari.presses(row('Odd').getByRole('button', { name: 'Slipp inn', exact: true }));
	await expect(odd.page).toHaveURL(new RegExp(`/rooms/${room}$`));
	await expect(kari.page.getByText('Ingen venter nå.')).toBeVisible();
	expect([kari, gunnvor, odd, rune].flatMap(({ faults }) => faults)).toEqual([]);
});

test('whose link is ended while they wait is told so without loading the page, by no name, and a dead link and a used one speak', async ({
	browser
}) => {
	const { id: room } = roomWith(landsby);
	const [kari, silje, other] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'phone'),
		Person.sitsDown(browser, 'phone')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/people`);
	const { link } = await makesLink(kari, 'Silje');
	await arrives(silje, link);
	await expect(silje.page.getByTestId('lobby')).toBeVisible();
	await silje.marksPage();
	await other.page.goto(link);
	await expect(
		other.page.getByRole('heading', { name: 'Denne lenken er i bruk på en annen enhet' })
	).toBeVisible();

	await kari.presses(kari.page.getByRole('link', { name: 'Silje', exact: true }));
	await kari.presses(kari.button('Avslutt lenken'));
	await expect(silje.page.getByRole('heading', { name: 'Du venter ikke her lenger.' })).toBeVisible();
	await expect(silje.page.getByText('Ring den som inviterte deg, så får du en ny lenke.')).toBeVisible();
	for (const name of ['Sunniva', 'Kari', 'Silje'])
		await expect(silje.page.getByText(name, { exact: false })).toHaveCount(0);
	expect(await silje.hasNotReloaded()).toBe(true);
	await expect(kari.page.getByTestId('lobby-waiting')).toHaveCount(0);
	await silje.page.goto(link);
	await expect(silje.page.getByRole('heading', { name: 'Denne lenken virker ikke lenger.' })).toBeVisible();
	await Promise.all([kari.leaves(), silje.leaves(), other.leaves()]);
});

test('the lobby works without scripts, and a second device with the same link waits for the caseworker', async ({
	browser
}) => {
	const { id: room } = roomWith(landsby);
	const kari = await Person.sitsDown(browser, 'desk');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/people`);
	const { link } = await makesLink(kari, 'Gunnvor');

	const plain = await browser.newContext({ javaScriptEnabled: false, locale: 'nb-NO' });
	const page = await plain.newPage();
	await page.goto(link);
	await page.getByRole('link', { name: 'Ja, det er meg' }).click();
	await page.locator('form[action*="enter"]').getByRole('button').click();
	await expect(page.getByRole('heading', { name: 'Du er på plass.' })).toBeVisible();
	await kari.presses(kari.page.getByTestId('lobby-waiting'));
	await kari.presses(kari.button('Slipp inn'));
	await expect(kari.page.getByText('Ingen venter nå.')).toBeVisible();
	await page.getByRole('link', { name: 'Se om jeg er sluppet inn' }).click();
	await expect(page).toHaveURL(new RegExp(`/rooms/${room}$`));

	const other = await Person.sitsDown(browser, 'phone');
	await other.page.goto(link);
	await other.presses(other.button('Vent her på å bli sluppet inn'));
	await expect(other.page.getByText('Du venter.')).toBeVisible();
	await expect(kari.page.getByText('Lenken er alt i bruk på en annen enhet.')).toBeVisible();
	await kari.presses(kari.button('Slipp inn'));
	await expect(other.page.getByText('Hei igjen')).toBeVisible();
	await other.presses(other.page.locator('form[action*="enter"]').getByRole('button'));
	await expect(other.page).toHaveURL(new RegExp(`/rooms/${room}$`));
	await page.reload();
	await expect(page).toHaveURL(/\/sign-in/);
	await plain.close();
});

test('whoever goes to another page while this one asks anew arrives there', async ({ browser }) => {
	const { id: room } = roomWith(landsby);
	const kari = await Person.sitsDown(browser, 'desk');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.clock.install();
	await kari.page.goto(`${landsby.origin}/rooms/${room}/people`);
	await kari.presses(kari.page.getByRole('link', { name: 'Inviter' }));
	await kari.page.getByLabel('Hvem er det?').selectOption('new');
	await kari.page.getByLabel('Navnet deres').fill('Gunnvor');
	await kari.page.getByRole('radio', { name: /^Slekt/ }).check();
	await kari.presses(kari.button('Lag lenke'));
	await expect(kari.page.getByTestId('join-link')).toBeVisible();
	// The page asks every few seconds whether the link was used; the next page is slower than that to come.
	const asked: string[] = [];
	kari.page.on('request', (request) => asked.push(request.url()));
	const asksAgain = kari.page.waitForRequest(/people\/__data/);
	await kari.page.clock.runFor(fewSeconds);
	await asksAgain;
	let arrive = (): void => undefined;
	const mayArrive = new Promise<void>((resolve) => (arrive = resolve));
	await kari.page.route(/visits\/__data/, async (route) => {
		await mayArrive;
		await route.continue();
	});
	const goes = kari.page.waitForRequest(/visits\/__data/);
	await kari.page
		.getByRole('link', { name: /^Samvær/ })
		.first()
		.click();
	await goes;
	const since = asked.length;
	await kari.page.clock.runFor(2 * fewSeconds);
	arrive();
	await expect(kari.page).toHaveURL(/\/visits$/);
	expect(asked.slice(since).filter((url) => /people\/__data/.test(url))).toEqual([]);
	await kari.leaves();
});

test('whoever knocks while the caseworker’s page is not connected is heard of when it is again', async ({
	browser
}) => {
	const { id: room } = roomWith(landsby);
	const [kari, odd] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'phone')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	let cut = false;
	const open = new Set<{ close: () => Promise<void> }>();
	await kari.page.routeWebSocket(/\/ws\//, (socket) => {
		if (cut) return void socket.close();
		open.add(socket);
		socket.connectToServer();
	});
	await kari.page.goto(`${landsby.origin}/rooms/${room}/people`);
	const { link } = await makesLink(kari, 'Odd');
	await kari.goesTo(room, 'network');
	await kari.isSaved();
	cut = true;
	for (const socket of open) await socket.close();
	await expect(kari.page.getByTestId('connection')).toHaveAttribute('data-state', 'reconnecting');
	await arrives(odd, link);
	await expect(odd.page.getByTestId('lobby')).toBeVisible();
	await expect(kari.page.getByTestId('lobby-waiting')).toHaveCount(0);
	cut = false;
	await expect(kari.page.getByTestId('lobby-waiting')).toContainText('1', { timeout: 40_000 });
	await Promise.all([kari.leaves(), odd.leaves()]);
});
