// Kills the server and PostgreSQL under load, again and again, and looks for what was lost (law L1). After each kill
// of the server, before any page is back that could send a word again, the oracle looks; then pages come back.
//
//   node tests/faults/kills.ts [--kills 20] [--database-kills 5] [--database own|outside] [--pages 3] [--commit-ms 20] [--seed 1]
//
// `own`: the server's embedded database, which goes down with it. `outside`: one that outlives the server.
import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startEmbedded } from '../../server/db/embedded.ts';
import { createLog } from '../../server/log.ts';
import { until as waitUntil } from '../support/client.ts';
import { STEPS, type Step } from './inside.ts';
import { allSaved, examine, Page, seeded, wordsOf, type Findings, type Random } from './oracle.ts';
import {
	addressOf,
	makeFolder,
	makeRooms,
	makeServer,
	signalPostgres,
	slowCommits,
	startCluster,
	urlOf,
	type ServerProcess,
	type TestRoom
} from './processes.ts';

export interface Plan {
	readonly kills: number;
	readonly databaseKills: number;
	/** Of the kills of the server: not at random but at a step, one after the other. */
	readonly steps?: readonly Step[];
	readonly database: 'own' | 'outside';
	/** Pages in each of the two rooms. */
	readonly pages: number;
	readonly seed: number;
	/** How long PostgreSQL takes for a commit at least. */
	readonly commitMs: number;
	/** Hears each round as it ends. */
	readonly tell?: (round: Round) => void;
}

export interface Round {
	readonly number: number;
	readonly killed: 'server' | 'database' | Step;
	/** Under load before the kill, and from the kill until everything was saved again. */
	readonly loadMs: number;
	readonly backMs: number;
	/** Words so far: written by pages, seen by others, called saved. */
	readonly written: number;
	readonly seen: number;
	readonly saved: number;
	readonly found: Findings;
}

/** Nothing here is about how fast it comes back, only that it does. */
const until = (what: () => boolean, words: string) => waitUntil(what, words, 60_000);

/** Runs all rounds. @throws Error where something does not come back at all */
export async function runKills(plan: Plan): Promise<Round[]> {
	const random = seeded(plan.seed);
	const installation = await install(plan);
	const { server, rooms } = installation;
	const notes = rooms.map((room) => room.notes);
	const rounds: Round[] = [];
	let pages = openPages(server, rooms);
	try {
		for (const killed of shuffled([...kindsOf(plan)], random)) {
			await allSaved(pages);
			const begun = performance.now();
			for (const page of pages) page.write(random);
			await wait(150 + random(1_200));
			const struck = performance.now();
			let found: Findings;
			if (killed === 'database') {
				installation.killDatabase();
				await wait(random(400));
				for (const page of pages) page.pause();
				await allSaved(pages);
				found = await examine(installation.databaseUrl, notes, pages);
			} else {
				if (killed === 'server') await server.end('SIGKILL');
				else {
					await server.order({ dieAt: killed, after: random(5) });
					await server.ended();
				}
				// What the server had sent by then is still read; then nobody is there who could send it again.
				for (const page of pages) page.leaveWhenClosed();
				await until(() => pages.every((page) => page.gone), 'all sockets are closed');
				await server.start();
				found = await examine(installation.databaseUrl, notes);
				// Some come back with what they still hold, the others are other people on other devices.
				if (random(2) === 0) for (const page of pages) page.comeBack();
				else {
					for (const page of pages) page.leave();
					pages = openPages(server, rooms);
				}
				await allSaved(pages);
				const afterwards = await examine(installation.databaseUrl, notes, pages);
				found = isClean(found) ? afterwards : found;
			}
			const sum = (of: (room: TestRoom) => number) => rooms.reduce((total, room) => total + of(room), 0);
			const round: Round = {
				number: rounds.length + 1,
				killed,
				loadMs: Math.round(struck - begun),
				backMs: Math.round(performance.now() - struck),
				written: sum(({ notes: { totals } }) => totals.written),
				seen: sum(({ notes: { totals } }) => totals.seen),
				saved: sum(({ notes: { totals } }) => totals.saved),
				found
			};
			rounds.push(round);
			plan.tell?.(round);
			if (pages.some((page) => page.isRefused)) throw new Error('an honest page was refused');
			if (rooms.some((room) => longest(pages, room) > wordsMax)) await shorten(pages, rooms);
		}
		return rounds;
	} finally {
		for (const page of pages) page.leave();
		await installation.remove();
	}
}

/** Whether nothing was found. */
export function isClean({ lost, doubled, strangers, different, damaged, auditBroken }: Findings): boolean {
	return lost.length + doubled.length + strangers.length + different + damaged.length === 0 && !auditBroken;
}

