// What a test does from inside a server process: sets its clock, ends it at a step, asks how it is. The product knows
// nothing of it.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import './clockAtStart.ts';
import { metricsText } from '../../server/metrics.ts';
import { Connection } from '../../server/sync/connection.ts';
import { OpenDocument } from '../../server/sync/openDocument.ts';
import { PageSocket } from '../../server/sync/pageSocket.ts';
import type { LogEntry } from '../../server/sync/logEntry.ts';
import { UpdateLog } from '../../server/sync/updateLog.ts';
import { shiftClock } from './clock.ts';

/**
 * Where the process ends, on the road of an edit. `beforeLog`: the live document has it, the log was not asked.
 * `inCommit`: PostgreSQL has been asked and has not answered. `afterCommit`: nobody was told. `inBroadcast`: one other
 * page was. `afterBroadcast`: all others were, its author was not told "saved".
 */
export const STEPS = ['beforeLog', 'inCommit', 'afterCommit', 'inBroadcast', 'afterBroadcast'] as const;
export type Step = (typeof STEPS)[number];

/** What a test says to a server process, each answered by a `Measured`. */
export type Order =
	| { readonly clockMs: number }
	| { readonly dieAt: Step; readonly after: number }
	| { readonly measure: true };

/** How a process is. Sizes in bytes, times in milliseconds; the loop's since it was asked last. */
export interface Measured {
	readonly rss: number;
	readonly heap: number;
	/** Longest and 99th percentile pause of the event loop. */
	readonly loopMaxMs: number;
	readonly loopP99Ms: number;
	/** Bytes of the largest update that was judged in one go since this was asked last. */
	readonly mostJudged: number;
	/** `/metrics` of the product. */
	readonly metrics: string;
	/** Updates that wait for their commit: bytes, the most there ever were, and how many updates were given up. */
	readonly queue: Readonly<typeof queue>;
	/** How many connections the server has closed, by code. */
	readonly closes: Readonly<Record<number, number>>;
}

const loop = monitorEventLoopDelay({ resolution: 5 });
loop.enable();

const queue = { bytes: 0, mostBytes: 0, givenUp: 0 };
const closes: Record<number, number> = {};
let mostJudged = 0;

let death: { at: Step; after: number } | null = null;

function reach(step: Step): void {
	if (death?.at !== step) return;
	death.after -= 1;
	if (death.after < 0) process.kill(process.pid, 'SIGKILL');
}

/** PostgreSQL gets this long to begin with a commit that takes longer than that. */
const intoCommitMs = 5;

/* eslint-disable @typescript-eslint/unbound-method -- called with the object they belong to */
const { append } = UpdateLog.prototype;
UpdateLog.prototype.append = function (...args) {
	reach('beforeLog');
	const { data } = args[1] as LogEntry; // whatever else an entry of this log has
	queue.bytes += data.length;
	append.apply(this, args);
	queue.mostBytes = Math.max(queue.mostBytes, queue.bytes);
	setTimeout(() => reach('inCommit'), intoCommitMs);
};
const { committed } = OpenDocument.prototype;
OpenDocument.prototype.committed = function (...args) {
	reach('afterCommit');
	for (const { entries } of args[0]) leaveQueue(entries);
	committed.apply(this, args);
	reach('afterBroadcast');
};
const { receive } = OpenDocument.prototype;
OpenDocument.prototype.receive = function (...args) {
	mostJudged = Math.max(mostJudged, args[0].length);
	return receive.apply(this, args);
};
const { dropped } = OpenDocument.prototype;
OpenDocument.prototype.dropped = function (...args) {
	const [entries, why] = args;
	leaveQueue(entries);
	if (why === 'failed') queue.givenUp += entries.length;
	dropped.apply(this, args);
};
const { close } = PageSocket.prototype;
PageSocket.prototype.close = function (...args) {
	const [code] = args;
	if (!this.closed) closes[code] = (closes[code] ?? 0) + 1;
	close.apply(this, args);
};
const { sendUpdate } = Connection.prototype;
Connection.prototype.sendUpdate = function (...args) {
	sendUpdate.apply(this, args);
	reach('inBroadcast');
};
/* eslint-enable @typescript-eslint/unbound-method */

function leaveQueue(entries: readonly Pick<LogEntry, 'data'>[]): void {
	for (const { data } of entries) queue.bytes -= data.length;
}

process.on('message', (order: Order) => {
	if ('clockMs' in order) shiftClock(order.clockMs);
	if ('dieAt' in order) death = { at: order.dieAt, after: order.after };
	const { rss, heapUsed } = process.memoryUsage();
	const measured: Measured = {
		rss,
		heap: heapUsed,
		loopMaxMs: loop.max / 1e6,
		loopP99Ms: loop.percentile(99) / 1e6,
		mostJudged,
		metrics: metricsText(),
		queue: { ...queue },
		closes: { ...closes }
	};
	loop.reset();
	mostJudged = 0;
	process.send?.(measured);
});
// A test that is killed leaves nothing behind.
process.on('disconnect', () => process.exit(1));
