// The judge alone (bench/judge.ts), in a process of its own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Measure, Row } from './measure.ts';

export const judging: Measure = async (bench) => {
	const times: { median: number; p95: number }[] = [];
	let words = '';
	for (let repetition = 0; repetition < bench.repetitions; repetition += 1) {
		bench.tell(`Judge (${repetition + 1} of ${bench.repetitions})`);
		const run = spawnSync(process.execPath, [join(import.meta.dirname, '..', 'judge.ts')], {
			encoding: 'utf8'
		});
		const [, median, p95] = /median ([\d.]+) µs.*p95 ([\d.]+) µs/.exec(run.stdout) ?? [];
		if (median === undefined || p95 === undefined)
			throw new Error(`the judge says: ${run.stdout}${run.stderr}`);
		words = run.stdout.split(':')[0] ?? '';
		times.push({ median: Number(median), p95: Number(p95) });
	}
	const row = (what: string, number: 'median' | 'p95', atMost: number): Row => ({
		what,
		unit: 'µs',
		values: { landsby: times.map((time) => time[number]) },
		goal: { atMost }
	});
	return [
		{
			title: 'Judging one update',
			notes: [words],
			rows: [row('Median', 'median', 25), row('p95', 'p95', 60)]
		}
	];
};
