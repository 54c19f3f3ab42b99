// Three server processes behind one address: whoever is in a room need not know with which of them they are, nor that one
// is gone. With LANDSBY_FRONT=caddy or nginx that address is the proxy’s, as docs/deploy has it.
import { expect, test } from '@playwright/test';
import { startBalancer } from '../support/balancer.ts';
import { freePort } from '../support/freePort.ts';
import { startFront } from '../support/front.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { startRedis, whyNoRedis, type TestRedis } from '../support/redis.ts';
import * as map from './journey/map.ts';
import { each, Person } from './journey/person.ts';

test.skip(whyNoRedis !== null, whyNoRedis ?? '');

let redis: TestRedis;
let front: { readonly port: number; close(): Promise<void> };
const processes: Landsby[] = [];

test.beforeAll(async () => {
	redis = await startRedis();
	const name = process.env['LANDSBY_FRONT'];
	const port = await freePort();
	const ports = () => processes.map((one) => one.port);
	const shared = { REDIS_URL: redis.url, ORIGIN: `http://localhost:${port}` };
	for (let index = 0; index < 3; index += 1)
		processes.push(
			await startLandsby({ ...shared, ...(processes[0] ? { DATA_DIR: processes[0].dataDir } : {}) })
		);
	front =
		name === 'caddy' || name === 'nginx'
			? await startFront(name, port, ports())
			: await startBalancer(ports, port);
});
test.afterAll(async () => {
	await front.close();
	for (const process of processes.toReversed()) await process.close();
	await redis.close();
});

/** What stood beside the clouds on this page, from now on. */
async function watchesWords(person: Person): Promise<() => Promise<string[]>> {
	await person.page.evaluate(() => {
		const seen: string[] = [];
		Reflect.set(globalThis, 'connectionWords', seen);
		const look = (): void => {
			const state = document.querySelector('[data-testid=connection]')?.getAttribute('data-state');
			if (state && seen.at(-1) !== state) seen.push(state);
		};
		look();
		new MutationObserver(look).observe(document.body, {
			subtree: true,
			childList: true,
			attributes: true,
			attributeFilter: ['data-state']
		});
	});
	return () => person.page.evaluate(() => Reflect.get(globalThis, 'connectionWords') as string[]);
}

test('one process is killed and one is stopped while three people draw the map, and nobody loses a word or the page', async ({
	browser
}, { annotations }) => {
	test.setTimeout(240_000);
	const [first, second] = processes;
	if (!first || !second) throw new Error('no processes');
	const { id: room } = first.cli(
		...['room', 'create', '--child', 'Sunniva', '--by', 'kari@landsby.example']
	) as { id: string };
	const invite = (...who: string[]) => (first.cli('invite', room, ...who) as { link: string }).link;
	const [kari, maren, odd] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'phone'),
		Person.sitsDown(browser, 'tablet')
	]);
	const everybody = [kari, maren, odd];
	await kari.isSignedIn(first, 'kari@landsby.example');
	await kari.page.goto(`${first.origin}/rooms/${room}/network`);
	await maren.comesInBy(invite('--name', 'Maren', '--role', 'parent'));
	await odd.comesInBy(invite('--name', 'Odd', '--role', 'parent'));
	for (const guest of [maren, odd]) await guest.goesTo(room, 'network');
	await each(everybody, map.looksAtMap);
	await each(everybody, (person) => person.marksPage());

	let round = 0;
	/** Each writes, all see. */
	const drawOn = async (): Promise<void> => {
		round += 1;
		await map.adds(kari, `Kari ${round}`);
		await Promise.all([map.adds(maren, `Maren ${round}`), map.adds(odd, `Odd ${round}`)]);
		for (const name of ['Kari', 'Maren', 'Odd']) await map.allSeeOnMap(everybody, `${name} ${round}`, /nær/);
		await each(everybody, (person) => person.isSaved());
	};
	await drawOn();

	// It had started the database, too: that goes with it, and another process starts it again.
	const words = await Promise.all(everybody.map(watchesWords));
	await first.kill();
	await drawOn();
	annotations.push({ type: 'a process was killed', description: (await words[0]?.())?.join(' ') ?? '' });
	await first.start();

	const wordsOfStop = await Promise.all(everybody.map(watchesWords));
	await Promise.all([second.stop(), drawOn()]);
	annotations.push({
		type: 'a process was stopped',
		description: (await Promise.all(wordsOfStop.map((heard) => heard())))
			.map((one) => one.join(' '))
			.join('; ')
	});
	await second.start();
	await drawOn();

	for (const person of everybody) {
		expect(await person.hasNotReloaded()).toBe(true);
		expect(person.faults).toEqual([]);
	}
	await each(everybody, (person) => person.leaves());
});
