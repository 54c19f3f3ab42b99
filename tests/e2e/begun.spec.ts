// A right ends while somebody is in the middle of a form: the form stays, says why, and gives the words to copy or to
// propose; and when the right comes back they go on where they were.
import { expect, test, type Locator } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import * as emergency from './journey/emergency.ts';
import { roomWith } from './journey/inviting.ts';
import * as map from './journey/map.ts';
import * as meeting from './journey/meeting.ts';
import { each, Person } from './journey/person.ts';
import * as visits from './journey/visits.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

const gunnvor = ['--name', 'Gunnvor', '--role', 'relative'];
const maren = ['--name', 'Maren', '--role', 'parent', '--carer', 'on'];

/** Kari at her desk on the page of people, and a guest by link. */
async function sitDown(browser: Parameters<typeof Person.sitsDown>[0], who: readonly string[]) {
	const { id, guests } = roomWith(landsby, who);
	const [kari, guest] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'desk')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await guest.context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await guest.comesInBy(guests[0]?.link ?? '');
	return { room: id, participant: guests[0]?.participant ?? '', kari, guest };
}

/** By the forms of the page of people, without opening it each time. */
async function sends(
	kari: Person,
	room: string,
	action: string,
	form: Record<string, string>
): Promise<void> {
	const answer = await kari.context.request.post(`${landsby.origin}/rooms/${room}/people?/${action}`, {
		form,
		headers: { origin: landsby.origin }
	});
	expect(answer.ok()).toBe(true);
}

/** What a relative has by their role, but for what is said. */
const lets = (kari: Person, room: string, participant: string, otherwise: Record<string, string>) =>
	sends(kari, room, 'rights', {
		participant,
		role: 'relative',
		people: 'own',
		ties: 'own',
		emergency: 'own',
		visits: 'read',
		meetings: 'write',
		...otherwise
	});

const locks = (kari: Person, room: string, ...sections: readonly string[]) =>
	sends(kari, room, 'locks', Object.fromEntries(sections.map((section) => [section, 'on'])));

async function copied(guest: Person, from: Locator): Promise<string> {
	await from.getByRole('button', { name: 'Kopier teksten' }).click();
	return guest.page.evaluate(() => navigator.clipboard.readText());
}

test('a contact that was begun stays when the right ends, can be copied, and goes on as a proposal', async ({
	browser
}) => {
	const { room, participant, kari, guest } = await sitDown(browser, gunnvor);
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
	await map.adds(kari, 'Isak Lie', 'Nabo');
	await lets(kari, room, participant, { emergency: 'write' });
	await guest.page.goto(`${landsby.origin}/rooms/${room}/emergency?view=people`);
	await guest.marksPage();
	await guest.presses(guest.button('Legg til den første'));
	const sheet = guest.dialog;
	await sheet.getByText('Isak Lie', { exact: true }).click();
	await sheet.getByText('Komme hit', { exact: true }).click();

	await lets(kari, room, participant, { emergency: 'read' });
	await expect(sheet).toContainText(
		'Du kan ikke endre akuttplanen nå. Det du har skrevet, står her til du lukker.'
	);
	await expect(sheet.getByRole('radio', { name: /Isak Lie/ })).toBeChecked();
	await expect(sheet.getByRole('button', { name: 'Legg til', exact: true })).toHaveCount(0);
	expect(await copied(guest, sheet)).toBe('Hvem kan komme? Isak Lie nabo\nHva kan Isak gjøre? Komme hit');
	// Nor by the key that sends a form.
	await sheet.getByRole('checkbox', { name: 'Komme hit' }).press('Enter');
	await expect(guest.page.getByTestId('refusal')).toHaveCount(0);

	await lets(kari, room, participant, {});
	await expect(sheet).toContainText(
		'Du kan ikke endre akuttplanen selv nå. Du kan sende dette som et forslag.'
	);
	await sheet.getByRole('button', { name: 'Send forslag' }).click();
	await expect(sheet).toHaveCount(0);
	await kari.goesTo(room, 'emergency');
	await expect(kari.page.getByTestId('proposal')).toContainText('Gunnvor foreslår: Isak');
	await expect(guest.page.getByTestId('rescued'), 'it never went').toHaveCount(0);
	expect(await guest.hasNotReloaded()).toBe(true);
	expect([...kari.faults, ...guest.faults]).toEqual([]);
	await each([kari, guest], (person) => person.leaves());
});

