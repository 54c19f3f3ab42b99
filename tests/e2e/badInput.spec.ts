// What people do by mistake, and others on purpose: each meets words that say what to do, keeps what was typed, and
// takes nothing from anybody else.
import { expect, test, type Locator } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { signIn } from '../support/signIn.ts';
import * as map from './journey/map.ts';
import { shownLink } from './journey/inviting.ts';
import { each, Person } from './journey/person.ts';

let landsby: Landsby;
let room: string;
test.beforeAll(async () => {
	landsby = await startLandsby();
	const made = landsby.cli(
		...['room', 'create', '--child', 'Sunniva', '--born', '2017', '--by', 'kari@landsby.example']
	) as { id: string };
	room = made.id;
});
test.afterAll(() => landsby.close());

const long = 'å'.repeat(10_000);
const script = `<img src=x onerror="globalThis.taken=1"><script>globalThis.taken=1</script>`;
const at = (path: string) => `${landsby.origin}${path}`;
const invite = (...who: string[]) => (landsby.cli('invite', room, ...who) as { link: string }).link;

/** Empty and far too long are answered in words; what was typed still stands there. */
async function answersInWords(field: Locator, send: () => Promise<void>, empty: RegExp, tooLong: RegExp) {
	const page = field.page();
	await field.fill('');
	await send();
	await expect(page.getByText(empty).first()).toBeVisible();
	await field.fill(long);
	await send();
	await expect(page.getByText(tooLong).first()).toBeVisible();
	await expect(field).toHaveValue(long);
}

test('a name that is empty, endless or a script meets words in every form, and is never run', async ({
	browser
}) => {
	const kari = await Person.sitsDown(browser, 'desk');
	const maren = await Person.sitsDown(browser, 'phone');
	const child = await Person.sitsDown(browser, 'tablet');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await maren.comesInBy(invite('--name', 'Maren Lund', '--role', 'parent'));
	await child.comesInBy(invite('--name', 'Sunniva', '--role', 'child'));
	await maren.page.goto(at(`/rooms/${room}/network`));
	await map.looksAtMap(maren);
	const { page } = kari;

	await test.step('the map', async () => {
		await page.goto(at(`/rooms/${room}/network`));
		await kari.presses(kari.button('Legg til').first());
		const form = page.getByTestId('add-person');
		await answersInWords(
			form.getByRole('textbox', { name: 'Navn' }),
			() => kari.presses(kari.button('Neste: hvor nær?')),
			/Skriv et navn/,
			/Navnet er for langt/
		);
		await form.getByRole('textbox', { name: 'Navn' }).fill(script);
		await kari.presses(kari.button('Ferdig'));
		await expect(map.onMapOf(maren, '<img src=x')).toBeAttached();
	});

	await test.step('the child’s map', async () => {
		await child.opensDoor('Kartet mitt');
		await child.presses(child.button('Legg til'));
		await answersInWords(
			child.dialog.getByRole('textbox', { name: 'Navn' }),
			() => child.presses(child.dialog.getByRole('button', { name: 'Neste' })),
			/Skriv et navn/,
			/Navnet er for langt/
		);
	});

	await test.step('the emergency plan', async () => {
		await page.goto(at(`/rooms/${room}/emergency?view=people`));
		await kari.presses(kari.button('Legg til den første'));
		const form = page.getByTestId('add-contact');
		await answersInWords(
			form.getByLabel('Ikke på kartet? Skriv navnet'),
			() => kari.presses(kari.dialog.getByRole('button', { name: 'Legg til', exact: true })),
			/Velg hvem det er/,
			/Navnet er for langt/
		);
	});

	await test.step('an invitation', async () => {
		await page.goto(at(`/rooms/${room}/people?invite`));
		const send = () => kari.presses(kari.button('Lag lenke'));
		// Without scripts all fields stand there; with them only those that are needed.
		await expect(page.getByRole('textbox', { name: 'Navnet deres' })).toHaveCount(0);
		await page.getByLabel('Hvem er det?').selectOption('En som ikke står på kartet');
		await page.getByRole('radio', { name: /^Slekt/ }).check();
		await answersInWords(
			page.getByRole('textbox', { name: 'Navnet deres' }),
			send,
			/Skriv navnet på den du inviterer/,
			/Navnet er for langt/
		);
		await page.getByRole('textbox', { name: 'Navnet deres' }).fill(`${script} to`);
		await send();
		await expect(page.getByTestId('shown-link')).toContainText(script);
	});

	await test.step('a new room', async () => {
		await page.goto(at('/rooms/new'));
		await page.getByLabel(/^År/).fill('2018');
		await answersInWords(
			page.getByLabel('Navnet barnet bruker'),
			() => kari.presses(kari.button('Neste')),
			/Skriv navnet barnet bruker/,
			/Navnet er for langt/
		);
	});

	// Nobody was put anywhere by what was refused, and nothing was run on any screen.
	await page.goto(at(`/rooms/${room}/network?view=list`));
	await expect(page.getByTestId('person-list').getByRole('row')).toHaveCount(4);
	for (const person of [kari, maren, child]) {
		expect(await person.page.evaluate(() => Reflect.get(globalThis, 'taken') === undefined)).toBe(true);
		expect(person.faults).toEqual([]);
		await person.leaves();
	}
});

