// Groups and places on the map: a child puts them there by touch, a facilitator by keyboard, and nobody is asked to stay the
// night by a football team. Beside it what only caseworkers are told of somebody.
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { targetSize } from '../support/targetSize.ts';
import { violations } from '../support/violations.ts';
import { openFor, type Opened } from '../support/opened.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

test('a child puts a team and a place on the map by touch, gives the team a drawing that is no face, and moves it', async ({
	browser
}) => {
	const room = newRoom();
	const { participant } = landsby.cli('invite', room, '--name', 'Sunniva', '--role', 'child') as {
		participant: string;
	};
	const { page, faults } = await open(browser, participant, `/rooms/${room}/network`, true);
	await expect(page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
	const map = page.getByRole('application');
	const dialog = page.getByRole('dialog');
	let taps = 0;
	const tap = async (target: Locator) => {
		taps += 1;
		await target.tap();
	};
	for (const [name, what, ring] of [
		['Fotballaget', 'En gruppe', 'Nær'],
		['Kolonihagen', 'Et sted', 'Helt nær']
	] as const) {
		taps = 0;
		await tap(page.getByRole('button', { name: 'Legg til' }));
		await page.keyboard.type(name);
		const chip = dialog.getByText(what);
		expect(await targetSize(chip)).toBeGreaterThanOrEqual(64);
		await tap(chip);
		await expect(dialog.getByRole('radio', { name: what })).toBeChecked();
		if (name === 'Fotballaget') expect(await violations(page)).toEqual([]);
		await tap(dialog.getByRole('button', { name: 'Neste' }));
		await tap(dialog.getByRole('button', { name: ring, exact: true }));
		expect(taps).toBe(4);
	}
	await expect(map.getByRole('button', { name: /^Fotballaget, gruppe, nær/ })).toHaveCount(1);
	await expect(map.getByRole('button', { name: /^Kolonihagen, sted, helt nær/ })).toHaveCount(1);
	await expect(page.getByRole('application')).toHaveAccessibleName('Kart, 0 personer, én gruppe og ett sted');

	const card = page.getByTestId('child-help');
	await map.getByRole('button', { name: /^Fotballaget/ }).focus();
	await page.keyboard.press('Enter');
	await expect(card).toHaveAccessibleName('Fotballaget');
	await card.getByRole('button', { name: 'Mer' }).tap();
	await card.getByRole('button', { name: /^Flytt/ }).tap();
	await card.getByRole('button', { name: 'Helt nær', exact: true }).tap();
	await expect(map.getByRole('button', { name: /^Fotballaget, gruppe, helt nær/ })).toHaveCount(1);
	await card.getByRole('button', { name: 'Mer' }).tap();
	await card.getByRole('button', { name: 'Velg bilde' }).tap();
	await expect(dialog.getByRole('radio', { name: 'langt, brunt hår' })).toHaveCount(0);
	await dialog.getByRole('radio', { name: 'stjerne' }).tap();
	await dialog.getByRole('button', { name: 'Ferdig' }).tap();
	await expect(page.getByTestId('network-map').locator('image')).toHaveAttribute('href', /star/);
	expect(await violations(page)).toEqual([]);
	expect(faults).toEqual([]);
	await page.context().close();
});

test('a facilitator makes a team and says who belongs to it by keyboard alone, and it is asked for nothing that people do', async ({
	browser
}) => {
	const room = newRoom();
	const { page, faults } = await open(browser, 'kari@landsby.example', `/rooms/${room}/network?view=list`);
	await expect(page.getByTestId('person-list')).toBeVisible();
	await tabTo(page, page.getByRole('button', { name: 'Legg til' }).first());
	await page.keyboard.press('Enter');
	const form = page.getByTestId('add-person');
	await expect(form.getByRole('textbox', { name: 'Navn' })).toBeFocused();
	await page.keyboard.type('Fotballaget');
	// Arrows go through the chips; the first one is where Tab leads.
	await tabTo(page, form.getByRole('radio').first());
	for (
		let presses = 0;
		presses < 20 && !(await form.getByRole('radio', { name: 'Gruppe' }).isChecked());
		presses++
	)
		await page.keyboard.press('ArrowRight');
	await expect(form.getByRole('radio', { name: 'Gruppe' })).toBeChecked();
	await page.keyboard.press('Enter');
	await expect(form).toHaveAttribute('data-view', 'near');
	// There is no third view: a team is not asked what it can help with.
	await expect(page.getByRole('dialog').getByRole('button', { name: 'Neste: kan hjelpe med' })).toHaveCount(
		0
	);
	await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Ferdig' }));
	await page.keyboard.press('Enter');
	await expect(form).toHaveCount(0);

	await tabTo(page, page.getByRole('button', { name: 'Legg til' }).first());
	await page.keyboard.press('Enter');
	await tabTo(page, form.getByRole('button', { name: 'Skriv mange på rad' }));
	await page.keyboard.press('Enter');
	for (const line of ['Nora, venn', 'Jonas, trener', 'Kolonihagen, sted', 'Olav, morfar']) {
		await page.keyboard.type(line);
		await page.keyboard.press('Enter');
	}
	await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Ferdig' }));
	await page.keyboard.press('Enter');
	const list = page.getByTestId('person-list');
	await expect(list.getByText('3 personer, én gruppe og ett sted')).toBeVisible();
	await expect(list.getByLabel('Hvem Fotballaget er').locator('option:checked')).toHaveText('Gruppe');

	const menu = page.getByLabel('Det du kan gjøre med Fotballaget');
	await tabTo(page, menu);
	await page.keyboard.press('Enter');
	await tabTo(
		page,
		page.getByRole('button', { name: 'Åpne kortet', exact: true }).and(page.locator(':visible'))
	);
	await page.keyboard.press('Enter');
	const card = page.getByRole('region', { name: 'Fotballaget', exact: true });
	await expect(card.getByText('Gruppe', { exact: true })).toBeVisible();
	// Written down as Nora, Jonas, Olav; read by name.
	await expect(card.getByLabel('Legg til i gruppen').locator('option:not([value=""])')).toHaveText([
		'Jonas',
		'Nora',
		'Olav'
	]);
	await tabTo(page, card.getByLabel('Legg til i gruppen'));
	await page.keyboard.type('Nora');
	await page.keyboard.press('Enter');
	await expect(card.getByTestId('group-members').getByText('Nora', { exact: true })).toBeVisible();
	await expect(card.getByRole('button', { name: 'Ta Nora ut av gruppen' })).toBeVisible();
	await expect(card.getByText('Samtykke', { exact: true })).toHaveCount(0);
	await expect(card.getByText('Kan hjelpe med', { exact: true })).toHaveCount(0);
	expect(await violations(page)).toEqual([]);

	// Who has died is not asked for either.
	const olav = list.getByLabel('Det du kan gjøre med Olav');
	await olav.press('Enter');
	await page
		.getByRole('button', { name: 'Åpne kortet', exact: true })
		.and(page.locator(':visible'))
		.press('Enter');
	const his = page.getByRole('region', { name: 'Olav', exact: true });
	await his.getByRole('button', { name: 'Endre' }).press('Enter');
	await his.getByLabel('Nå', { exact: true }).selectOption('Død');
	await expect(his.getByText('Morfar, på mors side, død')).toBeVisible();
	await page.goto(`${landsby.origin}/rooms/${room}/emergency`);
	await page
		.getByRole('button', { name: /Legg til/ })
		.first()
		.click();
	const choices = page.getByRole('dialog');
	await expect(choices.getByText('Nora', { exact: true })).toBeVisible();
	for (const name of ['Fotballaget', 'Kolonihagen', 'Olav'])
		await expect(choices.getByText(name, { exact: true })).toHaveCount(0);
	expect(faults).toEqual([]);
	await page.context().close();
});

test('only a caseworker is told of a protected address, beside the photograph; to the others the same card is shown', async ({
	browser
}) => {
	const room = newRoom();
	const guest = landsby.cli('invite', room, '--name', 'Berit', '--role', 'parent') as { participant: string };
	landsby.cli('invite', room, '--name', 'Silje', '--role', 'relative');
	const path = `/rooms/${room}/network?view=list`;
	const [kari, berit] = await Promise.all([
		open(browser, 'kari@landsby.example', path),
		open(browser, guest.participant, path)
	]);
	const theirs = await look(berit.page, 'Silje');
	const seen = async () => {
		await theirs.getByRole('button', { name: 'Velg bilde' }).click();
		const dialog = berit.page.getByRole('dialog', { name: 'Bilde av Silje' });
		await expect(dialog.getByText('Ser dette:')).toBeVisible();
		const words = [await theirs.innerText(), await dialog.innerText()];
		await dialog.getByRole('button', { name: 'Ferdig' }).click();
		return words;
	};
	const before = await seen();

	const card = await look(kari.page, 'Silje');
	await card.getByRole('button', { name: 'Velg bilde' }).click();
	await expect(kari.page.getByTestId('protected-warning')).toHaveCount(0);
	await kari.page.getByRole('dialog').getByRole('button', { name: 'Ferdig' }).click();
	await card.getByText('Fagfolkenes syn').click();
	await card.getByLabel('Invitert til å være med?').selectOption('Skal ikke kontaktes');
	await card.getByText('Beskyttet adresse').click();
	await expect(card.getByLabel('Slik nås personen')).toBeVisible();
	expect(await violations(kari.page)).toEqual([]);
	await card.getByRole('button', { name: 'Velg bilde' }).click();
	await expect(kari.page.getByTestId('protected-warning')).toContainText('beskyttet adresse');
	expect(await violations(kari.page)).toEqual([]);
	await kari.page.getByRole('dialog').getByRole('button', { name: 'Ferdig' }).click();

	// What was written first is there for her colleagues; what came last tells that all of it has arrived.
	await card.getByRole('button', { name: 'Endre' }).click();
	await card.getByLabel('Sist kontakt').fill('2026-11-01');
	await card.getByLabel('Sist kontakt').blur();
	await expect(theirs.getByText('Mer om Silje')).toBeVisible();
	await card.getByLabel('Sist kontakt').fill('');
	await card.getByLabel('Sist kontakt').blur();
	await expect(theirs.getByText('Mer om Silje')).toHaveCount(0);
	expect(await seen()).toEqual(before);
	expect([...kari.faults, ...berit.faults]).toEqual([]);
	await Promise.all([kari, berit].map(({ page }) => page.context().close()));
});

function newRoom(): string {
	return (
		landsby.cli('room', 'create', '--child', 'Sunniva', '--by', 'kari@landsby.example') as { id: string }
	).id;
}

async function open(browser: Browser, who: string, path: string, touch = false): Promise<Opened> {
	const context = await browser.newContext({
		viewport: { width: 1180, height: 820 },
		locale: 'nb-NO',
		hasTouch: touch,
		isMobile: touch,
		reducedMotion: 'reduce'
	});
	return openFor(context, landsby, who, path);
}

/** Opens the card of somebody from the list. */
async function look(page: Page, name: string): Promise<Locator> {
	const row = page.getByTestId('person-list').locator('tr', { has: page.getByRole('rowheader', { name }) });
	await row
		.getByRole('button', { name: /Åpne kortet$/ })
		.first()
		.click();
	const card = page.getByRole('region', { name, exact: true });
	await expect(card).toBeVisible();
	return card;
}

/** Presses Tab until something has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
	const isThere = () => target.evaluateAll((all) => all.some((one) => one === document.activeElement));
	for (let presses = 0; presses < 250; presses += 1) {
		if (await isThere()) return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`the focus never came to ${target.toString()}`);
}
