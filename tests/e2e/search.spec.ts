// The search for a foster home in the network: a caseworker puts people of the map and others down, another one sees it
// at once, the report has all of it, and nobody of the family is ever sent a word.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { connectTo } from '../../server/db/postgres.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { violations } from '../support/violations.ts';
import * as map from './journey/map.ts';
import { roomWith } from './journey/inviting.ts';
import { each, Person } from './journey/person.ts';

let landsby: Landsby;
test.beforeAll(async () => {
	landsby = await startLandsby();
});
test.afterAll(() => landsby.close());

test('two caseworkers keep the search together, the report has it, and a parent is sent not a word', async ({
	browser
}) => {
	const { id: room, guests } = roomWith(landsby, ['--name', 'Maren', '--role', 'parent', '--carer', 'on']);
	const base = `${landsby.origin}/rooms/${room}`;
	const [kari, jonas, maren] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'phone'),
		Person.sitsDown(browser, 'phone')
	]);
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await jonas.isSignedIn(landsby, 'jonas@landsby.example');
	const added = await kari.context.request.post(`${base}/people?/colleague`, {
		form: { email: 'jonas@landsby.example', role: 'caseworker' },
		headers: { Origin: landsby.origin }
	});
	expect(added.ok()).toBe(true);
	await maren.comesInBy(guests[0]?.link ?? '');
	await kari.page.goto(`${base}/network?view=list`);
	await map.adds(kari, 'Silje Tømmerås', 'Tante/onkel');
	await kari.isSaved();

	await kari.page.goto(`${base}/staff`);
	await kari.presses(kari.page.getByRole('link', { name: 'Fosterhjem i nettverket' }));
	await jonas.page.goto(`${base}/staff/search`);
	await expect(kari.page.getByText('barnevernsloven § 9-4').first()).toBeVisible();
	await expect(kari.page.getByText('Ingen er ført opp ennå. Begynn med')).toBeVisible();
	expect(await violations(kari.page)).toEqual([]);

	// One of the map by one press, one by name.
	await kari.presses(kari.button('Før opp Silje Tømmerås'));
	await kari.page.getByLabel('Noen som ikke er på kartet').fill('Oddvar Myrtun');
	await kari.presses(kari.button('Legg til'));
	for (const one of [kari, jonas]) {
		await expect(one.page.getByTestId('candidate')).toHaveCount(2);
		await expect(one.page.getByTestId('search-counts')).toContainText('2 er vurdert.');
	}

	// By keyboard alone: the form takes the focus, and gives it back.
	await kari.button('Nytt steg for Silje Tømmerås').press('Enter');
	await expect(kari.page.getByLabel('Hva er svaret?')).toBeFocused();
	await kari.page.getByLabel('Hva er svaret?').selectOption('Sa nei');
	await kari.page.getByLabel('Dato').fill('2026-11-20');
	expect(await violations(kari.page)).toEqual([]);
	await kari.button('Før inn').press('Enter');
	await expect(kari.button('Nytt steg for Silje Tømmerås')).toBeFocused();
	const silje = jonas.page.getByTestId('candidate').filter({ hasText: 'Silje' });
	await expect(silje).toContainText('Sa nei');
	await expect(silje).toContainText('Begrunnelse mangler');
	await expect(silje).toContainText('20. november 2026: Sa nei. Kari Nygård spurte.');
	await silje.getByLabel('Begrunnelse').fill('Tyttebærgrunn: har ikke rom til flere.');
	const hers = kari.page.getByTestId('candidate').filter({ hasText: 'Silje' });
	await expect(hers.getByLabel('Begrunnelse')).toHaveValue('Tyttebærgrunn: har ikke rom til flere.');
	await expect(hers.getByText('Begrunnelse mangler')).toHaveCount(0);

	await jonas.presses(jonas.button('Nytt steg for Oddvar Myrtun'));
	await jonas.page.getByLabel('Hva er svaret?').selectOption('Ikke egnet for barnet');
	await expect(jonas.page.getByLabel('Hvem spurte?')).toHaveCount(0);
	await jonas.page.locator('form').getByLabel('Begrunnelse').fill('Bor for langt unna skolen.');
	await jonas.presses(jonas.button('Før inn'));
	await expect(kari.page.getByTestId('candidate').filter({ hasText: 'Oddvar' })).toContainText(
		'Ikke egnet for barnet'
	);

	// Taken away by mistake, and back with its steps.
	await kari.presses(kari.button('Ta bort Oddvar Myrtun'));
	await expect(jonas.page.getByTestId('candidate')).toHaveCount(1);
	await kari.presses(kari.page.getByTestId('toast').getByRole('button', { name: 'Angre' }));
	await expect(jonas.page.getByTestId('candidate')).toHaveCount(2);
	await each([kari, jonas], (one) => one.isSaved());

	const [file] = await Promise.all([
		kari.page.waitForEvent('download'),
		kari.presses(kari.button('Last ned som tekst'))
	]);
	expect(file.suggestedFilename()).toMatch(/^fosterhjem-i-nettverket-\d{4}-\d\d-\d\d\.txt$/);
	const report = readFileSync(await file.path(), 'utf8');
	const [, asked = '', notAsked = '', left = ''] = report.split(
		/VURDERT OG SPURT|VURDERT, IKKE SPURT|PÅ NETTVERKSKARTET/
	);
	expect(asked).toContain('- Silje Tømmerås (tante/onkel): Sa nei');
	expect(asked).toContain('Begrunnelse: Tyttebærgrunn: har ikke rom til flere.');
	expect(notAsked).toContain('- Oddvar Myrtun: Ikke egnet for barnet');
	expect(notAsked).toContain('Begrunnelse: Bor for langt unna skolen.');
	expect(left).not.toContain('Silje');

	// On paper the report stands alone.
	await kari.page.evaluate(() => (window.print = () => undefined));
	await kari.presses(kari.button('Skriv ut'));
	await expect(kari.page.locator('.report-sheet')).toHaveCount(1);
	await kari.page.emulateMedia({ media: 'print' });
	await expect(kari.page.locator('.report-sheet')).toBeVisible();
	await expect(kari.page.locator('.report-sheet')).toContainText('Tyttebærgrunn');
	await expect(kari.page.getByRole('heading', { name: 'Hvem er vurdert?' })).toBeHidden();
	await kari.page.emulateMedia({ media: null });
	await kari.page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
	await expect(kari.page.locator('.report-sheet')).toHaveCount(0);
	const sql = connectTo(landsby.databaseUrl, { max: 1 });
	try {
		const recorded = await sql`
			select subject, family_sees from audit where chain = ${room} and action = 'searchReported' order by n`;
		expect([...recorded]).toEqual([
			{ subject: { kind: 'text' }, family_sees: false },
			{ subject: { kind: 'print' }, family_sees: false }
		]);
	} finally {
		await sql.end();
	}

	// For her it does not exist, on no page and in no frame.
	for (const path of ['staff', 'staff/search', 'staff/search/__data.json']) {
		const answer = await maren.context.request.get(`${base}/${path}`);
		expect(await answer.text(), path).not.toContain('Tyttebærgrunn');
		if (!path.includes('__data')) expect(answer.status(), path).toBe(404);
	}
	for (const place of ['network', 'people', 'emergency', 'plan'] as const) await maren.goesTo(room, place);
	await expect(maren.page.getByRole('link', { name: 'Fosterhjem i nettverket' })).toHaveCount(0);
	for (const word of ['Tyttebærgrunn', 'Oddvar', '"place":"staff"'])
		expect(await maren.wasEverSent(word), word).toBe(false);
	expect(maren.sockets.filter((url) => url.endsWith('.staff'))).toEqual([]);
	expect([kari, jonas, maren].flatMap(({ faults }) => faults)).toEqual([]);
});

