// Without a network: people go on, walk between the parts, and lose nothing; what cannot be opened says so.
import { expect, test, type WebSocketRoute } from '@playwright/test';
import { connectTo } from '../../server/db/postgres.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import * as map from './journey/map.ts';
import * as meeting from './journey/meeting.ts';
import { Person } from './journey/person.ts';
import { roomWith } from './journey/inviting.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

test('what was written offline survives a walk through the room, is saved afterwards, and leaving asks first', async ({
	browser
}) => {
	const { id: room } = roomWith(landsby);
	const kari = await Person.sitsDown(browser, 'desk');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/meetings`);
	await meeting.makesMeeting(kari, 'Nettverksmøte', '2026-12-10');
	await meeting.types(kari, 'Skrevet med nett. ');
	await kari.isSaved();
	const here = kari.page.getByTestId('presence').locator('summary');
	await expect(here).toContainText('Bare du er her');
	await kari.marksPage();

	await landsby.kill();
	// Who else is here is not known now.
	await expect(here).not.toContainText('Bare du er her');
	await meeting.types(kari, 'Skrevet uten nett. ');
	await kari.goesTo(room, 'network');
	await expect(kari.page.getByRole('heading', { name: 'Nettverkskart' })).toBeVisible();

	// The list of people is made by the server: it cannot be opened, and nothing is thrown away for it.
	await kari.page
		.getByRole('navigation', { name: 'Delene av rommet' })
		.getByRole('link', { name: 'Folk' })
		.click();
	await expect(kari.page.getByTestId('toast')).toContainText('Denne siden kan ikke åpnes uten nett.');
	await expect(kari.page).toHaveURL(/\/network/);

	let asked = 0;
	kari.page.on('dialog', (dialog) => {
		asked += 1;
		void dialog.dismiss();
	});
	await kari.page.getByRole('link', { name: 'Alle rommene' }).click();
	await expect.poll(() => asked).toBe(1);
	await expect(kari.page).toHaveURL(/\/network/);
	// Whoever closes the page is asked by the browser.
	await kari.page.close({ runBeforeUnload: true });
	await expect.poll(() => asked).toBe(2);
	expect(kari.page.isClosed()).toBe(false);

	await landsby.start();
	await kari.isSaved();
	// One message at a time: this one waits for the one before it to leave.
	await expect(kari.page.getByTestId('toast')).toContainText('Du er på nett igjen.', { timeout: 30_000 });
	await kari.goesTo(room, 'meetings');
	await meeting.opensMeeting(kari, 'Nettverksmøte');
	await expect(meeting.notes(kari)).toContainText('Skrevet med nett. Skrevet uten nett.');
	expect(await kari.hasNotReloaded()).toBe(true);
	await kari.leaves();
});

test('a device that loses its network is not told that all is saved', async ({ browser }) => {
	const { id: room } = landsby.cli(
		...['room', 'create', '--child', 'Ask', '--by', 'kari@landsby.example']
	) as { id: string };
	const kari = await Person.sitsDown(browser, 'desk');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	// A wire that can be cut without anybody noticing: frames are swallowed, nothing is closed.
	let cut = false;
	await kari.page.routeWebSocket(/\/ws\//, (page) => {
		const server = page.connectToServer();
		page.onMessage((message) => {
			if (!cut) server.send(message);
		});
		server.onMessage((message) => {
			if (!cut) page.send(message);
		});
	});
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
	await kari.isSaved();
	cut = true;
	await kari.context.setOffline(true);
	await expect(kari.page.getByTestId('connection')).toHaveAttribute('data-state', 'offline', {
		timeout: 5_000
	});
	await expect(kari.page.getByText('Ingen endringer venter.')).toBeVisible();
	cut = false;
	await kari.context.setOffline(false);
	await kari.isSaved();
	await kari.leaves();
});

test('that one is back is said once, and not again when another document opens', async ({ browser }) => {
	const { id: room } = roomWith(landsby);
	const { link } = landsby.cli('invite', room, '--name', 'Maren', '--role', 'parent') as { link: string };
	const [kari, maren] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'desk')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	const open = new Set<WebSocketRoute>();
	let cut = false;
	await kari.page.routeWebSocket(/\/ws\//, (page) => {
		if (cut) return void page.close();
		page.connectToServer();
		open.add(page);
	});
	// Not on the map: there the notes are open already, for the cards of people.
	await kari.page.goto(`${landsby.origin}/rooms/${room}/visits`);
	await kari.isSaved();
	await maren.comesInBy(link);
	await maren.goesTo(room, 'network');
	cut = true;
	await Promise.all([...open].map((socket) => socket.close()));
	await expect(kari.page.getByTestId('connection')).toHaveAttribute('data-state', 'reconnecting');
	await map.adds(maren, 'Turid Haug', 'Nabo');
	await maren.isSaved();
	cut = false;
	const toast = kari.page.getByTestId('toast');
	await expect(toast).toContainText('Du er på nett igjen.', { timeout: 30_000 });
	await kari.presses(toast.getByRole('button').last());
	await expect(toast).toHaveCount(0);
	// Every message from now on: one leaves by itself before anybody could ask for it.
	await kari.page.evaluate(() => {
		const told: string[] = [];
		Reflect.set(globalThis, 'told', told);
		new MutationObserver(() => {
			const text = document.querySelector('[data-testid="toast"]')?.textContent;
			if (text) told.push(text);
		}).observe(document.body, { childList: true, subtree: true });
	});

	await kari.page.locator(`a[href="/rooms/${room}/staff"]`).first().click();
	// Once a word in it is saved it has long been open, and what would be said of that is said.
	const sql = connectTo(landsby.databaseUrl, { max: 1 });
	const written = async () => {
		const [row] = await sql<{ head: number }[]>`
			select head_seq as head from documents where room_id = ${room} and space = 'staff'`;
		return row?.head ?? 0;
	};
	const before = await written();
	await kari.presses(kari.button('Nytt notat').first());
	await kari.page.getByLabel('Overskrift').first().fill('Ring barnehagen');
	await expect.poll(written).toBeGreaterThan(before);
	await sql.end();
	expect(await kari.page.evaluate<unknown>(() => Reflect.get(globalThis, 'told'))).toEqual([]);
	for (const { faults } of [kari, maren]) expect(faults).toEqual([]);
	await Promise.all([kari.leaves(), maren.leaves()]);
});

test('a second cut before the page has come back from the first is told as one, with all that waited', async ({
	browser
}) => {
	const { id: room } = roomWith(landsby);
	const maren = await Person.sitsDown(browser, 'phone');
	// The network of a train: gone, there without an answer, gone again, there.
	let way: 'open' | 'silent' | 'cut' = 'open';
	const open = new Set<WebSocketRoute>();
	await maren.page.routeWebSocket(/\/ws\//, (page) => {
		if (way === 'cut') return void page.close();
		open.add(page);
		if (way === 'open') page.connectToServer();
	});
	const turns = async (to: typeof way) => {
		way = to;
		await Promise.all([...open].map((socket) => socket.close()));
		open.clear();
	};
	await maren.comesInBy(
		(landsby.cli('invite', room, '--name', 'Maren', '--role', 'parent') as { link: string }).link
	);
	await maren.goesTo(room, 'network');
	await maren.isSaved();
	const word = maren.page.getByTestId('connection');
	await turns('cut');
	await expect(word).toHaveAttribute('data-state', 'reconnecting');
	await map.adds(maren, 'Solveig Haug', 'Nabo');
	await turns('silent');
	await expect.poll(() => open.size, { timeout: 30_000 }).toBeGreaterThan(0);
	await map.adds(maren, 'Turid Haug', 'Nabo');
	await expect(word).toHaveAttribute('data-state', 'reconnecting');
	await turns('cut');
	await map.adds(maren, 'Nora Haug', 'Nabo');
	const toast = maren.page.getByTestId('toast');
	await expect(toast).toHaveCount(0);
	await turns('open');
	await expect(toast).toHaveText(/^Du er på nett igjen\. Dine 3 endringer er lagret\./, { timeout: 40_000 });
	await maren.isSaved();
	await maren.presses(toast.getByRole('button').last());
	await expect(toast).toHaveCount(0);
	// Saved is saved: whoever comes now has all three.
	const kari = await Person.sitsDown(browser, 'desk');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
	for (const name of ['Solveig Haug', 'Turid Haug', 'Nora Haug'])
		await expect(map.onMapOf(kari, name)).toBeVisible();
	expect([...kari.faults, ...maren.faults]).toEqual([]);
	await Promise.all([kari.leaves(), maren.leaves()]);
});

test('on a phone the word about the connection stays in sight while something is wrong, however far one has read', async ({
	browser
}) => {
	const { id: room } = roomWith(landsby);
	const maren = await Person.sitsDown(browser, 'phone');
	await maren.comesInBy(
		(landsby.cli('invite', room, '--name', 'Maren', '--role', 'parent') as { link: string }).link
	);
	await maren.goesTo(room, 'network');
	await maren.isSaved();
	const word = maren.page.getByTestId('connection');
	const readsOn = () => maren.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
	await readsOn();
	await expect(word).not.toBeInViewport();
	await landsby.kill();
	await expect(word).toHaveAttribute('data-state', 'reconnecting');
	await readsOn();
	await expect(word).toBeInViewport();
	await landsby.start();
	await maren.isSaved();
	await expect(word).not.toBeInViewport();
	await maren.leaves();
});