function* kindsOf({ kills, databaseKills, steps = [] }: Plan): Generator<Round['killed']> {
	for (let kill = 0; kill < kills; kill += 1) yield steps[kill % steps.length] ?? 'server';
	for (let kill = 0; kill < databaseKills; kill += 1) yield 'database';
}

/** The text would grow for ever, and a run with it; so long as this it stays, then a new one begins. */
const wordsMax = 6_000;

function longest(pages: readonly Page[], room: TestRoom): number {
	return Math.max(
		...pages.filter(({ notes }) => notes === room.notes).map(({ client }) => wordsOf(client.doc).length)
	);
}

/** Somebody strikes out everything; what was known of it is known no more. */
async function shorten(pages: readonly Page[], rooms: readonly TestRoom[]): Promise<void> {
	for (const { notes } of rooms) {
		const ofRoom = pages.filter((page) => page.notes === notes);
		ofRoom[0]?.strikeOut();
		await until(() => ofRoom.every(({ client }) => wordsOf(client.doc).length === 0), 'struck out');
	}
	await allSaved(pages);
}

function openPages(server: ServerProcess, rooms: readonly TestRoom[]): Page[] {
	return rooms.flatMap(({ notes, people }) => people.map((one) => new Page(notes, addressOf(server, one))));
}

interface Installation {
	readonly server: ServerProcess;
	readonly rooms: readonly TestRoom[];
	readonly databaseUrl: string;
	killDatabase(): void;
	remove(): Promise<void>;
}

async function install({ database, pages, commitMs }: Plan): Promise<Installation> {
	const outside = database === 'outside' ? await startCluster() : null;
	const folder = makeFolder();
	const own = outside ? null : await startEmbedded(folder, createLog('silent'));
	const databaseUrl = outside?.url ?? urlOf(folder);
	const rooms = await makeRooms(databaseUrl, { rooms: 2, people: pages });
	await slowCommits(databaseUrl, commitMs);
	await own?.stop();
	const server = await makeServer({ databaseUrl: outside?.url ?? null, folder });
	await server.start();
	return {
		server,
		rooms,
		databaseUrl,
		killDatabase: () => signalPostgres(outside?.folder ?? folder, 'SIGKILL', 'postmaster'),
		remove: async () => {
			await server.end('SIGTERM');
			await outside?.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
	const result = [...list];
	for (let last = result.length - 1; last > 0; last -= 1) {
		const other = random(last + 1);
		const [a, b] = [result[last], result[other]];
		if (a !== undefined && b !== undefined) [result[last], result[other]] = [b, a];
	}
	return result;
}

function line([number, killed, ...cells]: readonly (string | number)[]): string {
	return (
		`${number}`.padStart(6) + `${killed}`.padStart(16) + cells.map((cell) => `${cell}`.padStart(9)).join('')
	);
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			kills: { type: 'string', default: '20' },
			'database-kills': { type: 'string', default: '5' },
			steps: { type: 'boolean', default: false },
			database: { type: 'string', default: 'own' },
			pages: { type: 'string', default: '3' },
			'commit-ms': { type: 'string', default: '20' },
			seed: { type: 'string', default: '1' }
		}
	});
	const say = (text: string) => process.stdout.write(`${text}\n`);
	say(
		line([
			'round',
			'killed',
			'load ms',
			'back ms',
			'written',
			'seen',
			'saved',
			'lost',
			'doubled',
			'others',
			'differ'
		])
	);
	const rounds = await runKills({
		kills: Number(values.kills),
		databaseKills: Number(values['database-kills']),
		steps: values.steps ? STEPS : [],
		database: values.database === 'outside' ? 'outside' : 'own',
		pages: Number(values.pages),
		commitMs: Number(values['commit-ms']),
		seed: Number(values.seed),
		tell: ({ number, killed, loadMs, backMs, written, seen, saved, found }) =>
			say(
				line([
					...[number, killed, loadMs, backMs, written, seen, saved],
					...[found.lost.length, found.doubled.length, found.strangers.length, found.different]
				])
			)
	});
	const bad = rounds.filter(({ found }) => !isClean(found));
	const last = rounds.at(-1);
	const back = rounds.map(({ backMs }) => backMs).sort((a, b) => a - b);
	say(
		`${rounds.length} kills, ${last?.written ?? 0} words written, ${last?.seen ?? 0} seen by others, ${last?.saved ?? 0} called saved; ` +
			`saved again after ${back[Math.floor(back.length / 2)] ?? 0} ms (median), ${back.at(-1) ?? 0} ms (longest), ` +
			`within 5 s ${back.filter((ms) => ms <= 5_000).length} of ${back.length} times`
	);
	say(
		bad.length === 0
			? 'Nothing that was seen or saved was lost or doubled.'
			: `${bad.length} rounds found something.`
	);
	process.exitCode = bad.length === 0 ? 0 : 1;
}

if (import.meta.main) await main();
