// How much a server carries: the load goes up until it takes too long.
import { setTimeout as wait } from 'node:timers/promises';
import type { BenchServer } from '../servers/server.ts';
import type { Target } from '../load/wire.ts';
import { typeAt, type Typed } from './delay.ts';
import { alternate, pick, type Bench, type Measure } from './measure.ts';

const rooms = 50;
const people = 6;
/** What still feels as if the others sat beside one. */
const p95MaxMs = 100;
const first = 8;
const last = 1_024;
/** Between a load that is carried and one that is not, so many more are tried. */
const refinements = 3;
const restMs = 1_000;

export const deliveries: Measure = async (bench) => {
	const results = await alternate(bench, 'Deliveries', rooms, (server, targets) =>
		climb(bench, server, targets)
	);
	const perSecond = pick(results, ({ best }) => (best ? (best.deliveries / best.windowMs) * 1000 : 0));
	return [
		{
			title: `Most deliveries a second with p95 below ${p95MaxMs} ms: ${rooms} rooms, ${people} people in each`,
			notes: [
				`Everybody types faster and faster, from ${first} edits/s on, twice as fast each time; then ${refinements} steps between what was carried and what was not. A step is not carried, either, where a delivery is missing or a page was closed.`
			],
			rows: [
				{
					what: 'Deliveries',
					unit: '/s',
					values: perSecond,
					goal: { atLeast: 2, of: 'hocuspocus' }
				},
				{
					what: 'The same',
					unit: '/s',
					values: perSecond,
					goal: { atLeast: 1.5, of: 'floor' }
				},
				{ what: 'p95 at that load', unit: 'ms', values: pick(results, ({ best }) => best?.p95 ?? null) },
				{
					what: 'CPU of the server at that load',
					unit: '%',
					values: pick(results, ({ best }) => best && (100 * best.serverCpuMs) / best.windowMs)
				},
				{
					what: 'CPU of PostgreSQL at that load',
					unit: '%',
					values: pick(results, ({ best }) =>
						best?.databaseCpuMs == null ? null : (100 * best.databaseCpuMs) / best.windowMs
					)
				},
				{
					what: 'CPU of the load itself',
					unit: '%',
					values: pick(results, ({ best }) => best && (100 * best.loadCpuMs) / best.windowMs)
				}
			]
		}
	];
};

async function climb(
	bench: Bench,
	server: BenchServer,
	targets: readonly Target[]
): Promise<{ best: Typed | null }> {
	let best: Typed | null = null;
	const isCarried = async (rate: number): Promise<boolean> => {
		const ms = 4_000;
		const typed = await typeAt(bench, server, { targets, people, rate, warmUpMs: 2_000, ms });
		const carried = typed.p95 < p95MaxMs && typed.missing === 0 && typed.closed === 0;
		const perSecond = Math.round((typed.deliveries / typed.windowMs) * 1000);
		bench.tell(
			`  ${rate.toFixed(1)} edits/s: ${perSecond} deliveries/s, p95 ${typed.p95.toFixed(1)} ms, load ${Math.round((100 * typed.loadCpuMs) / typed.windowMs)} %`
		);
		if (carried && (!best || typed.deliveries / typed.windowMs > best.deliveries / best.windowMs))
			best = typed;
		await wait(restMs);
		return carried;
	};
	let carried = first / 2;
	let rate = first;
	while (rate <= last && (await isCarried(rate))) {
		carried = rate;
		rate *= 2;
	}
	let tooMuch = rate;
	for (let step = 0; step < refinements; step += 1) {
		const between = Math.sqrt(carried * tooMuch);
		if (await isCarried(between)) carried = between;
		else tooMuch = between;
	}
	return { best };
}
