// The network map in a real browser, over the real server: what a drag costs, laying it out, and opening it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startLandsby } from '../../tests/support/landsby.ts';
import { DragHand, watch } from '../map/drag.ts';
import { quantile } from '../map/figures.ts';
import { largeRoom, size, type LargeRoom } from '../map/largeRoom.ts';
import { layOut, layoutScript, noteOpening, opening, openingFrom } from '../map/opening.ts';
import { openPage, settled, slow, window, type OpenPage } from '../map/pages.ts';
import type { Measure, MeasureResult, Row } from './measure.ts';

/** As a tablet of some years beside this machine. */
const slowed = 4;
const watchedMs = 6_000;
/** Cytoscape has read its styles, and both hands have closed. */
const warmMs = 1_500;
/** Fewer say nothing of a machine that has other things to do. */
const leastRepetitions = 3;
/** One and two frames of a screen with 60 a second, as Chromium rounds their times: the goals of 17 and 33 ms. */
const [oneFrameMs, twoFramesMs] = [17, 33];

interface DragFigures {
	readonly script: number;
	readonly drawing: number;
	readonly interval: number;
	readonly tiesMoved: number;
	readonly otherMoved: number;
}

export const map: Measure = async (bench) => {
	const root = join(import.meta.dirname, '..', '..');
	const build = spawnSync(process.execPath, ['server/start.mjs', '--build-only'], {
		cwd: root,
		stdio: 'ignore'
	});
	if (build.status !== 0) throw new Error('the pages could not be built');
	const repetitions = Math.max(leastRepetitions, bench.repetitions);
	const landsby = await startLandsby();
	try {
		const room = await largeRoom(landsby);
		const drags: Record<string, DragFigures[]> = {};
		const layouts: number[] = [];
		const openings: number[] = [];
		const openingsFrom: number[] = [];
		const script = await layoutScript();
		let version = '';
		for (let repetition = 1; repetition <= repetitions; repetition += 1) {
			bench.tell(`Map (${repetition} of ${repetitions})`);
			for (const [name, scale, times] of kinds) {
				const own = await openPage(landsby.origin, room.cookies[0], scale);
				const other = await openPage(landsby.origin, room.cookies[1], 1);
				version = own.browser.version();
				(drags[name] ??= []).push(await oneDrag(own, other, room, times));
				await Promise.all([own.close(), other.close()]);
			}
			const page = await openPage(landsby.origin, room.cookies[0], 1);
			await noteOpening(page);
			// The first time fetches what is kept afterwards.
			await opening(page, room.url);
			await slow(page, slowed);
			openings.push(await opening(page, room.url));
			const home = `${landsby.origin}/rooms/${room.id}`;
			openingsFrom.push(await openingFrom(page, home, `a[href="/rooms/${room.id}/network"]`));
			layouts.push(await layOut(page, script));
			await page.close();
		}
		return [result(drags, { layouts, openings, openingsFrom }, version)];
	} finally {
		await landsby.close();
	}
};

/** What the table calls it, device pixels for one of the page, and how many times slower the processor is. */
const kinds = [
	['slowed', 1, slowed],
	['unslowed', 1, 1],
	['slowed, scale 2', 2, slowed],
	['unslowed, scale 2', 2, 1]
] as const;

async function oneDrag(own: OpenPage, other: OpenPage, room: LargeRoom, times: number): Promise<DragFigures> {
	const [mine, theirs] = room.dragged;
	await Promise.all([own.page.goto(room.url), other.page.goto(room.url)]);
	await Promise.all([settled(own), settled(other)]);
	await slow(own, times);
	const second = await DragHand.takes(other, theirs);
	const first = await DragHand.takes(own, mine);
	await own.page.waitForTimeout(warmMs);
	const { frames, intervals, tiesMoved, otherMoved } = await watch(own, room, watchedMs);
	await first.letsGo();
	await second.letsGo();
	await own.page.waitForTimeout(warmMs);
	return {
		script: quantile(
			frames.map(({ script }) => script),
			0.95
		),
		drawing: quantile(
			frames.map(({ drawing }) => drawing),
			0.95
		),
		interval: quantile(intervals, 0.95),
		tiesMoved,
		otherMoved
	};
}

function result(
	drags: Readonly<Record<string, readonly DragFigures[]>>,
	{
		layouts,
		openings,
		openingsFrom
	}: Readonly<Record<'layouts' | 'openings' | 'openingsFrom', readonly number[]>>,
	version: string
): MeasureResult {
	const of = (kind: string, figure: keyof DragFigures) => ({
		landsby: (drags[kind] ?? []).map((drag) => drag[figure])
	});
	const row = (what: string, kind: string, figure: keyof DragFigures, atMost?: number): Row => ({
		what: `${what}, ${kind}`,
		unit: 'ms',
		values: of(kind, figure),
		...(atMost === undefined ? {} : { goal: { atMost } })
	});
	return {
		title: `The network map: ${size.people} people, ${size.ties} ties`,
		notes: [
			`Chromium ${version}, headless, without a graphics processor, ${window.width} x ${window.height}. "Slowed": the processor of the measured page ${slowed} times slower (Emulation.setCPUThrottlingRate). One drags by 60 mouse moves a second somebody with ${size.tiesOfDragged} ties, for ${watchedMs / 1000} s; another, in a browser of their own, drags somebody else with as many. Script is what listeners, timers, messages and callbacks take from one frame to the next, from Chromium's trace; after it come styles, layout and painting on the same thread. Each value is the p95 of one drag. From frame to frame is a multiple of 16.7 ms; two of them are 33.3 or 33.4, so the goal of 33 asks for one.`
		],
		rows: [
			row('Script of a frame, p95', 'slowed', 'script', 16),
			row('Script of a frame, p95', 'unslowed', 'script'),
			row('Styles to painting, p95', 'slowed', 'drawing'),
			row('From frame to frame, p95', 'slowed', 'interval', twoFramesMs),
			row('From frame to frame, p95', 'unslowed', 'interval', oneFrameMs),
			row('From frame to frame, p95', 'slowed, scale 2', 'interval'),
			row('From frame to frame, p95', 'unslowed, scale 2', 'interval'),
			{ what: 'Ties seen to move', unit: '', values: of('slowed', 'tiesMoved') },
			{ what: 'Places the other one was seen at', unit: '', values: of('slowed', 'otherMoved') },
			{
				what: 'Laying all out from nothing, slowed',
				unit: 'ms',
				values: { landsby: layouts },
				goal: { atMost: 300 }
			},
			{
				what: 'From synced to the first drawn frame, slowed',
				unit: 'ms',
				values: { landsby: openings },
				goal: { atMost: 1_200 }
			},
			{
				what: 'The same from another page of the room, slowed',
				unit: 'ms',
				values: { landsby: openingsFrom },
				goal: { atMost: 1_200 }
			}
		]
	};
}
