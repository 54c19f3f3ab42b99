// Kills the server and PostgreSQL under load, again and again, and looks for what was lost (law L1). Pages write
// numbered words into two rooms and note down which words they have SEEN of each other and which were called
// SAVED. After each kill, before any page is back that could send a word again, every word seen or saved must be
// in PostgreSQL exactly once; then a fresh page must see the same.
//
//   node tests/faults/kills.ts [--kills 20] [--database-kills 5] [--database own|outside] [--pages 3] [--commit-ms 20] [--seed 1]
//
// `own`: the server's embedded database, which goes down with it. `outside`: one that outlives the server.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import * as Y from 'yjs';
import { textAt } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import * as participants from '../../server/access/participants.ts';
import * as sessions from '../../server/access/sessions.ts';
import { readConfig, type Config } from '../../server/config.ts';
import { startEmbedded } from '../../server/db/embedded.ts';
import { connectTo, openDatabase } from '../../server/db/postgres.ts';
import { createLog } from '../../server/log.ts';
import { createRoom } from '../../server/sync/createRoom.ts';
import { findDocument, loadDocument } from '../../server/sync/load.ts';
import { connect, until as waitUntil, type Client } from '../support/client.ts';

export interface Plan {
	readonly kills: number;
	readonly databaseKills: number;
	readonly database: 'own' | 'outside';
	/** Pages in each of the two rooms. */
	readonly pages: number;
	readonly seed: number;
	/** How long PostgreSQL takes for a commit at least, as on a slow disk: so a kill finds more under way. */
	readonly commitMs: number;
	/** Hears each round as it ends. */
	readonly tell?: (round: Round) => void;
}

export interface Round {
	readonly number: number;
	readonly killed: 'server' | 'database';
	/** Under load before the kill, and from the kill until everything was saved again. */
	readonly loadMs: number;
	readonly backMs: number;
	/** Words so far: written by pages, seen by others, called saved. */
	readonly written: number;
	readonly seen: number;
	readonly saved: number;
	/** Seen or saved, and not in PostgreSQL; in it more than once; shown otherwise by a fresh page. */
	readonly lost: readonly string[];
	readonly doubled: readonly string[];
	readonly different: number;
}

const root = join(import.meta.dirname, '..', '..');
const nodeBinary = join(root, 'node_modules', '.bin', 'node');
const wordEveryMs = 25;
const roomCount = 2;

/** Nothing here is about how fast it comes back, only that it does. */
const until = (what: () => boolean, words: string) => waitUntil(what, words, 60_000);

/** Everything is slower on a busy machine; the bounds of the product are not what is tried here. */
const limits = JSON.stringify({
	upgradesPerMinute: 1_000_000,
	socketsPerAddress: 1_000,
	messagesPerSecond: 1_000,
	updateBytesPerMinute: 100_000_000,
	// So that kills find compactions under way.
	compactRows: 20
});

/** Runs all rounds. @throws Error where something does not come back at all */
export async function runKills(plan: Plan): Promise<Round[]> {
	const random = seeded(plan.seed);
	const installation = await install(plan);
	const rounds: Round[] = [];
	let pages = installation.open();
	try {
		const order = shuffled(
			[
				...Array.from({ length: plan.kills }, () => 'server' as const),
				...Array.from({ length: plan.databaseKills }, () => 'database' as const)
			],
			random
		);
		for (const killed of order) {
			await until(() => pages.every(({ client }) => client.saved), 'all pages are connected');
			const begun = performance.now();
			for (const page of pages) page.write(random);
			await wait(150 + random(1_200));
			const struck = performance.now();
			if (killed === 'server') {
				await installation.killServer();
				// What the server had sent by then is still read; then nobody is there who could send it again.
				for (const page of pages) page.leaveWhenClosed();
				await until(() => pages.every((page) => page.gone), 'all sockets are closed');
				await installation.startServer();
			} else {
				await installation.killDatabase();
				await wait(random(400));
				for (const page of pages) page.pause();
				await until(() => pages.every(({ client }) => client.saved), 'everything is saved again');
			}
			const found = await installation.compare();
			// Some come back with what they still hold, the others are other people on other devices.
			if (killed === 'server')
				pages = random(2) === 0 ? pages.map((page) => page.comeBack()) : installation.open(pages);
			await until(() => pages.every(({ client }) => client.saved), 'everything is saved again');
			const round: Round = {
				number: rounds.length + 1,
				killed,
				loadMs: Math.round(struck - begun),
				backMs: Math.round(performance.now() - struck),
				...installation.totals(),
				...found
			};
			rounds.push(round);
			plan.tell?.(round);
		}
		for (const page of pages) page.client.leave();
		return rounds;
	} finally {
		for (const page of pages) page.client.leave();
		await installation.remove();
	}
}

