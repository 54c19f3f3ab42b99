// npm run bench: Landsby beside two others, under the same load on the same machine, one after the other.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from './database.ts';
import { backlog } from './measures/backlog.ts';
import { committing } from './measures/committing.ts';
import { delay } from './measures/delay.ts';
import { deliveries } from './measures/deliveries.ts';
import { judging } from './measures/judging.ts';
import { kills } from './measures/kills.ts';
import { map } from './measures/map.ts';
import type { Bench, Measure, MeasureResult } from './measures/measure.ts';
import { memory } from './measures/memory.ts';
import { joined, readJson, surroundings, tables, writeJson } from './report.ts';
import { floor } from './servers/floor.ts';
import { hocuspocus } from './servers/hocuspocus.ts';
import { landsby, raisedLimits } from './servers/landsby.ts';
import { SERVERS, type BenchServer, type ServerName } from './servers/server.ts';

const measures: Readonly<Record<string, Measure>> = {
	judge: judging,
	commit: committing,
	delay,
	deliveries,
	memory,
	backlog,
	kills,
	map
};

/** What measures Landsby alone needs no other server beside it. */
const alone: ReadonlySet<string> = new Set(['judge', 'commit', 'map']);

const usage = `npm run bench -- [options]
  --only <measure>    one of ${Object.keys(measures).join(', ')}; may be given more than once
  --servers <names>   ${SERVERS.join(',')}; by default all
  --full              three repetitions, longer windows, 50 kills, the backlog letter by letter, too: about an hour
  --repetitions <n>   of each measure (1, with --full 3)
  --kills <n>         kills of each server
  --json <path>       where the numbers go (bench/results/<time>.json)
  --join <paths>      no new run: the tables of several, as one`;

const { values: flags } = parseArgs({
	options: {
		only: { type: 'string', multiple: true },
		servers: { type: 'string', default: SERVERS.join(',') },
		full: { type: 'boolean', default: false },
		repetitions: { type: 'string' },
		kills: { type: 'string' },
		json: { type: 'string' },
		join: { type: 'string', multiple: true },
		help: { type: 'boolean', default: false }
	}
});

async function main(): Promise<void> {
	const chosen = flags.only ?? Object.keys(measures);
	const unknown = chosen.find((name) => !(name in measures));
	if (flags.help || unknown !== undefined) {
		console.log(usage);
		process.exitCode = flags.help ? 0 : 2;
		return;
	}
	if (flags.join) {
		const sittings = flags.join.flatMap((paths) => paths.split(',')).map(readJson);
		const [first] = sittings;
		if (first) console.log(tables(first, joined(sittings.map(({ results }) => results))));
		return;
	}
	const wanted = chosen.every((name) => alone.has(name)) ? ['landsby'] : flags.servers.split(',');
	if (wanted.some((name) => name !== 'landsby')) install();
	const database = await openDatabase();
	const make: Readonly<Record<ServerName, () => Promise<BenchServer>>> = {
		landsby: async () => {
			const { url, sql } = await database.fresh('landsby_bench');
			return landsby(url, sql);
		},
		hocuspocus: async () => {
			const { url, sql } = await database.fresh('hocuspocus_bench');
			return hocuspocus(url, sql);
		},
		floor
	};
	const servers: BenchServer[] = [];
	for (const name of SERVERS) if (wanted.includes(name)) servers.push(await make[name]());
	const run = Date.now().toString(36);
	let made = 0;
	const bench: Bench = {
		servers,
		database,
		isFull: flags.full,
		repetitions: Number(flags.repetitions ?? (flags.full ? 3 : 1)),
		kills: flags.kills === undefined ? null : Number(flags.kills),
		fresh: (what) => `${what} ${run} ${(made += 1)}`.replaceAll(' ', '-'),
		tell: (words) => process.stderr.write(`${new Date().toTimeString().slice(0, 8)} ${words}\n`)
	};
	const about = surroundings(servers, `${database.version} (${database.kind})`, raisedLimits);
	const results: MeasureResult[] = [];
	try {
		for (const name of chosen) results.push(...((await measures[name]?.(bench)) ?? []));
	} finally {
		for (const server of servers) await server.stop();
		await database.close();
	}
	console.log(tables(about, results));
	const path = flags.json ?? join(import.meta.dirname, 'results', `${about.at.replaceAll(':', '')}.json`);
	writeJson(path, about, results);
	console.log(`\nNumbers: ${path}`);
}

/** The peers are dependencies of their own folder alone; whoever never measures never has them. */
function install(): void {
	const peers = join(import.meta.dirname, 'peers');
	if (existsSync(join(peers, 'node_modules', '@hocuspocus', 'server'))) return;
	const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--prefix', peers], {
		stdio: ['ignore', 'inherit', 'inherit']
	});
	if (npm.status !== 0) throw new Error('the peers could not be installed');
}

await main();
