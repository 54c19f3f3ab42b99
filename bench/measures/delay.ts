// How long a letter takes from one keyboard to the other screens, and what that costs the processor.
import { cpuOf, cpuOfFamily } from '../cpu.ts';
import { runLoad } from '../load/channel.ts';
import type { TypingInput, TypingResult } from '../load/typing.ts';
import type { BenchServer } from '../servers/server.ts';
import { alternate, pick, type Bench, type Measure, type MeasureResult, type Row } from './measure.ts';

/** A typing run, with what server and PostgreSQL used of the processor in its window, in milliseconds. */
export interface Typed extends TypingResult {
	readonly serverCpuMs: number;
	/** null where PostgreSQL runs elsewhere. */
	readonly databaseCpuMs: number | null;
}

interface Shape {
	readonly title: string;
	readonly rooms: number;
	readonly people: number;
	readonly rate: number;
}

const typical: Shape = { title: 'Typical load', rooms: 50, people: 6, rate: 2 };
const crowd: Shape = { title: 'One full room', rooms: 1, people: 60, rate: 2 };

/** Lets people type at a server and looks at its processor meanwhile. */
export async function typeAt(bench: Bench, server: BenchServer, input: TypingInput): Promise<Typed> {
	const { postmaster } = bench.database;
	const used = (): { server: number; database: number } => ({
		server: cpuOf(server.pid),
		database: postmaster === null ? 0 : cpuOfFamily(postmaster)
	});
	let [begin, end] = [used(), used()];
	const result = await runLoad('typing', input, (word) => {
		if (word === 'begin') begin = used();
		else end = used();
	});
	if (result.missing > 0 || result.closed > 0)
		bench.tell(
			`${server.label}: ${result.missing} deliveries never came, ${result.closed} pages were closed`
		);
	return {
		...result,
		serverCpuMs: end.server - begin.server,
		databaseCpuMs: postmaster === null ? null : end.database - begin.database
	};
}

export const delay: Measure = async (bench) => [await shaped(bench, typical), await shaped(bench, crowd)];

async function shaped(bench: Bench, shape: Shape): Promise<MeasureResult> {
	const results = await alternate(bench, shape.title, shape.rooms, (server, targets) =>
		typeAt(bench, server, {
			targets,
			people: shape.people,
			rate: shape.rate,
			warmUpMs: bench.isFull ? 4_000 : 2_000,
			ms: bench.isFull ? 12_000 : 5_000
		})
	);
	const [p50, p95, p99] = [
		pick(results, (r) => r.p50),
		pick(results, (r) => r.p95),
		pick(results, (r) => r.p99)
	];
	const perThousand = (ms: number, { deliveries }: Typed): number => (ms / deliveries) * 1000;
	const server = pick(results, (r) => perThousand(r.serverCpuMs, r));
	const both = pick(results, (r) =>
		r.databaseCpuMs === null ? null : perThousand(r.serverCpuMs + r.databaseCpuMs, r)
	);
	const isTypical = shape === typical;
	const rows: Row[] = [
		{
			what: 'Delay, p50',
			unit: 'ms',
			values: p50,
			...(isTypical && { goal: { atMost: 1, of: 'floor', plus: 3 } })
		},
		{
			what: 'Delay, p95',
			unit: 'ms',
			values: p95,
			...(isTypical && { goal: { atMost: 1, of: 'hocuspocus' } })
		},
		{
			what: 'Delay, p99',
			unit: 'ms',
			values: p99,
			...(isTypical && { goal: { atMost: 1, of: 'hocuspocus' } })
		},
		{
			what: 'CPU of the server per 1,000 deliveries',
			unit: 'ms',
			values: server,
			...(isTypical && { goal: { atMost: 0.9, of: 'hocuspocus' } })
		},
		{
			what: 'CPU of PostgreSQL per 1,000 deliveries',
			unit: 'ms',
			values: pick(results, (r) => (r.databaseCpuMs === null ? null : perThousand(r.databaseCpuMs, r)))
		},
		{
			what: 'CPU of both per 1,000 deliveries',
			unit: 'ms',
			values: both,
			...(isTypical && { goal: { atMost: 1.2, of: 'hocuspocus' } })
		},
		{ what: 'Deliveries', unit: '/s', values: pick(results, (r) => (r.deliveries / r.windowMs) * 1000) },
		{ what: 'Deliveries that never came', unit: '', values: pick(results, (r) => r.missing) },
		{
			what: 'CPU of the load itself',
			unit: '%',
			values: pick(results, (r) => (100 * r.loadCpuMs) / r.windowMs)
		}
	];
	return {
		title: `${shape.title}: ${shape.rooms} room${shape.rooms === 1 ? '' : 's'}, ${shape.people} people in each, ${shape.rate} edits/s of each`,
		notes: ['From sending a letter to hearing it on the page of somebody else, all in one load process.'],
		rows
	};
}
