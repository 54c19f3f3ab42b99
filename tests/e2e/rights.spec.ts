// What somebody may do is set for them, person by person and part by part, and is felt on their open page at once.
import { expect, test } from '@playwright/test';
import { createProposal } from '#lib/room/proposals/document.ts';
import { connect } from '../support/client.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { each, Person } from './journey/person.ts';
import { roomWith } from './journey/inviting.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

test('a caseworker lets a relative plan visits, and then locks the part for everybody', async ({
	browser
}) => {
	const { id: room } = roomWith(landsby);
	const { link, participant } = landsby.cli(
		...['invite', room, '--name', 'Gunnvor', '--role', 'relative']
	) as { link: string; participant: string };
	const [kari, gunnvor] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'desk')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await gunnvor.comesInBy(link);
	await gunnvor.goesTo(room, 'visits');
	await gunnvor.marksPage();
	const add = gunnvor.button('Ny avtale').first();
	await expect(gunnvor.page.getByText('Du kan se, men ikke endre.')).toBeVisible();
	await expect(add).toHaveCount(0);
	// On another of her devices she has proposed something, and may take it back.
	const cookie = await landsby.session(participant);
	const other = connect(`${landsby.origin.replace('http', 'ws')}/ws`, room, cookie, landsby.origin);
	await other.until(() => other.saved);
	const author = { by: participant, at: new Date().toISOString() };
	createProposal(other.doc, author, { target: { section: 'visits' }, fields: {}, why: 'Toget går tidlig.' });
	await other.until(() => other.saved);
	other.leave();
	const takeBack = gunnvor.button('Trekk forslaget');
	await expect(takeBack).toBeVisible();

	await kari.page.goto(`${landsby.origin}/rooms/${room}/people`);
	await kari.page.getByRole('link', { name: 'Gunnvor' }).click();
	await kari.page.getByLabel('Samvær', { exact: true }).selectOption({ label: 'kan endre' });
	await kari.button('Lagre hva som kan endres').click();
	await expect(add).toBeVisible();

	await kari.page.locator('summary', { hasText: 'Låste deler' }).click();
	await kari.page.getByRole('switch', { name: 'Samvær' }).check();
	await kari.button('Lagre låser').click();
	await expect(gunnvor.page.getByText('Kontaktpersonen har låst samvær.')).toBeVisible();
	await expect(add).toHaveCount(0);

	// Closed for everybody, and opened again.
	await kari.page.locator('summary', { hasText: 'Lukk rommet' }).click();
	await kari.button('Lukk rommet').click();
	await expect(gunnvor.page.getByText('Rommet er lukket. Planen kan fortsatt leses.')).toBeVisible();
	await expect(takeBack).toHaveCount(0);
	await kari.button('Åpne rommet igjen').click();
	await expect(gunnvor.page.getByText('Rommet er lukket.')).toHaveCount(0);
	await expect(takeBack).toBeVisible();
	expect(await gunnvor.hasNotReloaded()).toBe(true);
	for (const { faults } of [kari, gunnvor]) expect(faults).toEqual([]);
	await each([kari, gunnvor], (person) => person.leaves());
});
