// A right is withdrawn while somebody writes offline: what was theirs is saved, what is not any more is given back.
import { expect, test } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import * as map from './journey/map.ts';
import * as meeting from './journey/meeting.ts';
import { each, Person } from './journey/person.ts';
import { roomWith } from './journey/inviting.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

test('somebody who lost a right while offline gets their words back, keeps what was theirs, and goes on without reloading', async ({
	browser
}) => {
	const { id: room } = roomWith(landsby);
	const invited = landsby.cli('invite', room, '--name', 'Maren', '--role', 'parent') as {
		participant: string;
		link: string;
	};
	const [kari, maren] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'desk')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await maren.comesInBy(invited.link);
	await kari.page.goto(`${landsby.origin}/rooms/${room}/network`);
	await maren.goesTo(room, 'network');
	await each([kari, maren], (person) => person.isSaved());
	await maren.marksPage();

	await landsby.kill();
	await map.adds(maren, 'Solveig Haug', 'Nabo');
	landsby.cli('participant', 'set', invited.participant, '--role', 'relative');
	await landsby.start();

	const refusal = maren.page.getByTestId('refusal');
	await expect(refusal).toContainText('Dette ble ikke lagret: bare');
	await expect(refusal).toContainText('Kari Nygård');
	await expect(refusal).toContainText('Solveig Haug');
	await maren.isSaved();
	await expect(kari.page.getByText('Solveig Haug')).toHaveCount(0);
	expect(await maren.hasNotReloaded()).toBe(true);
	// What lies in the card is nowhere else: going away asks.
	const asked = maren.page.waitForEvent('dialog');
	await maren.page.close({ runBeforeUnload: true });
	const dialog = await asked;
	expect(dialog.type()).toBe('beforeunload');
	await dialog.dismiss();
	// She may not add anybody any more, and may propose it: her words go on as a proposal.
	await refusal.getByRole('button', { name: 'Send som forslag' }).click();
	await expect(refusal).toHaveCount(0);
	const proposed = kari.page.getByTestId('proposals');
	await expect(proposed).toContainText('Solveig Haug');
	await expect(proposed).toContainText('Maren');

	// What is theirs is saved at once, and everybody sees it.
	await kari.goesTo(room, 'meetings');
	await meeting.makesMeeting(kari, 'Nettverksmøte om morgenene', '2026-12-10');
	await maren.goesTo(room, 'meetings');
	await meeting.opensMeeting(maren, 'Nettverksmøte om morgenene');
	await meeting.adds(maren, 'agreements', 'Solveig kommer om natten.');
	await meeting.allHave([kari, maren], 'agreements', ['Solveig kommer om natten.']);
	await each([kari, maren], (person) => person.leaves());
});
