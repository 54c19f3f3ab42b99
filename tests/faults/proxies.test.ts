// Three processes behind Caddy and behind nginx, exactly as docs/deploy has them: a new release is put in place as its
// README says, and a process is killed, while people write, read pages and send forms.
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/freePort.ts';
import { startFront, whyNo, type Front, type FrontName } from '../support/front.ts';
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { startRedis, whyNoRedis, type TestRedis } from '../support/redis.ts';
import { until } from '../support/client.ts';
import { isLong, borrowedCluster, pick, tell } from './household.ts';
import { allSaved, examine, nothing, Page, seeded } from './oracle.ts';
import { makeRooms, secret, type Cluster, type TestRoom } from './processes.ts';

const bound = { timeout: pick(240_000, 1_800_000) };
const random = seeded(7);
const visitors = { reading: 3, sending: 3 };
const betweenMs = 20;

/** How long the README waits after each process, in milliseconds. */
function pauseOfTheReadme(): number {
	const readme = readFileSync('docs/deploy/README.md', 'utf8');
	const seconds = /readyz; do sleep 1; done; sleep (\d+); done/.exec(readme)?.[1];
	if (seconds === undefined) throw new Error('the README does not say how to put a release in place');
	return Number(seconds) * 1000;
}

/** People who read pages and send forms all the while, one request after the other. */
class Visitors {
	readonly asked = { GET: 0, POST: 0 };
	/** What was answered otherwise than it should be, in words. */
	readonly failed: string[] = [];
	#over = false;
	readonly #all: Promise<unknown>;

	constructor(origin: string, { id, caseworker }: TestRoom) {
		const headers = { Cookie: caseworker.cookie, Origin: origin };
		const form = { mayBeSeenBy: 'De som er i rommet', keptUntil: '2027-06-01' };
		const page = `${origin}/rooms/${id}/network`;
		const ask = async (method: 'GET' | 'POST'): Promise<void> => {
			while (!this.#over) {
				this.asked[method] += 1;
				const sent = method === 'GET' ? fetch(page, { headers }) : post(`${page}?/agree`, headers, form);
				const answer = await sent.then(
					async (response) => (await response.text(), String(response.status)),
					(error: unknown) => wordsOf(error)
				);
				if (answer !== '200') this.failed.push(`${method} ${answer}`);
				await wait(betweenMs);
			}
		};
		this.#all = Promise.all([
			...Array.from({ length: visitors.reading }, () => ask('GET')),
			...Array.from({ length: visitors.sending }, () => ask('POST'))
		]);
	}

	async leave(): Promise<void> {
		this.#over = true;
		await this.#all;
	}
}

/** `fetch` says in its cause what was wrong. */
function wordsOf(error: unknown): string {
	if (!(error instanceof Error)) return 'no answer';
	return error.cause instanceof Error ? error.cause.message : error.message;
}

function post(to: string, headers: Readonly<Record<string, string>>, form: Readonly<Record<string, string>>) {
	return fetch(to, { method: 'POST', headers, body: new URLSearchParams(form), redirect: 'manual' });
}

