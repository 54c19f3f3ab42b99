// The tables, for people and for machines.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { dirname } from 'node:path';
import { isReached, median, type MeasureResult, type Row } from './measures/measure.ts';
import { SERVERS, type BenchServer, type ServerName } from './servers/server.ts';

const labels: Readonly<Record<ServerName, string>> = {
	landsby: 'Landsby',
	hocuspocus: 'Hocuspocus',
	floor: 'Floor'
};

export interface Surroundings {
	readonly at: string;
	readonly machine: string;
	readonly node: string;
	readonly postgres: string;
	readonly commit: string;
	readonly servers: Readonly<Record<string, string>>;
	readonly limits: Readonly<Record<string, number>>;
	readonly command: string;
}

/** What the numbers were made on. */
export function surroundings(
	servers: readonly BenchServer[],
	postgres: string,
	limits: Readonly<Record<string, number>>
): Surroundings {
	const [cpu] = cpus();
	return {
		at: new Date().toISOString(),
		machine: `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB memory, ${system()}`,
		node: process.version,
		postgres,
		commit: commit(),
		servers: Object.fromEntries(servers.map(({ label, version }) => [label, version])),
		limits,
		command: ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ')
	};
}

/** The tables as Markdown, which reads well in a terminal too. */
export function tables(about: Surroundings, results: readonly MeasureResult[]): string {
	const versions = Object.entries(about.servers).map(([label, version]) => `${label} ${version}`);
	return [
		`${about.at}, commit ${about.commit}`,
		`${about.machine}; Node ${about.node}, PostgreSQL ${about.postgres}`,
		versions.join(', '),
		`LANDSBY_LIMITS of the run: ${JSON.stringify(about.limits)}`,
		...results.flatMap((result) => ['', ...table(result)])
	].join('\n');
}

/** A run in several sittings: the repetitions of all, one after the other. */
export function joined(sittings: readonly (readonly MeasureResult[])[]): MeasureResult[] {
	const all = new Map<string, MeasureResult>();
	for (const result of sittings.flat()) {
		const known = all.get(result.title);
		all.set(
			result.title,
			known ? { ...result, rows: known.rows.map((row, index) => both(row, result.rows[index])) } : result
		);
	}
	return [...all.values()];
}

function both(row: Row, other: Row | undefined): Row {
	const values = Object.fromEntries(
		SERVERS.map((name): [ServerName, readonly number[]] => [
			name,
			[...(row.values[name] ?? []), ...(other?.values[name] ?? [])]
		]).filter(([, numbers]) => numbers.length > 0)
	);
	return { ...row, values };
}

/** @throws Error where it is no file of `writeJson` */
export function readJson(path: string): Surroundings & { readonly results: readonly MeasureResult[] } {
	const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
	if (typeof read !== 'object' || read === null || !('results' in read))
		throw new Error(`${path} is no result`);
	return read as ReturnType<typeof readJson>; // written by writeJson
}

export function writeJson(path: string, about: Surroundings, results: readonly MeasureResult[]): void {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, `${JSON.stringify({ ...about, results }, null, '\t')}\n`);
}

function table({ title, notes, rows }: MeasureResult): string[] {
	const named = SERVERS.filter((name) => rows.some(({ values }) => values[name]));
	const header = [
		'',
		...named.map((name) => ({ landsby: 'Landsby', hocuspocus: 'Hocuspocus', floor: 'Floor' })[name])
	];
	const isCompared = named.includes('landsby') && named.includes('hocuspocus');
	const hasGoal = rows.some(({ goal }) => goal);
	const lines = rows.map((row) => [
		row.unit === '' ? row.what : `${row.what} (${row.unit})`,
		...named.map((name) => spread(row.values[name])),
		...(isCompared ? [ratio(row)] : []),
		...(hasGoal ? [goalOf(row)] : [])
	]);
	const all = [[...header, ...(isCompared ? ['L / H'] : []), ...(hasGoal ? ['goal'] : [])], ...lines];
	const widths = header.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
	const drawn = all.map(
		(line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
	);
	const rule = `| ${(all[0] ?? []).map((cell, column) => '-'.repeat(Math.max(3, widths[column] ?? cell.length))).join(' | ')} |`;
	return [
		`### ${title}`,
		'',
		...notes.flatMap((note) => [note, '']),
		drawn[0] ?? '',
		rule,
		...drawn.slice(1)
	];
}

/** Median, and least and most in brackets. */
function spread(values: readonly number[] | undefined): string {
	if (!values || values.length === 0) return '–';
	const middle = figure(median(values));
	return values.length === 1
		? middle
		: `${middle} (${figure(Math.min(...values))}–${figure(Math.max(...values))})`;
}

function ratio({ values: { landsby, hocuspocus } }: Row): string {
	if (!landsby || !hocuspocus) return '';
	const theirs = median(hocuspocus);
	return theirs === 0 ? '' : (median(landsby) / theirs).toFixed(2);
}

function goalOf(row: Row): string {
	const { goal } = row;
	if (!goal) return '';
	const bound = 'atMost' in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`;
	const other = goal.of === undefined ? '' : ` ${labels[goal.of]}`;
	const plus = goal.plus === undefined ? '' : ` + ${goal.plus}`;
	const reached = isReached(row);
	const outcome = reached === null ? 'not compared' : reached ? 'reached' : 'NOT reached';
	return `${bound}${other}${plus}: ${outcome}`;
}

/** Three figures are as many as such numbers are worth. */
function figure(value: number): string {
	if (Number.isInteger(value) || Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-GB');
	return Math.abs(value) >= 100
		? value.toFixed(0)
		: Math.abs(value) >= 10
			? value.toFixed(1)
			: value.toFixed(2);
}

function system(): string {
	let name = `${type()} ${release()}`;
	try {
		const [, pretty] = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8')) ?? [];
		if (pretty) name = `${pretty}, ${name}`;
	} catch {
		// Not a Linux that says its name.
	}
	return `${name} ${arch()}`;
}

function commit(): string {
	try {
		return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
	} catch {
		return 'unknown';
	}
}