test('hours that were begun stay, and go on as a proposal', async ({ browser }) => {
	const { room, participant, kari, guest } = await sitDown(browser, gunnvor);
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
	await map.adds(kari, 'Isak Lie', 'Nabo');
	await kari.goesTo(room, 'emergency');
	await emergency.addsWhoCanCome(kari, 'Isak Lie');
	await lets(kari, room, participant, { emergency: 'write' });
	await guest.page.goto(`${landsby.origin}/rooms/${room}/emergency?view=people`);
	const panel = await emergency.opensLine(guest, 'Isak');
	await panel
		.getByRole('button', { name: /^Endre/ })
		.first()
		.click();
	await panel.getByLabel('Til kl.').fill('7');
	await lets(kari, room, participant, {});
	await expect(panel).toContainText('Du kan sende dette som et forslag.');
	await expect(panel.getByLabel('Til kl.')).toHaveValue('7');
	await panel
		.locator('form')
		.getByRole('button', { name: /^Lagre/ })
		.click();
	await kari.goesTo(room, 'emergency');
	await expect(kari.page.getByTestId('proposal')).toContainText('Gunnvor foreslår: Isak');
	await each([kari, guest], (person) => person.leaves());
});

test('a person, an arrangement, a tie and a meeting that were begun stand still under a lock and go on after it', async ({
	browser
}) => {
	test.setTimeout(180_000);
	const { room, participant, kari, guest } = await sitDown(browser, maren);
	await sends(kari, room, 'rights', {
		participant,
		role: 'parent',
		people: 'write',
		ties: 'write',
		emergency: 'own',
		visits: 'write',
		meetings: 'write'
	});
	await guest.goesTo(room, 'network');
	await map.adds(guest, 'Isak Lie', 'Nabo');
	await guest.isSaved();
	await guest.marksPage();

	// Somebody for the map.
	await guest.presses(guest.button('Legg til').first());
	await guest.dialog.getByRole('textbox', { name: 'Navn' }).fill('Solveig Haug');
	await locks(kari, room, 'people');
	await expect(guest.dialog).toContainText('Kontaktpersonen har låst nettverkskartet.');
	await expect(guest.dialog.getByRole('textbox', { name: 'Navn' })).toHaveValue('Solveig Haug');
	expect(await copied(guest, guest.dialog)).toContain('Navn: Solveig Haug');
	await guest.dialog.getByRole('textbox', { name: 'Navn' }).press('Enter');
	await expect(guest.dialog.getByRole('textbox', { name: 'Navn' })).toBeVisible();
	await locks(kari, room);
	await guest.presses(guest.dialog.getByRole('button', { name: 'Neste: hvor nær?' }));
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
	await expect(map.onMapOf(kari, 'Solveig Haug')).toBeVisible();
	await guest.presses(guest.dialog.getByRole('button', { name: 'Ferdig' }));

	// An arrangement.
	await guest.goesTo(room, 'visits');
	await guest.presses(guest.button('Ny avtale').first());
	const form = guest.page.getByTestId('new-series');
	await form.getByLabel('Hvor', { exact: true }).fill('Lekeparken');
	await locks(kari, room, 'visits');
	await expect(guest.page.getByTestId('begun')).toContainText('Kontaktpersonen har låst samvær.');
	expect(await copied(guest, guest.page.getByTestId('begun'))).toContain('Lekeparken');
	await locks(kari, room);
	await expect(guest.page.getByTestId('begun')).toHaveAttribute('data-state', 'may');
	await expect(form.getByLabel('Hvor', { exact: true })).toHaveValue('Lekeparken');

	// A meeting, and a word in one.
	await guest.goesTo(room, 'meetings');
	await guest.presses(guest.button('Avtal et møte').first());
	await guest.page.getByLabel('Navn på møtet').fill('Møte om jul');
	await locks(kari, room, 'meetings');
	await expect(guest.page.getByTestId('begun')).toContainText('Kontaktpersonen har låst møtene.');
	await expect(guest.button('Lag møtet')).toBeHidden();
	await locks(kari, room);
	await guest.page.getByLabel('Dag', { exact: true }).fill('2026-12-10');
	await guest.page.getByLabel('Fra kl.').fill('16:00');
	await guest.presses(guest.button('Lag møtet'));
	await expect(guest.page).toHaveURL(/\/meetings\/[0-9a-f-]{36}$/);
	// The meeting itself is there before the lock: what comes after it is refused.
	await guest.isSaved();
	const agree = guest.page.getByLabel('Skriv det dere er enige om');
	await agree.fill('Mormor henter');
	await locks(kari, room, 'meetings');
	// Each part of the meeting has such a place; until the lock has come none of them says it.
	await expect(
		guest.page.getByTestId('begun').filter({ hasText: 'Kontaktpersonen har låst møtene.' }).first()
	).toBeVisible();
	await expect(agree).toHaveValue('Mormor henter');
	await locks(kari, room);
	await agree.press('Enter');
	await meeting.allHave([guest], 'agreements', ['Mormor henter']);
	expect(await guest.hasNotReloaded()).toBe(true);
	expect([...kari.faults, ...guest.faults]).toEqual([]);
	await each([kari, guest], (person) => person.leaves());
});

