// The large screen in the meeting room: let in by the six digits on it, showing what the caseworker chooses, and a plain
// window into the shared document only.
import { expect, test } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { Person } from './journey/person.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

test('a screen is let in by its code, follows what the caseworker chooses, shows no number, and goes dark when she ends it', async ({
	browser
}) => {
	const room = await landsby.demoRoom('A');
	const [kari, screen] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'desk')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await screen.page.goto(`${landsby.origin}/screen`);
	await screen.presses(screen.button('Vis en kode'));
	const shown = screen.page.getByTestId('screen-code').locator('.code');
	await expect(shown).toHaveText(/^\d{3} \d{3}$/);
	const code = (await shown.textContent()) ?? '';

	await kari.page.goto(`${landsby.origin}/rooms/${room}`);
	await kari.presses(kari.page.getByRole('link', { name: 'Delt skjerm' }));
	await kari.page.getByLabel('Kode, seks sifre').fill(code === '000 000' ? '000 001' : '000 000');
	await kari.presses(kari.button('Neste'));
	await expect(kari.page.getByText('Ingen skjerm venter med denne koden.')).toBeVisible();
	await kari.page.getByLabel('Kode, seks sifre').fill(code);
	await kari.presses(kari.button('Neste'));
	await expect(kari.page.getByText('Er det denne maskinen: Chrome, Linux?')).toBeVisible();
	await kari.presses(kari.button('Ja, vis rommet der'));

	// The screen comes in by itself.
	await expect(screen.page.getByTestId('screen-network')).toBeVisible();
	await expect(screen.page.getByText('Delt skjerm · deles av Kari')).toBeVisible();
	await expect(screen.page).toHaveTitle('Delt skjerm – Landsby');
	await screen.marksPage();

	await kari.presses(kari.button('Akuttplan'));
	await expect(screen.page.getByTestId('screen-emergency')).toBeVisible();
	await expect(screen.page.getByTestId('screen-emergency').getByRole('listitem').first()).toBeVisible();
	expect(await screen.page.locator('body').innerText()).not.toMatch(
		/\+47|\d{2} \d{2} \d{2} \d{2}|\d{3} \d{2} \d{3}/
	);
	await kari.presses(kari.button('Samvær'));
	await expect(screen.page.getByTestId('screen-visits')).toBeVisible();

	// Nothing else of the room, or of another place, is opened by its cookie.
	for (const path of [
		`/rooms/${room}`,
		`/rooms/${room}/network`,
		`/rooms/${room}/plan/1`,
		`/rooms/${room}/people`
	]) {
		const answer = await screen.context.request.get(landsby.origin + path);
		expect(answer.status(), path).toBe(404);
	}
	expect(await screen.hasNotReloaded()).toBe(true);

	await kari.presses(kari.button('Stopp visningen'));
	await expect(screen.page.getByText('Skjermen vises ikke lenger.')).toBeVisible();
	await expect(screen.page.getByTestId('screen-visits')).toHaveCount(0);
	expect([...kari.faults, ...screen.faults]).toEqual([]);
});
