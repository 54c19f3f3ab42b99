// What most faults are tried on: PostgreSQL, one server, rooms with pages that write.
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { expect, inject } from 'vitest';
import { connectTo } from '../../server/db/postgres.ts';
import { openProxy, type Proxy } from '../support/proxy.ts';
import { allSaved, examine, nothing, Page, seeded, type Notes, type Random } from './oracle.ts';
import {
	addressOf,
	limits,
	makeFolder,
	makeRooms,
	makeServer,
	startCluster,
	type Cluster,
	type RoomsPlan,
	type ServerProcess,
	type TestRoom
} from './processes.ts';

/** Whether faults are injected as often and as long as somebody has time for, and told one by one. */
export const isLong = process.env['LANDSBY_FAULTS'] === 'long';

/** How often, or how long: for every `npm test`, or for the long run. */
export function pick<T>(short: T, long: T): T {
	return isLong ? long : short;
}

/** Says in one line what was injected and what came of it, in the long run. */
export function tell(fault: string, what: string, notes: readonly Notes[] = []): void {
	if (!isLong) return;
	const sum = (of: 'written' | 'seen' | 'saved') => notes.reduce((all, { totals }) => all + totals[of], 0);
	const words =
		notes.length > 0
			? `: ${sum('written')} words written, ${sum('seen')} seen, ${sum('saved')} saved; nothing lost, doubled or different`
			: '';
	console.log(`${fault} ${what}${words}`);
}

/** A database on the PostgreSQL of the run, for faults that leave PostgreSQL alone. */
export async function borrowedCluster(): Promise<Cluster> {
	const template = inject('databaseUrl');
	const name = `landsby_faults_${randomBytes(6).toString('hex')}`;
	const admin = connectTo(template.replace('{name}', 'postgres'), { max: 1, onnotice: () => undefined });
	await admin`create database ${admin(name)}`;
	const url = template.replace('{name}', name);
	const sql = connectTo(url, { max: 1, onnotice: () => undefined });
	const notOurs = (): never => {
		throw new Error('this PostgreSQL is of others, too');
	};
	return {
		get folder() {
			return notOurs();
		},
		get data() {
			return notOurs();
		},
		url,
		sql,
		signal: notOurs,
		stop: async () => {
			await sql.end();
			await admin`drop database ${admin(name)} with (force)`;
			await admin.end();
		}
	};
}

export class Household {
	readonly cluster: Cluster;
	readonly server: ServerProcess;
	/** Between pages and server. */
	readonly network: Proxy;
	readonly random: Random = seeded(Date.now() % 1_000_000);
	readonly #folder: string;
	readonly #pages = new Set<Page>();

	private constructor(cluster: Cluster, server: ServerProcess, network: Proxy, folder: string) {
		this.cluster = cluster;
		this.server = server;
		this.network = network;
		this.#folder = folder;
	}

	/**
	 * @param own limits of the server
	 * @param env further settings of the server
	 */
	static async open(
		own: Readonly<Record<string, number>> = {},
		env: Readonly<Record<string, string>> = {},
		cluster?: Cluster
	): Promise<Household> {
		const folder = makeFolder();
		const database = cluster ?? (await startCluster());
		const server = await makeServer({
			databaseUrl: database.url,
			folder,
			env: { ...limits(own), ...env }
		});
		await server.start();
		const network = await openProxy({ host: '127.0.0.1', port: server.port });
		return new Household(database, server, network, folder);
	}

	/** Rooms with a page for everybody; all of them are connected. */
	async rooms(plan: RoomsPlan = {}): Promise<{ rooms: TestRoom[]; pages: Page[]; notes: Notes[] }> {
		const rooms = await makeRooms(this.cluster.url, plan);
		const pages = rooms.flatMap((room) => room.people.map((one) => this.page(room, one)));
		await allSaved(pages);
		return { rooms, pages, notes: rooms.map((room) => room.notes) };
	}

	/** One more page, by way of the network. */
	page(room: TestRoom, { cookie }: { cookie: string }): Page {
		return this.keep(new Page(room.notes, addressOf(this.server, { cookie }, this.network.port)));
	}

	/** Sees to it that a page is gone when the test is. */
	keep(page: Page): Page {
		this.#pages.add(page);
		return page;
	}

	/** All of them write, until they are told to pause. */
	write(pages: readonly Page[], everyMs = 25): void {
		for (const page of pages) page.write(this.random, everyMs);
	}

	/** Nobody writes any more, everything is saved, and the oracle finds nothing. */
	async isWhole(pages: readonly Page[], notes: readonly Notes[]): Promise<void> {
		for (const page of pages) page.pause();
		await allSaved(pages);
		expect(await examine(this.cluster.url, notes, pages)).toEqual(nothing);
		expect(pages.filter((page) => page.isRefused)).toEqual([]);
	}

	/** How many pages the server has connected, by its own count. */
	async connections(): Promise<number> {
		const metrics = await (await fetch(`${this.server.http}/metrics`)).text();
		return Number(/^landsby_connections (\d+)$/m.exec(metrics)?.[1] ?? NaN);
	}

	/** Pages leave; for the end of a test. */
	async leave(): Promise<void> {
		this.network.set({});
		for (const page of this.#pages) page.leave();
		this.#pages.clear();
		await Promise.resolve();
	}

	async close(): Promise<void> {
		await this.leave();
		await this.network.close();
		await this.server.end('SIGTERM');
		await this.cluster.stop();
		rmSync(this.#folder, { recursive: true, force: true });
	}
}

/** What is known now: to be held against what is known later. */
export function known(notes: readonly Notes[]): { seen: number; saved: number } {
	return {
		seen: notes.reduce((sum, { seen }) => sum + seen.size, 0),
		saved: notes.reduce((sum, { saved }) => sum + saved.size, 0)
	};
}
