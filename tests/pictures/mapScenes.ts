// What can be asked of the map of a demo room and done beside it, with two caseworkers and the child in the room: each
// scene begins with a page of its own, and is played only where one of its pictures is wanted.
import type { Browser, WebSocketRoute } from '@playwright/test';
import * as Y from 'yjs';
import { EDIT } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { connectTo } from '../../server/db/postgres.ts';
import * as map from '../e2e/journey/map.ts';
import { Person } from '../e2e/journey/person.ts';
import { connect, until } from '../support/client.ts';
import type { Landsby } from '../support/landsby.ts';
import type { Camera } from './camera.ts';

/** Three contacts: one is new, two have the name of somebody on the map. */
const contacts = [
	['Berit Sørhaug', '00000699'],
	['Torill Mo', '00000698'],
	['Jørgen Wilhelm Fearnley-Kristoffersen', '00000697']
]
	.map(([name = '', number = '']) =>
		['BEGIN:VCARD', 'VERSION:3.0', `FN:${name}`, `TEL;TYPE=CELL:${number}`, 'END:VCARD', ''].join('\r\n')
	)
	.join('');

interface Scene {
	readonly states: readonly string[];
	readonly play: () => Promise<void>;
}

/** @param camera takes the pictures that are wanted */
export async function takeMapScenes(
	browser: Browser,
	landsby: Landsby,
	{ wants, snap }: Camera
): Promise<void> {
	const room = await landsby.demoRoom('A');
	const at = (path: string) => `${landsby.origin}/rooms/${room}/${path}`;
	const sql = connectTo(landsby.databaseUrl, { max: 1 });
	const [ylva] = await sql<{ id: string }[]>`
		select id from participants where room_id = ${room} and role = 'child'`;
	await sql.end();
	const [kari, wenche, child, maren] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'tablet'),
		Person.sitsDown(browser, 'phone')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await wenche.isSignedIn(landsby, 'wenche@landsby.example');
	await child.isSignedIn(landsby, ylva?.id ?? '');
	await maren.comesInBy(
		(landsby.cli('invite', room, '--name', 'Maren', '--role', 'relative') as { link: string }).link
	);
	// Kari's wire can be cut: a device without a network keeps a connection to itself.
	let cut = false;
	const wires = new Set<WebSocketRoute>();
	await kari.page.routeWebSocket(/\/ws\//, (socket) => {
		if (cut) return void socket.close();
		wires.add(socket);
		socket.connectToServer();
	});
	const goes = async (person: Person, path: string) => {
		await person.page.goto(at(path));
		// A child is told of the connection only when something is wrong with it.
		if (person === child) await child.page.getByTestId('network-map').waitFor();
		else await person.isSaved();
	};
	const locks = (...sections: string[]) =>
		kari.context.request.post(`${at('people')}?/locks`, {
			form: Object.fromEntries(sections.map((section) => [section, 'on'])),
			headers: { origin: landsby.origin },
			maxRedirects: 0
		});
	const adds = async (way: string) => {
		await goes(kari, 'network?view=map');
		await kari.presses(kari.button('Legg til').first());
		await kari.presses(kari.dialog.getByRole('button', { name: way }));
	};
	await goes(wenche, 'network?view=map');

	/** Two who write in one field of one card. */
	async function inOneField(window: { width: number; height: number }, widths: readonly [number, number]) {
		await kari.page.setViewportSize(window);
		const fields = [];
		for (const one of [kari, wenche]) {
			await goes(one, 'network?view=map');
			const card = await map.looksAt(one, 'Hanne');
			await one.presses(card.getByRole('button', { name: 'Flytt', exact: true }));
			if (one === kari) {
				const ring = card.getByRole('radio').first();
				await snap('card-move', kari, { before: () => ring.scrollIntoViewIfNeeded(), widths });
			}
			await one.presses(card.getByRole('button', { name: 'Endre', exact: true }));
			fields.push(card.getByRole('textbox', { name: 'Navn', exact: true }));
		}
		const [mine, hers] = fields;
		if (!mine || !hers) throw new Error('both have the card');
		const how = { before: () => mine.scrollIntoViewIfNeeded(), widths };
		await snap('card-edit', kari, how);
		await hers.focus();
		await kari.page.getByText('Wenche skriver her').waitFor();
		await snap('in-use', kari, how);
		// However slow the machine: both write at the same time.
		await Promise.all([kari, wenche].map(({ page }) => page.clock.setFixedTime(new Date())));
		await mine.fill('Hanne Hansen');
		await until(async () => (await hers.inputValue()) === 'Hanne Hansen');
		await hers.fill('Hanne Olsen');
		await kari.page.getByText(/Du skrev «Hanne Hansen»/).waitFor();
		await snap('clash', kari, how);
		await kari.presses(kari.button('Greit'));
		await snap('clash-after', kari, how);
		await hers.fill('Hanne Olsen Berg');
		await hers.blur();
	}

	const scenes: readonly Scene[] = [
		{
			states: ['helpers', 'consented', 'missed', 'gaps'],
			play: async () => {
				await goes(kari, 'network?view=map');
				const question = kari.page.getByTestId('look-for');
				for (const [state, asked] of [
					['helpers', { label: 'Sove over' }],
					['consented', 'consent'],
					['missed', 'missed'],
					['gaps', 'gaps']
				] as const) {
					await question.selectOption(asked);
					await snap(state, kari);
				}
			}
		},
		{
			states: ['quick-add'],
			play: async () => {
				await adds('Skriv mange på rad');
				const name = kari.dialog.getByRole('textbox', { name: 'Navn' });
				for (const each of ['Torill, mormor', 'Signe', 'Berit Sørhaug']) {
					await name.fill(each);
					await name.press('Enter');
				}
				await snap('quick-add', kari);
				for (let steps = 0; steps < 3; steps += 1)
					await kari.presses(kari.dialog.getByTestId('quick-added').getByRole('button').first());
			}
		},
		{
			states: ['import-file', 'import-wrong', 'import'],
			play: async () => {
				await adds('Hent fra en kontaktfil');
				await snap('import-file', kari);
				const file = kari.page.getByLabel('Kontaktfil', { exact: true });
				const chooses = (content: string) =>
					file.setInputFiles({
						name: 'kontakter.vcf',
						mimeType: 'text/vcard',
						buffer: Buffer.from(content)
					});
				await chooses(contacts.slice(0, -20));
				await snap('import-wrong', kari);
				await chooses(contacts);
				await kari.dialog.getByTestId('candidate').first().waitFor();
				await kari.dialog.getByRole('checkbox').first().check();
				await snap('import', kari);
			}
		},
		{
			states: ['compare', 'compare-before'],
			play: async () => {
				await goes(kari, 'network/compare?since=1');
				await snap('compare', kari);
				await kari.page.getByRole('slider').fill('0');
				await snap('compare-before', kari);
			}
		},
		{
			states: ['both', 'list-card', 'list-unfolded', 'list-foot', 'family-card'],
			play: async () => {
				await goes(kari, 'network?view=both');
				await snap('both', kari);
				await goes(kari, 'network?view=list');
				await snap('list-foot', kari, {
					before: () => kari.page.getByTestId('agreement').scrollIntoViewIfNeeded()
				});
				// Only where a person is a card.
				await kari.page.setViewportSize({ width: 390, height: 844 });
				await kari.presses(kari.button(/^Mer om Berit/).first());
				await snap('list-unfolded', kari);
				await goes(kari, 'network?view=family');
				await kari.presses(
					kari.page
						.getByTestId('family-in-words')
						.getByRole('button', { name: /^Maren/ })
						.first()
				);
				await snap('family-card', kari);
			}
		},
		{
			states: ['out', 'agree', 'layout'],
			play: async () => {
				await goes(kari, 'network?view=map');
				await kari.presses(kari.page.locator('summary', { hasText: 'Ta med ut' }));
				await snap('out', kari);
				await kari.page.keyboard.press('Escape');
				await kari.presses(kari.button(/^(Endre|Skriv) avtalen/));
				await snap('agree', kari);
				await kari.page.keyboard.press('Escape');
				// On a phone the button stands elsewhere, and the form begins anew.
				for (const [width, widths] of [
					[390, [320, 599]],
					[1180, [600, 1920]]
				] as const) {
					await kari.page.setViewportSize({ width, height: 820 });
					await kari.presses(kari.button('Ringer og felt'));
					await snap('layout', kari, { widths });
					await kari.page.keyboard.press('Escape');
				}
			}
		},
		{
			states: ['card-move', 'card-edit', 'in-use', 'clash', 'clash-after'],
			play: async () => {
				// A card beside the map, and one in a sheet.
				for (const [window, widths] of [
					[{ width: 1920, height: 1080 }, [1024, 1920]],
					[{ width: 390, height: 844 }, [320, 1023]]
				] as const)
					await inOneField(window, widths);
			}
		},
		{
			states: ['clash-list', 'card-face'],
			play: async () => {
				for (const one of [kari, wenche]) await goes(one, 'network?view=list');
				await Promise.all([kari, wenche].map(({ page }) => page.clock.setFixedTime(new Date())));
				const [first, second] = [kari, wenche].map(({ page }) =>
					page.getByTestId('person-list').getByRole('combobox', { name: 'Hvem Samira er' })
				);
				if (!first || !second) throw new Error('both have the list');
				await first.selectOption({ label: 'Lærer' });
				await until(async () => (await second.inputValue()) === (await first.inputValue()));
				await second.selectOption({ label: 'Nabo' });
				await kari.page.getByText(/Du valgte «Lærer»/).waitFor();
				await second.focus();
				await kari.page.getByText('Wenche velger her').waitFor();
				await snap('clash-list', kari, {
					before: () => first.scrollIntoViewIfNeeded(),
					widths: [1024, 1920]
				});
				await goes(kari, 'network?view=map');
				const card = await map.looksAt(kari, 'Nora');
				await kari.presses(card.getByRole('button', { name: 'Velg bilde' }));
				await snap('card-face', kari, { widths: [1024, 1920] });
			}
		},
		{
			states: ['search', 'search-step'],
			play: async () => {
				await goes(kari, 'staff/search');
				await kari.presses(kari.button(/^Før opp /).first());
				await kari.page.getByLabel('Noen som ikke er på kartet').fill('Oddvar Myrtun');
				await kari.presses(kari.button('Legg til'));
				await snap('search', kari);
				await kari.presses(kari.button('Nytt steg for Oddvar Myrtun'));
				await snap('search-step', kari);
			}
		},
		{
			states: [
				'child-own',
				'child-faces',
				'child-rings',
				'child-name',
				'child-near',
				'child-shown',
				'shown-map'
			],
			play: async () => {
				await goes(child, 'network');
				const begins = child.page.getByTestId('child-begins').getByRole('button');
				if ((await begins.count()) > 0) await child.presses(begins);
				await snap('child-own', child);
				await child.presses(child.button('Mer'));
				await child.presses(child.button('Ringene'));
				await snap('child-rings', child);
				await child.page.keyboard.press('Escape');
				await child.presses(child.button('Legg til'));
				await snap('child-name', child);
				await child.dialog.getByRole('textbox', { name: 'Navn' }).fill('Tante Åse Marie');
				await child.presses(child.dialog.getByRole('button', { name: 'Neste' }));
				await snap('child-near', child);
				await child.page.keyboard.press('Escape');
				const card = await map.looksAt(child, 'Nora');
				await child.presses(card.getByRole('button', { name: 'Mer' }));
				await child.presses(card.getByRole('button', { name: 'Velg bilde' }));
				await snap('child-faces', child);
				await goes(child, 'network');
				const shows = child.button('Vis kartet mitt');
				if ((await shows.count()) > 0) {
					await child.presses(shows);
					await child.presses(child.dialog.getByRole('button', { name: 'Vis kartet', exact: true }));
				}
				await child.page.getByTestId('map-shown').waitFor();
				await snap('child-shown', child);
				await goes(kari, 'network?view=map');
				await kari.presses(kari.page.getByRole('group', { name: 'Hvilket kart' }).getByText('Ylvas kart'));
				await snap('shown-map', kari);
			}
		},
		{
			states: ['offline'],
			play: async () => {
				await goes(kari, 'network?view=map');
				cut = true;
				await kari.context.setOffline(true);
				for (const wire of wires) await wire.close();
				await kari.page.locator('[data-testid="connection"][data-state="offline"]').waitFor();
				await map.adds(kari, 'Solveig Haug', 'Nabo');
				await snap('offline', kari, { reachable: false });
				cut = false;
				await kari.context.setOffline(false);
				await kari.isSaved();
			}
		},
		{
			states: ['locked', 'locked-relative', 'locked-card', 'child-locked', 'relative-own'],
			play: async () => {
				await maren.page.goto(at('network?view=map'));
				await snap('relative-own', maren);
				await goes(child, 'network');
				await locks('people', 'voice');
				await goes(kari, 'network?view=map');
				await snap('locked', kari);
				await maren.page.getByText('Kontaktpersonen har låst').first().waitFor();
				await snap('locked-relative', maren);
				await map.looksAt(maren, 'Berit');
				await snap('locked-card', maren);
				await snap('child-locked', child);
				await locks();
			}
		},
		{
			states: ['damaged'],
			play: async () => {
				const cookie = await landsby.session('wenche@landsby.example');
				const hand = connect(`${landsby.origin.replace('http', 'ws')}/ws`, room, cookie, landsby.origin);
				await until(() => hand.saved);
				hand.doc.transact(() => {
					const person = new Y.Map<unknown>();
					person.set('kind', 'person');
					person.set('made', { at: new Date().toISOString(), by: newId() });
					person.set('name', '');
					person.set('helps', new Y.Map());
					person.set('note', new Y.Text(''));
					hand.doc.getMap('people').set(newId(), person);
				}, EDIT);
				await until(() => hand.saved);
				hand.leave();
				await goes(kari, 'network?view=map');
				await snap('damaged', kari);
			}
		}
	];
	const desk = kari.page.viewportSize();
	for (const { states, play } of scenes) {
		if (!wants(...states)) continue;
		if (desk) await kari.page.setViewportSize(desk);
		// One that cannot be played keeps no other from being looked at.
		await play().catch((error: unknown) => {
			process.exitCode = 1;
			process.stderr.write(`${states.join(', ')}: ${String(error)}\n`);
		});
	}
	await Promise.all([kari, wenche, child, maren].map((person) => person.leaves()));
}
