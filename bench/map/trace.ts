// Reads a trace of Chromium: how much of each frame went into script, and into what follows it.
import * as v from 'valibot';

const Event = v.object({
	name: v.string(),
	ph: v.string(),
	ts: v.optional(v.number(), 0),
	dur: v.optional(v.number(), 0),
	pid: v.number(),
	tid: v.number(),
	args: v.optional(v.record(v.string(), v.unknown()), {})
});
type Event = v.InferOutput<typeof Event>;
const Trace = v.pipe(v.string(), v.parseJson(), v.object({ traceEvents: v.array(v.unknown()) }));

/** What a frame of the page cost on its main thread, in ms. */
export interface Frame {
	/** Listeners, timers, what arrived over the socket, and the frame's own callbacks. */
	readonly script: number;
	/** Styles, layout, and what of painting is done on this thread. */
	readonly drawing: number;
}

/** Marks that the page writes into the trace: see `drag.ts`. */
export const marks = { frame: 'bench-frame', begin: 'bench-begin', end: 'bench-end' } as const;
export const categories = ['devtools.timeline', 'blink.user_timing'];

const script = new Set([
	'EvaluateScript',
	'EventDispatch',
	'FireAnimationFrame',
	'FunctionCall',
	'RunMicrotasks',
	'TimerFire',
	'MinorGC',
	'MajorGC'
]);
const drawing = new Set([
	'Layerize',
	'Layout',
	'Paint',
	'PrePaint',
	'Commit',
	'UpdateLayoutTree',
	'UpdateLayerTree'
]);

/**
 * The frames between the marks `begin` and `end`, each from one mark `frame` to the next.
 * @throws Error where the marks are missing
 */
export function framesIn(trace: Buffer): Frame[] {
	const { traceEvents } = v.parse(Trace, trace.toString('utf8'));
	const events = traceEvents.flatMap((one) => {
		const parsed = v.safeParse(Event, one);
		return parsed.success ? [parsed.output] : [];
	});
	const named = (name: string) => events.filter((event) => event.name === name);
	const [begin] = named(marks.begin);
	const [end] = named(marks.end);
	if (!begin || !end) throw new Error('the trace has no marks of the drag');
	const own = ({ pid, tid }: Event) => pid === begin.pid && tid === begin.tid;
	const within = events.filter((event) => own(event) && event.ts >= begin.ts && event.ts <= end.ts);
	const bounds = within
		.filter(({ name }) => name === marks.frame)
		.map(({ ts }) => ts)
		.sort((a, b) => a - b);
	const spent = (names: ReadonlySet<string>) =>
		merged(within.filter(({ name, ph }) => ph === 'X' && names.has(name)));
	const [scripts, drawings] = [spent(script), spent(drawing)];
	return bounds.slice(1).map((to, index) => {
		const from = bounds[index] ?? to;
		return { script: sumWithin(scripts, from, to), drawing: sumWithin(drawings, from, to) };
	});
}

type Span = readonly [from: number, to: number];

/** Spans as they cover the time, each moment once: a timer's function is not counted beside its timer. */
function merged(events: readonly Event[]): Span[] {
	const spans: [number, number][] = [];
	for (const { ts, dur } of [...events].sort((a, b) => a.ts - b.ts)) {
		const last = spans.at(-1);
		if (last && ts <= last[1]) last[1] = Math.max(last[1], ts + dur);
		else spans.push([ts, ts + dur]);
	}
	return spans;
}

function sumWithin(spans: readonly Span[], from: number, to: number): number {
	const micro = spans.reduce(
		(sum, [start, stop]) => sum + Math.max(0, Math.min(stop, to) - Math.max(start, from)),
		0
	);
	return micro / 1000;
}