/** A page that writes, and notes down what it sees and what is called saved. */
class Page {
	readonly client: Client;
	readonly #room: Room;
	readonly #address: Address;
	#timer: NodeJS.Timeout | null = null;
	/** Words of this page that are not known as saved. */
	#unsaved: string[] = [];
	gone = false;

	constructor(room: Room, address: Address, client?: Client, unsaved: string[] = []) {
		this.#room = room;
		this.#address = address;
		this.#unsaved = unsaved;
		this.client = client ?? connect(address.ws, room.name, address.cookie, address.origin);
		if (!client) this.#watch();
		this.client.provider.ws?.addEventListener('message', this.#noteSaved);
		this.client.provider.on('status', this.#follow);
	}

	/** Writes a word now and then, between two words of the room's text. */
	write(random: (below: number) => number): void {
		this.#timer ??= setInterval(() => {
			const text = textAt(this.client.doc, 'emergency', 'about', 'calms');
			if (!text) return;
			const word = this.#room.nextWord();
			this.#unsaved.push(word);
			const content = text.toJSON();
			const space = random(3) === 0 ? content.indexOf(' ', random(content.length + 1)) : -1;
			text.insert(space < 0 ? text.length : space + 1, `${word} `);
		}, wordEveryMs);
	}

	pause(): void {
		if (this.#timer) clearInterval(this.#timer);
		this.#timer = null;
	}

	/** Reads to the end what was sent, and does not come back by itself. */
	leaveWhenClosed(): void {
		this.pause();
		const { provider } = this.client;
		provider.shouldConnect = false;
		const check = (): void => {
			this.gone = !provider.wsconnected;
			if (this.gone) provider.off('status', check);
		};
		provider.on('status', check);
		check();
	}

	/** The same page with the same copy, connecting again. */
	comeBack(): Page {
		this.client.provider.off('status', this.#follow);
		const page = new Page(this.#room, this.#address, this.client, this.#unsaved);
		this.client.provider.connect();
		return page;
	}

	#watch(): void {
		const heard = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[], { local }: Y.Transaction): void => {
			if (local) return;
			for (const event of events)
				for (const { insert } of event.delta) if (typeof insert === 'string') this.#room.note(insert, 'seen');
		};
		this.client.doc.getMap('emergency').observeDeep(heard as never); // typed for one kind of event only
	}

	/** Each connection has a socket of its own, with messages of its own. */
	readonly #follow = ({ status }: { status: string }): void => {
		if (status === 'connected') this.client.provider.ws?.addEventListener('message', this.#noteSaved);
	};

	/** Comes before the client has read the message, so it looks a moment later. */
	readonly #noteSaved = (): void =>
		queueMicrotask(() => {
			if (!this.client.saved || this.#unsaved.length === 0) return;
			for (const word of this.#unsaved.splice(0)) this.#room.note(word, 'saved');
		});
}

interface Address {
	readonly ws: string;
	readonly origin: string;
	readonly cookie: string;
}

/** A room, and what is known of its words. */
class Room {
	readonly name: string;
	readonly cookies: readonly string[];
	readonly seen = new Set<string>();
	readonly saved = new Set<string>();
	readonly #mark: string;
	written = 0;

	constructor(name: string, cookies: readonly string[], mark: string) {
		this.name = name;
		this.cookies = cookies;
		this.#mark = mark;
	}

	nextWord(): string {
		this.written += 1;
		return `${this.#mark}${this.written}`;
	}

	note(text: string, how: 'seen' | 'saved'): void {
		for (const word of wordsOf(text)) this[how].add(word);
	}
}

interface Installation {
	/** Pages for everybody, in place of others that are gone. */
	open(instead?: readonly Page[]): Page[];
	startServer(): Promise<void>;
	killServer(): Promise<void>;
	killDatabase(): Promise<void>;
	/** Holds the notes of all pages against PostgreSQL, and a fresh page against that. */
	compare(): Promise<Pick<Round, 'lost' | 'doubled' | 'different'>>;
	totals(): Pick<Round, 'written' | 'seen' | 'saved'>;
	remove(): Promise<void>;
}

async function install(plan: Plan): Promise<Installation> {
	const folder = mkdtempSync(join(tmpdir(), 'landsby-kills-'));
	chmodSync(folder, 0o711);
	const port = await freePort();
	const origin = `http://localhost:${port}`;
	const databaseFolder = plan.database === 'own' ? folder : join(folder, 'outside');
	const databaseUrl = `postgres://landsby@localhost/landsby?host=${encodeURIComponent(join(databaseFolder, 'postgres'))}`;
	const log = createLog('silent');
	const outside = plan.database === 'outside' ? await startEmbedded(databaseFolder, log) : null;
	const env = {
		PATH: process.env['PATH'],
		PORT: String(port),
		ORIGIN: origin,
		DATA_DIR: folder,
		LANDSBY_DEMO: 'off',
		LANDSBY_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
		LANDSBY_LIMITS: limits,
		LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
		...(outside ? { DATABASE_URL: databaseUrl } : {})
	};
	const rooms = await makeRooms(readConfig(env), databaseUrl, plan);
	let server: ChildProcess | null = null;

	async function startServer(): Promise<void> {
		const child = spawn(nodeBinary, [join(import.meta.dirname, 'roomServer.ts')], {
			cwd: root,
			env,
			stdio: ['ignore', 'pipe', 'inherit']
		});
		server = child;
		await new Promise<void>((resolve, reject) => {
			child.stdout.setEncoding('utf8').on('data', (text: string) => text.includes('ready') && resolve());
			child.once('exit', (code) => reject(new Error(`the server ended: ${code ?? 'killed'}`)));
		});
	}

	async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
		const child = server;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill(signal);
		await ended;
	}

	await startServer();
	const ws = `ws://127.0.0.1:${port}/ws`;
	return {
		open: (instead = []) => {
			for (const page of instead) page.client.leave();
			return rooms.flatMap((room) =>
				room.cookies.slice(1).map((cookie) => new Page(room, { ws, origin, cookie }))
			);
		},
		startServer,
		killServer: () => end('SIGKILL'),
		killDatabase: async () => {
			const file = join(databaseFolder, 'postgres', 'data', 'postmaster.pid');
			process.kill(Number(readFileSync(file, 'utf8').split('\n')[0]), 'SIGKILL');
		},
		compare: async () => {
			const result = { lost: [] as string[], doubled: [] as string[], different: 0 };
			for (const room of rooms) {
				const stored = await storedWords(databaseUrl, room.name);
				const once = new Set(stored);
				for (const word of new Set([...room.seen, ...room.saved]))
					if (!once.has(word)) result.lost.push(word);
				if (once.size < stored.length)
					result.doubled.push(...stored.filter((word, at) => stored.indexOf(word) !== at));
				const fresh = connect(ws, room.name, room.cookies[0] ?? '', origin);
				await until(() => fresh.saved, 'a fresh page has opened the room');
				const shown = wordsOf(textAt(fresh.doc, 'emergency', 'about', 'calms')?.toJSON() ?? '');
				if (shown.join(' ') !== stored.join(' ')) result.different += 1;
				fresh.leave();
			}
			return result;
		},
		totals: () => {
			const sum = (of: (room: Room) => number) => rooms.reduce((total, room) => total + of(room), 0);
			return {
				written: sum((room) => room.written),
				seen: sum((room) => room.seen.size),
				saved: sum((room) => room.saved.size)
			};
		},
		remove: async () => {
			await end('SIGTERM');
			await outside?.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

/** Two rooms, each with somebody for each page, and one more who looks afterwards. */
async function makeRooms(
	config: Config,
	databaseUrl: string,
	{ pages, commitMs }: Pick<Plan, 'pages' | 'commitMs'>
): Promise<Room[]> {
	const database = await openDatabase(config, createLog('silent'));
	const { sql } = database;
	const owner = connectTo(databaseUrl, { max: 1 });
	await owner`select set_config('landsby.commit', ${`${commitMs * 1000}`}, false)`;
	await owner`
		do $$ begin
			execute format('alter database %I set commit_delay = %s', current_database(), current_setting('landsby.commit'));
			execute format('alter database %I set commit_siblings = 0', current_database());
		end $$`;
	await owner.end();
	const now = new Date();
	const addUser = async (kind: 'staff' | 'guest') => {
		const user = newId();
		await sql`
			insert into users (id, kind, office, name, made_at)
			values (${user}, ${kind}, ${kind === 'staff' ? 'staff' : null}, ${kind}, ${now})`;
		return { user, cookie: sessions.cookieHeader((await sessions.start(sql, user, now)).id) };
	};
	const rooms: Room[] = [];
	for (let index = 0; index < roomCount; index += 1) {
		const caseworker = await addUser('staff');
		const { roomId } = await createRoom(sql, {
			child: { name: 'Ylva' },
			by: { user: caseworker.user, name: 'Kari Nygård' },
			now
		});
		const cookies = [caseworker.cookie];
		for (let page = 0; page < pages; page += 1) {
			const { user, cookie } = await addUser('guest');
			await participants.add(
				sql,
				{
					id: newId(),
					room: roomId,
					user,
					person: null,
					name: `Page ${page}`,
					role: 'coordinator',
					carer: false,
					hidden: false,
					state: 'admitted',
					madeBy: null,
					own: []
				},
				now
			);
			cookies.push(cookie);
		}
		rooms.push(new Room(roomId, cookies, 'ab'[index] ?? 'x'));
	}
	await database.close();
	return rooms;
}

/** The words of a room as PostgreSQL holds them, read without any server. */
async function storedWords(databaseUrl: string, room: string): Promise<string[]> {
	const sql = connectTo(databaseUrl, { max: 1, onnotice: () => undefined });
	try {
		const id = await findDocument(sql, { room, space: 'room', participant: null });
		const loaded = id === null ? null : await loadDocument(sql, id);
		if (!loaded || loaded.damaged) throw new Error('the document cannot be read');
		return wordsOf(textAt(loaded.doc, 'emergency', 'about', 'calms')?.toJSON() ?? '');
	} finally {
		await sql.end();
	}
}

function wordsOf(text: string): string[] {
	return text.split(' ').filter((word) => /^[ab]\d+$/.test(word));
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}

/** A small generator with a seed: the plan of a run can be repeated, its moments cannot. */
function seeded(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
		return Math.floor((state / 4_294_967_296) * below);
	};
}

function shuffled<T>(list: readonly T[], random: (below: number) => number): T[] {
	const result = [...list];
	for (let last = result.length - 1; last > 0; last -= 1) {
		const other = random(last + 1);
		const [a, b] = [result[last], result[other]];
		if (a !== undefined && b !== undefined) [result[last], result[other]] = [b, a];
	}
	return result;
}

function line(cells: readonly (string | number)[]): string {
	return cells.map((cell) => String(cell).padStart(9)).join('');
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			kills: { type: 'string', default: '20' },
			'database-kills': { type: 'string', default: '5' },
			database: { type: 'string', default: 'own' },
			pages: { type: 'string', default: '3' },
			'commit-ms': { type: 'string', default: '20' },
			seed: { type: 'string', default: '1' }
		}
	});
	const say = (text: string) => process.stdout.write(`${text}\n`);
	say(
		line(['round', 'killed', 'load ms', 'back ms', 'written', 'seen', 'saved', 'lost', 'doubled', 'differ'])
	);
	const rounds = await runKills({
		kills: Number(values.kills),
		databaseKills: Number(values['database-kills']),
		database: values.database === 'outside' ? 'outside' : 'own',
		pages: Number(values.pages),
		commitMs: Number(values['commit-ms']),
		seed: Number(values.seed),
		tell: (round) =>
			say(
				line([
					...[round.number, round.killed, round.loadMs, round.backMs, round.written, round.seen, round.saved],
					...[round.lost.length, round.doubled.length, round.different]
				])
			)
	});
	const bad = rounds.filter(({ lost, doubled, different }) => lost.length + doubled.length + different > 0);
	const last = rounds.at(-1);
	const back = rounds.map(({ backMs }) => backMs).sort((a, b) => a - b);
	say(
		`${rounds.length} kills, ${last?.written ?? 0} words written, ${last?.seen ?? 0} seen by others, ${last?.saved ?? 0} called saved; ` +
			`saved again after ${back[Math.floor(back.length / 2)] ?? 0} ms (median), ${back.at(-1) ?? 0} ms (longest)`
	);
	say(
		bad.length === 0
			? 'Nothing that was seen or saved was lost or doubled.'
			: `${bad.length} rounds lost something.`
	);
	process.exitCode = bad.length === 0 ? 0 : 1;
}

if (import.meta.main) await main();
