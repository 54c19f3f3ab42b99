// What honest pages do beside a hostile one: in real browsers, with a session that sends what no page of ours would.
import { expect, test } from '@playwright/test';
import * as Y from 'yjs';
import { notesOf } from '#lib/meetings/document.ts';
import { connect } from '../support/client.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { adds, looksAtMap } from './journey/map.ts';
import { makesMeeting, notes, types } from './journey/meeting.ts';
import { Person } from './journey/person.ts';
import { roomWith } from './journey/inviting.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

/** An empty room of Kari's, and Kari at her desk in it. */
async function kariInRoom(browser: Parameters<typeof Person.sitsDown>[0]) {
	const { id } = roomWith(landsby);
	const kari = await Person.sitsDown(browser, 'desk');
	return { room: id, kari };
}

test('[T35] what an editor does not know is deleted by nobody who only reads: the words stay, and it is said', async ({
	browser
}) => {
	const { room, kari } = await kariInRoom(browser);
	const guest = landsby.cli('invite', room, '--name', 'Gunnvor', '--role', 'coordinator') as {
		participant: string;
	};
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/meetings`);
	await makesMeeting(kari, 'Nettverksmøte', '2027-03-04');
	await types(kari, 'Ordene som står her.');
	await kari.isSaved();
	const meeting = kari.page.url().split('/').at(-1) ?? '';

	const cookie = await landsby.session(guest.participant);
	const hostile = connect(`${landsby.origin.replace('http', 'ws')}/ws`, room, cookie, landsby.origin);
	await hostile.until(() => hostile.saved);
	const fragment = () => notesOf(hostile.doc, meeting);
	const strange = new Y.XmlElement('script');
	strange.insert(0, [new Y.XmlText('Og et ord i det fremmede.')]);
	fragment()?.push([strange]);
	await hostile.until(() => hostile.saved);

	// While she looks at it, and when she comes again.
	for (const again of [false, true]) {
		if (again) await kari.page.reload();
		await expect(kari.page.getByTestId('notes-words')).toHaveText(
			'Ordene som står her.\nOg et ord i det fremmede.',
			{ useInnerText: true }
		);
		await expect(notes(kari)).toHaveCount(0);
		expect(fragment()?.toJSON()).toContain('<script>Og et ord i det fremmede.</script>');
	}
	// Whoever put it there takes it away, and she can write again.
	fragment()?.delete((fragment()?.length ?? 1) - 1, 1);
	await types(kari, ' Og flere.');
	await hostile.until(() => fragment()?.toJSON().includes('Og flere.') ?? false);
	expect(kari.faults).toEqual([]);
	hostile.leave();
	await kari.context.close();
});

test('[T15] two tabs of one browser tell each other nothing: what a page knows of a room comes from the server', async ({
	browser
}) => {
	const { room, kari } = await kariInRoom(browser);
	await kari.context.addInitScript(() => {
		const told: unknown[] = [];
		Reflect.set(globalThis, 'told', told);
		BroadcastChannel.prototype.postMessage = function (message: unknown) {
			told.push([this.name, message]);
		};
	});
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	const beside = await kari.context.newPage();
	await beside.goto(`${landsby.origin}/rooms/${room}/network`);
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
	await looksAtMap(kari);
	await adds(kari, 'Berit');
	await expect(beside.getByRole('button', { name: /^Berit/ }).first()).toBeVisible();
	for (const page of [kari.page, beside])
		expect(await page.evaluate(() => Reflect.get(globalThis, 'told') as unknown)).toEqual([]);
	await kari.context.close();
});
