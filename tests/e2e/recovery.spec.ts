// What is left of words when something breaks: the browser, the session, the database that is restored.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type BrowserContext, type WebSocketRoute } from '@playwright/test';
import { connectTo } from '../../server/db/postgres.ts';
import { raiseEpoch } from '../../server/sync/epoch.ts';
import { browserArgs, findBrowser } from '../support/browser.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import * as map from './journey/map.ts';
import * as meeting from './journey/meeting.ts';
import { Person } from './journey/person.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

const makeRoom = () =>
	(landsby.cli('room', 'create', '--child', 'Sunniva', '--by', 'kari@landsby.example') as { id: string }).id;
const invite = (room: string, name: string, role: string) =>
	landsby.cli('invite', room, '--name', name, '--role', role) as { participant: string; link: string };

async function kariIn(person: Person, room: string, part: string): Promise<void> {
	await person.isSignedIn(landsby, 'kari@landsby.example');
	await person.page.goto(`${landsby.origin}/rooms/${room}/${part}`);
	await person.isSaved();
}

/** The network between a page and its rooms, to be cut while the server runs; before the page is loaded. */
async function wireOf(person: Person): Promise<{ cut: () => Promise<void>; mend: () => void }> {
	let isCut = false;
	const open = new Set<WebSocketRoute>();
	await person.page.routeWebSocket(/\/ws\//, (page) => {
		if (isCut) return void page.close({ code: 1012 });
		open.add(page);
		page.connectToServer();
	});
	return {
		cut: async () => {
			isCut = true;
			for (const page of open) await page.close({ code: 1012 });
			open.clear();
		},
		mend: () => {
			isCut = false;
		}
	};
}

/** Ends every process of a browser at once, as a crash of the device does. */
function kill(profile: string): void {
	for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
		try {
			if (readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(profile)) process.kill(Number(id), 'SIGKILL');
		} catch {
			// It has ended by itself.
		}
}

test('[F15] what staff wrote without a network outlives the crash of their browser, and is saved afterwards', async ({
	browser
}) => {
	test.skip(process.platform !== 'linux', 'finds the processes of the browser in /proc');
	const profile = mkdtempSync(join(tmpdir(), 'landsby-profile-'));
	const open = async (): Promise<{ person: Person; context: BrowserContext }> => {
		const context = await chromium.launchPersistentContext(profile, {
			executablePath: await findBrowser(),
			args: browserArgs,
			locale: 'nb-NO',
			timezoneId: 'Europe/Oslo',
			viewport: { width: 1920, height: 1080 }
		});
		return { person: await Person.withBrowser(context), context };
	};
	try {
		const room = makeRoom();
		const { person: kari } = await open();
		await kariIn(kari, room, 'meetings');
		await meeting.makesMeeting(kari, 'Nettverksmøte', '2026-12-10');
		await meeting.types(kari, 'Skrevet med nett. ');
		await kari.isSaved();
		await landsby.kill();
		await meeting.types(kari, 'Skrevet uten nett.');
		await expect.poll(() => kari.kept()).toHaveLength(2);
		kill(profile);

		await landsby.start();
		const { person: again, context } = await open();
		await kariIn(again, room, 'meetings');
		await meeting.opensMeeting(again, 'Nettverksmøte');
		await expect(meeting.notes(again)).toContainText('Skrevet med nett. Skrevet uten nett.');
		// Whoever leaves a room in which all is saved leaves nothing of it behind.
		await again.page.getByRole('link', { name: 'Alle rommene' }).click();
		await expect.poll(() => again.kept()).toEqual([]);
		await context.close();
		// It is in the room, not only on that device.
		const other = await Person.sitsDown(browser, 'desk');
		await kariIn(other, room, 'meetings');
		await meeting.opensMeeting(other, 'Nettverksmøte');
		await expect(meeting.notes(other)).toContainText('Skrevet med nett. Skrevet uten nett.');
		await other.leaves();
	} finally {
		kill(profile);
		rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
	}
});

/** Each makes the device of a page keep nothing more. Before the page is opened, or while somebody writes. */
const unwilling: Record<
	string,
	{ before?: (person: Person) => Promise<unknown>; then?: (person: Person) => Promise<unknown> }
