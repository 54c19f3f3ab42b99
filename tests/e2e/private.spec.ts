// Documents with readers of their own, in real browsers: the family's own time, the professionals' notes, a letterbox.
// Whoever may not read one is sent not a word of it, in no frame and no page.
import { expect, test } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { roomWith } from './journey/inviting.ts';
import { makesMeeting } from './journey/meeting.ts';
import { each, Person } from './journey/person.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

test('the family writes in its own time, the caseworker gets not a word of it, and reads what they share', async ({
	browser
}) => {
	const { id: room, guests } = roomWith(
		landsby,
		['--name', 'Maren', '--role', 'parent'],
		['--name', 'Gunnvor', '--role', 'relative']
	);
	const [kari, maren, gunnvor] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'phone'),
		Person.sitsDown(browser, 'tablet')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/meetings`);
	await makesMeeting(kari, 'Familieråd', '2027-03-04');
	await maren.comesInBy(guests[0]?.link ?? '');
	await gunnvor.comesInBy(guests[1]?.link ?? '');
	await each([maren, gunnvor], (one) => one.page.goto(`${landsby.origin}/rooms/${room}/family`));
	await expect(maren.page.getByTestId('family-here')).toContainText('Gunnvor');
	await expect(gunnvor.page.getByTestId('family-here')).toContainText('Maren');
	await maren.page.getByLabel('Nytt punkt').fill('Blåbærtur hver lørdag');
	await maren.presses(maren.button('Legg til'));
	await gunnvor.page.getByLabel('Nytt punkt').fill('Tyttebær tar bestemor');
	await gunnvor.presses(gunnvor.button('Legg til'));
	for (const one of [maren, gunnvor]) {
		await expect(one.page.getByTestId('family-point')).toHaveCount(2);
		await one.isSaved();
	}

	// For her it does not exist: no page, no entry in the navigation, no socket.
	for (const [path, who] of [
		['family', kari],
		['staff', maren]
	] as const) {
		const answer = await who.context.request.get(`${landsby.origin}/rooms/${room}/${path}`);
		expect(answer.status(), path).toBe(404);
	}
	await expect(kari.page.getByRole('link', { name: 'Familiens egen tid' })).toHaveCount(0);
	await expect(maren.page.getByRole('link', { name: 'Fagnotater' })).toHaveCount(0);

	const point = maren.page.getByTestId('family-point').filter({ hasText: /Punkt/ }).first();
	await maren.presses(point.getByRole('button', { name: 'Del med rommet' }));
	await expect(maren.dialog.getByText('Det kan ikke gjøres om.')).toBeVisible();
	await maren.presses(maren.dialog.getByRole('button', { name: 'Del', exact: true }));
	await expect(gunnvor.page.getByText('Delt med rommet')).toBeVisible();
	await expect(kari.page.getByText('Blåbærtur hver lørdag').first()).toBeVisible();
	expect(await kari.wasEverSent('Tyttebær')).toBe(false);
	// Nor that they are at it.
	expect(await kari.wasEverSent('"place":"family"')).toBe(false);
	expect(kari.sockets.filter((url) => url.endsWith('.family'))).toEqual([]);
	expect([kari, maren, gunnvor].flatMap(({ faults }) => faults)).toEqual([]);
});

test('what caseworkers note is sent to nobody of the family, and a hidden father’s letter to the caseworker alone', async ({
	browser
}) => {
	const { id: room, guests } = roomWith(
		landsby,
		['--name', 'Maren', '--role', 'parent', '--carer', 'on'],
		['--name', 'Trygve', '--role', 'parent', '--hidden', 'on']
	);
	const [kari, maren, trygve] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'phone'),
		Person.sitsDown(browser, 'phone')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await maren.comesInBy(guests[0]?.link ?? '');
	await trygve.comesInBy(guests[1]?.link ?? '');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/staff`);
	await kari.presses(kari.button('Nytt notat'));
	const note = kari.page.getByTestId('staff-note');
	await note.getByRole('textbox', { name: 'Notat' }).fill('Multer og vurderinger');
	await kari.isSaved();

	await trygve.page.goto(`${landsby.origin}/rooms/${room}/letter`);
	await trygve.presses(trygve.button('Skriv et brev'));
	await trygve.page.getByTestId('letter').getByRole('textbox').fill('Krekling til Kari');
	await trygve.isSaved();
	await kari.presses(kari.page.getByRole('link', { name: 'Trygve' }));
	await expect(kari.page.getByText('Krekling til Kari')).toBeVisible();
	await kari.presses(kari.button('Skriv et brev'));
	await kari.page.getByTestId('letter').last().getByRole('textbox').fill('Takk, jeg svarer i morgen.');
	await expect(trygve.page.getByText('Takk, jeg svarer i morgen.')).toBeVisible();

	for (const path of ['staff', 'letter', `letter/${guests[1]?.participant ?? ''}`]) {
		const answer = await maren.context.request.get(`${landsby.origin}/rooms/${room}/${path}`);
		expect(answer.status(), path).toBe(404);
	}
	await maren.goesTo(room, 'people');
	await maren.goesTo(room, 'network');
	await maren.isSaved();
	for (const word of ['Multer', 'Krekling', 'Trygve'])
		expect(await maren.wasEverSent(word), word).toBe(false);
	for (const place of ['letter', 'staff'])
		expect(await maren.wasEverSent(`"place":"${place}"`), place).toBe(false);
	expect(await trygve.wasEverSent('Multer')).toBe(false);
	expect([kari, maren, trygve].flatMap(({ faults }) => faults)).toEqual([]);
});

test('a caseworker sees the room as a relative and as a carer have it, made with their rights; a coordinator does not', async ({
	browser
}) => {
	const base = `${landsby.origin}/rooms/${await landsby.demoRoom('A')}`;
	const [kari, wenche] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'desk')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await wenche.isSignedIn(landsby, 'wenche@landsby.example');
	const seenAs = async (name: string) => {
		await kari.page.goto(`${base}/people`);
		await kari.presses(kari.page.getByRole('link', { name: new RegExp(`^${name}`) }).first());
		await kari.presses(kari.page.getByRole('link', { name: new RegExp(`^Se rommet som ${name}`) }));
		await expect(
			kari.page.getByRole('heading', { name: new RegExp(`^Slik er rommet for ${name}`) })
		).toBeVisible();
		return kari.page.locator('.as').innerText();
	};
	const [relative, carer] = [await seenAs('Berit'), await seenAs('Maren')];
	const health = 'Blå inhalator';
	expect(carer).toContain(health);
	expect(relative).not.toContain(health);
	expect(relative).not.toMatch(/\+47|\d{3} \d{2} \d{3}/);
	await expect(kari.page.locator('.as').getByRole('button')).toHaveCount(0);

	await wenche.page.goto(`${base}/people`);
	await wenche.presses(wenche.page.getByRole('link', { name: /^Berit/ }).first());
	await expect(wenche.page.getByRole('link', { name: /^Se rommet som/ })).toHaveCount(0);
	const address = new URL(kari.page.url()).pathname;
	expect((await wenche.context.request.get(landsby.origin + address)).status()).toBe(404);
	expect([...kari.faults, ...wenche.faults]).toEqual([]);
});
