// What a measure is: something done to each server in turn, several times over, and the rows it gives.
import { setTimeout as wait } from 'node:timers/promises';
import type { BenchDatabase } from '../database.ts';
import type { Target } from '../load/wire.ts';
import { SERVERS, type BenchServer, type ServerName } from '../servers/server.ts';

/** What Landsby's median is to be: so many times that of another server, or a number. */
export type Goal = { readonly of?: ServerName; readonly plus?: number } & (
	{ readonly atMost: number } | { readonly atLeast: number }
);

export interface Row {
	/** What was measured, as a line of the table. */
	readonly what: string;
	readonly unit: string;
	/** One value for each repetition; none where a server cannot do it. */
	readonly values: Readonly<Partial<Record<ServerName, readonly number[]>>>;
	readonly goal?: Goal;
}

export interface MeasureResult {
	readonly title: string;
	/** What somebody must know to read the rows. */
	readonly notes: readonly string[];
	readonly rows: readonly Row[];
}

export interface Bench {
	readonly servers: readonly BenchServer[];
	readonly database: BenchDatabase;
	readonly isFull: boolean;
	/** Of each measure. */
	readonly repetitions: number;
	/** Kills of each server; null: the measure's own number. */
	readonly kills: number | null;
	/** A name that no earlier run of this bench has used. */
	readonly fresh: (what: string) => string;
	/** Says how far it has come. */
	readonly tell: (words: string) => void;
}

export type Measure = (bench: Bench) => Promise<readonly MeasureResult[]>;

/** After a start: what a server does on its own account, such as catching up, is done by then. */
const settleMs = 3_000;

type Work<T> = (server: BenchServer, targets: readonly Target[]) => Promise<T>;
type Results<T> = Partial<Record<ServerName, T[]>>;

/**
 * Does the same to every server in turn, so that a busy moment of the machine hits all of them alike. Each time with a
 * fresh process and fresh documents.
 * @param rooms how many documents the work needs
 * @returns the results of each, in order of repetitions
 */
export async function alternate<T>(
	bench: Bench,
	what: string,
	rooms: number,
	work: Work<T>
): Promise<Results<T>> {
	const results: Results<T> = {};
	for (let repetition = 1; repetition <= bench.repetitions; repetition += 1)
		for (const server of bench.servers) {
			bench.tell(`${what}: ${server.label} (${repetition} of ${bench.repetitions})`);
			(results[server.name] ??= []).push(await once(bench, server, rooms, work));
		}
	return results;
}

/** The same for what does not depend on time: all servers at once. */
export async function together<T>(
	bench: Bench,
	what: string,
	rooms: number,
	work: Work<T>
): Promise<Results<T>> {
	const results: Results<T> = {};
	for (let repetition = 1; repetition <= bench.repetitions; repetition += 1) {
		bench.tell(`${what}: all servers (${repetition} of ${bench.repetitions})`);
		await Promise.all(
			bench.servers.map(async (server) => {
				const result = await once(bench, server, rooms, work);
				(results[server.name] ??= []).push(result);
			})
		);
	}
	return results;
}

async function once<T>({ fresh }: Bench, server: BenchServer, rooms: number, work: Work<T>): Promise<T> {
	const targets = await server.rooms(Array.from({ length: rooms }, () => fresh('room')));
	await server.start();
	try {
		await wait(settleMs);
		return await work(server, targets);
	} finally {
		await server.stop();
	}
}

/** One number of each result. */
export function pick<T>(
	results: Readonly<Partial<Record<ServerName, readonly T[]>>>,
	number: (result: T) => number | null
): Partial<Record<ServerName, number[]>> {
	const picked: Partial<Record<ServerName, number[]>> = {};
	for (const name of SERVERS) {
		const values = (results[name] ?? []).map(number).filter((value) => value !== null);
		if (values.length > 0) picked[name] = values;
	}
	return picked;
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Whether a row reached its goal; null where there is none, or a server did not run. */
export function isReached({ goal, values }: Row): boolean | null {
	const ours = values.landsby;
	const theirs = goal?.of === undefined ? [1] : values[goal.of];
	if (!goal || !ours || !theirs) return null;
	const bound = ('atMost' in goal ? goal.atMost : goal.atLeast) * median(theirs) + (goal.plus ?? 0);
	return 'atMost' in goal ? median(ours) <= bound : median(ours) >= bound;
}
