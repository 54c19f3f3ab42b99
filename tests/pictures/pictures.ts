// Takes pictures of the running product: those README shows, or every screen in every size and scheme to look at.
//
//   npm run pictures                                     the ones of README, into docs/pictures
//   npm run pictures -- --all out [--only village,plan]  every screen, 1920, 1180 and 390 wide, light and dark
//   npm run pictures -- --states out                     what people see of each other's doings; see states.ts
//   npm run pictures -- --map out [--only full,child-tie] [--at 320,1180] [--looks light,dark,grey,large] [--axe]
//                                                        everything on the map; see mapStates.ts and mapScenes.ts
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { connectTo } from '../../server/db/postgres.ts';
import { browserArgs, findBrowser } from '../support/browser.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { cameraFor } from './camera.ts';
import { takeMapScenes } from './mapScenes.ts';
import { mapStates, takeMapStates } from './mapStates.ts';
import { takeStates } from './states.ts';
import { screens, sizes, type Scheme, type Screen, type Size, type Viewer } from './screens.ts';

const inReadme: readonly (readonly [screen: string, size: Size, scheme: Scheme])[] = [
	['village', 'wide', 'light'],
	['network', 'wide', 'light'],
	['network-beside', 'wide', 'light'],
	['meeting-held', 'wide', 'light'],
	['emergency-now', 'phone', 'light'],
	['child-home', 'tablet', 'light'],
	['plan', 'phone', 'dark']
];

interface Room {
	readonly id: string;
	/** Participants who came by link, by their first name; the child under "child". */
	readonly participants: ReadonlyMap<string, string>;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			all: { type: 'string' },
			only: { type: 'string' },
			states: { type: 'string' },
			map: { type: 'string' },
			at: { type: 'string' },
			looks: { type: 'string' },
			axe: { type: 'boolean' }
		}
	});
	const only = values.only?.split(',');
	const wanted =
		values.all === undefined
			? inReadme
			: screens.flatMap(({ name }) =>
					(Object.keys(sizes) as Size[]).flatMap((size) =>
						(['light', 'dark'] as const).map((scheme) => [name, size, scheme] as const)
					)
				);
	const folder =
		values.states ?? values.map ?? values.all ?? join(import.meta.dirname, '..', '..', 'docs', 'pictures');
	mkdirSync(folder, { recursive: true });
	const landsby = await startLandsby();
	const browser = await chromium.launch({ executablePath: await findBrowser(), args: browserArgs });
	try {
		if (values.states !== undefined) {
			await takeStates(browser, landsby, folder, stand);
			return;
		}
		if (values.map !== undefined) {
			const [at, looks] = [values.at?.split(','), values.looks?.split(',')];
			const camera = cameraFor(folder, stand, { only, at, looks, axe: values.axe });
			if (camera.wants(...mapStates)) await takeMapStates(browser, landsby, camera);
			await takeMapScenes(browser, landsby, camera);
			return;
		}
		const rooms = { A: await roomOf(landsby, 'A'), B2: await roomOf(landsby, 'B2') };
		const contexts = new Map<string, Promise<BrowserContext>>();
		for (const [name, size, scheme] of wanted) {
			const screen = screens.find((one) => one.name === name);
			if (!screen || (only && !only.includes(name))) continue;
			const room = rooms[screen.room ?? 'A'];
			const key = `${screen.room} ${screen.viewer} ${size} ${scheme}`;
			const context = contexts.get(key) ?? viewerOf(browser, landsby, room, screen.viewer, size, scheme);
			contexts.set(key, context);
			const page = await (await context).newPage();
			await take(page, landsby.origin, room, screen, join(folder, `${name}-${size}-${scheme}.png`));
			await page.close();
		}
	} finally {
		await browser.close();
		await landsby.close();
	}
}

async function roomOf(landsby: Landsby, label: 'A' | 'B2'): Promise<Room> {
	const sql = connectTo(landsby.databaseUrl, { max: 1 });
	const rows = await sql<{ room: string; id: string; name: string; role: string }[]>`
		select r.id as room, p.id, p.name, p.role from rooms r join participants p on p.room_id = r.id
		where r.case_label = ${label}`;
	await sql.end();
	const room = rows[0]?.room;
	if (room === undefined) throw new Error('the demo room is missing');
	return {
		id: room,
		participants: new Map(
			rows.map(({ id, name, role }) => [role === 'child' ? 'child' : (name.split(' ')[0] ?? name), id])
		)
	};
}

async function viewerOf(
	browser: Browser,
	landsby: Landsby,
	room: Room,
	viewer: Viewer,
	size: Size,
	scheme: Scheme
): Promise<BrowserContext> {
	const context = await browser.newContext({
		viewport: sizes[size],
		colorScheme: scheme,
		locale: 'nb-NO',
		timezoneId: 'Europe/Oslo',
		reducedMotion: 'reduce',
		hasTouch: size !== 'wide'
	});
	if (viewer === 'nobody') return context;
	const participant = room.participants.get(viewer);
	const { cookie } = (
		viewer === 'kari' || viewer === 'jonas'
			? landsby.cli('session', `${viewer}@landsby.example`)
			: landsby.cli('session', '--participant', participant ?? '')
	) as { cookie: string };
	const [name = '', value = ''] = cookie.split('=');
	await context.addCookies([{ name, value, url: landsby.origin }]);
	return context;
}

async function take(page: Page, origin: string, room: Room, screen: Screen, file: string): Promise<void> {
	const path = screen.path.startsWith('/') ? screen.path : `/rooms/${room.id}/${screen.path}`;
	await page.goto(`${origin}${path.replace(/\/$/, '') || '/'}`);
	await stand(page);
	for (const { role, name } of screen.press ?? []) {
		await page
			.getByRole('main')
			.getByRole(role, { name: new RegExp(`^${name}`) })
			.first()
			.click();
		await stand(page);
	}
	await page.screenshot({ path: file });
	process.stdout.write(`${file}\n`);
}

/** Until the room's documents are there, unless they cannot be, and nothing moves any more. */
async function stand(page: Page, reachable = true): Promise<void> {
	await page.waitForLoadState('networkidle');
	const connection = page.getByTestId('connection');
	if (reachable && (await connection.count()) > 0)
		await connection
			.and(page.locator('[data-state="saved"]'))
			.waitFor({ state: 'attached', timeout: 10_000 })
			.catch(() => undefined);
	await page.evaluate(async () => {
		await document.fonts.ready;
		// What moves in has arrived, and what was measured by it has been drawn. An endless movement is never over.
		const ending = document
			.getAnimations()
			.filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
		await Promise.allSettled(ending.map(({ finished }) => finished));
		for (let frame = 0; frame < 3; frame += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
	});
}

await main();
