// What people may not change, they propose: it is seen, answered and withdrawn on both sides without a page being
// loaded anew.
import { expect, test } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { targetSize } from '../support/targetSize.ts';
import * as emergency from './journey/emergency.ts';
import * as map from './journey/map.ts';
import { each, Person } from './journey/person.ts';
import * as visits from './journey/visits.ts';
import { roomWith } from './journey/inviting.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

const cards = (person: Person, state: string) =>
	person.page.locator(`[data-testid="proposal"][data-state="${state}"]`);

test('a parent and a relative propose, the caseworker takes one along and says no to the other, a third is withdrawn', async ({
	browser
}) => {
	test.setTimeout(180_000);
	const { id: room } = roomWith(landsby);
	const invite = (name: string, role: string) =>
		(landsby.cli('invite', room, '--name', name, '--role', role) as { link: string }).link;
	const [kari, maren, gunnvor] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'phone'),
		Person.sitsDown(browser, 'phone')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
	await map.adds(kari, 'Isak Lie', 'Nabo');
	await kari.goesTo(room, 'visits');
	const day = visits.inDays(2);
	await visits.makesArrangement(kari, { with: 'Isak', first: day, place: 'Lekeparken', why: 'Savner deg.' });
	await kari.goesTo(room, 'emergency');
	await emergency.addsWhoCanCome(kari, 'Isak Lie');
	await maren.comesInBy(invite('Maren', 'parent'));
	await gunnvor.comesInBy(invite('Gunnvor', 'relative'));
	await kari.goesTo(room, '');
	await each([kari, maren, gunnvor], (person) => person.marksPage());

	// A parent proposes other hours.
	await maren.goesTo(room, 'visits');
	await maren.presses(maren.page.locator(`[data-testid="visit"][data-day="${day}"]`).getByRole('button'));
	const panel = maren.page.getByTestId('series-panel');
	await maren.presses(panel.getByRole('button', { name: 'Foreslå endring' }));
	const form = maren.page.getByTestId('propose-rule');
	await form.getByLabel('Fra kl.').fill('15:00');
	await expect(form).toContainText('15–18');
	await expect(form).toContainText('16–18');
	await form.getByLabel(/^Hvorfor\?/).fill('Toget går kl. 18.30.');
	await maren.presses(form.getByRole('button', { name: 'Send forslag' }));
	await expect(form).toHaveCount(0);
	await maren.closes(panel);
	await expect(cards(maren, 'waiting')).toContainText('Venter på svar');

	// The caseworker hears of it where she is, and takes it along.
	await expect(kari.page.getByText('Samvær: 1 forslag venter på svar.')).toBeVisible();
	await kari.goesTo(room, 'visits');
	const card = cards(kari, 'waiting');
	await expect(card).toContainText('Maren foreslår');
	await expect(card).toContainText(/Foreslått:.*15–18/);
	await expect(card).toContainText(/Nå:.*16–18/);
	await expect(card).toContainText('Toget går kl. 18.30.');
	await kari.presses(card.getByRole('button', { name: 'Ta det med' }));
	await expect(card).toHaveCount(0);
	await expect(cards(maren, 'accepted')).toContainText('Kari Nygård tok det med.');
	await visits.allSeeDay([kari, maren], day, /15–18/);

	// A relative proposes for the emergency plan, and is told why not now.
	await gunnvor.goesTo(room, 'emergency');
	const contact = await emergency.opensLine(gunnvor, 'Isak');
	await gunnvor.presses(contact.getByRole('button', { name: 'Foreslå endring' }));
	const proposing = gunnvor.page.getByTestId('propose-contact');
	await gunnvor.presses(proposing.getByText('Svare på telefon'));
	await gunnvor.presses(proposing.getByRole('button', { name: 'Send forslag' }));
	await expect(proposing).toHaveCount(0);
	await emergency.closesLine(gunnvor);
	await expect(cards(gunnvor, 'waiting')).toHaveCount(1);
	await kari.goesTo(room, 'emergency');
	await kari.presses(cards(kari, 'waiting').getByRole('button', { name: 'Ikke nå …' }));
	await cards(kari, 'waiting')
		.getByLabel(/^Hvorfor ikke nå/)
		.fill('Isak vil spørres først.');
	await kari.presses(cards(kari, 'waiting').getByRole('button', { name: 'Send svaret' }));
	await expect(cards(gunnvor, 'declined')).toContainText('Isak vil spørres først.');
	await expect(kari.page.getByText('Tidligere forslag (1)')).toBeVisible();

	// A third is withdrawn while the caseworker looks at it.
	await kari.goesTo(room, 'visits');
	await maren.presses(maren.page.locator(`[data-testid="visit"][data-day="${day}"]`).getByRole('button'));
	await maren.presses(panel.getByRole('button', { name: 'Foreslå å avlyse' }));
	const change = maren.page.getByTestId('day-change');
	await change.getByLabel(/^Hvorfor\?/).fill('Jeg er på jobb.');
	await maren.presses(change.getByRole('button', { name: 'Send forslag' }));
	await maren.closes(panel);
	await expect(cards(kari, 'waiting')).toContainText('faller ut');
	await maren.presses(cards(maren, 'waiting').getByRole('button', { name: 'Trekk forslaget' }));
	await expect(cards(kari, 'waiting')).toHaveCount(0);
	await expect(cards(maren, 'withdrawn')).toHaveCount(1);

	for (const person of [kari, maren, gunnvor]) {
		expect(await person.hasNotReloaded()).toBe(true);
		expect(person.faults).toEqual([]);
	}
	await each([kari, maren, gunnvor], (person) => person.leaves());
});

