// What a commit alone takes, without any server: nobody who keeps an edit before showing it can be faster than this.
import { setTimeout as wait } from 'node:timers/promises';
import { median, type Measure, type Row } from './measure.ts';

const commits = 3_000;
/** As many in a second as typical load brings, at uneven times, so that the database sleeps in between as it does there. */
const perSecond = 300;
const row = Buffer.alloc(60, 1);

export const committing: Measure = async (bench) => {
	const runs: number[][] = [];
	for (let repetition = 1; repetition <= bench.repetitions; repetition += 1) {
		bench.tell(`Commit alone (${repetition} of ${bench.repetitions})`);
		runs.push(await commitAlone(bench.database));
	}
	const at = (what: string, part: number): Row => ({
		what,
		unit: 'ms',
		values: { landsby: runs.map((taken) => taken[Math.floor(part * (taken.length - 1))] ?? NaN) }
	});
	return [
		{
			title: 'A commit alone, without a server',
			notes: [
				`One row of ${row.length} bytes in one commit, asked from Node and answered, ${commits.toLocaleString('en-GB')} times at uneven moments, ${perSecond} a second, with nothing else going on. An edit that is durable before anybody sees it takes this, and then what the others take.`
			],
			rows: [
				{ what: 'p50', unit: 'ms', values: { landsby: runs.map(median) } },
				at('p95', 0.95),
				at('p99', 0.99)
			]
		}
	];
};

/** @returns how long each took in milliseconds, shortest first */
async function commitAlone(database: Parameters<Measure>[0]['database']): Promise<number[]> {
	const { sql } = await database.fresh('commit_bench');
	await sql`create table edits (id bigint generated always as identity primary key, data bytea not null)`;
	const taken: number[] = [];
	for (let commit = 0; commit < commits; commit += 1) {
		await wait((Math.random() * 2 * 1_000) / perSecond);
		const began = performance.now();
		await sql`insert into edits (data) values (${row})`;
		taken.push(performance.now() - began);
	}
	return taken.sort((a, b) => a - b);
}