// A trial of minutes with programs that few have: in the long run alone.
describe.skipIf(whyNoRedis !== null || !isLong)('three processes as docs/deploy has them', () => {
	let redis: TestRedis;
	let cluster: Cluster;
	beforeAll(async () => {
		redis = await startRedis();
		cluster = await borrowedCluster();
	});
	afterAll(async () => {
		await redis.close();
		await cluster.stop();
	});

	describe.each(['caddy', 'nginx'] as const)('behind %s', (name: FrontName) => {
		const why = whyNo(name);
		let front: Front;
		const processes: Landsby[] = [];
		const pages = new Set<Page>();

		beforeAll(async () => {
			if (why !== null) return;
			const port = await freePort();
			const settings = {
				DATABASE_URL: cluster.url,
				REDIS_URL: redis.url,
				ORIGIN: `http://localhost:${port}`,
				LANDSBY_SECRET: secret,
				TRUSTED_PROXY: '127.0.0.1',
				LANDSBY_DEMO: 'off',
				// All bounds are those of the product, but the one on how long a text may be: theirs grows all the while.
				LANDSBY_LIMITS: JSON.stringify({ textCharacters: 10_000_000 })
			};
			for (let index = 0; index < 3; index += 1) processes.push(await startLandsby(settings));
			front = await startFront(
				name,
				port,
				processes.map((process) => process.port)
			);
		}, 120_000);
		afterEach(() => {
			for (const page of pages) page.leave();
			pages.clear();
		});
		afterAll(async () => {
			if (why !== null) return;
			await front.close();
			await Promise.all(processes.map((process) => process.close()));
		}, 60_000);

		/** A room whose people write by way of the proxy. */
		async function room(): Promise<TestRoom> {
			const [made] = await makeRooms(cluster.url, { rooms: 1, people: 4 });
			if (!made) throw new Error('no room');
			for (const { cookie } of made.people) {
				const page = new Page(made.notes, {
					ws: front.origin.replace('http', 'ws') + '/ws',
					origin: front.origin,
					cookie
				});
				pages.add(page);
			}
			await allSaved([...pages]);
			return made;
		}

		const isReady = (process: Landsby) =>
			until(
				() =>
					fetch(`http://127.0.0.1:${process.port}/readyz`).then(
						({ ok }) => ok,
						() => false
					),
				'it is ready',
				60_000
			);

		async function isWhole({ notes }: TestRoom): Promise<void> {
			for (const page of pages) page.pause();
			await allSaved([...pages]);
			expect(await examine(cluster.url, [notes], [...pages])).toEqual(nothing);
			expect([...pages].filter((page) => page.isRefused)).toEqual([]);
		}

		/**
		 * While people read, send forms and write, something happens to the processes; in the end nothing is missing.
		 * @param name of the fault
		 * @param what happened, for the record
		 * @returns those whose page or form got no answer, in words
		 */
		async function inUse(name: string, what: string, happens: () => Promise<void>): Promise<string[]> {
			const made = await room();
			for (const page of pages) page.write(random, 100);
			const people = new Visitors(front.origin, made);
			await wait(500);
			await happens();
			await people.leave();
			await isWhole(made);
			const { asked, failed } = people;
			tell(
				name,
				`${front.version}: ${what}, ${asked.GET} pages and ${asked.POST} forms, ${failed.length} failed (${[...new Set(failed)].join(', ')})`,
				[made.notes]
			);
			return failed;
		}
		async function startsAgain(process: Landsby): Promise<void> {
			await process.start();
			await isReady(process);
			await wait(pauseOfTheReadme());
		}

		test.skipIf(why !== null)(
			'[F2] a new release is put in place: no page, no form and no edit fails',
			bound,
			async () => {
				const rounds = pick(1, 5);
				const failed = await inUse('F2', `${rounds * processes.length} restarts`, async () => {
					for (let round = 0; round < rounds; round += 1)
						for (const process of processes) {
							await process.stop();
							await startsAgain(process);
						}
				});
				expect(failed).toEqual([]);
			}
		);

		test.skipIf(why !== null)(
			'[F1] a process is killed: who is in the room moves on, and only what was under way with it fails',
			bound,
			async () => {
				const kills = pick(1, 5 * processes.length);
				const failed = await inUse('F1', `${kills} kills`, async () => {
					for (let kill = 0; kill < kills; kill += 1) {
						const process = processes[kill % processes.length];
						if (!process) throw new Error('no process');
						await process.kill();
						await wait(3_000);
						await startsAgain(process);
						await wait(500);
					}
				});
				// What a process had begun when it died is answered by nobody: each visitor can have met that once for each kill.
				expect(failed.length).toBeLessThanOrEqual(kills * (visitors.reading + visitors.sending));
			}
		);
	});
});