test('a child asks whether somebody can help at night, takes it back, asks again, and sees each answer on the card', async ({
	browser
}) => {
	test.setTimeout(120_000);
	const { id: room } = roomWith(landsby);
	const [kari, child] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'tablet')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
	// Somebody waits beside the child's map: less of it is left for the card.
	await map.adds(kari, 'Isak Lie', 'Nabo');
	await child.comesInBy(
		(landsby.cli('invite', room, '--name', 'Sunniva', '--role', 'child') as { link: string }).link
	);
	await child.opensDoor('Kartet mitt');
	await map.childAdds(child, 'Berit', 'Helt nær');
	await each([kari, child], (person) => person.marksPage());
	const card = child.page.getByTestId('child-asks');
	const form = child.page.getByTestId('child-asks-form');
	const asks = async (button: string, why: string) => {
		await child.presses(card.getByRole('button', { name: button }));
		await form.getByLabel(/^Vil du si hvorfor/).fill(why);
		await child.presses(form.getByRole('button', { name: 'Spør om Berit kan være med' }));
		await expect(form).toHaveCount(0);
		await expect(card).toContainText('Vi venter på svar.');
	};

	// Asked, and taken back.
	await child.presses(child.page.getByTestId('child-help').getByRole('button', { name: 'Mer' }));
	await child.presses(card.getByRole('button', { name: 'Kan hjelpe om natta' }));
	await expect(form).toContainText('Alle i rommet kan få vite at du spør.');
	for (const button of await form.getByRole('button').all())
		expect(await targetSize(button)).toBeGreaterThanOrEqual(64);
	await child.presses(form.getByRole('button', { name: 'Ikke nå' }));
	await expect(card).toHaveAttribute('data-state', 'canAsk');
	await asks('Kan hjelpe om natta', '');
	await kari.goesTo(room, 'emergency');
	await expect(cards(kari, 'waiting')).toContainText('Sunniva foreslår: Berit');
	await child.presses(card.getByRole('button', { name: 'Ta det tilbake' }));
	await expect(cards(kari, 'waiting')).toHaveCount(0);
	await expect(card).toHaveAttribute('data-state', 'canAsk');

	// Not now, and why.
	await asks('Kan hjelpe om natta', 'Hun leser for meg.');
	const waiting = cards(kari, 'waiting');
	await expect(waiting).toContainText('Hun leser for meg.');
	await kari.presses(waiting.getByRole('button', { name: 'Ikke nå …' }));
	await waiting.getByLabel(/^Hvorfor ikke nå/).fill('Berit er bortreist til mandag.');
	await kari.presses(waiting.getByRole('button', { name: 'Send svaret' }));
	await expect(card).toContainText('Kari svarte: Ikke nå.');
	await expect(card).toContainText('«Berit er bortreist til mandag.»');
	// On a tablet that lies down what can be pressed next is in sight, all of it.
	await expect(card.getByRole('button', { name: 'Spør en gang til' })).toBeInViewport({ ratio: 1 });

	// Asked once more, and taken along: she stands in the plan, and has still to be asked herself.
	await asks('Spør en gang til', 'Hun er hjemme nå.');
	await kari.presses(waiting.getByRole('button', { name: 'Ta det med' }));
	await expect(card).toContainText('Kari sa ja.');
	await expect(card).toContainText('De voksne snakker med Berit om planen.');
	await expect(emergency.contacts(kari).filter({ hasText: 'Berit' })).toHaveCount(1);
	await emergency.writesAnswer(kari, 'Berit', 'yes');
	await expect(card).toContainText('Berit er med i planen.');
	await expect(card.getByRole('button')).toHaveCount(0);
	await expect(child.page.getByTestId('rescued'), 'what was sent is not given back').toHaveCount(0);

	for (const person of [kari, child]) {
		expect(await person.hasNotReloaded()).toBe(true);
		expect(person.faults).toEqual([]);
	}
	await each([kari, child], (person) => person.leaves());
});