> = {
	'denies it': {
		before: (person) =>
			person.context.addInitScript(() => {
				IDBFactory.prototype.open = () => {
					throw new DOMException('denied', 'SecurityError');
				};
			})
	},
	'is full': {
		// As the browser does it: what is written is taken, and given up with its transaction.
		then: (person) =>
			person.page.evaluate(() => {
				for (const how of ['add', 'put'] as const) {
					const write = Reflect.get(IDBObjectStore.prototype, how);
					IDBObjectStore.prototype[how] = function (...args) {
						const request = write.apply(this, args);
						this.transaction.abort();
						return request;
					};
				}
			})
	}
};
for (const [how, { before, then }] of Object.entries(unwilling))
	test(`[F15] a device that ${how} is not said to keep what waits, and nothing is called saved before it is`, async ({
		browser
	}) => {
		const room = makeRoom();
		const kari = await Person.sitsDown(browser, 'desk');
		await before?.(kari);
		await kariIn(kari, room, 'meetings');
		await meeting.makesMeeting(kari, 'Nettverksmøte', '2026-12-10');
		await meeting.types(kari, 'Skrevet med nett. ');
		await kari.isSaved();
		await kari.context.setOffline(true);
		await then?.(kari);
		await meeting.types(kari, 'Skrevet uten nett.');
		const bar = kari.page.getByTestId('connection-bar');
		await expect(bar).toContainText('venter på denne siden');
		await expect(kari.page.getByTestId('connection')).not.toHaveAttribute('data-state', 'saved');
		await kari.context.setOffline(false);
		await kari.isSaved();
		const other = await Person.sitsDown(browser, 'desk');
		await kariIn(other, room, 'meetings');
		await meeting.opensMeeting(other, 'Nettverksmøte');
		await expect(meeting.notes(other)).toContainText('Skrevet med nett. Skrevet uten nett.');
		await Promise.all([kari.leaves(), other.leaves()]);
	});

test('[T69] a guest’s device keeps nothing, while they write and afterwards; signing out empties that of staff', async ({
	browser
}) => {
	const room = makeRoom();
	const maren = await Person.sitsDown(browser, 'desk');
	await maren.comesInBy(invite(room, 'Maren', 'parent').link);
	await maren.goesTo(room, 'network');
	await map.adds(maren, 'Solveig Haug', 'Nabo');
	await maren.isSaved();
	expect(await maren.kept()).toEqual([]);
	await landsby.kill();
	await map.adds(maren, 'Berit Haug', 'Nabo');
	await expect(maren.page.getByTestId('connection')).toHaveAttribute('data-state', 'reconnecting');
	expect(await maren.kept()).toEqual([]);
	await landsby.start();
	await maren.isSaved();
	await maren.page.close();
	const later = await maren.context.newPage();
	await later.goto(`${landsby.origin}/privacy`);
	expect(await later.evaluate(() => indexedDB.databases())).toEqual([]);

	const kari = await Person.sitsDown(browser, 'desk');
	await kariIn(kari, room, 'network');
	// The room, the care document, and what professionals say on a card.
	await expect.poll(() => kari.kept()).toHaveLength(3);
	// With the page, not by leaving the room in it: the copy is left behind, and signing out takes it.
	await kari.page.goto(`${landsby.origin}/sign-out`);
	await kari.presses(kari.button('Logg ut'));
	await expect(kari.page).toHaveURL(`${landsby.origin}/`);
	await expect.poll(() => kari.kept()).toEqual([]);
	await Promise.all([maren.leaves(), kari.leaves()]);
});

