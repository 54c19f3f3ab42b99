// Past a limit people read words, in their language, and what they wrote stays theirs.
import { expect, test, type Browser } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import * as map from './journey/map.ts';
import { Person } from './journey/person.ts';

let landsby: Landsby;
let room: string;
test.beforeAll(async () => {
	const limits = { socketsPerSession: 3, people: 3, documentWarnBytes: 20_000, valueBytes: 150 };
	landsby = await startLandsby({ LANDSBY_LIMITS: JSON.stringify(limits) });
	const made = landsby.cli('room', 'create', '--child', 'Sunniva', '--by', 'kari@landsby.example');
	room = (made as { id: string }).id;
});
test.afterAll(() => landsby.close());

async function kariSits(browser: Browser): Promise<Person> {
	const kari = await Person.sitsDown(browser, 'desk');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	return kari;
}

const languages = [
	['nb', /Landsby er åpen i for mange vinduer/, /Nettet er for tregt/],
	['en', /Landsby is open in too many windows/, /The network is too slow/]
] as const;

/** Chooses a language. A page that is still starting would write down its own: there is none meanwhile. */
async function speaks(kari: Person, locale: string): Promise<void> {
	await kari.page.goto('about:blank');
	await kari.context.addCookies([{ name: 'locale', value: locale, url: landsby.origin }]);
}

for (const [locale, tooMany, tooSlow] of languages) {
	test(`one page too many says so (${locale}), and goes on by itself when another is closed`, async ({
		browser
	}) => {
		const kari = await kariSits(browser);
		await speaks(kari, locale);
		const address = `${landsby.origin}/rooms/${room}/network`;
		await kari.page.goto(address);
		await kari.isSaved();
		// A page of hers has two documents: the second page finds one place.
		const second = await kari.context.newPage();
		await second.goto(address);
		const bar = second.getByTestId('connection-bar');
		await expect(bar).toContainText(tooMany);
		await expect(second.getByTestId('connection')).toHaveAttribute('data-state', 'tooMany');
		await kari.page.close();
		await expect(second.getByTestId('connection')).toHaveAttribute('data-state', 'saved', {
			timeout: 40_000
		});
		await expect(bar).toHaveCount(0);
		await kari.leaves();
	});

	test(`a page that reads too slowly says so (${locale}), and goes on by itself`, async ({ browser }) => {
		const kari = await kariSits(browser);
		await speaks(kari, locale);
		let slow = false;
		const open = new Set<{ close: (how: { code: number }) => Promise<void> }>();
		await kari.page.routeWebSocket(/\/ws\//, (socket) => {
			if (slow) return void socket.close({ code: 4508 });
			open.add(socket);
			socket.connectToServer();
		});
		await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
		await kari.isSaved();
		slow = true;
		for (const socket of open) await socket.close({ code: 4508 });
		const bar = kari.page.getByTestId('connection-bar');
		await expect(bar).toContainText(tooSlow);
		// It can be asked to try at once; whether it has to be depends on how soon it tries by itself.
		await kari.presses(bar.getByRole('button'));
		slow = false;
		await kari.isSaved();
		await expect(bar).toHaveCount(0);
		await kari.leaves();
	});
}

test('whoever has no place on the map any more is given back, and the others stand', async ({ browser }) => {
	const kari = await kariSits(browser);
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
	await kari.isSaved();
	for (const name of ['Solveig Haug', 'Otto Berge']) await map.adds(kari, name, 'Nabo');
	await kari.presses(kari.button('Legg til').first());
	await kari.dialog.getByRole('textbox', { name: 'Navn' }).fill('Ragna Lie');
	await kari.presses(kari.dialog.getByRole('button', { name: 'Ferdig' }));
	const refusal = kari.page.getByTestId('refusal');
	await expect(refusal).toContainText('det er ikke plass til flere på kartet');
	await expect(refusal).toContainText('Ragna Lie');
	await kari.isSaved();
	await refusal.getByRole('button', { name: 'Forkast' }).click();
	await expect(map.onMapOf(kari, 'Otto Berge')).toBeVisible();
	await map.nobodySeesOnMap([kari], 'Ragna Lie');
	await kari.leaves();
});

