// Takes pictures of what several people in one room see while something happens to it: a lobby, a proposal, a lock, an
// offline page, a killed server, a refusal, the child's corner, a shared screen, a place that is taken away.
//
//   npm run pictures -- --states out
//
// Each state is taken on everybody's own device as it stands, light and dark, and in a window of 320; a desk on a tablet
// that lies down as well, a tablet on a phone.
import { join } from 'node:path';
import type { Browser, WebSocketRoute } from '@playwright/test';
import * as Y from 'yjs';
import { notesOf } from '#lib/meetings/document.ts';
import { CLOSE } from '#lib/room/protocol.ts';
import { connectTo } from '../../server/db/postgres.ts';
import * as emergency from '../e2e/journey/emergency.ts';
import * as map from '../e2e/journey/map.ts';
import * as meeting from '../e2e/journey/meeting.ts';
import { arrives, makesLink } from '../e2e/journey/inviting.ts';
import { Person } from '../e2e/journey/person.ts';
import * as visits from '../e2e/journey/visits.ts';
import { childSays } from '../e2e/journey/voice.ts';
import { connect, until } from '../support/client.ts';
import type { Landsby } from '../support/landsby.ts';

const names = ['kari', 'maren', 'gunnvor', 'child', 'trygve', 'odd', 'rune', 'silje'] as const;
type Name = (typeof names)[number];
/** States in which no page hears from the server. */
const unreachable = ['offline', 'killed', 'slow', 'many'];

