// The child's own corner, in real browsers: what lies there is the child's, until the child opens it to one adult, and
// as long as the child wants it so.
import { expect, test, type Browser } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { centre, takes } from '../support/mapPage.ts';
import { roomWith } from './journey/inviting.ts';
import * as map from './journey/map.ts';
import { childShares } from './journey/voice.ts';
import { Person } from './journey/person.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

/** A fresh room with the child in it, on a tablet, and Kari who leads it at her desk; and links for others who are invited. */
async function childAndKari(browser: Browser, ...others: readonly (readonly string[])[]) {
	const { id: room, guests } = roomWith(landsby, ['--name', 'Sunniva', '--role', 'child'], ...others);
	const [child, kari] = await Promise.all([
		Person.sitsDown(browser, 'tablet'),
		Person.sitsDown(browser, 'desk')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	const [own = '', ...links] = guests.map(({ link }) => link);
	await child.comesInBy(own);
	return { room, child, kari, links };
}

test('in a closed room the child writes nothing more, keeps what was begun, and nobody is said to change anything', async ({
	browser
}) => {
	const { room, child, kari, links } = await childAndKari(browser, ['--name', 'Maren', '--role', 'parent']);
	const maren = await Person.sitsDown(browser, 'phone');
	await maren.comesInBy(links[0] ?? '');
	await maren.goesTo(room, 'visits');
	await expect(maren.page.getByText('Du kan se, men ikke endre.')).toBeVisible();
	await child.presses(child.page.getByRole('link', { name: 'Det jeg vil si' }));
	await child.presses(child.page.getByTestId('door-corner'));
	await child.presses(child.button('Jeg ønsker meg'));
	const words = child.page.getByLabel('Skriv her');
	await words.fill('En tur til havet');

	await kari.page.goto(`${landsby.origin}/rooms/${room}/people`);
	await kari.page.locator('summary', { hasText: 'Lukk rommet' }).click();
	await kari.button('Lukk rommet').click();
	for (const { page } of [child, maren])
		await expect(page.getByText('Rommet er lukket. Planen kan fortsatt leses.')).toBeVisible();
	// One sentence says it of all: that somebody else changes visits is not so just now.
	await expect(maren.page.getByText('Du kan se, men ikke endre.')).toHaveCount(0);
	await expect(kari.page.getByRole('cell', { name: 'kan endre' })).toHaveCount(0);

	await expect(words).toHaveValue('En tur til havet');
	await expect(words).not.toBeEditable();
	await expect(child.button('Kopier teksten')).toBeVisible();
	await expect(child.button('Legg det i hjørnet mitt')).toHaveCount(0);
	await child.presses(child.button('Tilbake'));
	await child.presses(child.button('Hvem kan se hjørnet ditt?'));
	await expect(child.page.getByText('Nå kan ingen nye slippe inn i hjørnet.')).toBeVisible();
	await expect(child.page.getByRole('radio')).toHaveCount(1);

	// What the child wants to say to all: nothing can be begun where nothing can be kept.
	await child.page.goto(`${landsby.origin}/rooms/${room}/child/voice`);
	await expect(child.page.getByText('Akkurat nå kan du lese, men ikke skrive.')).toBeVisible();
	await expect(child.button('Si noe nytt')).toHaveCount(0);
	await kari.button('Åpne rommet igjen').click();
	await expect(child.button('Si noe nytt')).toBeVisible();
	for (const { faults } of [child, maren, kari]) expect(faults).toEqual([]);
	await Promise.all([child.leaves(), maren.leaves(), kari.leaves()]);
});

test('a lock on what the child says is told in words where its buttons were, and lifted it is as before', async ({
	browser
}) => {
	const { room, child, kari } = await childAndKari(browser);
	const locks = async (...sections: readonly string[]) => {
		const answer = await kari.context.request.post(`${landsby.origin}/rooms/${room}/people?/locks`, {
			form: Object.fromEntries(sections.map((section) => [section, 'on'])),
			headers: { origin: landsby.origin }
		});
		expect(answer.ok()).toBe(true);
	};
	await child.opensDoor('Kartet mitt');
	await map.childAdds(child, 'Berit', 'Helt nær');
	await map.childLeavesCard(child);
	const show = child.button('Vis kartet mitt');
	const still = child.page.getByTestId('stands-still');
	await expect(show).toBeVisible();
	await expect(still).toHaveCount(0);
	await locks('voice');
	await expect(still).toHaveText('Akkurat nå kan du ikke vise kartet. Du kan spørre Kari hvorfor.');
	await expect(show).toHaveCount(0);
	await locks();
	await expect(still).toHaveCount(0);

	// While the child is asked who sees it.
	await child.presses(show);
	const asks = child.page.getByTestId('show-map');
	await locks('voice');
	await expect(asks).toContainText('Akkurat nå kan du ikke vise kartet.');
	await expect(asks.getByRole('button', { name: 'Vis kartet', exact: true })).toHaveCount(0);
	await locks();
	await child.presses(asks.getByRole('button', { name: 'Vis kartet', exact: true }));
	await expect(asks).toHaveCount(0);
	await locks('voice');
	await expect(still).toContainText(
		'Akkurat nå kan du ikke vise det på nytt. Du kan heller ikke ta det tilbake.'
	);
	await locks();
	await expect(show).toBeVisible();
	expect([...child.faults, ...kari.faults]).toEqual([]);
	await Promise.all([child.leaves(), kari.leaves()]);
});

test('the child’s hand on their own map is told to nobody, as others’ hands on the room’s map are', async ({
	browser
}) => {
	const { room, child, kari, links } = await childAndKari(browser, ['--name', 'Maren', '--role', 'parent']);
	const maren = await Person.sitsDown(browser, 'desk');
	await maren.comesInBy(links[0] ?? '');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
	await child.opensDoor('Kartet mitt');
	await map.childAdds(child, 'Berit', 'Helt nær');
	await maren.goesTo(room, 'network');
	await map.adds(maren, 'Isak Lie', 'Nabo');
	await kari.isSaved();
	const drags = async (who: Person, name: string) => {
		const { x, y } = await centre(map.onMapOf(who, name));
		await takes(who.page, { x, y });
		for (let step = 1; step <= 8; step += 1) await who.page.mouse.move(x + step * 6, y + step * 4);
		await who.page.mouse.up();
	};
	const idOf = (who: Person, name: string) => map.onMapOf(who, name).getAttribute('data-person');
	const [berit, isak] = [await idOf(child, 'Berit'), await idOf(maren, 'Isak')];
	expect(berit).toMatch(/^[0-9a-f-]{36}$/);
	await drags(child, 'Berit');
	await drags(maren, 'Isak');
	// Whoever drags later is seen: what the child's hand would have told had come before.
	await expect.poll(() => kari.wasEverSent(`"hold":{"entity":"${isak}"`)).toBe(true);
	expect(await kari.wasEverSent(`"hold":{"entity":"${berit}"`)).toBe(false);
	expect([child, maren, kari].flatMap(({ faults }) => faults)).toEqual([]);
	await Promise.all([child.leaves(), maren.leaves(), kari.leaves()]);
});

test('in a closed room nobody is asked about for the night, and the map begins below the words above it', async ({
	browser
}) => {
	const { room, child, kari } = await childAndKari(browser);
	await kari.page.goto(`${landsby.origin}/rooms/${room}/people`);
	await child.opensDoor('Kartet mitt');
	await map.childAdds(child, 'Berit', 'Helt nær');
	const card = child.page.getByTestId('child-help');
	const question = card.getByRole('button', { name: 'Kan hjelpe om natta' });
	await child.presses(card.getByRole('button', { name: 'Mer' }));
	await expect(question).toBeVisible();
	await kari.page.locator('summary', { hasText: 'Lukk rommet' }).click();
	await kari.button('Lukk rommet').click();
	await expect(child.page.getByText('Rommet er lukket. Planen kan fortsatt leses.')).toBeVisible();
	await expect(question).toHaveCount(0);
	await expect(card.getByRole('button', { name: 'Tilbake' })).toBeVisible();

	const words = await child.page.getByRole('heading', { name: 'Kartet mitt' }).locator('..').boundingBox();
	const drawn = await child.page.getByTestId('network-map').boundingBox();
	expect((words?.y ?? 0) + (words?.height ?? 0)).toBeLessThanOrEqual(drawn?.y ?? 0);

	await kari.button('Åpne rommet igjen').click();
	await expect(question).toBeVisible();
	expect([...child.faults, ...kari.faults]).toEqual([]);
	await Promise.all([child.leaves(), kari.leaves()]);
});

test('what the child was about to ask stays to be copied when the room is closed', async ({ browser }) => {
	const { room, child, kari } = await childAndKari(browser);
	await child.opensDoor('Kartet mitt');
	await map.childAdds(child, 'Berit', 'Helt nær');
	await child.presses(child.page.getByTestId('child-help').getByRole('button', { name: 'Mer' }));
	await child.presses(child.page.getByTestId('child-asks').getByRole('button', { name: /hjelpe/ }));
	const form = child.page.getByTestId('child-asks-form');
	const why = form.getByLabel(/^Vil du si hvorfor/);
	await why.fill('Hun leser for meg.');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/people`);
	await kari.page.locator('summary', { hasText: 'Lukk rommet' }).click();
	await kari.button('Lukk rommet').click();
	await expect(child.dialog.getByText('Akkurat nå kan du ikke spørre.')).toBeVisible();
	await expect(why).toHaveValue('Hun leser for meg.');
	await expect(child.dialog.getByRole('button', { name: 'Kopier teksten' })).toBeVisible();
	await expect(form.getByRole('button', { name: 'Spør om Berit kan være med' })).toHaveCount(0);
	await Promise.all([child.leaves(), kari.leaves()]);
});

test('a child keeps words in the corner, opens it to the caseworker, closes it again, and shares one thing with all', async ({
	browser
}) => {
	const { room, child, kari, links } = await childAndKari(browser, ['--name', 'Maren', '--role', 'parent']);
	const maren = await Person.sitsDown(browser, 'phone');
	await maren.comesInBy(links[0] ?? '');
	await kari.page.goto(`${landsby.origin}/rooms/${room}`);

	// The corner has a door of its own, behind what the child wants to say.
	await child.presses(child.page.getByRole('link', { name: 'Det jeg vil si' }));
	await expect(child.page.getByTestId('door-corner')).toContainText('Bare du ser dette.');
	await child.presses(child.page.getByTestId('door-corner'));
	await child.presses(child.button('Jeg ønsker meg'));
	await child.page.getByLabel('Skriv her').fill('En tur til havet med Isak');
	await child.presses(child.button('Legg det i hjørnet mitt'));
	await expect(child.page.getByRole('heading', { name: 'Det ligger i hjørnet ditt.' })).toBeVisible();

	// What the child would not share after all lies there, too.
	await child.page.goto(`${landsby.origin}/rooms/${room}/child/voice`);
	await child.presses(child.button('Si noe nytt'));
	await child.presses(child.page.getByRole('radio', { name: 'Redd' }).locator('xpath=..'));
	await child.presses(child.button('Neste'));
	await child.page.getByLabel('Skriv her').fill('Jeg tør ikke si det høyt');
	await child.presses(child.button('Neste'));
	await child.presses(child.button('Legg det i hjørnet mitt'));
	await expect(child.page.getByRole('heading', { name: 'Det ligger i hjørnet ditt.' })).toBeVisible();

	// For everybody else it does not exist: no page, no entry in the navigation.
	for (const one of [kari, maren]) {
		for (const path of ['corner', 'child/corner']) {
			const answer = await one.context.request.get(`${landsby.origin}/rooms/${room}/${path}`, {
				maxRedirects: 0
			});
			expect([303, 404]).toContain(answer.status());
		}
		await expect(one.page.getByRole('link', { name: /Barnets hjørne|Hjørnet/ })).toHaveCount(0);
	}

	// Opened to Kari: there at once, on the page she has open; Maren is told nothing.
	await child.presses(child.page.getByRole('link', { name: 'Til hjørnet mitt' }));
	await child.presses(child.button('Hvem kan se hjørnet ditt?'));
	await expect(child.page.getByRole('radio', { name: 'Bare jeg' })).toBeChecked();
	await child.presses(child.page.getByRole('radio', { name: /Kari/ }).locator('xpath=..'));
	await expect(child.page.getByText(/kan lese alt som ligger her/)).toBeVisible();
	await child.presses(child.button('Slik skal det være'));
	await expect(child.page.getByText(/^Nå kan Kari/)).toBeVisible();
	await kari.presses(kari.page.getByRole('link', { name: 'Barnets hjørne' }));
	await expect(kari.page.getByTestId('kept')).toHaveCount(2);
	await expect(kari.page.getByText('«Jeg tør ikke si det høyt»')).toBeVisible();
	await expect(kari.page.getByRole('textbox')).toHaveCount(0);
	expect(await kari.kept()).toEqual(expect.not.arrayContaining([expect.stringContaining('.child')]));

	// Written on while Kari reads; thrown away, and it is gone from her page.
	await child.presses(child.button('Tilbake'));
	await child.presses(child.button(/^Det som ligger her/));
	await child.page.getByRole('textbox', { name: 'Det du skrev' }).fill('Jeg tør kanskje si det høyt');
	await expect(kari.page.getByText('«Jeg tør kanskje si det høyt»')).toBeVisible();
	await child.presses(child.button('Vis eldre'));
	await expect(child.page.getByRole('textbox', { name: 'Det du skrev' })).toHaveValue(
		'En tur til havet med Isak'
	);
	await child.presses(child.button('Kast det'));
	await expect(kari.page.getByTestId('kept')).toHaveCount(1);
	await child.presses(child.button('Ta det opp igjen'));
	await expect(kari.page.getByText('«En tur til havet med Isak»')).toBeVisible();

	// Closed: Kari's page lets go of it at once.
	await child.presses(child.button('Tilbake'));
	await child.presses(child.button('Hvem kan se hjørnet ditt?'));
	await child.presses(child.page.getByRole('radio', { name: 'Bare jeg' }).locator('xpath=..'));
	await child.presses(child.button('Slik skal det være'));
	await expect(child.page.getByText('Nå er det bare du som kan lese det som ligger her.')).toBeVisible();
	await expect(kari.page.getByTestId('kept')).toHaveCount(0);
	await expect(kari.page.getByRole('link', { name: 'Barnets hjørne' })).toHaveCount(0);

	// And one thing is shared with everybody, because the child says so.
	await child.presses(child.button('Tilbake'));
	await child.presses(child.button(/^Det som ligger her/));
	await child.presses(child.page.getByRole('link', { name: 'Vis det til rommet' }));
	await expect(child.page.getByText('«Jeg tør kanskje si det høyt»')).toBeVisible();
	await childShares(child);
	await maren.page.goto(`${landsby.origin}/rooms/${room}`);
	await expect(maren.page.getByTestId('voice-quote')).toContainText('Jeg tør kanskje si det høyt');
	expect(await maren.wasEverSent('En tur til havet')).toBe(false);
	expect(await maren.wasEverSent('tør ikke si det')).toBe(false);
	expect(maren.sockets.filter((url) => url.endsWith('.child'))).toEqual([]);
	expect([child, maren, kari].flatMap(({ faults }) => faults)).toEqual([]);
});
