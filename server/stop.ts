// The end of a process, in its order: balancers pass it by, requests are answered, pages are let go, the database is
// closed. Whatever hangs, all of it together ends in time.
import type { Server } from 'node:http';
import { steadyNow } from './clock.ts';
import type { Departure } from './http/departure.ts';
import type { Limits } from './limits.ts';
import type { Running } from './run.ts';

/** What is kept for closing the database, and for what no clock counts. */
const reserveMs = 1_500;

/** Stops everything; what throws had to be stopped all the same, and the process may end. */
export async function stop(
	http: Server,
	departure: Departure,
	running: Running,
	{ stopNoticeMs, stopAnswerMs, stopAtMostMs }: Limits
): Promise<void> {
	const until = steadyNow() + Math.max(0, stopAtMostMs - reserveMs);
	// Where this is the only process nobody could take over: then it need not wait.
	await departure.begin(http, running.relay ? stopNoticeMs : 0, stopAnswerMs);
	await running.stop(until);
	http.closeAllConnections();
}