test('an unknown, used-up, foreign or malformed link says what to do, and the good one still works', async ({
	browser
}) => {
	const [gunnvor, stranger] = [
		await Person.sitsDown(browser, 'phone'),
		await Person.sitsDown(browser, 'phone')
	];
	const good = invite('--name', 'Gunnvor', '--role', 'relative');
	const token = good.slice(good.lastIndexOf('/') + 1);
	const { page } = stranger;

	for (const dead of [
		`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
		'not-a-link',
		`${token}%00`,
		'x'.repeat(5_000)
	]) {
		await page.goto(at(`/join/${dead}`));
		await expect(page.getByText('Denne lenken virker ikke lenger').first()).toBeVisible();
		await expect(page.getByText('Gunnvor')).toHaveCount(0);
	}
	await page.context().clearCookies();
	await page.goto(at('/join'));
	for (const foreign of ['https://other.example/rooms', 'hei på deg', '']) {
		await page.getByLabel('Lenken din').fill(foreign);
		await stranger.presses(stranger.button('Åpne'));
		await expect(page.getByText('Vi finner ingen lenke i det du skrev').first()).toBeVisible();
	}

	await gunnvor.comesInBy(good);
	await page.goto(good);
	await expect(page.getByText('Denne lenken er i bruk på en annen enhet')).toBeVisible();
	await expect(page.getByText('Gunnvor')).toHaveCount(0);
	// A link of somebody else does not take the place of the one who sits here.
	await gunnvor.page.goto(invite('--name', 'Arne', '--role', 'relative'));
	await gunnvor.page.goto(at(`/rooms/${room}`));
	await expect(gunnvor.page.getByText('Gunnvor').first()).toBeAttached();
	await gunnvor.page.goto(good);
	await expect(gunnvor.page).toHaveURL(new RegExp(`/rooms/${room}`));
	for (const person of [gunnvor, stranger]) {
		expect(person.faults).toEqual([]);
		await person.leaves();
	}
});

test('two tabs take the same person away while a third changes them; taking that back brings every word', async ({
	browser
}) => {
	const tabs = await Promise.all(
		['desk', 'desk', 'desk'].map(async () => {
			const person = await Person.sitsDown(browser, 'desk');
			await signIn(person.context, landsby, 'kari@landsby.example');
			await person.page.goto(at(`/rooms/${room}/network?view=map`));
			await map.looksAtMap(person);
			return person;
		})
	);
	const [one, two, third] = tabs as [Person, Person, Person];
	await map.adds(one, 'Berit Sørhaug', 'Besteforelder');
	await map.allSeeOnMap(tabs, 'Berit', /besteforelder/);
	const card = await map.looksAt(third, 'Berit');
	const words = card.getByLabel(/^Sunnivas ord om/);
	await words.click();

	// Without a server none hears of the others: all three do their own.
	await each(tabs, (tab) => tab.isSaved());
	await landsby.kill();
	for (const { page } of tabs)
		await expect(page.getByTestId('connection')).not.toHaveAttribute('data-state', 'saved');
	await Promise.all([map.takesAway(one, 'Berit'), map.takesAway(two, 'Berit')]);
	await words.pressSequentially('Hun lager vafler.');
	// A message stays while somebody points at it.
	await one.page.getByTestId('toast').hover();
	await landsby.start();
	// Whoever takes back a removal takes back what they have heard of: each must have heard of the others first.
	await each(tabs, (tab) => tab.isSaved());
	await map.nobodySeesOnMap(tabs, 'Berit');

	await map.takesThatBack(one);
	await map.allSeeOnMap(tabs, 'Berit', /besteforelder/);
	for (const tab of tabs) {
		await expect((await map.looksAt(tab, 'Berit')).getByLabel(/^Sunnivas ord om/)).toHaveValue(
			'Hun lager vafler.'
		);
		expect(tab.faults).toEqual([]);
		await tab.leaves();
	}
});

test('a form that is posted twice makes one room, and one place with a link that works', async ({
	browser
}) => {
	const kari = await Person.sitsDown(browser, 'desk');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	const { page } = kari;
	await page.goto(at(`/rooms/${room}/people?invite`));
	await page.getByLabel('Hvem er det?').selectOption('En som ikke står på kartet');
	await page.getByRole('textbox', { name: 'Navnet deres' }).fill('Torill Berg');
	await page.getByRole('radio', { name: /^Slekt/ }).check();
	await kari.button('Lag lenke').dblclick();
	const link = await shownLink(kari);
	await page.goto(at(`/rooms/${room}/people`));
	await expect(page.getByRole('rowheader', { name: /Torill Berg/ })).toHaveCount(1);
	await page.goto(at(`/rooms/${room}/network?view=list`));
	await expect(page.getByRole('row', { name: /^Torill Berg/ })).toHaveCount(1);
	const torill = await Person.sitsDown(browser, 'phone');
	await torill.isLetInBy(kari, link);
	await torill.leaves();

	const sent = await page.evaluate(async (origin) => {
		const form = new DOMParser().parseFromString(await (await fetch('/rooms/new')).text(), 'text/html');
		const data = new FormData(
			form.querySelector<HTMLFormElement>('form[method="post" i]:has([name="room"])')!
		);
		for (const [name, value] of Object.entries({
			name: 'Tvilling',
			year: '2018',
			template: 'networkMeeting',
			step: '4',
			go: 'create'
		}))
			data.set(name, value);
		const post = () =>
			fetch(`${origin}/rooms/new`, {
				method: 'POST',
				body: data,
				headers: { Accept: 'text/html' },
				redirect: 'manual'
			});
		return (await Promise.all([post(), post()])).map(({ type, status }) => ({ type, status }));
	}, landsby.origin);
	expect(sent).toEqual([
		{ type: 'opaqueredirect', status: 0 },
		{ type: 'opaqueredirect', status: 0 }
	]);
	const rooms = landsby.cli('room', 'list') as { child: string }[];
	expect(rooms.filter(({ child }) => child === 'Tvilling')).toHaveLength(1);
	expect(kari.faults).toEqual([]);
	await kari.leaves();
});