test('a value that is larger than it may be is given back whole, and the page goes on', async ({
	browser
}) => {
	const { id } = landsby.cli('room', 'create', '--child', 'Ask', '--by', 'kari@landsby.example') as {
		id: string;
	};
	const kari = await kariSits(browser);
	await kari.page.goto(`${landsby.origin}/rooms/${id}/network`);
	await kari.isSaved();
	await kari.marksPage();
	// So many letters fit the field; here they are more bytes than one value may have.
	const name = `Åsne ${'å'.repeat(100)}`;
	await kari.presses(kari.button('Legg til').first());
	await kari.dialog.getByRole('textbox', { name: 'Navn' }).fill(name);
	await kari.presses(kari.dialog.getByRole('button', { name: 'Ferdig' }));
	const refusal = kari.page.getByTestId('refusal');
	await expect(refusal).toContainText('teksten er for lang');
	await expect(refusal).toContainText(name);
	await kari.isSaved();
	expect(await kari.hasNotReloaded()).toBe(true);
	await refusal.getByRole('button', { name: 'Forkast' }).click();
	await map.nobodySeesOnMap([kari], 'Åsne');
	await kari.leaves();
});

test('that a room is getting full is said once', async ({ browser }) => {
	const kari = await kariSits(browser);
	const address = `${landsby.origin}/rooms/${room}`;
	await kari.page.goto(`${address}/network`);
	await kari.isSaved();
	const words = 'Kan komme på kort varsel. '.repeat(380);
	const writes = async (name: string) =>
		(await map.looksAt(kari, name)).getByRole('textbox').first().fill(words);
	const filling = kari.page.getByTestId('filling');
	await expect(filling).toHaveCount(0);
	await writes('Solveig Haug');
	await kari.isSaved();
	await writes('Otto Berge');
	await expect(filling).toContainText('Det begynner å bli fullt her');
	await kari.presses(filling.getByRole('button'));
	await expect(filling).toHaveCount(0);
	await kari.leaves();
});

for (const [locale, words] of [
	['nb', 'Dette var for mye på én gang.'],
	['en', 'That was too much at once.']
] as const)
	test(`a form that sends more than a form holds is answered in words (${locale})`, async ({ request }) => {
		for (const headers of [
			{ Accept: 'text/html' },
			{ 'x-sveltekit-action': 'true', Accept: 'application/json' }
		]) {
			const answer = await request.post(`${landsby.origin}/sign-in`, {
				headers: { Origin: landsby.origin, Cookie: `locale=${locale}`, ...headers },
				multipart: { email: 'kari@landsby.example', password: 'x'.repeat(64 * 1024) }
			});
			expect(answer.status()).toBe(413);
			// With a script on the page the answer is a code, and the same page says the words.
			expect(await answer.text()).toContain(headers.Accept === 'text/html' ? words : 'tooLarge');
		}
		const small = await request.post(`${landsby.origin}/sign-in`, {
			headers: { Origin: landsby.origin, Accept: 'text/html' },
			multipart: { email: 'kari@landsby.example', password: 'x'.repeat(900) }
		});
		expect(small.status()).toBe(401);
	});

test('[F16] a network that lets no socket pass is said to do so, and what is written there is saved on another', async ({
	browser
}) => {
	const kari = await kariSits(browser);
	let blocked = false;
	const open = new Set<{ close: (how: { code: number }) => Promise<void> }>();
	await kari.page.routeWebSocket(/\/ws\//, (socket) => {
		if (blocked) return void socket.close({ code: 1011 });
		open.add(socket);
		socket.connectToServer();
	});
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
	await kari.isSaved();
	blocked = true;
	for (const socket of open) await socket.close({ code: 1011 });
	const bar = kari.page.getByTestId('connection-bar');
	await expect(bar).toContainText(/Ofte er det nettet som stenger/, { timeout: 60_000 });
	await expect(kari.page.getByTestId('connection')).not.toHaveAttribute('data-state', 'saved');
	blocked = false;
	await kari.presses(bar.getByRole('button'));
	await kari.isSaved();
	await expect(bar).toHaveCount(0);
	await kari.leaves();
});