test('[T37] after a restore an open page merges nothing of what came later, and gives its words back', async ({
	browser
}) => {
	const room = makeRoom();
	const kari = await Person.sitsDown(browser, 'desk');
	await kariIn(kari, room, 'meetings');
	await meeting.makesMeeting(kari, 'Nettverksmøte', '2026-12-10');
	await meeting.types(kari, 'Skrevet i tide. ');
	await kari.isSaved();
	const sql = connectTo(landsby.databaseUrl, { max: 1, onnotice: () => undefined });
	try {
		const [document] = await sql<{ id: string; head: number }[]>`
			select id, head_seq as head from documents where room_id = ${room} and space = 'room'`;
		if (!document) throw new Error('no document');
		await kari.marksPage();
		await meeting.types(kari, 'Skrevet etter kopien.');
		await kari.isSaved();
		await sql`delete from updates where document_id = ${document.id} and seq > ${document.head}`;
		await sql`update documents set head_seq = ${document.head} where id = ${document.id}`;
		await raiseEpoch(sql, [document.id]);

		const refusal = kari.page.getByTestId('refusal');
		await expect(refusal).toContainText('Rommet er hentet tilbake slik det var på et tidligere tidspunkt.');
		await expect(refusal).toContainText('Skrevet etter kopien.');
		await kari.isSaved();
		await expect(meeting.notes(kari)).toContainText('Skrevet i tide.');
		await expect(meeting.notes(kari)).not.toContainText('Skrevet etter kopien.');
		expect(await kari.hasNotReloaded()).toBe(true);
		const other = await Person.sitsDown(browser, 'desk');
		await kariIn(other, room, 'meetings');
		await meeting.opensMeeting(other, 'Nettverksmøte');
		await expect(meeting.notes(other)).toContainText('Skrevet i tide.');
		await expect(meeting.notes(other)).not.toContainText('Skrevet etter kopien.');
		await other.leaves();
	} finally {
		await sql.end();
	}
	await kari.leaves();
});

test('whoever is back is told how much of their own was saved and how much others have changed', async ({
	browser
}) => {
	const room = makeRoom();
	const [kari, maren] = [await Person.sitsDown(browser, 'desk'), await Person.sitsDown(browser, 'desk')];
	const wire = await wireOf(kari);
	await kariIn(kari, room, 'network');
	await maren.comesInBy(invite(room, 'Maren', 'parent').link);
	await maren.goesTo(room, 'network');
	await maren.isSaved();
	await wire.cut();
	await map.adds(kari, 'Berit Haug', 'Nabo');
	await map.adds(maren, 'Solveig Haug', 'Nabo');
	await map.adds(maren, 'Nora Haug', 'Nabo');
	await maren.isSaved();
	// From the third try on nobody has to wait for the next.
	await kari.page.getByTestId('connection').locator('summary').click();
	const tryNow = kari.page.getByTestId('connection').getByRole('button', { name: 'Prøv nå' });
	await expect(tryNow).toBeVisible({ timeout: 30_000 });
	wire.mend();
	await tryNow.click();
	const toast = kari.page.getByTestId('toast').filter({ hasText: 'Du er på nett igjen.' });
	await expect(toast).toContainText(/(Endringen din|Dine \d+ endringer) er lagret\. Andre endret 2 steder\./);
	await toast.getByRole('button', { name: 'Se hva' }).click();
	const missed = kari.page.getByTestId('missed');
	await expect(missed.getByRole('heading')).toHaveText(['Nettverkskartet']);
	await expect(missed.getByRole('listitem')).toHaveText(['Solveig Haug', 'Nora Haug']);
	await Promise.all([kari.leaves(), maren.leaves()]);
});

test('whose session ends while they write without a network finds the words again: staff in the room, a guest on the page', async ({
	browser
}) => {
	const room = makeRoom();
	const invited = invite(room, 'Maren', 'parent');
	const [kari, maren] = [await Person.sitsDown(browser, 'desk'), await Person.sitsDown(browser, 'desk')];
	const wires = [await wireOf(kari), await wireOf(maren)];
	await kariIn(kari, room, 'network');
	await maren.comesInBy(invited.link);
	await maren.goesTo(room, 'network');
	await maren.isSaved();
	for (const wire of wires) await wire.cut();
	await map.adds(kari, 'Berit Haug', 'Nabo');
	await map.adds(maren, 'Solveig Haug', 'Nabo');
	const sql = connectTo(landsby.databaseUrl, { max: 1, onnotice: () => undefined });
	await sql`delete from sessions`;
	await sql.end();
	for (const wire of wires) wire.mend();

	const told = (person: Person) => person.page.getByRole('heading', { name: 'Du er logget ut.' });
	await expect(told(maren)).toBeVisible({ timeout: 30_000 });
	await expect(maren.page.getByTestId('unsaved')).toContainText('Solveig Haug');
	// A guest has nothing to sign in with: the way back is the link.
	await expect(
		maren.page.getByText('Det du har skrevet, er ikke lagret. Kopier teksten først.')
	).toBeVisible();
	await expect(maren.page.getByRole('link', { name: 'Logg inn' })).toHaveCount(0);
	await expect(maren.page.getByRole('link', { name: 'Jeg har fått en lenke' })).toBeVisible();
	await expect(told(kari)).toBeVisible({ timeout: 30_000 });
	await expect(kari.page.getByTestId('connection'), 'which would say that all is saved').toHaveCount(0);
	await expect(kari.page.getByText('ligger her til du logger inn igjen')).toBeVisible();

	await kari.presses(kari.page.getByRole('link', { name: 'Logg inn' }));
	await kari.page.getByLabel('E-post').fill('kari@landsby.example');
	await kari.page.getByRole('textbox', { name: 'Passord' }).fill('landsby-demo');
	await kari.presses(kari.button('Logg inn'));
	await expect(kari.page).toHaveURL(/network/);
	await kari.isSaved();
	await map.looksAt(kari, 'Berit Haug');
	await Promise.all([kari.leaves(), maren.leaves()]);
});

