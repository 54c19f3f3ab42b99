// Words that are taken back, and a place that is taken away: what those in the room and those who come later see of it.
import { expect, test } from '@playwright/test';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { roomWith } from './journey/inviting.ts';
import { Person } from './journey/person.ts';
import { childSays, childShares } from './journey/voice.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

test('who is taken out is told so at once and when the page is loaded again, and keeps nothing of the room', async ({
	browser
}) => {
	const { id, guests } = roomWith(landsby, ['--name', 'Maren', '--role', 'parent', '--carer', 'on']);
	const maren = await Person.sitsDown(browser, 'desk');
	await maren.comesInBy(guests[0]?.link ?? '');
	await maren.goesTo(id, 'network');
	await maren.isSaved();
	const told = maren.page.getByRole('heading', { name: 'Du er ikke lenger med i dette rommet.' });

	// Who cares no more is in the room all the same.
	landsby.cli('participant', 'set', guests[0]?.participant ?? '', '--carer', 'off');
	await expect.poll(() => maren.sockets.filter((url) => url.endsWith(id)).length).toBeGreaterThan(1);
	await maren.isSaved();
	await expect(told).toHaveCount(0);

	landsby.cli('participant', 'set', guests[0]?.participant ?? '', '--state', 'removed');
	await expect(told).toBeVisible();
	await expect(maren.page.getByTestId('connection')).toHaveCount(0);
	await expect(maren.page.getByText('Sunniva'), 'nor in the frame').toHaveCount(0);
	for (const path of [`/rooms/${id}/network`, `/rooms/${id}`, `/rooms/${id}/emergency/now`]) {
		await maren.page.goto(landsby.origin + path);
		await expect(told).toBeVisible();
		await expect(maren.page.getByText('Sunniva')).toHaveCount(0);
	}
	expect(maren.faults).toEqual([]);
	await maren.leaves();
});

test('what a child takes back reaches nobody who opens the room afterwards, until the child shares it again', async ({
	browser
}) => {
	const { id, guests } = roomWith(
		landsby,
		['--name', 'Sunniva', '--role', 'child'],
		['--name', 'Maren', '--role', 'parent']
	);
	const words = 'Helst vil jeg bo hos Nora.';
	const child = await Person.sitsDown(browser, 'tablet');
	await child.comesInBy(guests[0]?.link ?? '');
	await child.opensDoor('Det jeg vil si');
	await childSays(child, 'Redd', words);
	await childShares(child);

	const takenBack = child.page.getByRole('heading', { name: 'Du tok det tilbake.' });
	await child.presses(child.button('Ta det tilbake'));
	await expect(takenBack).toBeVisible();
	await expect(child.page.getByText('Det står ikke i rommet lenger.')).toBeVisible();

	const maren = await Person.sitsDown(browser, 'desk');
	await maren.comesInBy(guests[1]?.link ?? '');
	await maren.page.goto(`${landsby.origin}/rooms/${id}`);
	await expect(maren.page.getByTestId('connection')).toHaveAttribute('data-state', 'saved');
	expect(await maren.wasEverSent('Nora')).toBe(false);
	expect(await maren.wasEverSent('afraid')).toBe(false);

	await child.presses(child.button('Del det igjen'));
	await expect(child.page.getByRole('heading', { name: 'Delt med alle i rommet.' })).toBeVisible();
	await expect(maren.page.getByTestId('voice-quote')).toContainText(words);

	// By the keys of undo as well, and the page says what is so.
	await child.page.keyboard.press('Control+z');
	await expect(takenBack).toBeVisible();
	await expect(maren.page.getByTestId('voice-quote')).toHaveCount(0);
	await child.page.keyboard.press('Control+Shift+z');
	await expect(maren.page.getByTestId('voice-quote')).toContainText(words);
	await expect(child.page.getByRole('heading', { name: 'Delt med alle i rommet.' })).toBeVisible();
	expect([child.faults, maren.faults]).toEqual([[], []]);
	await Promise.all([child.leaves(), maren.leaves()]);
});