/** @param folder where the pictures go, as `<state>-<who>-<light, dark, narrow, tablet or phone>.png` */
export async function takeStates(
	browser: Browser,
	landsby: Landsby,
	folder: string,
	stand: (page: Person['page'], reachable: boolean) => Promise<void>
): Promise<void> {
	const made = ['room', 'create', '--child', 'Sunniva Moen', '--by', 'kari@landsby.example'];
	const { id: room } = landsby.cli(...made) as { id: string };
	const at = (path: string) => `${landsby.origin}/rooms/${room}${path}`;
	const invite = (...who: string[]) =>
		landsby.cli('invite', room, ...who) as { participant: string; link: string };
	const [kari, maren, gunnvor, child, trygve, odd, rune, silje] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'phone'),
		Person.sitsDown(browser, 'phone'),
		Person.sitsDown(browser, 'tablet'),
		Person.sitsDown(browser, 'phone'),
		Person.sitsDown(browser, 'phone'),
		Person.sitsDown(browser, 'phone'),
		Person.sitsDown(browser, 'phone')
	]);
	const people: Record<Name, Person> = { kari, maren, gunnvor, child, trygve, odd, rune, silje };

	// Maren's wire can be cut: a device without a network keeps a connection to itself.
	let cut = false;
	const wires = new Set<WebSocketRoute>();
	await maren.page.routeWebSocket(/\/ws\//, (socket) => {
		if (cut) return void socket.close();
		wires.add(socket);
		socket.connectToServer();
	});

	async function snap(state: string, ...who: Name[]): Promise<void> {
		for (const name of who) {
			const { page } = people[name];
			const size = page.viewportSize();
			const take = async (look: string) => {
				await stand(page, look === 'light' && !unreachable.includes(state));
				const file = join(folder, `${state}-${name}-${look}.png`);
				await page.screenshot({ path: file });
				process.stdout.write(`${file}\n`);
			};
			await take('light');
			await page.emulateMedia({ colorScheme: 'dark' });
			await take('dark');
			await page.emulateMedia({ colorScheme: 'light' });
			if (size === null) continue;
			const others = [
				...(size.width > 1200 ? [['tablet', { width: 1180, height: 820 }] as const] : []),
				...(size.width > 400 ? [['phone', { width: 390, height: 844 }] as const] : []),
				['narrow', { width: 320, height: 700 }] as const
			];
			for (const [look, other] of others) {
				await page.setViewportSize(other);
				await take(look);
			}
			await page.setViewportSize(size);
		}
	}

	await kari.signsIn(landsby.origin, 'kari@landsby.example', 'landsby-demo');
	await kari.page.goto(at('/network'));
	await map.adds(kari, 'Isak Lie', 'Nabo');
	await kari.goesTo(room, 'visits');
	const day = visits.inDays(2);
	await visits.makesArrangement(kari, { with: 'Isak', first: day, place: 'Lekeparken', why: 'Savner deg.' });
	await kari.goesTo(room, 'emergency');
	await emergency.addsWhoCanCome(kari, 'Isak Lie');
	const marens = invite('--name', 'Maren', '--role', 'parent');
	await maren.comesInBy(marens.link);
	await child.comesInBy(invite('--name', 'Sunniva', '--role', 'child').link);

	// The lobby: she waits, they are asked.
	await kari.page.goto(at('/people'));
	await kari.presses(kari.page.getByRole('link', { name: 'Inviter' }));
	await kari.page.getByLabel('Hvem er det?').selectOption('new');
	await kari.page.getByLabel('Navnet deres').fill('Gunnvor');
	await kari.page.getByRole('radio', { name: /^Slekt/ }).check();
	await kari.page.getByRole('switch', { name: 'Spør etter en kode' }).check();
	await kari.presses(kari.button('Lag lenke'));
	const link = await kari.page.getByTestId('join-link').innerText();
	const code = await kari.page.getByTestId('spoken-code').innerText();
	await gunnvor.page.goto(link);
	await gunnvor.presses(gunnvor.page.getByRole('link', { name: 'Ja, det er meg' }));
	await snap('join-code', 'kari', 'gunnvor');
	await gunnvor.page.getByLabel('Kode, seks sifre').fill(code);
	await gunnvor.presses(gunnvor.page.locator('form[action*="enter"]').getByRole('button'));
	await gunnvor.page.waitForURL(/\/lobby\//);
	await kari.page.goto(at('/lobby'));
	await snap('lobby', 'kari', 'gunnvor');
	await kari.page.goto(at('/people'));
	const odds = await makesLink(kari, 'Odd');
	const runes = await makesLink(kari, 'Rune');
	const siljes = await makesLink(kari, 'Silje');
	await arrives(odd, odds.link);
	await arrives(rune, runes.link);
	await arrives(silje, siljes.link);
	await kari.page.goto(at('/lobby'));
	const row = (name: string) => kari.page.getByTestId('waiting-guest').filter({ hasText: name });
	await row('Silje').waitFor();
	await kari.presses(row('Odd').getByRole('button', { name: 'Ikke nå' }));
	await odd.page.getByText('Det er ikke åpent for deg akkurat nå.').waitFor();
	await snap('lobby-not-now', 'kari', 'odd');
	await snap('lobby-three', 'kari');
	await kari.presses(row('Rune').getByRole('button', { name: 'Steng ute' }));
	await rune.page.getByRole('heading', { name: 'Du er ikke lenger med i dette rommet.' }).waitFor();
	await snap('lobby-shut-out', 'rune');
	// A link that is taken back while somebody waits by it.
	await kari.page.goto(at('/people'));
	await kari.presses(kari.page.getByRole('link', { name: 'Silje' }));
	await kari.presses(kari.button('Avslutt lenken'));
	await silje.page.waitForURL(/\/join/);
	await snap('lobby-ended', 'silje', 'kari');
	await kari.page.goto(at('/lobby'));
	await kari.presses(row('Gunnvor').getByRole('button', { name: 'Slipp inn', exact: true }));
	await gunnvor.page.waitForURL(/\/rooms\//);
	await snap('lobby-empty', 'kari');
	await rune.page.goto(link);
	await snap('link-used', 'rune');
	await rune.page.goto(`${landsby.origin}/join/none-such`);
	await snap('link-dead', 'rune');

	// A proposal: made, waiting, answered.
	await maren.goesTo(room, 'visits');
	await maren.presses(maren.page.locator(`[data-testid="visit"][data-day="${day}"]`).getByRole('button'));
	const panel = maren.page.getByTestId('series-panel');
	await maren.presses(panel.getByRole('button', { name: 'Foreslå endring' }));
	const form = maren.page.getByTestId('propose-rule');
	await form.getByLabel('Fra kl.').fill('15:00');
	await form.getByLabel(/^Hvorfor\?/).fill('Toget går kl. 18.30.');
	await snap('proposing', 'maren');
	await maren.presses(form.getByRole('button', { name: 'Send forslag' }));
	await maren.closes(panel);
	await kari.page.goto(at('/visits'));
	await snap('proposed', 'maren', 'kari');
	await kari.presses(kari.button('Ikke nå …'));
	await kari.page.getByLabel(/^Hvorfor ikke nå/).fill('Isak vil spørres først.');
	await snap('answering', 'kari');
	await kari.presses(kari.button('Send svaret'));
	await snap('answered', 'maren', 'kari');

	// A child asks for somebody in the emergency plan, and is answered.
	await child.opensDoor('Kartet mitt');
	await map.childAdds(child, 'Berit', 'Helt nær');
	await snap('child-card', 'child');
	const asks = child.page.getByTestId('child-asks');
	await child.presses(child.page.getByTestId('child-help').getByRole('button', { name: 'Mer' }));
	await child.presses(asks.getByRole('button'));
	await child.page.getByLabel(/^Vil du si hvorfor/).fill('Hun leser for meg.');
	await snap('child-asking', 'child');
	await child.presses(child.button('Spør om Berit kan være med'));
	await asks.getByText('Vi venter på svar.').waitFor();
	await snap('child-asked', 'child');
	await kari.page.goto(at('/emergency?view=people'));
	await snap('child-asked', 'kari');
	await kari.presses(kari.button('Ikke nå …'));
	await kari.page.getByLabel(/^Hvorfor ikke nå/).fill('Berit er bortreist til mandag.');
	await kari.presses(kari.button('Send svaret'));
	await asks.getByText('Kari svarte: Ikke nå.').waitFor();
	await snap('child-answered', 'child');

	// Somebody proposes for the emergency plan.
	await gunnvor.page.goto(at('/emergency?view=people'));
	const line = await emergency.opensLine(gunnvor, 'Isak');
	await gunnvor.presses(line.getByRole('button', { name: 'Foreslå endring' }));
	await gunnvor.presses(gunnvor.page.getByTestId('propose-contact').getByText('Svare på telefon'));
	await snap('proposing-contact', 'gunnvor');
	await gunnvor.presses(gunnvor.button('Send forslag'));

	// A lock.
	await kari.page.goto(at('/people'));
	await kari.presses(kari.page.locator('summary', { hasText: 'Låste deler' }));
	await kari.page.getByRole('switch', { name: 'Nettverkskartet' }).check();
	await kari.presses(kari.button('Lagre låser'));
	await maren.goesTo(room, 'network');
	await maren.page.getByText('Kontaktpersonen har låst').first().waitFor();
	await snap('locked', 'kari', 'maren', 'gunnvor', 'child');
	await kari.page.getByRole('switch', { name: 'Nettverkskartet' }).uncheck();
	await kari.presses(kari.button('Lagre låser'));

	// A right that ends, and a lock, while somebody is in the middle of a form.
	const lets = async (what: string) => {
		await kari.page.goto(at('/people'));
		await kari.presses(kari.page.getByRole('link', { name: 'Gunnvor' }));
		await kari.page.getByLabel('Akuttplan', { exact: true }).selectOption({ label: what });
		await kari.presses(kari.button('Lagre hva som kan endres'));
	};
	await lets('kan endre');
	await gunnvor.page.goto(at('/emergency?view=people'));
	await gunnvor.presses(gunnvor.button('Legg til en som kan komme'));
	await gunnvor.presses(gunnvor.dialog.getByText('Berit', { exact: true }));
	await gunnvor.presses(gunnvor.dialog.getByText('Svare på telefon'));
	await lets('kan se');
	await gunnvor.page.locator('[data-testid="begun"][data-state="ended"]').waitFor();
	await snap('begun-ended', 'gunnvor', 'kari');
	await lets('kan endre sitt eget og foreslå');
	await gunnvor.page.locator('[data-testid="begun"][data-state="proposes"]').waitFor();
	await snap('begun-proposes', 'gunnvor');
	await gunnvor.presses(gunnvor.button('Avbryt'));
	await maren.presses(maren.button('Legg til').first());
	await maren.dialog.getByRole('textbox', { name: 'Navn' }).fill('Solveig Haug');
	const locks = (...sections: string[]) =>
		kari.context.request.post(`${at('/people')}?/locks`, {
			form: Object.fromEntries(sections.map((section) => [section, 'on'])),
			headers: { origin: landsby.origin },
			maxRedirects: 0
		});
	await child.presses(child.button('Tilbake'));
	await locks('people', 'voice');
	await maren.page.locator('[data-testid="begun"][data-state="ended"]').waitFor();
	await snap('begun-locked', 'maren');
	await child.page.getByTestId('stands-still').waitFor();
	await snap('voice-locked', 'child');
	await locks();
	await maren.presses(maren.button('Lukk').first());

	// Offline, then a killed server, then a refusal of what is not theirs any more.
	await maren.isSaved();
	cut = true;
	await maren.context.setOffline(true);
	for (const wire of wires) await wire.close();
	await map.adds(maren, 'Solveig Haug', 'Nabo');
	await snap('offline', 'maren');
	await kari.page.goto(at('/network'));
	for (const name of ['Nora Haug', 'Amund Haug']) await map.adds(kari, name, 'Nabo');
	await kari.isSaved();
	cut = false;
	await maren.context.setOffline(false);
	await maren.isSaved();
	await maren.button('Se hva').waitFor();
	await snap('back', 'maren');
	await maren.presses(maren.button('Se hva'));
	await snap('missed', 'maren');
	await maren.page.keyboard.press('Escape');
	await landsby.kill();
	await map.adds(maren, 'Turid Haug', 'Nabo');
	await snap('killed', 'maren', 'kari', 'gunnvor', 'child');
	landsby.cli('participant', 'set', marens.participant, '--role', 'relative');
	await landsby.start();
	await maren.page.getByTestId('refusal').waitFor({ timeout: 60_000 });
	await snap('refused', 'maren', 'kari', 'gunnvor', 'child');
	await maren.presses(maren.button('Send som forslag'));
	await snap('refused-sent', 'maren', 'kari');

	// The child's corner, closed and opened.
	await child.opensDoor('Det jeg vil si');
	await childSays(child, 'Lei meg', 'Jeg vil at hunden skal være med til Isak.');
	await snap('child-share', 'child');
	await child.presses(child.button('Legg det i hjørnet mitt'));
	await snap('corner-put', 'child');
	await child.presses(child.page.getByRole('link', { name: 'Til hjørnet mitt' }));
	await snap('corner', 'child');
	await child.presses(child.button(/^Det som ligger her/));
	await snap('corner-lies', 'child');
	await child.presses(child.button('Tilbake'));
	await child.presses(child.button('Hvem kan se hjørnet ditt?'));
	await child.presses(child.page.getByRole('radio', { name: /Kari/ }).locator('xpath=..'));
	await child.presses(child.button('Slik skal det være'));
	await child.page.getByText(/^Nå kan Kari/).waitFor();
	await snap('corner-opened', 'child');
	await kari.presses(kari.page.getByRole('link', { name: 'Barnets hjørne' }));
	await kari.page.getByTestId('kept').waitFor();
	await snap('corner-read', 'kari');

	// Who reads without being seen, and the letters.
	await trygve.comesInBy(invite('--name', 'Trygve', '--role', 'parent', '--hidden', 'on').link);
	await snap('hidden', 'trygve');
	await trygve.page.goto(at('/letter'));
	await trygve.presses(trygve.button('Skriv et brev'));
	await trygve.page.getByTestId('letter').getByRole('textbox').fill('Kan jeg sende en gave?');
	await snap('letter', 'trygve');
	await kari.page.goto(at('/staff'));
	await kari.presses(kari.button('Nytt notat'));
	await kari.page
		.getByTestId('staff-note')
		.getByRole('textbox', { name: 'Notat' })
		.fill('Ringe barnehagen på mandag.');
	await snap('staff', 'kari');
	await gunnvor.page.goto(at('/family'));
	await gunnvor.page.getByLabel('Nytt punkt').fill('Blåbærtur hver lørdag');
	await gunnvor.presses(gunnvor.button('Legg til'));
	await snap('family', 'gunnvor', 'kari');

	// As somebody else has it, and a place that is taken away.
	await kari.page.goto(at(`/people/${marens.participant}/as`));
	await snap('seen-as', 'kari');
	landsby.cli('participant', 'set', marens.participant, '--state', 'removed');
	await maren.page.getByRole('heading', { name: 'Du er ikke lenger med i dette rommet.' }).waitFor();
	await snap('withdrawn', 'maren');

	// Past a limit, on a phone.
	let refusing = 0;
	const open = new Set<{ close: (how: { code: number }) => Promise<void> }>();
	await gunnvor.page.routeWebSocket(/\/ws\//, (socket) => {
		if (refusing > 0) return void socket.close({ code: refusing });
		open.add(socket);
		socket.connectToServer();
	});
	await gunnvor.page.goto(at('/network'));
	await gunnvor.isSaved();
	for (const [state, why] of [
		['slow', CLOSE.tooSlow],
		['many', CLOSE.tooMany]
	] as const) {
		refusing = why;
		for (const socket of open) await socket.close({ code: why });
		await gunnvor.page
			.locator(`[data-testid="connection"][data-state="${state === 'slow' ? 'tooSlow' : 'tooMany'}"]`)
			.waitFor();
		await snap(state, 'gunnvor');
		refusing = 0;
		open.clear();
		await gunnvor.page.reload();
		await gunnvor.isSaved();
	}

	// Notes in which something stands that no page can show.
	await kari.page.goto(at('/meetings'));
	await meeting.makesMeeting(kari, 'Nettverksmøte', '2026-12-10');
	await kari.isSaved();
	const meetingId = new URL(kari.page.url()).pathname.split('/').at(-1) ?? '';
	const session = (await kari.context.cookies()).find(({ name }) => name === 'session');
	const hand = connect(
		`${landsby.origin.replace('http', 'ws')}/ws`,
		room,
		`session=${session?.value}`,
		landsby.origin
	);
	await until(() => hand.saved);
	const words = new Y.XmlElement('paragraph');
	words.insert(0, [new Y.XmlText('Silje henter på fredag.')]);
	notesOf(hand.doc, meetingId)?.insert(0, [words, new Y.XmlElement('drawing')]);
	await until(() => hand.saved);
	hand.leave();
	await gunnvor.page.goto(at(`/meetings/${meetingId}`));
	await meeting.turnsTo(gunnvor, 'Notater');
	await gunnvor.page.getByTestId('notes-words').waitFor();
	await snap('notes-strange', 'gunnvor');

	// A closed room.
	await kari.page.goto(at('/people'));
	await kari.isSaved();
	await kari.presses(kari.page.locator('summary', { hasText: 'Lukk rommet' }));
	await kari.presses(kari.button('Lukk rommet'));
	await kari.page.getByText('Rommet er lukket').first().waitFor();
	await snap('closed', 'kari');
	await gunnvor.page.goto(at('/emergency?view=people'));
	await snap('closed', 'gunnvor');
	for (const [state, path] of [
		['closed-home', '/child'],
		['closed-map', '/network'],
		['closed-say', '/child/voice'],
		['closed-corner', '/child/corner']
	] as const) {
		await child.page.goto(at(path));
		await snap(state, 'child');
	}
	await child.presses(child.button(/^Det som ligger her/));
	await snap('closed-lies', 'child');
	await kari.presses(kari.button('Åpne rommet igjen'));

	// Somebody's session ends while they write.
	await kari.page.goto(at('/network'));
	await kari.isSaved();
	const sql = connectTo(landsby.databaseUrl, { max: 1 });
	await sql`delete from sessions`;
	await sql.end();
	await landsby.kill();
	await map.adds(kari, 'Otto Berge', 'Nabo');
	await landsby.start();
	await kari.page.getByRole('heading', { name: /^Du er logget ut/ }).waitFor({ timeout: 60_000 });
	await snap('ended', 'kari');
	await Promise.all(names.map((name) => people[name].leaves()));
}