test('the child’s own tablet keeps what waits once the caseworker has allowed it, and nothing once she has not', async ({
	browser
}) => {
	const room = makeRoom();
	const invited = invite(room, 'Sunniva', 'child');
	const child = await Person.sitsDown(browser, 'tablet');
	await child.comesInBy(invited.link);
	await child.opensDoor('Det jeg vil si');
	expect(await child.kept()).toEqual([]);

	const kari = await Person.sitsDown(browser, 'desk');
	await kariIn(kari, room, 'people');
	const asked = () =>
		kari.page.getByRole('switch', {
			name: /Nettbrettet kan ta vare på det Sunniva skriver når nettet er borte/
		});
	const sets = async (on: boolean) => {
		await kari.page.goto(`${landsby.origin}/rooms/${room}/people`);
		await kari.page.locator('a.who', { hasText: 'Sunniva' }).click();
		await asked().setChecked(on);
		await kari.page.locator('form[action="?/change"]').getByRole('button', { name: 'Lagre' }).click();
	};
	await sets(true);
	// The room, and her corner in it.
	await expect.poll(() => child.kept()).toHaveLength(2);
	await sets(false);
	await expect.poll(() => child.kept()).toEqual([]);
	await Promise.all([child.leaves(), kari.leaves()]);
});

for (const how of ['the place is taken away', 'the link is ended'])
	test(`what a child’s tablet keeps is gone with the right to it: ${how}`, async ({ browser }) => {
		const room = makeRoom();
		const invited = invite(room, 'Sunniva', 'child');
		const [child, kari] = [await Person.sitsDown(browser, 'tablet'), await Person.sitsDown(browser, 'desk')];
		const sql = connectTo(landsby.databaseUrl, { max: 1, onnotice: () => undefined });
		await sql`update participants set keeps_copy = true where id = ${invited.participant}`;
		await sql.end();
		await child.comesInBy(invited.link);
		await child.opensDoor('Det jeg vil si');
		await expect.poll(() => child.kept()).toHaveLength(2);

		await kariIn(kari, room, `people?person=${invited.participant}`);
		const isTaken = how === 'the place is taken away';
		if (isTaken) landsby.cli('participant', 'set', invited.participant, '--state', 'removed');
		else await kari.button('Avslutt lenken').click();
		const told = isTaken ? 'Du er ikke lenger med i dette rommet.' : 'Du er logget ut.';
		await expect(child.page.getByRole('heading', { name: told })).toBeVisible();
		await expect.poll(() => child.kept()).toEqual([]);
		await Promise.all([child.leaves(), kari.leaves()]);
	});

test('a page of an older release says so, and loads nothing anew by itself', async ({ browser }) => {
	const room = makeRoom();
	const kari = await Person.sitsDown(browser, 'desk');
	await kariIn(kari, room, 'network');
	await kari.marksPage();
	// What a server of another release answers.
	await kari.page.route('**/_app/version.json', (route) => route.fulfill({ json: { version: 'another' } }));
	await landsby.kill();
	await expect(kari.page.getByTestId('connection')).not.toHaveAttribute('data-state', 'saved');
	await landsby.start();
	await expect(kari.page.getByText('Landsby er oppdatert. Last på nytt når det passer.')).toBeVisible({
		timeout: 30_000
	});
	expect(await kari.hasNotReloaded()).toBe(true);
	await kari.page.getByRole('button', { name: 'Last på nytt' }).click();
	await expect.poll(() => kari.hasNotReloaded()).toBe(false);
	await kari.leaves();
});
