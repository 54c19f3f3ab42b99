// What a test does from inside a server process: sets its clock, ends it at a step, asks how it is. The product knows
// nothing of it.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import './clockAtStart.ts';
import { metricsText } from '../../server/metrics.ts';
import { Connection } from '../../server/sync/connection.ts';
import { OpenDocument } from '../../server/sync/openDocument.ts';
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
	/** `/metrics` of the product. */
	readonly metrics: string;
}

const loop = monitorEventLoopDelay({ resolution: 5 });
loop.enable();

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
	append.apply(this, args);
	setTimeout(() => reach('inCommit'), intoCommitMs);
};
const { committed } = OpenDocument.prototype;
OpenDocument.prototype.committed = function (...args) {
	reach('afterCommit');
	committed.apply(this, args);
	reach('afterBroadcast');
};
const { sendUpdate } = Connection.prototype;
Connection.prototype.sendUpdate = function (...args) {
	sendUpdate.apply(this, args);
	reach('inBroadcast');
};
/* eslint-enable @typescript-eslint/unbound-method */

process.on('message', (order: Order) => {
	if ('clockMs' in order) shiftClock(order.clockMs);
	if ('dieAt' in order) death = { at: order.dieAt, after: order.after };
	const { rss, heapUsed } = process.memoryUsage();
	const measured: Measured = {
		rss,
		heap: heapUsed,
		loopMaxMs: loop.max / 1e6,
		loopP99Ms: loop.percentile(99) / 1e6,
		metrics: metricsText()
	};
	loop.reset();
	process.send?.(measured);
});
// A test that is killed leaves nothing behind.
process.on('disconnect', () => process.exit(1));