test('the demo room shows who was considered, at every width without a bar to scroll sideways', async ({
	browser
}) => {
	const room = await landsby.demoRoom('A');
	const kari = await Person.sitsDown(browser, 'phone');
	await kari.isSignedIn(landsby, 'kari@landsby.example');
	await kari.page.goto(`${landsby.origin}/rooms/${room}/staff/search`);
	await expect(kari.page.getByTestId('candidate')).toHaveCount(2);
	// Berit and Silje are considered; of those left, Hanne has said that Ylva can sleep there.
	await expect(kari.page.getByTestId('left-to-consider').first()).toContainText('Hanne Aasen');
	await kari.presses(kari.page.getByText('Vis rapporten'));
	await expect(kari.page.getByTestId('search-report')).toContainText(
		'Hun vil snakke med Mats før hun svarer.'
	);
	for (const width of [390, 320, 1180]) {
		await kari.page.setViewportSize({ width, height: 844 });
		const wider = await kari.page.evaluate(
			() => document.documentElement.scrollWidth - document.documentElement.clientWidth
		);
		expect(wider, String(width)).toBeLessThanOrEqual(0);
		expect(await violations(kari.page), String(width)).toEqual([]);
	}
	expect(kari.faults).toEqual([]);
});

/** What axe finds on the page. */
