import { test } from '@playwright/test';
import { startLandsby } from '/work/wt/search/tests/support/landsby.ts';
import { Person } from '/work/wt/search/tests/e2e/journey/person.ts';
test('shots', async ({ browser }) => {
	test.setTimeout(90000);
	const landsby = await startLandsby();
	const room = (landsby.cli('room','list') as any[]).find((r)=>r.case==='A').id;
	for (const [at, w, h] of [['tablet',1180,820],['phone',390,844]] as const) {
		const kari = await Person.sitsDown(browser, at);
		await kari.signsIn(landsby.origin, 'kari@landsby.example', 'landsby-demo');
		await kari.page.goto(`${landsby.origin}/rooms/${room}/staff/search`);
		await kari.page.getByTestId('candidate').first().waitFor();
		await kari.page.screenshot({ path: `/tmp/shot-${w}.png` });
		await kari.presses(kari.button('Nytt steg for Silje Sørhaug'));
		await kari.presses(kari.page.getByText('Vis rapporten'));
		await kari.page.waitForTimeout(300);
		await kari.page.screenshot({ path: `/tmp/shot-${w}-full.png`, fullPage: true });
		if (at==='tablet') {
			await kari.page.evaluate(() => (window.print = () => undefined));
			await kari.presses(kari.button('Skriv ut'));
			await kari.page.locator('.report-sheet').waitFor({state:'attached'});
			await kari.page.emulateMedia({media:'print'});
			await kari.page.screenshot({ path: `/tmp/shot-print.png`});
			await kari.page.emulateMedia({media:null});
			await kari.page.emulateMedia({colorScheme:'dark'});
			await kari.page.goto(`${landsby.origin}/rooms/${room}/staff`);
			await kari.page.getByRole('button',{name:'Nytt notat'}).waitFor();
			await kari.page.screenshot({ path: `/tmp/shot-staff.png`});
		}
		if (at==='phone') {
			const rB = (landsby.cli('room', 'create', '--child', 'Sunniva', '--by', 'kari@landsby.example') as any).id;
			await kari.page.goto(`${landsby.origin}/rooms/${rB}/staff/search`);
			await kari.page.getByText('Vis rapporten').waitFor();
			await kari.page.screenshot({ path: `/tmp/shot-empty.png`, fullPage:true});
		}
	}
	await landsby.close();
});