test('what stands in a form goes with its author when the page under it is drawn anew', async ({
	browser
}) => {
	const { room, participant, kari, guest } = await sitDown(browser, maren);
	// Care is taken from her: the room is opened anew without its document.
	await guest.goesTo(room, 'meetings');
	await guest.isSaved();
	await guest.presses(guest.button('Avtal et møte').first());
	await guest.page.getByLabel('Navn på møtet').fill('Møte om jul');
	landsby.cli('participant', 'set', participant, '--carer', 'off');
	const rescued = guest.page.getByTestId('rescued');
	await expect(rescued).toContainText('Møte om jul');
	expect(await copied(guest, rescued)).toContain('Møte om jul');
	// Going away asks: it stands nowhere else.
	const asked = guest.page.waitForEvent('dialog');
	await guest.page.close({ runBeforeUnload: true });
	await (await asked).dismiss();
	await rescued.getByRole('button', { name: 'Forkast' }).click();
	await expect(rescued).toHaveCount(0);

	// Something else of hers is refused: her copy is fetched anew under the form.
	await guest.goesTo(room, 'network');
	await guest.isSaved();
	await landsby.kill();
	await map.adds(guest, 'Solveig Haug', 'Nabo');
	await guest.goesTo(room, 'meetings');
	await guest.presses(guest.button('Avtal et møte').first());
	await guest.page.getByLabel('Navn på møtet').fill('Møte om påske');
	landsby.cli('participant', 'set', participant, '--role', 'relative');
	await landsby.start();
	await expect(guest.page.getByTestId('refusal')).toContainText('Solveig Haug');
	await expect(guest.page.getByTestId('rescued')).toContainText('Møte om påske');
	expect([...kari.faults, ...guest.faults]).toEqual([]);
	await each([kari, guest], (person) => person.leaves());
});

test('a reason for saying no stays when the proposal is withdrawn meanwhile', async ({ browser }) => {
	const { room, kari, guest } = await sitDown(browser, maren);
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
	await map.adds(kari, 'Isak Lie', 'Nabo');
	await kari.goesTo(room, 'visits');
	const day = visits.inDays(2);
	await visits.makesArrangement(kari, { with: 'Isak', first: day, place: 'Lekeparken', why: 'Savner deg.' });
	await guest.goesTo(room, 'visits');
	await guest.presses(guest.page.locator(`[data-testid="visit"][data-day="${day}"]`).getByRole('button'));
	await guest.presses(guest.button('Foreslå å avlyse'));
	const change = guest.page.getByTestId('day-change');
	await change.getByLabel(/^Hvorfor\?/).fill('Jeg er på jobb.');
	await guest.presses(change.getByRole('button', { name: 'Send forslag' }));
	await kari.presses(kari.button('Ikke nå …'));
	const why = kari.page.getByLabel(/^Hvorfor ikke nå/);
	await why.fill('Isak vil spørres først.');
	await guest.presses(guest.button('Trekk forslaget'));
	await expect(kari.page.getByTestId('begun')).toContainText('Forslaget venter ikke på svar lenger.');
	await expect(why).toHaveValue('Isak vil spørres først.');
	await expect(kari.button('Send svaret')).toBeHidden();
	await kari.presses(kari.button('Avbryt'));
	await expect(why).toHaveCount(0);
	await each([kari, guest], (person) => person.leaves());
});
