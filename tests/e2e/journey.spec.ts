// The main job, end to end: a caseworker at a wide screen, the child at a tablet, a parent at a phone, and a relative
// who may see less, in one room at the same time. Each changes all that is theirs to change; the server is killed in
// the middle; the plan is published and holds everything.
import { expect, test } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import * as emergency from './journey/emergency.ts';
import { seesEverything } from './journey/fresh.ts';
import { invitesCarer, shownLink } from './journey/inviting.ts';
import * as map from './journey/map.ts';
import * as meeting from './journey/meeting.ts';
import { each, Person } from './journey/person.ts';
import { givesOutPlan, storedVersion } from './journey/plan.ts';
import * as visits from './journey/visits.ts';
import * as voice from './journey/voice.ts';
import { agreed, careWords, inPlan, notes } from './journey/words.ts';

// Pictures of four screens at every step would take longer than the journey; a failure shows the page as it was.
test.use({
	trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false, sources: false },
	screenshot: 'only-on-failure'
});

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

test('caseworker, child and parent work in one room, the server dies, and nothing anybody saw is lost', async ({
	browser
}) => {
	test.setTimeout(240_000);
	const { id: room } = landsby.cli(
		...['room', 'create', '--child', 'Sunniva', '--born', '2017', '--by', 'kari@landsby.example']
	) as { id: string };
	const invite = (...who: string[]) => (landsby.cli('invite', room, ...who) as { link: string }).link;
	const childLink = invite('--name', 'Sunniva', '--role', 'child');
	const relativeLink = invite('--name', 'Gunnvor', '--role', 'relative');

	const [kari, child, maren, gunnvor] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'tablet'),
		Person.sitsDown(browser, 'phone'),
		Person.sitsDown(browser, 'phone')
	]);
	const adults = [kari, maren, gunnvor];
	const everybody = [kari, child, maren, gunnvor];

	await test.step('the caseworker signs in, writes the mother into the emergency plan and invites her', async () => {
		await kari.signsIn(landsby.origin, 'kari@landsby.example', 'landsby-demo');
		await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
		await map.adds(kari, 'Maren Lund', 'Mamma');
		await kari.goesTo(room, 'emergency');
		await emergency.addsWhoCanCome(kari, 'Maren Lund');
		await kari.isSaved();
		await kari.goesTo(room, 'people');
		await invitesCarer(kari, 'Maren Lund, mamma', 'Forelder');
	});

	await test.step('a preview of the link uses nothing up; child, mother and grandmother come in by theirs', async () => {
		const link = await shownLink(kari);
		for (let times = 0; times < 3; times += 1) await kari.context.request.get(link, { maxRedirects: 0 });
		await Promise.all([
			child.comesInBy(childLink),
			maren.isLetInBy(kari, link),
			gunnvor.comesInBy(relativeLink)
		]);
		await expect(child.page).toHaveURL(/\/child$/);
	});

	await test.step('three write the map at the same moment, and each sees the others’', async () => {
		await Promise.all([
			child.opensDoor('Kartet mitt'),
			...adults.map((person) => person.goesTo(room, 'network'))
		]);
		await each(everybody, map.looksAtMap);
		await Promise.all([
			map.adds(kari, 'Berit Sørhaug', 'Besteforelder'),
			map.adds(maren, 'Solveig Haug', 'Nabo'),
			map.childAdds(child, 'Nora', 'Helt nær')
		]);
		await map.allSeeOnMap(adults, 'Berit Sørhaug', /besteforelder, nær/);
		await map.allSeeOnMap(adults, 'Solveig Haug', /nabo, nær/);
		// Where somebody stands is said on one's own map: on the other they wait for a place.
		await map.allSeeOnMap([child], 'Nora', /helt nær/);
		await map.allSeeWaiting([child], 'Berit');
		await map.allSeeWaiting([child], 'Solveig');
		await map.allSeeWaiting(adults, 'Nora');
	});

	await test.step('each moves somebody, and the grandmother only herself', async () => {
		await Promise.all([
			map.movesTo(kari, 'Berit Sørhaug', 'Helt nær'),
			map.movesTo(maren, 'Solveig Haug', 'Litt lenger unna'),
			map.childMovesTo(child, 'Nora', 'Nær'),
			map.movesTo(gunnvor, 'Gunnvor', 'Langt unna')
		]);
		await map.allSeeOnMap(adults, 'Berit Sørhaug', /helt nær/);
		await map.allSeeOnMap(adults, 'Solveig Haug', /litt lenger unna/);
		await map.allSeeOnMap([child], 'Nora', /, nær/);
		await map.allSeeOnMap(adults, 'Gunnvor', /langt unna/);
		await map.allSeeWaiting(adults, 'Nora');
		await expect(gunnvor.button('Legg til')).toHaveCount(0);
	});

	await test.step('each draws a tie; the child’s map shows the child’s own', async () => {
		await Promise.all([
			map.drawsTie(kari, { from: 'Berit', to: 'Solveig', quality: 'svakt', saidBy: 'Møtet' }),
			map.drawsTie(maren, { from: 'Maren', to: 'Solveig', quality: 'nært', saidBy: 'Jeg' }),
			map.childDrawsTie(child, 'Nora', 'Sunniva', 'Nært')
		]);
		await map.allSeeOnMap(adults, 'Solveig Haug', /2 bånd/);
		await map.nobodySeesOnMap([child], 'Solveig Haug');
		await map.allSeeOnMap([child], 'Nora', /1 bånd/);
		await map.nobodySeesOnMap(adults, 'Nora');
	});

	await test.step('what somebody takes away is gone everywhere, and back everywhere when they take that back', async () => {
		await map.adds(maren, 'Feil Navn');
		await map.allSeeOnMap(adults, 'Feil Navn', /nær/);
		await map.allSeeWaiting([child], 'Feil');
		await Promise.all([map.takesAway(maren, 'Feil Navn'), map.takesAway(kari, 'Berit')]);
		await map.nobodySeesOnMap(everybody, 'Feil Navn');
		await map.nobodySeesOnMap(everybody, 'Berit');
		await map.takesThatBack(kari);
		await map.allSeeOnMap(adults, 'Berit Sørhaug', /helt nær/);
		await map.allSeeWaiting([child], 'Berit');
		await map.changesWords(kari, 'Berit', 'Hun lager vafler.');
		await each([kari, maren], (person) => person.isSaved());
	});

	await test.step('the emergency plan: who can come, in which order, what each says; the mother her own line only', async () => {
		await each(adults, async (person) => {
			await person.goesTo(room, 'emergency');
			await emergency.looksAtView(person, 'Folk');
		});
		await child.page.goto(`${landsby.origin}/rooms/${room}/emergency`);
		await emergency.addsWhoCanCome(kari, 'Solveig Haug');
		await emergency.writesAnswer(kari, 'Solveig', 'Ja');
		await emergency.movesUp(kari, 'Solveig');
		await emergency.ticks(maren, 'Maren', 'Kjøre');
		await emergency.writesOwnWords(maren, 'Maren', 'Jeg kommer med en gang.');
		await emergency.allSeeOrder(adults, ['Solveig', 'Maren']);
		await each([kari, gunnvor], async (person) => {
			await expect(emergency.contacts(person).nth(1)).toContainText('kjører');
			await emergency.reads(person, 'Maren', 'Jeg kommer med en gang.');
		});
		await expect(child.page.getByTestId('who-comes')).toContainText('Solveig');
		await each([maren, gunnvor], (person) =>
			expect(person.button(/^Legg til en som kan komme/)).toHaveCount(0)
		);
	});

	await test.step('what to know about the child is for all; numbers and health only for those who care', async () => {
		await each(adults, (person) => emergency.closesLine(person));
		await emergency.writesNumber(maren, 'Solveig', '+47 00 00 00 42', '4');
		await emergency.closesLine(maren);
		await each(adults, (person) => emergency.looksAtView(person, 'Om Sunniva'));
		await emergency.writesAbout(kari, 'Rolig av', 'Å høre på regnet');
		await emergency.writesCare(maren);
		await emergency.allReadAbout(adults, 'Rolig av', 'Å høre på regnet');
		await emergency.readsCare(kari);
		await expect(emergency.care(gunnvor)).toHaveCount(0);
		await emergency.looksAtView(kari, 'Folk');
		await expect(emergency.contacts(kari).first()).toContainText('00 00 00 42');
		await expect(emergency.contacts(kari).first()).toContainText('4 min');
		await each([kari, maren], (person) => person.isSaved());
	});

	await test.step('visits: an arrangement and another day for once; the child counts nights', async () => {
		await each(adults, (person) => person.goesTo(room, 'visits'));
		await child.opensDoor('Hvem kommer?');
		const [first, instead] = [visits.inDays(2), visits.inDays(3)];
		await visits.makesArrangement(kari, { with: 'Berit', first, place: 'På biblioteket', why: 'Vafler' });
		await visits.allSeeDay(adults, first, /På biblioteket/);
		await visits.childSees(child, 'Sove 2 ganger, så kommer Berit');
		await visits.movesDay(kari, first, instead, 'Berit skal til legen');
		await visits.allSeeDay(adults, instead, /Fordi: Berit skal til legen/);
		await visits.childSees(child, 'Sove 3 ganger, så kommer Berit');
		await each([maren, gunnvor], (person) => expect(person.button('Ny avtale')).toHaveCount(0));
	});

	await test.step('a meeting: everybody adds to the agenda, to what is agreed, to the tasks', async () => {
		await each(adults, (person) => person.goesTo(room, 'meetings'));
		await meeting.makesMeeting(kari, 'Møte om hverdagen', visits.inDays(14));
		await child.opensDoor('Møtet');
		await child.presses(child.page.getByRole('link', { name: 'Åpne møtet' }));
		await each([maren, gunnvor], (person) => meeting.opensMeeting(person, 'Møte om hverdagen'));
		await each([kari, maren, child], async (person) => {
			const mine = [kari, maren, child].indexOf(person);
			for (const list of ['agenda', 'agreements', 'tasks'] as const)
				await meeting.adds(person, list, agreed[list][mine] ?? '');
		});
		for (const list of ['agenda', 'agreements', 'tasks'] as const)
			await meeting.allHave(everybody, list, agreed[list]);
		await meeting.gives(kari, 'Maren vasker sekken', 'Maren Lund', visits.inDays(7));
		await each([maren, child, gunnvor], (person) =>
			expect(person.page.getByRole('listitem').filter({ hasText: 'Maren vasker sekken' })).toContainText(
				'Maren Lund, innen'
			)
		);
		await meeting.ticksDone(child, 'Sunniva tegner kartet');
		await meeting.allSeeDone(everybody, 'tasks', 'Sunniva tegner kartet');
	});

	await test.step('three type the notes at the same moment; the server is killed and started; nobody loads anew', async () => {
		await each(everybody, async (person) => {
			await person.marksPage();
			await meeting.turnsTo(person, 'Notater');
			await meeting.notes(person).press('Control+End');
		});
		const writers = [kari, maren, child];
		const typing = writers.map((person, mine) => meeting.types(person, `${notes[mine] ?? ''} `));
		await meeting.allReadInNotes([gunnvor], ['Kari', 'Maren', 'Sunniva']);
		await landsby.kill();
		const seen = await meeting.written(gunnvor);
		await Promise.all(typing);
		await meeting.adds(maren, 'agreements', 'Skrevet uten server');
		await expect(kari.page.getByTestId('connection')).not.toHaveAttribute('data-state', 'saved');
		await expect(gunnvor.page.getByText('Skrevet uten server')).toHaveCount(0);
		await landsby.start();
		await each(adults, (person) => person.isSaved());
		await meeting.turnsTo(maren, 'Notater');
		await meeting.allReadInNotes(everybody, notes);
		expect(meeting.holds(await meeting.written(gunnvor), seen), `“${seen}” was seen before the kill`).toBe(
			true
		);
		await meeting.allHave(everybody, 'agreements', [...agreed.agreements, 'Skrevet uten server']);
	});

	await test.step('the child says how it is, and everybody hears it', async () => {
		await child.opensDoor('Det jeg vil si');
		await voice.childSays(child, 'Lei meg', 'Jeg vil at hunden skal være med.');
		await each(adults, (person) => person.goesTo(room, ''));
		await expect(kari.page.getByTestId('voice-quote')).toHaveCount(0);
		await voice.childShares(child);
		await voice.allHear(adults, 'Lei meg', 'Jeg vil at hunden skal være med.');
	});

	await test.step('nobody had to load a page anew, and care was sent to those who care, never to anybody else', async () => {
		for (const person of everybody) expect(await person.hasNotReloaded()).toBe(true);
		for (const words of careWords) {
			expect(await kari.wasEverSent(words), `${words} reached the caseworker`).toBe(true);
			for (const person of [child, gunnvor]) expect(await person.wasEverSent(words), words).toBe(false);
		}
		for (const person of [child, gunnvor]) {
			expect(person.sockets.some((address) => address.endsWith(room))).toBe(true);
			// The child has a corner of its own, and nobody else has opened anything but the room.
			const own = person === child ? `${room}.child` : room;
			expect(person.sockets.filter((address) => !address.endsWith(room) && !address.endsWith(own))).toEqual(
				[]
			);
		}
	});

	await test.step('the meeting is closed; each reads the plan, the grandmother without what is not hers', async () => {
		await kari.goesTo(room, 'meetings');
		await meeting.opensMeeting(kari, 'Møte om hverdagen');
		await givesOutPlan(kari, 1, 'Sunniva var med hele tiden.');
		await each([maren, gunnvor], async (person) => {
			await person.goesTo(room, 'plan');
			for (const words of [...agreed.agreements, 'Skrevet uten server', 'Jeg vil at hunden skal være med.'])
				await expect(person.page.getByText(words).first()).toBeVisible();
		});
		await expect(maren.page.getByText('Tåler ikke penicillin')).toBeVisible();
		await expect(gunnvor.page.getByRole('main')).not.toContainText('penicillin');
		for (const words of careWords) expect(await gunnvor.wasEverSent(words), words).toBe(false);
	});

	for (const { faults } of everybody) expect(faults).toEqual([]);
	await each(everybody, (person) => person.leaves());

	await test.step('with every browser closed, a fresh one sees everything', async () => {
		const fresh = await Person.sitsDown(browser, 'desk');
		await fresh.signsIn(landsby.origin, 'kari@landsby.example', 'landsby-demo');
		await fresh.page.goto(`${landsby.origin}/rooms/${room}`);
		await seesEverything(fresh, room);
		expect(fresh.faults).toEqual([]);
		await fresh.leaves();
	});

	await test.step('the published version stands in PostgreSQL as its hashes say, with everything anybody saw', async () => {
		const { numbers, genuine, parts } = await storedVersion(landsby.databaseUrl, room);
		expect(numbers).toEqual([1]);
		expect(genuine).toBe(true);
		for (const words of careWords) {
			expect(parts.care).toContain(words);
			expect(parts.room).not.toContain(words);
		}
		for (const words of inPlan) expect(parts.room).toContain(words);
		expect(parts.room).not.toContain('Feil Navn');
	});
});
