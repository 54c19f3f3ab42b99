// A quarter of a million edits: how long they take to be taken in, and how long to be opened by whoever comes later.
import { setTimeout as wait } from 'node:timers/promises';
import { runLoad } from '../load/channel.ts';
import type { AbsorbingResult } from '../load/absorbing.ts';
import type { Opened } from '../load/opening.ts';
import type { Target } from '../load/wire.ts';
import type { BenchServer } from '../servers/server.ts';
import { alternate, median, pick, type Measure, type MeasureResult, type Row } from './measure.ts';

const edits = 250_000;
const visitors = 5;
const settleMs = 3_000;
const storedWithinMs = 60_000;

interface Absorbed extends AbsorbingResult {
	/** Milliseconds until the store has it; null without a store. */
	readonly storedMs: number | null;
	/** The first who opens it after a new start; null without a store. */
	readonly cold: Opened | null;
	/** How long the server answered nobody at most. */
	readonly pauseMs: number;
}

export const backlog: Measure = async (bench) => {
	const rows: MeasureResult[] = [];
	for (const together of bench.isFull ? [1_000, 1] : [1_000]) {
		const what =
			together === 1 ? 'one edit in each frame' : `${together.toLocaleString('en-GB')} edits in each frame`;
		const results = await alternate(bench, `Backlog, ${what}`, 1, async (server, [target]) => {
			if (!target) throw new Error('no room');
			try {
				return await absorb(server, target, together);
			} catch (error) {
				// One that lets go of its pages has not come to an end, and that is a result. Of our own it is a fault.
				if (server.name === 'landsby') throw error;
				bench.tell(`${server.label} did not come to an end: ${String(error)}`);
				return null;
			}
		});
		const whole = (number: (absorbed: Absorbed) => number | null): Row['values'] =>
			pick(results, (absorbed) => absorbed && number(absorbed));
		const visible = whole(({ visibleMs }) => visibleMs);
		const stored = whole(({ storedMs }) => storedMs);
		const one = results.landsby?.[0] ?? results.hocuspocus?.[0] ?? results.floor?.[0];
		rows.push({
			title: `Absorbing ${edits.toLocaleString('en-GB')} edits, ${what}`,
			notes: [
				`${one?.pieces.toLocaleString('en-GB') ?? '?'} frames, ${((one?.bytes ?? 0) / 2 ** 20).toFixed(1)} MB. "Stored": Landsby says so to the page; of Hocuspocus it is read from its table (it stores two to ten seconds after a change).`
			],
			rows: [
				{
					what: 'Until somebody else sees the last',
					unit: 'ms',
					values: visible,
					goal: { atMost: 0.4, of: 'hocuspocus' }
				},
				{
					what: 'Until all is stored',
					unit: 'ms',
					values: stored,
					goal: { atMost: 0.4, of: 'hocuspocus' }
				},
				{
					what: 'Longest pause of the server meanwhile',
					unit: 'ms',
					values: whole(({ pauseMs }) => pauseMs),
					goal: { atMost: 50 }
				},
				{
					what: 'Runs that came to an end (1), or in which a page was closed (0)',
					unit: '',
					values: pick(results, (absorbed) => (absorbed ? 1 : 0))
				}
			]
		});
		if (together === 1) continue;
		rows.push({
			title: `Opening a document with ${edits.toLocaleString('en-GB')} edits behind it`,
			notes: [
				'From connecting until the content has come; "read" also until it stands in a Y.Doc of the page. Cold: the first after a new start of the server. Warm: somebody has it open (median of five).'
			],
			rows: openingRows(results)
		});
	}
	return rows;
};

function openingRows(results: Parameters<typeof pick<Absorbed | null>>[0]): Row[] {
	const warm = (number: (opened: Opened) => number): Row['values'] =>
		pick(results, (result) => result && median(result.visitors.map(number)));
	const cold = (number: (opened: Opened) => number): Row['values'] =>
		pick(results, (result) => (result?.cold ? number(result.cold) : null));
	const [coldMs, warmMs] = [cold(({ receivedMs }) => receivedMs), warm(({ receivedMs }) => receivedMs)];
	return [
		{
			what: 'Cold, received',
			unit: 'ms',
			values: coldMs,
			goal: { atMost: 0.3, of: 'hocuspocus' }
		},
		{ what: 'Cold, received and read', unit: 'ms', values: cold(({ readMs }) => readMs) },
		{ what: 'Cold', unit: 'kB', values: cold(({ bytes }) => bytes / 1024) },
		{
			what: 'Warm, received',
			unit: 'ms',
			values: warmMs,
			goal: { atMost: 0.4, of: 'hocuspocus' }
		},
		{ what: 'Warm, received and read', unit: 'ms', values: warm(({ readMs }) => readMs) },
		{ what: 'Warm', unit: 'kB', values: warm(({ bytes }) => bytes / 1024) }
	];
}

async function absorb(server: BenchServer, target: Target, together: number): Promise<Absorbed> {
	const stored = { afterVisibleMs: 0 };
	await server.pause();
	const absorbed = await runLoad('absorbing', { target, edits, together, visitors }, async () => {
		if (!server.stores || server.takenIsStored) return;
		const visibleAt = Date.now();
		stored.afterVisibleMs = (await storedSince(server, target, visibleAt)) - visibleAt;
	});
	const pauseMs = await server.pause();
	if (!server.stores) return { ...absorbed, storedMs: null, cold: null, pauseMs };
	const storedMs = server.takenIsStored ? absorbed.takenMs : absorbed.visibleMs + stored.afterVisibleMs;
	await server.stop();
	await server.start();
	await wait(settleMs);
	const cold = await runLoad('opening', { target });
	if (editsIn(cold) !== editsIn(absorbed.visitors[0])) throw new Error(`${server.label} has forgotten edits`);
	return { ...absorbed, storedMs, cold, pauseMs };
}

function editsIn(opened: Opened | undefined): number {
	return [...(opened?.states.values() ?? [])].reduce((sum, count) => sum + count, 0);
}

/** When the store took a document for the first time after a moment, ms since 1970. */
async function storedSince(server: BenchServer, target: Target, moment: number): Promise<number> {
	const last = moment + storedWithinMs;
	while (Date.now() < last) {
		const at = await server.storedAt(target);
		if (at >= moment) return at;
		await wait(20);
	}
	throw new Error(`${server.label} has not stored within a minute`);
}
